"""What a device sends: as much of a submission's XML as is read before anybody opens it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

XML_AT_MOST: Final = 4 * 1024 * 1024
DEPTH_AT_MOST: Final = 60
# What is shown and kept question by question: a hundred repeats of a thousand questions.
NODES_AT_MOST: Final = 100_000
# Attachments that the envelope of an encrypted submission may name.
MEDIA_AT_MOST: Final = 1_000
_BASE64: Final = "base64:"


class Unreadable(ValueError):
    """This is no submission; `args[0]` is a code: empty, large, xml, form, instance, envelope."""


@dataclass(frozen=True)
class Encrypted:
    """The envelope of a submission that was encrypted on the device."""

    key: str
    signature: str
    media: tuple[str, ...]
    answers: str


@dataclass(frozen=True)
class Came:
    """What the XML says of itself."""

    form_id: str
    version: str
    instance_id: str
    deprecated_id: str
    root: Element
    encrypted: Encrypted | None


def local(name: Any) -> str:
    """A tag without its namespace; "" for comments."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def child(node: Element, *names: str) -> Element | None:
    """A child by its name in whichever namespace, then its child, and so on."""
    found: Element | None = node
    for name in names:
        found = next((one for one in found if local(one.tag) == name), None) if found is not None else None
    return found


def text(node: Element | None) -> str:
    """A node's own text."""
    return (node.text or "").strip() if node is not None else ""


def tree(content: bytes) -> Element:
    """An XML document's root, without entities and of bounded depth. Raises Unreadable."""
    if not content.strip():
        raise Unreadable("empty")
    if len(content) > XML_AT_MOST:
        raise Unreadable("large")
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        raise Unreadable("xml") from None
    level, nodes = [root], 0
    for _depth in range(DEPTH_AT_MOST):
        level = [one for node in level for one in node]
        nodes += len(level)
        if nodes > NODES_AT_MOST:
            raise Unreadable("large")
        if not level:
            return root
    raise Unreadable("xml")


def as_text(content: bytes) -> str:
    """What came, as a record keeps it: text, or base64 for another encoding than UTF-8."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return _BASE64 + base64.b64encode(content).decode()


def as_bytes(kept: str) -> bytes:
    """What `as_text` kept, to the byte."""
    return base64.b64decode(kept[len(_BASE64) :]) if kept.startswith(_BASE64) else kept.encode()


def read(content: bytes) -> Came:
    """A submission as it came. Raises Unreadable."""
    root = tree(content)
    form_id = (root.get("id") or "").strip()
    if not form_id:
        # Old forms name themselves by the namespace of what they hold.
        form_id = root.tag[1:].partition("}")[0] if root.tag.startswith("{") else ""
    if not form_id or len(form_id) > 250:
        raise Unreadable("form")
    instance_id = text(child(root, "meta", "instanceID")) or (root.get("instanceID") or "").strip()
    if not instance_id or len(instance_id) > 250:
        raise Unreadable("instance")
    encrypted = _envelope(root) if (root.get("encrypted") or "").lower() == "yes" else None
    return Came(
        form_id,
        (root.get("version") or "").strip()[:250],
        instance_id,
        text(child(root, "meta", "deprecatedID"))[:250],
        root,
        encrypted,
    )


def _envelope(root: Element) -> Encrypted:
    media = tuple(
        text(file)
        for node in root
        if local(node.tag) == "media"
        for file in node
        if local(file.tag) == "file" and text(file)
    )
    if len(media) > MEDIA_AT_MOST or len(set(media)) < len(media):
        # Each is opened by itself: one that is named again and again would keep a server busy for hours.
        raise Unreadable("envelope")
    found = Encrypted(
        text(child(root, "base64EncryptedKey")),
        text(child(root, "base64EncryptedElementSignature")),
        media,
        text(child(root, "encryptedXmlFile")),
    )
    if not (found.key and found.signature and found.answers):
        raise Unreadable("envelope")
    return found


@dataclass(frozen=True)
class Leaf:
    """A value of a submission: the path without positions, the path with them, and the text."""

    path: str
    place: str
    value: str


def leaves(root: Element) -> list[Leaf]:
    """Every answered value, in the order of the form; what the form keeps of itself (meta) is left out."""
    found: list[Leaf] = []

    def walk(node: Element, path: str, place: str) -> None:
        total: dict[str, int] = {}
        for one in node:
            total[local(one.tag)] = total.get(local(one.tag), 0) + 1
        seen: dict[str, int] = {}
        for one in node:
            name = local(one.tag)
            if not name or (node is root and name == "meta"):
                continue
            seen[name] = seen.get(name, 0) + 1
            here = f"{place}/{name}" + (f"[{seen[name]}]" if total[name] > 1 else "")
            if len(one):
                walk(one, f"{path}/{name}", here)
            elif text(one):
                found.append(Leaf(f"{path}/{name}", here, text(one)))

    start = f"/{local(root.tag)}"
    walk(root, start, start)
    return found


CODE_NAMES: Final = ("case_code", "acasa_case", "case_number", "casecode")


def case_code(root: Element, asks: str = "") -> str:
    """The case's code: the answer to the question `asks`, or to one whose name is known for it."""
    said = {leaf.path.rpartition("/")[2].lower(): leaf.value for leaf in reversed(leaves(root))}
    return next((said[name] for name in (asks.lower(), *CODE_NAMES) if said.get(name)), "")[:40]


def instance_name(root: Element) -> str:
    """What the form calls this very answer, if it does."""
    return text(child(root, "meta", "instanceName"))[:200]
