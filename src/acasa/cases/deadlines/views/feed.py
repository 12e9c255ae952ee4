"""A calendar feed: days on which something is due, for a telephone's calendar. No name, no case, no reason."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.accounts import access, limits
from acasa.accounts.limits import Limit
from acasa.cases import presenters
from acasa.cases.deadlines import queries
from acasa.cases.deadlines.rules import ical
from acasa.cases.deadlines.services import feeds
from acasa.cases.views.common import ActorRequest

# Calendars look every few hours; an office behind one address has some dozens of them.
LOOK: Final = Limit("calendar", 120, 900)


@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    """Whether one has a feed, and what it tells."""
    since = queries.has_feed(request.actor)
    context = {"since": presenters.day_words(since) if since else ""}
    return render(request, "deadlines/feed.html", context)


@require_POST
def make(request: ActorRequest) -> HttpResponse:
    """A new address, shown on this page and never again."""
    token = feeds.make(request.actor)
    url = request.build_absolute_uri(reverse("deadlines:public_feed", args=[token]))
    return render(
        request, "deadlines/feed.html", {"url": url, "since": presenters.day_words(timezone.localdate())}
    )


@require_POST
def end(request: ActorRequest) -> HttpResponse:
    """The address stops working."""
    if feeds.revoke(request.actor):
        messages.success(request, _("The address no longer works."))
    return redirect("deadlines:feed")


@access.public
@access.while_locked
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The feed itself, for whoever holds its secret."""
    if not limits.spend(LOOK, limits.address(request)):
        return HttpResponse(status=429, content_type="text/plain")
    found = queries.feed_days(token)
    if found is None:
        raise Http404
    with translation.override(found.language):
        body = ical.feed(found.digest, found.days, made=timezone.now(), summary=_("Acasa: something is due"))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="acasa.ics"'
    return response
