"""Where this part stands on a case's pages and on the day."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from acasa.assessments.measures.queries import COMPARTMENTS
from acasa.cases.queries.case import CasePage
from acasa.ui.navigation import Item


def room(request: HttpRequest, found: CasePage) -> Item | None:
    """The tab "Assessments", for those who hold one of the compartments in which results are sealed."""
    if not found.compartments & set(COMPARTMENTS):
        return None
    url = reverse("assessments:room", args=[found.id])
    return Item(_("Assessments"), url, request.path.startswith(url))


def due_page(case_id: UUID, record_id: UUID, _obligation: UUID) -> str:
    """Where a planned measurement is done."""
    return reverse("assessments:planned", args=[case_id, record_id])
