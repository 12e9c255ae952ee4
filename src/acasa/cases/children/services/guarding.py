"""Who is the guardian, whether a conflict of interest bars them, and what the guardianship authority was told.

A guardian is a person of the family's room: the mark of a conflict stands there as well, and is never asked twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from acasa.cases.children import library, rules
from acasa.cases.children.rules import guardians
from acasa.cases.children.services.common import add, alerts, change, child_desk, finish, stamp, tell
from acasa.cases.services.working import Desk
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.vault.folders import Opened

ALERT: Final = "guardian_conflict"
VERB: Final = "child.guardian"


def save(
    actor: Actor,
    case_id: UUID,
    *,
    data: Mapping[str, Any],
    guardian_id: UUID | None = None,
    version: int = 0,
) -> UUID:
    """Appoint a guardian or change one. `data`: kin, name, by_whom, from, to, contact, tasks, answers, words.

    A conflict, possible or found, bars the signature and raises the alert. Raises Conflict as others do.
    """
    with scope.scoped(actor.org_id):
        desk, child = child_desk(actor, case_id, VERB)
        former = next((one for one in child.guardians if one.id == guardian_id), None)
        if guardian_id is not None and former is None:
            raise Refused(VERB, guardian_id)
        kin = _kin(desk, str(data.get("kin") or (former.data["kin"] if former else "")))
        state = rules.conflict(data["answers"], library.questions())
        if kin and kin.data.get("conflict") and not _marked_here(former, kin):
            # The family's own mark: only the family's room takes it away.
            state = guardians.worse(state, guardians.POSSIBLE)
        value = {**data, "kind": "guardian", "conflict": state, **stamp(actor)}
        kin, written = _in_family(actor, desk, kin, value)
        value["kin"] = str(kin.id)
        if former is None:
            record, first = add(desk, value)
            written.append(first)
        else:
            record = former
            written.append(change(desk, former, value, version))
        before = former.data if former else {}
        if data.get("to") and not before.get("to"):
            written.append(tell(actor, desk, "guardian_ended", name=data["name"]))
        elif former is None:
            written.append(tell(actor, desk, "guardian", name=data["name"], words=data.get("by_whom", "")))
        if state != guardians.NONE and before.get("conflict") != state:
            words = str(data.get("words", ""))
            written.append(tell(actor, desk, "guardian_conflict", name=data["name"], words=words))
            written += alerts(actor, desk, raised=[ALERT])
        finish(actor, desk, VERB, written)
    return record.id


def _marked_here(former: Opened | None, kin: Opened) -> bool:
    """Whether a mark in the family may come from the answers about this guardian, and go with them."""
    if former is None or former.data["kin"] != str(kin.id):
        return False
    return rules.conflict(former.data["answers"], library.questions()) != guardians.NONE


def _kin(desk: Desk, kin_id: str) -> Opened | None:
    if not kin_id:
        return None
    for record in desk.case_folder.of_kind("kin"):
        if str(record.id) == kin_id and not record.data.get("removed"):
            return record
    raise Refused(VERB, kin_id)


def _in_family(
    actor: Actor, desk: Desk, kin: Opened | None, value: Mapping[str, Any]
) -> tuple[Opened, list[bytes]]:
    """The guardian as a person of the family: made if there is none, marked if a conflict is possible."""
    marks = {
        "guardian": not value.get("to"),
        "conflict": value["conflict"] != guardians.NONE,
        "conflict_words": str(value.get("words") or (kin.data.get("conflict_words") if kin else "") or ""),
    }
    if kin is None:
        person = {"kind": "kin", "person": "", "case": "", "relation": "guardian", "name": value["name"]}
        person |= {"gender": "", "household": False, "significant": False, "parental_rights": "unknown"}
        record, written = add(desk, {**person, **marks, **stamp(actor)})
        return record, [written]
    if all(kin.data.get(name) == mark for name, mark in marks.items()):
        return kin, []
    return kin, [change(desk, kin, {**kin.data, **marks, **stamp(actor)})]


def notify(actor: Actor, case_id: UUID, *, on: date, to: str, how: str) -> None:
    """The guardianship authority was told of the child."""
    verb = "child.notice"
    with scope.scoped(actor.org_id):
        desk, _child = child_desk(actor, case_id, verb)
        value = {"kind": "child_notice", "on": on.isoformat(), "to": to, "how": how, **stamp(actor)}
        written = [add(desk, value)[1], tell(actor, desk, "notice", words=f"{to} {how}".strip())]
        finish(actor, desk, verb, written)
