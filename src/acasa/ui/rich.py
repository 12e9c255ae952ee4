"""Texts that others wrote, as HTML: line breaks, emphasis, links as form authors write them; else as text."""

from __future__ import annotations

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# What is left of tags once the text is escaped: authors colour with spans, which here are plain text.
_SPAN = re.compile(r"&lt;/?(?:span|font|p|div|u)\b.*?&gt;", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"&lt;br\s*/?&gt;|\r?\n", re.IGNORECASE)
_RULES = (
    (
        re.compile(r"&lt;(?:b|strong)&gt;(.+?)&lt;/(?:b|strong)&gt;", re.IGNORECASE | re.DOTALL),
        r"<strong>\1</strong>",
    ),
    (re.compile(r"&lt;(?:i|em)&gt;(.+?)&lt;/(?:i|em)&gt;", re.IGNORECASE | re.DOTALL), r"<em>\1</em>"),
    (re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"__(?=\S)(.+?)(?<=\S)__"), r"<strong>\1</strong>"),
    (re.compile(r"(?<![*\w])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![*\w])"), r"<em>\1</em>"),
    (re.compile(r"^#{1,6}\s+(.+?)$", re.MULTILINE), r"<strong>\1</strong>"),
)
_LINK = re.compile(r"\[([^\]\n]+)\]\(https?://[^\s)]+\)")


def rich(text: str) -> SafeString:
    """Markdown's emphasis and headings, a few tags. A link's words stay, its address goes: none leads out of here."""
    said = _SPAN.sub("", escape(text.strip()))
    for pattern, by in _RULES:
        said = pattern.sub(by, said)
    return mark_safe(_BREAK.sub("<br>", _LINK.sub(r"\1", said)))  # noqa: S308  escaped first


def plain(text: str) -> str:
    """The same without any marks, in one line: for titles, papers and messages."""
    said = re.sub(r"</?[A-Za-z][^<>]*>", " ", text)
    said = _LINK.sub(r"\1", re.sub(r"^#{1,6}\s+", "", said, flags=re.MULTILINE))
    said = re.sub(r"\*\*|__", "", said)
    said = re.sub(r"(?<![*\w])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![*\w])", r"\1", said)
    return " ".join(said.split())
