"""What a case holds of its team's work, what waits for a supervisor, and notes of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings

from acasa.cases import rules as cases_rules
from acasa.cases.models import Case
from acasa.cases.nights import queries as nights
from acasa.cases.queries import case as cases
from acasa.cases.queries.case import CasePage, Colleague
from acasa.cases.team import approvals, rules
from acasa.cases.team.models import OwnNote, TookPlace, Waiting
from acasa.cases.team.services.common import able
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import User
from acasa.vault import folders, own
from acasa.vault.folders import Opened


@dataclass(frozen=True)
class TeamFile:
    """Members, conferences, tasks and approvals of one case."""

    page: CasePage
    members: list[Opened]
    conferences: list[Opened]
    tasks: list[Opened]
    approvals: list[Opened]

    def conference(self, conference_id: UUID, verb: str) -> Opened:
        return self._one(self.conferences, conference_id, verb)

    def task(self, task_id: UUID, verb: str) -> Opened:
        return self._one(self.tasks, task_id, verb)

    def member(self, member_id: UUID, verb: str) -> Opened:
        return self._one(self.members, member_id, verb)

    def _one(self, records: list[Opened], record_id: UUID, verb: str) -> Opened:
        for record in records:
            if record.id == record_id:
                return record
        raise Refused(verb, self.page.id)


def of_page(found: CasePage) -> TeamFile:
    """From a case page that is open already: no further statement."""
    folder = found.case_folder
    return TeamFile(
        found,
        sorted(folder.of_kind("team_member"), key=lambda record: bool(record.data.get("to"))),
        sorted(folder.of_kind("conference"), key=lambda record: str(record.data["on"]), reverse=True),
        sorted(folder.of_kind("task"), key=lambda record: str(record.data["due"])),
        list(reversed(folder.of_kind("approval"))),
    )


def team_file(actor: Actor, case_id: UUID, verb: str = "team.read") -> TeamFile:
    """A case's team work; Refused without the compartment, as for a case that is not there."""
    found = cases.case_page(actor, case_id, verb=verb)
    if people.CASEWORK not in found.compartments or found.visiting:
        raise Refused(verb, case_id)
    return of_page(found)


def doers(actor: Actor, found: CasePage) -> list[Colleague]:
    """Colleagues who can be asked for something here: of the team, and with the key to its case work."""
    possible = able(actor.org_id, found.team_id)
    named = set(found.facts.get("named", ()))
    return [
        colleague
        for colleague in cases.colleagues(actor, found.team_id)
        if colleague.id in possible and (not named or str(colleague.id) in named)
    ]


def ours(actor: Actor) -> list[tuple[UUID, str]]:
    """Active colleagues of the organisation, who may stand in the team of a case."""
    return nights.colleagues(actor)


def deputies(found: CasePage, today: date) -> list[str]:
    """Who stands in for the responsible worker: named for a restricted case, on leave, or so recorded."""
    said = [
        str(record.data["name"])
        for record in found.case_folder.of_kind("team_member")
        if record.data.get("role") == "deputy" and not record.data.get("to")
    ]
    if found.restricted:
        named = set(found.facts.get("named", ())) - {str(found.worker.id)}
        said += User.objects.filter(id__in=named).values_list("display_name", flat=True)
    else:
        said += [name for name in [nights.covered_by(found.worker.id, today)] if name]
    return list(dict.fromkeys(said))


# --- approvals


def subject(found: CasePage, what: str) -> rules.Subject:
    return approvals.subject(found.case_folder, what, worker=found.worker.id, is_open=found.is_open)


def reason_against(actor: Actor, found: CasePage, what: str, act: str) -> str:
    """Why this colleague can't do that with what stands now; "" when it is possible."""
    requests = [approvals.request(record) for record in approvals.records_of(found.case_folder, what)]
    who = rules.Who(str(actor.user_id), actor.is_supervisor and found.team_id in actor.teams)
    return rules.reason_against(act, requests, subject(found, what), who)


def standing(found: CasePage, what: str) -> str:
    return approvals.standing(found.case_folder, what, worker=found.worker.id, is_open=found.is_open)


def approval(actor: Actor, found: CasePage, what: str) -> dict[str, Any]:
    """How something stands and what this colleague may do about it, for a page."""
    may = {act: not reason_against(actor, found, what, act) for act in rules.ACTS}
    return {
        "approval_state": standing(found, what),
        "can_ask": may[rules.ASK] and not found.visiting,
        "can_approve": may[rules.APPROVE],
        "can_return": may[rules.RETURN],
        "can_take_back": may[rules.TAKE_BACK],
    }


def closure_needs_approval() -> bool:
    return bool(settings.ACASA_CLOSURE_APPROVAL)


def _rows(actor: Actor) -> dict[UUID, tuple[UUID, UUID]]:
    """Open cases of the actor's teams in which something waits: to person and team."""
    rows = Waiting.objects.filter(is_over=False).exclude(asked_by=actor.user_id)
    asked = Case.objects.filter(
        id__in=rows.values("case_id"), team_id__in=list(actor.teams), is_open=True
    ).values_list("id", "person_id", "team_id")
    return {case_id: (person_id, team_id) for case_id, person_id, team_id in asked}


def waiting_count(actor: Actor) -> int:
    """In how many cases something waits for this supervisor, as far as the keys reach."""
    if not actor.is_supervisor or actor.keyring is None:
        return 0
    found = _rows(actor)
    return len(folders.open_many(actor, list(found), records=False)) if found else 0


@dataclass(frozen=True)
class Request:
    """Something that waits: whose case, what, since when, with which words."""

    case_id: UUID
    name: str
    code: str
    data: Mapping[str, Any]


def waiting(actor: Actor) -> list[Request]:
    """All that waits for this supervisor across the teams, the longest waiting first. Refused to others."""
    if not actor.is_supervisor:
        raise Refused("approval.read")
    found = _rows(actor)
    opened = folders.open_many(
        actor, [part for case_id, (person_id, _team) in found.items() for part in (case_id, person_id)]
    )
    requests = []
    for case_id, (person_id, team_id) in found.items():
        case, person = opened.get(case_id), opened.get(person_id)
        facts = case.one("case") if case else None
        essentials = person.one("essentials") if person else None
        if case is None or facts is None or essentials is None:
            continue
        if not cases_rules.belongs(facts.data, person_id=person_id, team_id=team_id):
            continue
        told = (case_id, str(essentials.data.get("working_name", "")), str(facts.data.get("code", "")))
        requests += [
            Request(*told, record.data)
            for record in case.of_kind("approval")
            if record.data["state"] == rules.ASKED and record.data["asked_by"] != str(actor.user_id)
        ]
    folders.note(actor, "approval.read")
    return sorted(requests, key=lambda request: str(request.data["at"]))


# --- one's own


@dataclass(frozen=True)
class Own:
    """A note of one's own, open."""

    id: UUID
    version: int
    data: Mapping[str, Any]


@dataclass(frozen=True)
class OwnPage:
    """All that is one's own; `unreadable` counts what an earlier key sealed."""

    notes: list[Own]
    unreadable: int
    shared: list[tuple[UUID, str, date]]
    supervisors: list[tuple[UUID, str]]


def own_page(actor: Actor) -> OwnPage:
    """Notes of one's own, newest first, and on which days one said that supervision took place."""
    rows = list(OwnNote.objects.filter(author_id=actor.user_id))
    key = own.key_of(actor)
    mine = {row.id: row for row in rows if row.user_key_id == key}
    opened = own.open_(actor, [(row.id, row.version, bytes(row.sealed)) for row in mine.values()])
    notes = [Own(note_id, mine[note_id].version, data) for note_id, data in opened.items()]
    names = dict(nights.colleagues(actor))
    shared = TookPlace.objects.filter(worker_id=actor.user_id).order_by("-on")
    supervisors = nights.supervisors(actor.org_id) - {actor.user_id}
    return OwnPage(
        sorted(notes, key=lambda note: (str(note.data.get("on", "")), str(note.data["at"])), reverse=True),
        len(rows) - len(mine),
        [(row.id, names.get(row.supervisor_id, ""), row.on) for row in shared],
        sorted(((user, names[user]) for user in supervisors if user in names), key=lambda row: row[1]),
    )


def own_note(actor: Actor, note_id: UUID) -> Own:
    """One note of one's own; another's looks as if it were not there."""
    row = OwnNote.objects.filter(id=note_id, author_id=actor.user_id, user_key_id=own.key_of(actor)).first()
    opened = own.open_(actor, [(row.id, row.version, bytes(row.sealed))]) if row else {}
    if row is None or row.id not in opened:
        raise Refused("own.read", note_id)
    return Own(row.id, row.version, opened[row.id])


def told_me(actor: Actor) -> list[tuple[str, list[date]]]:
    """Who said that supervision with the actor took place, and on which days. Dates and nothing else."""
    names = dict(nights.colleagues(actor))
    found: dict[UUID, list[date]] = {}
    for worker, on in (
        TookPlace.objects.filter(supervisor_id=actor.user_id).order_by("-on").values_list("worker_id", "on")
    ):
        found.setdefault(worker, []).append(on)
    return sorted(((names.get(worker, ""), days) for worker, days in found.items()), key=lambda row: row[0])
