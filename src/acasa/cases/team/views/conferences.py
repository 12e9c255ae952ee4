"""Case conferences: planned, held, decided, printed."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.cases import codes
from acasa.cases import presenters as cases_presenters
from acasa.cases.papers import rules as papers
from acasa.cases.papers import typesetting
from acasa.cases.plan.rules import plans
from acasa.cases.queries.case import CasePage, parse_day
from acasa.cases.services import drafts
from acasa.cases.team import agenda, presenters, queries, rules, words
from acasa.cases.team import minutes as paper
from acasa.cases.team.forms import DecisionForm
from acasa.cases.team.forms.conferences import ConferenceForm, MinutesForm, PrintForm
from acasa.cases.team.queries import TeamFile
from acasa.cases.team.services import conferences as services
from acasa.cases.team.services.conferences import Decision
from acasa.cases.team.views.common import form_page
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, conflicting, kept_or, today
from acasa.core.errors import Conflict, Refused
from acasa.vault.folders import Opened

PLANNING, WRITING = "team_conference", "team_minutes"


def _clash(form: Any, conflict: Conflict, found: CasePage) -> dict[str, Any]:
    """Both versions, in words where a field holds codes."""

    def show(name: str, value: Any) -> str:
        if isinstance(value, list):
            return "; ".join(show(name, item) for item in value)
        if isinstance(value, dict):
            return str(value.get("name", ""))
        return str(words.HER_PART_WORDS.get(str(value), value))

    kept = {name for name in form.fields if name in conflict.current}
    current = {name: value for name, value in conflict.current.items() if name in kept}
    yours = {name: value for name, value in conflict.yours.items() if name in kept}
    current["by_name"] = (conflict.current.get("minuted") or conflict.current).get("by_name", "")
    return {"clash": conflicting(form, Conflict(current, yours, conflict.version), show)}


def _faster(request: ActorRequest, case_id: UUID) -> HttpResponse:
    messages.info(request, _("Nothing was changed: somebody held this conference or called it off already."))
    return redirect("team:room", case_id)


# --- planned


def plan(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Plan a conference; what is open is offered for its agenda."""
    file = queries.team_file(request.actor, case_id, "conference.plan")
    args: dict[str, Any] = {
        "colleagues": queries.doers(request.actor, file.page),
        "suggestions": agenda.suggestions(file.page.case_folder),
    }
    title = _("Plan a case conference")
    if request.method == "POST":
        form = ConferenceForm(request.POST, **args)
        if form.is_valid():
            conference_id = services.plan(
                request.actor,
                case_id,
                data=form.data_of(),
                on=form.cleaned_data["on"],
                words=words.conference_words(),
            )
            drafts.drop(request.actor, kind=PLANNING, about=case_id)
            messages.success(request, _("Planned. It stands on the day of each colleague who is invited."))
            return redirect("team:conference", case_id, conference_id)
        return form_page(request, file.page, form, title, kind=PLANNING)
    initial, kept = kept_or(request.actor, PLANNING, case_id, {})
    form = ConferenceForm(initial=initial, **args)
    return form_page(request, file.page, form, title, kind=PLANNING, kept=kept)


def change(request: ActorRequest, case_id: UUID, conference_id: UUID) -> HttpResponse:
    """Another day, place, agenda or circle."""
    file = queries.team_file(request.actor, case_id, "conference.plan")
    record = file.conference(conference_id, "conference.plan")
    if record.data["state"] != rules.PLANNED:
        return _faster(request, case_id)
    hour = record.data.get("hour", "")
    initial = {
        **record.data,
        "on": parse_day(record.data["on"]),
        "hour": hour,
        "agenda": "\n".join(record.data.get("agenda", ())),
        "version": record.version,
    }
    form = ConferenceForm(
        request.POST or None,
        initial=initial,
        colleagues=queries.doers(request.actor, file.page),
        suggestions=[],
    )
    back = reverse("team:conference", args=[case_id, conference_id])
    more: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            changed = services.change(
                request.actor,
                case_id,
                conference_id,
                data=form.data_of(),
                on=form.cleaned_data["on"],
                words=words.conference_words(),
                version=form.cleaned_data["version"] or record.version,
            )
        except Conflict as conflict:
            more = _clash(form, conflict, file.page)
        else:
            if not changed:
                return _faster(request, case_id)
            messages.success(request, _("Saved."))
            return redirect("team:conference", case_id, conference_id)
    return form_page(request, file.page, form, _("Change the conference"), back=back, **more)


@require_POST
def call_off(request: ActorRequest, case_id: UUID, conference_id: UUID) -> HttpResponse:
    """It does not take place."""
    queries.team_file(request.actor, case_id, "conference.off")
    if not services.call_off(request.actor, case_id, conference_id, reason=""):
        return _faster(request, case_id)
    messages.success(request, _("The conference is called off. It stands on nobody's day any more."))
    return redirect("team:room", case_id)


@require_safe
def conference(request: ActorRequest, case_id: UUID, conference_id: UUID) -> HttpResponse:
    """One conference: its agenda, or its minutes and what became of its decisions."""
    file = queries.team_file(request.actor, case_id)
    record = file.conference(conference_id, "team.read")
    names = {str(colleague.id): colleague.name for colleague in queries.doers(request.actor, file.page)}
    context = {
        **head(request, file.page),
        "it": presenters.minutes(record, file.tasks, names),
        "planned": record.data["state"] == rules.PLANNED,
        "held": record.data["state"] == rules.HELD,
    }
    return render(request, "team/conference.html", context)


# --- held


def _candidates(file: TeamFile, record: Opened, request: ActorRequest) -> list[dict[str, str]]:
    """Who may have been there: the worker, the case's team, colleagues with its key."""
    found, ours = file.page, request.actor.organisation_name
    people = [(found.worker.name, found.worker.profession, ours)]
    people += [
        (str(item.data["name"]), str(item.data.get("profession", "")), str(item.data.get("organisation", "")))
        for item in file.members
        if not item.data.get("to")
    ]
    people += [(item.name, item.profession, ours) for item in queries.doers(request.actor, found)]
    people += [
        (one["name"], one.get("profession", ""), one.get("organisation", ""))
        for one in record.data.get("present", ())
    ]
    named: dict[str, dict[str, str]] = {}
    for name, profession, organisation in people:
        named.setdefault(name, {"name": name, "profession": profession, "organisation": organisation})
    return list(named.values())


def _choice(one: dict[str, str]) -> tuple[str, str]:
    said = [one["name"], codes.label("professions", one["profession"]), one["organisation"]]
    return one["name"], ", ".join(part for part in said if part)


def _typed(text: str) -> list[dict[str, str]]:
    """Lines "name, profession, organisation" as people; the profession stays as it was typed."""
    found = []
    for line in text.splitlines():
        name, _comma, rest = (part.strip() for part in line.partition(","))
        profession, _comma, organisation = (part.strip() for part in rest.partition(","))
        if name:
            found.append({"name": name, "profession": profession, "organisation": organisation})
    return found


def minutes(request: ActorRequest, case_id: UUID, conference_id: UUID) -> HttpResponse:
    """The minutes, or another version of them; decisions with a colleague and a day become tasks."""
    file = queries.team_file(request.actor, case_id, "conference.hold")
    record = file.conference(conference_id, "conference.hold")
    held = record.data["state"] == rules.HELD
    if record.data["state"] == rules.CALLED_OFF:
        return _faster(request, case_id)
    candidates = _candidates(file, record, request)
    args: dict[str, Any] = {
        "people": [_choice(one) for one in candidates],
        "colleagues": queries.doers(request.actor, file.page),
        "deciding": not held,
    }
    title = _("Change the minutes") if held else _("Minutes of the conference")
    back = reverse("team:conference", args=[case_id, conference_id])
    more: dict[str, Any] = {
        "kind": "" if held else WRITING,
        "draft_about": conference_id,
        "back": back,
        "agenda": record.data.get("agenda"),
    }
    if request.method == "POST":
        form = MinutesForm(request.POST, **args)
        if form.is_valid():
            data = form.cleaned_data
            there = set(data.get("there", ()))
            told = {
                "on": data["on"].isoformat(),
                "present": [one for one in candidates if one["name"] in there] + _typed(data["others"]),
                "her_part": data["her_part"],
                "her_view": data["her_view"],
                "discussed": data["discussed"],
            }
            decisions = [
                Decision(text, rules.TASK if who else rules.ONLY, UUID(who) if who else None, due)
                for text, who, due in form.decided()
            ]
            try:
                done = services.hold(
                    request.actor,
                    case_id,
                    conference_id,
                    minutes=told,
                    decisions=decisions,
                    version=data["version"] or record.version,
                )
            except Conflict as conflict:
                more |= _clash(form, conflict, file.page)
                return form_page(request, file.page, form, title, **more)
            if not done:
                return _faster(request, case_id)
            drafts.drop(request.actor, kind=WRITING, about=conference_id)
            messages.success(
                request, _("The minutes are kept. What was decided for a colleague stands on that day.")
            )
            return redirect("team:conference", case_id, conference_id)
        return form_page(request, file.page, form, title, **more)
    present = [one["name"] for one in record.data.get("present", ())]
    first = {
        "on": parse_day(record.data["on"]) if held else min(today(), parse_day(record.data["on"]) or today()),
        "there": present if held else [file.page.worker.name],
        "her_part": record.data.get("her_part", ""),
        "her_view": record.data.get("her_view", ""),
        "discussed": record.data.get("discussed", ""),
        "others": record.data.get("guests", "") if not held else "",
        "version": record.version,
    }
    initial, kept = (first, False) if held else kept_or(request.actor, WRITING, conference_id, first)
    return form_page(request, file.page, MinutesForm(initial=initial, **args), title, kept=kept, **more)


def decide(request: ActorRequest, case_id: UUID, conference_id: UUID) -> HttpResponse:
    """One more decision, and what becomes of it."""
    file = queries.team_file(request.actor, case_id, "conference.decide")
    record = file.conference(conference_id, "conference.decide")
    if record.data["state"] != rules.HELD:
        return _faster(request, case_id)
    goals = [(goal["id"], str(goal["words"])) for goal in _goals(file)]
    form = DecisionForm(request.POST or None, colleagues=queries.doers(request.actor, file.page), goals=goals)
    back = reverse("team:conference", args=[case_id, conference_id])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        decision = Decision(
            data["text"],
            data["becomes"],
            UUID(data["who"]) if data["who"] else None,
            data["due"],
            data.get("goal", ""),
        )
        if not services.decide(request.actor, case_id, conference_id, decision=decision):
            return _faster(request, case_id)
        messages.success(request, _("Saved."))
        return redirect("team:conference", case_id, conference_id)
    return form_page(request, file.page, form, _("Add a decision"), back=back)


def _goals(file: TeamFile) -> list[plans.Goal]:
    """Goals of the plan's draft, or of the plan that holds when nobody works on a draft."""
    folder = file.page.case_folder
    draft = next((item for item in folder.of_kind("plan_draft") if item.data.get("open")), None)
    if draft:
        return plans.goals(draft.data)
    return plans.goals(plans.present(record.data for record in folder.of_kind("plan")))


# --- printed


def print_(request: ActorRequest, case_id: UUID, conference_id: UUID) -> HttpResponse:
    """The minutes as PDF; first the question where the paper goes."""
    file = queries.team_file(request.actor, case_id, "conference.print")
    record = file.conference(conference_id, "conference.print")
    if record.data["state"] != rules.HELD:
        raise Refused("conference.print", conference_id)
    form = PrintForm(request.POST or None, initial={"language": codes.language()})
    back = reverse("team:conference", args=[case_id, conference_id])
    if request.method == "POST" and form.is_valid():
        language, leaves = form.cleaned_data["language"], form.cleaned_data["where"] == "leaves"
        document = paper.build(
            file.page,
            record.data,
            language=language,
            leaves=leaves,
            organisation=request.actor.organisation_name,
        )
        pdf = services.printed(
            request.actor,
            case_id,
            conference_id,
            language=language,
            leaves=leaves,
            to_pdf=partial(typesetting.pdf, document.data()),
        )
        response = HttpResponse(pdf, content_type="application/pdf")
        name = papers.filename("minutes", str(file.page.facts.get("code", "")))
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    said = _("Minutes of %(day)s") % {"day": cases_presenters.day_words(record.data["on"])}
    return form_page(request, file.page, form, said, back=back, printing=True)
