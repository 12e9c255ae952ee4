"""Where a child lives: what is a change of care, and what a placement in an emergency asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from acasa.cases.children.rules.age import latest_birth

Care = Mapping[str, Any]


def changes_care(new: Care, *, opened_on: str, former: Care | None = None) -> bool:
    """Whether a record says that the child moves now, and not how it was before the file was opened.

    `former`: what stood there before, if an episode is changed: taking it up again, or another carer, is a change.
    """
    if new.get("to"):
        return False
    since = latest_birth(str(new.get("from") or ""))
    if since is not None and since.isoformat() < opened_on:
        return former is not None and _moves(former, new)
    return former is None or _moves(former, new)


def _moves(former: Care, new: Care) -> bool:
    return bool(former.get("to")) or _who(former) != _who(new)


def _who(care: Care) -> tuple[str, str]:
    return str(care.get("carer") or ""), str(care.get("who_name") or "").casefold()


def act_of(placement: str) -> str:
    """What a move to such a place is: with a parent a child is reunited."""
    return "reunification" if placement == "parents" else "care_change"


def current(cares: Iterable[Care]) -> list[Care]:
    """Episodes that go on, the newest first."""
    here = [care for care in cares if not care.get("to") and not care.get("removed")]
    return sorted(here, key=lambda care: str(care.get("from") or ""), reverse=True)


def present_care(cares: Iterable[Care]) -> Care | None:
    """Where the child lives now."""
    return next(iter(current(cares)), None)


def review_by(placed_at: datetime, hours: int) -> datetime:
    """Until when an emergency placement must have been looked at."""
    return placed_at + timedelta(hours=hours)


def against_extending(care: Care, until: date, *, days: int) -> list[str]:
    """Why an emergency placement may not last until this day."""
    since = latest_birth(str(care.get("from") or "")) or until
    reasons = [] if care.get("emergency") else ["no_emergency"]
    if until > since + timedelta(days=days):
        reasons.append("emergency_too_long")
    if until <= since:
        reasons.append("emergency_backwards")
    return reasons
