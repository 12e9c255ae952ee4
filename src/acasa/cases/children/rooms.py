"""Where this part stands on a case's pages and on the day."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.cases.children import presenters, queries, rules
from acasa.cases.queries.case import CasePage
from acasa.people import rules as people
from acasa.ui.addresses import address
from acasa.ui.html import EMPTY
from acasa.ui.navigation import Item

# From so many days before the birthday on, its preparation stands on the case's own page.
AHEAD = 366


def room(request: HttpRequest, found: CasePage) -> Item | None:
    """The tab: of a child, of somebody with children, and of somebody whose age nobody has established."""
    if people.CASEWORK not in found.compartments:
        return None
    child = queries.of_page(found)
    match = getattr(request, "resolver_match", None)
    here = match is not None and "children" in match.namespaces
    url = address("children:room", found.id)
    if child.standing.child or queries.began(child):
        return Item(_("The child"), url, here)
    if queries.children_of(found):
        return Item(_("The children"), url, here)
    grown = child.standing.why in ("birth_date", "estimate")
    return None if grown and not here else Item(_("Age"), url, here)


def main_panel(request: HttpRequest, found: CasePage) -> SafeString:
    """Only what calls for somebody: a barred guardian, an emergency placement, a birthday that comes."""
    if people.CASEWORK not in found.compartments:
        return EMPTY
    child, on = queries.of_page(found), queries.today()
    if not child.standing.child and not queries.began(child):
        return EMPTY
    eighteen = presenters.eighteen(child)
    days = eighteen["days"]
    context = {
        "case": found,
        "emergencies": [presenters.care(one, child) for one in child.emergencies],
        "needs_another": rules.needs_another([one.data for one in child.guardians], on),
        "grown": not child.standing.child and queries.ALERT in found.facts.get("alerts", ()),
        "soon": days is not None and 0 < days <= AHEAD,
        "eighteen": eighteen,
        "left": sum(not one["done"] for one in eighteen["items"]),
    }
    if not any(context[name] for name in ("emergencies", "needs_another", "grown", "soon")):
        return EMPTY
    return render_to_string("children/panel.html", context, request)


def due_page(case_id: UUID, _record_id: UUID | None, _obligation: UUID) -> str:
    """Where a line of the day that comes from a child's file is done."""
    return address("children:room", case_id)
