"""Where papers stand in a case."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from acasa.cases.queries.case import CasePage
from acasa.ui.addresses import address
from acasa.ui.navigation import Item


def papers_room(request: HttpRequest, found: CasePage) -> Item | None:
    """The room "Papers"; every page of it counts as being there."""
    url = address("papers:room", found.id)
    return Item(_("Papers"), url, request.path.startswith(url))
