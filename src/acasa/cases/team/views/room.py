"""The room "Team": who works on this case, what was agreed between colleagues, what waits."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acasa.cases import codes
from acasa.cases.queries.case import parse_day
from acasa.cases.team import presenters, queries, rules, words
from acasa.cases.team.forms import MemberForm
from acasa.cases.team.queries import TeamFile
from acasa.cases.team.services import members as services
from acasa.cases.team.views.common import form_page
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, conflicting, today
from acasa.core.errors import Conflict

DONE_AT_FIRST = 6


@require_safe
def room(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Everything of the team's work in one place."""
    file = queries.team_file(request.actor, case_id)
    found, now = file.page, today()
    doers = {colleague.id for colleague in queries.doers(request.actor, found)}
    tasks = [presenters.task(record, now) for record in file.tasks]
    context: dict[str, Any] = {
        **head(request, found),
        "members": [presenters.member(record, doers) for record in file.members],
        "worker_profession": codes.label("professions", found.worker.profession),
        "deputies": queries.deputies(found, now),
        "tasks": [task for task in tasks if task["is_open"]],
        "done": [task for task in reversed(tasks) if not task["is_open"]][:DONE_AT_FIRST],
        "conferences": [presenters.conference(record) for record in file.conferences],
        "approvals": standings(request, file),
        "keeps_keys": request.actor.is_key_keeper,
    }
    return render(request, "team/room.html", context)


def standings(request: ActorRequest, file: TeamFile) -> list[dict[str, Any]]:
    """How assessment, plan and closure stand."""
    told = []
    for what in rules.WHAT:
        state = queries.approval(request.actor, file.page, what)
        code = state["approval_state"]
        told.append(
            {
                **state,
                "what": what,
                "title": words.WHAT_WORDS[what],
                "about": words.ABOUT_WORDS[what],
                "words": words.STANDING_WORDS[code],
                "tone": words.STANDING_TONES[code],
            }
        )
    return told


def _form(request: ActorRequest, file: TeamFile, *args: Any, **kwargs: Any) -> MemberForm:
    ours = [(str(user), name) for user, name in queries.ours(request.actor) if user != file.page.worker.id]
    return MemberForm(*args, ours=ours, **kwargs)


def _data(form: MemberForm) -> tuple[dict[str, Any], int]:
    data = dict(form.cleaned_data)
    version = data.pop("version") or 0
    since, to = data.pop("since"), data.pop("to")
    data |= {"from": since.isoformat() if since else "", "to": to.isoformat() if to else ""}
    return data, version


def add_member(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Somebody joins the team of this case."""
    file = queries.team_file(request.actor, case_id, "team.add")
    initial = {"since": today(), "role": "specialist"}
    form = _form(request, file, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data, _version = _data(form)
        services.add(request.actor, case_id, data=data)
        messages.success(request, _("Saved."))
        return redirect("team:room", case_id)
    return form_page(request, file.page, form, _("Add somebody to the team"), no_keys=True)


def change_member(request: ActorRequest, case_id: UUID, member_id: UUID) -> HttpResponse:
    """What is said of a member, and until when."""
    file = queries.team_file(request.actor, case_id, "team.change")
    record = file.member(member_id, "team.change")
    initial = {
        **record.data,
        "since": parse_day(str(record.data.get("from", ""))),
        "to": parse_day(str(record.data.get("to", ""))),
        "version": record.version,
    }
    form = _form(request, file, request.POST or None, initial=initial)
    more: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        data, version = _data(form)
        try:
            services.change(request.actor, case_id, member_id, data=data, version=version or record.version)
        except Conflict as conflict:
            shown = {"since": "from"}
            conflict.current["since"], conflict.yours["since"] = (
                side.get(shown["since"], "") for side in (conflict.current, conflict.yours)
            )
            more["clash"] = conflicting(form, conflict, lambda name, value: _shown(request, name, value))
        else:
            messages.success(request, _("Saved."))
            return redirect("team:room", case_id)
    return form_page(request, file.page, form, str(record.data["name"]), no_keys=True, **more)


def _shown(request: ActorRequest, name: str, value: Any) -> str:
    lists = {"profession": "professions", "role": "team_roles"}
    if name in lists:
        return codes.label(lists[name], str(value))
    if name == "user":
        return {str(user): shown for user, shown in queries.ours(request.actor)}.get(str(value), "")
    return str(value)
