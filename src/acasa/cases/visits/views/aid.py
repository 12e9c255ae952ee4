"""Aid of a case, and the organisation's budget lines."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.cases.services import drafts
from acasa.cases.views.common import ActorRequest, kept_or, today
from acasa.cases.visits import presenters, queries
from acasa.cases.visits.forms import AidForm, BudgetLineForm, TakeBackForm
from acasa.cases.visits.services import aiding
from acasa.cases.visits.views.common import case_of, faster, form_page, saved, under
from acasa.core.errors import Refused

ROOM = "visits:aid"


@require_safe
def room(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What she was given, and by which donor how much."""
    found = case_of(request, case_id, "case.read")
    context = {"rows": presenters.aid_rows(found), "totals": presenters.aid_totals(found)}
    return under(request, found, "aid.html", context)


def add(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Record aid."""
    found = case_of(request, case_id, "aid.add")
    lines = queries.budget_lines(request.actor)
    title = _("Record aid")
    if request.method == "POST":
        form = AidForm(request.POST, lines=lines)
        if form.is_valid():
            data = form.cleaned_data
            aiding.add(
                request.actor,
                case_id,
                aid=aiding.Aid(
                    what=data["what"],
                    on=data["on"],
                    amount=data["amount"],
                    currency=data["currency"],
                    quantity=data["quantity"],
                    line_id=UUID(data["line"]) if data["line"] else None,
                    receipt=data["receipt"],
                    text=data["text"],
                ),
            )
            drafts.drop(request.actor, kind="aid", about=case_id)
            return saved(request, case_id, to=ROOM)
        return form_page(request, found, form, title, back=ROOM, kind="aid")
    initial, kept = kept_or(request.actor, "aid", case_id, {"on": today()})
    form = AidForm(initial=initial, lines=lines)
    return form_page(request, found, form, title, back=ROOM, kind="aid", kept=kept)


def take_back(request: ActorRequest, case_id: UUID, record_id: UUID) -> HttpResponse:
    """An entry was wrong."""
    found = case_of(request, case_id, "aid.take_back")
    row = next((row for row in presenters.aid_rows(found) if row.id == record_id), None)
    if row is None:
        raise Refused("aid.take_back", case_id)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not aiding.take_back(request.actor, case_id, record_id, why=form.cleaned_data["why"]):
            return faster(request, case_id)
        return saved(request, case_id, _("The entry is struck out."), to=ROOM)
    return form_page(request, found, form, _("Take an entry back"), back=ROOM, entry=row)


def lines(request: ActorRequest) -> HttpResponse:
    """Donors and budget lines: everybody reads them, supervisors change them."""
    form = BudgetLineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not request.actor.is_supervisor:
            raise Refused("aid.lines")
        if form.is_valid():
            aiding.add_line(request.actor, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("visits:lines")
    context = {"form": form, "lines": queries.budget_lines(request.actor)}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "visits/lines.html", context, status=status)


@require_POST
def end_line(request: ActorRequest, line_id: UUID) -> HttpResponse:
    """A line is offered no more."""
    aiding.end_line(request.actor, line_id)
    messages.success(request, _("This line is offered no more. What was given from it stays."))
    return redirect("visits:lines")
