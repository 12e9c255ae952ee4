"""What the form pages of this part share."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from acasa.cases.plan.queries import PlanFile, plan_file
from acasa.cases.services import drafts
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, kept_or
from acasa.core.errors import Refused

PAGES = {"need": "plan:add_need", "challenge": "plan:add_challenge", "plan_goal": "plan:add_goal"}


def form_page(
    request: ActorRequest, file: PlanFile, form: Any, title: str, *, template: str = "form", **more: Any
) -> HttpResponse:
    """A form under the case's head. `kind` is that of a draft which keeps itself."""
    invalid = form.is_bound and not form.is_valid()
    back = reverse("plan:room", args=[file.page.id])
    context = {**head(request, file.page), "form": form, "title": title, "back_url": back, **more}
    return render(request, f"plan/{template}.html", context, status=422 if invalid else 200)


def begun(
    request: ActorRequest, kind: str, case_id: UUID, initial: dict[str, Any]
) -> tuple[dict[str, Any], bool]:
    """What a new form begins with: typed and never sent, over what is given."""
    return kept_or(request.actor, kind, case_id, initial)


@require_POST
def forget(request: ActorRequest, case_id: UUID, kind: str) -> HttpResponse:
    """Start a form again that was never sent."""
    if kind not in PAGES:
        raise Refused("draft.drop", case_id)
    plan_file(request.actor, case_id)
    drafts.drop(request.actor, kind=kind, about=case_id)
    return redirect(PAGES[kind], case_id)
