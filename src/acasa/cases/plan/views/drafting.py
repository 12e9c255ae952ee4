"""The draft of a plan, changed in place: the whole draft stays in sight, one goal or action of it is a form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.cases.plan import presenters, queries
from acasa.cases.plan.forms import HERSELF, ActionForm, GoalForm, VersionForm
from acasa.cases.plan.queries import PlanFile
from acasa.cases.plan.rules import plans
from acasa.cases.plan.services import drafting, versions
from acasa.cases.plan.views.common import begun, form_page
from acasa.cases.plan.words import review_words
from acasa.cases.queries.case import Colleague, parse_day
from acasa.cases.services import drafts
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, conflicting, today
from acasa.core.errors import Conflict, Refused

NEW = "new"
GONE = {"gone": True}


def _page(request: ActorRequest, file: PlanFile, **more: Any) -> HttpResponse:
    """The draft with one form in it, or none. `goal` and `action` say where: an id, or "new"."""
    plan = file.plan
    context = {
        **head(request, file.page),
        "goals": [presenters.goal(goal, today()) for goal in file.next_goals],
        "draft": file.draft and {"by": file.draft.data["by_name"]},
        "number": int(plan.data["number"]) + 1 if plan else 1,
        "back_url": reverse("plan:draft", args=[file.page.id]),
        **more,
    }
    form = more.get("form")
    invalid = form is not None and form.is_bound and not form.is_valid()
    return render(request, "plan/draft.html", context, status=422 if invalid else 200)


@require_safe
def draft(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The draft as it stands; without one, the present version to begin from."""
    return _page(request, queries.plan_file(request.actor, case_id))


def _goal_form(file: PlanFile, *args: Any, **kwargs: Any) -> GoalForm:
    return GoalForm(
        *args,
        needs=[(str(record.id), presenters.need_line(record)) for record in file.needs],
        challenges=[(str(record.id), presenters.challenge_line(record)) for record in file.challenges],
        with_child=file.of_a_child[1],
        **kwargs,
    )


def _clash(form: Any, conflict: Conflict, file: PlanFile, team: list[Colleague]) -> dict[str, Any]:
    if conflict.current == GONE:
        # Taken out meanwhile: saving again puts what is typed back in as something new.
        conflict = Conflict({}, conflict.yours, 0)
    names = {str(colleague.id): colleague.name for colleague in team}
    names[HERSELF] = file.page.name
    return conflicting(form, conflict, lambda name, value: presenters.field_words(file, names, name, value))


def add_goal(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """One more goal of hers."""
    return _goal(request, case_id, "")


def change_goal(request: ActorRequest, case_id: UUID, goal: str) -> HttpResponse:
    """Change a goal where it stands."""
    return _goal(request, case_id, goal)


def _goal(request: ActorRequest, case_id: UUID, goal_id: str) -> HttpResponse:
    file = queries.plan_file(request.actor, case_id)
    former = plans.goal_of({"goals": file.next_goals}, goal_id) if goal_id else None
    if goal_id and former is None and request.method != "POST":
        raise Refused(drafting.VERB, case_id)
    place = {"goal": goal_id if former else NEW, "kind": "" if goal_id else "plan_goal"}
    if request.method != "POST":
        if former:
            return _page(
                request,
                file,
                form=_goal_form(file, initial={**former, "version": former.get("rev", 1)}),
                **place,
            )
        given = {"needs": request.GET.getlist("need"), "challenges": request.GET.getlist("challenge")}
        initial, kept = begun(request, "plan_goal", case_id, given)
        return _page(request, file, form=_goal_form(file, initial=initial), kept=kept, **place)
    form = _goal_form(file, request.POST)
    if form.is_valid():
        data = dict(form.cleaned_data)
        rev = data.pop("version") or 0
        try:
            drafting.save_goal(request.actor, case_id, goal_id=goal_id, data=data, rev=rev)
        except Conflict as conflict:
            return _page(request, file, form=form, clash=_clash(form, conflict, file, []), **place)
        if not goal_id:
            drafts.drop(request.actor, kind="plan_goal", about=case_id)
        messages.success(request, _("Saved in the draft."))
        return redirect("plan:draft", case_id)
    return _page(request, file, form=form, **place)


def add_action(request: ActorRequest, case_id: UUID, goal: str) -> HttpResponse:
    """One more thing to do for a goal."""
    return _action(request, case_id, goal, "")


def change_action(request: ActorRequest, case_id: UUID, goal: str, action: str) -> HttpResponse:
    """Change an action where it stands."""
    return _action(request, case_id, goal, action)


def _action(request: ActorRequest, case_id: UUID, goal_id: str, action_id: str) -> HttpResponse:
    file = queries.plan_file(request.actor, case_id)
    goal = plans.goal_of({"goals": file.next_goals}, goal_id)
    if goal is None:
        raise Refused(drafting.VERB, case_id)
    former = next((item for item in goal.get("actions", ()) if item["id"] == action_id), None)
    if action_id and former is None and request.method != "POST":
        raise Refused(drafting.VERB, case_id)
    team = queries.helpers(request.actor, file.page)
    place = {"goal": goal_id, "action": action_id if former else NEW}

    def made(*args: Any, **kwargs: Any) -> ActionForm:
        return ActionForm(*args, colleagues=team, name=file.page.name, **kwargs)

    if request.method != "POST":
        initial: dict[str, Any] = {}
        if former:
            initial = {
                **former,
                "due": parse_day(former.get("due", "")),
                "who": HERSELF if former.get("herself") else former.get("who", ""),
                "version": former.get("rev", 1),
            }
        return _page(request, file, form=made(initial=initial), **place)
    form = made(request.POST)
    if form.is_valid():
        data = _who(dict(form.cleaned_data), team, file.page.name)
        rev = data.pop("version") or 0
        try:
            drafting.save_action(
                request.actor, case_id, goal_id=goal_id, action_id=action_id, data=data, rev=rev
            )
        except Conflict as conflict:
            for version in (conflict.current, conflict.yours):
                version["who"] = HERSELF if version.get("herself") else version.get("who", "")
            return _page(request, file, form=form, clash=_clash(form, conflict, file, team), **place)
        messages.success(request, _("Saved in the draft."))
        return redirect("plan:draft", case_id)
    return _page(request, file, form=form, **place)


def _who(data: dict[str, Any], team: list[Colleague], name: str) -> dict[str, Any]:
    """Who does it, as the record says it: a colleague by id and name, herself by name, or nobody of the team."""
    names = {str(colleague.id): colleague.name for colleague in team}
    herself = data["who"] == HERSELF
    data["herself"] = herself
    data["who"] = "" if herself else data["who"]
    data["who_name"] = name if herself else names.get(data["who"], "")
    data["due"] = data["due"].isoformat() if data["due"] else ""
    return data


@require_POST
def remove_goal(request: ActorRequest, case_id: UUID, goal: str) -> HttpResponse:
    """Take a goal out of the draft; versions keep it."""
    queries.plan_file(request.actor, case_id, drafting.VERB)
    drafting.take_out(request.actor, case_id, goal_id=goal)
    messages.success(request, _("Taken out of the draft. Earlier versions keep it."))
    return redirect("plan:draft", case_id)


@require_POST
def remove_action(request: ActorRequest, case_id: UUID, goal: str, action: str) -> HttpResponse:
    """Take an action out of the draft; versions keep it."""
    queries.plan_file(request.actor, case_id, drafting.VERB)
    drafting.take_out(request.actor, case_id, goal_id=goal, action_id=action)
    messages.success(request, _("Taken out of the draft. Earlier versions keep it."))
    return redirect("plan:draft", case_id)


@require_POST
def leave_draft(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Put the draft aside."""
    queries.plan_file(request.actor, case_id, drafting.VERB)
    drafting.leave(request.actor, case_id)
    messages.success(request, _("The draft is put aside. The plan stays as it was."))
    return redirect("plan:room", case_id)


def make_version(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The draft becomes the next version; what is due in it stands on the day."""
    file = queries.plan_file(request.actor, case_id)
    if file.draft is None or not file.next_goals:
        messages.info(request, _("There is no draft to make a version of."))
        return redirect("plan:draft", case_id)
    plan = file.plan
    number = int(plan.data["number"]) + 1 if plan else 1
    title = _("Make version %(number)s") % {"number": number}
    review = parse_day(str(plan.data.get("review_on", ""))) if plan else None
    initial = {"version": file.draft.version, "review_on": review if review and review > today() else None}
    form: Any = VersionForm(request.POST if request.method == "POST" else None, initial=initial)
    more: dict[str, Any] = {
        "goals": [presenters.goal(goal, today()) for goal in file.next_goals],
        "without_action": [goal["words"] for goal in file.next_goals if not goal.get("actions")],
    }
    if request.method == "POST" and form.is_valid():
        try:
            made = versions.make_version(
                request.actor, case_id, review_words=review_words(), **form.cleaned_data
            )
        except Conflict as conflict:
            more["changed_by"] = conflict.current.get("by_name", "")
            form.data = form.data.copy()
            form.data["version"] = str(conflict.version)
            return form_page(request, file, form, title, template="version", **more)
        if made is None:
            messages.info(request, _("A colleague was faster. Look at where the plan stands now."))
        else:
            messages.success(
                request, _("Version %(number)s is made. What is due stands on the day.") % {"number": made}
            )
        return redirect("plan:room", case_id)
    return form_page(request, file, form, title, template="version", **more)
