"""Context processor of the page shells. Everything costly is lazy: a page that doesn't show it doesn't pay for it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language, get_language_info

from acasa.ui.addresses import address
from acasa.ui.navigation import Item

DEFAULT_EXIT_URL = "https://www.wikipedia.org/"


def shell(request: HttpRequest) -> dict[str, Any]:
    """What `ui/app.html`, `ui/plain.html` and `ui/public.html` need. Never fails for a visitor who isn't signed in."""
    actor = getattr(request, "actor", None)
    return {
        "organisation_name": SimpleLazyObject(lambda: _organisation_name(request)),
        "signed_in": actor is not None,
        "account_name": getattr(actor, "display_name", ""),
        "demo": bool(getattr(settings, "ACASA_DEMO", False)),
        "languages": SimpleLazyObject(_languages),
        "idle_minutes": _idle_minutes(actor),
        "navigation": SimpleLazyObject(lambda: items(request, "ACASA_NAVIGATION")),
        "account_menu": SimpleLazyObject(lambda: items(request, "ACASA_ACCOUNT_MENU")),
        "exit_url": getattr(settings, "ACASA_EXIT_URL", "") or DEFAULT_EXIT_URL,
        "shell_urls": SimpleLazyObject(_shell_urls),
    }


def items(request: HttpRequest, setting: str) -> list[Item]:
    """Menu entries from a setting that lists dotted paths of callables `request -> Item | None`; a visitor has none."""
    if getattr(request, "actor", None) is None:
        return []
    found = (import_string(path)(request) for path in getattr(settings, setting, ()))
    return [item for item in found if item is not None]


def _organisation_name(request: HttpRequest) -> str:
    """From the actor, or from the callable that `ACASA_ORGANISATION_NAME` names; empty for a visitor."""
    path = getattr(settings, "ACASA_ORGANISATION_NAME", "")
    if path:
        return import_string(path)(request) or ""
    return getattr(getattr(request, "actor", None), "organisation_name", "") or ""


def _languages() -> list[dict[str, Any]]:
    """Code, short form (RO), own name and whether it is the one in use, in the order of `LANGUAGES`."""
    now = get_language() or settings.LANGUAGE_CODE
    return [
        {
            "code": code,
            "short": code.split("-")[0].upper(),
            "name": get_language_info(code)["name_local"],
            "current": code == now or code == now.split("-")[0],
        }
        for code, _name in settings.LANGUAGES
    ]


def _idle_minutes(actor: Any) -> int:
    """Minutes of idleness until the page locks; 0 when nobody is signed in (nothing to lock)."""
    if actor is None:
        return 0
    return int(getattr(actor, "idle_minutes", 0) or getattr(settings, "ACASA_IDLE_MINUTES", 10))


def _shell_urls() -> dict[str, str]:
    """Addresses that the shells use; an empty one hides its control, so that pages render while a slice is missing."""
    names = {
        "home": "home",
        "search": "cases:search",
        "language": "set_language",
        "lock": "accounts:lock",
        "unlock": "accounts:unlock",
        "sign_out": "accounts:sign_out",
        "alive": "accounts:alive",
    }
    found = {}
    for key, name in names.items():
        try:
            found[key] = address(name)
        except NoReverseMatch:
            found[key] = ""
    return found
