"""Joint sessions of mother and child, and what she says to being observed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acasa.cases.queries.case import CasePage, Colleague, parse_day
from acasa.cases.reintegration import presenters, queries, rules, words
from acasa.cases.reintegration.forms import (
    EndSeriesForm,
    ObserveForm,
    OneMoreForm,
    RemoveForm,
    SeriesForm,
    SessionForm,
)
from acasa.cases.reintegration.services import joint as services
from acasa.cases.reintegration.views.common import faster, form_page, saved, under
from acasa.cases.services import drafts
from acasa.cases.views.common import ActorRequest, add_reasons, conflicting, kept_or, today
from acasa.core.errors import Conflict, NotYet, Refused
from acasa.people import rules as people

PLACE = "reintegration:together"
DRAFT = "joint_session"


@require_safe
def together(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Every series of the case, and those that stand on the other one's case."""
    found = queries.case_of(request.actor, case_id, "joint.read")
    joint = queries.together(found.case_folder)
    others = queries.linked(request.actor, found)
    shown = []
    for item in joint.series:
        # One way to a child's file is enough, whichever of its cases is the newest.
        cases = queries.child_cases(found, item, others)
        shown.append({**presenters.series(item, today()), "child_case": cases[0] if cases else None})
    context = {
        "series": shown,
        "consent": presenters.consent(joint),
        "children": bool(queries.children(found)),
        "elsewhere": [
            {"case": one.case_id, "name": one.name, **presenters.series(one.series, today())}
            for one in queries.from_mothers(request.actor, others, found.id)
        ],
    }
    return under(request, found, "together.html", context)


def plan(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Plan a series of joint sessions."""
    found = queries.case_of(request.actor, case_id, "joint.plan")
    children = [(str(item.id), str(item.data.get("name") or "–")) for item in queries.children(found)]
    if not children:
        return redirect(PLACE, case_id)
    colleagues = queries.leaders(request.actor, found)
    initial: dict[str, Any] = {"number": 8, "rhythm": "week", "place": "none"}
    initial["lead"] = _likely_lead(colleagues, request.actor.user_id)
    if len(children) == 1:
        initial["child"] = children[0][0]
    form = SeriesForm(
        request.POST if request.method == "POST" else None,
        children=children,
        colleagues=colleagues,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        new = services.NewSeries(
            kin_id=UUID(data["child"]),
            number=data["number"],
            rhythm=data["rhythm"],
            begin=data["begin"],
            aim=data["aim"],
            lead_id=UUID(data["lead"]),
            place=data["place"],
        )
        services.plan(request.actor, case_id, new=new)
        return saved(request, found, PLACE)
    return form_page(request, found, form, _("Joint sessions of mother and child"), back=PLACE)


def _likely_lead(colleagues: list[Colleague], me: UUID) -> str:
    """Somebody whose profession it is: oneself, else the first of the team, else oneself all the same."""
    able = [one.id for one in colleagues if one.profession in ("psychologist", "psychopedagogue")]
    return str(me if me in able or not able else able[0])


def _series(found: CasePage, series_id: UUID, verb: str) -> queries.Series:
    for item in queries.together(found.case_folder).series:
        if item.record.id == series_id:
            return item
    raise Refused(verb, found.id)


def one_more(request: ActorRequest, case_id: UUID, series_id: UUID) -> HttpResponse:
    """One more session of a series."""
    found = queries.case_of(request.actor, case_id, "joint.plan")
    _series(found, series_id, "joint.plan")
    form = OneMoreForm(request.POST if request.method == "POST" else None)
    title = _("One more session")
    if request.method == "POST" and form.is_valid():
        try:
            services.one_more(request.actor, case_id, series_id, due=form.cleaned_data["due"])
        except NotYet as first:
            add_reasons(form, first)
            return form_page(request, found, form, title, back=PLACE)
        return saved(request, found, PLACE)
    return form_page(request, found, form, title, back=PLACE)


def end(request: ActorRequest, case_id: UUID, series_id: UUID) -> HttpResponse:
    """The series is over."""
    found = queries.case_of(request.actor, case_id, "joint.end")
    _series(found, series_id, "joint.end")
    form = EndSeriesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not services.end(request.actor, case_id, series_id, words=form.cleaned_data["words"]):
            return faster(request, found, PLACE)
        return saved(request, found, PLACE)
    return form_page(request, found, form, _("End the series"), back=PLACE, save=_("End the series"))


def session(request: ActorRequest, case_id: UUID, session_id: UUID) -> HttpResponse:
    """What became of a session."""
    found = queries.case_of(request.actor, case_id, "joint.finish")
    series, record, joint = queries.session_of(found, session_id, "joint.finish")
    if record.data["state"] == rules.CANCELLED and request.method != "POST":
        return faster(request, found, PLACE)
    held = record.data["state"] == rules.HELD
    kinds = {
        "observe": joint.may_observe,
        "notes": people.HEALTH in found.compartments,
        # A form that was sent says what it says, also when a colleague was faster.
        "held": held and request.method != "POST",
    }
    title = _("Joint session %(number)d") % {"number": record.data["number"]}
    more: dict[str, Any] = {
        "back": PLACE,
        "kind": DRAFT,
        "about": session_id,
        "aim": series.data.get("aim", ""),
        "observing": joint.may_observe,
        "consent": presenters.consent(joint),
    }
    if request.method != "POST":
        day = parse_day(str(record.data.get("on") or record.data["due"])) or today()
        stored: dict[str, Any] = {"on": min(today(), day), "version": record.version, "state": rules.HELD}
        if held:
            stored |= {name: record.data.get(name, "") for name in SessionForm.TOLD}
            observed = series.observations.get(str(session_id))
            rates = observed.data["rates"] if observed else {}
            stored |= {f"see_{code}": value for code, value in rates.items()}
        initial, kept = kept_or(request.actor, DRAFT, session_id, stored)
        return form_page(request, found, SessionForm(initial=initial, **kinds), title, kept=kept, **more)
    form = SessionForm(request.POST, **kinds)
    if not form.is_valid():
        return form_page(request, found, form, title, **more)
    data = form.cleaned_data
    try:
        services.finish(
            request.actor,
            case_id,
            session_id,
            state=data["state"],
            on=data["on"],
            told={name: data[name] for name in SessionForm.TOLD},
            rates=form.rates(),
            note=data.get("note", ""),
            version=data["version"],
        )
    except Conflict as conflict:
        return _clash(request, found, form, title, conflict, more)
    drafts.drop(request.actor, kind=DRAFT, about=session_id)
    return saved(request, found, PLACE)


def _clash(
    request: ActorRequest, found: CasePage, form: Any, title: str, conflict: Conflict, more: dict[str, Any]
) -> HttpResponse:
    """A colleague was faster: what stands is shown beside what was typed, which stays to be copied."""
    clash = conflicting(form, conflict, presenters.session_value)
    clash["saved_by"] = (
        conflict.current.get("done_by") or conflict.current.get("moved_by") or clash["saved_by"]
    )
    return form_page(request, found, form, title, clash=clash, **more)


def observe(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What she says to being observed. Withdrawing hides what is there, and asks what becomes of it."""
    found = queries.case_of(request.actor, case_id, "joint.consent")
    joint = queries.together(found.case_folder)
    stands = joint.consent
    initial = {"on": today(), "version": stands.version if stands else 0}
    form = ObserveForm(request.POST if request.method == "POST" else None, initial=initial)
    title = _("May mother and child be observed?")
    more: dict[str, Any] = {"back": PLACE, "observing_asked": True}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.consent(
                request.actor,
                case_id,
                answer=data["answer"],
                on=data["on"],
                words=data["words"],
                version=data["version"] or (stands.version if stands else 0),
            )
        except Conflict as conflict:
            clash = conflicting(form, conflict, presenters.consent_value)
            return form_page(request, found, form, title, clash=clash, **more)
        if data["answer"] != rules.AGREED and joint.kept:
            return saved(request, found, "reintegration:remove", words.hidden_now())
        return saved(request, found, PLACE)
    return form_page(request, found, form, title, **more)


def remove(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """After a withdrawal: what becomes of the observations that are there."""
    found = queries.case_of(request.actor, case_id, "joint.remove")
    joint = queries.together(found.case_folder)
    form = RemoveForm(request.POST if request.method == "POST" else None, initial={"what": "hide"})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["what"] == "remove":
            services.remove_observations(request.actor, case_id)
            return saved(request, found, PLACE, _("The observations are taken out."))
        return saved(request, found, PLACE)
    return form_page(
        request, found, form, _("The earlier observations"), back=PLACE, kept_observations=joint.kept
    )
