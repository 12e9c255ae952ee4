"""The determination that people made, its appeal, and taking it over into the facts of the trafficking."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from acasa.cases.services import drafts
from acasa.cases.trafficking import words as trafficking
from acasa.cases.trafficking.rules import shape
from acasa.cases.trafficking.views.common import begun, clash
from acasa.cases.views.common import ActorRequest, today
from acasa.core.errors import Conflict, Refused
from acasa.identification import presenters, queries, services, words
from acasa.identification.forms import DeterminationForm, StatusForm
from acasa.identification.queries import IdentificationFile
from acasa.identification.rules import determination as decided
from acasa.identification.views.common import show

KIND = "determination"


def _choices(file: IdentificationFile) -> list[tuple[str, str]]:
    found = [presenters.screening(record) for record in file.screenings]
    return [(str(one["id"]), f"{one['title']}, {one['on']}: {one['reading']}") for one in found]


def add(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Write down what was decided about her, by whom and why."""
    file = queries.file_of(request.actor, case_id, "determination.save", write=True)
    made: dict[str, Any] = {
        "screenings": _choices(file),
        "appeals": decided.APPEALS[decided.APPEAL_NONE],
    }
    if request.method != "POST":
        known = {} if file.now else decided.from_facts(file.trafficking)
        first = {"on": today(), "appeal": decided.APPEAL_NONE, **known}
        initial, kept = begun(request, KIND, case_id, first)
        return _page(request, file, DeterminationForm(initial=initial, **made), kept=kept, kind=KIND)
    form = DeterminationForm(request.POST, **made)
    if not form.is_valid():
        return _page(request, file, form, kind=KIND)
    _save(request, case_id, form)
    drafts.drop(request.actor, kind=KIND, about=case_id)
    return _next(request, case_id)


def change(request: ActorRequest, case_id: UUID, determination_id: UUID) -> HttpResponse:
    """Correct a determination, or say what became of an appeal. What stood there stays in its history."""
    file = queries.file_of(request.actor, case_id, "determination.save", write=True)
    known = file.determination(determination_id)
    made: dict[str, Any] = {
        "screenings": _choices(file),
        "appeals": decided.APPEALS[str(known.data.get("appeal") or decided.APPEAL_NONE)],
        "initial": {**known.data, "version": known.version},
    }
    form = DeterminationForm(request.POST if request.method == "POST" else None, **made)
    about = presenters.determination(file, known)
    if request.method != "POST" or not form.is_valid():
        return _page(request, file, form, about=about)
    try:
        _save(
            request,
            case_id,
            form,
            determination_id=determination_id,
            version=form.cleaned_data["version"] or known.version,
        )
    except Conflict as conflict:
        rows = [
            (
                form.fields[name].label,
                presenters.value(name, conflict.current.get(name)),
                presenters.value(name, conflict.yours.get(name)),
            )
            for name in form.fields
            if name not in ("version", "screenings")
        ]
        return _page(request, file, form, about=about, clash=clash(form, conflict, rows))
    return _next(request, case_id)


def _save(request: ActorRequest, case_id: UUID, form: DeterminationForm, **more: Any) -> None:
    data = form.values()
    services.determine(request.actor, case_id, data=data, text=words.due_words(data), **more)
    messages.success(request, _("Saved."))
    if data["appeal"] == decided.APPEAL_UPHELD:
        messages.info(request, _("The appeal succeeded: write down the new decision as one of its own."))


def _next(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """To the offer, where the facts of the trafficking say something else; nothing is changed silently."""
    file = queries.file_of(request.actor, case_id, "determination.save", write=True)
    return redirect("identification:status" if file.differs else "identification:room", case_id)


def _page(
    request: ActorRequest, file: IdentificationFile, form: DeterminationForm, **more: Any
) -> HttpResponse:
    return show(request, file, "determination", {"title": _("What people decided"), **more}, form)


def status(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What the facts say and what was decided, side by side: taken over by a press, or left as it is."""
    file = queries.file_of(request.actor, case_id, "determination.status", write=True)
    if file.now is None:
        raise Refused("determination.status", case_id)
    form = StatusForm(
        request.POST if request.method == "POST" else None,
        initial={"version": shape.rev(file.trafficking, shape.STATUS)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.take_over(request.actor, case_id, rev=form.cleaned_data["version"])
        except Conflict:
            messages.error(request, _("Somebody changed the facts meanwhile. This is what they say now."))
            return redirect("identification:status", case_id)
        messages.success(request, _("The facts now say it too."))
        return redirect("identification:room", case_id)
    values = decided.as_facts(file.now.data, file.trafficking)
    rows = [
        {
            "label": trafficking.SHORT.get(name, trafficking.LABELS[name]),
            "facts": trafficking.value(name, file.trafficking.get(name, "")),
            "decided": trafficking.value(name, value),
        }
        for name, value in values.items()
    ]
    context = {"title": _("Shall the facts say it too?"), "rows": rows, "differs": file.differs}
    return show(request, file, "status", context, form)
