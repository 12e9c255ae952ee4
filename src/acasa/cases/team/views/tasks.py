"""Small things for a colleague on a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from acasa.cases.queries.case import parse_day
from acasa.cases.team import presenters, queries
from acasa.cases.team.forms import FinishTaskForm, TaskForm
from acasa.cases.team.services import tasks as services
from acasa.cases.team.views.common import form_page
from acasa.cases.team.words import TASK_WORDS
from acasa.cases.views.common import ActorRequest, conflicting, today
from acasa.core.errors import Conflict


def add(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Ask a colleague for something: it stands on that colleague's day."""
    file = queries.team_file(request.actor, case_id, "task.add")
    colleagues = queries.doers(request.actor, file.page)
    form = TaskForm(request.POST or None, colleagues=colleagues, initial={"who": str(request.actor.user_id)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        who = UUID(data["who"])
        services.add(request.actor, case_id, text=data["text"], who=who, due_on=data["due"])
        messages.success(request, _("Saved. It stands on that colleague's day."))
        return redirect("team:room", case_id)
    return form_page(request, file.page, form, _("Ask a colleague for something"))


def _faster(request: ActorRequest, case_id: UUID) -> HttpResponse:
    messages.info(request, _("Somebody finished this task already."))
    return redirect("team:room", case_id)


def change(request: ActorRequest, case_id: UUID, task_id: UUID) -> HttpResponse:
    """Say it otherwise, give it to somebody else, or put it off."""
    file = queries.team_file(request.actor, case_id, "task.change")
    record = file.task(task_id, "task.change")
    if record.data["state"] != "open":
        return _faster(request, case_id)
    colleagues = queries.doers(request.actor, file.page)
    initial = {**record.data, "due": parse_day(record.data["due"]), "version": record.version}
    form = TaskForm(request.POST or None, colleagues=colleagues, initial=initial)
    more: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            changed = services.change(
                request.actor,
                case_id,
                task_id,
                text=data["text"],
                who=UUID(data["who"]),
                due_on=data["due"],
                version=data["version"] or record.version,
            )
        except Conflict as conflict:
            names = {str(colleague.id): colleague.name for colleague in colleagues}
            more["clash"] = conflicting(form, conflict, lambda name, value: names.get(str(value), str(value)))
        else:
            if not changed:
                return _faster(request, case_id)
            messages.success(request, _("Saved."))
            return redirect("team:room", case_id)
    return form_page(request, file.page, form, _("Change the task"), **more)


def finish(request: ActorRequest, case_id: UUID, task_id: UUID) -> HttpResponse:
    """What became of it, from the room or from the day."""
    file = queries.team_file(request.actor, case_id, "task.finish")
    record = file.task(task_id, "task.finish")
    if record.data["state"] != "open":
        return _faster(request, case_id)
    form = FinishTaskForm(request.POST or None, initial={"version": record.version})
    more: dict[str, Any] = {
        "task": presenters.task(record, today()),
        "change_url": reverse("team:change_task", args=[case_id, task_id]),
    }
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            done = services.finish(
                request.actor,
                case_id,
                task_id,
                state=data["state"],
                result=data["result"],
                version=data["version"] or record.version,
            )
        except Conflict as conflict:
            more["clash"] = conflicting(
                form, conflict, lambda name, value: str(TASK_WORDS.get(str(value), value))
            )
        else:
            if not done:
                return _faster(request, case_id)
            messages.success(request, _("Saved."))
            return redirect("team:room", case_id)
    return form_page(request, file.page, form, str(record.data["text"]), **more)
