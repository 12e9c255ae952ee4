"""The draft of a plan: goals and actions as they are being worked out, by several colleagues if need be.

Each goal and each action counts its own changes (`rev`): who changes another one disturbs nobody, and who changes the
same one sees both versions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from acasa.cases.plan.rules import plans
from acasa.cases.plan.services.desk import casework, stamp
from acasa.cases.services.working import Desk
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Conflict, Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened

VERB = "plan.draft"


def draft_record(desk: Desk) -> Opened | None:
    """The case's one draft record, whether it is being worked on or not."""
    return desk.case_folder.one("plan_draft", people.CASEWORK)


def open_draft(desk: Desk) -> Opened | None:
    record = draft_record(desk)
    return record if record and record.data.get("open") else None


def versions(desk: Desk) -> list[Mapping[str, Any]]:
    return [record.data for record in desk.case_folder.of_kind("plan")]


def _standing(desk: Desk) -> tuple[list[plans.Goal], int]:
    """Goals to begin with, and the version that they come from."""
    draft = open_draft(desk)
    if draft:
        return plans.goals(draft.data), int(draft.data["base"])
    plan = plans.present(versions(desk))
    return plans.goals(plan), int(plan["number"]) if plan else 0


def write_draft(actor: Actor, desk: Desk, goals: list[plans.Goal], base: int, *, is_open: bool) -> bytes:
    """The draft as it now stands; returns the audit's bytes."""
    data = {"kind": "plan_draft", "open": is_open, "goals": goals, "base": base, **stamp(actor)}
    record = draft_record(desk)
    if record is None:
        return folders.add(desk.case_folder, people.CASEWORK, data)[1]
    # The case's row is locked: nobody wrote since it was read.
    return folders.change(desk.case_folder, record, data, expected_version=record.version)[1]


def _same(current: Mapping[str, Any] | None, data: Mapping[str, Any], rev: int) -> None:
    """Conflict unless what is to be changed is what its author saw. `rev` 0 is something new."""
    if rev and current is None:
        raise Conflict({"gone": True}, dict(data), 0)
    if rev and current is not None and current.get("rev", 1) != rev:
        raise Conflict(dict(current), dict(data), int(current.get("rev", 1)))


def save_goal(actor: Actor, case_id: UUID, *, goal_id: str, data: Mapping[str, Any], rev: int) -> str:
    """Add a goal (rev 0) or change one; returns its id. Raises Conflict if it was changed or taken out meanwhile."""
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, VERB)
        goals, base = _standing(desk)
        former = plans.goal_of({"goals": goals}, goal_id) if goal_id else None
        _same(former, data, rev)
        if former is None:
            name = plans.new_id("g", [*versions(desk), {"goals": goals}])
            former = {"id": name, "actions": []}
        goal = {**former, **data, "rev": int(former.get("rev", 0)) + 1, "by_name": actor.display_name}
        written = write_draft(actor, desk, plans.with_goal(goals, goal), base, is_open=True)
        folders.note(actor, VERB, case_id, written=[written])
    return str(goal["id"])


def save_action(
    actor: Actor, case_id: UUID, *, goal_id: str, action_id: str, data: Mapping[str, Any], rev: int
) -> str:
    """Add an action to a goal (rev 0) or change one; returns its id. Raises Conflict as `save_goal` does."""
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, VERB)
        goals, base = _standing(desk)
        goal = plans.goal_of({"goals": goals}, goal_id)
        if goal is None:
            raise Refused(VERB, case_id)
        former = next((item for item in goal["actions"] if item["id"] == action_id), None)
        _same(former, data, rev)
        if former is None:
            name = plans.new_id("a", [*versions(desk), {"goals": goals}])
            former = {"id": name, "status": "open", "outcome": "", "obligation": ""}
        action = {**former, **data, "rev": int(former.get("rev", 0)) + 1, "by_name": actor.display_name}
        written = write_draft(actor, desk, plans.with_action(goals, goal_id, action), base, is_open=True)
        folders.note(actor, VERB, case_id, written=[written])
    return str(action["id"])


def take_out(actor: Actor, case_id: UUID, *, goal_id: str, action_id: str = "") -> None:
    """Take a goal, or one of its actions, out of the draft. A second press changes nothing."""
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, VERB)
        goals, base = _standing(desk)
        left = plans.without(goals, goal_id, action_id)
        if left == goals:
            return
        written = write_draft(actor, desk, left, base, is_open=True)
        folders.note(actor, VERB, case_id, written=[written])


def leave(actor: Actor, case_id: UUID) -> None:
    """Put the draft aside: the present version stays as it is."""
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, VERB)
        draft = open_draft(desk)
        if draft is None:
            return
        written = write_draft(actor, desk, [], int(draft.data["base"]), is_open=False)
        folders.note(actor, VERB, case_id, written=[written])
