"""Pages about questionnaires: what there is, one and its versions, a version with its questions, trying it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.questionnaires import library, presenters, queries, rules, services, words
from acasa.questionnaires.engine.problems import Problem, Problems
from acasa.questionnaires.forms import COMPARTMENTS, MediaForm, SettingsForm, UploadForm, VersionForm
from acasa.questionnaires.pages.preview import preview


class ActorRequest(HttpRequest):
    """A request of a signed-in colleague."""

    actor: Actor


def _language() -> str:
    return (get_language() or "en").split("-")[0]


# --- all of them ---------------------------------------------------------------------------------


@require_safe
def listing(request: ActorRequest) -> HttpResponse:
    """What the organisation asks, and what the library offers."""
    queries.require_manager(request.actor, "form.read")
    known = queries.known(request.actor)
    language = _language()
    context = {
        "lines": [
            {"line": line, "compartment": COMPARTMENTS[line.compartment]}
            for line in queries.lines(request.actor)
        ],
        "offers": [
            {
                "slug": offer.slug,
                "title": offer.words(offer.title, language),
                "about": offer.words(offer.about, language),
                "source": offer.source,
                "licence": offer.licence,
            }
            for offer in library.offers()
            if offer.form_id not in known
        ],
    }
    return render(request, "questionnaires/list.html", context)


@require_POST
def take(request: ActorRequest, slug: str) -> HttpResponse:
    """Take a questionnaire of the library in, as a draft."""
    queries.require_manager(request.actor, "form.add")
    offer = library.offer(slug)
    if offer is None or offer.form_id in queries.known(request.actor):
        raise Refused("form.add")
    version = services.add(
        request.actor,
        content=offer.content(_language()),
        filename=offer.path().name,
        settings=services.Settings(
            compartment=offer.compartment,
            title=offer.words(offer.title, _language()),
            about=offer.words(offer.about, _language()),
            professions=offer.professions,
            on_devices=offer.on_devices,
            case_question=offer.case_question,
        ),
    )
    messages.success(
        request, _("It is yours now, as a draft. Look at it, change it in a spreadsheet, publish it.")
    )
    return redirect("questionnaires:version", version)


@require_http_methods(["GET", "POST"])
def add(request: ActorRequest) -> HttpResponse:
    """A new questionnaire from a file. What is wrong with it is said at once, and nothing is kept then."""
    queries.require_manager(request.actor, "form.add")
    form = UploadForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            version = services.add(
                request.actor, content=file.read(), filename=file.name, settings=form.settings()
            )
        except Problems as found:
            problems = found.problems
        else:
            return redirect("questionnaires:version", version)
    return _upload_page(request, form, problems, _("Add a questionnaire"), reverse("questionnaires:list"))


@require_http_methods(["GET", "POST"])
def add_version(request: ActorRequest, form_id: UUID) -> HttpResponse:
    """The next version of a questionnaire."""
    found, _versions = queries.form(request.actor, form_id, "form.version")
    form = VersionForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            version = services.add_version(request.actor, form_id, content=file.read(), filename=file.name)
        except Problems as wrong:
            problems = wrong.problems
        else:
            return redirect("questionnaires:version", version)
    title = _("New version: %(title)s") % {"title": found.title}
    return _upload_page(request, form, problems, title, reverse("questionnaires:form", args=[form_id]))


def _upload_page(
    request: ActorRequest, form: Any, problems: list[Problem], title: str, back: str
) -> HttpResponse:
    lines = presenters.problem_lines(problems)
    context = {
        "form": form,
        "title": title,
        "back": back,
        "errors": [line for line in lines if line.error],
        "notes": [line for line in lines if not line.error],
    }
    wrong = bool(problems) or (form.is_bound and not form.is_valid())
    return render(request, "questionnaires/upload.html", context, status=422 if wrong else 200)


# --- one -----------------------------------------------------------------------------------------


@require_safe
def form(request: ActorRequest, form_id: UUID) -> HttpResponse:
    """A questionnaire: how it is used, and its versions."""
    found, versions = queries.form(request.actor, form_id, "form.read")
    context = {
        "it": found,
        "compartment": COMPARTMENTS[found.compartment],
        "professions": presenters.profession_words(found.professions),
        "versions": [
            {"line": line, "state": words.STATES[line.state], "tone": words.TONES[line.state]}
            for line in versions
        ],
        "published": next((line for line in versions if line.state == rules.PUBLISHED), None),
    }
    return render(request, "questionnaires/form.html", context)


@require_http_methods(["GET", "POST"])
def settings(request: ActorRequest, form_id: UUID) -> HttpResponse:
    """Who may fill it in, where answers lie, whether devices get it."""
    found, versions = queries.form(request.actor, form_id, "form.change")
    newest = queries.opened(request.actor, versions[0].id, "form.change")
    form = SettingsForm(
        request.POST if request.method == "POST" else None,
        initial={
            "about": found.about,
            "compartment": found.compartment,
            "professions": found.professions,
            "on_devices": found.on_devices,
            "case_question": found.case_question,
        },
        fixed=any(line.state != rules.DRAFT for line in versions),
        questions=rules.codes_of_cases(newest.read, presenters.language_of(newest.read, _language())),
    )
    if request.method == "POST" and form.is_valid():
        services.change(request.actor, form_id, settings=form.settings(found.compartment))
        messages.success(request, _("Saved."))
        return redirect("questionnaires:form", form_id)
    context = {"form": form, "it": found, "compartment": COMPARTMENTS[found.compartment]}
    return render(request, "questionnaires/settings.html", context, status=422 if form.is_bound else 200)


# --- one version ---------------------------------------------------------------------------------


def _version_page(
    request: ActorRequest, version_id: UUID, problems: list[Problem], status: int = 200
) -> HttpResponse:
    opened = queries.opened(request.actor, version_id, "form.read")
    read = opened.read
    wanted = request.GET.get("language", "")
    language = wanted if wanted in read.languages else presenters.language_of(read, _language())
    files = presenters.file_lines(read, opened.media)
    differences = presenters.difference_lines(opened.before, read, language) if opened.before else []
    context = {
        "it": opened.form,
        "version": opened.version,
        "state": words.STATES[opened.version.state],
        "tone": words.TONES[opened.version.state],
        "draft": opened.version.state == rules.DRAFT,
        "published": opened.version.state == rules.PUBLISHED,
        "try_url": reverse("questionnaires:try", args=[version_id])
        + (f"?{urlencode({'language': language})}" if language else ""),
        "spoken": read.languages,
        "language": language,
        "lines": presenters.question_lines(read, language),
        "notes": presenters.notes(opened.version.notes),
        "files": files,
        "missing": [line for line in files if line.needed and not line.there],
        "compared": opened.before is not None,
        "differences": differences,
        "problems": presenters.problem_lines(problems),
    }
    return render(request, "questionnaires/version.html", context, status=status)


@require_safe
def version(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """A version: its questions with their rules in the form's language, its files, what changed."""
    return _version_page(request, version_id, [])


@require_http_methods(["GET", "POST"])
def trial(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Walk through it as in an interview; nothing is kept."""
    opened = queries.opened(request.actor, version_id, "form.read")
    return preview(request, opened.published, back_url=reverse("questionnaires:version", args=[version_id]))


@require_safe
def download(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """The file as it was uploaded."""
    queries.require_manager(request.actor, "form.read", version_id)
    _form, found = queries.version_of(request.actor, version_id, "form.read")
    response = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    ending = found.filename.rsplit(".", 1)[-1] if "." in found.filename else "xlsx"
    safe = "".join(letter for letter in ending.lower() if letter.isalnum())[:5] or "xlsx"
    response["Content-Disposition"] = f'attachment; filename="questionnaire-{found.number}.{safe}"'
    return response


@require_POST
def media(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Give a draft a file that it names."""
    queries.require_manager(request.actor, "form.media", version_id)
    form = MediaForm(request.POST, request.FILES)
    problems = [Problem("empty", "No file.")]
    if form.is_valid():
        try:
            services.add_media(
                request.actor,
                version_id,
                name=form.cleaned_data["name"],
                content=form.cleaned_data["file"].read(),
            )
        except Problems as found:
            problems = found.problems
        else:
            messages.success(request, _("The file is there."))
            return redirect("questionnaires:version", version_id)
    return _version_page(request, version_id, problems, status=422)


@require_POST
def publish(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Ask it from now on."""
    try:
        services.publish(request.actor, version_id)
    except Problems as found:
        return _version_page(request, version_id, found.problems, status=422)
    messages.success(request, _("Published: it can be filled in from now on."))
    return redirect("questionnaires:version", version_id)


@require_POST
def retire(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Ask it no more."""
    services.retire(request.actor, version_id)
    messages.success(request, _("Retired: nobody begins it any more. What was answered stays."))
    return redirect("questionnaires:version", version_id)


@require_POST
def drop(request: ActorRequest, version_id: UUID) -> HttpResponse:
    """Let a draft go."""
    services.drop(request.actor, version_id)
    messages.success(request, _("The draft is gone."))
    return redirect("questionnaires:list")
