"""The room “The child”: age, guardian, where the child lives, what is best, and the eighteenth birthday."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from acasa.cases.children import presenters, queries, rules, words
from acasa.cases.family import words as family
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest


@require_safe
def room(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """For a child everything on one page; for an adult where the children's own files are."""
    found, child = queries.need(request.actor, case_id, "child.read")
    on = queries.today()
    context: dict[str, Any] = {**head(request, found), "age": presenters.standing(child)}
    if not child.standing.child and not queries.began(child):
        children = [family.called(one) for one in queries.children_of(found)]
        return render(request, "children/adult.html", {**context, "children": children})
    birthday = child.birthday
    guardians = [one.data for one in child.guardians]
    assessment = child.assessment
    context |= {
        "sign": words.reasons(child.may_sign(on)),
        "needs_another": rules.needs_another(guardians, on),
        "guardians": [presenters.guardian(one, on) for one in reversed(child.guardians)],
        "notices": [{**one.data, "on": presenters.day(one.data["on"])} for one in child.notices],
        "cares": [presenters.care(one, child) for one in reversed(child.cares)],
        "assessment": presenters.assessment(assessment) if assessment else None,
        "draft": child.draft,
        "versions": [presenters.determination(one, child) for one in child.decided],
        "acts": presenters.acts(child) if child.standing.child else (),
        "eighteen": presenters.eighteen(child),
        "grown": not child.standing.child,
        "minor_alert": queries.ALERT in found.facts.get("alerts", ()),
        "consents": presenters.consents(found, birthday) if birthday and on >= birthday else (),
    }
    return render(request, "children/room.html", context)
