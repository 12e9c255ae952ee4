"""Writing what happened: a step at a time, roles of persons, and what a spreadsheet brought."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.services.working import Desk
from acasa.cases.trafficking import queries
from acasa.cases.trafficking.rules import bringing, shape
from acasa.cases.trafficking.rules.shape import Section
from acasa.cases.trafficking.services.desk import casework, find, finish, stamp
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Conflict, Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened


def save_section(
    actor: Actor, case_id: UUID, *, section: Section, values: Mapping[str, Any], told: str, rev: int
) -> None:
    """Keep one step. Raises Conflict if somebody saved the same step since `rev`; other steps don't matter."""
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, "trafficking.save")
        record = desk.case_folder.one("trafficking", people.CASEWORK)
        now = record.data if record else {}
        by = stamp(actor)
        if shape.rev(now, section) != rev:
            saved = (now.get("saved") or {}).get(section.code, {})
            current = {**shape.values_of(section, now), "told": shape.told_of(section, now), **saved}
            yours = {**shape.tidy(section, values), "told": told}
            raise Conflict(current, yours, shape.rev(now, section))
        data = shape.with_section(now, section, values, told, by)
        written = [_put(desk, record, data), *_decided(desk, now, data, by)]
        finish(actor, desk, "trafficking.save", written)


def _put(desk: Desk, record: Opened | None, data: dict[str, Any]) -> bytes:
    if record is None:
        return folders.add(desk.case_folder, people.CASEWORK, data)[1]
    return folders.change(desk.case_folder, record, data, expected_version=record.version)[1]


def _decided(
    desk: Desk, before: Mapping[str, Any], after: Mapping[str, Any], by: Mapping[str, str]
) -> list[bytes]:
    """The timeline tells each decision about the status, not each keystroke."""
    parts = ("status", "decided_by", "decided_on")
    said = {part: after.get(part, "") for part in parts}
    if not said["status"] or said == {part: before.get(part, "") for part in parts}:
        return []
    told = {"kind": "trafficking_status", **said, **by}
    return [folders.add(desk.case_folder, people.CASEWORK, told)[1]]


def save_party(
    actor: Actor,
    case_id: UUID,
    *,
    compartment: str,
    data: Mapping[str, Any],
    party_id: UUID | None = None,
    version: int = 0,
) -> None:
    """Somebody's part in it: roles and relation in casework; with a name only in the legal compartment.

    Raises Conflict if somebody saved since `version`.
    """
    with scope.scoped(actor.org_id):
        known = None
        if compartment not in queries.ROOMS or (data.get("name") and compartment != people.LEGAL):
            raise Refused("party.save", case_id)
        desk = casework(actor, case_id, "party.save", compartment)
        if party_id is not None:
            known = find(desk, "party", party_id, "party.save")
            if known.compartment != compartment:
                raise Refused("party.save", case_id)
        kept = {name: value for name, value in data.items() if not shape.empty(value)}
        value = {**kept, "kind": "party", **stamp(actor)}
        if known is None:
            written = folders.add(desk.case_folder, compartment, value)[1]
        else:
            written = folders.change(desk.case_folder, known, value, expected_version=version)[1]
        finish(actor, desk, "party.save", [written])


def remove_party(actor: Actor, case_id: UUID, party_id: UUID, *, version: int) -> None:
    """Take somebody's part away, with the name: nothing of it stays in the record. A second press does nothing."""
    with scope.scoped(actor.org_id):
        desk = casework_or_legal(actor, case_id, "party.remove")
        party = find(desk, "party", party_id, "party.remove")
        value = {"kind": "party", "removed": True, **stamp(actor)}
        written = folders.change(desk.case_folder, party, value, expected_version=version)[1]
        finish(actor, desk, "party.remove", [written])


def casework_or_legal(actor: Actor, case_id: UUID, verb: str) -> Desk:
    """The case for whoever holds one of the two compartments that persons' parts are kept in."""
    try:
        return casework(actor, case_id, verb)
    except Refused:
        return casework(actor, case_id, verb, people.LEGAL)


def take_over(actor: Actor, case_id: UUID, *, chosen: Collection[str], today: date) -> int:
    """Move chosen values from what was kept as imported into the facts; returns how many. The rest stays.

    What is no longer there, because a colleague took it over first, is passed over.
    """
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, "trafficking.take")
        folder = desk.case_folder
        taken = [item for item in queries.waiting(folder, today) if item.key in chosen]
        if not taken:
            return 0
        by = stamp(actor)
        record = folder.one("trafficking", people.CASEWORK)
        now: Mapping[str, Any] = record.data if record else {}
        written = []
        if facts := bringing.facts_from(taken):
            data = shape.merged(now, facts, by)
            written += [_put(desk, record, data), *_decided(desk, now, data, by)]
        for kept in queries.imported(folder):
            ours = [item for item in taken if item.record == str(kept.id)]
            if ours:
                rest = bringing.without(kept.data, ours, by)
                written.append(folders.change(folder, kept, rest, expected_version=kept.version)[1])
                roles = [code for item in ours if item.fact == bringing.PARTY for code in item.value]
                if roles:
                    party = {"kind": "party", "roles": roles, **by}
                    written.append(folders.add(folder, kept.compartment, party)[1])
        finish(actor, desk, "trafficking.take", written)
        return len(taken)
