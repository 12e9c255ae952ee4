"""Restricted cases: the deputy takes over, names another, hands back; keys are wrapped for those who are named."""

from __future__ import annotations

from uuid import UUID

from acasa.cases.models import Assignment, Case
from acasa.cases.services import cards
from acasa.cases.services.opening import now
from acasa.cases.services.working import Desk, handed_over, take
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import Membership, User
from acasa.vault import folders
from acasa.vault.folders import Opened, naming


def _desk(actor: Actor, case_id: UUID, verb: str) -> tuple[Desk, Opened, set[UUID]]:
    """The restricted case of somebody who is named on it, its facts, and who is named. Refused to all others."""
    desk = take(actor, case_id, verb)
    facts = desk.case_folder.one("case")
    named = {UUID(user) for user in facts.data.get("named", ())} if facts else set()
    if facts is None or not desk.case_folder.restricted or actor.user_id not in named:
        raise Refused(verb, case_id)
    return desk, facts, named


def _event(actor: Actor, desk: Desk, what: str, name: str, to: UUID) -> bytes:
    told = {
        "kind": "event",
        "what": what,
        "to": name,
        "to_id": str(to),
        "at": now(),
        "by": str(actor.user_id),
        "by_name": actor.display_name,
    }
    return folders.add(desk.case_folder, people.CASEWORK, told)[1]


def give(actor: Actor, case_id: UUID, *, to: UUID) -> None:
    """A deputy takes over (`to` is the actor), or the worker hands back to somebody who is named."""
    verb = "deputy.take"
    with scope.scoped(actor.org_id):
        desk, _facts, named = _desk(actor, case_id, verb)
        before = desk.case.worker
        if to not in named or actor.user_id not in (to, before.id):
            raise Refused(verb, case_id)
        worker = User.objects.filter(id=to, org_id=actor.org_id, is_active=True).first()
        if worker is None or worker.id == before.id:
            raise Refused(verb, case_id)
        desk.case.worker = worker
        desk.case.save(update_fields=["worker"])
        moved = handed_over(desk, before, worker)
        Assignment.objects.filter(case_id=case_id).delete()
        if worker.id != actor.user_id:
            Assignment.objects.create(case=desk.case, org_id=actor.org_id, worker=worker)
        written = [*moved, _event(actor, desk, "assigned", worker.display_name, worker.id)]
        written += cards.refresh(actor, desk.case, desk.case_folder, desk.person_folder)
        folders.note(actor, verb, case_id, detail={"to": str(to)}, written=written)


def name(actor: Actor, case_id: UUID, *, user_id: UUID) -> None:
    """Let one more colleague of the team open the case and her file. Again for one who was reset."""
    verb = "deputy.name"
    with scope.scoped(actor.org_id):
        desk, facts, named = _desk(actor, case_id, verb)
        user = User.objects.filter(id=user_id, org_id=actor.org_id, is_active=True).first()
        if (
            user is None
            or user.id == actor.user_id
            or not Membership.objects.filter(team_id=desk.case.team_id, user_id=user_id).exists()
        ):
            raise Refused(verb, case_id)
        for folder in (desk.case_folder, desk.person_folder):
            naming.name_one(actor, folder, user_id)
        everybody = sorted(str(one) for one in named | {user_id})
        data = {**facts.data, "named": everybody}
        written = [folders.change(desk.case_folder, facts, data, expected_version=facts.version)[1]]
        written.append(_event(actor, desk, "named", user.display_name, user.id))
        written += cards.refresh(actor, desk.case, desk.case_folder, desk.person_folder)
        folders.note(actor, verb, case_id, detail={"to": str(user_id)}, written=written)


def remove(actor: Actor, case_id: UUID, *, user_id: UUID) -> bool:
    """Take a colleague off the case. False if fewer than two would be left, or it is the worker."""
    verb = "deputy.remove"
    with scope.scoped(actor.org_id):
        desk, facts, named = _desk(actor, case_id, verb)
        if user_id not in named or user_id == actor.user_id:
            raise Refused(verb, case_id)
        left = named - {user_id}
        if user_id == desk.case.worker_id or len(left) < 2:
            return False
        duty = bool(facts.data.get("on_duty"))
        naming.remove_one(actor, desk.case_folder, user_id, remaining=left, on_duty=duty)
        _remove_from_person(actor, desk, user_id, left, duty)
        data = {**facts.data, "named": sorted(str(one) for one in left)}
        written = [folders.change(desk.case_folder, facts, data, expected_version=facts.version)[1]]
        gone = User.objects.filter(id=user_id).values_list("display_name", flat=True).first() or ""
        written.append(_event(actor, desk, "unnamed", gone, user_id))
        written += cards.refresh(actor, desk.case, desk.case_folder, desk.person_folder)
        folders.note(actor, verb, case_id, detail={"to": str(user_id)}, written=written)
    return True


def _remove_from_person(actor: Actor, desk: Desk, user_id: UUID, left: set[UUID], duty: bool) -> None:
    """Her file stays open to those who are named on another case of hers."""
    others = list(
        Case.objects.filter(person_id=desk.case.person_id)
        .exclude(id=desk.case.id)
        .values_list("id", flat=True)
    )
    opened = folders.open_many(actor, others, only=people.ESSENTIALS)
    if len(opened) < len(others):
        # Who is named on a case that the actor can't open isn't known here: nobody loses her file by a guess.
        return
    remaining = set(left)
    for folder in opened.values():
        facts = folder.one("case")
        remaining |= {UUID(user) for user in facts.data.get("named", ())} if facts else set()
    if user_id not in remaining:
        naming.remove_one(actor, desk.person_folder, user_id, remaining=remaining, on_duty=duty)
