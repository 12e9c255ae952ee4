"""The plan on paper: printed, read here, signed on the screen, or signed by hand and brought back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from acasa.cases import codes
from acasa.cases.childplan import paper, presenters, queries, rules
from acasa.cases.childplan.forms.paper import ON_PAPER, ChildPaperForm, SignForm
from acasa.cases.childplan.queries import ChildFile
from acasa.cases.childplan.services import signing
from acasa.cases.childplan.services.signing import COPY, PAPER
from acasa.cases.childplan.views.common import form_page
from acasa.cases.papers import rules as papers
from acasa.cases.papers.document import Document
from acasa.cases.papers.forms import NOT_TAKEN
from acasa.cases.papers.orders import Order
from acasa.cases.papers.services import NotTaken
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, today
from acasa.core.errors import Conflict, Refused

_NAMES = {PAPER: "child-plan", COPY: "my-plan"}


def _file(request: ActorRequest, case_id: UUID, verb: str) -> ChildFile:
    file = queries.child_file(request.actor, case_id)
    if file.plan is None:
        raise Refused(verb, case_id)
    return file


def _code(file: ChildFile) -> str:
    return str(file.page.facts.get("code", ""))


def _document(request: ActorRequest, file: ChildFile, order: Order, **more: Any) -> Document:
    organisation = request.actor.organisation_name
    return paper.build(file, order, organisation=organisation, today=today(), **more)


def make(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """First: is it safe to take home? Then the whole plan or the child's copy, as PDF or to read here."""
    file = _file(request, case_id, "childplan.print")
    goals = paper.goals(file)
    form: Any = ChildPaperForm(
        request.POST if request.method == "POST" else None, found=file.page, goals=goals
    )
    if request.method != "POST" or not form.is_valid():
        return form_page(request, file, form, _("Print the child's plan"), template="print")
    what = form.cleaned_data["copy"]
    order = replace(form.order(), what=what)
    document = _document(request, file, order)
    if request.POST.get("do") == "read" or order.instead == papers.READ_HERE:
        signing.read_here(request.actor, case_id, order=order)
        context = {"paper": document, "back_url": reverse("childplan:room", args=[case_id])}
        return render(request, "papers/read.html", context)
    pdf = signing.make(request.actor, case_id, order=order, document=document)
    # What a child carries home bears not even the number of a case.
    name = papers.filename(_NAMES[what], "" if what == COPY else _code(file))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _team(request: ActorRequest, file: ChildFile) -> dict[str, dict[str, str]]:
    return {
        str(one.id): {"name": one.name, "profession": one.profession}
        for one in queries.helpers(request.actor, file.page)
    }


def sign(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Who signs; then a pad for each of them, or the photograph of the paper that they signed."""
    file = _file(request, case_id, "childplan.sign")
    assert file.plan is not None
    number = int(file.plan.data["number"])
    found = file.guardians(today())
    team = _team(request, file)
    choices = [
        (i, f"{one['name']}, {codes.label('professions', one['profession'])}") for i, one in team.items()
    ]
    guardians = [(one.id, one.name) for one in found if one.may_sign]
    initial = {"number": number, "team": [str(request.actor.user_id)]}
    hers = str(file.page.essentials.get("language", ""))
    form: Any = SignForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial=initial,
        team=choices,
        guardians=guardians,
        language=hers if hers in papers.LANGUAGES else codes.language(),
    )
    more: dict[str, Any] = {
        "multipart": True,
        "about": presenters.version_name(number),
        "blocked": presenters.blocked(found),
        "nobody": not guardians,
        "button": _("Go on"),
    }
    title = _("Sign the plan")
    if request.method != "POST" or not form.is_valid():
        return form_page(request, file, form, title, **more)
    if form.cleaned_data["number"] != number:
        return _newer(request, case_id)
    signers = _signers(form.cleaned_data, team, dict(guardians), file.page.name)
    try:
        if form.cleaned_data["how"] == ON_PAPER:
            _by_hand(request, file, form, signers, number)
        elif (answer := _on_screen(request, file, form, signers, number)) is not None:
            return answer
    except NotTaken as problem:
        form.add_error("file", NOT_TAKEN[str(problem)])
        return form_page(request, file, form, title, **more)
    except Conflict:
        return _newer(request, case_id)
    messages.success(request, _("The signed plan is sealed into the case."))
    return redirect("childplan:room", case_id)


def _newer(request: ActorRequest, case_id: UUID) -> HttpResponse:
    messages.info(request, _("There is a newer version of the plan. Read it together, then sign that one."))
    return redirect("childplan:room", case_id)


def _signers(
    data: dict[str, Any], team: dict[str, dict[str, str]], guardians: dict[str, str], child: str
) -> list[dict[str, str]]:
    """Who signs, in the order of the paper: the team, others, who stands for the child, the child."""
    found = [{"who": rules.TEAM, "user": user, **team[user]} for user in data["team"]]
    for typed in data["others"].splitlines():
        parts = [part.strip() for part in typed.split(",", 2)]
        name, profession, organisation = [*parts, "", ""][:3]
        if name:
            found.append(
                {"who": rules.OTHER, "name": name, "profession": profession, "organisation": organisation}
            )
    found += [
        {"who": rules.GUARDIAN, "guardian": record, "name": guardians[record]}
        for record in data.get("guardians", ())
    ]
    return [*found, {"who": rules.CHILD, "name": child}] if data["child"] else found


def _by_hand(
    request: ActorRequest, file: ChildFile, form: Any, signers: list[dict[str, str]], number: int
) -> None:
    data = form.cleaned_data
    signing.keep(
        request.actor,
        file.page.id,
        signers=signers,
        number=number,
        on=today(),
        content=data["file"].read(),
        code=_code(file),
        language=data["language"],
        pdf_known=data["pdf_known"],
    )


def _on_screen(
    request: ActorRequest, file: ChildFile, form: Any, signers: list[dict[str, str]], number: int
) -> HttpResponse | None:
    """The pads, until somebody has signed on one; then None."""
    order = Order(what=PAPER, language=form.cleaned_data["language"])
    if "pads" not in request.POST:
        return _pads(request, file, order, signers)
    try:
        drawn = [papers.strokes(request.POST.get(f"strokes_{at}", "")) for at in range(len(signers))]
    except papers.NotASignature:
        return _pads(request, file, order, signers, _("These strokes could not be read. Sign again."))
    done = [
        {**one, "drawing": papers.drawing(strokes)}
        for one, strokes in zip(signers, drawn, strict=True)
        if strokes
    ]
    if not done:
        return _pads(request, file, order, signers, _("Nobody has signed yet."))
    signing.sign(
        request.actor,
        file.page.id,
        signers=done,
        number=number,
        on=today(),
        document=_document(request, file, order, signers=done),
        name=papers.filename("child-plan", _code(file)),
    )
    return None


def _pads(
    request: ActorRequest, file: ChildFile, order: Order, signers: list[dict[str, str]], problem: str = ""
) -> HttpResponse:
    """The plan to read, and a pad for each who signs. What the form said travels along in hidden fields."""
    passed = [
        (name, value)
        for name in request.POST
        if name not in ("csrfmiddlewaretoken", "pads") and not name.startswith("strokes_")
        for value in request.POST.getlist(name)
    ]
    labels = [_("%(name)s signs here") % {"name": one["name"]} for one in signers]
    context = {
        **head(request, file.page),
        "paper": _document(request, file, order),
        "passed": passed,
        "pads": list(enumerate(labels)),
        "problem": problem,
        "width": papers.WIDTH,
        "height": papers.HEIGHT,
    }
    return render(request, "childplan/pads.html", context, status=422 if problem else 200)
