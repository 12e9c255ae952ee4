"""Follow-up, also after closure; and looking for somebody whom one can't reach."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from acasa import vocabularies
from acasa.cases.queries.case import parse_day
from acasa.cases.services import drafts
from acasa.cases.views.common import ActorRequest, add_reasons, kept_or, today
from acasa.cases.visits import presenters
from acasa.cases.visits.forms import EndSearchForm, FollowupForm, PauseForm, ScheduleForm, SearchForm, TryForm
from acasa.cases.visits.services import following as services
from acasa.cases.visits.views.common import case_of, faster, form_page, saved
from acasa.core.errors import NotYet, Refused

QUESTIONS = ("safe", "home", "work", "feels", "contact")


def schedule(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Plan when she is asked how she is."""
    found = case_of(request, case_id, "followup.plan")
    closing = (found.course or {}).get("closing") or {}
    closed_on = parse_day(closing.get("on", "")) if not found.is_open else None
    offered = presenters.schedule_choices(closed_on) if closed_on else []
    form = ScheduleForm(
        request.POST if request.method == "POST" else None,
        offered=offered,
        initial={"after": [code for code, _words in offered]},
    )
    if request.method == "POST" and form.is_valid():
        days = []
        for chosen in form.cleaned_data["after"]:
            months, _colon, day = chosen.partition(":")
            days.append((int(months), date.fromisoformat(day)))
        if form.cleaned_data["own"]:
            days.append((0, form.cleaned_data["own"]))
        count = services.plan(request.actor, case_id, days=days)
        words = ngettext("%(count)d follow-up is planned.", "%(count)d follow-ups are planned.", count)
        return saved(request, case_id, words % {"count": count})
    source = vocabularies.load("followup_schedule")
    return form_page(
        request,
        found,
        form,
        _("When shall we ask how she is?"),
        usual=bool(offered),
        certainty=source.certainty,
    )


def finish(request: ActorRequest, case_id: UUID, record_id: UUID) -> HttpResponse:
    """What became of a follow-up."""
    found = case_of(request, case_id, "followup.finish")
    record = next((r for r in found.case_folder.of_kind("followup") if r.id == record_id), None)
    if record is None:
        raise Refused("followup.finish", case_id)
    if record.data["state"] != "planned":
        return faster(request, case_id)
    title = _("How is she?")
    if request.method == "POST":
        form = FollowupForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            answers = {name: data[name] for name in QUESTIONS} if data["state"] == "done" else {}
            done = services.finish(
                request.actor,
                case_id,
                record_id,
                state=data["state"],
                answers=answers,
                words=data["words"],
                outcomes=form.outcomes(),
                on=today(),
            )
            drafts.drop(request.actor, kind="followup", about=case_id)
            return saved(request, case_id) if done else faster(request, case_id)
        return form_page(request, found, form, title, kind="followup")
    initial, kept = kept_or(request.actor, "followup", case_id, {})
    return form_page(
        request, found, FollowupForm(initial=initial), title, kind="followup", kept=kept, asks=True
    )


def begin_search(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """We can't reach her."""
    found = case_of(request, case_id, "lost.begin")
    form = SearchForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if not services.begin_search(request.actor, case_id, **data):
            return faster(request, case_id)
        return saved(request, case_id)
    return form_page(request, found, form, _("We can't reach her"), searching=True, save=_("Begin to look"))


def try_step(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """One step of looking for her."""
    found = case_of(request, case_id, "lost.try")
    looking = presenters.search(found)
    if looking is None:
        return faster(request, case_id)
    form = TryForm(
        request.POST if request.method == "POST" else None, initial={"step": looking.next_code, "on": today()}
    )
    title = _("Where did we look?")
    if request.method == "POST" and form.is_valid():
        told = {**form.cleaned_data, "safe": form.cleaned_data["safe"] != "no"}
        try:
            tried = services.try_step(request.actor, case_id, **told)
        except NotYet as first:
            add_reasons(form, first)
            return form_page(request, found, form, title, searching=True)
        return saved(request, case_id) if tried else faster(request, case_id)
    return form_page(request, found, form, title, searching=True)


def pause_search(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Looking for her waits until a day."""
    found = case_of(request, case_id, "lost.pause")
    looking = presenters.search(found)
    if looking is None or looking.paused_until:
        return faster(request, case_id)
    form = PauseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not services.pause_search(request.actor, case_id, **form.cleaned_data):
            return faster(request, case_id)
        return saved(request, case_id)
    return form_page(request, found, form, _("Wait with looking"), searching=True, save=_("Wait"))


@require_POST
def resume_search(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Go on looking for her."""
    case_of(request, case_id, "lost.resume")
    return (
        saved(request, case_id)
        if services.resume_search(request.actor, case_id)
        else faster(request, case_id)
    )


def end_search(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """We stop looking; the door stays open."""
    found = case_of(request, case_id, "lost.end")
    if presenters.search(found) is None:
        return faster(request, case_id)
    form = EndSearchForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not services.end_search(request.actor, case_id, **form.cleaned_data):
            return faster(request, case_id)
        return saved(request, case_id, _("We stop looking. The door stays open on any day."))
    return form_page(
        request, found, form, _("Stop looking"), door_open=True, save=_("Stop looking; the door stays open")
    )
