"""Where deadlines stand on a case's pages, on the day and in the navigation."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.cases import presenters as cases
from acasa.cases.deadlines import library, presenters, queries
from acasa.cases.queries.case import CasePage
from acasa.cases.views.common import today
from acasa.people import rules as people
from acasa.ui.addresses import address
from acasa.ui.html import EMPTY
from acasa.ui.navigation import Item, link

IN_SHORT = 4


def _holds(found: CasePage) -> bool:
    return bool({people.CASEWORK, people.LEGAL} & found.compartments) and library.present() is not None


def room(request: HttpRequest, found: CasePage) -> Item | None:
    """The tab of a case."""
    if not _holds(found):
        return None
    match = getattr(request, "resolver_match", None)
    here = match is not None and "deadlines" in match.namespaces
    return Item(_("Deadlines"), address("deadlines:room", found.id), here)


def main_panel(request: HttpRequest, found: CasePage) -> SafeString:
    """What is due by rule, the nearest first; clocks above all."""
    if not _holds(found):
        return EMPTY
    lines = presenters.in_short(found)
    if not lines:
        return EMPTY
    lines.sort(key=lambda line: not line.clock)
    context = {"case": found, "lines": lines[:IN_SHORT], "more": max(0, len(lines) - IN_SHORT)}
    return render_to_string("deadlines/panel.html", context, request)


def day(request: HttpRequest) -> SafeString:
    """What must be prepared early, and for supervisors what colleagues are late with by more than the rule allows."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.keyring is None or library.present() is None:
        return EMPTY
    now = today()
    found = queries.for_day(actor, now)
    if not found.ahead and not found.escalated:
        return EMPTY
    context = {
        "ahead": [{"item": item, "when": cases.day_words(item.due)} for item in found.ahead],
        "escalated": [{"item": item, "when": cases.due_words(item.due, now)[0]} for item in found.escalated],
    }
    return render_to_string("deadlines/day.html", context, request)


def due_page(case_id: UUID, _record_id: UUID, _obligation: UUID) -> str:
    """Where a line of the day that comes from a rule is looked after."""
    return address("deadlines:room", case_id)


def overdue(request: HttpRequest) -> Item | None:
    """What is late, for those who answer for a team."""
    actor = getattr(request, "actor", None)
    if actor is None or not actor.is_supervisor:
        return None
    return link(request, _("What is late"), "deadlines:overdue")


def calendar(request: HttpRequest) -> Item | None:
    """One's calendar feed, in the menu under one's name."""
    return link(request, _("My calendar"), "deadlines:feed")
