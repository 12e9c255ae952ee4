"""What the server says: list of forms, manifest of media, answers to a submission, settings for a QR code."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
# What XML 1.0 can't hold would make a device refuse the whole list.
_CONTROL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Listed:
    """A form as the list names it. All but `about` and `manifest_url` must be there, or devices refuse the list."""

    form_id: str
    name: str
    version: str
    hash: str
    url: str
    about: str = ""
    manifest_url: str = ""


@dataclass(frozen=True)
class Media:
    """A file that a form needs."""

    name: str
    hash: str
    url: str


def md5(content: bytes) -> str:
    """A hash as devices compare it."""
    return "md5:" + hashlib.md5(content, usedforsecurity=False).hexdigest()


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)


def _tag(name: str, text: str) -> str:
    return f"<{name}>{escape(_clean(text))}</{name}>"


def form_list(forms: Iterable[Listed], *, verbose: bool = False) -> bytes:
    """The list of forms. One without id, name or address would make devices refuse all: it is left out."""
    lines = [HEAD, '<xforms xmlns="http://openrosa.org/xforms/xformsList">\n']
    for form in forms:
        form_id, name = _clean(form.form_id), _clean(form.name)
        if not (form_id.strip() and form.url):
            continue
        parts = [
            _tag("formID", form_id),
            _tag("name", name.strip() or form_id),
            _tag("version", form.version),
            _tag("hash", form.hash),
            *([_tag("descriptionText", form.about)] if verbose and form.about else []),
            _tag("downloadUrl", form.url),
            *([_tag("manifestUrl", form.manifest_url)] if form.manifest_url else []),
        ]
        lines.append(f"<xform>{''.join(parts)}</xform>\n")
    return "".join([*lines, "</xforms>\n"]).encode()


def manifest(files: Iterable[Media]) -> bytes:
    """The files of a form."""
    lines = [HEAD, '<manifest xmlns="http://openrosa.org/xforms/xformsManifest">\n']
    for file in files:
        parts = _tag("filename", file.name) + _tag("hash", file.hash) + _tag("downloadUrl", file.url)
        lines.append(f"<mediaFile>{parts}</mediaFile>\n")
    return "".join([*lines, "</manifest>\n"]).encode()


def answer(words: str, *, nature: str = "") -> bytes:
    """The answer to a post: `nature` is submit_success, submit_error, …"""
    kind = f" nature={quoteattr(nature)}" if nature else ""
    return (
        f'{HEAD}<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
        f"<message{kind}>{escape(_clean(words))}</message></OpenRosaResponse>\n"
    ).encode()


def settings_text(*, url: str, username: str, password: str, project: str) -> str:
    """What the QR code of Collect's settings holds: JSON under zlib and base64."""
    told = {
        "general": {
            "protocol": "odk_default",
            "server_url": url,
            "username": username,
            "password": password,
            # Forms come and go with what the organisation publishes; answers leave as soon as there is a network,
            # and do not stay on the phone.
            "form_update_mode": "match_exactly",
            "periodic_form_updates_check": "every_one_hour",
            "autosend": "wifi_and_cellular",
            "delete_send": True,
        },
        "project": {"name": project[:40], "icon": "A"},
        "admin": {"change_server": False},
    }
    plain = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(zlib.compress(plain, 9)).decode()


_SUBMISSION = re.compile(r"<(?:\w+:)?submission(?=[\s/>])[^>]*?(/?)>")
# From the first instance to the end of the last: questions in them have any name, "submission" too.
_INSTANCES = re.compile(r"<(?P<tag>(?:\w+:)?instance)(?=[\s>]).*</(?P=tag)>", re.DOTALL)
_MODEL = re.compile(r"<(?P<prefix>(?:\w+:)?)model\b[^>]*>")
_KEY = re.compile(r"\s+base64RsaPublicKey\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_TARGET = re.compile(r"\s+(?:action|method|auto-send|auto-delete)\s*=\s*(?:\"[^\"]*\"|'[^']*')")


def _submission(xml: str) -> re.Match[str] | None:
    """The model's element that says how to send answers, never a question of that name."""
    instances = _INSTANCES.search(xml)
    start, end = instances.span() if instances else (0, 0)
    return next((one for one in _SUBMISSION.finditer(xml) if not start <= one.start() < end), None)


def with_key(xml: str, public: bytes) -> str:
    """A form that devices encrypt to this RSA key (DER). Where it sends its answers stays the device's own matter."""
    attribute = f' base64RsaPublicKey="{base64.b64encode(public).decode()}"'
    found = _submission(xml)
    if found is not None:
        tag = _TARGET.sub("", _KEY.sub("", found[0]))
        end = 2 if found[1] else 1
        return xml[: found.start()] + tag[:-end].rstrip() + attribute + tag[-end:] + xml[found.end() :]
    model = _MODEL.search(xml)
    if model is None:
        raise ValueError("This form has no model.")
    # Written first in the model: nothing in it depends on the order.
    return xml[: model.end()] + f"<{model['prefix']}submission{attribute}/>" + xml[model.end() :]


def without_key(xml: str) -> str:
    """A form that is not encrypted on the device, and that names no other place to send answers to."""
    found = _submission(xml)
    if found is None:
        return xml
    tag = _TARGET.sub("", _KEY.sub("", found[0]))
    return xml[: found.start()] + tag + xml[found.end() :]
