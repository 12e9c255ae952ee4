"""Home visits: planning one, and the page on which the worker says how it stands and colleagues act."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.accounts.access import ask_again
from acasa.cases import codes
from acasa.cases.services import drafts
from acasa.cases.views.common import ActorRequest, kept_or, today
from acasa.cases.visits import queries, rules
from acasa.cases.visits.forms import CancelForm, OutForm, VisitForm
from acasa.cases.visits.services import watching
from acasa.cases.visits.views.common import case_of, colleagues, form_page
from acasa.core.errors import Refused

ASKED = (
    "address",
    "phone",
    "agreed",
    "safe_to_go",
    "who_there",
    "dangers",
    "pair",
    "second",
    "help_words",
    "why",
)


def plan(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Plan a home visit, with the questions before going."""
    found = case_of(request, case_id, "visit.plan")
    if not found.is_open:
        return redirect("cases:reopen", case_id)
    never_home = "do_not_visit_home" in found.facts.get("alerts", [])
    more: dict[str, Any] = {"colleagues": colleagues(request, found), "never_home": never_home}
    title = _("Plan a home visit")
    if request.method == "POST":
        form = VisitForm(request.POST, **more)
        if form.is_valid():
            data = form.cleaned_data
            new = watching.Plan(
                on=data["on"],
                start=data["start"],
                back=data["back"],
                grace=data["grace"],
                told={name: data[name] for name in ASKED},
                worker_id=UUID(data["worker"]),
            )
            if new.too_long:
                form.add_error("back", _("That is more than 14 hours. Say when you will be out."))
            elif new.ends(timezone.get_current_timezone()) <= timezone.now():
                form.add_error("back", _("This time is over. For a visit that was, add what happened."))
            else:
                watch_id = watching.plan_visit(request.actor, case_id, plan=new)
                drafts.drop(request.actor, kind="visit", about=case_id)
                messages.success(request, _("The visit is planned. Say here when you set off."))
                return redirect("visits:watch", watch_id)
        return form_page(request, found, form, title, kind="visit", never_home=never_home)
    initial, kept = kept_or(
        request.actor, "visit", case_id, {"on": today(), "worker": str(request.actor.user_id)}
    )
    form = VisitForm(initial=initial, **more)
    return form_page(request, found, form, title, kind="visit", kept=kept, never_home=never_home)


@require_safe
def watch(request: ActorRequest, watch_id: UUID) -> HttpResponse:
    """One visit. What colleagues must know stands in plain; where she went, as far as keys open it."""
    found = queries.out(request.actor, watch_id)
    sealed = queries.sealed_part(request.actor, found)
    over = found.state in rules.OVER
    context = {
        "watch": found,
        "over": over,
        "running": found.state in rules.OUT,
        "planned": found.state == rules.PLANNED,
        "late": found.alarm or found.no_word,
        "sealed": sealed,
        "dangers": codes.labels("visit_dangers", sealed.visit.get("dangers", [])) if sealed else [],
        "alerts": codes.labels("alerts", sealed.alerts) if sealed else [],
        "minutes": rules.EXTEND_MINUTES,
        "can_call_off": found.state == rules.PLANNED and (found.mine or request.actor.is_supervisor),
        "today": timezone.localdate(),
    }
    return render(request, "visits/watch.html", context)


def _to(watch_id: UUID) -> HttpResponse:
    return redirect("visits:watch", watch_id)


@require_POST
def check_in(request: ActorRequest, watch_id: UUID) -> HttpResponse:
    """I set off; or: I am there."""
    state = request.POST.get("state", rules.THERE)
    if watching.check_in(request.actor, watch_id, state=state):
        messages.success(request, _("Noted. Say here when you are out."))
    return _to(watch_id)


@require_POST
def extend(request: ActorRequest, watch_id: UUID) -> HttpResponse:
    """I need more time."""
    minutes = request.POST.get("minutes", "")
    later = watching.extend(request.actor, watch_id, minutes=int(minutes) if minutes.isdecimal() else 0)
    if later is not None:
        hour = date_format(timezone.localtime(later), "H:i")
        messages.success(request, _("Colleagues are told at %(hour)s, not before.") % {"hour": hour})
    return _to(watch_id)


@ask_again
def check_out(request: ActorRequest, watch_id: UUID) -> HttpResponse:
    """I am out, safe. The password is asked, so that nobody else can say so from the worker's telephone."""
    found = queries.out(request.actor, watch_id)
    if not found.mine:
        raise Refused("visit.out", watch_id)
    form = OutForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if watching.check_out(request.actor, watch_id, **form.cleaned_data):
            messages.success(request, _("Good that you are out. Colleagues see it."))
        return _to(watch_id)
    context = {"form": form, "watch": found, "over": found.state in rules.OVER}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "visits/out.html", context, status=status)


def call_off(request: ActorRequest, watch_id: UUID) -> HttpResponse:
    """A planned visit does not take place."""
    found = queries.out(request.actor, watch_id)
    if not (found.mine or request.actor.is_supervisor):
        raise Refused("visit.cancel", watch_id)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if watching.call_off(request.actor, watch_id, reason=form.cleaned_data["reason"]):
            messages.success(request, _("The visit is called off."))
        return _to(watch_id)
    context = {"form": form, "watch": found, "over": found.state != rules.PLANNED}
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "visits/off.html", context, status=status)


@require_POST
def acknowledge(request: ActorRequest, watch_id: UUID) -> HttpResponse:
    """I take this alarm."""
    if watching.acknowledge(request.actor, watch_id):
        messages.success(request, _("Colleagues see that you act. It stays on until all is well."))
    return _to(watch_id)


@require_POST
def end_alarm(request: ActorRequest, watch_id: UUID) -> HttpResponse:
    """I have spoken with the colleague, who is safe."""
    if watching.end_alarm(request.actor, watch_id):
        messages.success(request, _("The alarm is over."))
    return _to(watch_id)
