"""Where this part stands in the navigation."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from acasa.ui.navigation import Item, link

PAGES = "assessments:instruments,assessments:instrument,assessments:permit,assessments:permitted_form"


def entry(request: HttpRequest) -> Item | None:
    """The library of instruments, for those who look after what is asked; others come to it from a case."""
    actor = getattr(request, "actor", None)
    if actor is None or not (actor.is_key_keeper or actor.is_supervisor):
        return None
    return link(request, _("Instruments"), "assessments:instruments", within=PAGES)
