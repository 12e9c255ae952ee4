"""Writing the ties of the ecomap: sealed in case work; one record, so that two at once see each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from acasa.cases.pictures import rules
from acasa.cases.plan.services.desk import casework, stamp
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Conflict, Refused
from acasa.people import rules as people
from acasa.vault import folders


def set_ties(
    actor: Actor,
    case_id: UUID,
    *,
    ties: Mapping[str, Mapping[str, str]],
    added: Sequence[Mapping[str, str]] = (),
    out: Sequence[str] = (),
    version: int = 0,
) -> None:
    """How strong each tie is and which way it flows; whoever is added by hand, and who is taken out again.

    Raises Conflict if somebody saved since `version` (0: there was nothing).
    """
    verb = "ecomap.change"
    if any(
        tie.get("strength", "") not in ("", *rules.STRENGTHS)
        or tie.get("direction", "") not in ("", *rules.DIRECTIONS)
        for tie in ties.values()
    ):
        raise Refused(verb, case_id)
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        record = desk.case_folder.one("ecomap", people.CASEWORK)
        former: dict[str, Any] = record.data if record else {"kind": "ecomap", "added": [], "ties": {}}
        there = [item for item in former["added"] if item["id"] not in out]
        there += [{"id": f"h{uuid4().hex}", "name": new["name"], "group": new["group"]} for new in added]
        kept = {name: dict(tie) for name, tie in ties.items() if name not in out and any(tie.values())}
        value = {**former, "ties": kept, "added": there, **stamp(actor)}
        if record is None:
            written = folders.add(desk.case_folder, people.CASEWORK, value)[1]
        elif version == 0:
            raise Conflict(record.data, value, record.version)
        else:
            written = folders.change(desk.case_folder, record, value, expected_version=version)[1]
        folders.note(actor, verb, case_id, written=[written])
