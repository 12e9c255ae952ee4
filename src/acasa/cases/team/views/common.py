"""What the pages of this part share."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from acasa.cases.queries.case import CasePage
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest


def form_page(
    request: ActorRequest,
    found: CasePage,
    form: Any,
    title: str,
    *,
    template: str = "form",
    back: str = "",
    **more: Any,
) -> HttpResponse:
    """A form under the case's head. `kind` is that of a draft which keeps itself."""
    invalid = form.is_bound and not form.is_valid()
    back_url = back or reverse("team:room", args=[found.id])
    context = {**head(request, found), "form": form, "title": title, "back_url": back_url, **more}
    return render(request, f"team/{template}.html", context, status=422 if invalid else 200)
