"""Same-day protocols: opened with one press, steps stamped, left out with a word, ended with an outcome."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.accounts.access import next_url
from acasa.cases.presenters import moment_words
from acasa.cases.safety import library, presenters, queries
from acasa.cases.safety.forms import ClinicalForm, DeclineForm, EndForm, SkipForm
from acasa.cases.safety.queries import SafetyFile
from acasa.cases.safety.services import protocols as services
from acasa.cases.safety.views.common import form_page, show, work
from acasa.cases.services.opening import Step
from acasa.cases.views.common import ActorRequest, today
from acasa.core.errors import Conflict, Refused
from acasa.people import rules as people


@require_POST
def begin(request: ActorRequest, case_id: UUID, signal: str) -> HttpResponse:
    """One press: the protocol runs, and its first step stands on the page."""
    record_id = services.begin(request.actor, case_id, signal=signal)
    messages.success(request, _("The same-day protocol is open: this is what to do now."))
    return redirect("safety:protocol", case_id, record_id)


def decline(request: ActorRequest, case_id: UUID, signal: str) -> HttpResponse:
    """A signal was looked at and needs no protocol now."""
    file = work(request, case_id, "protocol.decline", people.ESSENTIALS)
    if signal not in library.protocols():
        raise Refused("protocol.decline", case_id)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.decline(request.actor, case_id, signal=signal, words=form.cleaned_data["words"])
        messages.success(request, _("Saved. It is offered again when a new signal shows."))
        return redirect("cases:case", case_id)
    return form_page(request, file, form, presenters.offer(signal)["title"])


@require_safe
def protocol(request: ActorRequest, case_id: UUID, protocol_id: UUID) -> HttpResponse:
    """The steps with their clock and guidance; clinical words for those who hold health."""
    file = queries.safety_file(request.actor, case_id, "protocol.read")
    record = queries.protocol_of(file, protocol_id, "protocol.read")
    health = file.holds(people.HEALTH)
    context = {
        "it": {**presenters.protocol(record), "followup": file.followup(record)},
        "may_work": file.may_work,
        "may_end": file.may_work and file.holds(people.CASEWORK),
        "may_note": file.may_work and health,
        "health": health,
        "notes": [
            {
                "when": moment_words(str(note.data["at"])),
                "who": note.data["by_name"],
                "text": note.data["text"],
            }
            for note in file.notes(record)
        ],
        "back": reverse("safety:protocol", args=[case_id, protocol_id]),
    }
    return show(request, file, "protocol", context)


def _faster(request: ActorRequest, case_id: UUID, protocol_id: UUID) -> HttpResponse:
    messages.info(request, _("A colleague was faster. This is how it stands now."))
    return redirect("safety:protocol", case_id, protocol_id)


@require_POST
def done(request: ActorRequest, case_id: UUID, protocol_id: UUID, step: str) -> HttpResponse:
    """A step is done: one press stamps who and when."""
    try:
        services.settle(request.actor, case_id, protocol_id, step=step, state="done")
    except Conflict as conflict:
        if conflict.yours.get("problem") == "no_step":
            raise Refused("protocol.step", case_id) from None
        return _faster(request, case_id, protocol_id)
    return redirect(next_url(request, reverse("safety:protocol", args=[case_id, protocol_id])))


def _one(
    request: ActorRequest, case_id: UUID, protocol_id: UUID, verb: str
) -> tuple[SafetyFile, dict[str, Any]]:
    file = work(request, case_id, verb, people.ESSENTIALS)
    return file, presenters.protocol(queries.protocol_of(file, protocol_id, verb))


def skip(request: ActorRequest, case_id: UUID, protocol_id: UUID, step: str) -> HttpResponse:
    """A step is left out, with a word."""
    file, it = _one(request, case_id, protocol_id, "protocol.step")
    shown = next((item for item in it["steps"] if item["code"] == step), None)
    if shown is None:
        raise Refused("protocol.step", case_id)
    if not it["running"] or shown["state"] != "open":
        return _faster(request, case_id, protocol_id)
    form = SkipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.settle(
                request.actor,
                case_id,
                protocol_id,
                step=step,
                state="skipped",
                words=form.cleaned_data["words"],
            )
        except Conflict:
            return _faster(request, case_id, protocol_id)
        return redirect("safety:protocol", case_id, protocol_id)
    back = reverse("safety:protocol", args=[case_id, protocol_id])
    return form_page(request, file, form, shown["title"], back_url=back)


def end(request: ActorRequest, case_id: UUID, protocol_id: UUID) -> HttpResponse:
    """How it ended, and what comes next on which day. Takes case work."""
    file, it = _one(request, case_id, protocol_id, "protocol.end")
    if not file.holds(people.CASEWORK):
        raise Refused("protocol.end", case_id)
    if not it["running"]:
        return _faster(request, case_id, protocol_id)
    alerts = set(library.protocols()[it["signal"]].alerts) if it["signal"] in library.protocols() else set()
    with_alert = bool(alerts & set(file.page.facts.get("alerts", ())))
    form = EndForm(request.POST or None, initial={"step_due": today()}, with_alert=with_alert)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.end(
                request.actor,
                case_id,
                protocol_id,
                outcome=data["outcome"],
                words=data["words"],
                step=Step(data["step_text"], data["step_due"]),
                alerts_off=bool(data.get("alerts_off")),
            )
        except Conflict:
            return _faster(request, case_id, protocol_id)
        messages.success(request, _("The protocol is ended. What comes next stands on the day."))
        return redirect("cases:case", case_id)
    back = reverse("safety:protocol", args=[case_id, protocol_id])
    return form_page(
        request, file, form, _("End the protocol"), back_url=back, still_open=[s["title"] for s in it["open"]]
    )


def note(request: ActorRequest, case_id: UUID, protocol_id: UUID) -> HttpResponse:
    """Clinical words, sealed in health."""
    file, it = _one(request, case_id, protocol_id, "protocol.note")
    if not file.holds(people.HEALTH):
        raise Refused("protocol.note", case_id)
    form = ClinicalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.add_note(request.actor, case_id, protocol_id, text=form.cleaned_data["text"])
        messages.success(request, _("Saved."))
        return redirect("safety:protocol", case_id, protocol_id)
    back = reverse("safety:protocol", args=[case_id, protocol_id])
    return form_page(request, file, form, it["title"], back_url=back)
