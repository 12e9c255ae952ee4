"""My own notes: nobody else reads them, and they can be deleted for good."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.cases.presenters import day_words
from acasa.cases.queries.case import parse_day
from acasa.cases.services import drafts
from acasa.cases.services.opening import now
from acasa.cases.team import queries
from acasa.cases.team.forms import OwnNoteForm, ShareForm
from acasa.cases.team.services import own as services
from acasa.cases.team.words import OWN_WORDS
from acasa.cases.views.common import ActorRequest, conflicting, kept_or, today
from acasa.core.errors import Conflict

KIND = "team_own"


def _show(request: ActorRequest, share: ShareForm | None = None) -> HttpResponse:
    found = queries.own_page(request.actor)
    supervisors = [(str(user), name) for user, name in found.supervisors]
    form = share or ShareForm(initial={"on": today()}, supervisors=supervisors)
    context = {
        "notes": [
            {
                "id": note.id,
                "title": OWN_WORDS.get(note.data["what"], ""),
                "on": day_words(note.data.get("on")),
                "with_whom": note.data.get("with_whom", ""),
                "text": note.data.get("text", ""),
                "takes": note.data.get("takes", ""),
            }
            for note in found.notes
        ],
        "unreadable": found.unreadable,
        "shared": [(told, name, day_words(on)) for told, name, on in found.shared],
        "form": form,
        "can_share": bool(supervisors),
    }
    invalid = form.is_bound and not form.is_valid()
    return render(request, "team/own.html", context, status=422 if invalid else 200)


@require_safe
def page(request: ActorRequest) -> HttpResponse:
    """All that is one's own."""
    return _show(request)


def _data(form: OwnNoteForm) -> tuple[dict[str, Any], int]:
    data = dict(form.cleaned_data)
    version = data.pop("version") or 0
    if data["what"] != "supervision":
        data["with_whom"] = ""
    return {**data, "on": data["on"].isoformat(), "at": now()}, version


def _form(request: ActorRequest, form: OwnNoteForm, title: str, **more: Any) -> HttpResponse:
    invalid = form.is_bound and not form.is_valid()
    context = {"form": form, "title": title, **more}
    return render(request, "team/own_form.html", context, status=422 if invalid else 200)


def add(request: ActorRequest) -> HttpResponse:
    """Write something down for oneself."""
    title = _("A note of my own")
    if request.method == "POST":
        form = OwnNoteForm(request.POST)
        if form.is_valid():
            services.write(request.actor, data=_data(form)[0])
            drafts.drop(request.actor, kind=KIND)
            messages.success(request, _("Kept. Only you can read it."))
            return redirect("team:own")
        return _form(request, form, title, kind=KIND)
    initial, kept = kept_or(request.actor, KIND, None, {"on": today()})
    return _form(request, OwnNoteForm(initial=initial), title, kind=KIND, kept=kept)


def change(request: ActorRequest, note_id: UUID) -> HttpResponse:
    """Say it otherwise."""
    note = queries.own_note(request.actor, note_id)
    initial = {**note.data, "on": parse_day(str(note.data.get("on", ""))), "version": note.version}
    form = OwnNoteForm(request.POST or None, initial=initial)
    more: dict[str, Any] = {"note": note_id}
    if request.method == "POST" and form.is_valid():
        data, version = _data(form)
        try:
            services.change(request.actor, note_id, data=data, version=version or note.version)
        except Conflict as conflict:
            more["clash"] = conflicting(
                form, conflict, lambda name, value: str(OWN_WORDS.get(str(value), value))
            )
            more["clash"]["saved_by"] = request.actor.display_name
        else:
            messages.success(request, _("Kept. Only you can read it."))
            return redirect("team:own")
    return _form(request, form, _("A note of my own"), **more)


@require_POST
def delete(request: ActorRequest, note_id: UUID) -> HttpResponse:
    """Gone, in old backups too."""
    services.delete(request.actor, note_id)
    messages.success(request, _("Deleted. Nobody can bring it back."))
    return redirect("team:own")


@require_POST
def delete_unreadable(request: ActorRequest) -> HttpResponse:
    """Remove what nobody can open any more."""
    services.delete_unreadable(request.actor)
    messages.success(request, _("Deleted. Nobody can bring it back."))
    return redirect("team:own")


@require_POST
def share(request: ActorRequest) -> HttpResponse:
    """Tell a supervisor that supervision took place, on which day, and nothing else."""
    supervisors = [(str(user), name) for user, name in queries.own_page(request.actor).supervisors]
    form = ShareForm(request.POST, supervisors=supervisors)
    if not form.is_valid():
        return _show(request, form)
    data = form.cleaned_data
    services.share(request.actor, supervisor_id=UUID(data["supervisor"]), on=data["on"])
    messages.success(request, _("Told: the date, and nothing else."))
    return redirect("team:own")


@require_POST
def unshare(request: ActorRequest, told_id: UUID) -> HttpResponse:
    """Take it back."""
    services.unshare(request.actor, told_id)
    messages.success(request, _("Taken back."))
    return redirect("team:own")
