"""What her own view adds to a case and to the day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.cases import presenters
from acasa.cases.hers import queries
from acasa.cases.hers.words import FACES, REQUESTS
from acasa.cases.queries.case import CasePage
from acasa.people import rules as people
from acasa.ui.addresses import address
from acasa.ui.navigation import Item


def room(request: HttpRequest, found: CasePage) -> Item | None:
    """What she asked for, and how it was for her."""
    if people.CASEWORK not in found.compartments:
        return None
    url = address("hers:room", found.id)
    waiting = sum(1 for record in queries.requests(found) if record.data.get("status") == "open")
    return Item(_("Her own view"), url, request.path.startswith(url), count=waiting or None)


def panel(request: HttpRequest, found: CasePage) -> SafeString | str:
    """Show her what is recorded."""
    if people.CASEWORK not in found.compartments:
        return ""
    waiting = [r.data for r in queries.requests(found) if r.data.get("status") == "open"]
    return render_to_string("hers/panel.html", {"case": found, "waiting": len(waiting)}, request)


def complaints_panel(request: HttpRequest) -> SafeString | str:
    """Complaints that wait, on the day of those who read them."""
    count, due = queries.open_count(request.actor)  # type: ignore[attr-defined]
    if not count or due is None:
        return ""
    from acasa.cases.views.common import today

    when, late = presenters.due_words(due, today())
    return render_to_string("hers/day.html", {"count": count, "when": when, "late": late}, request)


def _request(data: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(REQUESTS.get(str(data.get("what")), data.get("text", ""))), str(data.get("words", "")), "plum"


def _feedback(data: Mapping[str, Any]) -> tuple[str, str, str]:
    face = str(FACES.get(str(data.get("face")), ""))
    title = _("How it is for her: %(face)s") % {"face": face} if face else _("How it is for her")
    return title, str(data.get("words", "")), "plum"


TITLES = {"her_request": _request, "her_feedback": _feedback}
