"""What accounts add to the menus and the top bar."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from acasa.ui.navigation import Item, link


def colleagues(request: HttpRequest) -> Item | None:
    """For key keepers and supervisors."""
    actor = getattr(request, "actor", None)
    if actor is None or not (actor.is_key_keeper or actor.is_supervisor):
        return None
    return link(
        request, _("Colleagues"), "accounts:colleagues", within="accounts:colleagues,accounts:colleague"
    )


def safe_keeping(request: HttpRequest) -> Item | None:
    """For key keepers and supervisors."""
    actor = getattr(request, "actor", None)
    if actor is None or not (actor.is_key_keeper or actor.is_supervisor):
        return None
    return link(request, _("Safe keeping"), "accounts:safe_keeping")


def my_account(request: HttpRequest) -> Item | None:
    """Under the colleague's own name."""
    return link(request, _("My account"), "accounts:account")


def organisation_name(request: HttpRequest) -> str:
    """For the top bar."""
    actor = getattr(request, "actor", None)
    return actor.organisation_name if actor is not None else ""
