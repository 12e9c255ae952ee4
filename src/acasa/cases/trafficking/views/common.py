"""What the pages of this part share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from acasa.cases.queries.case import CasePage
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, kept_or
from acasa.core.errors import Conflict
from acasa.ui.forms import DateInput, DateParts


def show(
    request: ActorRequest, found: CasePage, template: str, context: Mapping[str, Any], form: Any = None
) -> HttpResponse:
    """A page under the case's own head, so that safe contact is in sight."""
    wrong = form is not None and form.is_bound and not form.is_valid()
    told = {**head(request, found), "form": form, **context}
    return render(request, f"trafficking/{template}", told, status=422 if wrong else 200)


def begun(
    request: ActorRequest, kind: str, case_id: UUID, stored: Mapping[str, Any]
) -> tuple[dict[str, Any], bool]:
    """What a form begins with: typed and never sent, over what is stored. Boxes of dates come together again."""
    initial, kept = kept_or(request.actor, kind, case_id, stored)
    if kept:
        for name in {key.removesuffix("_year") for key in initial if key.endswith("_year")}:
            initial[name] = DateParts(*(str(initial.get(f"{name}_{part}", "")) for part in DateInput.parts))
    return initial, kept


def clash(form: Any, conflict: Conflict, rows: list[tuple[Any, str, str]]) -> dict[str, Any]:
    """Somebody saved first: both versions, and a form that saves knowingly when it is sent again."""
    form.data = form.data.copy()
    form.data["version"] = str(conflict.version)
    differences = [{"label": a, "theirs": b, "yours": c} for a, b, c in rows if b != c]
    return {"saved_by": conflict.current.get("by_name", ""), "differences": differences}
