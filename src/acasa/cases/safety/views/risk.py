"""The room "Safety", and the assessment of risk in two pages: what was asked, then what people decide."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acasa.cases import codes
from acasa.cases import presenters as cases
from acasa.cases.safety import library, presenters, queries, rules
from acasa.cases.safety.forms import FactorsForm, LevelForm
from acasa.cases.safety.queries import SafetyFile
from acasa.cases.safety.rooms import alarms
from acasa.cases.safety.services import assessing
from acasa.cases.safety.views.common import form_page, show, work
from acasa.cases.services import drafts
from acasa.cases.views.common import ActorRequest, kept_or, today
from acasa.core.errors import Conflict
from acasa.people import rules as people

KIND = "risk_assessment"
IN_SHORT = 6


@require_safe
def room(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Risk, plan, protocols and reactions of one case; for the night what the essentials hold of it."""
    file = queries.safety_file(request.actor, case_id)
    casework = file.holds(people.CASEWORK)
    whole = queries.whole_plan(file)
    running = {str(record.data["signal"]) for record in file.running}
    context = {
        **alarms(file),
        "casework": casework,
        "assessments": [presenters.assessment(file, record) for record in file.assessments],
        "plan": presenters.plan(file, whole) if whole else None,
        "versions": presenters.versions(file)[1:],
        "night": presenters.night(file.night),
        "startable": [presenters.offer(code) for code in library.protocols() if code not in running],
        "ended": [
            presenters.protocol(record) for record in file.protocols if record.data["state"] != rules.OPEN
        ],
        "reactions": [presenters.reaction(file, record) for record in file.reactions[:IN_SHORT]],
    }
    return show(request, file, "room", context)


@require_safe
def read(request: ActorRequest, case_id: UUID, risk_id: UUID) -> HttpResponse:
    """One assessment, as it was."""
    file = queries.safety_file(request.actor, case_id, "risk.read", people.CASEWORK)
    record = queries.assessment_of(file, risk_id)
    return show(request, file, "assessment", {"it": presenters.assessment(file, record)})


def _earlier(file: SafetyFile) -> dict[str, Any]:
    """What is known already: nothing is asked twice."""
    if not file.assessments:
        return {}
    last = file.assessments[0]
    said = {**last.data.get("words", {}), **file.clinical(last)}
    return {
        **FactorsForm.stored(last.data.get("answers", {}), said),
        "protective": last.data.get("protective", []),
        "protective_words": last.data.get("protective_words", ""),
    }


def assess(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Two pages in one address: `do` says which was sent. The first page's answers travel along in the second."""
    file = work(request, case_id, "risk.assess")
    with_health = file.holds(people.HEALTH)
    if request.method != "POST":
        initial, kept = kept_or(request.actor, KIND, case_id, _earlier(file))
        form = FactorsForm(initial=initial, with_health=with_health)
        return _questions(request, file, form, kept=kept)
    if "start_again" in request.POST:
        drafts.drop(request.actor, kind=KIND, about=case_id)
        return redirect("safety:assess", case_id)
    form = FactorsForm(request.POST, with_health=with_health)
    do = request.POST.get("do") or ("save" if "level" in request.POST else "suggest")
    if not form.is_valid() or do == "back":
        return _questions(request, file, form)
    proposed = rules.proposal(form.factors, form.answers())
    if do == "suggest":
        return _decision(request, file, form, _first_decision(file, proposed), proposed)
    decision = LevelForm(request.POST, signals=proposed.signals)
    if not decision.is_valid():
        return _decision(request, file, form, decision, proposed)
    data = decision.cleaned_data
    try:
        begun = assessing.assess(
            request.actor,
            case_id,
            answers=form.answers(),
            words=form.said(),
            protective=form.cleaned_data["protective"],
            protective_words=form.cleaned_data["protective_words"],
            level=data["level"],
            why=data["why"],
            on=data["on"],
            review_on=data["review_on"],
            alerts=data["alerts"],
            version=data["version"],
            begin=data.get("begin", ()),
        )
    except Conflict as conflict:
        return _decision(request, file, form, decision, proposed, clash=_clash(decision, conflict))
    drafts.drop(request.actor, kind=KIND, about=case_id)
    if begun is not None:
        messages.success(request, _("Saved. The same-day protocol is open: this is what to do now."))
        return redirect("safety:protocol", case_id, begun)
    messages.success(request, _("Saved."))
    return redirect("safety:room", case_id)


def _questions(
    request: ActorRequest, file: SafetyFile, form: FactorsForm, *, kept: bool = False
) -> HttpResponse:
    last = file.assessments[0] if file.assessments else None
    return form_page(
        request,
        file,
        form,
        _("What may be dangerous?"),
        "questions",
        kind=KIND,
        kept=kept,
        earlier=cases.day_words(str(last.data["on"])) if last and not form.is_bound else "",
    )


def _first_decision(file: SafetyFile, proposed: rules.Proposal) -> LevelForm:
    """Level and reason stay empty: whoever assesses says them. Alerts that stand, and those the answers speak for."""
    standing = list(file.page.facts.get("alerts", ()))
    now = today()
    return LevelForm(
        initial={
            "on": now,
            "review_on": rules.review_day(proposed.level, now),
            "alerts": [*standing, *(alert for alert in proposed.alerts if alert not in standing)],
            "begin": [
                signal for signal in proposed.signals if signal in file.offers or not _runs(file, signal)
            ],
            "version": file.page.facts_version,
        },
        signals=proposed.signals,
    )


def _runs(file: SafetyFile, signal: str) -> bool:
    return any(record.data["signal"] == signal for record in file.running)


def _decision(
    request: ActorRequest,
    file: SafetyFile,
    factors: FactorsForm,
    form: LevelForm,
    proposed: rules.Proposal,
    *,
    clash: dict[str, Any] | None = None,
) -> HttpResponse:
    passed = [(name, value) for name in factors.fields for value in request.POST.getlist(name)]
    return form_page(
        request,
        file,
        form,
        _("How urgent is it?"),
        "decision",
        passed=passed,
        proposed=presenters.explained(proposed),
        protective=codes.labels("protective_factors", factors.cleaned_data["protective"]),
        clash=clash,
    )


def _clash(form: LevelForm, conflict: Conflict) -> dict[str, Any]:
    """Somebody changed risk or alerts meanwhile: both are shown, and saving again is done knowingly."""
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["version"] = str(conflict.version)  # type: ignore[index]
    current, data = conflict.current, form.cleaned_data
    rows = [
        (_("Risk"), cases.risk_label(str(current.get("risk", ""))), cases.risk_label(data["level"])),
        (
            form.fields["review_on"].label,
            cases.day_words(current.get("risk_review")),
            cases.day_words(data["review_on"]),
        ),
        (
            _("Alerts"),
            cases.field_words("alerts", list(current.get("alerts", ()))),
            cases.field_words("alerts", data["alerts"]),
        ),
    ]
    differences = [{"label": label, "theirs": a, "yours": b} for label, a, b in rows if a != b]
    return {"differences": differences, "saved_by": current.get("by_name", "")}
