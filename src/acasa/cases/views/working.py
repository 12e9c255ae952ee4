"""Pages on which work is recorded: what happened, what comes next, notes, files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from acasa.cases import presenters
from acasa.cases.forms import ContactForm, FileForm, FinishStepForm, NoteForm, StepForm
from acasa.cases.forms.working import PICTURE_DAMAGED
from acasa.cases.papers import metadata
from acasa.cases.queries import case as queries
from acasa.cases.queries.case import CasePage
from acasa.cases.services import drafts, opening, working
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, conflicting, kept_or, page, today
from acasa.core.errors import Conflict, Refused
from acasa.people import rules as people


def case_form(
    request: ActorRequest,
    found: CasePage,
    form: Any,
    title: str,
    *,
    kind: str = "",
    kept: bool = False,
    **more: Any,
) -> HttpResponse:
    """A form of a case under the case's own head, so that safe contact is in sight."""
    context = {**head(request, found), "form": form, "title": title, "kind": kind, "kept": kept, **more}
    return page(request, "form.html", context, status=422 if form.is_bound and not form.is_valid() else 200)


def too_late(
    request: ActorRequest, found: CasePage, text: str, *, label: str, theirs: str, yours: str, by: str = ""
) -> HttpResponse:
    """Somebody was faster: both are shown, and the words typed stay, as what happened, to be saved or not."""
    clash = {"saved_by": by, "differences": [{"label": label, "theirs": theirs, "yours": yours}]}
    form = ContactForm(initial={"on": today(), "text": text, "what": "conversation"})
    return case_form(
        request,
        found,
        form,
        _("What happened"),
        clash=clash,
        form_action=reverse("cases:add_contact", args=[found.id]),
    )


def _need(found: CasePage, compartment: str, verb: str) -> None:
    if compartment not in found.compartments:
        raise Refused(verb, found.id)


def add_contact(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Record what happened, and what comes next, in one go."""
    found = queries.case_page(request.actor, case_id)
    _need(found, people.CASEWORK, "contact.add")
    if request.method == "POST":
        form = ContactForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            working.add_contact(
                request.actor,
                case_id,
                what=data["what"],
                text=data["text"],
                on=data["on"] if data["on"] != today() else None,
                minutes=data["minutes"],
                more={name: data[name] for name in ContactForm.MORE},
            )
            if data["step_text"]:
                step = opening.Step(data["step_text"], data["step_due"])
                working.plan_step(request.actor, case_id, step=step)
            drafts.drop(request.actor, kind="contact", about=case_id)
            messages.success(request, _("Saved."))
            return redirect("cases:case", case_id)
        return case_form(request, found, form, _("What happened"), kind="contact")
    initial, kept = kept_or(request.actor, "contact", case_id, {"on": today()})
    return case_form(
        request, found, ContactForm(initial=initial), _("What happened"), kind="contact", kept=kept
    )


def add_note(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """A note in one of the compartments that the colleague holds."""
    found = queries.case_page(request.actor, case_id)
    offered = sorted(found.compartments & {people.CASEWORK, people.HEALTH, people.LEGAL})
    if not offered:
        raise Refused("note.add", case_id)
    if request.method == "POST":
        form = NoteForm(request.POST, compartments=offered)
        if form.is_valid():
            working.add_note(request.actor, case_id, **form.cleaned_data)
            drafts.drop(request.actor, kind="note", about=case_id)
            messages.success(request, _("Saved."))
            return redirect("cases:case", case_id)
        return case_form(request, found, form, _("Add a note"), kind="note")
    initial, kept = kept_or(request.actor, "note", case_id, {})
    form = NoteForm(initial=initial, compartments=offered)
    return case_form(request, found, form, _("Add a note"), kind="note", kept=kept)


def add_file(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Seal a document into the case."""
    found = queries.case_page(request.actor, case_id)
    offered = sorted(found.compartments & {people.CASEWORK, people.HEALTH, people.LEGAL})
    if not offered:
        raise Refused("file.add", case_id)
    form = FileForm(request.POST or None, request.FILES or None, compartments=offered)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            working.add_file(
                request.actor,
                case_id,
                compartment=form.cleaned_data["compartment"],
                name=file.name,
                kind=file.content_type or "",
                size=file.size,
                source=file.file,
                shareable=form.cleaned_data["shareable"],
            )
        except metadata.Damaged:
            form.add_error("file", PICTURE_DAMAGED)
        else:
            messages.success(request, _("The file is sealed into the case."))
            return redirect("cases:case", case_id)
    return case_form(request, found, form, _("Add a file"), multipart=True)


def add_step(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Say what comes next."""
    found = queries.case_page(request.actor, case_id)
    _need(found, people.CASEWORK, "step.add")
    if not found.is_open:
        return redirect("cases:reopen", case_id)
    colleagues = queries.colleagues(request.actor, found.team_id)
    form = StepForm(request.POST or None, initial={"worker": str(found.worker.id)}, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        step = opening.Step(data["text"], data["due"], UUID(data["worker"]))
        working.plan_step(request.actor, case_id, step=step)
        messages.success(request, _("Saved."))
        return redirect("cases:case", case_id)
    return case_form(request, found, form, _("What comes next"))


def finish_step(request: ActorRequest, case_id: UUID, step_id: UUID) -> HttpResponse:
    """A step is done, put off, or not needed; what happened goes to the timeline."""
    found = queries.case_page(request.actor, case_id)
    step = queries.step_of(request.actor, case_id, step_id)
    form = FinishStepForm(request.POST or None, initial={"version": step.version})
    if step.data.get("done_on"):
        if request.method == "POST" and request.POST.get("text"):
            return too_late(
                request,
                found,
                request.POST["text"],
                label=step.data["text"],
                theirs=presenters.line(step).title,
                yours=dict(form.fields["outcome"].choices).get(request.POST.get("outcome", ""), ""),  # type: ignore[attr-defined]
                by=str(step.data.get("done_by", "")),
            )
        messages.info(request, _("This step is already finished."))
        return redirect("cases:case", case_id)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        version = data["version"]
        try:
            if data["outcome"] == "later":
                working.move_step(request.actor, case_id, step_id, due=data["due"], version=version)
            else:
                working.finish_step(
                    request.actor, case_id, step_id, on=today(), result=data["outcome"], version=version
                )
        except Conflict as conflict:
            clash = conflicting(form, conflict, presenters.field_words)
            theirs = presenters.day_words(conflict.current["due"])
            outcomes = dict(form.fields["outcome"].choices)  # type: ignore[attr-defined]
            yours = presenters.day_words(data["due"]) or outcomes[data["outcome"]]
            clash["differences"] = [{"label": _("By when?"), "theirs": theirs, "yours": yours}]
            clash["saved_by"] = conflict.current.get("moved_by") or clash["saved_by"]
            return case_form(request, found, form, step.data["text"], clash=clash)
        if data["text"]:
            working.add_contact(request.actor, case_id, what="conversation", text=data["text"])
        messages.success(request, _("Saved."))
        return redirect("cases:case", case_id)
    return case_form(request, found, form, step.data["text"])
