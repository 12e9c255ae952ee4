"""What the pages of this part share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from acasa.cases.safety.queries import SafetyFile, safety_file
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest
from acasa.core.errors import Refused
from acasa.people import rules as people


def work(request: ActorRequest, case_id: UUID, verb: str, compartment: str = people.CASEWORK) -> SafetyFile:
    """A case's safety for somebody who may write there; whoever reads by duty is refused."""
    file = safety_file(request.actor, case_id, verb, compartment)
    if not file.may_work:
        raise Refused(verb, case_id)
    return file


def show(
    request: ActorRequest, file: SafetyFile, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of this part under the case's head, so that safe contact is in sight."""
    return render(request, f"safety/{template}.html", {**head(request, file.page), **context}, status=status)


def form_page(
    request: ActorRequest, file: SafetyFile, form: Any, title: str, template: str = "form", **more: Any
) -> HttpResponse:
    """A form under the case's head. `kind` is that of a draft which keeps itself."""
    invalid = form.is_bound and not form.is_valid()
    context = {
        "form": form,
        "title": title,
        "back_url": reverse("safety:room", args=[file.page.id]),
        **more,
    }
    return show(request, file, template, context, status=422 if invalid else 200)
