"""Views that do what pages of other slices may do, to see what the middleware makes of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import include, path
from django.utils import timezone

from acasa.accounts import access
from acasa.audit import services as audit
from acasa.core import scope
from acasa.core.errors import Refused, VaultLocked
from acasa.people.models import Team

SUBJECT = UUID("00000000-0000-4000-8000-000000000007")


def _write(request: Any, name: str) -> None:
    Team.objects.create(id=uuid4(), org_id=request.actor.org_id, name=name)
    audit.append(actor_id=request.actor.user_id, verb="probe.write")


def write(request: HttpRequest) -> HttpResponse:
    _write(request, "written")
    return HttpResponse("ok")


def refused(request: HttpRequest) -> HttpResponse:
    _write(request, "refused")
    raise Refused("probe.refused", SUBJECT)


def missing(request: HttpRequest) -> HttpResponse:
    _write(request, "missing")
    raise Http404("words that nobody should see")


def denied(request: HttpRequest) -> HttpResponse:
    _write(request, "denied")
    raise PermissionDenied


def broken(request: HttpRequest) -> HttpResponse:
    _write(request, "broken")
    raise RuntimeError("broken")


def late(request: HttpRequest) -> HttpResponse:
    """A page that reads while it is rendered."""
    return TemplateResponse(request, "probe.html", {"scope": lambda: scope.current() is not None})


def locked(request: HttpRequest) -> HttpResponse:
    raise VaultLocked


def echo(request: HttpRequest) -> HttpResponse:
    actor: Any = request.actor  # type: ignore[attr-defined]
    return JsonResponse(
        {
            "post": {name: request.POST.getlist(name) for name in request.POST},
            "keyring": actor.keyring is not None,
            "zone": timezone.get_current_timezone_name(),
            "language": request.LANGUAGE_CODE,
            "teams": sorted(str(team) for team in actor.teams),
            "keeper": actor.is_key_keeper,
            "organisation": actor.organisation_name,
        }
    )


@access.ask_again
def grave(request: HttpRequest) -> HttpResponse:
    return JsonResponse({name: request.POST.getlist(name) for name in request.POST})


@access.public
def open_to_all(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"actor": getattr(request, "actor", None) is not None})


urlpatterns = [
    path("write/", write),
    path("refused/", refused),
    path("missing/", missing),
    path("denied/", denied),
    path("broken/", broken),
    path("late/", late),
    path("locked/", locked),
    path("echo/", echo),
    path("grave/", grave),
    path("open/", open_to_all),
    path("", include("acasa.config.urls")),
]
