"""Pages of the intake: one thing per page, in any order, each saved on its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acasa.cases import codes, presenters
from acasa.cases.intake import library, queries, rules, services, words
from acasa.cases.intake.forms import (
    ConsentForm,
    NeedsForm,
    NeedStepsForm,
    ReportForm,
    SafetyForm,
    SectionForm,
    StopForm,
    ToldForm,
)
from acasa.cases.intake.rules import Section
from acasa.cases.intake.services import Report, Telling
from acasa.cases.queries import case as case_queries
from acasa.cases.queries.case import CasePage
from acasa.cases.services import drafts
from acasa.cases.services.opening import Step
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, kept_or, today
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


def _sides(form: Any, conflict: Conflict, rows: Sequence[tuple[Any, Any, Any]]) -> dict[str, Any]:
    form.data = form.data.copy()
    form.data["version"] = str(conflict.version)
    return {
        "saved_by": conflict.current.get("by_name", ""),
        "differences": [{"label": a, "theirs": b, "yours": c} for a, b, c in rows],
    }


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


# --- what is told to her, and what she answers


def _language(request: ActorRequest, found: CasePage) -> str:
    """The language of the words for her: as chosen, else hers, else the page's."""
    chosen = request.GET.get("language") or str(found.essentials.get("language", "")) or codes.language()
    return chosen if chosen in library.LANGUAGES else codes.language()


def _for_her(request: ActorRequest, language: str) -> dict[str, Any]:
    return {
        "her_language": language,
        "her_languages": [
            (code, library.LANGUAGE_NAMES[code], code == language) for code in library.LANGUAGES
        ],
    }


def told(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What can't be kept secret, in her language and large, before any story."""
    found, about = _found(request, case_id), _page_of("told")
    language = _language(request, found)
    duties = [item for item in library.duties(language) if item.code != "other"]
    points = library.secrecy_points(language)
    context = {
        **about,
        **_for_her(request, language),
        "points": points,
        "duties": duties,
        "history": _history(found),
    }
    if request.method != "POST":
        initial, kept = kept_or(request.actor, about["kind"], case_id, {"language": language})
        return _render(request, found, "told.html", {**context, "kept": kept}, ToldForm(initial=initial))
    form = ToldForm(request.POST)
    if not form.is_valid():
        return _render(request, found, "told.html", context, form)
    explained = [code for code, _words in points]
    services.tell(request.actor, case_id, telling=Telling(explained=explained, **form.cleaned_data))
    drafts.drop(request.actor, kind=about["kind"], about=case_id)
    return _saved(request, case_id, "told")


def _history(found: CasePage, purpose: str = "") -> list[dict[str, Any]]:
    records = queries.of_purpose(found, purpose) if purpose else queries.told(found)
    made = []
    for record in reversed(records):
        data = record.data
        said, tone = words.consent(data) if purpose else (_("Told"), "pine")
        how = {**words.HOW, **words.CONSENT_HOW}.get(str(data.get("how")), "")
        made.append(
            {
                "said": said,
                "tone": tone,
                "when": presenters.moment_words(str(data.get("at", ""))),
                "by": data.get("by_name", ""),
                "how": how,
                "interpreter": data.get("interpreter", ""),
                "language": codes.label("languages", str(data.get("language", ""))),
                "words": data.get("words", ""),
            }
        )
    return made


def _purpose(case_id: UUID, purpose: str) -> str:
    if purpose not in rules.PURPOSES:
        raise Refused("consent.answer", case_id)
    return purpose


def consent(request: ActorRequest, case_id: UUID, purpose: str) -> HttpResponse:
    """Point by point in her language, then her answer: agreed, not now or refused. None of them takes help away."""
    found, about = _found(request, case_id), _page_of(_purpose(case_id, purpose))
    language = _language(request, found)
    points = library.consent_points(purpose, language)
    former = queries.of_purpose(found, purpose)
    agreed = rules.has_agreed([record.data for record in former], purpose)
    context = {
        **about,
        **_for_her(request, language),
        "purpose": purpose,
        "history": _history(found, purpose),
        "agreed": agreed,
    }
    if request.method != "POST":
        initial = {"language": language, "version": len(former)}
        return _render(request, found, "consent.html", context, ConsentForm(initial=initial, points=points))
    form = ConsentForm(request.POST, points=points)
    if not form.is_valid():
        return _render(request, found, "consent.html", context, form)
    data = dict(form.cleaned_data)
    seen, answer = data.pop("version") or 0, data.pop("answer")
    try:
        services.answer_consent(
            request.actor, case_id, purpose=purpose, answer=answer, telling=Telling(**data), seen=seen
        )
    except Conflict as conflict:
        clash = _consent_clash(form, conflict)
        return _render(request, found, "consent.html", {**context, "clash": clash}, form)
    return _saved(request, case_id, purpose)


def _consent_clash(form: Any, conflict: Conflict) -> dict[str, Any]:
    current, yours = conflict.current, conflict.yours
    rows = [(_("Answer"), words.consent(current)[0], words.consent(yours)[0])]
    if current.get("words") != yours.get("words"):
        rows.append((_("What she asked or said"), current.get("words", ""), yours.get("words", "")))
    return _sides(form, conflict, rows)


def stop(request: ActorRequest, case_id: UUID, purpose: str) -> HttpResponse:
    """She chose to stop. Former answers stay; help goes on."""
    found = _found(request, case_id)
    former = queries.of_purpose(found, _purpose(case_id, purpose))
    form = StopForm(request.POST if request.method == "POST" else None, initial={"version": len(former)})
    context: dict[str, Any] = {
        "title": _("She chose to stop"),
        "purpose": purpose,
        "purpose_words": words.PURPOSES[purpose],
    }
    if request.method == "POST" and form.is_valid():
        spoken = Telling(
            [], str(found.essentials.get("language", "")), "spoken", "", form.cleaned_data["words"]
        )
        try:
            services.answer_consent(
                request.actor,
                case_id,
                purpose=purpose,
                answer=rules.REFUSED,
                telling=spoken,
                seen=form.cleaned_data["version"] or 0,
                stopped=True,
            )
        except Conflict as conflict:
            clash = _consent_clash(form, conflict)
            return _render(request, found, "stop.html", {**context, "clash": clash}, form)
        messages.success(request, _("Recorded. She is helped as before."))
        return redirect("intake:overview", case_id)
    return _render(request, found, "stop.html", context, form)


# --- what the law demands


def report(request: ActorRequest, case_id: UUID, report_id: UUID | None = None) -> HttpResponse:
    """A report that the law demands: what, to whom, the least facts; then what became of it, and that she knows."""
    found = _found(request, case_id)
    record = queries.report_of(request.actor, found, report_id) if report_id else None
    kind = "" if record else "intake-report"
    context = {
        "title": _("A report that the law demands"),
        "kind": kind,
        "report": record,
        "duties": library.duties(),
    }
    if request.method != "POST":
        stored = _stored(record.data, record.version) if record else {}
        initial, kept = kept_or(request.actor, kind, case_id, stored) if kind else (stored, False)
        return _render(request, found, "report.html", {**context, "kept": kept}, ReportForm(initial=initial))
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _render(request, found, "report.html", context, form)
    try:
        services.save_report(
            request.actor,
            case_id,
            report=_report(form.cleaned_data),
            report_id=report_id,
            version=form.cleaned_data["version"] or 0,
        )
    except Conflict as conflict:
        clash = _report_clash(form, conflict)
        return _render(request, found, "report.html", {**context, "clash": clash}, form)
    if kind:
        drafts.drop(request.actor, kind=kind, about=case_id)
    messages.success(request, _("Saved."))
    return redirect("intake:overview", case_id)


def _stored(data: Mapping[str, Any], version: int) -> dict[str, Any]:
    days = ("due", "reported_on", "told_on", "look_again")
    known = {name: case_queries.parse_day(str(data.get(name) or "")) for name in days}
    told = "yes" if data.get("told_on") else "not_yet"
    return {**data, **known, "told": told, "version": version}


def _report(data: Mapping[str, Any]) -> Report:
    duty = library.duty(data["duty"])
    to = data["to"] or (duty.to if duty else "")
    due = data["due"] or today() + timedelta(days=duty.days if duty else 1)
    told = data["told"] == "yes"
    return Report(
        duty=data["duty"],
        what=data["what"],
        to=to,
        facts=data["facts"],
        due=due,
        text=_("Report: %(to)s") % {"to": to},
        tell_text=_("Tell her about the report, when it is safe"),
        look_again=data["look_again"] or due + timedelta(days=7),
        reported_on=data["reported_on"],
        reference=data["reference"],
        told_on=data["told_on"] if told else None,
        told_words=data["told_words"] if told else "",
        police=data["police"],
    )


def _report_clash(form: Any, conflict: Conflict) -> dict[str, Any]:
    rows = [
        (form.fields[name].label, conflict.current.get(name) or "", conflict.yours.get(name) or "")
        for name in ("what", "to", "facts", "due", "reported_on", "reference", "told_on", "told_words")
        if (conflict.current.get(name) or "") != (conflict.yours.get(name) or "")
    ]
    return _sides(form, conflict, rows)
