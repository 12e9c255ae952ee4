"""What this part adds to a case's tabs and pages, and to the day."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.cases.queries.case import CasePage
from acasa.cases.visits import queries
from acasa.people import rules as people
from acasa.ui.addresses import address
from acasa.ui.html import EMPTY
from acasa.ui.navigation import Item


def visits(request: HttpRequest, found: CasePage) -> Item | None:
    """Contacts and visits."""
    if people.CASEWORK not in found.compartments:
        return None
    url = address("visits:room", found.id)
    return Item(_("Contacts and visits"), url, request.path == url)


def aid(request: HttpRequest, found: CasePage) -> Item | None:
    """Aid in kind and money."""
    if people.CASEWORK not in found.compartments:
        return None
    url = address("visits:aid", found.id)
    return Item(_("Aid"), url, request.path == url)


def after_closure(request: HttpRequest, found: CasePage) -> SafeString:
    """On a closed case: how she is asked how she is, or the offer to plan it."""
    if found.is_open or people.CASEWORK not in found.compartments:
        return EMPTY
    from acasa.cases.visits import presenters

    planned = [r for r in found.case_folder.of_kind("followup") if r.data["state"] == "planned"]
    stopped = any(r.data["state"] == "stopped" for r in found.case_folder.of_kind("followup"))
    lines = [presenters.followup_line(found, record) for record in planned]
    context = {"case": found, "followups": lines, "stopped": stopped}
    return render_to_string("visits/after_closure.html", context, request)


def day(request: HttpRequest) -> SafeString:
    """Who did not come back, and one's own visits under way. Needs no key."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return EMPTY
    found = queries.out_now(actor)
    if not found:
        return EMPTY
    context = {
        "alarms": [item for item in found if item.alarm and not item.mine],
        "silent": [item for item in found if item.no_word and not item.mine],
        "mine": [item for item in found if item.mine and not item.ended_at],
        "well": [item for item in found if item.ended_at and not item.mine],
    }
    return render_to_string("visits/day.html", context, request)
