"""What every write of a part begins with: the case for those who hold a compartment, one of its records, whose day."""

from __future__ import annotations

from uuid import UUID

from acasa.cases.services.working import Desk, take
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import Membership
from acasa.vault.folders import Opened


def desk_of(actor: Actor, case_id: UUID, verb: str, compartment: str = people.CASEWORK) -> Desk:
    """The case, locked for this transaction; Refused without the compartment."""
    desk = take(actor, case_id, verb)
    if not desk.case_folder.can_open(compartment):
        raise Refused(verb, case_id)
    return desk


def find(desk: Desk, kind: str, record_id: UUID, verb: str) -> Opened:
    """A record of this case, or Refused."""
    for record in desk.case_folder.of_kind(kind):
        if record.id == record_id:
            return record
    raise Refused(verb, desk.case.id)


def worker_of(actor: Actor, desk: Desk) -> UUID:
    """On whose day something stands: the case's own colleague, or the writer when that one has left the team."""
    there = Membership.objects.filter(
        team_id=desk.case.team_id, user_id=desk.case.worker_id, user__is_active=True
    ).exists()
    return desk.case.worker_id if there else actor.user_id
