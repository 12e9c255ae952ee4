"""Where devices stand in the navigation."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from acasa.sync import queries
from acasa.ui.navigation import Item, link


def entry(request: HttpRequest) -> Item | None:
    """What came from devices, for those who may keep it in a case. Without a statement on every page: no number."""
    if not queries.may_sort(getattr(request, "actor", None)):
        return None
    return link(
        request,
        _("From devices"),
        "sync:inbox",
        within="sync:inbox,sync:one,sync:discarded,sync:keep,sync:discard",
    )


def devices(request: HttpRequest) -> Item | None:
    """Under the colleague's own name."""
    return link(request, _("My devices"), "sync:devices")
