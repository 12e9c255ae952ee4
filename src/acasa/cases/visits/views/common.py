"""What these pages share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from acasa.cases.queries import case as case_queries
from acasa.cases.queries.case import CasePage, Colleague
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest
from acasa.core.errors import Refused
from acasa.people import rules as people


def case_of(request: ActorRequest, case_id: UUID, verb: str) -> CasePage:
    """The case with its casework open, or Refused."""
    found = case_queries.case_page(request.actor, case_id)
    if people.CASEWORK not in found.compartments:
        raise Refused(verb, case_id)
    return found


def colleagues(request: ActorRequest, found: CasePage) -> list[Colleague]:
    """Who may be given a visit or an appointment of this case."""
    team = case_queries.colleagues(request.actor, found.team_id)
    if not found.restricted:
        return team
    named = found.facts.get("named", ())
    return [colleague for colleague in team if str(colleague.id) in named]


def under(
    request: ActorRequest,
    found: CasePage,
    template: str,
    context: Mapping[str, Any],
    *,
    form: Any = None,
    status: int | None = None,
) -> HttpResponse:
    """A page under the case's head: safe contact stays in sight."""
    wrong = form is not None and form.is_bound and not form.is_valid()
    whole = {**head(request, found), "form": form, **context}
    return render(request, f"visits/{template}", whole, status=status or (422 if wrong else 200))


def form_page(
    request: ActorRequest,
    found: CasePage,
    form: Any,
    title: str,
    *,
    back: str = "visits:room",
    kind: str = "",
    save: str = "",
    **more: Any,
) -> HttpResponse:
    """A form of this part; `kind` keeps it as a sealed draft."""
    context = {
        "title": title,
        "back": reverse(back, args=[found.id]),
        "kind": kind,
        "save": save or _("Save"),
        **more,
    }
    return under(request, found, "form.html", context, form=form)


def saved(request: ActorRequest, case_id: UUID, words: str = "", *, to: str = "visits:room") -> HttpResponse:
    """Back to the room with a word."""
    messages.success(request, words or _("Saved."))
    return redirect(to, case_id)


def faster(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Somebody was faster."""
    messages.info(request, _("A colleague changed this meanwhile. Look at how it stands now."))
    return redirect("visits:room", case_id)
