"""Appointments: making, changing, outcome, and a line for a calendar."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acasa.cases import codes
from acasa.cases.queries.case import CasePage, parse_day
from acasa.cases.services import drafts
from acasa.cases.views.common import ActorRequest, conflicting, kept_or
from acasa.cases.visits import ical, presenters, queries
from acasa.cases.visits.forms import AppointmentForm, OutcomeForm
from acasa.cases.visits.services import appointments as services
from acasa.cases.visits.views.common import case_of, colleagues, faster, form_page, saved
from acasa.core.errors import Conflict, Refused
from acasa.vault.folders import Opened

TOLD = ("place", "transport", "interpreter", "bring")


def _form(request: ActorRequest, found: CasePage, *args: Any, **kwargs: Any) -> AppointmentForm:
    return AppointmentForm(
        *args,
        colleagues=colleagues(request, found),
        interpreters=[item["name"] for item in presenters.interpreters(found)],
        **kwargs,
    )


def _new(form: AppointmentForm) -> services.Appointment:
    data = form.cleaned_data
    return services.Appointment(
        what=data["what"],
        on=data["on"],
        start=data["start"],
        told={name: data[name] for name in TOLD},
        worker_id=UUID(data["worker"]),
        goes_along=data["goes_along"] == "yes",
    )


def _record(found: CasePage, record_id: UUID, verb: str) -> Opened:
    for record in found.case_folder.of_kind("appointment"):
        if record.id == record_id:
            return record
    raise Refused(verb, found.id)


def add(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Make an appointment."""
    found = case_of(request, case_id, "appointment.add")
    title = _("Make an appointment")
    if request.method == "POST":
        form = _form(request, found, request.POST)
        if form.is_valid():
            services.add(request.actor, case_id, new=_new(form))
            drafts.drop(request.actor, kind="appointment", about=case_id)
            return saved(request, case_id)
        return form_page(request, found, form, title, kind="appointment")
    initial, kept = kept_or(request.actor, "appointment", case_id, {"worker": str(request.actor.user_id)})
    form = _form(request, found, initial=initial)
    return form_page(request, found, form, title, kind="appointment", kept=kept)


def change(request: ActorRequest, case_id: UUID, record_id: UUID) -> HttpResponse:
    """Another day, or a correction."""
    found = case_of(request, case_id, "appointment.change")
    record = _record(found, record_id, "appointment.change")
    if record.data["state"] != "planned":
        return faster(request, case_id)
    data = record.data
    title = _("Change the appointment")
    if request.method == "POST":
        form = _form(request, found, request.POST)
        if form.is_valid():
            version = form.cleaned_data["version"] or record.version
            try:
                services.change(request.actor, case_id, record_id, new=_new(form), version=version)
            except Conflict as conflict:
                clash = conflicting(form, conflict, lambda _name, value: str(value or ""))
                return form_page(request, found, form, title, clash=clash)
            return saved(request, case_id)
        return form_page(request, found, form, title)
    initial = {
        **data,
        "on": parse_day(data["on"]),
        "goes_along": "yes" if data["goes_along"] else "no",
        "version": record.version,
    }
    return form_page(request, found, _form(request, found, initial=initial), title)


def finish(request: ActorRequest, case_id: UUID, record_id: UUID) -> HttpResponse:
    """What became of it."""
    found = case_of(request, case_id, "appointment.finish")
    record = _record(found, record_id, "appointment.finish")
    if record.data["state"] != "planned":
        return faster(request, case_id)
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not services.finish(request.actor, case_id, record_id, **form.cleaned_data):
            return faster(request, case_id)
        return saved(request, case_id)
    line = presenters.appointment_line(found, record)
    return form_page(
        request,
        found,
        form,
        codes.label("appointment_kinds", record.data["what"]),
        appointment=line,
        record_id=record_id,
    )


@require_safe
def calendar(request: ActorRequest, case_id: UUID, record_id: UUID) -> HttpResponse:
    """The appointment as a file for a calendar: when, and nothing of whom, where or why."""
    found = case_of(request, case_id, "appointment.calendar")
    record = _record(found, record_id, "appointment.calendar")
    queries.calendar_taken(request.actor, case_id)
    day = date.fromisoformat(record.data["on"])
    start: date | datetime = day
    if record.data.get("start"):
        start = datetime.combine(
            day, time.fromisoformat(record.data["start"]), timezone.get_current_timezone()
        )
    text = ical.calendar(uid=record.id, start=start, made=timezone.now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="acasa.ics"'
    return response
