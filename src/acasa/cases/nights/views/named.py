"""Who may open a restricted case: take over, hand back, name another, take somebody off."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from acasa.cases.nights.forms import DeputyForm
from acasa.cases.nights.services import deputies
from acasa.cases.nights.views import common
from acasa.cases.queries import case as case_queries
from acasa.cases.queries.case import CasePage
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest
from acasa.core.errors import Refused


def _restricted(request: ActorRequest, case_id: UUID, verb: str) -> tuple[CasePage, set[str]]:
    found = case_queries.case_page(request.actor, case_id, verb=verb)
    named = set(found.facts.get("named", ()))
    if not found.restricted or found.visiting or str(request.actor.user_id) not in named:
        raise Refused(verb, case_id)
    return found, named


def page(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Who is named; naming one more."""
    found, named = _restricted(request, case_id, "deputy.name")
    team = case_queries.colleagues(request.actor, found.team_id)
    others = [(c.id, c.name) for c in team if str(c.id) not in named]
    form = DeputyForm(request.POST or None, colleagues=others)
    if request.method == "POST" and form.is_valid():
        deputies.name(request.actor, case_id, user_id=UUID(form.cleaned_data["colleague"]))
        messages.success(request, _("Saved. The keys of this case are wrapped for this colleague, too."))
        return redirect("nights:named", case_id)
    worker = found.worker.id
    people = [
        {
            "id": c.id,
            "name": c.name,
            "is_worker": c.id == worker,
            "is_me": c.id == request.actor.user_id,
            "may_remove": c.id not in (worker, request.actor.user_id) and len(named) > 2,
            "may_give": c.id != worker and request.actor.user_id in (c.id, worker),
        }
        for c in team
        if str(c.id) in named
    ]
    return common.page(
        request, "named.html", {**head(request, found), "form": form, "people": people, "others": others}
    )


@require_POST
def take(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The deputy takes over; the worker hands back to somebody who is named."""
    _found, named = _restricted(request, case_id, "deputy.take")
    to = str(request.POST.get("to", ""))
    if to not in named:
        raise Refused("deputy.take", case_id)
    deputies.give(request.actor, case_id, to=UUID(to))
    messages.success(request, _("Saved."))
    return redirect("nights:named", case_id)


@require_POST
def remove(request: ActorRequest, case_id: UUID, user_id: UUID) -> HttpResponse:
    """Take somebody off; what is written from now on is sealed under new keys."""
    _restricted(request, case_id, "deputy.remove")
    if deputies.remove(request.actor, case_id, user_id=user_id):
        messages.success(request, _("Saved. What is written from now on is sealed under new keys."))
    else:
        messages.info(request, _("Two colleagues at least must be able to open it, its worker among them."))
    return redirect("nights:named", case_id)
