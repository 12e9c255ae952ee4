"""What came of a line, what the child and a guardian say, the review of the whole plan."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from acasa.cases.childplan import presenters, queries, rules
from acasa.cases.childplan.forms.plan import AnswerForm, LookForm, ReviewForm
from acasa.cases.childplan.services import versions
from acasa.cases.childplan.views.common import clash, form_page
from acasa.cases.queries.case import parse_day
from acasa.cases.views.common import ActorRequest, today
from acasa.core.errors import Conflict, Refused


def look(request: ActorRequest, case_id: UUID, line: str) -> HttpResponse:
    """A line is looked at, from the plan or from the day: what became of it, how it goes, what the child says now."""
    file = queries.child_file(request.actor, case_id)
    now = rules.line_of(file.plan.data if file.plan else None, line)
    if now is None:
        raise Refused("childplan.look", case_id)
    again = parse_day(str(now.get("review_on", "")))
    initial = {
        **{name: now.get(name, "") for name in ("status", "outcome", "child_view", "child_view_how")},
        "review_on": again if again and again > today() else None,
        "version": now.get("rev", 1),
    }
    form: Any = LookForm(request.POST if request.method == "POST" else None, initial=initial)
    more: dict[str, Any] = {
        "line": presenters.line(now, today()),
        "about": presenters.words.domain(now["domain"]),
    }
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        said = {name: data[name] for name in ("status", "outcome", "child_view", "child_view_how")}
        try:
            versions.look_again(
                request.actor,
                case_id,
                line,
                data=said,
                due=data["due"],
                review_on=data["review_on"],
                level=data["level"],
                on=today(),
                rev=data["version"],
            )
        except Conflict as conflict:
            more["clash"] = clash(form, conflict)
            return form_page(request, file, form, rules.title(now), **more)
        messages.success(request, _("Saved."))
        return redirect("childplan:room", case_id)
    return form_page(request, file, form, rules.title(now), **more)


def review(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The whole plan was looked at with the child and stays as it is."""
    file = queries.child_file(request.actor, case_id)
    if file.plan is None:
        raise Refused("childplan.review", case_id)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        versions.reviewed(request.actor, case_id, on=form.cleaned_data["on"])
        messages.success(request, _("Saved."))
        return redirect("childplan:room", case_id)
    return form_page(request, file, form, _("Looked at the plan again"), review=True)


def answer(request: ActorRequest, case_id: UUID, who: str) -> HttpResponse:
    """What the child, or a guardian without a conflict of interest, says to the present version."""
    file = queries.child_file(request.actor, case_id)
    if file.plan is None or who not in (rules.CHILD, rules.GUARDIAN):
        raise Refused("childplan.answer", case_id)
    found = file.guardians(today())
    guardians = [(one.id, one.name) for one in found if one.may_sign] if who == rules.GUARDIAN else None
    if guardians is not None and not guardians:
        raise Refused("childplan.answer", case_id)
    title = _("What the child says to the plan") if who == rules.CHILD else _("What the guardian says")
    number = int(file.plan.data["number"])
    former = rules.answer_of(file.plan.data, who)
    initial = {**former, "number": number, "version": former.get("rev", 0)}
    form: Any = AnswerForm(
        request.POST if request.method == "POST" else None, initial=initial, guardians=guardians
    )
    more: dict[str, Any] = {
        "about": presenters.version_name(number),
        "domains": presenters.domains(file.plan.data, file, today()),
        "blocked": presenters.blocked(found) if who == rules.GUARDIAN else [],
    }
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        rev, shown = data.pop("version"), data.pop("number")
        if guardians is not None:
            data["guardian_name"] = dict(guardians)[data["guardian"]]
        try:
            versions.answer(request.actor, case_id, who=who, data=data, number=shown, rev=rev)
        except Conflict as conflict:
            more["clash"] = clash(form, conflict)
            more["newer"] = shown != number
            form.data["number"] = str(number)
            return form_page(request, file, form, title, **more)
        messages.success(request, _("Saved."))
        return redirect("childplan:room", case_id)
    return form_page(request, file, form, title, **more)
