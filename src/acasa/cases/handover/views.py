"""Pages of loads and of handing over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from acasa.cases import presenters
from acasa.cases.handover import moving, queries, rules, services
from acasa.cases.handover import pack as packing
from acasa.cases.handover.forms import HandOverForm, OtherTeamForm, PackForm
from acasa.cases.handover.queries import Carried
from acasa.cases.papers import rules as papers
from acasa.cases.papers import typesetting
from acasa.cases.queries.case import CasePage, case_page
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, add_reasons, today
from acasa.cases.views.working import case_form
from acasa.core.errors import NotYet, Refused


@require_safe
def load(request: ActorRequest) -> HttpResponse:
    """What each colleague carries, and what is late."""
    carried = queries.board(request.actor, today())
    whole = rules.summed(line.load for line in carried)
    return render(
        request,
        "handover/load.html",
        {
            "lines": [_line(line) for line in carried],
            "whole": whole,
            "at_most": rules.CASES_AT_MOST,
            "over": sum(line.load.is_over for line in carried),
        },
    )


def _line(line: Carried) -> dict[str, object]:
    teams = line.teams if line.load.cases else []
    return {
        "worker": line.worker,
        "load": line.load,
        "since": presenters.day_words(line.load.late_since),
        "risks": [
            (presenters.risk_label(risk), count, presenters.risk_tone(risk))
            for risk, count in line.load.by_risk.items()
            if count
        ],
        "teams": [(reverse("handover:begin", args=[team, line.worker.id]), name) for team, name in teams],
    }


@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    """Handing over one's own caseload: in which team."""
    own = request.actor.user_id
    teams = queries.teams_of([own], request.actor).get(own, [])
    offered = [(reverse("handover:begin", args=[team, own]), name) for team, name in teams]
    if len(offered) == 1:
        return redirect(offered[0][0])
    return render(request, "handover/mine.html", {"teams": offered})


def begin(request: ActorRequest, team_id: UUID, worker_id: UUID) -> HttpResponse:
    """Choose cases of a colleague, and who takes them."""
    actor = request.actor
    team, worker = queries.may_hand_over(actor, team_id, worker_id)
    held = queries.held(actor, team_id, worker_id)
    form = HandOverForm(
        request.POST or None,
        held=held,
        colleagues=queries.receivers(actor, team_id, worker_id),
        initial={"cases": [str(item.id) for item in held]},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = [UUID(value) for value in data["cases"]]
        given = services.hand_over(
            actor,
            team_id=team_id,
            worker_id=worker_id,
            to=UUID(data["to"]),
            case_ids=chosen,
            words=data["words"],
        )
        said = ngettext("%(count)d case was handed over.", "%(count)d cases were handed over.", given)
        messages.success(request, said % {"count": given})
        if len(chosen) > rules.PACK_AT_MOST:
            first = _(
                "The pack holds the first %(count)d of them. Each of the others has its own, on its page."
            )
            messages.info(request, first % {"count": rules.PACK_AT_MOST})
        asked = "&".join(f"case={case}" for case in chosen[: rules.PACK_AT_MOST])
        return redirect(f"{reverse('handover:packs')}?{asked}")
    return render(
        request,
        "handover/begin.html",
        {"form": form, "team": team, "worker": worker, "held": held, "own": worker_id == actor.user_id},
        status=422 if form.is_bound else 200,
    )


def other_team(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Give the case to a colleague of another team."""
    actor = request.actor
    found = case_page(actor, case_id)
    teams = moving.receiving(actor, found.team_id)
    if not teams or not moving.may_move(actor, worker_id=found.worker.id, restricted=found.restricted):
        raise Refused(moving.VERB, case_id)
    form = OtherTeamForm(request.POST or None, teams=teams)
    if request.method == "POST" and form.is_valid():
        team, _colon, worker = form.cleaned_data["to"].partition(":")
        try:
            moving.move(
                actor,
                case_id,
                team_id=UUID(team),
                worker_id=UUID(worker),
                words=form.cleaned_data["words"],
            )
        except NotYet as first:
            add_reasons(form, first)
        else:
            messages.success(request, _("The case is with its new team."))
            return redirect("cases:case", case_id)
    return case_form(request, found, form, _("Give to another team"))


def _asked(request: ActorRequest) -> list[UUID]:
    values = (request.POST if request.method == "POST" else request.GET).getlist("case")
    try:
        return [UUID(value) for value in values]
    except ValueError:
        raise Refused("handover.pack") from None


def packs(request: ActorRequest) -> HttpResponse:
    """The pack of several cases, to print."""
    found = queries.pack(request.actor, _asked(request))
    form = PackForm(request.POST or None, initial={"language": translation.get_language()})
    if request.method == "POST" and form.is_valid():
        return _pdf(request, found, form, "handover.pdf")
    context = {"form": form, "found": found, "count": len(found)}
    return render(request, "handover/packs.html", context, status=422 if form.is_bound else 200)


def pack(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The pack of one case: to read here, and to print."""
    (found,) = queries.pack(request.actor, [case_id])
    form = PackForm(request.POST or None, initial={"language": translation.get_language()})
    if request.method == "POST" and form.is_valid():
        name = papers.filename(packing.WHAT, str(found.facts.get("code", "")))
        return _pdf(request, [found], form, name)
    due = queries.open_dues([found])
    paper = packing.build([found], due=due, language=translation.get_language() or "en", organisation="")
    context = {**head(request, found), "form": form, "paper": paper}
    return render(request, "handover/pack.html", context, status=422 if form.is_bound else 200)


def _pdf(request: ActorRequest, found: list[CasePage], form: PackForm, name: str) -> HttpResponse:
    document = packing.build(
        found,
        due=queries.open_dues(found),
        language=form.cleaned_data["language"],
        organisation=request.actor.organisation_name,
        names=not form.cleaned_data["without_names"],
    )
    # Made in memory and sent; nothing of it is stored.
    pdf = services.printed(
        request.actor,
        [page.id for page in found],
        to_pdf=lambda: typesetting.pdf(document.data()),
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
