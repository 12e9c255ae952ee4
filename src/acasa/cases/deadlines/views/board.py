"""What is late: for a supervisor everybody's, for others their own."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from acasa.cases import codes, presenters, rooms
from acasa.cases.deadlines import queries, words
from acasa.cases.views.common import ActorRequest, today


@require_safe
def overdue(request: ActorRequest) -> HttpResponse:
    """Oldest first, with whom, since when, and by which rule."""
    now = today()
    asked = request.GET.get("worker", "")
    try:
        worker = UUID(asked) if asked else None
    except ValueError:
        worker = None
    colleagues, shown, lines = queries.overdue(
        request.actor, now, worker_id=worker, page=request.GET.get("page", "1")
    )
    context = {
        "colleagues": [
            {"item": item, "since": presenters.day_words(item.oldest), "here": item.worker_id == worker}
            for item in colleagues
        ],
        "count": sum(item.count for item in colleagues),
        "chart": [(item.name, item.count) for item in colleagues],
        "worker": worker,
        "page": shown,
        "lines": [
            {
                "item": item,
                "days": ngettext("%(count)d day", "%(count)d days", item.days) % {"count": item.days},
                "day": presenters.day_words(item.due),
                "url": rooms.due_url(item.kind, item.case_id, item.record_id, item.obligation),
                "rule": words.when_words(item.rule) if item.rule else "",
                "source": item.rule.source if item.rule else "",
                "escalated": item.rule is not None
                and item.rule.escalate is not None
                and item.days > item.rule.escalate,
            }
            for item in lines
        ],
        "of_teams": request.actor.is_supervisor,
        "teams": ", ".join(queries.team_names(request.actor)),
        "language": codes.language(),
    }
    return render(request, "deadlines/overdue.html", context)
