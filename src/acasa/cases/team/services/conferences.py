"""Case conferences: planned, held, their minutes amended, their decisions made into work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.plan.services import drafting, dues
from acasa.cases.plan.services.desk import casework, find, stamp
from acasa.cases.services import after
from acasa.cases.services.opening import now
from acasa.cases.services.working import Desk
from acasa.cases.team import rules
from acasa.cases.team.services import tasks
from acasa.cases.team.services.common import able, due, own_day, settle
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened

# What minutes hold: each amendment keeps what stood before.
MINUTES = ("on", "present", "her_part", "her_view", "discussed")


@dataclass(frozen=True)
class Decision:
    """What was decided. With a colleague and a day it becomes a task; with a goal, an action of the plan's draft."""

    text: str
    becomes: str = rules.ONLY
    who: UUID | None = None
    due: date | None = None
    goal: str = ""


def _invitations(actor: Actor, desk: Desk, invited: Sequence[str], on: date, words: str) -> dict[str, str]:
    """The conference on the day of its worker and of each invited colleague who can open the case."""
    possible = dues.members(desk) & able(desk.case.org_id, desk.case.team_id)
    whose = {own_day(actor, desk), *(UUID(user) for user in invited if UUID(user) in possible)}
    return {due(actor, desk, user, on): words for user in sorted(whose)}


def plan(actor: Actor, case_id: UUID, *, data: Mapping[str, Any], on: date, words: str) -> UUID:
    """A conference is planned: it stands on the day of each invited colleague. `words`: what the day says.

    `data`: hour, place, agenda, invited (ids of colleagues), guests.
    """
    verb = "conference.plan"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        told = {
            "kind": "conference",
            "state": rules.PLANNED,
            "on": on.isoformat(),
            "decisions": [],
            "present": [],
            "history": [],
            **data,
            "dues": _invitations(actor, desk, data.get("invited", ()), on, words),
            **stamp(actor),
        }
        record, written = folders.add(desk.case_folder, people.CASEWORK, told)
        folders.note(actor, verb, case_id, written=[written])
    return record.id


def _of(desk: Desk, conference_id: UUID, state: str, verb: str) -> Opened | None:
    """The conference, if it may go to this state."""
    record = find(desk, "conference", conference_id, verb)
    return record if rules.may_move("conference", record.data["state"], state) else None


def change(
    actor: Actor,
    case_id: UUID,
    conference_id: UUID,
    *,
    data: Mapping[str, Any],
    on: date,
    words: str,
    version: int,
) -> bool:
    """Another day, place, agenda or circle. False if it was held or called off meanwhile."""
    verb = "conference.plan"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        record = _of(desk, conference_id, rules.PLANNED, verb)
        if record is None:
            return False
        settle(desk, list(record.data["dues"]))
        told = {**record.data, **data, "on": on.isoformat(), "by_name": actor.display_name}
        told["dues"] = _invitations(actor, desk, data.get("invited", ()), on, words)
        written = folders.change(desk.case_folder, record, told, expected_version=version)[1]
        folders.note(actor, verb, case_id, written=[written])
    return True


def call_off(actor: Actor, case_id: UUID, conference_id: UUID, *, reason: str) -> bool:
    """It does not take place. False if somebody was faster."""
    verb = "conference.off"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        record = _of(desk, conference_id, rules.CALLED_OFF, verb)
        if record is None:
            return False
        settle(desk, list(record.data["dues"]))
        told = {**record.data, "state": rules.CALLED_OFF, "reason": reason, "dues": {}}
        told |= {"done_at": now(), "done_by": actor.display_name}
        written = folders.change(desk.case_folder, record, told, expected_version=record.version)[1]
        folders.note(actor, verb, case_id, written=[written])
    return True


def hold(
    actor: Actor,
    case_id: UUID,
    conference_id: UUID,
    *,
    minutes: Mapping[str, Any],
    decisions: Sequence[Decision],
    version: int,
) -> bool:
    """It was held: its minutes, and its decisions as tasks on their colleagues' days.

    A conference that was held already gets another version of its minutes. False if it was called off.
    """
    verb = "conference.hold"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        record = _of(desk, conference_id, rules.HELD, verb)
        if record is None:
            return False
        told = {**record.data, **{name: minutes[name] for name in MINUTES}, "state": rules.HELD, "dues": {}}
        made = {"at": now(), "by_name": actor.display_name}
        if record.data["state"] == rules.HELD:
            former = {name: record.data.get(name, "") for name in (*MINUTES, "minuted")}
            told["history"] = [*record.data["history"], former]
        told["minuted"] = made
        if record.data["state"] == rules.PLANNED:
            told |= {"done_at": made["at"], "done_by": actor.display_name}
        written: list[bytes] = []
        for decision in decisions:
            told["decisions"] = [
                *told["decisions"],
                _decided(actor, desk, record, decision, len(told["decisions"]), written, verb),
            ]
        written.append(folders.change(desk.case_folder, record, told, expected_version=version)[1])
        settle(desk, list(record.data["dues"]))
        written += after.changed(actor, desk)
        folders.note(actor, verb, case_id, written=written)
    return True


def decide(actor: Actor, case_id: UUID, conference_id: UUID, *, decision: Decision) -> bool:
    """One more decision of a conference that was held. False if there is no such conference any more."""
    verb = "conference.decide"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        record = find(desk, "conference", conference_id, verb)
        if record.data["state"] != rules.HELD:
            return False
        action = ""
        if decision.becomes == rules.ACTION:
            action = _action(actor, case_id, decision)
        written: list[bytes] = []
        made = _decided(actor, desk, record, decision, len(record.data["decisions"]), written, verb)
        told = {**record.data, "decisions": [*record.data["decisions"], {**made, "action": action}]}
        written.append(folders.change(desk.case_folder, record, told, expected_version=record.version)[1])
        folders.note(actor, verb, case_id, written=written)
    return True


def _action(actor: Actor, case_id: UUID, decision: Decision) -> str:
    """An action in the plan's draft: it holds once a version is made of the draft."""
    if not decision.goal:
        raise Refused("conference.decide", case_id)
    data = {
        "text": decision.text,
        "assistance": "",
        "who": "",
        "who_name": "",
        "organisation": "",
        "due": decision.due.isoformat() if decision.due else "",
    }
    return drafting.save_action(actor, case_id, goal_id=decision.goal, action_id="", data=data, rev=0)


def _decided(
    actor: Actor, desk: Desk, record: Opened, decision: Decision, place: int, written: list[bytes], verb: str
) -> dict[str, Any]:
    """A decision as the minutes keep it; its task is written beside it."""
    told: dict[str, Any] = {
        "id": f"d{place + 1}",
        "text": decision.text,
        "becomes": decision.becomes,
        "due": decision.due.isoformat() if decision.due else "",
        "task": "",
        "action": "",
    }
    if decision.becomes == rules.TASK:
        if decision.who is None or decision.due is None:
            raise Refused(verb, desk.case.id)
        task_id, part = tasks.write(
            actor,
            desk,
            text=decision.text,
            who=decision.who,
            due_on=decision.due,
            verb=verb,
            source=str(record.id),
        )
        written.append(part)
        told["task"] = str(task_id)
        told["who_name"] = next(
            item.data["who_name"] for item in desk.case_folder.records if item.id == task_id
        )
    return told


def printed(
    actor: Actor,
    case_id: UUID,
    conference_id: UUID,
    *,
    language: str,
    leaves: bool,
    to_pdf: Callable[[], bytes],
) -> bytes:
    """Set the minutes in memory and record that they were printed. Returns the PDF, which is stored nowhere."""
    verb = "conference.print"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        if find(desk, "conference", conference_id, verb).data["state"] != rules.HELD:
            raise Refused(verb, conference_id)
        pdf = to_pdf()
        told = {
            "kind": "paper",
            "what": "minutes",
            "language": language,
            "names": "code" if leaves else "working",
            "signed": "no",
            "file": "",
            "name": "",
            "size": 0,
            **stamp(actor),
        }
        written = folders.add(desk.case_folder, people.CASEWORK, told)[1]
        folders.note(actor, verb, case_id, written=[written])
    return pdf
