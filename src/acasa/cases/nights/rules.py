"""When an emergency opening, a night envelope and a cover begin and end, and who judges. Pure: no Django, no keys."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

# How long an emergency opening and the use of a night envelope last.
OPEN_FOR: Final = timedelta(hours=4)
NIGHT: Final = timedelta(hours=12)
# A night envelope that nobody used ends by itself.
ENVELOPE_DAYS: Final = (1, 7, 31)

JUSTIFIED: Final = "justified"
NOT_NEEDED: Final = "not_needed"
NOT_JUSTIFIED: Final = "not_justified"
VERDICTS: Final = (JUSTIFIED, NOT_NEEDED, NOT_JUSTIFIED)


def is_running(now: datetime, *, ends: datetime | None, stopped: datetime | None) -> bool:
    """Exactly until its end: at that very moment it is over."""
    return ends is not None and stopped is None and now < ends


def next_working_day(day: date) -> date:
    """The day by which an opening is to be reviewed. Public holidays are not known here."""
    following = day + timedelta(days=1)
    while following.weekday() >= 5:
        following += timedelta(days=1)
    return following


def may_review(*, is_opener: bool, is_supervisor: bool, is_worker: bool, other_supervisors: bool) -> bool:
    """A supervisor judges, never the one who opened; the case's worker if there is no other supervisor."""
    if is_opener:
        return False
    return is_supervisor or (is_worker and not other_supervisors)


def covers(day: date, *, first: date, last: date, ended: bool) -> bool:
    """Whether somebody stands in on this day; both days count."""
    return not ended and first <= day <= last


def overlap(first: date, last: date, other_first: date, other_last: date) -> bool:
    """Whether two covers share a day."""
    return first <= other_last and other_first <= last
