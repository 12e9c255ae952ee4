"""What every write of this part begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from acasa.cases import facts
from acasa.cases.childplan import rules
from acasa.cases.plan.services.desk import casework, stamp
from acasa.cases.services.working import Desk
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened


def childs(actor: Actor, case_id: UUID, verb: str) -> Desk:
    """The case of a child, locked for this transaction; Refused without casework, or for somebody who is none."""
    desk = casework(actor, case_id, verb)
    told = desk.case_folder.one("case")
    alerts = told.data.get("alerts", ()) if told else ()
    if not (
        rules.is_child(alerts, facts.facts(desk.case_folder, desk.person_folder))
        or desk.case_folder.of_kind("child_plan")
        or desk.case_folder.of_kind("school")
    ):
        raise Refused(verb, case_id)
    return desk


def present(desk: Desk, verb: str) -> Opened:
    """The present version of the plan, or Refused."""
    found = desk.case_folder.of_kind("child_plan")
    if not found:
        raise Refused(verb, desk.case.id)
    return max(found, key=lambda record: int(record.data["number"]))


def rewrite(desk: Desk, record: Opened, data: Mapping[str, Any]) -> bytes:
    """The record as it now stands. The case's row is locked: nobody wrote since it was read."""
    return folders.change(desk.case_folder, record, dict(data), expected_version=record.version)[1]


def tell(actor: Actor, desk: Desk, what: str, **said: Any) -> bytes:
    """A line of the timeline."""
    told = {"kind": "child_plan_event", "what": what, **said, **stamp(actor)}
    return folders.add(desk.case_folder, people.CASEWORK, told)[1]
