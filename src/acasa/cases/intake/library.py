"""What an intake takes from the library: needs, points to explain, and what the law of the country demands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from django.conf import settings

from acasa import vocabularies
from acasa.cases import codes
from acasa.cases.intake.rules import Question, Section
from acasa.vocabularies.loader import Vocabulary, library_root, parse, read_yaml

LANGUAGES = ("ro", "ru", "en")
LANGUAGE_NAMES = {"ro": "Română", "ru": "Русский", "en": "English"}


@lru_cache(maxsize=1)
def needs() -> Section:
    """The needs of the first days as one page of questions."""
    found = vocabularies.load("first_days").codes
    return Section("needs", tuple(Question(entry.code) for entry in found if not entry.deprecated))


def domain(need: str) -> str:
    """The domain of need to which a need of the first days belongs."""
    entry = vocabularies.load("first_days").get(need)
    return str(entry.extra.get("domain", "other")) if entry else "other"


def offered_step(need: str) -> tuple[str, int]:
    """The step offered for a need: its words in the reader's language, and in how many days."""
    entry = vocabularies.load("first_days").get(need)
    if entry is None:
        return "", 1
    words = entry.extra.get("step", {})
    return str(words.get(codes.language()) or words.get("en", "")), int(entry.extra.get("days", 1))


def consent_points(purpose: str, language: str) -> list[tuple[str, str]]:
    """(code, words) of what is explained before this consent, in her language."""
    found = vocabularies.load("consent_points").codes
    return [(p.code, p.label(language)) for p in found if purpose in p.extra.get("purposes", ())]


def secrecy_points(language: str) -> list[tuple[str, str]]:
    """(code, words) of what is said before any story, in her language."""
    return vocabularies.load("secrecy_points").choices(language)


@dataclass(frozen=True)
class Duty:
    """A report that the law may demand. `certainty` says how sure the library is of it."""

    code: str
    what: str
    to: str
    days: int
    basis: str
    certainty: str


@lru_cache(maxsize=8)
def _pack(country: str) -> Vocabulary:
    return parse(f"duties/{country}", read_yaml(library_root() / "duties" / f"{country}.yaml"))


def duties(language: str = "") -> list[Duty]:
    """What must be reported in the country of this installation, in the reader's language."""
    tongue = language or codes.language()
    pack = _pack(settings.ACASA_DUTIES)
    return [
        Duty(
            entry.code,
            entry.label(tongue),
            str(entry.extra.get("to", {}).get(tongue) or entry.extra.get("to", {}).get("en", "")),
            ceil(int(entry.extra.get("hours", 24)) / 24),
            str(entry.extra.get("basis", "")),
            str(entry.extra.get("certainty", pack.certainty)),
        )
        for entry in pack.codes
        if not entry.deprecated
    ]


def duty(code: str) -> Duty | None:
    """One of them."""
    return next((item for item in duties() if item.code == code), None)
