"""What she says to the plan, the supervisor's approval, the review, and what became of an action."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from acasa.cases.plan import presenters, queries
from acasa.cases.plan.forms import AgreeForm, FinishActionForm, ReviewForm
from acasa.cases.plan.rules import plans
from acasa.cases.plan.services import versions
from acasa.cases.plan.views.common import form_page
from acasa.cases.plan.words import review_words
from acasa.cases.queries.case import parse_day
from acasa.cases.team import rules
from acasa.cases.team.services import approving
from acasa.cases.team.words import REASON_WORDS
from acasa.cases.views.common import ActorRequest, conflicting, today
from acasa.core.errors import Conflict, Refused


def agree(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Agreed, not yet or refused; and whether her copy is safe at home, before anything is printed."""
    file = queries.plan_file(request.actor, case_id)
    if file.plan is None:
        raise Refused("plan.agree", case_id)
    title = _("What she says to the plan")
    now = file.plan.data.get("agreed", plans.NOT_YET)
    number = int(file.plan.data["number"])
    initial = {
        **now,
        "answer": now["answer"] if now.get("rev") else None,
        "on": parse_day(str(now.get("on", ""))) or today(),
        "version": now.get("rev", 0),
        "number": number,
    }
    form: Any = AgreeForm(request.POST if request.method == "POST" else None, initial=initial)
    more: dict[str, Any] = {"about": presenters.version_name(number)}
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        rev, shown = data.pop("version"), data.pop("number")
        data["on"] = data["on"].isoformat()
        try:
            versions.agree(request.actor, case_id, data=data, number=shown, rev=rev)
        except Conflict as conflict:
            more["clash"] = conflicting(
                form, conflict, lambda name, value: presenters.field_words(file, {}, name, value)
            )
            # The number of the version is no field to be looked at: the page says it in words.
            more["clash"]["differences"] = [row for row in more["clash"]["differences"] if row["label"]]
            more["newer"] = shown != number
            form.data["number"] = str(number)
            return form_page(request, file, form, title, **more)
        messages.success(request, _("Saved."))
        return redirect("plan:room", case_id)
    return form_page(request, file, form, title, **more)


@require_POST
def approve(request: ActorRequest, case_id: UUID, number: int) -> HttpResponse:
    """A supervisor of the team approves the version that she saw."""
    file = queries.plan_file(request.actor, case_id, "approval.approve")
    if not request.actor.is_supervisor or file.page.team_id not in request.actor.teams or file.plan is None:
        raise Refused("approval.approve", case_id)
    seen = ((str(file.plan.id), number),)
    try:
        approving.approve(request.actor, case_id, what=rules.PLAN, seen=seen)
    except rules.NotAllowed as forbidden:
        messages.info(request, REASON_WORDS[forbidden.reason])
    else:
        messages.success(request, _("The plan is approved."))
    return redirect("plan:room", case_id)


def review(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The plan was looked at with her and stays as it is."""
    file = queries.plan_file(request.actor, case_id)
    if file.plan is None:
        raise Refused("plan.review", case_id)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        versions.reviewed(request.actor, case_id, on=form.cleaned_data["on"], review_words=review_words())
        messages.success(request, _("Saved."))
        return redirect("plan:room", case_id)
    return form_page(request, file, form, _("Looked at the plan again"), review=True)


def finish(request: ActorRequest, case_id: UUID, action: str) -> HttpResponse:
    """What became of an action, from the plan or from the day."""
    file = queries.plan_file(request.actor, case_id)
    found = plans.action_of(file.plan.data if file.plan else None, action)
    if found is None:
        raise Refused("plan.finish", case_id)
    goal, now = found
    status = now.get("status", "open")
    initial = {
        "status": "done" if status == "open" else status,
        "outcome": now.get("outcome", ""),
        "version": now.get("rev", 1),
    }
    form = FinishActionForm(request.POST if request.method == "POST" else None, initial=initial)
    more: dict[str, Any] = {"action": presenters.action(now, today()), "for_goal": goal["words"]}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            versions.finish(
                request.actor,
                case_id,
                action,
                status=data["status"],
                outcome=data["outcome"],
                due=data["due"],
                rev=data["version"],
            )
        except Conflict as conflict:
            more["clash"] = conflicting(
                form, conflict, lambda name, value: presenters.field_words(file, {}, name, value)
            )
            return form_page(request, file, form, str(now["text"]), **more)
        messages.success(request, _("Saved."))
        return redirect("plan:room", case_id)
    return form_page(request, file, form, str(now["text"]), **more)
