"""The library of instruments, and owners' permissions."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.assessments import library
from acasa.assessments.permissions import presenters, queries, services, words
from acasa.assessments.permissions.forms import OwnFormForm, PermissionForm
from acasa.cases import codes
from acasa.cases.views.common import ActorRequest
from acasa.core.errors import Refused
from acasa.questionnaires import catalogue
from acasa.questionnaires.engine.problems import Problem, Problems
from acasa.questionnaires.pages.preview import preview
from acasa.questionnaires.presenters import problem_lines


@require_safe
def instruments(request: ActorRequest) -> HttpResponse:
    """What there is, and what may be used."""
    return render(
        request,
        "assessments/permissions/library.html",
        {"groups": presenters.groups(queries.entries(request.actor)), "problems": library.problems()},
    )


@require_safe
def instrument(request: ActorRequest, slug: str) -> HttpResponse:
    """One instrument: what it says, under which licence, and with whose permission."""
    entry = queries.entry(request.actor, slug)
    form = library.shown(entry.instrument.key)
    if form is None and entry.usable:
        form = queries.own_form(request.actor, entry.instrument, now=True)
    return render(
        request,
        "assessments/permissions/instrument.html",
        {
            **_about(entry),
            "facts": presenters.facts(entry.instrument),
            "scales": presenters.scales(entry.instrument),
            "questions": presenters.shown(form) if form else [],
            "warnings": [presenters.tell(text) for text in entry.instrument.warnings],
        },
    )


def walk(request: ActorRequest, slug: str) -> HttpResponse:
    """Walk through its questions as on a case; nothing is kept and nothing is counted."""
    entry = queries.entry(request.actor, slug)
    if not entry.usable:
        raise Refused("form.open")
    found = catalogue.find(request.actor, entry.instrument.ref)
    return preview(request, found, back_url=reverse("assessments:instrument", args=[slug]))


def _about(entry: queries.Entry) -> dict[str, object]:
    one = entry.instrument
    return {
        "entry": entry,
        "instrument": one,
        "title": one.titled(codes.language()),
        # Our own is called by its words already.
        "name": "" if one.licence.cls == "own" else presenters.tell(one.name),
        "standing": words.STANDING[entry.standing],
        "tone": words.TONES[entry.standing],
        "licence": words.LICENCES[one.licence.cls],
    }


def permit(request: ActorRequest, slug: str) -> HttpResponse:
    """A key keeper records that the owner permits it."""
    request.actor.require_key_keeper("instrument.permit")
    entry = queries.entry(request.actor, slug)
    if entry.instrument.licence.free:
        raise Refused("instrument.permit")
    form = PermissionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.permit(request.actor, slug=slug, **form.cleaned_data)
        messages.success(request, _("Written down. Now add the owner's form."))
        return redirect("assessments:instrument", slug)
    status = 422 if form.is_bound else 200
    context = {**_about(entry), "form": form}
    return render(request, "assessments/permissions/permit.html", context, status=status)


def add_form(request: ActorRequest, slug: str, permission_id: UUID) -> HttpResponse:
    """The form of a permission: it must ask what is counted."""
    request.actor.require_key_keeper("instrument.form")
    entry = queries.entry(request.actor, slug)
    grant = next((each for each in entry.grants if each.id == permission_id), None)
    if grant is None or grant.ended or grant.has_form:
        raise Refused("instrument.form", permission_id)
    form = OwnFormForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = OwnFormForm(request.POST, request.FILES)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            services.add_form(request.actor, permission_id, content=file.read(), name=file.name)
        except Problems as found:
            problems = found.problems
            form.add_error("file", _("This form can't be read. What to mend stands below."))
        except services.DoesNotFit as found:
            for each in found.misfits:
                form.add_error("file", presenters.misfit(each))
        else:
            messages.success(request, _("Added. It can be used on cases now."))
            return redirect("assessments:instrument", slug)
    context = {**_about(entry), "form": form, "grant": grant, "problems": problem_lines(problems)}
    context["items"] = [(item.id, ", ".join(item.options)) for item in entry.instrument.items]
    status = 422 if form.is_bound else 200
    return render(request, "assessments/permissions/form.html", context, status=status)


@require_POST
def end(request: ActorRequest, slug: str, permission_id: UUID) -> HttpResponse:
    """A permission is over."""
    services.end(request.actor, permission_id)
    messages.success(request, _("Ended. What was answered stays readable."))
    return redirect("assessments:instrument", slug)
