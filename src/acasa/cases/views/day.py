"""The first screen: the day."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acasa.cases import codes, presenters, rooms
from acasa.cases.queries import day as queries
from acasa.cases.views.common import ActorRequest, page, today
from acasa.core import backup_state

# Kinds of records whose day a rule set, not a colleague.
BY_RULE = frozenset({"deadline"})


@require_safe
def day(request: ActorRequest) -> HttpResponse:
    """What is due, late and new, each one click from where it is done."""
    now = today()
    found = queries.day(request.actor, now)
    sections = []
    by_rule: dict[UUID, dict[str, Any]] = {}
    for items in (found.late, found.today, found.ahead):
        for item in items:
            when, late = presenters.due_words(item.due, now)
            line = {"item": item, "when": when, "late": late, "url": _url(item), **_more(item)}
            if item.kind in BY_RULE:
                # Several rules look at one person: one line tells them all, with the soonest day.
                by_rule.setdefault(item.case_id, {**line, "parts": []})["parts"].append(line)
            else:
                sections.append(line)
    tones = {"identification": "plum", "crisis": "brick", "stabilisation": "amber", "reintegration": "pine"}
    load = [
        (codes.label("stages", stage), count, tones.get(stage, "grey"))
        for stage, count in found.load.items()
        if count
    ]
    return page(
        request,
        "day.html",
        {
            "today": now,
            "due": sections,
            "by_rule": list(by_rule.values()),
            "count": len(sections) + len(by_rule) + found.more,
            "late_count": sum(line["late"] for line in (*sections, *by_rule.values())),
            "new": [{"item": item, **_more(item)} for item in found.new],
            "load": load,
            "open_cases": found.open_cases,
            "more": found.more,
            "panels": rooms.day_panels(request),
            "backup": backup_state.last_backup(settings.DATA_DIR),
        },
    )


def _more(item: queries.Due | queries.New) -> dict[str, str]:
    told = {"risk": presenters.risk_label(item.risk), "tone": presenters.risk_tone(item.risk)}
    if item.instead_of:
        told["for_whom"] = _("for %(name)s") % {"name": item.instead_of}
    return told


def _url(item: queries.Due) -> str:
    """Where a line is done, if it is known what it is."""
    return rooms.due_url(item.kind, item.case_id, item.record_id, item.obligation) if item.obligation else ""
