"""Appointments with others, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from acasa.cases import codes
from acasa.cases.services import working
from acasa.cases.services.opening import now
from acasa.cases.visits.services import common
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders

OUTCOMES = ("kept", "missed", "cancelled")


@dataclass(frozen=True)
class Appointment:
    """When, where, and who goes along. `told`: place, transport, interpreter, what to bring, remarks."""

    what: str
    on: date
    start: time | None
    told: dict[str, Any]
    worker_id: UUID | None = None
    goes_along: bool = True


def _when(new: Appointment) -> str:
    what = codes.label("appointment_kinds", new.what)
    if new.start is None:
        return what
    return _("%(what)s at %(hour)s") % {"what": what, "hour": f"{new.start:%H:%M}"}


def _text(new: Appointment) -> str:
    text = _when(new)
    if new.what == "accompany" and new.told.get("place"):
        # Whoever goes along may hold no other key: the day says where they meet.
        return f"{text}: {new.told['place']}"
    return text


def _data(new: Appointment) -> dict[str, Any]:
    return {
        "what": new.what,
        "on": new.on.isoformat(),
        "start": f"{new.start:%H:%M}" if new.start else "",
        "goes_along": new.goes_along,
        "text": _text(new),
        **new.told,
    }


def add(actor: Actor, case_id: UUID, *, new: Appointment, compartment: str = people.CASEWORK) -> UUID:
    """Make an appointment; it stands on the day of whoever goes along. Returns its record's id.

    `compartment`: essentials for a colleague without casework, who then says nothing but day, time and place.
    """
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, "appointment.add")
        common.need(desk, compartment, "appointment.add")
        worker = common.colleague(actor, desk, new.worker_id, "appointment.add")
        data = {
            "kind": "appointment",
            **_data(new),
            "state": "planned",
            "worker": str(worker.id),
            "worker_name": worker.display_name,
            "obligation": common.due(desk, worker, new.on),
            **common.by(actor),
        }
        record, written = folders.add(desk.case_folder, compartment, data)
        folders.note(actor, "appointment.add", case_id, written=[written])
    return record.id


def change(actor: Actor, case_id: UUID, record_id: UUID, *, new: Appointment, version: int) -> bool:
    """Put an appointment on another day, or correct it. Raises Conflict; False when it is over."""
    verb = "appointment.change"
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, verb)
        record = common.find(desk, "appointment", record_id, verb)
        if record.data["state"] != "planned":
            return False
        worker = common.colleague(actor, desk, new.worker_id, verb)
        data = {
            **record.data,
            **_data(new),
            "worker": str(worker.id),
            "worker_name": worker.display_name,
            "changed_by": actor.display_name,
        }
        written = [folders.change(desk.case_folder, record, data, expected_version=version)[1]]
        if str(worker.id) != record.data["worker"]:
            common.done(desk, record.data)
            data["obligation"] = common.due(desk, worker, new.on)
            again = common.find(desk, "appointment", record_id, verb)
            written.append(folders.change(desk.case_folder, again, data, expected_version=again.version)[1])
        else:
            common.moved(desk, record.data, new.on)
        folders.note(actor, verb, case_id, written=written)
    return True


def finish(actor: Actor, case_id: UUID, record_id: UUID, *, state: str, outcome: str = "") -> bool:
    """Kept, missed or called off. A missed one counts against nobody. False when that was said before."""
    verb = "appointment.finish"
    if state not in OUTCOMES:
        raise Refused(verb, case_id)
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, verb)
        record = common.find(desk, "appointment", record_id, verb)
        if record.data["state"] != "planned":
            return False
        data = {
            **record.data,
            "state": state,
            "outcome": outcome,
            "done_at": now(),
            "done_by": actor.display_name,
        }
        written = folders.change(desk.case_folder, record, data, expected_version=record.version)[1]
        common.done(desk, record.data)
        folders.note(actor, verb, case_id, written=[written])
    return True
