"""Where this part stands on a case's pages and on the day."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from acasa.cases.queries.case import CasePage
from acasa.people import rules as people
from acasa.ui.navigation import Item


def room(request: HttpRequest, found: CasePage) -> Item | None:
    """The tab "Identification", for those who hold casework."""
    if people.CASEWORK not in found.compartments:
        return None
    url = reverse("identification:room", args=[found.id])
    return Item(_("Identification"), url, request.path.startswith(url))


def due_page(case_id: UUID, record_id: UUID | None, _obligation: UUID) -> str:
    """Where the last day of an appeal is dealt with."""
    if record_id is None:
        return reverse("identification:room", args=[case_id])
    return reverse("identification:change_determination", args=[case_id, record_id])
