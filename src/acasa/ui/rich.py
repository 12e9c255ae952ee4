"""Texts that others wrote, as HTML: line breaks, emphasis, links as form authors write them; else as text."""

from __future__ import annotations

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# Answers stand in labels too, of any length and by anybody: each pattern takes time in proportion to its text.
# What is left of tags once the text is escaped: authors colour with spans, which here are plain text.
_SPAN = re.compile(r"&lt;/?(?:span|font|p|div|u)\b(?:(?!&[lg]t;).)*&gt;", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"&lt;br\s{0,9}/?&gt;|\r?\n", re.IGNORECASE)
_TAG = re.compile(r"&lt;(/?)(b|strong|i|em)&gt;", re.IGNORECASE)
_TAGS = {"b": "strong", "strong": "strong", "i": "em", "em": "em"}
_RULES = (
    (re.compile(r"\*\*(?=\S)(.{1,500}?)(?<=\S)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"__(?=\S)(.{1,500}?)(?<=\S)__"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![*\w])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![*\w])"), r"<em>\1</em>"),
    (re.compile(r"^#{1,6}[ \t]+(.+?)$", re.MULTILINE), r"<strong>\1</strong>"),
)
_LINK = re.compile(r"\[([^\[\]\n]+)\]\(https?://[^\s)]{1,2000}\)")


def _emphasis(text: str) -> str:
    """Tags of emphasis that are opened and closed; one alone stands as text."""
    parts: list[str] = []
    opened: dict[str, int] = {}
    at = 0
    for found in _TAG.finditer(text):
        parts.append(text[at : found.start()])
        at, name = found.end(), _TAGS[found[2].lower()]
        if not found[1]:
            opened.setdefault(name, len(parts))
        elif name in opened:
            parts[opened.pop(name)] = f"<{name}>"
            parts.append(f"</{name}>")
            continue
        parts.append(found[0])
    return "".join([*parts, text[at:]])


def rich(text: str) -> SafeString:
    """Markdown's emphasis and headings, a few tags. A link's words stay, its address goes: none leads out of here."""
    said = _emphasis(_SPAN.sub("", escape(text.strip())))
    for pattern, by in _RULES:
        said = pattern.sub(by, said)
    return mark_safe(_BREAK.sub("<br>", _LINK.sub(r"\1", said)))  # noqa: S308  escaped first


def plain(text: str) -> str:
    """The same without any marks, in one line: for titles, papers and messages."""
    said = re.sub(r"</?[A-Za-z][^<>]*>", " ", text)
    said = _LINK.sub(r"\1", re.sub(r"^#{1,6}[ \t]+", "", said, flags=re.MULTILINE))
    said = re.sub(r"\*\*|__", "", said)
    said = re.sub(r"(?<![*\w])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![*\w])", r"\1", said)
    return " ".join(said.split())
