"""What a family adds to a case: the room, and a few lines beside the timeline."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.cases.family import queries, rules, words
from acasa.cases.queries.case import CasePage
from acasa.people import rules as people
from acasa.ui.addresses import address
from acasa.ui.html import EMPTY
from acasa.ui.navigation import Item

SHOWN = 5


def room(request: HttpRequest, found: CasePage) -> Item | None:
    """The tab, for those who hold case work."""
    if people.CASEWORK not in found.compartments:
        return None
    url = address("family:room", found.id)
    return Item(_("Family"), url, request.path.startswith(url))


def panel(request: HttpRequest, found: CasePage) -> SafeString:
    """The family in a few lines. Made from what is opened already."""
    if people.CASEWORK not in found.compartments:
        return EMPTY
    family = queries.of(found)
    here = [one for one in family.kin if not one.data.get("ended_on")]
    lines = [
        {
            "words": words.both(one.data),
            "year": one.data.get("birth_year") or "",
            "household": one.data.get("household"),
            "significant": one.data.get("significant"),
            "must_not_know": one.data.get("contact") == "must_not_know",
        }
        for one in here[:SHOWN]
    ]
    context = {
        "case": found,
        "lines": lines,
        "more": max(0, len(here) - SHOWN),
        "needs_another": rules.needs_another(family.data),
    }
    return render_to_string("family/panel.html", context, request)
