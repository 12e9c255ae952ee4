"""What follows in a child's file when something else of the case changes."""

from __future__ import annotations

from typing import Any

from acasa.cases.children import library, rules
from acasa.cases.children.rules import guardians
from acasa.cases.children.services.common import change, child_of, stamp
from acasa.core.actor import Actor
from acasa.people import rules as people


def follow(actor: Actor, desk: Any) -> list[bytes]:
    """A mark or an end in the family's room holds for the guardian too. Nothing is written where nothing differs."""
    if not desk.case_folder.can_open(people.CASEWORK):
        return []
    child = child_of(desk)
    if not child.guardians:
        return []
    kin = {str(one.id): one.data for one in desk.case_folder.of_kind("kin")}
    written = []
    for record in child.guardians:
        person = kin.get(str(record.data.get("kin")), {})
        state = rules.conflict(record.data["answers"], library.questions())
        if person.get("conflict"):
            state = guardians.worse(state, guardians.POSSIBLE)
        until = str(record.data.get("to") or "") or str(person.get("ended_on") or "")
        if (state, until) != (record.data["conflict"], record.data.get("to") or ""):
            written.append(
                change(desk, record, {**record.data, "conflict": state, "to": until, **stamp(actor)})
            )
    return written
