"""Where interviews stand on a case's pages and on the day."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from acasa.cases.interviews.queries import COMPARTMENTS
from acasa.cases.queries.case import CasePage
from acasa.ui.navigation import Item


def room(request: HttpRequest, found: CasePage) -> Item | None:
    """The tab "Interviews", for those who hold a compartment in which one may be kept."""
    if not COMPARTMENTS & found.compartments:
        return None
    match = getattr(request, "resolver_match", None)
    here = match is not None and "interviews" in match.namespaces
    return Item(_("Interviews"), reverse("interviews:room", args=[found.id]), here)
