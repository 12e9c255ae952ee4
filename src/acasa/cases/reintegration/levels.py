"""The levels of how life goes, in words: what forms offer and pages say."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from acasa import vocabularies
from acasa.cases import codes
from acasa.cases.reintegration import rules

Choices = list[tuple[str, Any]]


def level_words(domain: str, number: int) -> str:
    """What a level of a domain says, in the language of the page."""
    entry = vocabularies.load("outcome_domains").get(domain)
    levels = entry.extra.get("levels", ()) if entry else ()
    if not 1 <= number <= len(levels):
        return str(number)
    found = levels[number - 1]
    return str(found.get(codes.language()) or found["en"])


def level_choices(domain: str, empty: Any) -> Choices:
    """The five levels in words, and two answers that are as good."""
    return [
        ("", empty),
        *((code, f"{code}: {level_words(domain, int(code))}") for code in rules.LEVELS),
        (rules.RATHER_NOT, _("Rather not say")),
        (rules.NOT_NOW, _("Not the right time")),
    ]


def domains() -> list[str]:
    return [entry.code for entry in vocabularies.load("outcome_domains").codes if not entry.deprecated]
