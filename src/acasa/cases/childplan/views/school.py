"""School: where the child learns, how it attends, what somebody there was told."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from acasa.cases.childplan import queries
from acasa.cases.childplan.forms.school import SchoolForm, SchoolNoteForm, SchoolToldForm
from acasa.cases.childplan.queries import ChildFile
from acasa.cases.childplan.services import school as services
from acasa.cases.childplan.views.common import clash, form_page
from acasa.cases.queries.case import parse_day
from acasa.cases.services import drafts
from acasa.cases.views.common import ActorRequest, kept_or, today
from acasa.core.errors import Conflict, Refused
from acasa.vault.folders import Opened

KIND = "school"


def _school(file: ChildFile, school_id: UUID, verb: str) -> Opened:
    for record in file.schools:
        if record.id == school_id:
            return record
    raise Refused(verb, file.page.id)


def _record(data: dict[str, Any]) -> dict[str, Any]:
    """The form as the record says it."""
    kept = {name: value for name, value in data.items() if name not in ("since", "until", "version")}
    days = {"from": data["since"], "to": data["until"]}
    return kept | {name: day.isoformat() if day else "" for name, day in days.items()}


def _initial(data: dict[str, Any]) -> dict[str, Any]:
    return {
        **data,
        "since": parse_day(str(data.get("from", ""))),
        "until": parse_day(str(data.get("to", ""))),
    }


def add(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """A school of the child. The one before is not lost: it stands among the former ones."""
    file = queries.child_file(request.actor, case_id)
    title = _("School")
    if request.method == "POST" and "start_again" in request.POST:
        drafts.drop(request.actor, kind=KIND, about=case_id)
        return redirect("childplan:add_school", case_id)
    if request.method == "POST":
        form = SchoolForm(request.POST)
        if form.is_valid():
            services.save(request.actor, case_id, school_id=None, data=_record(form.cleaned_data), version=0)
            drafts.drop(request.actor, kind=KIND, about=case_id)
            messages.success(request, _("Saved."))
            return redirect("childplan:room", case_id)
        return form_page(request, file, form, title, kind=KIND)
    initial, kept = kept_or(request.actor, KIND, case_id, {})
    return form_page(request, file, SchoolForm(initial=initial), title, kind=KIND, kept=kept)


def change(request: ActorRequest, case_id: UUID, school_id: UUID) -> HttpResponse:
    """Change what is recorded of a school; what stood before stays in its history."""
    file = queries.child_file(request.actor, case_id)
    record = _school(file, school_id, "school.save")
    initial = {**_initial(record.data), "version": record.version}
    form: Any = SchoolForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            services.save(
                request.actor, case_id, school_id=school_id, data=_record(form.cleaned_data), version=version
            )
        except Conflict as conflict:
            both = Conflict(_days(conflict.current), _days(conflict.yours), conflict.version)
            return form_page(request, file, form, _("School"), clash=clash(form, both))
        messages.success(request, _("Saved."))
        return redirect("childplan:room", case_id)
    return form_page(request, file, form, _("School"))


def _days(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "since": data.get("from", ""), "until": data.get("to", "")}


def note(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """How the child attends, on a day."""
    file = queries.child_file(request.actor, case_id)
    form: Any = SchoolNoteForm(request.POST if request.method == "POST" else None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        services.note(request.actor, case_id, data=_iso(form.cleaned_data))
        messages.success(request, _("Saved."))
        return redirect("childplan:room", case_id)
    return form_page(request, file, form, _("How the child attends"))


def told(request: ActorRequest, case_id: UUID, school_id: UUID) -> HttpResponse:
    """Who at the school was told what."""
    file = queries.child_file(request.actor, case_id)
    school = _school(file, school_id, "school.told")
    form: Any = SchoolToldForm(request.POST if request.method == "POST" else None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        services.told(request.actor, case_id, school_id=school_id, data=_iso(form.cleaned_data))
        messages.success(request, _("Saved."))
        return redirect("childplan:room", case_id)
    return form_page(request, file, form, _("Told at school"), about=str(school.data.get("school", "")))


def _iso(data: dict[str, Any]) -> dict[str, Any]:
    on: date = data["on"]
    return {**data, "on": on.isoformat()}
