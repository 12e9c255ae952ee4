"""What this part takes from the library: factors of risk, protocols, reactions by age, guidance. Read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from acasa import vocabularies
from acasa.cases import codes
from acasa.cases.safety import rules
from acasa.vocabularies import LibraryError, library_root, read_yaml

LANGUAGES = ("en", "ro", "ru")
WHO = ("finder", "worker", "supervisor", "clinician")


@lru_cache(maxsize=1)
def factors() -> tuple[rules.Factor, ...]:
    """What may be dangerous, in the list's order."""
    return tuple(
        rules.Factor(
            entry.code,
            str(entry.extra.get("group", "her")),
            str(entry.extra.get("weight", rules.MEDIUM)),
            str(entry.extra.get("signal", "")),
            str(entry.extra.get("alert", "")),
            bool(entry.extra.get("health", False)),
        )
        for entry in vocabularies.load("risk_factors").codes
        if not entry.deprecated
    )


def certainty(vocabulary: str) -> str:
    """How sure a list is of itself: high, medium or low."""
    return vocabularies.load(vocabulary).certainty


def _said(words: Mapping[str, str], language: str) -> str:
    return str(words.get(language) or words.get("en", ""))


@dataclass(frozen=True)
class ProtocolStep:
    """A step: by whom, within how many minutes; its words by language."""

    code: str
    who: str
    within: int
    titles: Mapping[str, str]
    texts: Mapping[str, str]

    def title(self) -> str:
        return _said(self.titles, codes.language())

    def text(self) -> str:
        return _said(self.texts, codes.language())


@dataclass(frozen=True)
class Protocol:
    """What is done the same day when a signal shows. `alerts` are those that offer it."""

    code: str
    order: int
    titles: Mapping[str, str]
    whens: Mapping[str, str]
    source: str
    certainty: str
    alerts: tuple[str, ...]
    steps: tuple[ProtocolStep, ...]

    def title(self) -> str:
        return _said(self.titles, codes.language())

    def when(self) -> str:
        return _said(self.whens, codes.language())

    def step(self, code: str) -> ProtocolStep | None:
        return next((step for step in self.steps if step.code == code), None)

    def clock(self) -> list[tuple[str, int]]:
        return [(step.code, step.within) for step in self.steps]


@lru_cache(maxsize=1)
def protocols() -> dict[str, Protocol]:
    """Each file of library/protocols, by its code. Raises LibraryError when one is malformed."""
    found = [_protocol(read_yaml(path), path.name) for path in (library_root() / "protocols").glob("*.yaml")]
    return {item.code: item for item in sorted(found, key=lambda item: (item.order, item.code))}


def _texts(data: Any, where: str) -> dict[str, str]:
    if not isinstance(data, Mapping) or any(not data.get(language) for language in LANGUAGES):
        raise LibraryError(f"{where}: words in {', '.join(LANGUAGES)} are expected")
    return {language: str(data[language]) for language in LANGUAGES}


def _protocol(data: Mapping[str, Any], name: str) -> Protocol:
    for key in ("code", "title", "when", "source", "licence", "certainty", "steps"):
        if not data.get(key):
            raise LibraryError(f"{name}: {key} is missing")
    steps = tuple(_step(step, name) for step in data["steps"])
    if len({step.code for step in steps}) != len(steps):
        raise LibraryError(f"{name}: a step stands twice")
    return Protocol(
        str(data["code"]),
        int(data.get("order", 99)),
        _texts(data["title"], name),
        _texts(data["when"], name),
        str(data["source"]),
        str(data["certainty"]),
        tuple(str(alert) for alert in data.get("alerts", ())),
        steps,
    )


def _step(data: Mapping[str, Any], name: str) -> ProtocolStep:
    code, who = str(data.get("code", "")), str(data.get("who", ""))
    if not code or who not in WHO or not isinstance(data.get("within"), int) or data["within"] < 0:
        raise LibraryError(f"{name}: step {code!r} needs a code, who ({', '.join(WHO)}) and minutes")
    where = f"{name}: {code}"
    return ProtocolStep(
        code, who, data["within"], _texts(data.get("title"), where), _texts(data.get("text"), where)
    )


@dataclass(frozen=True)
class Reaction:
    """A reaction that is offered for an age; `danger` is the protocol it offers."""

    code: str
    label: str
    danger: str


def reactions(age: str) -> list[tuple[str, list[Reaction]]]:
    """Reactions of an age group by domain, in the reader's language."""
    language = codes.language()
    found: dict[str, list[Reaction]] = {code: [] for code, _label in codes.choices("reaction_domains")}
    for entry in vocabularies.load("crisis_reactions").codes:
        if not entry.deprecated and age in entry.extra.get("ages", ()):
            one = Reaction(entry.code, entry.label(language), str(entry.extra.get("danger", "")))
            found.setdefault(str(entry.extra.get("domain", "")), []).append(one)
    return [(domain, items) for domain, items in found.items() if items]


def dangers(chosen: list[str]) -> list[str]:
    """Protocols that these reactions offer, each once."""
    entries = [vocabularies.load("crisis_reactions").get(code) for code in chosen]
    return list(
        dict.fromkeys(str(e.extra["danger"]) for e in entries if e is not None and e.extra.get("danger"))
    )


@dataclass(frozen=True)
class Guidance:
    """How to be with a child of this age, for colleagues and for whoever cares for it."""

    code: str
    title: str
    staff: list[str]
    caregiver: list[str]
    certainty: str


@lru_cache(maxsize=1)
def _guidance() -> dict[str, Any]:
    return read_yaml(library_root() / "guidance" / "crisis_reactions.yaml")


def guidance(age: str, language: str = "") -> Guidance | None:
    """Guidance for an age group, in the reader's language."""
    tongue, data = language or codes.language(), _guidance()
    row = next((row for row in data.get("ages", ()) if row.get("code") == age), None)
    if row is None:
        return None
    return Guidance(
        age,
        _said(row["title"], tongue),
        [_said(item, tongue) for item in row.get("staff", ())],
        [_said(item, tongue) for item in row.get("caregiver", ())],
        str(data.get("certainty", "low")),
    )


def ages() -> list[tuple[str, str]]:
    """Age groups with their titles."""
    return [(age, found.title) for age in rules.AGES if (found := guidance(age)) is not None]
