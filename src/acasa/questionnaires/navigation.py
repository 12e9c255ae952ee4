"""Where this part stands in the navigation."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from acasa.ui.navigation import Item, link


def entry(request: HttpRequest) -> Item | None:
    """For key keepers and supervisors, who decide what is asked."""
    actor = getattr(request, "actor", None)
    if actor is None or not (actor.is_key_keeper or actor.is_supervisor):
        return None
    return link(request, _("Questionnaires"), "questionnaires:list", within="questionnaires")
