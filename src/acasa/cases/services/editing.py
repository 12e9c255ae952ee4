"""Changing what is known: safe contact, identity, risk and alerts. Nobody overwrites what they have not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.models import Case
from acasa.cases.services import after, cards
from acasa.cases.services.opening import now
from acasa.cases.services.working import Desk, take
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened, OpenFolder


def _set_person(
    actor: Actor,
    case_id: UUID,
    *,
    kind: str,
    compartment: str,
    data: Mapping[str, Any],
    version: int,
    verb: str,
) -> None:
    with scope.scoped(actor.org_id):
        desk = take(actor, case_id, verb)
        if not desk.person_folder.can_open(compartment):
            raise Refused(verb, case_id)
        record = desk.person_folder.one(kind, compartment)
        value = {
            **(record.data if record else {}),
            **data,
            "kind": kind,
            "by_name": actor.display_name,
            "at": now(),
        }
        written = [_put(desk.person_folder, compartment, record, value, version)]
        others = Case.objects.filter(person_id=desk.case.person_id).values_list("id", flat=True)
        opened = {**folders.open_many(actor, others), desk.case.id: desk.case_folder}
        written += cards.refresh_person(actor, desk.person_folder, opened, (compartment,))
        if kind == "identity":
            # A day of birth is a fact of each of her cases.
            locked = Case.objects.select_for_update(of=("self",)).select_related("worker")
            for case in locked.filter(id__in=list(opened)):
                folder = opened[case.id]
                if folder.visiting:
                    continue
                if derived := after.derived(actor, Desk(case, folder, desk.person_folder)):
                    both = (people.ESSENTIALS, people.CASEWORK)
                    written += derived + cards.refresh(actor, case, folder, desk.person_folder, both)
        folders.note(actor, verb, case_id, written=written)


def _put(
    folder: OpenFolder, compartment: str, record: Opened | None, value: dict[str, Any], version: int
) -> bytes:
    if record is None:
        return folders.add(folder, compartment, value)[1]
    return folders.change(folder, record, value, expected_version=version)[1]


def set_essentials(actor: Actor, case_id: UUID, *, data: Mapping[str, Any], version: int) -> None:
    """Change the working name and how she may be reached. Raises Conflict if somebody saved since `version`."""
    _set_person(
        actor,
        case_id,
        kind="essentials",
        compartment=people.ESSENTIALS,
        data=data,
        version=version,
        verb="essentials.change",
    )


def set_identity(actor: Actor, case_id: UUID, *, data: Mapping[str, Any], version: int) -> None:
    """Change names, birth and nationality. Raises Conflict if somebody saved since `version`."""
    _set_person(
        actor,
        case_id,
        kind="identity",
        compartment=people.IDENTITY,
        data=data,
        version=version,
        verb="identity.change",
    )


def set_risk(
    actor: Actor, case_id: UUID, *, risk: str, review_on: date | None, alerts: Sequence[str], version: int
) -> None:
    """Change risk level, its review date and alerts. Raises Conflict if somebody saved since `version`."""
    with scope.scoped(actor.org_id):
        desk = take(actor, case_id, "risk.change")
        facts = desk.case_folder.one("case")
        if facts is None:
            raise Refused("risk.change", case_id)
        value = {
            **facts.data,
            "risk": risk,
            "risk_review": review_on.isoformat() if review_on else None,
            "alerts": list(alerts),
            "by_name": actor.display_name,
        }
        written = [folders.change(desk.case_folder, facts, value, expected_version=version)[1]]
        written += _tell_risk(actor, desk, facts, risk)
        written += after.changed(actor, desk)
        folders.note(actor, "risk.change", case_id, written=written)


def _tell_risk(actor: Actor, desk: Desk, facts: Opened, risk: str) -> list[bytes]:
    if facts.data.get("risk") == risk or not desk.case_folder.can_open(people.CASEWORK):
        return []
    told = {
        "kind": "event",
        "what": "risk",
        "before": facts.data.get("risk", ""),
        "after": risk,
        "at": now(),
        "by": str(actor.user_id),
        "by_name": actor.display_name,
    }
    return [folders.add(desk.case_folder, people.CASEWORK, told)[1]]
