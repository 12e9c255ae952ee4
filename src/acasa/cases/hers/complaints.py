"""Complaints: written by anybody, read by those who may, answered to whoever holds the code."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from acasa.accounts import access, limits
from acasa.accounts.limits import Limit
from acasa.cases.hers import queries, services
from acasa.cases.hers.forms import AnswerForm, CodeForm, ComplaintForm
from acasa.cases.hers.middleware import hers
from acasa.cases.hers.middleware import shown as now_shown
from acasa.cases.hers.views import her_page
from acasa.cases.presenters import day_words, due_words, moment_words
from acasa.cases.queries.case import CasePage
from acasa.cases.views.common import ActorRequest, today
from acasa.vault import receipts, tokens

# A shelter stands behind one address: enough for all who live there, too few for a flood.
WRITE: Final = Limit("complaint", 10, 3600)
LOOK: Final = Limit("complaint-code", 20, 900)


@access.public
@access.while_locked
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write a complaint without an account and without a case."""
    actor = getattr(request, "actor", None)
    return _write(request, queries.organisations(actor.org_id if actor else None), frozenset(), render)


@hers
@require_http_methods(["GET", "POST"])
def from_her_view(request: ActorRequest) -> HttpResponse:
    """The same from her own view: her worker and whoever is signed in can't open it."""
    now = now_shown(request)
    if not now:
        return redirect("home")
    found: CasePage = queries.her_file(request.actor, UUID(now["case"]))
    excluded = frozenset({found.worker.id, request.actor.user_id})
    return _write(request, queries.organisations(request.actor.org_id), excluded, _her_render)


def _her_render(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    more = {"shell": "hers/shell.html"}
    return her_page(request, template.removeprefix("hers/"), {**context, **more}, status=status)


def _write(
    request: HttpRequest, offered: list[tuple[UUID, str]], excluded: frozenset[UUID], answer: Any
) -> HttpResponse:
    alone = request.POST.get("alone") == "1"
    posted = request.POST if request.method == "POST" else None
    form = ComplaintForm(posted, organisations=offered, alone=alone)
    context: dict[str, Any] = {"form": form, "shell": "ui/public.html", "alone": alone}
    if len(offered) == 1:
        context["reads"] = len(queries.readers(offered[0][0]))
        context["organisation"] = offered[0][1]
    if request.method != "POST":
        return answer(request, "hers/complaint.html", context, status=200)
    if not form.is_valid():
        return answer(request, "hers/complaint.html", context, status=422)
    if not limits.spend(WRITE, limits.address(request)):
        form.add_error(
            None, _("Too many at once from here. Wait a while and try again: what you wrote is kept.")
        )
        return answer(request, "hers/complaint.html", context, status=429)
    data = form.cleaned_data
    org_id = UUID(data["organisation"]) if "organisation" in data else offered[0][0]
    reads = queries.left_to_read(org_id, named=data["who"], excluded=excluded)
    if not reads and data.get("even_so"):
        reads = queries.readers(org_id)
    if not reads:
        # Nobody is left who could read it: say so, keep what was typed, store nothing.
        kept = request.POST.copy()
        kept["alone"] = "1"
        form = ComplaintForm(kept, organisations=offered, alone=True)
        form.is_valid()
        context |= {"form": form, "alone": True, "nobody": True}
        return answer(request, "hers/complaint.html", context, status=409)
    receipt = services.complain(
        org_id,
        readers=[reader.id for reader in reads],
        who=data["who"],
        words=data["words"],
        wish=data["wish"],
        language=(get_language() or "en").split("-")[0],
        today=today(),
    )
    done = {"code": receipt.code, "shell": context["shell"], "count": len(reads)}
    return answer(request, "hers/sent.html", done, status=200)


@hers
@access.public
@access.while_locked
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def read_answer(request: HttpRequest) -> HttpResponse:
    """Look for an answer with the code. The code is sent, never part of an address."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if not limits.spend(LOOK, limits.address(request)):
                form.add_error(None, _("Too many tries. Wait a few minutes and try again."))
                status = 429
            else:
                status = _look(form, context)
    return render(request, "hers/answer.html", context, status=status)


def _look(form: CodeForm, context: dict[str, Any]) -> int:
    try:
        told = queries.answer_for(form.cleaned_data["code"])
    except tokens.Mistyped as slip:
        place = getattr(slip, "group", None)
        form.add_error(
            "code",
            _("There is a slip in group %(number)d.") % {"number": place}
            if place
            else _("This is not a whole code. It has four groups of five letters and digits."),
        )
        return 422
    if told is None:
        form.add_error("code", _("No complaint has this code."))
        return 422
    services.answer_read(queries.organisation_of(receipts.digest(form.cleaned_data["code"])), told.id)  # type: ignore[arg-type]
    answers = [
        {"words": one["words"], "by": one["by_name"], "when": moment_words(one["at"])} for one in told.answers
    ]
    context |= {"told": told, "answers": answers, "received": day_words(told.received_on)}
    context["due"] = day_words(told.due)
    return 200


# --- those who read them


@require_safe
def listing(request: ActorRequest) -> HttpResponse:
    """Complaints that one's key opens."""
    now = today()
    lines = []
    for item in queries.complaints(request.actor):
        when, late = due_words(item.due, now)
        lines.append({"item": item, "when": when, "late": late, "received": day_words(item.received_on)})
    return render(request, "hers/complaints.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
def one(request: ActorRequest, complaint_id: UUID) -> HttpResponse:
    """One complaint: read it and answer."""
    item = queries.complaint(request.actor, complaint_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.answer(request.actor, complaint_id, words=form.cleaned_data["words"], today=today())
        messages.success(request, _("Your answer is sealed to the code of whoever wrote this."))
        return redirect("hers:complaints")
    when, late = due_words(item.due, today())
    context = {
        "item": item,
        "form": form,
        "when": when,
        "late": late,
        "received": day_words(item.received_on),
        "answers": [
            {"words": one.data["words"], "by": one.data["by_name"], "when": moment_words(one.data["at"])}
            for one in item.answers
        ],
    }
    return render(request, "hers/one.html", context, status=422 if form.is_bound else 200)
