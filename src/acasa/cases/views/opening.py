"""Opening a case: one page, safety first, with a look for her before a second file is made."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from acasa.cases.forms import OpenCaseForm
from acasa.cases.queries import case as case_queries
from acasa.cases.queries import caseload
from acasa.cases.services import drafts, opening
from acasa.cases.views.common import ActorRequest, kept_or, page
from acasa.cases.views.people import _line
from acasa.core.errors import Refused

ESSENTIALS = (
    "working_name",
    "channel",
    "contact",
    "hours",
    "code_word",
    "must_not_know",
    "safe_now",
    "in_danger",
)


def open_case(request: ActorRequest) -> HttpResponse:
    """Ask what is needed to be safe, then save; a likely double is shown first."""
    actor = request.actor
    actor.require_keyring()
    teams = case_queries.my_teams(actor)
    if not teams:
        raise Refused("case.open")
    initial, kept = ({}, False) if request.method == "POST" else kept_or(actor, "open", None, {})
    form = OpenCaseForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        teams=teams,
        colleagues=case_queries.colleagues(actor),
        me=actor.user_id,
    )
    context: dict[str, Any] = {"form": form, "kept": kept, "one_team": len(teams) == 1}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        same = [] if data["not_the_same"] or data["person"] else _likely(request, data)
        if not same:
            case = opening.open_case(
                actor,
                team_id=UUID(data["team"]) if data["team"] else teams[0][0],
                new=_new_case(data),
                person_id=data["person"],
                worker_id=UUID(data["worker"]) if data["worker"] else None,
                deputy_id=UUID(data["deputy"]) if data["deputy"] else None,
                on_duty=bool(data["deputy"]) and data["on_duty"],
            )
            drafts.drop(actor, kind="open")
            messages.success(request, _("The case is open."))
            return redirect("cases:case", case.id)
        context["same"] = same
    status = 422 if request.method == "POST" and not form.is_valid() else 200
    return page(request, "open.html", context, status=status)


def _likely(request: ActorRequest, data: dict[str, Any]) -> list[dict[str, Any]]:
    names = [data["given"], data["family"]] if data["family"] else [data["working_name"], data["given"]]
    colleagues = {str(c.short): c.name for c in case_queries.colleagues(request.actor)}
    found = []
    for row in caseload.likely_same(request.actor, names):
        page_of = case_queries.person_of(request.actor, row.case_id)
        found.append({**_line(row, colleagues), "person": page_of})
    return found


def _new_case(data: dict[str, Any]) -> opening.NewCase:
    identity: dict[str, Any] = {name: data[name] for name in ("given", "family") if data[name]}
    if data["birth_year"]:
        identity |= {"birth_date": str(data["birth_year"]), "birth_estimated": True}
    step = opening.Step(data["step_text"], data["step_due"]) if data["step_text"] else None
    return opening.NewCase(
        essentials={name: data[name] for name in ESSENTIALS if data[name]},
        identity=identity,
        risk=data["risk"],
        alerts=["danger_now"] if data["in_danger"] == "yes" else [],
        step=step,
        first_words=data["first_words"],
    )
