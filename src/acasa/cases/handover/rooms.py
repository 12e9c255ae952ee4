"""Where loads and handing over stand: in the navigation of supervisors, and on a case that was just given."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.cases import presenters
from acasa.cases.queries.case import CasePage, parse_day
from acasa.cases.views.common import today
from acasa.people import rules as people
from acasa.ui.html import EMPTY
from acasa.ui.navigation import Item, link

# So many days a case that was given says so at its top.
NEW_FOR_DAYS = 14


def load(request: HttpRequest) -> Item | None:
    """Who carries how much, for supervisors."""
    actor = getattr(request, "actor", None)
    if actor is None or not actor.is_supervisor:
        return None
    return link(request, _("Load"), "handover:load", within="handover")


def given(request: HttpRequest, found: CasePage) -> SafeString:
    """On a case that was given to whoever looks: from whom, what they said, and the pack."""
    actor = getattr(request, "actor", None)
    if actor is None or people.CASEWORK not in found.compartments or found.worker.id != actor.user_id:
        return EMPTY
    told = next((record.data for record in found.timeline if record.data.get("what") == "assigned"), None)
    if told is None or told.get("to_id") != str(actor.user_id) or told.get("by") == str(actor.user_id):
        return EMPTY
    day = parse_day(str(told.get("at", "")))
    if day is None or day < today() - timedelta(days=NEW_FOR_DAYS):
        return EMPTY
    context = {
        "case": found,
        "by": told.get("by_name", ""),
        "when": presenters.day_words(day),
        "words": told.get("words", ""),
    }
    return render_to_string("handover/given.html", context, request)
