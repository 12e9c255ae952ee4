"""The room "Child's plan": eleven domains on one page, school, how it goes; versions side by side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acasa.cases.childplan import library, picture, presenters, queries, rules
from acasa.cases.childplan.forms.plan import CompareForm
from acasa.cases.childplan.queries import ChildFile
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, today
from acasa.core.errors import Refused


@require_safe
def room(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Everything of the child's plan and school in one place."""
    file = queries.child_file(request.actor, case_id)
    now = today()
    plan = file.plan.data if file.plan else None
    required = [code for code in library.domains() if code not in library.opt_in()]
    guardians = file.guardians(now)
    context = {
        **head(request, file.page),
        "plan": presenters.plan(file.plan) if file.plan else None,
        "domains": presenters.domains(plan, file, now),
        "unseen": len(rules.empty_domains(plan, required)),
        "draft": file.draft and {"by": file.draft.data["by_name"]},
        "blocked": presenters.blocked(guardians),
        "may_guardian": any(one.may_sign for one in guardians),
        "picture": picture.picture(file.points(), now),
        "points": _points(file),
        **_school(file),
    }
    return render(request, "childplan/room.html", context)


def _points(file: ChildFile) -> list[dict[str, Any]]:
    return [
        {"domain": presenters.words.domain(code), "on": presenters.day_words(point.on), "by": point.by,
         "level": presenters.words.level(point.level), "tone": presenters.tone(point.step), "words": point.words}
        for code, told in file.points().items()
        for point in reversed(told)
    ]  # fmt: skip


def _school(file: ChildFile) -> dict[str, Any]:
    now = file.schools[0] if file.schools else None
    may = list(now.data.get("may_know", ())) if now else []
    told = [record for record in file.school_told if now and record.data["school"] == str(now.id)]
    return {
        "school": presenters.school(now) if now else None,
        "former_schools": [presenters.school(record) for record in file.schools[1:]],
        "told": [presenters.told(record, may) for record in reversed(told)],
        "notes": [presenters.school_note(record) for record in file.school_notes],
    }


@require_safe
def versions(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Two versions side by side."""
    file = queries.child_file(request.actor, case_id)
    if file.plan is None:
        raise Refused("childplan.read", case_id)
    numbers = [str(record.data["number"]) for record in file.versions]
    choices = [(number, presenters.version_name(number)) for number in numbers]
    if file.draft:
        choices.append(("draft", _("The draft")))
    names = dict(choices)
    last = choices[-2:] if len(choices) > 1 else [choices[0], choices[0]]
    asked = {"old": last[0][0], "new": last[1][0]}
    asked |= {name: request.GET[name] for name in asked if request.GET.get(name) in names}
    lines = presenters.differences(file, asked["old"], asked["new"], today())
    context: dict[str, Any] = {
        **head(request, file.page),
        "form": CompareForm(initial=asked, versions=choices),
        "old_name": names[asked["old"]],
        "new_name": names[asked["new"]],
        "lines": lines,
        "different": any(line["what"] != "same" for line in lines),
        "only_one": len(choices) < 2,
        "versions": [presenters.plan(record) for record in reversed(file.versions)],
    }
    return render(request, "childplan/versions.html", context)


@require_safe
def due(request: ActorRequest, case_id: UUID, obligation: UUID) -> HttpResponse:
    """From a line of the day to the place where it is done."""
    file = queries.child_file(request.actor, case_id)
    plan = file.plan.data if file.plan else None
    for line in rules.lines(plan):
        if str(obligation) in (line.get("obligation"), line.get("review_obligation")):
            return redirect("childplan:look", case_id, line["id"])
    if plan and plan.get("review_obligation") == str(obligation):
        return redirect("childplan:review", case_id)
    return redirect("childplan:room", case_id)
