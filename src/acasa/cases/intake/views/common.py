"""What the pages of the intake share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from acasa.cases.intake import queries, rules, words
from acasa.cases.queries import case as case_queries
from acasa.cases.queries.case import CasePage
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest
from acasa.core.errors import Conflict, Refused
from acasa.people import rules as people

ROOMS = (people.CASEWORK, people.HEALTH, people.LEGAL)


def _found(request: ActorRequest, case_id: UUID, compartment: str = people.CASEWORK) -> CasePage:
    found = case_queries.case_page(request.actor, case_id)
    if compartment not in found.compartments:
        raise Refused("intake.save", case_id)
    return found


def address(case_id: UUID, step: str) -> str:
    """Where a step is done."""
    if step in rules.PURPOSES:
        return reverse("intake:consent", args=[case_id, step])
    if step in ("told", "needs"):
        return reverse(f"intake:{step}", args=[case_id])
    return reverse("intake:section", args=[case_id, step])


def _render(
    request: ActorRequest, found: CasePage, template: str, context: Mapping[str, Any], form: Any = None
) -> HttpResponse:
    wrong = form is not None and form.is_bound and not form.is_valid()
    told = {**head(request, found), "form": form, **context}
    return render(request, f"intake/{template}", told, status=422 if wrong else 200)


def _page_of(step: str) -> dict[str, Any]:
    title, lede = words.PAGES[step]
    return {
        "title": title,
        "lede": lede,
        "step": step,
        "number": rules.STEPS.index(step) + 1 if step in rules.STEPS else 0,
        "of": len(rules.STEPS),
        "kind": f"intake-{step}",
    }


def _saved(request: ActorRequest, case_id: UUID, step: str) -> HttpResponse:
    """Back to the overview; or on to what is still open, when that was asked for."""
    messages.success(request, _("Saved."))
    if "go_on" not in request.POST:
        return redirect("intake:overview", case_id)
    states = {line.code: line.state for line in queries.standing(_any(request, case_id)).values()}
    order = rules.STEPS if step in rules.STEPS else tuple(s.code for s in rules.REST if s.code in states)
    following = rules.after(step, order, states)
    return redirect(address(case_id, following) if following else reverse("intake:overview", args=[case_id]))


def _any(request: ActorRequest, case_id: UUID) -> CasePage:
    found = case_queries.case_page(request.actor, case_id)
    if not found.compartments & set(ROOMS):
        raise Refused("intake.save", case_id)
    return found


def _sides(form: Any, conflict: Conflict, rows: Sequence[tuple[Any, Any, Any]]) -> dict[str, Any]:
    form.data = form.data.copy()
    form.data["version"] = str(conflict.version)
    return {
        "saved_by": conflict.current.get("by_name", ""),
        "differences": [{"label": a, "theirs": b, "yours": c} for a, b, c in rows],
    }
