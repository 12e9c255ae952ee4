"""Whether somebody is a child. In doubt a child, until somebody has looked at it and said otherwise."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

ADULT: Final = 18


@dataclass(frozen=True)
class Standing:
    """`why`: presumed, birth_date, estimate, alert; empty when nothing speaks of a child.

    `eighteenth` is the latest day on which the birthday may be; `exact` says that it is that day.
    """

    child: bool
    why: str = ""
    eighteenth: date | None = None
    exact: bool = False


def birthday(birth: date, years: int) -> date:
    """The day on which so many years are completed. Born on 29 February: the first of March, never earlier."""
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 3, 1)


def eighteenth(birth: date) -> date:
    """The first day as an adult."""
    return birthday(birth, ADULT)


def latest_birth(value: str) -> date | None:
    """The last day that a full or partial ISO date may mean: of a year its last day. None if it is no date."""
    try:
        if len(value) == 4:
            return date(int(value), 12, 31)
        if len(value) == 7:
            year, month = int(value[:4]), int(value[5:7])
            return date(year, month, monthrange(year, month)[1])
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


def presume(*, youngest: int | None, oldest: int | None, doubt: bool) -> bool:
    """Whether minority is presumed: somebody doubts it, or the estimate reaches from below eighteen to above."""
    if youngest is not None and youngest >= ADULT and not doubt:
        return False
    return doubt or (youngest is not None and oldest is not None and youngest < ADULT <= oldest)


def standing(
    *, age: Mapping[str, Any] | None, birth: str, estimated: bool, alerted: bool, on: date
) -> Standing:
    """How somebody stands on a day.

    A presumption goes before a document: papers that make a child an adult are a tool of the trade. It ends only
    when somebody looks at it again. `birth` is the date of birth as recorded, `alerted` says that the alert stands.
    """
    born = latest_birth(birth)
    at_latest = eighteenth(born) if born else None
    exact = born is not None and len(birth) >= 10 and not estimated
    guess = _estimated(age)
    if age and age.get("presumed_minor"):
        until = max((day for day in (guess, at_latest) if day and day > on), default=None)
        return Standing(True, "presumed", until, exact=exact and until == at_latest)
    if at_latest and exact:
        return Standing(on < at_latest, "birth_date", at_latest, exact=True)
    if guess:
        return Standing(on < guess, "estimate", guess)
    if at_latest:
        # Only the year is known, or a guess: the alert outlasts it until somebody looks.
        return Standing(on < at_latest or alerted, "birth_date", at_latest)
    return Standing(True, "alert") if alerted else Standing(False)


def _estimated(age: Mapping[str, Any] | None) -> date | None:
    """The latest eighteenth birthday by an estimate: the youngest age that it allows."""
    if not age or age.get("estimated_from") in (None, ""):
        return None
    on = latest_birth(str(age.get("on") or ""))
    return birthday(on, ADULT - int(age["estimated_from"])) if on else None
