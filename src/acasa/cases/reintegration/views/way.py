"""The room "Her way": phases, outcomes over time, with whom the plan works, and what is open when closing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acasa import vocabularies
from acasa.cases.presenters import day_words
from acasa.cases.queries.case import parse_day
from acasa.cases.reintegration import presenters, queries, rules
from acasa.cases.reintegration.forms import OutcomesForm
from acasa.cases.reintegration.levels import domains
from acasa.cases.reintegration.services import outcomes as services
from acasa.cases.reintegration.views.common import form_page, saved, under
from acasa.cases.services import drafts
from acasa.cases.views.common import ActorRequest, kept_or, today


@require_safe
def room(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Where she is on her way, and how life goes."""
    found = queries.case_of(request.actor, case_id)
    outcomes = queries.outcomes(found)
    stays = presenters.stays(found)
    phases = presenters.phases(found)
    joint = queries.together(found.case_folder)
    context = {
        "stays": stays,
        "bar": [(stay["label"], stay["state"]) for stay in stays],
        "phase": next((phase for phase in phases if phase["now"]), None),
        "phases": phases,
        "standing": presenters.standing(found),
        "profile": presenters.profile(outcomes),
        "rows": presenters.outcome_rows(outcomes),
        "partners": presenters.partners(found),
        "series": [presenters.in_short(item, today()) for item in joint.series],
        "can_move": found.is_open and bool(found.course),
        "printed": day_words(today()),
    }
    return under(request, found, "room.html", context)


def outcomes(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """How life goes, asked of her; `?domain=` asks of one thing only."""
    found = queries.case_of(request.actor, case_id, services.VERB)
    wanted = request.GET.get("domain", "")
    only = wanted if wanted in domains() else ""
    known = queries.outcomes(found)
    moment = rules.suggested_moment(
        is_open=found.is_open,
        moments=[item["moment"] for item in known],
        opened_on=parse_day(str(found.facts.get("opened_on") or "")),
        today=today(),
    )
    # One domain by itself is short: nothing of it needs keeping, and it must not overwrite what is kept of all.
    more: dict[str, Any] = {
        "kind": "" if only else "outcomes",
        "asks": True,
        "unvalidated": vocabularies.load("outcome_domains").certainty == "low",
        "back": "reintegration:room",
    }
    title = _("How life goes")
    if request.method == "POST":
        form = OutcomesForm(request.POST, only=only)
        if form.is_valid():
            data = form.cleaned_data
            services.record(
                request.actor, case_id, on=data["on"], moment=data["moment"], answers=form.answers()
            )
            if not only:
                drafts.drop(request.actor, kind="outcomes", about=case_id)
            return saved(request, found, "reintegration:room")
        return form_page(request, found, form, title, **more)
    stored = {"on": today(), "moment": moment}
    initial, kept = (stored, False) if only else kept_or(request.actor, "outcomes", case_id, stored)
    form = OutcomesForm(initial=initial, only=only)
    return form_page(request, found, form, title, kept=kept, **more)


@require_safe
def closing(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What is open if the case closes now. A list to look at: it keeps nobody from closing."""
    found = queries.case_of(request.actor, case_id)
    return under(request, found, "closing.html", {"open": presenters.closing(found)})
