"""What the pages of interviews share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from acasa.cases.interviews import queries, underway
from acasa.cases.interviews.services import drafting
from acasa.cases.queries.case import CasePage
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest
from acasa.questionnaires.catalogue import Published
from acasa.questionnaires.pages.filling import Filling


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    return render(request, f"interviews/{template}.html", dict(context), status=status)


def head_of(request: ActorRequest, found: CasePage, *, calm: bool = False) -> dict[str, Any]:
    """The case's head; `calm` without the other rooms, while questions are asked."""
    context = head(request, found)
    return {**context, "rooms": []} if calm else context


def draft_of(
    request: ActorRequest, case_id: UUID, draft_id: UUID
) -> tuple[CasePage, dict[str, Any], Published]:
    """One's own interview under way, its case and its questionnaire."""
    found = queries.interviews(request.actor, case_id).page
    state = drafting.opened(request.actor, case_id, draft_id)
    return found, state, queries.published(request.actor, found, state["ref"])


def filling_of(request: ActorRequest, published: Published, state: Mapping[str, Any]) -> Filling:
    return underway.filling(request.actor, published, state)
