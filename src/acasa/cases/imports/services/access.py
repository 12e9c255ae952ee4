"""Who may bring a caseload in."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from acasa.cases.models import ImportBatch
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import Membership, User

# An import writes who she is, how to reach her and the course of the work: who may not, may not import.
NEEDED: Final = frozenset({people.ESSENTIALS, people.IDENTITY, people.CASEWORK})


def may_import_into(actor: Actor) -> frozenset[UUID]:
    """Teams into which the actor may import."""
    keyring = actor.require_keyring()
    return frozenset(team_id for team_id in actor.teams if keyring.compartments(team_id) >= NEEDED)


def require_any_team(actor: Actor, verb: str) -> None:
    """Refused unless there is a team into which the actor may import."""
    if not may_import_into(actor):
        raise Refused(verb)


def require_team(actor: Actor, team_id: UUID, verb: str) -> None:
    """Refused unless the actor holds what an import into this team writes."""
    if team_id not in may_import_into(actor):
        raise Refused(verb, team_id)


def team_people(team_id: UUID) -> list[User]:
    """Active colleagues of a team, who may be given cases."""
    members = Membership.objects.filter(team_id=team_id).values("user_id")
    return list(User.objects.filter(id__in=members, is_active=True).order_by("display_name"))


def own_batch(actor: Actor, batch_id: UUID, verb: str, *, lock: bool = False) -> ImportBatch:
    """A batch of the actor's own that may still be worked on, or Refused: nobody else can open its rows."""
    rows = ImportBatch.objects.select_for_update() if lock else ImportBatch.objects.all()
    batch = rows.filter(id=batch_id, created_by=actor.user_id).first()
    if batch is None:
        raise Refused(verb, batch_id)
    require_team(actor, batch.team_id, verb)
    return batch


def undoable_batch(actor: Actor, batch_id: UUID, verb: str, *, lock: bool = False) -> ImportBatch:
    """A batch that was started and that the actor may take back: the author, or a supervisor, of its team."""
    rows = ImportBatch.objects.select_for_update() if lock else ImportBatch.objects.all()
    batch = rows.filter(id=batch_id, started_at__isnull=False).first()
    if batch is None or not (actor.is_supervisor or batch.created_by == actor.user_id):
        raise Refused(verb, batch_id)
    require_team(actor, batch.team_id, verb)
    return batch
