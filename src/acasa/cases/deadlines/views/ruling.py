"""The rules in force, and calculating every case by them."""

from __future__ import annotations

import time
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from acasa.cases import codes
from acasa.cases.deadlines import library, presenters, queries, words
from acasa.cases.deadlines.services import recalculating
from acasa.cases.views.common import ActorRequest, today
from acasa.core.errors import Refused

# How long one request works: long enough to get on, short enough for a proxy.
SECONDS: Final = 2.0


@require_safe
def rules(request: ActorRequest) -> HttpResponse:
    """What is due by rule here, from where that comes and how sure it is; and how many cases wait."""
    pack = library.present()
    if pack is None:
        raise Refused("deadlines.read")
    waits, total = queries.waiting_count(request.actor) if queries.may_recalculate(request.actor) else (0, 0)
    year = today().year
    context = {
        "pack": pack,
        "title": pack.title(codes.language()),
        "certainty": words.CERTAINTY_WORDS[pack.certainty],
        "rules": [presenters.rule_line(rule) for rule in pack.rules],
        "holidays": presenters.holidays(pack, year),
        "holidays_source": pack.holidays.get("source", ""),
        "holidays_certainty": words.CERTAINTY_WORDS.get(str(pack.holidays.get("certainty", "low"))),
        "year": year,
        "waits": waits,
        "total": total,
        "may": queries.may_recalculate(request.actor),
    }
    return render(request, "deadlines/rules.html", context)


@require_http_methods(["GET", "POST"])
def run(request: ActorRequest) -> HttpResponse:
    """How far it is; each POST calculates some more. Left in the middle, it waits to be continued."""
    actor = request.actor
    if not queries.may_recalculate(actor):
        raise Refused("deadlines.recalculate")
    asked = request.POST.get("of", "")
    if request.method == "POST":
        before, _total = queries.waiting_count(actor)
        _for_a_while(request)
        waits, _total = queries.waiting_count(actor)
        # What is left can't be calculated now: nobody waits for it.
        if not waits or waits >= before:
            _say_end(request, waits)
            return _to(request, reverse("deadlines:rules"))
        if "HX-Request" not in request.headers:
            return redirect("deadlines:run")
    else:
        waits, _total = queries.waiting_count(actor)
        if not waits:
            return redirect("deadlines:rules")
    total = max(waits, int(asked)) if asked.isdecimal() and len(asked) < 8 else waits
    words_now = ngettext("%(count)d case still waits", "%(count)d cases still wait", waits) % {"count": waits}
    context = {
        "done": total - waits,
        "total": total,
        "label": words_now,
        "url": reverse("deadlines:run"),
    }
    template = "working.html" if "HX-Request" in request.headers else "run.html"
    return render(request, f"deadlines/{template}", context)


def _for_a_while(request: ActorRequest) -> None:
    """Calculate part after part until the time of one request is over."""
    until = time.monotonic() + SECONDS
    last: UUID | None = None
    while True:
        last = recalculating.step(request.actor, after=last).last
        if last is None or time.monotonic() >= until:
            return


def _say_end(request: HttpRequest, waits: int) -> None:
    if not waits:
        messages.success(request, _("Every case is calculated by the rules in force."))
        return
    text = ngettext(
        "%(count)d case still waits: somebody works on it just now, or other keys are needed.",
        "%(count)d cases still wait: somebody works on them just now, or other keys are needed.",
        waits,
    )
    messages.info(request, text % {"count": waits})


def _to(request: HttpRequest, url: str) -> HttpResponse:
    """Send the whole page elsewhere, whoever asked: a browser or htmx."""
    if "HX-Request" in request.headers:
        response = HttpResponse()
        response["HX-Redirect"] = url
        return response
    return redirect(url)
