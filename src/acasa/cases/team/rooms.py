"""Where this part stands on a case's pages and on the day."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from acasa.cases.queries.case import CasePage
from acasa.cases.team import presenters, queries, rules, words
from acasa.cases.views.common import today
from acasa.people import rules as people
from acasa.ui.addresses import address
from acasa.ui.html import EMPTY
from acasa.ui.navigation import Item, link


def _may(found: CasePage) -> bool:
    return people.CASEWORK in found.compartments and not found.visiting


def room(request: HttpRequest, found: CasePage) -> Item | None:
    """The tab "Team", for those who hold casework."""
    if not _may(found):
        return None
    match = getattr(request, "resolver_match", None)
    here = match is not None and "team" in match.namespaces
    return Item(pgettext("room", "Team"), address("team:room", found.id), here)


def main_panel(request: HttpRequest, found: CasePage) -> SafeString:
    """What colleagues were asked for, the next conference, what waits or came back. Nothing when there is nothing."""
    if not _may(found):
        return EMPTY
    file, now = queries.of_page(found), today()
    tasks = [presenters.task(record, now) for record in file.tasks if record.data["state"] == "open"]
    planned = [record for record in reversed(file.conferences) if record.data["state"] == rules.PLANNED]
    standings = {what: queries.standing(found, what) for what in rules.WHAT} if file.approvals else {}
    told = [
        {
            "title": words.WHAT_WORDS[what],
            "words": words.STANDING_WORDS[state],
            "tone": words.STANDING_TONES[state],
        }
        for what, state in standings.items()
        if state in (rules.ASKED, rules.RETURNED, rules.CHANGED)
    ]
    if not tasks and not planned and not told:
        return EMPTY
    context = {
        "case": found,
        "tasks": tasks,
        "conferences": [presenters.conference(record) for record in planned],
        "approvals": told,
    }
    return render_to_string("team/panel.html", context, request)


def day(request: HttpRequest) -> SafeString:
    """How much waits for a supervisor's answer."""
    actor: Any = getattr(request, "actor", None)
    count = queries.waiting_count(actor) if actor is not None else 0
    if not count:
        return EMPTY
    return render_to_string("team/day.html", {"count": count}, request)


def due_task(case_id: UUID, record_id: UUID, _obligation: UUID) -> str:
    """Where a task is finished."""
    return address("team:finish_task", case_id, record_id)


def due_conference(case_id: UUID, record_id: UUID, _obligation: UUID) -> str:
    """Where a conference is prepared and its minutes are written."""
    return address("team:conference", case_id, record_id)


def due_approval(case_id: UUID, _record_id: UUID, _obligation: UUID) -> str:
    """Where something that came back is looked at, changed and put forward again."""
    return address("team:approvals", case_id)


def own_notes(request: HttpRequest) -> Item | None:
    """My own notes, under the colleague's own name."""
    actor: Any = getattr(request, "actor", None)
    return link(request, _("My own notes"), "team:own") if actor is not None and actor.keyring else None


def approvals(request: HttpRequest) -> Item | None:
    """What waits for approval, for supervisors."""
    actor: Any = getattr(request, "actor", None)
    return link(request, _("Waiting for approval"), "team:waiting") if actor and actor.is_supervisor else None
