"""Small things for a colleague on a case: they stand on that colleague's day until they are done."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.plan.services.desk import casework, find, stamp
from acasa.cases.services.opening import now
from acasa.cases.services.working import Desk
from acasa.cases.team import rules
from acasa.cases.team.services.common import doer, due, settle
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.people import rules as people
from acasa.vault import folders


def write(
    actor: Actor, desk: Desk, *, text: str, who: UUID, due_on: date, verb: str, source: str = ""
) -> tuple[UUID, bytes]:
    """A new task within a transaction that is open already; returns its id and what the audit must name.

    `source`: the conference that decided it.
    """
    worker = doer(desk, who, verb)
    data: dict[str, Any] = {
        "kind": "task",
        "text": text,
        "who": str(worker.id),
        "who_name": worker.display_name,
        "due": due_on.isoformat(),
        "state": "open",
        "result": "",
        "source": source,
        "obligation": due(actor, desk, worker.id, due_on),
        **stamp(actor),
    }
    record, written = folders.add(desk.case_folder, people.CASEWORK, data)
    return record.id, written


def add(actor: Actor, case_id: UUID, *, text: str, who: UUID, due_on: date) -> UUID:
    """Ask a colleague who can open this case for something, by a day."""
    verb = "task.add"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        task_id, written = write(actor, desk, text=text, who=who, due_on=due_on, verb=verb)
        folders.note(actor, verb, case_id, written=[written])
    return task_id


def change(
    actor: Actor, case_id: UUID, task_id: UUID, *, text: str, who: UUID, due_on: date, version: int
) -> bool:
    """Say it otherwise, give it to somebody else, put it off. False if it is over. Conflict as everywhere."""
    verb = "task.change"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        record = find(desk, "task", task_id, verb)
        if record.data["state"] != "open":
            return False
        data = {**record.data, "text": text, "due": due_on.isoformat(), "by_name": actor.display_name}
        if str(who) != record.data["who"]:
            worker = doer(desk, who, verb)
            data |= {"who": str(worker.id), "who_name": worker.display_name}
        changed = (data["who"], data["due"]) != (record.data["who"], record.data["due"])
        if changed:
            data["obligation"] = due(actor, desk, UUID(data["who"]), due_on)
        written = folders.change(desk.case_folder, record, data, expected_version=version)[1]
        if changed:
            settle(desk, [record.data["obligation"]])
        folders.note(actor, verb, case_id, written=[written])
    return True


def finish(actor: Actor, case_id: UUID, task_id: UUID, *, state: str, result: str, version: int) -> bool:
    """Done, or not needed any more. False if somebody was faster. Raises Conflict if it was changed meanwhile."""
    verb = "task.finish"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        record = find(desk, "task", task_id, verb)
        if not rules.may_move("task", record.data["state"], state):
            return False
        data = {
            **record.data,
            "state": state,
            "result": result,
            "done_at": now(),
            "done_by": actor.display_name,
        }
        written = folders.change(desk.case_folder, record, data, expected_version=version)[1]
        settle(desk, [record.data["obligation"]])
        folders.note(actor, verb, case_id, written=[written])
    return True
