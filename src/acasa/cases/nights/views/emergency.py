"""Emergency opening: open, end, review, set up; and word from the night."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from acasa.accounts import access
from acasa.accounts.services import sign_in
from acasa.cases.nights import lending, queries, rooms
from acasa.cases.nights.forms import EmergencyForm, ReviewForm, WordForm
from acasa.cases.nights.services import catching_up, opening
from acasa.cases.nights.views import common
from acasa.cases.queries import case as case_queries
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest
from acasa.core.errors import Refused
from acasa.vault import tokens

STEPS_AT_ONCE = 5


def open_up(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What, why, and the proof that it is you; then the case's page opens further for four hours."""
    actor = request.actor
    found = case_queries.case_page(actor, case_id, verb="emergency.open")
    offered = queries.openable(actor, found.case_folder, found.person_folder)
    if not offered:
        raise Refused("emergency.open", case_id)
    by_code = common.by_code(request)
    form = EmergencyForm(request.POST or None, compartments=offered, by_code=by_code)
    if request.method == "POST" and form.is_valid():
        wanted, reason = form.cleaned_data["compartments"], form.cleaned_data["reason"]
        try:
            right = common.proved(request, form.proof)
        except sign_in.Busy:
            form.add_error(None, _("Many people are signing in at this moment. Try again in a few seconds."))
        except sign_in.Throttled:
            opening.failed(actor, case_id, compartments=wanted, reason=reason)
            if not request.user.is_authenticated:
                return redirect("accounts:sign_in")
            form.add_error(None, _("Too many wrong tries. Wait some minutes, or call a supervisor."))
        else:
            if right:
                token = tokens.new_token()
                opening_id, new = opening.begin(
                    actor, case_id, compartments=wanted, reason=reason, token=token
                )
                if new:
                    lending.keep(request.session, opening_id, token)
                messages.success(
                    request, _("The case is open for you for four hours. Her worker can see it.")
                )
                return redirect("cases:case", case_id)
            opening.failed(actor, case_id, compartments=wanted, reason=reason)
            field = "code" if by_code else "password"
            form.add_error(field, _("This is not right. Try again."))
    return common.page(request, "open.html", {**head(request, found), "form": form, "worker": found.worker})


@require_POST
def end(request: ActorRequest, opening_id: UUID) -> HttpResponse:
    """Before its time: by who opened it, whose case it is, or a supervisor."""
    opening.end(request.actor, opening_id)
    messages.success(request, _("It is closed again."))
    return redirect("home")


def review(request: ActorRequest, opening_id: UUID) -> HttpResponse:
    """Was it justified? In words, on the next working day at the latest."""
    told = queries.one(request.actor, opening_id, verb="emergency.review")
    if told.reviewed:
        messages.info(request, _("This was reviewed already."))
        return redirect("home")
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if opening.review(request.actor, opening_id, verdict=data["verdict"], words=data["words"]):
            messages.success(request, _("Thank you. It stands in the record, and her worker can read it."))
        else:
            messages.info(request, _("This was reviewed already."))
        return redirect("home")
    return common.page(request, "review.html", {"form": form, "line": rooms.told([told])[0]})


def add_word(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What a colleague on duty did, for those who work with her."""
    found = case_queries.case_page(request.actor, case_id, verb="night.word")
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opening.add_word(request.actor, case_id, text=form.cleaned_data["text"])
        messages.success(request, _("Saved."))
        return redirect("cases:case", case_id)
    return common.page(request, "word.html", {**head(request, found), "form": form})


@access.ask_again
def set_up(request: ActorRequest) -> HttpResponse:
    """A key keeper makes the emergency ring of an organisation that was founded without one."""
    request.actor.require_key_keeper("emergency.set_up")
    if request.method == "POST":
        catching_up.set_up(request.actor)
        messages.success(request, _("Emergency opening is set up."))
        return redirect("nights:prepare")
    return common.page(request, "set_up.html", {"state": queries.state(request.actor)})


def prepare(request: ActorRequest) -> HttpResponse:
    """Older cases get what emergency opening opens, some hundred at a time; goes on where it stopped."""
    actor = request.actor
    if request.method == "POST":
        made = 0
        for _step in range(STEPS_AT_ONCE):
            made += catching_up.prepare(actor)
            if not queries.state(actor).mine:
                break
        text = ngettext("%(count)d key was prepared.", "%(count)d keys were prepared.", made)
        messages.success(request, text % {"count": made})
        return redirect("nights:prepare")
    return common.page(request, "prepare.html", {"state": queries.state(actor)})
