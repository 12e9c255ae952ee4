"""What the pages of this part share."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from acasa.cases.childplan import presenters
from acasa.cases.childplan.queries import ChildFile
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, conflicting
from acasa.core.errors import Conflict


def form_page(
    request: ActorRequest, file: ChildFile, form: Any, title: str, *, template: str = "form", **more: Any
) -> HttpResponse:
    """A form under the case's head. `kind` is that of a draft which keeps itself."""
    invalid = form.is_bound and not form.is_valid()
    back = reverse("childplan:room", args=[file.page.id])
    context = {**head(request, file.page), "form": form, "title": title, "back_url": back, **more}
    return render(request, f"childplan/{template}.html", context, status=422 if invalid else 200)


def clash(form: Any, conflict: Conflict, colleagues: dict[str, str] | None = None) -> dict[str, Any]:
    """Both versions side by side. What was taken out meanwhile is put back in by saving again."""
    if conflict.current == {"gone": True}:
        conflict = Conflict({}, conflict.yours, 0)
    told = conflicting(
        form, conflict, lambda name, value: presenters.field_words(colleagues or {}, name, value)
    )
    told["differences"] = [row for row in told["differences"] if row["label"]]
    return told
