"""My people: the list, its filters and saved views, and search by name."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.cases import codes, presenters, rules
from acasa.cases.forms import AboutFilterForm, FilterForm, SaveViewForm
from acasa.cases.queries import case as case_queries
from acasa.cases.queries import caseload
from acasa.cases.queries.caseload import Filters, Listing, Row
from acasa.cases.services import drafts
from acasa.cases.views.common import ActorRequest, case_url, page, today
from acasa.ui.navigation import Item

ABOUT = ("exploitation", "trafficking", "country", "need")
FILTER_NAMES = ("status", "worker", "stage", "risk", "alert", "late", *ABOUT, "overdue", "sort")


@require_safe
def people(request: ActorRequest) -> HttpResponse:
    """The caseload of all of one's teams, page by page."""
    colleagues = case_queries.colleagues(request.actor)
    about = any(request.GET.get(name) for name in (*ABOUT, "overdue", "more"))
    filter_form = AboutFilterForm if about else FilterForm
    form = filter_form(_with_defaults(request.GET), colleagues=colleagues)
    data = form.cleaned_data if form.is_valid() else {}
    filters = _filters(data, request.GET)
    listing = caseload.listing(request.actor, filters, today_number=rules.days(today()) or 0)
    names = {str(colleague.short): colleague.name for colleague in colleagues}
    query = _query(request.GET)
    views = drafts.views(request.actor)
    return page(
        request,
        "list.html",
        {
            "filters": form,
            "opened": "more" in request.GET,
            "more": "" if about else f"?{query}&more=1" if query else "?more=1",
            "listing": listing,
            "rows": [_line(row, names) for row in listing.rows],
            "pages": _pages(request, listing),
            "sort": request.GET.get("sort") or "due",
            "active": sum(1 for name in FILTER_NAMES[1:-1] if data.get(name))
            + (filters.status != rules.OPEN),
            "by_stage": [(codes.label("stages", s), n) for s, n in listing.by_stage.items() if n],
            "by_risk": [
                (presenters.risk_label(r), n, presenters.risk_tone(r))
                for r, n in listing.by_risk.items()
                if n
            ],
            "views": views,
            "view_items": [
                Item(name, f"{reverse('cases:list')}?{kept}", kept == query) for _id, name, kept in views
            ],
            "save_view": SaveViewForm(initial={"query": query}),
        },
    )


def _with_defaults(given: QueryDict) -> QueryDict:
    data = given.copy()
    data.setdefault("status", rules.OPEN)
    return data


def _filters(data: dict[str, Any], given: QueryDict) -> Filters:
    sort = given.get("sort", "due")
    number = given.get("page", "1")
    status = str(data.get("status") or rules.OPEN)
    return Filters(
        status="" if status == "all" else status,
        worker=str(data.get("worker") or ""),
        stages=tuple(data.get("stage") or ()),
        risks=tuple(data.get("risk") or ()),
        alert=str(data.get("alert") or ""),
        late=bool(data.get("late")),
        overdue=bool(data.get("overdue")),
        **{name: str(data.get(name) or "") for name in ABOUT},
        sort=sort.lstrip("-") if sort.lstrip("-") in caseload.SORTS else "due",
        descending=sort.startswith("-"),
        page=int(number) if number.isdecimal() and len(number) < 7 else 1,
    )


def _query(given: QueryDict) -> str:
    """The filters in use as an address, in a fixed order and without anything else."""
    pairs = [(name, value) for name in FILTER_NAMES for value in given.getlist(name) if value]
    return urlencode(pairs)


def _pages(request: HttpRequest, listing: Listing) -> dict[str, object]:
    def url(number: int) -> str:
        query = _query(request.GET)
        return f"?{query}&page={number}" if query else f"?page={number}"

    return {
        "number": listing.page,
        "count": listing.pages,
        "previous": url(listing.page - 1) if listing.page > 1 else "",
        "next": url(listing.page + 1) if listing.page < listing.pages else "",
    }


def _line(row: Row, names: dict[str, str]) -> dict[str, object]:
    when, late = ("", False)
    due = case_queries.parse_day(row.due)
    if due is not None and row.is_open:
        when, late = presenters.due_words(due, today())
    return {
        "row": row,
        "url": case_url(row.case_id),
        "risk": presenters.risk_label(row.risk) if row.risk else "",
        "tone": presenters.risk_tone(row.risk),
        "stage": codes.label("stages", row.stage),
        "worker": names.get(row.worker, ""),
        "when": when,
        "late": late,
        "contact": presenters.day_words(row.contact),
        "alerts": codes.labels("alerts", list(row.alerts)[:3]),
    }


@require_POST
def search(request: ActorRequest) -> HttpResponse:
    """Find a person by any spelling. By POST, so that no name stands in an address."""
    query = request.POST.get("q", "").strip()[:120]
    colleagues = case_queries.colleagues(request.actor)
    names = {str(colleague.short): colleague.name for colleague in colleagues}
    rows = caseload.search(request.actor, query) if query else []
    return page(request, "search.html", {"query": query, "rows": [_line(row, names) for row in rows]})


@require_POST
def save_view(request: ActorRequest) -> HttpResponse:
    """Keep the filters in use under a name."""
    form = SaveViewForm(request.POST)
    query = _query(QueryDict(request.POST.get("query", "")[:500]))
    if form.is_valid():
        drafts.save_view(request.actor, name=form.cleaned_data["name"], query=query)
        messages.success(request, _("The view is kept. Only you see it."))
    else:
        messages.error(request, _("Give the view a name."))
    return redirect(f"{reverse('cases:list')}?{query}")


@require_POST
def drop_view(request: ActorRequest, view_id: UUID) -> HttpResponse:
    """Forget a saved view."""
    drafts.drop_view(request.actor, view_id)
    return redirect("cases:list")
