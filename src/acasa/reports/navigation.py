"""Where this part stands in the navigation."""

from __future__ import annotations

from django.http import HttpRequest

from acasa.ui.navigation import Item


def entry(request: HttpRequest) -> Item | None:
    """Its place in the navigation."""
    return None
