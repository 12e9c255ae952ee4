"""Code lists in the language of the reader, for forms and pages."""

from __future__ import annotations

from django.utils.translation import get_language

from acasa import vocabularies

Choice = tuple[str, str]


def language() -> str:
    """The language of the page being made."""
    return (get_language() or "en").split("-")[0]


def choices(vocabulary: str) -> list[Choice]:
    """(code, label) in the list's own order."""
    return vocabularies.load(vocabulary).choices(language())


def label(vocabulary: str, code: str) -> str:
    """What a code says; an unknown one is shown as it is, an empty one stays empty."""
    return vocabularies.load(vocabulary).label(code, language()) if code else ""


def labels(vocabulary: str, codes: list[str]) -> list[str]:
    return [label(vocabulary, code) for code in codes]
