"""Asking for approval, answering, and all that waits for a supervisor."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.cases.plan import presenters as plan_presenters
from acasa.cases.plan import queries as plan_queries
from acasa.cases.presenters import risk_label
from acasa.cases.team import presenters, queries, rules, words
from acasa.cases.team.forms import AnswerForm, AskClosureForm, AskForm
from acasa.cases.team.queries import TeamFile
from acasa.cases.team.services import approving as services
from acasa.cases.team.views.common import form_page
from acasa.cases.team.views.room import standings
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, case_url, today
from acasa.core.errors import Refused


def _what(what: str, verb: str) -> str:
    if what not in rules.WHAT:
        raise Refused(verb)
    return what


def _page(case_id: UUID) -> HttpResponse:
    return redirect("team:approvals", case_id)


@require_safe
def approvals(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """How assessment, plan and closure stand, and everything that was asked and answered."""
    file = queries.team_file(request.actor, case_id, "approval.read")
    me = str(request.actor.user_id)
    history = [
        {
            **presenters.request(record.data),
            "id": record.id,
            "mine": record.data["state"] == rules.ASKED and record.data.get("asked_by") == me,
        }
        for record in file.approvals
    ]
    context = {
        **head(request, file.page),
        "approvals": standings(request, file),
        "history": history,
        "gated": queries.closure_needs_approval(),
    }
    return render(request, "team/approvals.html", context)


def ask(request: ActorRequest, case_id: UUID, what: str) -> HttpResponse:
    """Ask the supervisors of the team."""
    what = _what(what, "approval.ask")
    file = queries.team_file(request.actor, case_id, "approval.ask")
    if reason := queries.reason_against(request.actor, file.page, what, rules.ASK):
        messages.info(request, words.REASON_WORDS[reason])
        return _page(case_id)
    made = AskClosureForm if what == rules.CLOSURE else AskForm
    form = made(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        said = data.pop("words")
        try:
            services.ask(request.actor, case_id, what=what, words=said, more=data)
        except rules.NotAllowed as forbidden:
            messages.info(request, words.REASON_WORDS[forbidden.reason])
        else:
            messages.success(request, _("Asked. The supervisors of the team see it on their day."))
        return _page(case_id)
    title = _("Ask for approval: %(what)s") % {"what": words.WHAT_WORDS[what]}
    return form_page(
        request,
        file.page,
        form,
        title,
        about=words.ABOUT_WORDS[what],
        exact=True,
        back=reverse("team:approvals", args=[case_id]),
    )


def mark_of(parts: rules.Parts) -> str:
    """What was on the page, to send back with the answer."""
    return " ".join(f"{record}:{version}" for record, version in parts)


def _seen(mark: str) -> rules.Parts:
    pairs = (part.rpartition(":") for part in mark.split())
    return tuple((record, int(version)) for record, _colon, version in pairs if version.isdecimal())


def answer(request: ActorRequest, case_id: UUID, what: str) -> HttpResponse:
    """A supervisor sees exactly what would be approved, and approves or returns it."""
    what = _what(what, "approval.approve")
    file = queries.team_file(request.actor, case_id, "approval.approve")
    reason = queries.reason_against(request.actor, file.page, what, rules.APPROVE)
    if reason == rules.NOT_SUPERVISOR:
        raise Refused("approval.approve", case_id)
    if reason:
        messages.info(request, words.REASON_WORDS[reason])
        return _page(case_id)
    returning = request.POST.get("do") == "return"
    parts = queries.subject(file.page, what).parts
    form = AnswerForm(request.POST or None, returning=returning, initial={"mark": mark_of(parts)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["words"]
        try:
            if returning:
                services.return_(
                    request.actor, case_id, what=what, words=said, day_words=words.returned_words(what)
                )
                told = _("Returned. It stands on the day of who asked.")
            else:
                seen = _seen(form.cleaned_data["mark"])
                services.approve(request.actor, case_id, what=what, words=said, seen=seen)
                told = _("Approved: exactly what you saw. If it changes later, it is no longer approved.")
        except rules.NotAllowed as forbidden:
            messages.info(request, words.REASON_WORDS[forbidden.reason])
            if forbidden.reason == rules.NEWER:
                return redirect("team:answer", case_id, what)
        else:
            messages.success(request, told)
        return _page(case_id)
    asked = next(
        (r for r in file.approvals if r.data["what"] == what and r.data["state"] == rules.ASKED), None
    )
    return form_page(
        request,
        file.page,
        form,
        _("Approve: %(what)s") % {"what": words.WHAT_WORDS[what]},
        template="answer",
        back=reverse("team:approvals", args=[case_id]),
        asked=presenters.request(asked.data) if asked else None,
        can_return=bool(asked),
        **_shown(file, what),
    )


def _shown(file: TeamFile, what: str) -> dict[str, Any]:
    """What would be approved, on the page where it is decided."""
    plan = plan_queries.of_page(file.page)
    if what == rules.PLAN:
        now = today()
        return {"goals": [plan_presenters.goal(goal, now) for goal in plan.goals]}
    if what == rules.ASSESSMENT:
        return {
            "needs": [plan_presenters.need(record) for record in plan.needs],
            "challenges": [plan_presenters.challenge(record) for record in plan.challenges],
            "level": risk_label(str(file.page.facts.get("risk", ""))),
        }
    return {"open_steps": [step.data["text"] for step in file.page.steps]}


@require_POST
def take_back(request: ActorRequest, case_id: UUID, approval_id: UUID) -> HttpResponse:
    """Who asked does not ask any more."""
    queries.team_file(request.actor, case_id, "approval.take_back")
    try:
        services.take_back(request.actor, case_id, approval_id)
    except rules.NotAllowed as forbidden:
        messages.info(request, words.REASON_WORDS[forbidden.reason])
    else:
        messages.success(request, _("Taken back."))
    return _page(case_id)


@require_safe
def waiting(request: ActorRequest) -> HttpResponse:
    """All that waits for this supervisor, across the teams; and on which days supervision took place."""
    requests = queries.waiting(request.actor)
    context = {
        "requests": [
            {
                **presenters.request(item.data),
                "name": item.name,
                "code": item.code,
                "case_url": case_url(item.case_id),
                "answer_url": reverse("team:answer", args=[item.case_id, item.data["what"]]),
            }
            for item in requests
        ],
        "told": queries.told_me(request.actor),
    }
    return render(request, "team/waiting.html", context)
