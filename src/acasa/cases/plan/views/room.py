"""The room "Needs and plan": the chain on one page, her own reading of the plan, versions side by side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acasa.cases.plan import presenters, queries
from acasa.cases.plan.forms import CompareForm
from acasa.cases.plan.queries import PlanFile
from acasa.cases.plan.rules import compare, plans
from acasa.cases.team import rules
from acasa.cases.team.queries import approval
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, today
from acasa.core.errors import Refused


@require_safe
def room(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Everything of needs and plan in one place."""
    file = queries.plan_file(request.actor, case_id)
    now = today()
    plan = file.plan
    context = {
        **head(request, file.page),
        "chain": presenters.chain_lines(file, now),
        "needs": [presenters.need(record) for record in file.needs],
        "challenges": [presenters.challenge(record) for record in file.challenges],
        "plan": presenters.plan_words(plan, file) if plan else None,
        "goals": [presenters.goal(goal, now) for goal in file.goals],
        "draft": file.draft and {"by": file.draft.data["by_name"]},
        "versions": len(file.versions),
        **approval(request.actor, file.page, rules.PLAN),
    }
    return render(request, "plan/room.html", context)


@require_safe
def read(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The plan for her own eyes: large, in her words, nothing about anybody else. She reads it here."""
    file = queries.plan_file(request.actor, case_id)
    if file.plan is None:
        raise Refused("plan.read", case_id)
    now = today()
    context = {
        **head(request, file.page),
        "plan": presenters.plan_words(file.plan, file),
        "goals": [presenters.goal(goal, now) for goal in file.goals],
    }
    return render(request, "plan/read.html", context)


@require_safe
def versions(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Two versions side by side."""
    file = queries.plan_file(request.actor, case_id)
    if file.plan is None:
        raise Refused("plan.read", case_id)
    numbers = [str(record.data["number"]) for record in file.versions]
    choices = [(number, presenters.version_name(number)) for number in numbers]
    if file.draft:
        choices.append(("draft", _("The draft")))
    names = dict(choices)
    last = choices[-2:] if len(choices) > 1 else [choices[0], choices[0]]
    asked = {"old": last[0][0], "new": last[1][0]}
    asked |= {name: request.GET[name] for name in asked if request.GET.get(name) in names}
    context: dict[str, Any] = {
        **head(request, file.page),
        "form": CompareForm(initial=asked, versions=choices),
        "old_name": names[asked["old"]],
        "new_name": names[asked["new"]],
        "lines": _lines(file, asked["old"], asked["new"]),
        "only_one": len(choices) < 2,
        "versions": [presenters.plan_words(record, file) for record in reversed(file.versions)],
    }
    context["different"] = any(line["what"] != compare.SAME for line in context["lines"])
    return render(request, "plan/versions.html", context)


def _lines(file: PlanFile, old: str, new: str) -> list[dict[str, Any]]:
    now = today()
    show = {"goal": presenters.goal, "action": presenters.action}
    links = {str(record.id): presenters.need_line(record) for record in file.needs}
    links |= {str(record.id): presenters.challenge_line(record) for record in file.challenges}
    words = {
        compare.ADDED: (_("added"), "pine"),
        compare.REMOVED: (_("taken out"), "brick"),
        compare.CHANGED: (_("changed"), "amber"),
        compare.SAME: (_("as before"), "grey"),
    }

    def side(part: str, data: Any) -> dict[str, Any] | None:
        if data is None:
            return None
        told = show[part](data, now)
        told["links"] = [
            links[i] for i in [*data.get("needs", ()), *data.get("challenges", ())] if i in links
        ]
        return told

    return [
        {
            "part": item.part,
            "what": item.what,
            "words": words[item.what][0],
            "tone": words[item.what][1],
            "old": side(item.part, item.old),
            "new": side(item.part, item.new),
        }
        for item in compare.compare(file.version(old), file.version(new))
    ]


@require_safe
def due(request: ActorRequest, case_id: UUID, obligation: UUID) -> HttpResponse:
    """From a line of the day to the place where it is done."""
    file = queries.plan_file(request.actor, case_id)
    for _goal, action in plans.actions(file.plan.data if file.plan else None):
        if action.get("obligation") == str(obligation):
            return redirect("plan:finish", case_id, action["id"])
    if file.plan and file.plan.data.get("review_obligation") == str(obligation):
        return redirect("plan:review", case_id)
    return redirect("plan:room", case_id)
