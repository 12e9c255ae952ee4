"""Pages for a form that was left overnight: kept when it is sent too late, shown again after signing in."""

from __future__ import annotations

import re
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.csrf import csrf_failure as plain_failure
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from acasa.accounts import access
from acasa.accounts.services import left
from acasa.accounts.services.left import Fields

FOR = "acasa_left_for"
# What says nothing to a reader: numbers, days, ids, codes of choices.
_MUTE = re.compile(r"[0-9:. -]*|[0-9a-f-]{36}|[a-z_0-9-]{1,40}")


def sign_in_url() -> str:
    """Where whoever was too late signs in, to come back to what was typed."""
    return f"{reverse('accounts:sign_in')}?next={quote(reverse('accounts:left'))}"


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def left_page(request: HttpRequest) -> HttpResponse:
    """What you typed is still here: send it, or let it go."""
    if request.method == "POST":
        left.drop(request)
        return redirect("home")
    found = left.take(request, request.actor)  # type: ignore[attr-defined]
    if found is None:
        return redirect("home")
    return _page(request, *found)


@access.public
@access.while_locked
@sensitive_post_parameters()
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """A page whose session ended hands over what was typed on it; nothing is carried out."""
    path = request.POST.get(FOR, "")
    safe = url_has_allowed_host_and_scheme(path, allowed_hosts=None) and path.startswith("/")
    if not safe or not _works(path) or not left.keep(request, path, left.fields_of(request)):
        return redirect("home")
    return redirect("accounts:left") if request.user.is_authenticated else redirect(sign_in_url())


def _works(path: str) -> bool:
    """Whether this is a page of work, and not one of the door.

    What she wrote on a colleague's device is never kept for that colleague: it may be a complaint about them.
    """
    try:
        view = resolve(path.partition("?")[0]).func
    except Resolver404:
        return False
    others = ("acasa_public", "acasa_while_locked", "acasa_shown_to_her")
    return not any(getattr(view, mark, False) for mark in others)


def too_late(request: HttpRequest) -> bool:
    """Keep a form that arrived after the session's end. False if there was nothing worth keeping."""
    path = request.get_full_path()
    return _works(request.path) and left.keep(request, path, left.fields_of(request))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page from before the last sign-in was sent. From this very site, what was typed is kept and shown again.

    Another site's form gets no further than before: its browser says where it comes from.
    """
    if access.wants_json(request):
        return JsonResponse({"ok": False, "url": reverse("accounts:sign_in")}, status=403)
    if request.method == "POST" and _own(request) and _works(request.path):
        fields = left.fields_of(request)
        if request.user.is_authenticated and fields:
            return _page(request, request.get_full_path(), fields, status=403)
        if too_late(request):
            return redirect(sign_in_url())
    return plain_failure(request, reason)


def _own(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    here = f"{request.scheme}://{request.get_host()}"
    return site in (None, "same-origin") and (origin == here or (origin is None and site == "same-origin"))


def _page(request: HttpRequest, path: str, fields: Fields, *, status: int = 200) -> HttpResponse:
    told = [value for _name, value in fields if value.strip() and not _MUTE.fullmatch(value)]
    context = {"path": path, "fields": fields, "told": told, "files_lost": bool(request.FILES)}
    return render(request, "accounts/left.html", context, status=status)
