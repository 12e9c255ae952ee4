"""Night envelopes, as pages read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from acasa.cases.nights import rules
from acasa.cases.nights.models import Envelope
from acasa.core import clock
from acasa.core.actor import Actor
from acasa.people import rules as people
from acasa.people.models import Team, User


@dataclass(frozen=True)
class Paper:
    """A night envelope on the page."""

    id: UUID
    team: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    state: str  # live | used | over | revoked
    used_by: str = ""
    used_at: datetime | None = None
    until: datetime | None = None
    running: bool = False
    may_confirm: bool = False


def envelopes(actor: Actor, *, alarms_only: bool = False) -> list[Paper]:
    """The organisation's envelopes, the newest first; or those used that no supervisor has confirmed."""
    now = clock.now()
    rows = Envelope.objects.select_related("team").order_by("-made_at")
    if alarms_only:
        rows = rows.filter(used_at__isnull=False, seen_at=None)
    found = list(rows[:50])
    if not found:
        return []
    names = dict(User.objects.filter(org_id=actor.org_id).values_list("id", "display_name"))
    return [
        Paper(
            row.id,
            row.team.name,
            names.get(row.made_by, ""),
            row.made_at,
            row.expires_at,
            _state(row, now),
            names.get(row.used_by, "") if row.used_by else "",
            row.used_at,
            row.until,
            rules.is_running(now, ends=row.until, stopped=row.revoked_at),
            row.used_at is not None and row.seen_at is None and row.used_by != actor.user_id,
        )
        for row in found
    ]


def _state(row: Envelope, now: datetime) -> str:
    if row.used_at is not None:
        return "used"
    if row.revoked_at is not None:
        return "revoked"
    return "live" if now < row.expires_at else "over"


def envelope_teams(actor: Actor) -> list[tuple[UUID, str]]:
    """Teams for which the actor could make an envelope."""
    held = actor.require_keyring().team_ids(people.ESSENTIALS)
    return list(Team.objects.filter(id__in=held).order_by("name").values_list("id", "name"))
