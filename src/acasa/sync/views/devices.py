"""My devices: letting a telephone or tablet in, and ending it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acasa.accounts import access
from acasa.accounts.pictures import qr_data_uri
from acasa.cases.presenters import day_words
from acasa.cases.views.common import ActorRequest
from acasa.sync import queries
from acasa.sync.forms import DeviceForm
from acasa.sync.queries import Kept
from acasa.sync.rules import said
from acasa.sync.services import letting_in


def _line(device: Kept) -> dict[str, Any]:
    return {
        "device": device,
        "since": day_words(device.made_at.date()),
        "seen": day_words(device.seen_on) if device.seen_on else "",
    }


@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    """One's devices; for those who look after the keys also those of colleagues."""
    actor = request.actor
    others = actor.is_key_keeper or actor.is_supervisor
    context = {
        "lines": [_line(device) for device in queries.devices(actor)],
        "others": [_line(device) for device in queries.devices(actor, everybody=True)] if others else [],
        "may_let_in": bool(queries.device_teams(actor)),
    }
    return render(request, "sync/devices.html", context)


@require_http_methods(["GET", "POST"])
@access.ask_again
@sensitive_variables()
def let_in(request: ActorRequest) -> HttpResponse:
    """Let a device in: its settings stand on this page once, as a QR code and to type."""
    teams = queries.device_teams(request.actor)
    if not teams:
        return render(request, "sync/let_in.html", {"nowhere": True})
    form = DeviceForm(request.POST if request.method == "POST" else None, teams=teams)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = letting_in.let_in(
                request.actor, team_id=UUID(data["team"]), name=data["name"], seals=data["seals"]
            )
        except letting_in.TooMany:
            form.add_error(None, _("You have twenty devices. End one that you don't use any more."))
        else:
            return _shown(request, made, data["name"])
    return render(request, "sync/let_in.html", {"form": form}, status=422 if form.is_bound else 200)


def _shown(request: ActorRequest, made: letting_in.Made, name: str) -> HttpResponse:
    url = request.build_absolute_uri(f"/openrosa/{made.id}")
    text = said.settings_text(
        url=url, username=made.username, password=made.password, project=request.actor.organisation_name
    )
    context = {
        "name": name,
        "url": url,
        "username": made.username,
        "password": made.password,
        "picture": qr_data_uri(text),
        "open_wire": not request.is_secure(),
    }
    return render(request, "sync/shown.html", context)


@require_POST
def end(request: ActorRequest, device_id: UUID) -> HttpResponse:
    """A device is let in no more."""
    letting_in.end(request.actor, device_id)
    messages.success(request, _("The device is not let in any more. What it had not sent stays on it."))
    return redirect("sync:devices")
