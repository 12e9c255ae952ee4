"""Nights and leave: where everything of the night starts, and looking for her."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.cases.nights import queries
from acasa.cases.nights.forms import SearchForm
from acasa.cases.nights.rooms import told
from acasa.cases.nights.views import common
from acasa.cases.views.common import ActorRequest, today


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """What there is for the night and for leave."""
    return common.page(request, "home.html", _context(request, SearchForm()))


@require_POST
def search(request: ActorRequest) -> HttpResponse:
    """Look for her among all open cases, on duty or with a night envelope. By POST: no name in an address."""
    form = SearchForm(request.POST)
    found = queries.look_for(request.actor, form.cleaned_data["words"]) if form.is_valid() else None
    if not form.is_valid() and not queries.may_look(request.actor):
        found = queries.look_for(request.actor, "")
    nothing = _("Nobody is found. Try the other spelling, or the code.") if found == [] else ""
    return common.page(request, "home.html", {**_context(request, form), "found": found, "nothing": nothing})


def _context(request: ActorRequest, form: SearchForm) -> dict[str, object]:
    actor = request.actor
    return {
        "form": form,
        "may_look": queries.may_look(actor),
        "covers": queries.covers(actor, today()),
        "openings": told(queries.alarms(actor)),
        "keeper": actor.is_key_keeper or actor.is_supervisor,
        "state": queries.state(actor),
    }
