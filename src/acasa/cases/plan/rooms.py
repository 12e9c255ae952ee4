"""Where needs and plan stand on a case's pages and on the day."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.cases.plan import presenters, queries
from acasa.cases.queries.case import CasePage
from acasa.cases.views.common import today
from acasa.people import rules as people
from acasa.ui.addresses import address
from acasa.ui.html import EMPTY
from acasa.ui.navigation import Item

IN_SHORT = 6


def room(request: HttpRequest, found: CasePage) -> Item | None:
    """The tab "Needs and plan", for those who hold casework."""
    if people.CASEWORK not in found.compartments:
        return None
    match = getattr(request, "resolver_match", None)
    here = match is not None and "plan" in match.namespaces
    return Item(_("Needs and plan"), address("plan:room", found.id), here)


def panel(request: HttpRequest, found: CasePage) -> SafeString:
    """The present plan in short: her goals with what is done next, and needs that are open."""
    if people.CASEWORK not in found.compartments:
        return EMPTY
    file = queries.of_page(found)
    now = today()
    needs = [presenters.need(record) for record in file.needs if record.data["status"] == "open"]
    goals = [presenters.goal(goal, now) for goal in file.goals]
    context = {
        "case": found,
        "plan": presenters.plan_words(file.plan, file) if file.plan else None,
        "draft": file.draft is not None,
        "goals": goals[:IN_SHORT],
        "more_goals": max(0, len(goals) - IN_SHORT),
        "needs": needs[:IN_SHORT],
        "more_needs": max(0, len(needs) - IN_SHORT),
    }
    return render_to_string("plan/panel.html", context, request)


def due_page(case_id: UUID, _record_id: UUID, obligation: UUID) -> str:
    """Where a line of the day that comes from a plan is done."""
    return address("plan:due", case_id, obligation)
