"""What was seen of a child after a crisis, by whoever lives with it or works with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.safety import library, rules
from acasa.cases.safety.services.common import desk_of, stamp
from acasa.cases.services import after
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders


def add(
    actor: Actor,
    case_id: UUID,
    *,
    child: str,
    age: str,
    reactions: Sequence[str],
    intensity: str,
    on: date,
    since: str = "",
    helped: str = "",
    words: str = "",
    seen_by: str = "",
) -> list[str]:
    """Record observed reactions of the case's own person or of a child of its family; returns protocols to offer.

    `child`: the person's id or that of a record of kin.
    """
    if age not in rules.AGES or intensity not in rules.INTENSITIES:
        raise Refused("reaction.add", case_id)
    offered = {one.code for _domain, items in library.reactions(age) for one in items}
    with scope.scoped(actor.org_id):
        desk = desk_of(actor, case_id, "reaction.add")
        known = {str(record.id): record.data for record in desk.case_folder.of_kind("kin")}
        if child != str(desk.case.person_id) and child not in known:
            raise Refused("reaction.add", case_id)
        seen = [code for code in reactions if code in offered]
        dangers = library.dangers(seen)
        data: dict[str, Any] = {
            "kind": "crisis_reaction",
            "child": child,
            "child_name": str(known[child].get("name", "")) if child in known else "",
            "age": age,
            "reactions": seen,
            "dangers": dangers,
            "intensity": intensity,
            "on": on.isoformat(),
            "since": since,
            "helped": helped,
            "words": words,
            "seen_by": seen_by,
            **stamp(actor),
        }
        written = [folders.add(desk.case_folder, people.CASEWORK, data)[1]]
        written += after.changed(actor, desk)
        folders.note(actor, "reaction.add", case_id, written=written)
    return dangers
