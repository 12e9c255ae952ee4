"""Who may reach a view: everyone must be signed in, with an open key, unless the view says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from acasa.accounts.services import sign_in

View = TypeVar("View", bound=Callable[..., HttpResponse])

PASSWORD_FIELD = "acasa_password"  # noqa: S105
_NEVER_KEPT = {"csrfmiddlewaretoken", PASSWORD_FIELD}


def public(view: View) -> View:
    """Anyone may open it."""
    view.acasa_public = True  # type: ignore[attr-defined]
    return view


def while_locked(view: View) -> View:
    """Works while the session is locked."""
    view.acasa_while_locked = True  # type: ignore[attr-defined]
    return view


def before_enrolment(view: View) -> View:
    """Works before the colleague has a second factor."""
    view.acasa_before_enrolment = True  # type: ignore[attr-defined]
    return view


def ask_again(view: View) -> View:
    """Ask for the password again unless it was typed in the last ten minutes: export, granting, recovery."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        error = ""
        if not sign_in.recent_proof(request):
            if request.method == "POST" and PASSWORD_FIELD in request.POST:
                error = try_password(request, sign_in.prove)
            if not sign_in.recent_proof(request):
                if not request.user.is_authenticated:
                    return redirect("accounts:sign_in")
                return password_page(request, error=error, proof=True)
        return view(request, *args, **kwargs)

    asked.acasa_ask_again = True  # type: ignore[attr-defined]
    return asked  # type: ignore[return-value]


def try_password(request: HttpRequest, check: Callable[[HttpRequest, str], bool | None]) -> str:
    """Check the password that came with a form typed before, and take it out of the form. Returns the error's words."""
    typed = request.POST.copy()
    password = str(typed.pop(PASSWORD_FIELD, [""])[-1])
    request.POST = typed  # type: ignore[assignment]
    try:
        right = check(request, password)
    except sign_in.Busy:
        return _("Many people are signing in at this moment. Try again in a few seconds.")
    return "" if right else _("The password is not right. Try again.")


def password_page(
    request: HttpRequest, *, error: str = "", proof: bool = False, at: str = ""
) -> HttpResponse:
    """The page that asks for the password, with what was typed kept in it.

    `at` is the address of a page of its own, where nothing is kept but the way back.
    A script gets 423 and a few words: it covers the page and asks by itself.
    """
    status = 403 if proof else 423
    if wants_json(request):
        return JsonResponse({"ok": False, "error": error or _("Locked"), "url": request.path}, status=status)
    kept = []
    if request.method == "POST" and not at:
        kept = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name not in _NEVER_KEPT and "password" not in name
        ]
        action = request.get_full_path()
    else:
        action = at or reverse("accounts:prove" if proof else "accounts:unlock")
    context = {
        "error": error,
        "proof": proof,
        "kept": kept,
        "files_lost": bool(request.FILES) if request.method == "POST" else False,
        "action": action,
        "next": next_url(request) if at else request.get_full_path(),
        "field": PASSWORD_FIELD,
    }
    return render(request, "accounts/password.html", context, status=status)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, and not a page."""
    return "HX-Request" in request.headers or "application/json" in request.headers.get("Accept", "")


def next_url(request: HttpRequest, fallback: str = "/") -> str:
    """Where the visitor wanted to go, if that is a page of this installation."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and wanted.startswith("/") else fallback
