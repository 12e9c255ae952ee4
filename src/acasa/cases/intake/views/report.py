"""The report that the law demands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from acasa.cases.intake import library, queries, services
from acasa.cases.intake.forms import (
    ReportForm,
)
from acasa.cases.intake.services import Report
from acasa.cases.intake.views.common import _found, _render, _sides
from acasa.cases.queries import case as case_queries
from acasa.cases.services import drafts
from acasa.cases.views.common import ActorRequest, kept_or, today
from acasa.core.errors import Conflict

# --- what the law demands


def report(request: ActorRequest, case_id: UUID, report_id: UUID | None = None) -> HttpResponse:
    """A report that the law demands: what, to whom, the least facts; then what became of it, and that she knows."""
    found = _found(request, case_id)
    record = queries.report_of(request.actor, found, report_id) if report_id else None
    kind = "" if record else "intake-report"
    context = {
        "title": _("A report that the law demands"),
        "kind": kind,
        "report": record,
        "duties": library.duties(),
    }
    if request.method != "POST":
        stored = _stored(record.data, record.version) if record else {}
        initial, kept = kept_or(request.actor, kind, case_id, stored) if kind else (stored, False)
        return _render(request, found, "report.html", {**context, "kept": kept}, ReportForm(initial=initial))
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _render(request, found, "report.html", context, form)
    try:
        services.save_report(
            request.actor,
            case_id,
            report=_report(form.cleaned_data),
            report_id=report_id,
            version=form.cleaned_data["version"] or 0,
        )
    except Conflict as conflict:
        clash = _report_clash(form, conflict)
        return _render(request, found, "report.html", {**context, "clash": clash}, form)
    if kind:
        drafts.drop(request.actor, kind=kind, about=case_id)
    messages.success(request, _("Saved."))
    return redirect("intake:overview", case_id)


def _stored(data: Mapping[str, Any], version: int) -> dict[str, Any]:
    days = ("due", "reported_on", "told_on", "look_again")
    known = {name: case_queries.parse_day(str(data.get(name) or "")) for name in days}
    told = "yes" if data.get("told_on") else "safe" if data.get("safe_to_tell") == "yes" else "not_yet"
    return {**data, **known, "told": told, "version": version}


def _report(data: Mapping[str, Any]) -> Report:
    duty = library.duty(data["duty"])
    to = data["to"] or (duty.to if duty else "")
    due = data["due"] or today() + timedelta(days=duty.days if duty else 1)
    told = data["told"] == "yes"
    return Report(
        duty=data["duty"],
        what=data["what"],
        to=to,
        facts=data["facts"],
        due=due,
        text=_("Report: %(to)s") % {"to": to},
        tell_text=_("Tell her about the report, when it is safe"),
        look_again=data["look_again"] or due + timedelta(days=7),
        reported_on=data["reported_on"],
        reference=data["reference"],
        told_on=data["told_on"] if told else None,
        told_words=data["told_words"] if told else "",
        safe_to_tell=data["told"] == "safe",
        police=data["police"],
    )


def _report_clash(form: Any, conflict: Conflict) -> dict[str, Any]:
    rows = [
        (form.fields[name].label, conflict.current.get(name) or "", conflict.yours.get(name) or "")
        for name in ("what", "to", "facts", "due", "reported_on", "reference", "told_on", "told_words")
        if (conflict.current.get(name) or "") != (conflict.yours.get(name) or "")
    ]
    return _sides(form, conflict, rows)
