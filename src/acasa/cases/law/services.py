"""Writes of the legal track: sealed in the legal compartment; what falls on a day stands on the lawyer's day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any
from uuid import UUID

from acasa.cases.law import rules, words
from acasa.cases.models import Obligation
from acasa.cases.plan.services.dues import members
from acasa.cases.services import after, working
from acasa.cases.services.opening import now
from acasa.cases.services.working import Desk
from acasa.cases.visits.services import appointments
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Conflict, Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened


def _desk(actor: Actor, case_id: UUID, verb: str) -> Desk:
    desk = working.take(actor, case_id, verb)
    if not desk.case_folder.can_open(people.LEGAL):
        raise Refused(verb, case_id)
    return desk


def _stamp(actor: Actor) -> dict[str, str]:
    return {"at": now(), "by": str(actor.user_id), "by_name": actor.display_name}


def find(records: list[Opened], record_id: UUID, verb: str, case_id: UUID) -> Opened:
    """A record of this part by its id, or Refused."""
    for record in records:
        if (
            record.id == record_id
            and record.data.get("kind") in rules.KINDS
            and record.compartment == people.LEGAL
        ):
            return record
    raise Refused(verb, case_id)


def add(actor: Actor, case_id: UUID, *, kind: str, data: Mapping[str, Any]) -> UUID:
    """Write something down; returns its record's id.

    Raises Conflict when the case has one of this kind already and may have only one.
    """
    verb = "law.add"
    if kind not in rules.KINDS:
        raise Refused(verb, case_id)
    with scope.scoped(actor.org_id):
        desk = _desk(actor, case_id, verb)
        if kind in rules.SINGLE and (there := desk.case_folder.one(kind, people.LEGAL)):
            raise Conflict(there.data, dict(data), there.version)
        value = {"kind": kind, **data, "history": [], **_stamp(actor), "worker": _worker(actor, desk, {})}
        value = _settled(actor, desk, _with_payment(actor, value), {})
        record, written = folders.add(desk.case_folder, people.LEGAL, value)
        done = [written, *after.changed(actor, desk)]
        folders.note(actor, verb, case_id, written=done)
    return record.id


def change(actor: Actor, case_id: UUID, record_id: UUID, *, data: Mapping[str, Any], version: int) -> None:
    """Change it; what stood before goes to its history. Raises Conflict if somebody saved since `version`."""
    verb = "law.change"
    with scope.scoped(actor.org_id):
        desk = _desk(actor, case_id, verb)
        record = find(desk.case_folder.records, record_id, verb, case_id)
        value = {**record.data, **data}
        if record.data["kind"] == rules.DOCUMENT and value.get("held_by") != "her":
            value["returned_on"] = ""
        _write(actor, desk, record, value, version, verb)


def give_back(actor: Actor, case_id: UUID, record_id: UUID, *, on: date) -> bool:
    """A document that we kept is in her hands again. False when it was already."""
    verb = "law.returned"
    with scope.scoped(actor.org_id):
        desk = _desk(actor, case_id, verb)
        record = find(desk.case_folder.records, record_id, verb, case_id)
        if record.data["kind"] != rules.DOCUMENT or record.data.get("held_by") != "us":
            return False
        value = {
            **record.data,
            "held_by": "her",
            "returned_on": on.isoformat(),
            "asked_on": "",
            "kept_at": "",
        }
        _write(actor, desk, record, value, record.version, verb)
    return True


def _write(actor: Actor, desk: Desk, record: Opened, value: dict[str, Any], version: int, verb: str) -> None:
    former, said = record.data, _stamp(actor)
    value = _with_payment(actor, value)
    was = rules.changed(former, value)
    if was:
        before = {"at": former.get("changed_at", former["at"]), "by_name": former["by_name"], "was": was}
        value["history"] = [*former.get("history", ()), before]
    value |= {"by_name": said["by_name"], "changed_at": said["at"]}
    if value["kind"] == rules.HEARING and value.get("state") != rules.PLANNED:
        value["done_at"] = former.get("done_at") or said["at"]
    elif value["kind"] == rules.HEARING:
        value.pop("done_at", None)
    value["worker"] = _worker(actor, desk, former)
    value = _settled(actor, desk, value, former)
    written = [folders.change(desk.case_folder, record, value, expected_version=version)[1]]
    written += after.changed(actor, desk)
    folders.note(actor, verb, desk.case.id, written=written)


def _worker(actor: Actor, desk: Desk, former: Mapping[str, Any]) -> str:
    """On whose day it stands: whoever wrote it first, then whoever holds the key now."""
    there = members(desk)
    for user in (former.get("worker"), actor.user_id):
        if user and UUID(str(user)) in there:
            return str(user)
    return str(actor.user_id)


def _with_payment(actor: Actor, value: dict[str, Any]) -> dict[str, Any]:
    """A payment that was typed goes to the list of payments: money is added, never overwritten."""
    if value["kind"] != rules.COMPENSATION:
        return value
    amount, on = value.pop("paid", ""), value.pop("paid_on", "")
    paid = list(value.get("payments", ()))
    if amount:
        paid.append(
            {"amount": amount, "currency": value["currency"], "on": on, "by_name": actor.display_name}
        )
    return {**value, "payments": paid}


def _settled(actor: Actor, desk: Desk, value: dict[str, Any], former: Mapping[str, Any]) -> dict[str, Any]:
    """Let the day follow: obligations of what is due, and the appointment of whoever goes with her."""
    kind = str(value["kind"])
    worker = UUID(value["worker"])
    slots: dict[str, str] = dict(former.get("slots", {}))
    wanted = rules.dues(kind, value)
    for slot in [slot for slot in slots if slot not in wanted]:
        Obligation.objects.filter(id=slots.pop(slot), case_id=desk.case.id).update(is_done=True)
    for slot, day in wanted.items():
        if slot in slots:
            Obligation.objects.filter(id=slots[slot], case_id=desk.case.id).update(due=day, is_done=False)
        else:
            made = Obligation.objects.create(
                org_id=desk.case.org_id, case=desk.case, worker_id=worker, due=day
            )
            slots[slot] = str(made.id)
    value["slots"] = slots
    value["dues"] = {slots[slot]: words.due_text(kind, slot, value) for slot in wanted}
    value.pop("obligation", None)
    value.pop("text", None)
    if value["dues"]:
        value["obligation"], value["text"] = next(iter(value["dues"].items()))
    if kind == rules.HEARING:
        value["appointment"] = _company(actor, desk, value, former)
    return value


def _company(actor: Actor, desk: Desk, value: Mapping[str, Any], former: Mapping[str, Any]) -> str:
    """The appointment by which whoever goes with her learns day, time and place, and nothing more.

    It is sealed with the essentials: a lawyer has no key of case work, and whoever goes with her may have none either.
    """
    known = str(former.get("appointment") or "")
    standing = next(
        (
            record
            for record in desk.case_folder.of_kind("appointment")
            if str(record.id) == known and record.data["state"] == rules.PLANNED
        ),
        None,
    )
    if not rules.wants_company(value):
        if standing is not None:
            became = "kept" if value.get("state") == "held" else "cancelled"
            appointments.finish(actor, desk.case.id, standing.id, state=became)
        return ""
    new = appointments.Appointment(
        what="accompany",
        on=date.fromisoformat(str(value["on"])),
        start=time.fromisoformat(str(value["start"])) if value.get("start") else None,
        told={"place": value.get("meet", "")},
        worker_id=UUID(str(value["accompany"])),
    )
    if standing is None:
        return str(appointments.add(actor, desk.case.id, new=new, compartment=people.ESSENTIALS))
    appointments.change(actor, desk.case.id, standing.id, new=new, version=standing.version)
    return known
