"""The team's interpreters, and choosing one for a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acasa.cases import codes
from acasa.cases.queries import case as case_queries
from acasa.cases.views.common import ActorRequest, conflicting
from acasa.cases.visits import presenters, queries
from acasa.cases.visits.forms import ChooseInterpreterForm, InterpreterForm, LanguageForm
from acasa.cases.visits.services import interpreting
from acasa.cases.visits.views.common import case_of, form_page, saved
from acasa.core.errors import Conflict, Refused

TOLD = ("name", "languages", "phone", "gender", "checked", "notes")


def _words(known: queries.Known) -> dict[str, Any]:
    data = known.data
    return {
        "id": known.id,
        "name": data["name"],
        "languages": ", ".join(codes.labels("languages", data.get("languages", []))),
        "phone": data.get("phone", ""),
        "gender": codes.label("htcds/gender", data.get("gender", "")),
        "checked": data.get("checked", ""),
        "active": known.active,
    }


@require_safe
def register(request: ActorRequest) -> HttpResponse:
    """The register, narrowed by language."""
    form = LanguageForm(request.GET)
    language = form.cleaned_data["language"] if form.is_valid() else ""
    found = queries.interpreters(request.actor, language=language)
    context = {
        "form": form,
        "language": language,
        "rows": [_words(item) for item in found],
        "may_add": bool(case_queries.my_teams(request.actor)),
    }
    return render(request, "visits/interpreters.html", context)


def add(request: ActorRequest) -> HttpResponse:
    """Add an interpreter."""
    teams = case_queries.my_teams(request.actor)
    if not teams:
        raise Refused("interpreter.add")
    form = InterpreterForm(request.POST if request.method == "POST" else None, teams=teams)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        team = UUID(data["team"]) if data["team"] else teams[0][0]
        interpreting.add(request.actor, team_id=team, told={name: data[name] for name in TOLD})
        messages.success(request, _("Saved."))
        return redirect("visits:interpreters")
    return _page(request, form, _("Add an interpreter"))


def change(request: ActorRequest, interpreter_id: UUID) -> HttpResponse:
    """Change what is known of an interpreter."""
    known = queries.interpreter(request.actor, interpreter_id)
    teams = [team for team in case_queries.my_teams(request.actor) if team[0] == known.team_id]
    title = _("Change an interpreter")
    if request.method == "POST":
        form = InterpreterForm(request.POST, teams=teams)
        if form.is_valid():
            data = form.cleaned_data
            try:
                interpreting.change(
                    request.actor,
                    interpreter_id,
                    told={name: data[name] for name in TOLD},
                    active=data["active"],
                    version=data["version"] or known.version,
                )
            except Conflict as conflict:
                clash = conflicting(form, conflict, lambda _name, value: str(value or ""))
                return _page(request, form, title, clash=clash)
            messages.success(request, _("Saved."))
            return redirect("visits:interpreters")
        return _page(request, form, title)
    initial = {**known.data, "version": known.version, "active": known.active}
    return _page(request, InterpreterForm(initial=initial, teams=teams), title)


def _page(request: ActorRequest, form: Any, title: str, **more: Any) -> HttpResponse:
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "visits/interpreter.html", {"form": form, "title": title, **more}, status=status)


def choose(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Choose who interprets for her."""
    found = case_of(request, case_id, "interpreter.choose")
    language = LanguageForm(request.GET)
    wanted = language.cleaned_data["language"] if language.is_valid() else ""
    if "language" not in request.GET:
        wanted = str(found.essentials.get("language", ""))
    known = [
        item
        for item in queries.interpreters(request.actor, team_id=found.team_id)
        if item.active and (request.method == "POST" or not wanted or wanted in item.data["languages"])
    ]
    noted = {item["id"]: item["conflicts"] for item in presenters.interpreters(found)}
    form = ChooseInterpreterForm(request.POST if request.method == "POST" else None, known=known, noted=noted)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        interpreting.choose(
            request.actor,
            case_id,
            interpreter_id=UUID(data["interpreter"]),
            conflicts=data["conflicts"],
            reason=data["reason"],
        )
        return saved(request, case_id)
    return form_page(
        request,
        found,
        form,
        _("Choose an interpreter"),
        language=LanguageForm(initial={"language": wanted}),
        choosing=True,
        known=[_words(item) for item in known],
    )
