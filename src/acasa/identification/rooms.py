"""Where this part stands on a case's pages and on the day."""

from __future__ import annotations

from django.http import HttpRequest

from acasa.cases.queries.case import CasePage
from acasa.ui.navigation import Item


def room(request: HttpRequest, found: CasePage) -> Item | None:
    """The tab of a case."""
    return None
