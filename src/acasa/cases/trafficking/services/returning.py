"""Return and repatriation: planned, it stands on the day; done, it is told on the timeline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.models import Obligation
from acasa.cases.services import after
from acasa.cases.services.working import Desk
from acasa.cases.trafficking.rules import shape
from acasa.cases.trafficking.services.desk import casework, find, finish, stamp
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import Membership
from acasa.vault import folders


def save_return(
    actor: Actor,
    case_id: UUID,
    *,
    data: Mapping[str, Any],
    text: str,
    return_id: UUID | None = None,
    version: int = 0,
) -> None:
    """Keep a return. `data["state"]`: planned, done or cancelled; `text`: what the day says of a planned arrival.

    Raises NotYet when a plan must wait for something (a child's best interests), and Conflict if somebody saved since
    `version`. What has happened is never refused: it is told with what was missing.
    """
    state = str(data.get("state", ""))
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, "return.save")
        known = find(desk, "return", return_id, "return.save") if return_id else None
        before = known.data if known else {}
        if state not in shape.next_states(str(before.get("state", ""))):
            raise Refused("return.save", case_id)
        missing: list[str] = list(before.get("missing") or ())
        if shape.is_decision(state):
            after.require("return", actor, desk)
            missing = []
        elif state == shape.BACK and before.get("state") != shape.BACK:
            opened = desk.case_folder.one("case")
            since = str((opened.data if opened else {}).get("opened_on", ""))[:10]
            # Before the case was opened nobody here could have decided anything.
            if shape.in_order(since, str(data.get("arrived_on", ""))):
                missing = after.reasons_against("return", actor, desk)
        value = {name: item for name, item in data.items() if not shape.empty(item)}
        value |= {"kind": "return", "missing": missing, "text": text, **stamp(actor)}
        value["obligation"] = _due(actor, desk, before, value)
        if known is None:
            written = folders.add(desk.case_folder, people.CASEWORK, value)[1]
        else:
            written = folders.change(desk.case_folder, known, value, expected_version=version)[1]
        finish(actor, desk, "return.save", [written])


def _due(actor: Actor, desk: Desk, before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Let the day follow: a planned arrival stands there on its day, and nothing else does."""
    known = str(before.get("obligation") or "")
    row = Obligation.objects.filter(id=known, case_id=desk.case.id).first() if known else None
    day = str(now.get("planned_on", "")) if now["state"] == shape.PLANNED and desk.case.is_open else ""
    if not day:
        if row is not None:
            Obligation.objects.filter(id=row.id).update(is_done=True)
        return str(row.id) if row else ""
    if row is None:
        row = Obligation(org_id=actor.org_id, case=desk.case, worker_id=_worker(actor, desk))
    row.due, row.is_done = date.fromisoformat(day), False
    row.save()
    return str(row.id)


def _worker(actor: Actor, desk: Desk) -> UUID:
    """Who accompanies her, or the actor when that colleague has left the team."""
    there = Membership.objects.filter(
        team_id=desk.case.team_id, user_id=desk.case.worker_id, user__is_active=True
    ).exists()
    return desk.case.worker_id if there else actor.user_id
