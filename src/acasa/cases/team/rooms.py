"""Where this part stands on a case's pages and on the day."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.safestring import SafeString

from acasa.cases.queries.case import CasePage
from acasa.ui.html import EMPTY
from acasa.ui.navigation import Item


def room(request: HttpRequest, found: CasePage) -> Item | None:
    """The tab of a case."""
    return None


def main_panel(request: HttpRequest, found: CasePage) -> SafeString:
    """A box beside the timeline."""
    return EMPTY


def side_panel(request: HttpRequest, found: CasePage) -> SafeString:
    """A box at the side."""
    return EMPTY


def day(request: HttpRequest) -> SafeString:
    """A box above the day."""
    return EMPTY
