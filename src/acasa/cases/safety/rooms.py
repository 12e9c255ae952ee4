"""Where this part stands on a case's pages and on the day."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.cases.presenters import day_words, moment_words
from acasa.cases.queries.case import CasePage
from acasa.cases.safety import presenters, queries
from acasa.cases.views.common import today
from acasa.ui.addresses import address
from acasa.ui.html import EMPTY
from acasa.ui.navigation import Item


def room(request: HttpRequest, found: CasePage) -> Item | None:
    """The tab of a case: also for whoever reads by duty, because a running protocol is theirs to know."""
    match = getattr(request, "resolver_match", None)
    here = match is not None and "safety" in match.namespaces
    return Item(_("Safety"), address("safety:room", found.id), here)


def alarms(file: queries.SafetyFile) -> dict[str, Any]:
    """What the loud box shows: protocols that run, and those that a signal asks for."""
    return {
        "case": file.page,
        "running": [presenters.protocol(record) for record in file.running],
        "offered": [presenters.offer(signal) for signal in file.offers],
        "may_work": file.may_work,
        "back": address("cases:case", file.page.id),
    }


def main_panel(request: HttpRequest, found: CasePage) -> SafeString:
    """Loud, before all else: a protocol that runs, or a signal that nobody has answered."""
    file = queries.of_page(found)
    if not file.running and not file.offers:
        return EMPTY
    return render_to_string("safety/panel.html", alarms(file), request)


def side_panel(request: HttpRequest, found: CasePage) -> SafeString:
    """Her safety plan at a glance, once there is one: for the night the three lines that it needs."""
    file = queries.of_page(found)
    night = presenters.night(file.night)
    if not night and file.plan is None:
        return EMPTY
    context = {
        "case": found,
        "night": night,
        "plan": presenters.plan(file, file.plan.data) if file.plan else None,
        "assessed": day_words(str(file.assessments[0].data["on"])) if file.assessments else "",
    }
    return render_to_string("safety/side.html", context, request)


def day(request: HttpRequest) -> SafeString:
    """Protocols that run, before all else of the day: for the worker, supervisors and whoever is on duty."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return EMPTY
    found = queries.running_now(actor, today())
    if not found:
        return EMPTY
    told = [
        {
            "item": item,
            "begun": moment_words(item.begun_at.isoformat()),
            "protocol": presenters.protocol(item.protocol) if item.protocol else None,
        }
        for item in found
    ]
    return render_to_string("safety/day.html", {"found": told}, request)


def due_risk(case_id: UUID, _record_id: UUID, _obligation: UUID) -> str:
    """Where a risk is looked at again."""
    return address("safety:assess", case_id)


def due_plan(case_id: UUID, _record_id: UUID, _obligation: UUID) -> str:
    """Where a safety plan is looked at again."""
    return address("safety:plan", case_id)


def due_protocol(case_id: UUID, record_id: UUID, _obligation: UUID) -> str:
    """Where a running protocol is worked on."""
    return address("safety:protocol", case_id, record_id)
