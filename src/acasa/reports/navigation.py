"""Where the figures stand in the navigation: for those whose keys open what is counted."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from acasa.reports import queries
from acasa.ui.navigation import Item, link


def entry(request: HttpRequest) -> Item | None:
    """Its place in the navigation."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.keyring is None or not queries.holds(actor):
        return None
    return link(request, _("Figures"), "reports:table", within="reports")
