"""Days that are worked, and spans from one day to another. Pure.

Easter after the anonymous Gregorian computus, and after Meeus for the Julian calendar (certainty: high).
"""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from math import ceil
from typing import Final

UNITS: Final = ("hours", "days", "working_days", "weeks", "months", "years")
# How long a unit is, for putting spans in order. Only the order counts.
_NOMINAL: Final = {
    "hours": 1 / 24,
    "days": 1,
    "working_days": 1.4,
    "weeks": 7,
    "months": 30.44,
    "years": 365.25,
}
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Span:
    """How long: a number of one unit. The number is never negative; `shift` says in which direction."""

    amount: int
    unit: str

    @property
    def nominal(self) -> float:
        """About how many days, for putting spans in order."""
        return self.amount * _NOMINAL[self.unit]

    def times(self, factor: int) -> Span:
        """So many times as long."""
        return Span(self.amount * factor, self.unit)


@dataclass(frozen=True)
class Calendar:
    """Working days of a place: the weekend, holidays every year, by Easter, and of single years."""

    zone: tzinfo = UTC
    weekend: frozenset[int] = frozenset({5, 6})
    fixed: frozenset[tuple[int, int]] = frozenset()
    # Days after Easter Sunday, by church.
    orthodox: frozenset[int] = frozenset()
    western: frozenset[int] = frozenset()
    dates: frozenset[date] = frozenset()
    # Worked although they fall on a weekend or a holiday.
    worked: frozenset[date] = frozenset()
    _years: dict[int, frozenset[date]] = field(default_factory=dict, repr=False, compare=False)

    def holidays(self, year: int) -> frozenset[date]:
        """Every day off of that year but the weekends."""
        if year not in self._years:
            found = {date(year, month, day) for month, day in self.fixed if _exists(year, month, day)}
            found |= {easter(year, "orthodox") + timedelta(days=offset) for offset in self.orthodox}
            found |= {easter(year, "western") + timedelta(days=offset) for offset in self.western}
            self._years[year] = frozenset(found)
        return self._years[year]

    def is_working(self, day: date) -> bool:
        """Whether people work on that day."""
        if day in self.worked:
            return True
        return not (day.weekday() in self.weekend or day in self.dates or day in self.holidays(day.year))

    def to_working(self, day: date, forward: bool = True) -> date:
        """That day, or the next one that is worked."""
        step = timedelta(days=1 if forward else -1)
        # A calendar without any working day is refused when it is read; a year is more than enough.
        for _turn in range(400):
            if self.is_working(day):
                return day
            day += step
        return day

    def add_working(self, day: date, count: int, forward: bool = True) -> date:
        """So many working days later or earlier: the day itself is not counted."""
        step = timedelta(days=1 if forward else -1)
        day = self.to_working(day, forward) if count == 0 else day
        for _turn in range(count):
            day = self.to_working(day + step, forward)
        return day

    def working_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and with `last`; 0 when there are none."""
        return sum(
            self.is_working(first + timedelta(days=turn)) for turn in range(1, (last - first).days + 1)
        )


def _exists(year: int, month: int, day: int) -> bool:
    return day <= months.monthrange(year, month)[1]


@lru_cache(maxsize=256)
def easter(year: int, church: str) -> date:
    """Easter Sunday in the calendar in daily use. `church`: orthodox or western."""
    if church == "orthodox":
        d = (19 * (year % 19) + 15) % 30
        e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
        month, day = divmod(d + e + 114, 31)
        return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def add_months(day: date, count: int) -> date:
    """The same day so many months on; the last of the month where it has no such day (31 January and one: 28 or 29)."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and an hour of the place when one is known ("" otherwise)."""

    day: date
    clock: str = ""


def read(value: str, zone: tzinfo) -> datetime | date:
    """A fact's value: a day, or an instant. Raises ValueError."""
    if len(value) == 10:
        return date.fromisoformat(value)
    at = datetime.fromisoformat(value)
    return at.replace(tzinfo=zone) if at.tzinfo is None else at


def day_of(value: str, zone: tzinfo) -> date | None:
    """The day of a fact in the place's time, or None when it is no date."""
    try:
        at = read(value, zone)
    except ValueError:
        return None
    return at.astimezone(zone).date() if isinstance(at, datetime) else at


def shift(value: str, span: Span, place: Calendar, *, back: bool = False) -> Moment:
    """A fact's value and a span later (`back`: earlier). Raises ValueError for what is no date.

    Hours from an instant are hours that pass, also over a change of clocks. Hours from a day of which no hour is known
    are whole days, since nobody knows when they began. All other units count days of the place.
    """
    at = read(value, place.zone)
    sign = -1 if back else 1
    if isinstance(at, datetime) and span.unit == "hours":
        ends = (at.astimezone(UTC) + sign * timedelta(hours=span.amount)).astimezone(place.zone)
        return Moment(ends.date(), f"{ends:%H:%M}")
    day = at.astimezone(place.zone).date() if isinstance(at, datetime) else at
    if span.unit == "hours":
        return Moment(day + sign * timedelta(days=ceil(span.amount / 24)))
    if span.unit == "working_days":
        return Moment(place.add_working(day, span.amount, not back))
    if span.unit in ("months", "years"):
        return Moment(add_months(day, sign * span.amount * (12 if span.unit == "years" else 1)))
    return Moment(day + sign * timedelta(days=span.amount * (7 if span.unit == "weeks" else 1)))
