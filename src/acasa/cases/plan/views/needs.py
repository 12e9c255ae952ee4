"""Recording and changing needs and challenges."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from acasa.cases.plan import presenters, queries
from acasa.cases.plan.forms import ChallengeForm, NeedForm
from acasa.cases.plan.queries import PlanFile
from acasa.cases.plan.services import needs as services
from acasa.cases.plan.views.common import begun, form_page
from acasa.cases.services import drafts
from acasa.cases.views.common import ActorRequest, conflicting
from acasa.core.errors import Conflict
from acasa.vault.folders import Opened


def _form(file: PlanFile, kind: str, *args: Any, **kwargs: Any) -> Any:
    about = presenters.about_choices(file)
    if kind == "need":
        return NeedForm(*args, about=about, **kwargs)
    needs = [(str(record.id), presenters.need_line(record)) for record in file.needs]
    return ChallengeForm(*args, about=about, needs=needs, **kwargs)


def _titles(kind: str) -> tuple[str, str]:
    if kind == "need":
        return _("What is needed"), _("A need")
    return _("What stands in the way"), _("A challenge")


def _data(file: PlanFile, form: Any) -> tuple[dict[str, Any], int]:
    data = dict(form.cleaned_data)
    version = data.pop("version") or 0
    data["about_name"] = presenters.about_name(file, data["about"])
    return data, version


def _add(request: ActorRequest, case_id: UUID, kind: str) -> HttpResponse:
    file = queries.plan_file(request.actor, case_id)
    title = _titles(kind)[0]
    if request.method == "POST":
        form = _form(file, kind, request.POST)
        if form.is_valid():
            data, _version = _data(file, form)
            record_id = services.add(request.actor, case_id, kind=kind, data=data)
            drafts.drop(request.actor, kind=kind, about=case_id)
            messages.success(request, _("Saved."))
            return _back(case_id, f"{kind}-{record_id}")
        return form_page(request, file, form, title, kind=kind)
    given = {"stage": file.page.stage, "leads_to": request.GET.getlist("need")} if kind == "challenge" else {}
    initial, kept = begun(request, kind, case_id, given)
    form = _form(file, kind, initial=initial)
    return form_page(request, file, form, title, kind=kind, kept=kept)


def _change(request: ActorRequest, case_id: UUID, record_id: UUID, kind: str) -> HttpResponse:
    file = queries.plan_file(request.actor, case_id)
    record: Opened = queries.record_of(file, kind, record_id, f"{kind}.change")
    title = _titles(kind)[1]
    more: dict[str, Any] = {"history": presenters.history(record)}
    if request.method != "POST":
        form = _form(file, kind, initial={**record.data, "version": record.version})
        return form_page(request, file, form, title, **more)
    form = _form(file, kind, request.POST)
    if form.is_valid():
        data, version = _data(file, form)
        try:
            services.change(
                request.actor, case_id, record_id, kind=kind, data=data, version=version or record.version
            )
        except Conflict as conflict:
            more["clash"] = conflicting(
                form, conflict, lambda name, value: presenters.field_words(file, {}, name, value)
            )
        else:
            messages.success(request, _("Saved."))
            return _back(case_id, f"{kind}-{record_id}")
    return form_page(request, file, form, title, **more)


def _back(case_id: UUID, _anchor: str) -> HttpResponse:
    return redirect("plan:room", case_id)


def add_need(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Write down what she, a child or the family needs."""
    return _add(request, case_id, "need")


def change_need(request: ActorRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """How a need stands now; what stood before is kept."""
    return _change(request, case_id, need_id, "need")


def add_challenge(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Write down what stands in the way."""
    return _add(request, case_id, "challenge")


def change_challenge(request: ActorRequest, case_id: UUID, challenge_id: UUID) -> HttpResponse:
    """How a challenge stands now; what stood before is kept."""
    return _change(request, case_id, challenge_id, "challenge")
