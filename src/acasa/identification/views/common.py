"""What the pages of this part share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest
from acasa.identification.queries import IdentificationFile


def show(
    request: ActorRequest,
    file: IdentificationFile,
    template: str,
    context: Mapping[str, Any],
    form: Any = None,
) -> HttpResponse:
    """A page under the case's own head, so that safe contact is in sight."""
    wrong = form is not None and form.is_bound and not form.is_valid()
    told = {
        **head(request, file.page),
        "file": file,
        "form": form,
        "back_url": reverse("identification:room", args=[file.page.id]),
        "here": request.path,
        **context,
    }
    return render(request, f"identification/{template}.html", told, status=422 if wrong else 200)
