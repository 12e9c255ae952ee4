"""Pages of results: the room, one result, an instrument over time, a child and a parent side by side, a profile."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acasa.assessments import rules
from acasa.assessments.measures import instruments, paper, presenters, queries, services
from acasa.assessments.measures.forms import ProfileForm, TypeInForm
from acasa.assessments.measures.queries import MeasureFile
from acasa.assessments.plots import drawing
from acasa.assessments.rules import Key
from acasa.assessments.scoring import said
from acasa.cases.papers import rules as papers
from acasa.cases.papers import typesetting
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, today
from acasa.core.errors import Refused


def show(
    request: ActorRequest, file: MeasureFile, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of this part under the case's head, so that safe contact is in sight."""
    back = reverse("assessments:room", args=[file.page.id])
    told = {**head(request, file.page), "back_url": back, "may_work": _may_work(file), **context}
    return render(request, f"assessments/{template}.html", told, status=status)


def form_page(request: ActorRequest, file: MeasureFile, form: Any, title: str, **more: Any) -> HttpResponse:
    """A form under the case's head."""
    template = more.pop("template", "form")
    invalid = form.is_bound and not form.is_valid()
    return show(
        request, file, template, {"form": form, "title": title, **more}, status=422 if invalid else 200
    )


def _may_work(file: MeasureFile) -> bool:
    return file.may_work and file.page.is_open


def work(request: ActorRequest, case_id: UUID, verb: str) -> MeasureFile:
    """Results of an open case, for somebody who may write there."""
    file = queries.measure_file(request.actor, case_id, verb)
    if not _may_work(file):
        raise Refused(verb, case_id)
    return file


@require_safe
def room(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Where everything stands: by person, each instrument with its newest result, and what is planned."""
    file = queries.measure_file(request.actor, case_id)
    found = file.series()
    alarms = [
        told
        for one in found
        if (told := presenters.measure(file, one.last))["critical"] and _loud(told["critical"])
    ]
    context = {
        "groups": _by_person(file, found),
        "alarms": alarms,
        "planned": [presenters.planned(file, one, today()) for one in file.open_lines],
        "hidden": presenters.hidden(file),
        "empty": not found,
    }
    return show(request, file, "room", context)


def _loud(critical: list[dict[str, Any]]) -> bool:
    return any(one["running"] or not one["url"] for one in critical)


def _by_person(file: MeasureFile, found: list[queries.Series]) -> list[dict[str, Any]]:
    """Her own first, then each child with a page on which child and parent stand side by side."""
    groups: dict[str, dict[str, Any]] = {}
    for one in sorted(found, key=lambda series: (series.key.about != "", file.about(series.key.about))):
        about = one.key.about
        group = groups.setdefault(
            about,
            {
                "name": file.about(about),
                "lines": [],
                "url": reverse("assessments:together", args=[file.page.id, about]) if about else "",
            },
        )
        group["lines"].append(presenters.line(file, one))
    return list(groups.values())


@require_safe
def result(request: ActorRequest, case_id: UUID, measure_id: UUID) -> HttpResponse:
    """One result: the number, its band in words, what changed, and what it does not say."""
    file = queries.measure_file(request.actor, case_id)
    record = queries.measure_of(file, measure_id)
    series = file.of_measure(record)
    instrument = series.instrument
    context = {
        "it": presenters.measure(file, record),
        "steps": presenters.steps(series, record),
        "subscales": presenters.subscales(file, series, record),
        "warnings": [said(one, instruments.language()) for one in instrument.warnings],
        "sources": instrument.source,
        "certainty": instrument.certainty,
        "closed": not file.page.is_open,
    }
    return show(request, file, "result", context)


@require_safe
def series(
    request: ActorRequest, case_id: UUID, instrument: str, respondent: str, about: UUID | None = None
) -> HttpResponse:
    """One instrument over time: picture, change band, and the table behind them."""
    file = queries.measure_file(request.actor, case_id)
    found = file.one(Key(instrument, respondent, str(about) if about else ""))
    if found is None:
        raise Refused("measure.read", case_id)
    scored = found.scored()
    change = presenters.step(found.instrument, scored[0], scored[-1]) if len(scored) > 1 else {}
    context = {
        "it": presenters.measure(file, found.last),
        "picture": presenters.picture(file, found),
        "band_key": drawing.band_key() if rules.needed(found.instrument) else None,
        "line_key": drawing.key(0),
        "needed": drawing.number(points) if (points := rules.needed(found.instrument)) else "",
        "change": change,
        "rows": presenters.table(file, found),
        "dimensions": presenters.dimensions(file, found),
        "planned": [
            presenters.planned(file, one, today())
            for one in file.open_lines
            if rules.key_of(one.data) == found.key
        ],
        "warnings": [said(one, instruments.language()) for one in found.instrument.warnings],
    }
    return show(request, file, "series", context)


@require_safe
def together(request: ActorRequest, case_id: UUID, about: UUID) -> HttpResponse:
    """A child and a parent: the child's results by whoever answered in one picture, and the parent's own beside."""
    file = queries.measure_file(request.actor, case_id)
    child = str(about)
    found = file.series()
    hers = [one for one in found if not one.key.about]
    childs: dict[str, list[queries.Series]] = {}
    for one in found:
        if one.key.about == child:
            childs.setdefault(one.key.instrument, []).append(one)
    if not childs:
        raise Refused("measure.read", case_id)
    context = {
        "child": file.about(child),
        "name": file.page.name,
        "childs": [_pair(file, sorted(each, key=lambda one: one.key.respondent)) for each in childs.values()],
        "hers": [_pair(file, [one]) for one in hers],
    }
    return show(request, file, "together", context)


def _pair(file: MeasureFile, found: list[queries.Series]) -> dict[str, Any]:
    rows = [row for one in found for row in presenters.table(file, one)]
    return {
        "name": instruments.name(found[0].instrument),
        "scale": presenters.scale_words(found[0].instrument),
        "picture": presenters.side_by_side(file, found),
        "key": [
            (drawing.key(at), presenters.words.RESPONDENTS[one.key.respondent])
            for at, one in enumerate([one for one in found if one.scored()])
        ],
        "rows": sorted(rows, key=lambda row: row["iso"]),
        "several": len(found) > 1,
    }


@require_safe
def begin(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What may be filled in now, for whom: with her on the screen, or typed in from paper."""
    file = work(request, case_id, "measure.read")
    offered = []
    for instrument in file.usable(request.actor):
        keys = presenters.who(file, instrument)
        if keys:
            offered.append(
                {
                    "name": instruments.name(instrument),
                    "population": said(instrument.population, instruments.language()),
                    "length": instrument.length,
                    "unofficial": instrument.unofficial,
                    "keys": [_choice(file, key) for key in keys],
                }
            )
    return show(request, file, "begin", {"offered": offered})


def _choice(file: MeasureFile, key: Key) -> dict[str, Any]:
    return {
        "words": presenters.key_words(file, key),
        "fill_url": presenters.fill_url(file, key),
        "type_url": presenters.type_url(file, key),
    }


def type_in(
    request: ActorRequest, case_id: UUID, instrument: str, respondent: str, about: UUID | None = None
) -> HttpResponse:
    """Type in what was filled in on paper; saving leads to the result."""
    file = work(request, case_id, "measure.type_in")
    key = Key(instrument, respondent, str(about) if about else "")
    it = next((one for one in file.usable(request.actor) if one.slug == instrument), None)
    if it is None or key not in presenters.who(file, it):
        raise Refused("measure.type_in", case_id)
    form = TypeInForm(
        request.POST if request.method == "POST" else None,
        instrument=it,
        form=instruments.form_of(request.actor, it),
        initial={"on": today()},
    )
    if request.method == "POST" and form.is_valid():
        made = services.type_in(
            request.actor,
            case_id,
            instrument=it,
            answers=form.answers(),
            on=form.cleaned_data["on"],
            respondent=key.respondent,
            about=key.about,
            language=form.tongue(),
        )
        messages.success(request, _("Saved."))
        return redirect("assessments:result", case_id, made)
    title = _("%(instrument)s, from paper") % {"instrument": it.title}
    return form_page(
        request,
        file,
        form,
        title,
        template="type_in",
        about=presenters.key_words(file, key),
        notice=it.licence.notice,
    )


def profile(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """All results as a PDF, for the file or for a colleague who helps her."""
    file = queries.measure_file(request.actor, case_id, "measure.print")
    if not file.measures:
        return redirect("assessments:room", case_id)
    form = ProfileForm(request.POST or None, initial={"language": instruments.language()})
    if request.method != "POST" or not form.is_valid():
        return form_page(request, file, form, _("Profile of results"), template="profile")
    data = form.cleaned_data
    named = data["names"] == papers.WORKING_NAME
    document = paper.build(file, language=data["language"], named=named)
    pdf = typesetting.pdf(document.data())
    services.printed(request.actor, case_id)
    answer = HttpResponse(pdf, content_type="application/pdf")
    name = papers.filename("profile", str(file.page.facts.get("code", "")))
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
