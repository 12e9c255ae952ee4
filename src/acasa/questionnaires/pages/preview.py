"""Walking through a questionnaire before it is published: as in an interview, but nothing is kept anywhere."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from acasa.questionnaires.catalogue import Published
from acasa.questionnaires.pages import turning
from acasa.questionnaires.pages.filling import Filled, Filling
from acasa.questionnaires.pages.places import Place

LIVE = "live"
STATE = "state"
# More than anybody types into a preview.
STATE_AT_MOST = 500_000


def preview(request: HttpRequest, published: Published, *, back_url: str = "") -> HttpResponse:
    """The whole way through a questionnaire. What is typed travels along in the page and is forgotten with it.

    One address serves all of it: the first page by GET (`?language=` chooses), everything after by POST.
    """
    sent = _sent(request)
    wanted = str(request.GET.get("language", "") or sent.get("language", ""))
    filling = Filling(
        published,
        _filled(sent),
        now=timezone.localtime(),
        language=wanted,
        media_url=lambda name: f"{reverse('interviews:media')}?ref={quote(published.ref)}&name={quote(name)}",
    )
    key = str(request.POST.get("page", ""))
    if LIVE in request.GET:
        return JsonResponse(turning.live(filling, key, request.POST))
    if request.method != "POST":
        first = next(iter(filling.shown()), None)
        return _page(request, filling, first, back_url=back_url)
    turn = turning.turn(filling, key, request.POST.get("do", ""), request.POST)
    return _page(request, filling, turn.place or turn.to, form=turn.form, more=turn.more, back_url=back_url)


def _sent(request: HttpRequest) -> dict[str, Any]:
    text = request.POST.get(STATE, "")
    try:
        value = json.loads(text) if text and len(text) <= STATE_AT_MOST else {}
    except (ValueError, RecursionError):
        value = {}
    return value if isinstance(value, dict) else {}


def _filled(sent: dict[str, Any]) -> Filled:
    parts = {"answers": dict, "not_said": list, "typed": dict}
    return Filled(
        **{name: kind(sent[name]) for name, kind in parts.items() if isinstance(sent.get(name), kind)}
    )


def _page(
    request: HttpRequest,
    filling: Filling,
    place: Place | None,
    *,
    form: Any = None,
    more: bool = False,
    back_url: str = "",
) -> HttpResponse:
    filled = {**asdict(filling.filled), "files": {}, "language": filling.session.language}
    context: dict[str, Any] = {
        "form_title": filling.published.title,
        "form_languages": filling.published.form.languages,
        "language": filling.session.language,
        "passed": json.dumps(filled, ensure_ascii=False),
        "back_url": back_url,
    }
    if place is None:
        return render(
            request, "questionnaires/filling/preview_end.html", {**context, "faults": filling.faults()}
        )
    context |= {
        **turning.context(filling, place, form, url=lambda key: request.path),
        "key": place.key,
        "live_url": f"{request.path}?{LIVE}",
        "needs_saying": more,
    }
    wrong = form is not None and form.is_wrong
    return render(request, "questionnaires/filling/preview.html", context, status=422 if wrong else 200)
