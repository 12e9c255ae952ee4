"""Needs and challenges: recording them, and changing them without losing what stood before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from acasa.cases.plan.services.desk import casework, find, stamp
from acasa.cases.services import after
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.people import rules as people
from acasa.vault import folders

# What the history of a need or of a challenge keeps of each former state.
KEPT: Final = {
    "need": ("domain", "severity", "status", "words"),
    "challenge": ("code", "stage", "status", "words"),
}


def add(actor: Actor, case_id: UUID, *, kind: str, data: Mapping[str, Any]) -> UUID:
    """A new need or challenge of this case; returns its id."""
    verb = f"{kind}.add"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        value = {"kind": kind, **data, "history": [], **stamp(actor)}
        record, written = folders.add(desk.case_folder, people.CASEWORK, value)
        folders.note(actor, verb, case_id, written=[written, *after.derived(actor, desk)])
    return record.id


def change(
    actor: Actor, case_id: UUID, record_id: UUID, *, kind: str, data: Mapping[str, Any], version: int
) -> None:
    """Change it; the former state goes to its history. Raises Conflict if somebody saved since `version`."""
    verb = f"{kind}.change"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        record = find(desk, kind, record_id, verb)
        former = record.data
        said = stamp(actor)
        value = {**former, **data, "by_name": said["by_name"], "changed_at": said["at"]}
        if any(former.get(name, "") != value.get(name, "") for name in KEPT[kind]):
            before = {name: former.get(name, "") for name in KEPT[kind]}
            before |= {"at": former.get("changed_at", former["at"]), "by_name": former["by_name"]}
            value["history"] = [*former.get("history", ()), before]
        written = [folders.change(desk.case_folder, record, value, expected_version=version)[1]]
        folders.note(actor, verb, case_id, written=written)
