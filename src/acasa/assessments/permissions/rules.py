"""May an instrument be used now? Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from acasa.assessments.scoring.model import Licence

# With its text in the library; permitted, with a form of one's own; permitted, the form still to be added; permitted
# once, not now; not permitted.
READY = "ready"
OWN_FORM = "own_form"
FORM_MISSING = "form_missing"
OVER = "over"
NEEDED = "needed"
USABLE = frozenset({READY, OWN_FORM})


class Grant(Protocol):
    """A permission as rules see it."""

    @property
    def until(self) -> date | None: ...
    @property
    def ended(self) -> bool: ...
    @property
    def has_form(self) -> bool: ...


@dataclass(frozen=True)
class PlainGrant:
    """The same, by itself."""

    until: date | None = None
    ended: bool = False
    has_form: bool = False


def in_force(grant: Grant, today: date) -> bool:
    """It holds through its last day, until somebody ends it."""
    return not grant.ended and (grant.until is None or grant.until >= today)


def standing(licence: Licence, grants: Iterable[Grant], today: date) -> str:
    """How an instrument stands for an organisation with these permissions."""
    if licence.free:
        return READY
    found = list(grants)
    now = [grant for grant in found if in_force(grant, today)]
    if any(grant.has_form for grant in now):
        return OWN_FORM
    if now:
        return FORM_MISSING
    return OVER if found else NEEDED
