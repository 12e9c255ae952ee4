"""What the writes of this part share: who can be given work in a case, and what stands on whose day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from acasa.cases.models import Obligation
from acasa.cases.plan.services import dues
from acasa.cases.services.working import Desk
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import User
from acasa.vault import holders


def able(org_id: UUID, team_id: UUID) -> set[UUID]:
    """Colleagues whose keys open a team's case work: only they can read what they are asked to do."""
    return holders.holders(org_id).get((team_id, people.CASEWORK), set())


def doer(desk: Desk, user_id: UUID, verb: str) -> User:
    """A colleague who can be given work in this case; else Refused."""
    if user_id not in dues.members(desk) & able(desk.case.org_id, desk.case.team_id):
        raise Refused(verb, user_id)
    return User.objects.get(id=user_id)


def due(actor: Actor, desk: Desk, worker_id: UUID, day: date) -> str:
    """Something stands on a colleague's day; returns the obligation."""
    row = Obligation.objects.create(org_id=actor.org_id, case=desk.case, worker_id=worker_id, due=day)
    return str(row.id)


def own_day(actor: Actor, desk: Desk) -> UUID:
    """On whose day the case's own matters stand: the responsible worker's, if still of the team."""
    return desk.case.worker_id if desk.case.worker_id in dues.members(desk) else actor.user_id


def settle(desk: Desk, obligations: list[str]) -> None:
    """What stood on days is over."""
    ids = [obligation for obligation in obligations if obligation]
    if ids:
        Obligation.objects.filter(id__in=ids, case_id=desk.case.id).update(is_done=True)
