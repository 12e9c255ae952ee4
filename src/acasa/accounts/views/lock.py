"""Locking in place and unlocking, from a page and from the script."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from acasa.accounts import access
from acasa.accounts.services import sign_in


@access.while_locked
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Take the key away now."""
    sign_in.lock(request)
    if access.wants_json(request) or request.headers.get("Sec-Fetch-Mode") in {"cors", "same-origin"}:
        return HttpResponse(status=204)
    return redirect("accounts:unlock")


@access.while_locked
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """The password alone opens the session again; five wrong ones end it."""
    is_open = request.session.key is not None  # type: ignore[attr-defined]
    if request.method == "GET":
        return redirect(access.next_url(request)) if is_open else _page(request)
    password = request.POST.get("password", "") or request.POST.get(access.PASSWORD_FIELD, "")
    try:
        right = sign_in.unlock(request, password)
    except sign_in.Busy:
        return _answer(
            request, _("Many people are signing in at this moment. Try again in a few seconds."), 503
        )
    if right is None:
        if access.wants_json(request):
            keep = reverse("accounts:keep_left")
            return JsonResponse({"ok": False, "url": reverse("accounts:sign_in"), "keep": keep}, status=401)
        return redirect("accounts:sign_in")
    if not right:
        return _answer(request, _("The password is not right. Try again."), 422)
    if access.wants_json(request):
        return JsonResponse({"ok": True, "csrf": get_token(request)})
    return redirect(access.next_url(request))


def _answer(request: HttpRequest, error: str, status: int) -> HttpResponse:
    if access.wants_json(request):
        return JsonResponse({"ok": False, "error": error}, status=status)
    return _page(request, error=error)


def _page(request: HttpRequest, error: str = "") -> HttpResponse:
    return access.password_page(request, error=error, at=reverse("accounts:unlock"))


@sensitive_post_parameters()
@access.before_enrolment
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """The password once more before something grave; then on to it."""
    if request.method == "GET":
        return access.password_page(request, proof=True, at=reverse("accounts:prove"))
    # Whoever was locked has just unlocked with this very password.
    error = "" if sign_in.recent_proof(request) else access.try_password(request, sign_in.prove)
    if not request.user.is_authenticated:
        return redirect("accounts:sign_in")
    if error:
        return access.password_page(request, error=error, proof=True, at=reverse("accounts:prove"))
    return redirect(access.next_url(request))


@require_POST
def alive(request: HttpRequest) -> HttpResponse:
    """Somebody is typing: the middleware has moved the clock."""
    return HttpResponse(status=204)
