"""Pure rules of measured change: what may be compared with what, what a difference says, when to measure again."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

from acasa.assessments.scoring.change import Change, change, reliable_points
from acasa.assessments.scoring.model import Instrument

# Who answered. The child's own and the parent's answers about the same child stand side by side.
SELF: Final = "self"
CHILD: Final = "child"
PARENT: Final = "parent"
WORKER: Final = "worker"
RESPONDENTS: Final = (SELF, CHILD, PARENT, WORKER)


@dataclass(frozen=True)
class Key:
    """What is followed over time: one instrument, about one person, answered by one respondent.

    `about` is "" for the person of the case, else the record of a relative.
    """

    instrument: str
    respondent: str = SELF
    about: str = ""


@dataclass(frozen=True)
class Point:
    """One result. `value` is None when too little was answered for a score."""

    id: str
    on: date
    value: float | None
    version: str = ""
    language: str = ""
    by: str = ""


@dataclass(frozen=True)
class Step:
    """From one result to another. `against`: why nothing may be concluded from the two, "language" or "version"."""

    before: Point
    after: Point
    change: Change
    against: tuple[str, ...] = ()

    @property
    def verdict(self) -> Literal["better", "worse", "same", "unknown"]:
        """What the difference says: nothing at all where the two were not asked in the same way."""
        return "unknown" if self.against else self.change.verdict


def step(instrument: Instrument, before: Point, after: Point, *, scale: str = "total") -> Step | None:
    """Compare two results of one series; None when one of the two has no score."""
    if before.value is None or after.value is None:
        return None
    against = tuple(name for name in ("language", "version") if _differ(before, after, name))
    return Step(before, after, change(instrument, before.value, after.value, scale=scale), against)


def _differ(before: Point, after: Point, name: str) -> bool:
    one, other = getattr(before, name), getattr(after, name)
    return bool(one and other and one != other)


def needed(instrument: Instrument, scale: str = "total") -> float | None:
    """From how many points on a difference of this scale is more than chance; None when nothing is published."""
    criterion = instrument.change
    return reliable_points(criterion) if criterion and criterion.scale == scale else None


def band_around(
    first: Point | None, points: float | None, low: float, high: float
) -> tuple[float, float] | None:
    """Between which values a later result may differ from the first by chance alone, within the scale."""
    if first is None or first.value is None or not points:
        return None
    return max(low, first.value - points), min(high, first.value + points)


def in_order(points: Iterable[Point]) -> list[Point]:
    """By day; those of one day as they were written."""
    return sorted(points, key=lambda point: point.on)


def scored(points: Sequence[Point]) -> list[Point]:
    """Those with a score."""
    return [point for point in points if point.value is not None]


# --- when to measure again

INTAKE: Final = "intake"
BEFORE: Final = "before"
AFTER: Final = "after"
AGAIN: Final = "again"
MONTHS: Final[dict[str, int]] = {"m3": 3, "m6": 6, "m12": 12}
MOMENTS: Final = (INTAKE, BEFORE, AFTER, *MONTHS, AGAIN)
# Days until the first measurement, counted from the day of which the case knows: time to come to rest comes first.
SETTLE: Final = 14
# Facts of a case from which the months may be counted, in the order in which they are offered.
BASES: Final = ("arrived_on", "opened_on", "first_measured_on", "plan_on", "closed_on")
# How many days before its day a measurement counts as the planned one.
EARLY: Final = 30

OPEN: Final = "open"
DONE: Final = "done"
DROPPED: Final = "dropped"


def add_months(day: date, months: int) -> date:
    """The same day some months later; the last one of a shorter month."""
    at = day.month - 1 + months
    year, month = day.year + at // 12, at % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def due_on(moment: str, base: date) -> date | None:
    """The day of a moment that is counted from a fact; None for one whose day is said by people."""
    if moment == INTAKE:
        return base + timedelta(days=SETTLE)
    if moment in MONTHS:
        return add_months(base, MONTHS[moment])
    return None


def moved(line: Mapping[str, Any], facts: Mapping[str, str]) -> date | None:
    """The day on which an open line should stand, when the fact that it is counted from has changed; else None."""
    base = str(line.get("base", ""))
    if line.get("state") != OPEN or not base or not facts.get(base):
        return None
    day = due_on(str(line["moment"]), date.fromisoformat(facts[base]))
    return day if day is not None and day.isoformat() != line["due"] else None


def key_of(data: Mapping[str, Any]) -> Key:
    """What a measure, an interview or a planned line is about."""
    return Key(str(data["instrument"]), str(data.get("respondent") or SELF), str(data.get("about") or ""))


def fulfilled(lines: Iterable[tuple[str, Mapping[str, Any]]], key: Key, on: date) -> str:
    """The planned line that a measurement of this day answers, "" if none: the oldest that is due or nearly so."""
    fitting = [
        (str(data["due"]), record)
        for record, data in lines
        if data.get("state") == OPEN
        and key_of(data) == key
        and date.fromisoformat(str(data["due"])) <= on + timedelta(days=EARLY)
    ]
    return min(fitting, default=("", ""))[1]
