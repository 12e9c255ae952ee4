"""The team's interpreters, and who interprets in which case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from acasa.cases.services import working
from acasa.cases.visits import rules
from acasa.cases.visits.models import Interpreter
from acasa.cases.visits.services import common
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders


def add(actor: Actor, *, team_id: UUID, told: dict[str, Any]) -> UUID:
    """Put an interpreter into a team's register. `told`: name, languages, phone, gender, checked, notes."""
    actor.require_team(team_id, "interpreter.add")
    if not actor.require_keyring().holds(team_id, people.CASEWORK):
        raise Refused("interpreter.add", team_id)
    with scope.scoped(actor.org_id):
        folder = folders.create(actor, kind="interpreter", team_id=team_id, compartments=(people.CASEWORK,))
        Interpreter.objects.create(id=folder.id, org_id=actor.org_id, team_id=team_id)
        data = {"kind": "interpreter", **told, **common.by(actor)}
        written = folders.add(folder, people.CASEWORK, data)[1]
        folders.note(actor, "interpreter.add", folder.id, written=[written])
    return folder.id


def change(actor: Actor, interpreter_id: UUID, *, told: dict[str, Any], active: bool, version: int) -> None:
    """Change what is known of an interpreter. Raises Conflict."""
    with scope.scoped(actor.org_id):
        row = (
            Interpreter.objects.select_for_update().filter(id=interpreter_id, team_id__in=actor.teams).first()
        )
        if row is None:
            raise Refused("interpreter.change", interpreter_id)
        folder = folders.open_one(actor, interpreter_id, verb="interpreter.change")
        record = folder.one("interpreter")
        if record is None:
            raise Refused("interpreter.change", interpreter_id)
        data = {**record.data, **told, "changed_by": actor.display_name}
        written = folders.change(folder, record, data, expected_version=version)[1]
        row.is_active = active
        row.save(update_fields=["is_active"])
        folders.note(actor, "interpreter.change", interpreter_id, written=[written])


def choose(
    actor: Actor, case_id: UUID, *, interpreter_id: UUID, conflicts: list[str], reason: str = ""
) -> bool:
    """Choose an interpreter for a case. False, and nothing is written, while a conflict has no reason."""
    if rules.needs_conflict_reason(conflicts) and not reason.strip():
        return False
    verb = "interpreter.choose"
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, verb)
        common.need(desk, people.CASEWORK, verb)
        known = Interpreter.objects.filter(
            id=interpreter_id, team_id=desk.case.team_id, is_active=True
        ).exists()
        if not known:
            raise Refused(verb, interpreter_id)
        record = folders.open_one(actor, interpreter_id, verb=verb).one("interpreter")
        if record is None:
            raise Refused(verb, interpreter_id)
        data = {
            "kind": "interpreter",
            "interpreter": str(interpreter_id),
            "name": record.data["name"],
            "conflicts": conflicts,
            "reason": reason,
            **common.by(actor),
        }
        written = folders.add(desk.case_folder, people.CASEWORK, data)[1]
        folders.note(actor, verb, case_id, written=[written])
    return True
