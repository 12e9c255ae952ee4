"""School: where the child learns, how it attends, and what somebody there was told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from acasa.cases.childplan.services.desk import childs, stamp
from acasa.cases.plan.services.desk import find
from acasa.cases.services import after
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders


def save(
    actor: Actor, case_id: UUID, *, school_id: UUID | None, data: Mapping[str, Any], version: int
) -> UUID:
    """A new school of the child, or a change of one; the former state stays in its history. Returns its id.

    Raises Conflict if somebody saved since `version`.
    """
    verb = "school.save"
    with scope.scoped(actor.org_id):
        desk = childs(actor, case_id, verb)
        if school_id is None:
            value = {"kind": "school", **data, "history": [], **stamp(actor)}
            record, seal = folders.add(desk.case_folder, people.CASEWORK, value)
        else:
            former = find(desk, "school", school_id, verb)
            said = stamp(actor)
            value = {**former.data, **data, "by_name": said["by_name"], "changed_at": said["at"]}
            changed = [name for name in data if former.data.get(name) != data[name]]
            if changed:
                before = {name: former.data.get(name, "") for name in changed}
                at = former.data.get("changed_at", former.data["at"])
                kept = {"was": before, "at": at, "by_name": former.data["by_name"]}
                value["history"] = [*former.data.get("history", ()), kept]
            record, seal = folders.change(desk.case_folder, former, value, expected_version=version)
        written = [seal, *after.changed(actor, desk)]
        folders.note(actor, verb, case_id, written=written)
    return record.id


def note(actor: Actor, case_id: UUID, *, data: Mapping[str, Any]) -> None:
    """How the child attends, on a day."""
    verb = "school.note"
    with scope.scoped(actor.org_id):
        desk = childs(actor, case_id, verb)
        value = {"kind": "school_note", **data, **stamp(actor)}
        written = [folders.add(desk.case_folder, people.CASEWORK, value)[1]]
        folders.note(actor, verb, case_id, written=written)


def told(actor: Actor, case_id: UUID, *, school_id: UUID, data: Mapping[str, Any]) -> None:
    """Who at the school was told what, on a day."""
    verb = "school.told"
    with scope.scoped(actor.org_id):
        desk = childs(actor, case_id, verb)
        find(desk, "school", school_id, verb)
        if not data.get("who"):
            raise Refused(verb, case_id)
        value = {"kind": "school_told", "school": str(school_id), **data, **stamp(actor)}
        written = [folders.add(desk.case_folder, people.CASEWORK, value)[1]]
        folders.note(actor, verb, case_id, written=written)
