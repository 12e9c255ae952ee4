"""The tab of a case, and the boxes that an intake puts on the case's own page."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.cases.intake import queries, rules, words
from acasa.cases.intake.views.common import ROOMS
from acasa.cases.intake.views.common import address as step_address
from acasa.cases.intake.views.pages import report_line
from acasa.cases.queries.case import CasePage
from acasa.people import rules as people
from acasa.ui.addresses import address
from acasa.ui.navigation import Item


def room(request: HttpRequest, found: CasePage) -> Item | None:
    """The tab "Intake", for those who hold any part of it."""
    if not found.compartments & set(ROOMS):
        return None
    url = address("intake:overview", found.id)
    return Item(_("Intake"), url, request.path.startswith(url))


def going_on(request: HttpRequest, found: CasePage) -> SafeString | str:
    """What is next in the intake, and reports that wait; nothing once all is done."""
    if people.CASEWORK not in found.compartments:
        return ""
    stood = queries.standing(found)
    step = rules.next_open({code: line.state for code, line in stood.items()}) if found.is_open else None
    lines = [report_line(found, record.id, record.data) for record in queries.reports(found)]
    waiting = [line for line in lines if line["open"]]
    if not step and not waiting:
        return ""
    context = {
        "title": words.PAGES[step][0] if step else "",
        "url": step_address(found.id, step) if step else "",
        "overview": address("intake:overview", found.id),
        "reports": waiting,
        "done": sum(stood[code].state != rules.OPEN for code in rules.STEPS),
        "of": len(rules.STEPS),
    }
    return render_to_string("intake/panel.html", context, request)


def consent_at_a_glance(request: HttpRequest, found: CasePage) -> SafeString | str:
    """What she agreed to, newest answer for each purpose."""
    if people.CASEWORK not in found.compartments:
        return ""
    given = [record.data for record in queries.consents(found)]
    lines = []
    for purpose, title in words.PURPOSES.items():
        newest = rules.newest(given, purpose)
        if newest is None and purpose not in rules.PURPOSES:
            continue
        said, tone = words.consent(newest) if newest else (_("not asked yet"), "grey")
        asked = purpose in rules.PURPOSES
        url = reverse("intake:consent", args=[found.id, purpose]) if asked else ""
        lines.append({"title": title, "said": said, "tone": tone, "url": url})
    return render_to_string("intake/consents.html", {"lines": lines}, request)
