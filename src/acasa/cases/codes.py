"""Code lists in the language of the reader, for forms and pages."""

from __future__ import annotations

from django.utils.translation import get_language

from acasa import vocabularies
from acasa.cases.names import collation

Choice = tuple[str, str]
LONG = ("countries", "languages")


def language() -> str:
    """The language of the page being made."""
    return (get_language() or "en").split("-")[0]


def choices(vocabulary: str) -> list[Choice]:
    """(code, label) in the list's own order."""
    found = vocabularies.load(vocabulary).choices(language())
    # Long lists are looked through by name; short ones keep their own order.
    return sorted(found, key=lambda choice: collation(choice[1], language())) if vocabulary in LONG else found


def label(vocabulary: str, code: str) -> str:
    """What a code says; an unknown one is shown as it is, an empty one stays empty."""
    return vocabularies.load(vocabulary).label(code, language()) if code else ""


def labels(vocabulary: str, codes: list[str]) -> list[str]:
    return [label(vocabulary, code) for code in codes]
