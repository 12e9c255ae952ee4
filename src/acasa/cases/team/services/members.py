"""Who works on a case, with profession and organisation. Nobody gets a key by standing here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from acasa.cases.plan.services.desk import casework, find, stamp
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import User
from acasa.vault import folders


def _known(actor: Actor, data: Mapping[str, Any], verb: str) -> dict[str, Any]:
    """A colleague of ours stands under her own name and profession; somebody from outside as typed."""
    told = dict(data)
    if told.get("user"):
        user = User.objects.filter(id=told["user"], org_id=actor.org_id, is_active=True).first()
        if user is None:
            raise Refused(verb, told["user"])
        told |= {
            "name": user.display_name,
            "profession": user.profession,
            "organisation": actor.organisation_name,
        }
    return told


def add(actor: Actor, case_id: UUID, *, data: Mapping[str, Any]) -> UUID:
    """Somebody joins the team of this case. `data`: user or name, profession, organisation; role, from, to, brings."""
    verb = "team.add"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        told = {**stamp(actor), **_known(actor, data, verb), "kind": "team_member"}
        record, written = folders.add(desk.case_folder, people.CASEWORK, told)
        folders.note(actor, verb, case_id, written=[written])
    return record.id


def change(actor: Actor, case_id: UUID, member_id: UUID, *, data: Mapping[str, Any], version: int) -> None:
    """Change what is said of a member, or say until when. Raises Conflict if somebody saved since `version`."""
    verb = "team.change"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        record = find(desk, "team_member", member_id, verb)
        told = {**record.data, **_known(actor, data, verb), "by_name": actor.display_name}
        written = folders.change(desk.case_folder, record, told, expected_version=version)[1]
        folders.note(actor, verb, case_id, written=[written])
