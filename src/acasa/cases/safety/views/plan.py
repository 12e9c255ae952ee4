"""The safety plan: made with her in versions, what she says to it, on paper or read here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acasa.cases.papers import rules as papers
from acasa.cases.presenters import day_words
from acasa.cases.safety import paper, presenters, queries, rules, words
from acasa.cases.safety.forms import AnswerForm, PlanForm, PlanPaperForm
from acasa.cases.safety.queries import SafetyFile
from acasa.cases.safety.services import planning
from acasa.cases.safety.views.common import form_page, show, work
from acasa.cases.services import drafts
from acasa.cases.views.common import ActorRequest, kept_or, today
from acasa.core.errors import Conflict, Refused
from acasa.people import rules as people

KIND = "safety_plan"


def _words(name: str, value: Any) -> str:
    """A part of a plan in words, for two versions side by side."""
    if name == "agreed":
        return str(words.AGREEMENTS.get(str(value), value or ""))
    if name == "safe_to_take_home":
        return str(words.AT_HOME.get(str(value), value or ""))
    return day_words(value) if name in ("on", "review_on") else str(value or "")


def _clash(form: Any, conflict: Conflict) -> dict[str, Any]:
    """A newer version was made meanwhile: what differs, and a form that saves knowingly on top of it."""
    form.data = form.data.copy()
    form.data["number"] = str(conflict.version)
    rows = [
        {
            "label": form.fields[name].label,
            "theirs": _words(name, conflict.current.get(name, "")),
            "yours": _words(name, conflict.yours.get(name, "")),
        }
        for name in form.fields
        if name not in ("number", "words")
        and _words(name, conflict.current.get(name, "")) != _words(name, conflict.yours.get(name, ""))
    ]
    return {"differences": rows, "saved_by": conflict.current.get("by_name", "")}


def edit(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Make the plan with her, or go on with it: saving makes a version."""
    file = work(request, case_id, "safety_plan.save")
    whole = queries.whole_plan(file)
    title = _("Her safety plan")
    if not file.page.is_open:
        return redirect("cases:reopen", case_id)
    if request.method != "POST":
        # To a new version she is asked anew.
        stored = {
            **(whole or {}),
            "agreed": rules.NOT_YET,
            "on": today(),
            "number": whole["number"] if whole else 0,
        }
        initial, kept = kept_or(request.actor, KIND, case_id, stored)
        return form_page(request, file, PlanForm(initial=initial), title, kind=KIND, kept=kept, about=True)
    if "start_again" in request.POST:
        drafts.drop(request.actor, kind=KIND, about=case_id)
        return redirect("safety:plan", case_id)
    form = PlanForm(request.POST)
    clash = None
    if form.is_valid():
        data = form.cleaned_data
        try:
            number = planning.save(
                request.actor,
                case_id,
                parts={part: data[part] for part in rules.PARTS},
                on=data["on"],
                review_on=data["review_on"],
                agreed=data["agreed"],
                safe_to_take_home=data["safe_to_take_home"],
                number=data["number"] or 0,
            )
        except Conflict as conflict:
            clash = _clash(form, conflict)
        else:
            drafts.drop(request.actor, kind=KIND, about=case_id)
            messages.success(request, _("Version %(number)s is saved.") % {"number": number})
            return redirect("safety:room", case_id)
    return form_page(request, file, form, title, kind=KIND, clash=clash, about=True)


@require_safe
def read(request: ActorRequest, case_id: UUID, number: int) -> HttpResponse:
    """One version, as it was."""
    file = queries.safety_file(request.actor, case_id, "safety_plan.read", people.CASEWORK)
    whole = queries.whole_plan(file, number) if number else None
    if whole is None:
        raise Refused("safety_plan.read", case_id)
    return show(request, file, "version", {"plan": presenters.plan(file, whole)})


def answer(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What she says to the newest version."""
    file = work(request, case_id, "safety_plan.answer")
    whole = queries.whole_plan(file)
    if whole is None:
        return redirect("safety:plan", case_id)
    initial = {
        "agreed": whole.get("agreed"),
        "safe_to_take_home": whole.get("safe_to_take_home"),
        "words": whole.get("answer_words", ""),
        "number": whole["number"],
    }
    form = AnswerForm(request.POST or None, initial=initial)
    title = _("What she says to her safety plan")
    clash = None
    if request.method == "POST" and form.is_valid():
        try:
            planning.answer(request.actor, case_id, **form.cleaned_data)
        except Conflict as conflict:
            clash = _clash(form, conflict)
        else:
            messages.success(request, _("Saved."))
            return redirect("safety:room", case_id)
    return form_page(request, file, form, title, clash=clash, plan=presenters.plan(file, whole))


def _known_names(file: SafetyFile) -> list[str]:
    """Names that a paper without names must not carry: hers, her relatives', her worker's."""
    kin = [str(record.data.get("name", "")) for record in file.page.case_folder.of_kind("kin")]
    whole = [file.page.name, file.page.worker.name, *kin]
    return [*whole, *(part for name in whole for part in name.split() if len(part) > 2)]


def print_it(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Is it safe to take home? Then it is printed, printed without names, or she reads it here."""
    file = work(request, case_id, "paper.make")
    whole = queries.whole_plan(file)
    if whole is None:
        return redirect("safety:plan", case_id)
    form = PlanPaperForm(
        request.POST or None, initial={"safe": whole.get("safe_to_take_home")}, found=file.page
    )
    if request.method != "POST" or not form.is_valid():
        return form_page(request, file, form, _("Her safety plan on paper"), "print")
    order = form.order()
    document = paper.build(
        whole,
        order,
        name=file.page.name,
        code=str(file.page.facts.get("code", "")),
        known=_known_names(file),
    )
    if request.POST.get("do") == "read" or order.instead == papers.READ_HERE:
        planning.read_here(request.actor, case_id, order=order)
        back = reverse("safety:room", args=[case_id])
        return render(request, "papers/read.html", {"paper": document, "back_url": back})
    pdf = planning.print_it(request.actor, case_id, order=order, document=document)
    answer = HttpResponse(pdf, content_type="application/pdf")
    name = papers.filename("plan", "" if paper.is_bare(order) else str(file.page.facts.get("code", "")))
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
