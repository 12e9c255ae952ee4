"""Persons who had a part in it: as little as protection and the law need."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from acasa.cases.services import drafts
from acasa.cases.trafficking import presenters as ours
from acasa.cases.trafficking import queries
from acasa.cases.trafficking.forms import PartyForm
from acasa.cases.trafficking.queries import TraffickingFile
from acasa.cases.trafficking.services import facts
from acasa.cases.trafficking.views.common import begun, clash, show
from acasa.cases.views.common import ActorRequest
from acasa.core.errors import Conflict, Refused
from acasa.people import rules as people
from acasa.vault.folders import Opened

KIND = "tr-party"


def _file(request: ActorRequest, case_id: UUID) -> TraffickingFile:
    file = queries.file_of(request.actor, case_id, "party.save")
    if not file.may_write:
        raise Refused("party.save", case_id)
    return file


def add(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Somebody's part. With a name it goes to the legal compartment, without one to casework."""
    file = _file(request, case_id)
    if request.method != "POST":
        initial, kept = begun(request, KIND, case_id, {})
        return _page(request, file, PartyForm(initial=initial, named=file.legal), kept=kept, kind=KIND)
    form = PartyForm(request.POST, named=file.legal)
    if not form.is_valid():
        return _page(request, file, form, kind=KIND)
    data = _data(form)
    named = bool(data.get("name")) or not file.casework
    compartment = people.LEGAL if named else people.CASEWORK
    facts.save_party(request.actor, case_id, compartment=compartment, data=data)
    drafts.drop(request.actor, kind=KIND, about=case_id)
    messages.success(request, _("Saved."))
    return redirect("trafficking:room", case_id)


def change(request: ActorRequest, case_id: UUID, party_id: UUID) -> HttpResponse:
    """Change it, or take it away."""
    file = _file(request, case_id)
    party = file.one(file.parties, party_id, "party.save")
    named = party.compartment == people.LEGAL
    initial = {**party.data, "version": party.version}
    form = PartyForm(request.POST if request.method == "POST" else None, initial=initial, named=named)
    more: dict[str, Any] = {"party": party}
    if request.method == "POST" and form.is_valid():
        try:
            facts.save_party(
                request.actor,
                case_id,
                compartment=party.compartment,
                data=_data(form),
                party_id=party.id,
                version=form.cleaned_data["version"] or party.version,
            )
        except Conflict as conflict:
            rows = [
                (form.fields[name].label, ours.party_value(name, theirs), ours.party_value(name, yours))
                for name in form.fields
                if name != "version"
                for theirs, yours in [(conflict.current.get(name), conflict.yours.get(name))]
            ]
            return _page(request, file, form, clash=clash(form, conflict, rows), **more)
        messages.success(request, _("Saved."))
        return redirect("trafficking:room", case_id)
    return _page(request, file, form, **more)


@require_POST
def remove(request: ActorRequest, case_id: UUID, party_id: UUID) -> HttpResponse:
    """Take somebody's part away, with the name."""
    file = _file(request, case_id)
    party: Opened = file.one(file.parties, party_id, "party.remove")
    try:
        facts.remove_party(request.actor, case_id, party.id, version=party.version)
    except Conflict:
        messages.info(request, _("Somebody changed this meanwhile. Look at it again."))
        return redirect("trafficking:change_party", case_id, party.id)
    messages.success(request, _("Taken away."))
    return redirect("trafficking:room", case_id)


def _data(form: PartyForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _page(request: ActorRequest, file: TraffickingFile, form: PartyForm, **more: Any) -> HttpResponse:
    context = {
        "title": _("Somebody's part in it"),
        "lede": _("Only what protects her or serves her rights. This is no police file."),
        "back_url": reverse("trafficking:room", args=[file.page.id]),
        "here": request.path,
        "no_name": "name" not in form.fields,
        **more,
    }
    return show(request, file.page, "form.html", context, form)
