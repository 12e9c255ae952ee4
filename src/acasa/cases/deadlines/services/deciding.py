"""What colleagues decide about a deadline: put it off where the rule allows, say it is done, set it aside."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from acasa.cases.deadlines import deriving, library
from acasa.cases.deadlines.deriving import DONE, OPEN, VOID, Change
from acasa.cases.deadlines.rules.packs import Pack, Rule
from acasa.cases.deadlines.services import applying
from acasa.cases.services import cards, working
from acasa.cases.services.working import Desk
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened

ASIDE: Final = "aside"


def _find(desk: Desk, record_id: UUID, verb: str) -> Opened:
    for record in desk.case_folder.records:
        if record.id == record_id and record.data.get("kind") == deriving.KIND:
            return record
    raise Refused(verb, desk.case.id)


def _pack(verb: str, case_id: UUID) -> Pack:
    pack = library.present()
    if pack is None:
        raise Refused(verb, case_id)
    return pack


def may_extend(rule: Rule | None, data: dict[str, Any]) -> bool:
    """Whether the rule lets this deadline be put off once more."""
    if rule is None or rule.extension is None or data["state"] != OPEN:
        return False
    return len(data.get("extended", ())) < rule.extension.times


def extend(actor: Actor, case_id: UUID, record_id: UUID, *, reason: str) -> date | None:
    """Put a deadline off as far as its rule allows, with the reason; returns its new day.

    None when it is not open any more, or was put off as often as the rule allows.
    """
    verb = "deadline.extend"
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, verb)
        record = _find(desk, record_id, verb)
        pack = _pack(verb, case_id)
        rule = pack.rule(str(record.data["rule"]))
        if not may_extend(rule, record.data):
            return None
        told = {"reason": reason, "before": record.data["due"], **applying.told_by(actor)}
        data = {**record.data, "extended": [*record.data.get("extended", ()), told]}
        written = [folders.change(desk.case_folder, record, data, expected_version=record.version)[1]]
        on = applying.ground(actor, pack)
        written += applying.calculate(actor, on, desk.case, desk.case_folder, desk.person_folder)
        written += _card(actor, desk)
        folders.note(actor, verb, case_id, written=written)
        now = _find(desk, record_id, verb)
        return date.fromisoformat(str(now.data["due"]))


def settle(actor: Actor, case_id: UUID, record_id: UUID, *, how: str, reason: str) -> bool:
    """A colleague says that it is done, or sets it aside with the reason. It stays so until what it starts from
    changes. False when it is not open any more."""
    verb = "deadline.done" if how == DONE else "deadline.aside"
    if how not in (DONE, ASIDE):
        raise Refused(verb, case_id)
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, verb)
        record = _find(desk, record_id, verb)
        if record.data["state"] != OPEN:
            return False
        rule = _pack(verb, case_id).rule(str(record.data["rule"]))
        start = str(record.data["basis"].get(rule.start, "")) if rule else ""
        told = {"how": how, "from": start, "reason": reason, **applying.told_by(actor)}
        data = {**record.data, "state": DONE if how == DONE else VOID, "settled": told}
        _write(actor, desk, verb, Change(rule, record, record.compartment, data))
    return True


def again(actor: Actor, case_id: UUID, record_id: UUID) -> bool:
    """Take up what was set aside or said to be done. False when it is open already."""
    verb = "deadline.again"
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, verb)
        record = _find(desk, record_id, verb)
        if "settled" not in record.data:
            return False
        rule = _pack(verb, case_id).rule(str(record.data["rule"]))
        data = {name: value for name, value in record.data.items() if name != "settled"}
        _write(actor, desk, verb, Change(rule, record, record.compartment, {**data, "state": OPEN}))
    return True


def _write(actor: Actor, desk: Desk, verb: str, change: Change) -> None:
    written = applying.write(actor, [(desk.case, desk.case_folder, [change])])
    on = applying.ground(actor, _pack(verb, desk.case.id))
    # A rule that repeats goes on with its next occurrence.
    written += applying.calculate(actor, on, desk.case, desk.case_folder, desk.person_folder)
    written += _card(actor, desk)
    folders.note(actor, verb, desk.case.id, written=written)


def _card(actor: Actor, desk: Desk) -> list[bytes]:
    """Lists filter by the nearest deadline."""
    return cards.refresh(actor, desk.case, desk.case_folder, desk.person_folder, (people.CASEWORK,))


def recalculate(actor: Actor, case_id: UUID) -> int:
    """Let one case's deadlines say what its facts say now; returns how many were written."""
    verb = "deadlines.recalculate"
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, verb)
        written = applying.after_change(actor, desk)
        if written:
            folders.note(actor, verb, case_id, written=[*written, *_card(actor, desk)])
    return len(written)
