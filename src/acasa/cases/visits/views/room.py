"""The room "Contacts and visits" of a case."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.cases import codes
from acasa.cases.services import working
from acasa.cases.views.common import ActorRequest
from acasa.cases.visits import presenters, queries
from acasa.cases.visits.forms import AttemptForm
from acasa.cases.visits.views.common import case_of, form_page, saved, under

AT_MOST = 20


@require_safe
def room(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What comes, what was tried, what happened; each thing one click from where it is done."""
    found = case_of(request, case_id, "visit.read")
    outs = queries.of_case(request.actor, case_id)
    context = {
        "coming": presenters.coming(found, outs),
        "alarms": [out for out in outs.values() if out.alarm],
        "attempt": AttemptForm(),
        "results": codes.choices("attempt_results"),
        "no_message": "do_not_leave_message" in found.facts.get("alerts", []),
        "search": presenters.search(found),
        "past": presenters.past(found, AT_MOST),
        "interpreters": presenters.interpreters(found),
    }
    return under(request, found, "room.html", context)


@require_POST
def attempt(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """An attempt without an answer: one press, and a word if there is one."""
    found = case_of(request, case_id, "attempt.add")
    form = AttemptForm(request.POST)
    if not form.is_valid():
        return form_page(request, found, form, _("An attempt without an answer"))
    data = form.cleaned_data
    working.add_contact(
        request.actor,
        case_id,
        what="attempt",
        text=data["text"],
        more={"result": data["result"], "message_left": data["message"]},
    )
    return saved(request, case_id)
