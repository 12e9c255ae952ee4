"""The night envelope: made, printed once, used once, taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.accounts import access
from acasa.cases.nights import lending, paper, papers
from acasa.cases.nights.forms import CodeForm, EnvelopeForm
from acasa.cases.nights.services import envelopes as services
from acasa.cases.nights.views import common
from acasa.cases.views.common import ActorRequest
from acasa.core.errors import Refused
from acasa.vault import tokens


def _keeper(request: ActorRequest, verb: str) -> None:
    if not (request.actor.is_supervisor or request.actor.is_key_keeper):
        raise Refused(verb)


@require_safe
def list_(request: ActorRequest) -> HttpResponse:
    """Envelopes: good ones, used ones, and by whom."""
    _keeper(request, "envelope.make")
    return common.page(request, "envelopes.html", {"papers": papers.envelopes(request.actor)})


@access.ask_again
def make(request: ActorRequest) -> HttpResponse:
    """Choose the team; the answer is the sheet to print, and the only place where the code ever is."""
    _keeper(request, "envelope.make")
    teams = papers.envelope_teams(request.actor)
    if not teams:
        raise Refused("envelope.make")
    form = EnvelopeForm(request.POST or None, teams=teams)
    if request.method == "POST" and form.is_valid():
        team_id = UUID(form.cleaned_data["team"])
        days = form.cleaned_data["days"]
        _id, code = services.make(request.actor, team_id=team_id, days=days)
        pdf = paper.envelope_pdf(request.actor.organisation_name, dict(teams)[team_id], code, days)
        answer = HttpResponse(pdf, content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="night-envelope.pdf"'
        return answer
    return common.page(request, "make_envelope.html", {"form": form})


def use(request: ActorRequest) -> HttpResponse:
    """Type the code: one team's essentials are open for twelve hours, and the supervisors know."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        token = tokens.new_token()
        try:
            row = services.use(request.actor, form.cleaned_data["code"], token=token)
        except tokens.Mistyped:
            form.add_error("code", _("There is a slip in this code. Compare each group."))
        else:
            if row is not None:
                lending.keep(request.session, row.id, token)
                text = _(
                    "The essentials of %(team)s are open for you for twelve hours. The supervisors know."
                )
                messages.success(request, text % {"team": row.team.name})
                return redirect("nights:home")
            form.add_error("code", _("This code opens nothing: it was used, has ended, or was taken back."))
    return common.page(request, "use_envelope.html", {"form": form})


@require_POST
def revoke(request: ActorRequest, envelope_id: UUID) -> HttpResponse:
    """Take an envelope back, or end the night of a used one at once."""
    services.revoke(request.actor, envelope_id)
    messages.success(request, _("The envelope opens nothing any more."))
    return redirect("nights:envelopes")


@require_POST
def seen(request: ActorRequest, envelope_id: UUID) -> HttpResponse:
    """A supervisor has read the alarm."""
    services.seen(request.actor, envelope_id)
    return redirect("home")
