"""What every write of this part needs."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.models import Obligation
from acasa.cases.services.opening import now
from acasa.cases.services.working import Desk
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people.models import Membership, User
from acasa.vault.folders import Opened


def by(actor: Actor) -> dict[str, str]:
    """Who wrote a record and when."""
    return {"at": now(), "by": str(actor.user_id), "by_name": actor.display_name}


def need(desk: Desk, compartment: str, verb: str) -> None:
    """Refused unless the case's compartment opens."""
    if not desk.case_folder.can_open(compartment):
        raise Refused(verb, desk.case.id)


def find(desk: Desk, kind: str, record_id: UUID, verb: str) -> Opened:
    """A record of the case by its id."""
    for record in desk.case_folder.of_kind(kind):
        if record.id == record_id:
            return record
    raise Refused(verb, desk.case.id)


def colleague(actor: Actor, desk: Desk, user_id: UUID | None, verb: str) -> User:
    """An active colleague of the case's team, by default the actor; of a restricted case one who can open it."""
    user = User.objects.filter(
        id=user_id or actor.user_id,
        org_id=actor.org_id,
        is_active=True,
        memberships__team_id=desk.case.team_id,
    ).first()
    if user is None:
        raise Refused(verb, user_id)
    if desk.case_folder.restricted:
        facts = desk.case_folder.one("case")
        if facts is None or str(user.id) not in facts.data.get("named", ()):
            raise Refused(verb, user_id)
    return user


def keeper(actor: Actor, desk: Desk) -> User:
    """Who accompanies her, or the actor when that colleague has left the team."""
    theirs = Membership.objects.filter(
        team_id=desk.case.team_id, user_id=desk.case.worker_id, user__is_active=True
    ).exists()
    return desk.case.worker if theirs else colleague(actor, desk, None, "step.add")


def due(desk: Desk, worker: User, day: date) -> str:
    """A line of the worker's day; returns its id for the sealed record."""
    made = Obligation.objects.create(org_id=desk.case.org_id, case=desk.case, worker=worker, due=day)
    return str(made.id)


def done(desk: Desk, data: dict[str, Any]) -> None:
    """Take a record's line from the day."""
    if data.get("obligation"):
        Obligation.objects.filter(id=data["obligation"], case_id=desk.case.id).update(is_done=True)


def moved(desk: Desk, data: dict[str, Any], day: date) -> None:
    """Put a record's line on another day."""
    if data.get("obligation"):
        Obligation.objects.filter(id=data["obligation"], case_id=desk.case.id).update(due=day, is_done=False)
