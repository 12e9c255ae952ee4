"""Where a child's plan and school stand on a case's pages and on the day."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.cases.childplan import presenters, queries, rules
from acasa.cases.queries.case import CasePage
from acasa.cases.views.common import today
from acasa.ui.addresses import address
from acasa.ui.html import EMPTY
from acasa.ui.navigation import Item

IN_SHORT = 4


def room(request: HttpRequest, found: CasePage) -> Item | None:
    """The tab "Child's plan": where the person is a child, for those who hold casework."""
    if not queries.has_room(found):
        return None
    match = getattr(request, "resolver_match", None)
    here = match is not None and "childplan" in match.namespaces
    return Item(_("Child's plan"), address("childplan:room", found.id), here)


def main_panel(request: HttpRequest, found: CasePage) -> SafeString:
    """The child's plan in short: what is open, soonest first, and where the child learns."""
    if not queries.has_room(found):
        return EMPTY
    file = queries.of_page(found)
    if not (file.plan or file.draft or file.schools):
        return EMPTY
    now = today()
    still = [
        line
        for line in rules.lines(file.plan.data if file.plan else None)
        if line.get("status") == rules.OPEN
    ]
    still.sort(key=lambda line: str(line.get("due") or "9"))
    context = {
        "case": found,
        "plan": presenters.plan(file.plan) if file.plan else None,
        "draft": file.draft is not None,
        "lines": [presenters.line(line, now) for line in still[:IN_SHORT]],
        "more": max(0, len(still) - IN_SHORT),
        "school": presenters.school(file.schools[0]) if file.schools else None,
    }
    return render_to_string("childplan/panel.html", context, request)


def due_page(case_id: UUID, _record_id: UUID | None, obligation: UUID) -> str:
    """Where a line of the day that comes from a child's plan is done."""
    return address("childplan:due", case_id, obligation)
