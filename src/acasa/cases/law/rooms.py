"""Where the legal track stands on a case's pages and on the day: only for those who hold the legal key."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.cases.law import rules
from acasa.cases.queries.case import CasePage
from acasa.cases.views.common import today
from acasa.people import rules as people
from acasa.ui.addresses import address
from acasa.ui.html import EMPTY
from acasa.ui.navigation import Item


def room(request: HttpRequest, found: CasePage) -> Item | None:
    """The tab of a case."""
    if people.LEGAL not in found.compartments:
        return None
    url = address("law:room", found.id)
    return Item(_("Law"), url, request.path.startswith(url))


def side_panel(request: HttpRequest, found: CasePage) -> SafeString:
    """The clock of the reflection period, the next hearing, what she decided."""
    if people.LEGAL not in found.compartments:
        return EMPTY
    from acasa.cases.law import presenters, queries, words

    file = queries.of_page(found)
    if file.empty:
        return EMPTY
    now = today()
    hearing = next(iter(file.hearings), None)
    decision = file.one(rules.COOPERATION)
    form = presenters.make_form(file, rules.HEARING, [])
    context = {
        "case": found,
        "reflection": presenters.reflection(file, now),
        "hearing": presenters.entry(file, hearing, form, now) if hearing else None,
        "decision": words.ANSWERS[decision.data["answer"]] if decision else "",
        "kept": [
            words.what(rules.DOCUMENT, record.data)
            for record in file.of(rules.DOCUMENT)
            if record.data.get("held_by") == "us"
        ],
    }
    return render_to_string("law/panel.html", context, request)


def due_page(case_id: UUID, record_id: UUID | None, _obligation: UUID) -> str:
    """Where a line of the day that comes from the legal pages is done."""
    if record_id is None:
        return address("law:room", case_id)
    return address("law:change", case_id, record_id)
