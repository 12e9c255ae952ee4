"""Pages on which what is known is changed: safe contact, identity, risk, stage, closing, reopening, whose it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from acasa.cases import codes, presenters, rules
from acasa.cases.forms import (
    AssignForm,
    CloseForm,
    IdentityForm,
    ReopenForm,
    RiskForm,
    SafeContactForm,
    StageForm,
)
from acasa.cases.queries import case as queries
from acasa.cases.queries.case import CasePage
from acasa.cases.services import drafts, editing, opening, working
from acasa.cases.views.common import ActorRequest, add_reasons, conflicting, kept_or, today
from acasa.cases.views.working import case_form, too_late
from acasa.core.errors import Conflict, NotYet, Refused
from acasa.people import rules as people


def _faster(request: ActorRequest, case_id: UUID, typed: str = "", yours: str = "") -> HttpResponse:
    """Somebody moved or closed it first. What was typed here is shown beside where the case stands, never lost."""
    words = request.POST.get(typed, "").strip() if request.method == "POST" and typed else ""
    if words:
        now = queries.case_page(request.actor, case_id)
        event = next((r.data for r in now.timeline if r.data["kind"] == "event"), {})
        theirs = codes.label("stages", now.stage)
        by = str(event.get("by_name", ""))
        return too_late(request, now, words, label=_("Stage"), theirs=theirs, yours=yours, by=by)
    messages.info(request, _("Somebody changed this case meanwhile. Look at where it stands now."))
    return redirect("cases:case", case_id)


def _clash(
    request: ActorRequest, found: CasePage, form: Any, title: str, kind: str, conflict: Conflict
) -> HttpResponse:
    clash = conflicting(form, conflict, presenters.field_words)
    return case_form(request, found, form, title, kind=kind, clash=clash)


def change_essentials(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The working name and how she may be reached."""
    found = queries.case_page(request.actor, case_id)
    title = _("How to reach her safely")
    if request.method == "POST":
        form = SafeContactForm(request.POST)
        if form.is_valid():
            data = dict(form.cleaned_data)
            version = data.pop("version") or found.essentials_version
            try:
                editing.set_essentials(request.actor, case_id, data=data, version=version)
            except Conflict as conflict:
                return _clash(request, found, form, title, "essentials", conflict)
            drafts.drop(request.actor, kind="essentials", about=case_id)
            messages.success(request, _("Saved."))
            return redirect("cases:case", case_id)
        return case_form(request, found, form, title, kind="essentials")
    stored = {**found.essentials, "version": found.essentials_version}
    initial, kept = kept_or(request.actor, "essentials", case_id, stored)
    return case_form(request, found, SafeContactForm(initial=initial), title, kind="essentials", kept=kept)


def change_identity(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Who she is. Opening this page is a look at her identity, and is recorded as one."""
    found = queries.case_page(request.actor, case_id)
    title = _("Who she is")
    if not found.can_see_identity:
        raise Refused("identity.change", case_id)
    if request.method == "POST":
        form = IdentityForm(request.POST)
        if form.is_valid():
            data = dict(form.cleaned_data)
            version = data.pop("version") or 0
            try:
                editing.set_identity(request.actor, case_id, data=data, version=version)
            except Conflict as conflict:
                # The page shows what is stored beside what was typed: a look at her identity like any other.
                queries.identity(request.actor, case_id)
                return _clash(request, found, form, title, "identity", conflict)
            drafts.drop(request.actor, kind="identity", about=case_id)
            messages.success(request, _("Saved."))
            return redirect("cases:case", case_id)
        return case_form(request, found, form, title, kind="identity")
    identity, version = queries.identity(request.actor, case_id)
    stored = {**identity, "other_names": "\n".join(identity.get("other_names", [])), "version": version}
    initial, kept = kept_or(request.actor, "identity", case_id, stored)
    return case_form(request, found, IdentityForm(initial=initial), title, kind="identity", kept=kept)


def change_risk(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Risk level, its review and alerts."""
    found = queries.case_page(request.actor, case_id)
    title = _("Risk and alerts")
    facts = found.facts
    initial = {
        "risk": facts.get("risk", ""),
        "review_on": queries.parse_day(facts.get("risk_review") or ""),
        "alerts": facts.get("alerts", []),
        "version": found.facts_version,
    }
    form = RiskForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            editing.set_risk(request.actor, case_id, **form.cleaned_data)
        except Conflict as conflict:
            return _clash(request, found, form, title, "", conflict)
        messages.success(request, _("Saved."))
        return redirect("cases:case", case_id)
    return case_form(request, found, form, title)


def change_stage(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Move an open case along the table of stages."""
    found = queries.case_page(request.actor, case_id)
    stages = rules.next_stages(found.stage, "stage") if found.course and found.is_open else ()
    if not stages:
        return _faster(request, case_id, "reason", codes.label("stages", request.POST.get("stage", "")))
    form = StageForm(request.POST or None, stages=stages)
    if request.method == "POST" and form.is_valid():
        try:
            moved = working.set_stage(request.actor, case_id, **form.cleaned_data)
        except NotYet as first:
            add_reasons(form, first)
            return case_form(request, found, form, _("Where does the work stand?"))
        if not moved:
            return _faster(request, case_id, "reason", codes.label("stages", form.cleaned_data["stage"]))
        messages.success(request, _("Saved."))
        return redirect("cases:case", case_id)
    return case_form(request, found, form, _("Where does the work stand?"))


def close(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Close a case with its reason."""
    found = queries.case_page(request.actor, case_id)
    if not found.course:
        raise Refused("case.close", case_id)
    if not found.is_open:
        return _faster(request, case_id, "words", _("Close the case"))
    form = CloseForm(request.POST or None, initial={"on": today()})
    more: dict[str, Any] = {"open_steps": found.steps}
    if people.CASEWORK in found.compartments:
        more["what_is_open_url"] = reverse("reintegration:closing", args=[case_id])
    if request.method == "POST" and form.is_valid():
        try:
            closed = working.close(request.actor, case_id, **form.cleaned_data)
        except NotYet as first:
            add_reasons(form, first)
            return case_form(request, found, form, _("Close the case"), **more)
        if not closed:
            return _faster(request, case_id, "words", _("Close the case"))
        messages.success(request, _("The case is closed. It can be reopened at any time."))
        return redirect("cases:case", case_id)
    return case_form(request, found, form, _("Close the case"), **more)


def reopen(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Take a closed case up again."""
    found = queries.case_page(request.actor, case_id)
    if not found.course:
        raise Refused("case.reopen", case_id)
    if found.is_open:
        return _faster(request, case_id, "reason", _("Reopen the case"))
    before = found.course.get("stage_before", "")
    stages = rules.next_stages(found.stage, "reopen")
    initial = {"stage": before if before in stages else rules.CRISIS}
    form = ReopenForm(request.POST or None, initial=initial, stages=stages)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        step = opening.Step(data["step_text"], data["step_due"]) if data["step_text"] else None
        if not working.reopen(request.actor, case_id, stage=data["stage"], reason=data["reason"], step=step):
            return _faster(request, case_id)
        messages.success(request, _("The case is open again."))
        return redirect("cases:case", case_id)
    return case_form(request, found, form, _("Reopen the case"))


def assign(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Give the case to a colleague of its team."""
    found = queries.case_page(request.actor, case_id)
    if found.restricted or not (request.actor.is_supervisor or found.worker.id == request.actor.user_id):
        raise Refused("case.assign", case_id)
    others = queries.colleagues(request.actor, found.team_id)
    now = str(found.worker.id)
    form = AssignForm(request.POST or None, initial={"worker": now, "before": now}, colleagues=others)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["before"] not in ("", now) and form.cleaned_data["worker"] != now:
            form.data = request.POST.copy()
            form.data["before"] = now
            yours = dict(form.fields["worker"].choices)[form.cleaned_data["worker"]]  # type: ignore[attr-defined]
            row = {"label": _("Who accompanies"), "theirs": found.worker.name, "yours": yours}
            told = next((r.data for r in found.timeline if r.data.get("what") == "assigned"), {})
            clash = {"saved_by": told.get("by_name", ""), "differences": [row]}
            return case_form(request, found, form, _("Who accompanies her?"), clash=clash)
        data = form.cleaned_data
        working.assign(request.actor, case_id, worker_id=UUID(data["worker"]), words=data["words"])
        messages.success(request, _("Saved."))
        return redirect("cases:case", case_id)
    # A team of one's own beside this one could take the case as well.
    elsewhere = (
        reverse("handover:other_team", args=[case_id]) if request.actor.teams - {found.team_id} else ""
    )
    return case_form(request, found, form, _("Who accompanies her?"), elsewhere_url=elsewhere)
