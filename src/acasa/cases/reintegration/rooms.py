"""Where this part stands on a case's pages and on the day."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.cases.queries.case import CasePage
from acasa.cases.reintegration import presenters, queries
from acasa.cases.views.common import today
from acasa.people import rules as people
from acasa.ui.addresses import address
from acasa.ui.html import EMPTY
from acasa.ui.navigation import Item


def room(request: HttpRequest, found: CasePage) -> Item | None:
    """The tab, for those who hold casework."""
    if people.CASEWORK not in found.compartments:
        return None
    url = address("reintegration:room", found.id)
    return Item(_("Her way"), url, request.path.startswith(url))


def main_panel(request: HttpRequest, found: CasePage) -> SafeString:
    """The next joint session, while a series is under way."""
    if people.CASEWORK not in found.compartments or not found.is_open:
        return EMPTY
    series = queries.together(found.case_folder).series
    running = [presenters.in_short(item, today()) for item in series if item.data["state"] == "running"]
    if not running:
        return EMPTY
    return render_to_string("reintegration/panel.html", {"case": found, "series": running}, request)


def side_panel(request: HttpRequest, found: CasePage) -> SafeString:
    """How life goes, in her own numbers, when it was ever asked."""
    if people.CASEWORK not in found.compartments:
        return EMPTY
    outcomes = queries.outcomes(found)
    if not outcomes:
        return EMPTY
    lines = presenters.newest(outcomes)
    return render_to_string("reintegration/side.html", {"case": found, "lines": lines}, request)


def due_session(case_id: UUID, record_id: UUID, _obligation: UUID) -> str:
    """Where a joint session that is due is recorded."""
    return address("reintegration:session", case_id, record_id)
