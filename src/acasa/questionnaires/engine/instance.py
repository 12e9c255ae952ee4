"""Submissions as OpenRosa has them: answers out to XML, and XML from a device in.

What a device sends is anybody's bytes: entities, other namespaces, elements that the form has not. Nothing of it is
lost: what the form has not is kept apart, under the path at which it stood.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as Defused

from acasa.questionnaires.engine.expressions import lexical
from acasa.questionnaires.engine.model import Form, Node

ORX = "http://openrosa.org/xforms"
_MODEL = "{http://www.w3.org/2002/xforms}"
# What stands in a submission's meta element besides its identity.
_IDENTITY = ("instanceID", "deprecatedID")
_PLACE = ("deviceid", "username", "email", "phonenumber", "subscriberid", "simserial")


class BadSubmission(ValueError):
    """Bytes that are no submission. `code`: "xml" when they can't be read, "form" when they are of another form."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Instance:
    """A submission as read. `others` holds by path what the form has not; `attachments` names the files it needs."""

    answers: dict[str, Any]
    instance_id: str
    deprecated_id: str
    form_id: str
    version: str
    meta: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()


def _local(tag: Any) -> str:
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


# ------------------------------------------------------------------ out


def _root_of(form: Form) -> tuple[str, dict[str, str]]:
    """The tag of the answers' root with its namespace, and its attributes, as the form has them."""
    attributes = {"id": form.id, **({"version": form.version} if form.version else {})}
    if not form.xml:
        return form.root, attributes
    for instance in Defused.fromstring(form.xml.encode()).iter(f"{_MODEL}instance"):
        for root in instance:
            tag = str(root.tag)
            # The model's own namespace is that of the form, not of its answers.
            tag = _local(tag) if tag.startswith(_MODEL) else tag
            return tag, {**{str(k): str(v) for k, v in root.attrib.items()}, **attributes}
    return form.root, attributes


def write(
    form: Form,
    answers: Mapping[str, Any],
    *,
    instance_id: str,
    device_values: Mapping[str, str] | None = None,
    deprecated_id: str = "",
    instance_name: str = "",
) -> bytes:
    """The submission of these answers, as a device would send it: what is not there is not asked.

    `device_values` fills what only a device knows (deviceid, username, …) where the answers have nothing.
    """
    tag, attributes = _root_of(form)
    root = ElementTree.Element(tag, attributes)
    space = tag[: tag.index("}") + 1] if tag.startswith("{") else ""
    values = device_values or {}
    _write_inside(root, form.nodes, answers, space, values)
    meta = ElementTree.SubElement(root, f"{{{ORX}}}meta")
    ElementTree.SubElement(meta, f"{{{ORX}}}instanceID").text = instance_id
    if deprecated_id:
        ElementTree.SubElement(meta, f"{{{ORX}}}deprecatedID").text = deprecated_id
    if instance_name:
        ElementTree.SubElement(meta, f"{{{ORX}}}instanceName").text = _clean(instance_name)
    for node in form.meta:
        if node.preload in _PLACE and values.get(node.preload):
            ElementTree.SubElement(meta, f"{{{ORX}}}{node.name}").text = values[node.preload]
    ElementTree.register_namespace("orx", ORX)
    found: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return found


def _write_inside(
    parent: ElementTree.Element,
    nodes: tuple[Node, ...],
    answers: Mapping[str, Any],
    space: str,
    values: Mapping[str, str],
) -> None:
    for node in nodes:
        if node.name not in answers and not (node.preload in _PLACE and values.get(node.preload)):
            continue
        value = answers.get(node.name)
        if node.kind == "repeat":
            for occurrence in value if isinstance(value, list) else []:
                element = ElementTree.SubElement(parent, f"{space}{node.name}")
                _write_inside(element, node.children, occurrence, space, values)
        elif node.kind == "group":
            element = ElementTree.SubElement(parent, f"{space}{node.name}")
            _write_inside(element, node.children, value if isinstance(value, Mapping) else {}, space, values)
        else:
            text = lexical.written(value) or (values.get(node.preload, "") if node.preload in _PLACE else "")
            ElementTree.SubElement(parent, f"{space}{node.name}").text = _clean(text) or None


def _clean(text: str) -> str:
    """Without the control characters that XML can't hold."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")


# ------------------------------------------------------------------ in


def root_of(xml: bytes) -> ElementTree.Element:
    """The root of a submission. Raises BadSubmission for anything that is no XML, or that would do harm."""
    try:
        root: ElementTree.Element = Defused.fromstring(xml, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise BadSubmission("xml", "This is no XML that can be read.") from error
    return root


def form_of(xml: bytes) -> tuple[str, str]:
    """The id and version of the form of a submission, "" for none. Raises BadSubmission."""
    root = root_of(xml)
    return root.get("id", "") or root.get("xmlns", ""), root.get("version", "")


def parse(form: Form, xml: bytes) -> Instance:
    """What a device sent. Raises BadSubmission."""
    root = root_of(xml)
    if _local(root.tag) != form.root or root.get("id", form.id) != form.id:
        raise BadSubmission("form", "This is a submission of another form.")
    others: dict[str, str] = {}
    meta: dict[str, str] = {}
    files: list[str] = []
    answers = _read_inside(form.nodes, root, f"/{form.root}", others, files)
    for element in root:
        if _local(element.tag) == "meta" and not any(node.name == "meta" for node in form.nodes):
            meta = {_local(child.tag): (child.text or "").strip() for child in element}
            others = {
                path: text for path, text in others.items() if not path.startswith(f"/{form.root}/meta")
            }
    files += [text for name, text in meta.items() if name == "audit" and text]
    return Instance(
        answers=answers,
        instance_id=meta.get("instanceID", "") or root.get("instanceID", ""),
        deprecated_id=meta.get("deprecatedID", ""),
        form_id=root.get("id", ""),
        version=root.get("version", ""),
        meta={name: text for name, text in meta.items() if name not in _IDENTITY},
        others=others,
        attachments=tuple(dict.fromkeys(files)),
    )


def _read_inside(
    nodes: tuple[Node, ...],
    element: ElementTree.Element,
    path: str,
    others: dict[str, str],
    files: list[str],
) -> dict[str, Any]:
    known = {node.name: node for node in nodes}
    found: dict[str, Any] = {}
    for child in element:
        name = _local(child.tag)
        node = known.get(name)
        if not name or "template" in {_local(key) for key in child.attrib}:
            continue
        if node is None:
            for inner in child.iter():
                text = (inner.text or "").strip()
                if text or inner is child:
                    _aside(
                        others,
                        f"{path}/{name}" + (f"/{_local(inner.tag)}" if inner is not child else ""),
                        text,
                    )
        elif node.kind == "repeat":
            several = found.setdefault(name, [])
            place = f"{path}/{name}[{len(several) + 1}]"
            several.append(_read_inside(node.children, child, place, others, files))
        elif name in found:
            # Twice what can be there once: the first counts, the other is kept apart.
            _aside(others, f"{path}/{name}", "".join(child.itertext()).strip())
        elif node.kind == "group":
            found[name] = _read_inside(node.children, child, f"{path}/{name}", others, files)
        else:
            # Words that a person wrote keep their line breaks; the white space around them says nothing.
            text = "".join(child.itertext()).strip()
            found[name] = text
            if node.type == "binary" and text:
                files.append(text)
    return found


def _aside(others: dict[str, str], path: str, text: str) -> None:
    key, count = path, 1
    while key in others:
        count += 1
        key = f"{path}[{count}]"
    others[key] = text
