"""Shown to her: while she holds the device, only her pages answer. Everything else asks the worker's password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from acasa.accounts import access
from acasa.accounts.services import sign_in

SHOWN = "shown_to_her"
# Leaving the session or covering it needs no password; unlocking asks for it by itself.
ALWAYS = frozenset({"accounts:lock", "accounts:unlock", "accounts:sign_out"})

View = TypeVar("View", bound=Callable[..., HttpResponse])


def hers(view: View) -> View:
    """A page that she may see while the device is in her hands."""
    view.acasa_shown_to_her = True  # type: ignore[attr-defined]
    return view


def shown(request: HttpRequest) -> dict[str, Any]:
    """Whose view is shown and in which language; empty when nobody's is."""
    value = request.session.get(SHOWN) if request.user.is_authenticated else None
    return dict(value) if isinstance(value, dict) else {}


def begin(request: HttpRequest, *, case_id: str, language: str) -> None:
    """From now on only her pages answer in this session."""
    request.session[SHOWN] = {"case": case_id, "language": language}
    # The password that was typed a minute ago must not open the way back.
    request.session.pop(sign_in.PROOF, None)


class ShownToHer:
    """Stands behind the middleware that knows the actor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        now = shown(request)
        if not now:
            return None
        if getattr(view, "acasa_shown_to_her", False):
            translation.activate(now["language"])
            request.LANGUAGE_CODE = now["language"]
            return None
        if request.resolver_match is not None and request.resolver_match.view_name in ALWAYS:
            return None
        error = ""
        if request.method == "POST" and access.PASSWORD_FIELD in request.POST:
            error = access.try_password(request, sign_in.prove)
            if not request.user.is_authenticated:
                return redirect("accounts:sign_in")
            if not error:
                request.session.pop(SHOWN, None)
                return None
        return access.password_page(request, error=error, proof=True)
