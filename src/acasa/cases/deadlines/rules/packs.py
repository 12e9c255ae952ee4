"""A country's deadlines as data: what a file may say, and in words what is wrong with one. Pure.

`library/README.md` describes the format for those who write such a file, `docs/schemas/deadline-pack.schema.json` for
their editor.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from typing import Any, Final

from acasa.cases.deadlines.rules import calendars
from acasa.cases.deadlines.rules.calendars import Calendar, Span
from acasa.cases.deadlines.rules.known import CASEWORK, LEGAL

# Grows when the same file would give other deadlines than before: every case is then calculated anew.
ENGINE: Final = 1
LANGUAGES: Final = ("en", "ro", "ru")
CERTAINTIES: Final = ("high", "medium", "low")
CASES: Final = ("open", "closed", "any")
WHO: Final = ("worker", "supervisor")

PACK_FIELDS: Final = frozenset(
    {"kind", "title", "source", "licence", "version", "certainty", "extends", "without", "holidays", "rules"}
)
RULE_FIELDS: Final = frozenset(
    {
        "id", "title", "from", "when", "case", "after", "before", "on_working_day", "repeat", "ends", "early", "fresh",
        "extension", "lapses", "clock", "lead", "escalate", "who", "source", "certainty", "note",
    }
)  # fmt: skip
HOLIDAY_FIELDS: Final = frozenset({"source", "certainty", "weekend", "fixed", "easter", "dates", "worked"})
RULE_ID: Final = re.compile(r"[a-z][a-z0-9_]{1,39}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file: where, and in words what."""

    file: str
    rule: str
    field: str
    words: str

    def __str__(self) -> str:
        place = [self.file]
        if self.rule:
            place.append(f"rule {self.rule}")
        if self.field:
            place.append(self.field)
        return f"{', '.join(place)}: {self.words}"


class PackError(Exception):
    """A file of deadlines that can't be used."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Condition:
    """What a fact must be for a rule to be asked. `known`: whether anything is known; else one of `values` or none."""

    fact: str
    known: bool | None = None
    values: tuple[str, ...] = ()
    negated: bool = False

    def holds(self, value: str) -> bool:
        if self.known is not None:
            return bool(value) == self.known
        return (value in self.values) != self.negated


@dataclass(frozen=True, slots=True)
class Extension:
    """How a deadline may be put off: to a span from its beginning, or by a span each time."""

    to: Span | None
    by: Span | None
    times: int


@dataclass(frozen=True)
class Rule:
    """One rule. `schedule`: spans from the start to each occurrence; `endless` goes on after them."""

    id: str
    titles: Mapping[str, str]
    start: str
    schedule: tuple[Span, ...]
    before: bool
    endless: Span | None
    endless_from: int
    repeats: bool
    when: tuple[Condition, ...]
    case: str
    on_working_day: str
    ends: tuple[str, ...]
    early: int
    fresh: bool
    extension: Extension | None
    lapses: int | None
    clock: bool
    lead: tuple[int, ...]
    escalate: int | None
    who: str
    source: str
    certainty: str
    notes: Mapping[str, str]
    # Facts that it looks at, its beginning first; and what one must be able to open to calculate it.
    reads: tuple[str, ...]
    compartments: frozenset[str]

    @property
    def span(self) -> Span:
        return self.schedule[0]

    @property
    def legal(self) -> bool:
        """Whether it tells something of the legal compartment, and so is sealed there."""
        return LEGAL in self.compartments

    @property
    def layer(self) -> str:
        """The compartment in which its deadlines are sealed."""
        return LEGAL if self.legal else CASEWORK

    def title(self, language: str) -> str:
        return self.titles.get(language.split("-")[0].lower()) or self.titles["en"]

    def words(self, language: str) -> str:
        """A note to it, or ""."""
        return self.notes.get(language.split("-")[0].lower()) or self.notes.get("en", "")


@dataclass(frozen=True)
class Pack:
    """The deadlines of a country. `digest` tells whether a case was calculated by these very rules."""

    name: str
    titles: Mapping[str, str]
    source: str
    certainty: str
    version: str
    holidays: Mapping[str, Any]
    rules: tuple[Rule, ...]
    digest: str
    legal_digest: str
    _by_id: Mapping[str, Rule] = field(default_factory=dict, repr=False)
    _reach: dict[frozenset[str], tuple[Rule, ...]] = field(default_factory=dict, repr=False, compare=False)

    def rule(self, rule_id: str) -> Rule | None:
        return self._by_id.get(rule_id)

    def within(self, open_compartments: frozenset[str]) -> tuple[Rule, ...]:
        """Rules that can be calculated with these compartments. The others stay as others calculated them."""
        if open_compartments not in self._reach:
            self._reach[open_compartments] = tuple(
                rule for rule in self.rules if rule.compartments | {rule.layer} <= open_compartments
            )
        return self._reach[open_compartments]

    def title(self, language: str) -> str:
        return self.titles.get(language.split("-")[0].lower()) or self.titles["en"]

    def calendar(self, zone: tzinfo = UTC) -> Calendar:
        """Its working days, in a place's time."""
        return calendar_of(self.holidays, zone)


def calendar_of(holidays: Mapping[str, Any], zone: tzinfo = UTC) -> Calendar:
    """The calendar that checked `holidays` describe."""
    easter = holidays.get("easter", ())
    fixed = (tuple(map(int, str(entry["day"]).split("-"))) for entry in holidays.get("fixed", ()))
    return Calendar(
        zone=zone,
        weekend=frozenset(calendars.WEEKDAYS.index(name) for name in holidays.get("weekend", ("sat", "sun"))),
        fixed=frozenset((month, day) for month, day in fixed),
        orthodox=frozenset(entry["offset"] for entry in easter if entry["of"] == "orthodox"),
        western=frozenset(entry["offset"] for entry in easter if entry["of"] == "western"),
        dates=frozenset(day_value(entry["date"]) for entry in holidays.get("dates", ())),
        worked=frozenset(day_value(value) for value in holidays.get("worked", ())),
    )


def day_value(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
