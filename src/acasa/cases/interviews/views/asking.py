"""Asking: one page of the questionnaire at a time, kept while somebody types."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.cases.interviews.services import drafting
from acasa.cases.interviews.underway import file_keeper, put_back
from acasa.cases.interviews.views.common import draft_of, filling_of, head_of, page
from acasa.cases.queries.case import CasePage
from acasa.cases.views.common import ActorRequest
from acasa.questionnaires.catalogue import Published
from acasa.questionnaires.pages import turning
from acasa.questionnaires.pages.filling import Filling
from acasa.questionnaires.pages.places import Place

END, STOP, LATER = "end", "stop", "later"


@require_safe
def resume(request: ActorRequest, case_id: UUID, draft_id: UUID) -> HttpResponse:
    """Go on where one was."""
    _found, state, published = draft_of(request, case_id, draft_id)
    filling = filling_of(request, published, state)
    place = filling.place(str(state.get("page", ""))) or next(iter(filling.shown()), None)
    if place is None:
        return redirect("interviews:end", case_id, draft_id)
    return redirect("interviews:page", case_id, draft_id, place.key)


def ask(request: ActorRequest, case_id: UUID, draft_id: UUID, key: str) -> HttpResponse:
    """One page: its questions, or the occurrences of a repeat."""
    found, state, published = draft_of(request, case_id, draft_id)
    if request.method == "POST":
        return _taken(request, found, published, draft_id, key)
    filling = filling_of(request, published, state)
    place = filling.place(key)
    if place is None:
        return redirect("interviews:resume", case_id, draft_id)
    return _page(request, found, draft_id, filling, place)


def _page(
    request: ActorRequest,
    found: CasePage,
    draft_id: UUID,
    filling: Filling,
    place: Place,
    form: Any = None,
    more: bool = False,
) -> HttpResponse:
    def url(name: str, *more: str) -> str:
        return reverse(f"interviews:{name}", args=[found.id, draft_id, *more])

    context = {
        **head_of(request, found, calm=True),
        **turning.context(filling, place, form, url=lambda key: url("page", key)),
        "live_url": url("live", place.key),
        "draft_url": "" if place.page.repeat else url("keep", place.key),
        "needs_saying": more,
    }
    wrong = form is not None and form.is_wrong
    return page(request, "ask", context, status=422 if wrong else 200)


def _taken(
    request: ActorRequest, found: CasePage, published: Published, draft_id: UUID, key: str
) -> HttpResponse:
    do = request.POST.get("do", "")

    def step(state: dict[str, Any]) -> tuple[Filling, turning.Turn]:
        filling = filling_of(request, published, state)
        keeper = file_keeper(request.actor, draft_id)
        turn = turning.turn(filling, key, do, request.POST, request.FILES, keep_file=keeper)
        put_back(state, filling.filled)
        # Where to go on another day.
        state["page"] = turn.to.key if turn.to else key
        return filling, turn

    filling, turn = drafting.work(request.actor, found.id, draft_id, step)
    if turn.form is not None and turn.place is not None:
        return _page(request, found, draft_id, filling, turn.place, turn.form, turn.more)
    if do == STOP:
        return redirect("interviews:stop", found.id, draft_id)
    if do == LATER:
        messages.success(request, _("Everything until here is kept. You find it under “Under way”."))
        return redirect("interviews:room", found.id)
    if turn.to is None:
        return redirect("interviews:end", found.id, draft_id)
    return redirect("interviews:page", found.id, draft_id, turn.to.key)


@require_POST
def live(request: ActorRequest, case_id: UUID, draft_id: UUID, key: str) -> HttpResponse:
    """What stands on the page with what is typed now; nothing is written."""
    _found, state, published = draft_of(request, case_id, draft_id)
    return JsonResponse(turning.live(filling_of(request, published, state), key, request.POST))


@require_POST
def keep_typed(request: ActorRequest, case_id: UUID, draft_id: UUID, key: str) -> HttpResponse:
    """The page keeps itself while somebody types."""
    _found, _state, published = draft_of(request, case_id, draft_id)

    def step(state: dict[str, Any]) -> None:
        filling = filling_of(request, published, state)
        if (place := filling.place(key)) is not None:
            filling.take(place, request.POST)
            put_back(state, filling.filled)
            state["page"] = key

    drafting.work(request.actor, case_id, draft_id, step)
    return HttpResponse(status=204)
