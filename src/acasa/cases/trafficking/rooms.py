"""Where this part stands on a case's pages and on the day."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.cases.queries.case import CasePage
from acasa.cases.trafficking import presenters, queries, words
from acasa.cases.views.common import today
from acasa.people import rules as people
from acasa.ui.addresses import address
from acasa.ui.html import EMPTY
from acasa.ui.navigation import Item


def room(request: HttpRequest, found: CasePage) -> Item | None:
    """The tab "What happened", for those who hold a part of it."""
    if not found.compartments & set(queries.ROOMS):
        return None
    url = address("trafficking:room", found.id)
    return Item(_("Facts and return"), url, request.path.startswith(url))


def side_panel(request: HttpRequest, found: CasePage) -> SafeString:
    """A return that is being prepared, the status, and what a spreadsheet brought; never what was done to her."""
    if people.CASEWORK not in found.compartments:
        return EMPTY
    file = queries.of_page(found)
    coming = queries.planned(file)
    status = str(file.data.get("status", ""))
    waiting = len(queries.waiting(found.case_folder, today())) if found.imported else 0
    if not (coming or status or waiting):
        return EMPTY
    context = {
        "case": found,
        "status": words.code("status", status),
        "tone": words.STATUS_TONES.get(status, "grey"),
        "coming": presenters.going_home(coming) if coming else None,
        "planned_on": words.when(str(coming.data.get("planned_on", ""))) if coming else "",
        "waiting": waiting if not found.visiting else 0,
    }
    return render_to_string("trafficking/panel.html", context, request)


def due_page(case_id: UUID, record_id: UUID | None, _obligation: UUID) -> str:
    """Where an arrival on the day is written down."""
    if record_id is None:
        return address("trafficking:room", case_id)
    return address("trafficking:change_return", case_id, record_id)
