"""A case goes to another team: its folders open by that team's rings from then on, and by the former one's no longer.

Keys are passed on by whoever holds them on both sides. So it takes a colleague who works in both teams, with every
compartment of the case: nothing of it may be left behind that the new team could never open.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from acasa.cases.models import Assignment, Case, Obligation
from acasa.cases.queries.case import Colleague, colleagues
from acasa.cases.services import after, cards, working
from acasa.cases.services.opening import stamp
from acasa.cases.services.working import Desk
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import NotYet, Refused
from acasa.people import rules as people
from acasa.people.models import Membership, Team, User
from acasa.vault import caseload, folders

VERB = "case.transfer"


@dataclass(frozen=True)
class Receiving:
    """A team that could take a case, and who in it could accompany her."""

    id: UUID
    name: str
    colleagues: list[Colleague]


def may_move(actor: Actor, *, worker_id: UUID, restricted: bool) -> bool:
    """Whether the actor decides where a case goes: its own colleague, or a supervisor. One by name stays with them."""
    return not restricted and (actor.is_supervisor or worker_id == actor.user_id)


def receiving(actor: Actor, team_id: UUID) -> list[Receiving]:
    """The actor's other teams, by name."""
    others = Team.objects.filter(id__in=actor.teams).exclude(id=team_id).order_by("name", "id")
    return [Receiving(team.id, team.name, colleagues(actor, team.id)) for team in others]


def move(actor: Actor, case_id: UUID, *, team_id: UUID, worker_id: UUID, words: str = "") -> None:
    """Give a case to a colleague of another team.

    Raises NotYet with the reasons while the actor lacks a key on either side, Refused for what is not theirs.
    """
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, VERB)
        former = desk.case.team_id
        if (
            not may_move(actor, worker_id=desk.case.worker_id, restricted=desk.case_folder.restricted)
            or team_id not in actor.teams
            or team_id == former
        ):
            raise Refused(VERB, case_id)
        worker = User.objects.filter(id=worker_id, org_id=actor.org_id, is_active=True).first()
        if worker is None or not Membership.objects.filter(team_id=team_id, user_id=worker_id).exists():
            raise Refused(VERB, worker_id)
        if reasons := _lacks(actor, desk, team_id):
            raise NotYet(reasons)
        _keys(actor, desk, team_id)
        written = _told(actor, desk, team_id, worker, words)
        # Cards of the former team first: what replaces them stands in the new one.
        caseload.remove_cards([case_id])
        written += after.derived(actor, desk)
        written += cards.refresh(actor, desk.case, desk.case_folder, desk.person_folder)
        folders.note(actor, VERB, case_id, written=written)


def _lacks(actor: Actor, desk: Desk, team_id: UUID) -> list[str]:
    keyring = actor.require_keyring()
    both = (desk.case_folder, desk.person_folder)
    needed = {compartment for folder in both for compartment, _version in folder.keys}
    reasons = []
    if any(folder.hidden for folder in both):
        reasons.append(
            _(
                "Some entries of this case are sealed to keys that you don't hold, and would be lost to the new team. "
                "Ask a colleague of both teams who holds them all to move the case."
            )
        )
    if not all(keyring.holds(team_id, compartment) for compartment in needed):
        reasons.append(
            _(
                "You don't hold every key of the new team that this case needs. Ask a key keeper for them, or a "
                "colleague who holds them to move the case."
            )
        )
    return reasons


def _keys(actor: Actor, desk: Desk, team_id: UUID) -> None:
    former = desk.case.team_id
    stays = (
        Case.objects.filter(person_id=desk.case.person_id, team_id=former).exclude(id=desk.case.id).exists()
    )
    for folder in (desk.case_folder, desk.person_folder):
        folders.share_with_team(actor, folder, team_id=team_id)
    folders.withdraw_from_team(actor, desk.case_folder, team_id=former)
    if not stays:
        folders.withdraw_from_team(actor, desk.person_folder, team_id=former)


def _told(actor: Actor, desk: Desk, team_id: UUID, worker: User, words: str) -> list[bytes]:
    before, former = desk.case.worker, Team.objects.get(id=desk.case.team_id)
    there = set(Membership.objects.filter(team_id=team_id).values_list("user_id", flat=True))
    desk.case.team_id, desk.case.worker = team_id, worker
    desk.case.save(update_fields=["team", "worker"])
    written = working.handed_over(desk, before, worker)
    # What others of the former team had to do here can't be done without keys any more: it is the new colleague's.
    Obligation.objects.filter(case_id=desk.case.id, is_done=False).exclude(worker_id__in=there).update(
        worker=worker
    )
    Assignment.objects.update_or_create(case=desk.case, defaults={"org_id": actor.org_id, "worker": worker})
    facts = desk.case_folder.one("case")
    if facts is None:
        raise Refused(VERB, desk.case.id)
    data = {**facts.data, "team": str(team_id)}
    written.append(folders.change(desk.case_folder, facts, data, expected_version=facts.version)[1])
    event = {
        "kind": "event",
        "what": "assigned",
        "to": worker.display_name,
        "to_id": str(worker.id),
        "team": Team.objects.get(id=team_id).name,
        "team_before": former.name,
        **({"words": words} if words else {}),
        **stamp(actor),
        "profession": actor.profession,
    }
    if desk.case_folder.can_open(people.CASEWORK):
        written.append(folders.add(desk.case_folder, people.CASEWORK, event)[1])
    return written
