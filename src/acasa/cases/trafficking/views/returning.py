"""Return and repatriation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from acasa.cases.services import drafts
from acasa.cases.trafficking import presenters as ours
from acasa.cases.trafficking import queries, words
from acasa.cases.trafficking.forms import ReturnForm
from acasa.cases.trafficking.queries import TraffickingFile
from acasa.cases.trafficking.rules import shape
from acasa.cases.trafficking.services import returning
from acasa.cases.trafficking.views.common import begun, clash, show
from acasa.cases.views.common import ActorRequest, add_reasons
from acasa.core.errors import Conflict, NotYet

KIND = "tr-return"


def add(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Write down a return: one that is planned, or one that brought her here."""
    file = queries.casework_file(request.actor, case_id, "return.save")
    states = shape.next_states("")
    if request.method != "POST":
        initial, kept = begun(request, KIND, case_id, {})
        return _page(request, file, ReturnForm(initial=initial, states=states), kept=kept, kind=KIND)
    form = ReturnForm(request.POST, states=states)
    if form.is_valid() and _saved(request, case_id, form):
        drafts.drop(request.actor, kind=KIND, about=case_id)
        return redirect("trafficking:room", case_id)
    return _page(request, file, form, kind=KIND)


def change(request: ActorRequest, case_id: UUID, return_id: UUID) -> HttpResponse:
    """Change a return, tell that she is back, or call it off."""
    file = queries.casework_file(request.actor, case_id, "return.save")
    known = file.one(file.returns, return_id, "return.save")
    states = shape.next_states(str(known.data.get("state", "")))
    initial = {**known.data, "version": known.version}
    form = ReturnForm(request.POST if request.method == "POST" else None, initial=initial, states=states)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or known.version
        try:
            if _saved(request, case_id, form, return_id=return_id, version=version):
                return redirect("trafficking:room", case_id)
        except Conflict as conflict:
            rows = [
                (
                    form.fields[name].label,
                    ours.return_value(name, conflict.current.get(name)),
                    ours.return_value(name, conflict.yours.get(name)),
                )
                for name in form.fields
                if name != "version"
            ]
            return _page(request, file, form, clash=clash(form, conflict, rows))
    return _page(request, file, form)


def _saved(request: ActorRequest, case_id: UUID, form: ReturnForm, **more: Any) -> bool:
    """Whether it was kept; what must come first is said on the form."""
    data = form.values()
    try:
        text = words.due_text(str(data.get("from_country", "")))
        returning.save_return(request.actor, case_id, data=data, text=text, **more)
    except NotYet as first:
        add_reasons(form, first)
        return False
    messages.success(request, _("Saved."))
    return True


def _page(request: ActorRequest, file: TraffickingFile, form: ReturnForm, **more: Any) -> HttpResponse:
    context = {
        "title": _("Return"),
        "lede": _("She decides whether, when and how. For a child, the child's best interests come first."),
        "back_url": reverse("trafficking:room", args=[file.page.id]),
        "here": request.path,
        **more,
    }
    return show(request, file.page, "form.html", context, form)
