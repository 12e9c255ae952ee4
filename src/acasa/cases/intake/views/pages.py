"""The overview of the intake and its pages: one thing per page, in any order, each saved on its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acasa.cases import presenters
from acasa.cases.intake import library, queries, rules, services, words
from acasa.cases.intake.forms import (
    NeedsForm,
    NeedStepsForm,
    SafetyForm,
    SectionForm,
)
from acasa.cases.intake.rules import Section
from acasa.cases.intake.views.common import _any, _found, _page_of, _render, _saved, _sides, address
from acasa.cases.queries import case as case_queries
from acasa.cases.queries.case import CasePage
from acasa.cases.services import drafts
from acasa.cases.services.opening import Step
from acasa.cases.views.common import ActorRequest, kept_or, today
from acasa.core.errors import Conflict, Refused
from acasa.people import rules as people


@require_safe
def overview(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What is done, what can wait, and what the law demands."""
    found = _any(request, case_id)
    stood = queries.standing(found)
    casework = people.CASEWORK in found.compartments
    context = {
        "casework": casework,
        "first": [_line(found, stood[step]) for step in rules.STEPS if step in stood],
        "rest": [_line(found, stood[s.code]) if s.code in stood else _sealed(s) for s in rules.REST],
        "next_url": _next(found, stood),
        "waiting": len(queries.waiting_needs(found)) if casework else 0,
        "reports": [report_line(found, record.id, record.data) for record in queries.reports(found)],
    }
    return _render(request, found, "overview.html", context)


def _next(found: CasePage, stood: Mapping[str, queries.Standing]) -> str:
    step = rules.next_open({code: line.state for code, line in stood.items()})
    return address(found.id, step) if step and step in stood and found.is_open else ""


def _line(found: CasePage, line: queries.Standing) -> dict[str, Any]:
    said, tone = "", ""
    if line.code in rules.PURPOSES and line.state == rules.DONE:
        said, tone = words.consent(queries.of_purpose(found, line.code)[-1].data)
    labels = {rules.DONE: (_("done"), "pine"), rules.BEGUN: (_("begun"), "amber"), rules.OPEN: ("", "")}
    return {
        "title": words.PAGES[line.code][0],
        "url": address(found.id, line.code),
        "label": said or labels[line.state][0],
        "tone": tone or labels[line.state][1] or "grey",
        "when": presenters.moment_words(line.at) if line.at else "",
        "by": line.by,
        "open": line.total - line.count if line.state == rules.BEGUN else 0,
    }


def _sealed(section: Section) -> dict[str, Any]:
    return {
        "title": words.PAGES[section.code][0],
        "sealed": presenters.compartment_label(section.compartment),
    }


def report_line(found: CasePage, report_id: UUID, data: Mapping[str, Any]) -> dict[str, Any]:
    """A report as one line: what is still to be done, and by when."""
    now = today()
    due = rules.report_due(
        data.get("reported_on"),
        data.get("told_on"),
        due=case_queries.parse_day(str(data.get("due", ""))) or now,
        look_again=case_queries.parse_day(str(data.get("look_again", ""))) or now,
    )
    when, late = presenters.due_words(due[1], now) if due else (_("done"), False)
    return {
        "url": reverse("intake:change_report", args=[found.id, report_id]),
        "text": data.get("text") if due else _("Reported: %(to)s") % {"to": data.get("to", "")},
        "when": when,
        "late": late,
        "open": due is not None,
        "reported": presenters.day_words(data.get("reported_on")),
        "told": presenters.day_words(data.get("told_on")),
        "reference": data.get("reference", ""),
    }


def section(request: ActorRequest, case_id: UUID, step: str) -> HttpResponse:
    """A page of questions: safety, or one of those that wait until she is ready."""
    asked = queries.SECTIONS.get(step)
    if asked is None:
        raise Refused("intake.save", case_id)
    found = _found(request, case_id, asked.compartment)
    kind: type[SectionForm] = SafetyForm if step == rules.SAFETY.code else SectionForm
    return _questions(request, found, asked, kind, "section.html")


def needs(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The needs of the first days; for each "yes" a step is offered on the next page."""
    return _questions(request, _found(request, case_id), library.needs(), NeedsForm, "needs.html")


def _questions(
    request: ActorRequest, found: CasePage, asked: Section, kind: type[SectionForm], template: str
) -> HttpResponse:
    about = _page_of(asked.code)
    record = queries.record_of(found.case_folder, asked.code)
    stored = {
        **SectionForm.stored(queries.answers_of(found, asked)),
        "version": record.version if record else 0,
    }
    if request.method != "POST":
        initial, kept = kept_or(request.actor, about["kind"], found.id, stored)
        return _render(
            request, found, template, {**about, "kept": kept}, kind(initial=initial, section=asked)
        )
    form = kind(request.POST, section=asked)
    if not form.is_valid():
        return _render(request, found, template, about, form)
    version = form.cleaned_data["version"] or 0
    try:
        if asked.code == "needs":
            services.save_needs(request.actor, found.id, answers=form.answers(), version=version)
        else:
            services.save_section(
                request.actor,
                found.id,
                section=asked,
                answers=form.answers(),
                version=version,
                risk=form.cleaned_data.get("risk", ""),
            )
    except Conflict as conflict:
        return _render(request, found, template, {**about, "clash": _clash(form, asked, conflict)}, form)
    drafts.drop(request.actor, kind=about["kind"], about=found.id)
    if asked.code == "needs" and queries.waiting_needs(_any(request, found.id)):
        messages.success(request, _("Saved."))
        return redirect("intake:need_steps", found.id)
    return _saved(request, found.id, asked.code)


def _clash(form: Any, asked: Section, conflict: Conflict) -> dict[str, Any]:
    """Both versions of a page of questions side by side; the form saves knowingly when it is sent again."""
    theirs, yours = conflict.current.get("answers", {}), conflict.yours.get("answers", {})
    rows = [
        (words.question(q.code), words.answer(theirs.get(q.code)), words.answer(yours.get(q.code)))
        for q in asked.questions
        if theirs.get(q.code) != yours.get(q.code)
    ]
    return _sides(form, conflict, rows)


def need_steps(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """A next step for each need that has none yet: words and day are offered, and can be changed."""
    found = _found(request, case_id)
    waiting = queries.waiting_needs(found)
    if not waiting:
        return redirect("intake:overview", case_id)
    initial: dict[str, Any] = {}
    for code, said in waiting:
        offered, days = library.offered_step(code)
        initial[f"{code}_text"] = f"{offered} ({said})" if said else offered
        initial[f"{code}_due"] = today() + timedelta(days=days)
    form = NeedStepsForm(request.POST if request.method == "POST" else None, initial=initial, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        steps = [(code, Step(text, due) if text and due else None) for code, text, due in form.steps()]
        services.plan_needs(request.actor, case_id, steps=steps)
        return _saved(request, case_id, "needs")
    context = {"title": _("What comes next"), "lede": _("One step for each need, on its day.")}
    return _render(request, found, "need_steps.html", context, form)
