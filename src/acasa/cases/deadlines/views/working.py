"""The room of a case: what is due by rule, and what colleagues decide about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acasa.cases import presenters as cases_words
from acasa.cases.deadlines import library, presenters
from acasa.cases.deadlines.forms import ExtendForm, SettleForm
from acasa.cases.deadlines.rules.packs import Pack
from acasa.cases.deadlines.services import deciding
from acasa.cases.queries import case as cases
from acasa.cases.queries.case import CasePage
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, today
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault.folders import Opened

VERB = "deadlines.read"


def _page_of(request: ActorRequest, case_id: UUID) -> tuple[CasePage, Pack]:
    found = cases.case_page(request.actor, case_id, verb=VERB)
    pack = library.present()
    if pack is None or not {people.CASEWORK, people.LEGAL} & found.compartments:
        raise Refused(VERB, case_id)
    return found, pack


def _render(
    request: ActorRequest, template: str, found: CasePage, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    return render(request, f"deadlines/{template}", {**head(request, found), **context}, status=status)


@require_safe
def room(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What is due, from which fact, by which rule and how sure that is; what is met or set aside."""
    found, pack = _page_of(request, case_id)
    context = {"page": presenters.room(found, pack), "may_write": not found.visiting}
    return _render(request, "room.html", found, context)


@require_POST
def recalculate(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Let the deadlines say what the facts say now."""
    _page_of(request, case_id)
    count = deciding.recalculate(request.actor, case_id)
    if count:
        words = ngettext("%(count)d deadline was changed.", "%(count)d deadlines were changed.", count)
        messages.success(request, words % {"count": count})
    else:
        messages.info(request, _("All deadlines were right already."))
    return redirect("deadlines:room", case_id)


def _record(found: CasePage, record_id: UUID) -> Opened:
    for record in presenters.records(found):
        if record.id == record_id:
            return record
    raise Refused(VERB, found.id)


def _form(
    request: ActorRequest, found: CasePage, pack: Pack, record: Opened, form: Any, title: str, submit: str
) -> HttpResponse:
    line = presenters.line(record, pack, pack.calendar(timezone.get_current_timezone()), today())
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "line": line,
        "back_url": reverse("deadlines:room", args=[found.id]),
    }
    return _render(request, "form.html", found, context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def extend(request: ActorRequest, case_id: UUID, record_id: UUID) -> HttpResponse:
    """Put a deadline off, as far as the rule allows."""
    found, pack = _page_of(request, case_id)
    record = _record(found, record_id)
    if not deciding.may_extend(pack.rule(str(record.data["rule"])), record.data):
        messages.info(request, _("The rule does not let this deadline be put off any further."))
        return redirect("deadlines:room", case_id)
    form = ExtendForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        day = deciding.extend(request.actor, case_id, record_id, reason=form.cleaned_data["reason"])
        if day is not None:
            words = _("It is due %(day)s now.") % {"day": cases_words.day_words(day)}
            messages.success(request, words)
        return redirect("deadlines:room", case_id)
    return _form(request, found, pack, record, form, _("Put it off"), _("Put it off"))


@require_http_methods(["GET", "POST"])
def settle(request: ActorRequest, case_id: UUID, record_id: UUID) -> HttpResponse:
    """Say that it is done, or set it aside with the reason."""
    found, pack = _page_of(request, case_id)
    record = _record(found, record_id)
    form = SettleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if deciding.settle(request.actor, case_id, record_id, how=data["how"], reason=data["reason"]):
            messages.success(request, _("Saved."))
        else:
            messages.info(request, _("Somebody has settled this already."))
        return redirect("deadlines:room", case_id)
    return _form(request, found, pack, record, form, _("Done, or set aside"), _("Save"))


@require_POST
def again(request: ActorRequest, case_id: UUID, record_id: UUID) -> HttpResponse:
    """Take up what was settled."""
    found, _pack = _page_of(request, case_id)
    _record(found, record_id)
    deciding.again(request.actor, case_id, record_id)
    return redirect("deadlines:room", case_id)
