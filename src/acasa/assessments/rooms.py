"""Where this part stands on a case's pages and on the day."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.assessments.measures import presenters, queries
from acasa.assessments.measures.queries import COMPARTMENTS
from acasa.cases.queries.case import CasePage
from acasa.ui.html import EMPTY
from acasa.ui.navigation import Item
from acasa.vault.folders import Opened


def room(request: HttpRequest, found: CasePage) -> Item | None:
    """The tab "Assessments", for those who hold one of the compartments in which results are sealed."""
    if not found.compartments & set(COMPARTMENTS):
        return None
    url = reverse("assessments:room", args=[found.id])
    return Item(_("Assessments"), url, request.path.startswith(url))


def interview_panel(request: HttpRequest, found: CasePage, record: Opened) -> SafeString:
    """On the page of an interview that was kept: what it came to, and loudly what must not wait."""
    file = queries.of_page(found)
    made = next((one for one in file.measures if one.data["of"] == str(record.id)), None)
    if made is None:
        return EMPTY
    context = {"case": found, "it": presenters.measure(file, made)}
    return render_to_string("assessments/interview.html", context, request)


def due_page(case_id: UUID, record_id: UUID, _obligation: UUID) -> str:
    """Where a planned measurement is done."""
    return reverse("assessments:planned", args=[case_id, record_id])
