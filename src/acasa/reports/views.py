"""Pages of the figures: a table with its picture, the same to take along, and bringing the caseload in."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acasa.cases import presenters as case_presenters
from acasa.cases.views.common import ActorRequest, today
from acasa.reports import files, presenters, queries, services
from acasa.reports.forms import FORM, TableForm
from acasa.reports.queries import Figures, Wanted
from acasa.ui.navigation import Item

# How long one request goes on with long work.
SECONDS = 1.5
# The table that comes first: the ranking, by stage.
FIRST = "rows=challenges&columns=stage_named"


@require_safe
def table(request: ActorRequest) -> HttpResponse:
    """What weighs most over the caseload, by stage, by year, or by anything else that is coded."""
    form, figures = _figures(request)
    query = _query(_given(request))
    return render(
        request,
        "reports/table.html",
        {
            "form": form,
            "figures": figures,
            "page": presenters.page(figures),
            "notes": presenters.notes(figures),
            "part": presenters.narrowed(figures),
            "too_few": presenters.too_few(),
            "active": len(figures.wanted.filters),
            "asks": figures.wanted.rows == queries.QUESTION and figures.question is None,
            "presets": _presets(request),
            "files": [
                (name.upper(), f"{reverse('reports:export', args=[name])}?{query}") for name in files.KINDS
            ],
            "may_bring_in": services.may_bring_in(request.actor),
        },
    )


@require_safe
def export(request: ActorRequest, kind: str) -> HttpResponse:
    """The same table as a file: only what may be shown stands in it."""
    if kind not in files.KINDS:
        raise Http404
    _form, figures = _figures(request)
    if figures.shown.total is None:
        return redirect(f"{reverse('reports:table')}?{_query(request.GET)}")
    day = case_presenters.day_words(today())
    lines = presenters.rows(figures, request.actor.organisation_name, day)
    queries.taken_along(request.actor, figures, kind)
    content = files.made(kind, lines, translation.get_language() or "en")
    response = HttpResponse(content, content_type=files.KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="figures.{kind}"'
    return response


def _figures(request: ActorRequest) -> tuple[TableForm, Figures]:
    actor = request.actor
    given = _given(request)
    listed = queries.forms(actor)
    ref = _ref(given)
    questions = queries.questions(actor, ref) if ref in dict(listed) else None
    form = TableForm(
        given,
        forms_=listed,
        questions=[
            (node.path, presenters.text(node.label, questions[0]) or node.name) for node in questions[1]
        ]
        if questions
        else [],
        years=queries.years(actor),
    )
    # What does not go together is left out.
    form.is_valid()
    return form, queries.table(actor, _wanted(form.cleaned_data, ref if questions else ""))


def _given(request: HttpRequest) -> QueryDict:
    return request.GET or QueryDict(FIRST)


def _ref(given: QueryDict) -> str:
    rows = given.get("rows", "")
    return rows.removeprefix(FORM) if rows.startswith(FORM) else ""


def _wanted(data: dict[str, Any], ref: str) -> Wanted:
    rows = str(data.get("rows") or queries.ROWS[0])
    return Wanted(
        rows=queries.QUESTION if rows.startswith(FORM) else rows,
        columns=str(data.get("columns") or ""),
        form=ref,
        path=str(data.get("question") or ""),
        filters={name: str(data[name]) for name in queries.FILTERS if data.get(name)},
    )


def _query(given: QueryDict) -> str:
    names = ("rows", "question", "columns", *queries.FILTERS)
    return urlencode([(name, given[name]) for name in names if given.get(name)])


def _presets(request: HttpRequest) -> list[Item]:
    """The tables that are asked for most."""
    here = _query(_given(request))
    base = reverse("reports:table")
    return [
        Item(label, f"{base}?{query}", query == here)
        for label, query in (
            (_("What weighs most, by stage"), FIRST),
            (_("What weighs most, by year"), "rows=challenges&columns=year_named"),
            (_("Barriers on the way home"), "rows=barriers&columns=stage_named"),
            (_("Needs, by age"), "rows=needs&columns=age"),
            (_("Exploitation, by age"), "rows=exploitation&columns=age"),
        )
    ]


# --- bringing the caseload in


def bring_in(request: ActorRequest) -> HttpResponse:
    """Count anew what was there before: on a page of its own, because it takes a while."""
    going_on = services.progress(request.actor)
    if request.method == "POST":
        services.begin(request.actor)
        return redirect("reports:run")
    return render(request, "reports/bring_in.html", {"going_on": going_on})


def run(request: ActorRequest) -> HttpResponse:
    """How far it is; each POST goes on with the next cases. Left in the middle, it waits to be continued."""
    actor = request.actor
    if services.progress(actor) is None:
        return _to(request, reverse("reports:bring_in"))
    if request.method == "POST":
        until = time.monotonic() + SECONDS
        while not services.step(actor) and time.monotonic() < until:
            pass
        if "HX-Request" not in request.headers:
            return redirect("reports:run")
    found = services.progress(actor)
    if found is None or found.over:
        if request.method == "POST":
            return _to(request, reverse("reports:run"))
        return render(request, "reports/brought_in.html", {"found": found})
    context = {
        "done": found.done,
        "total": found.total,
        "url": reverse("reports:run"),
        "label": _("Looking at %(done)s of %(total)s cases") % {"done": found.done, "total": found.total},
    }
    return render(request, f"reports/{'working' if 'HX-Request' in request.headers else 'run'}.html", context)


def _to(request: HttpRequest, url: str) -> HttpResponse:
    """Send the whole page elsewhere, whoever asked: a browser or htmx."""
    if "HX-Request" in request.headers:
        response = HttpResponse()
        response["HX-Redirect"] = url
        return response
    return redirect(url)
