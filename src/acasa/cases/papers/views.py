"""Pages of papers: the room, one paper, reading and signing on the screen, what comes back, a partner's answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.cases import presenters
from acasa.cases.papers import content, queries, rules, services, typesetting
from acasa.cases.papers.document import Document
from acasa.cases.papers.forms import (
    FORMS,
    LANGUAGES,
    NOT_TAKEN,
    PaperForm,
    PartnerAnswerForm,
    SignedPaperForm,
)
from acasa.cases.papers.orders import Order
from acasa.cases.papers.words import ABOUT, ANSWERS, NAMES
from acasa.cases.queries.case import CasePage
from acasa.cases.services import drafts
from acasa.cases.services.opening import Step
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, kept_or
from acasa.core.errors import Refused
from acasa.people import rules as people

# Papers with long fields, which keep themselves while somebody types.
KEPT = {rules.SAFETY: "paper_safety", rules.REFERRAL: "paper_referral", rules.SUMMARY: "paper_summary"}
PARTNER = "partner_answer"


def _page(request: HttpRequest, name: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, f"papers/{name}", dict(context), status=status)


def _pdf(pdf: bytes, name: str) -> HttpResponse:
    """Sent from memory, as a download, never kept by the browser (the middleware says no-store to everything)."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def room(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Which papers there are, and what was made, signed and answered."""
    found = queries.page(request.actor, case_id)
    made = queries.made(found)
    offered = [
        {"what": what, "name": NAMES[what], "about": ABOUT[what]}
        for what in rules.KINDS
        if rules.may_make(what, found.compartments)
    ]
    return _page(
        request,
        "room.html",
        {
            **head(request, found),
            "offered": offered,
            "papers": [presenters.line(record) for record in made.papers],
            "answers": [presenters.line(record) for record in made.answers],
            "may_file": bool(found.compartments & set(queries.FILING)),
            "may_answer": people.CASEWORK in found.compartments,
        },
    )


def _kept(
    request: ActorRequest, kind: str, case_id: UUID, initial: dict[str, Any]
) -> tuple[dict[str, Any], bool]:
    return kept_or(request.actor, kind, case_id, initial) if kind else (initial, False)


def _form_page(
    request: ActorRequest,
    found: CasePage,
    form: Any,
    title: str,
    back: str,
    template: str = "form.html",
    **more: Any,
) -> HttpResponse:
    context = {**head(request, found), "form": form, "title": title, "back_url": back, **more}
    return _page(request, template, context, status=422 if form.is_bound and not form.is_valid() else 200)


def make(request: ActorRequest, case_id: UUID, what: str) -> HttpResponse:
    """One paper: what stands on it, is it safe to take home, and then printed, read here or signed here."""
    if what not in FORMS:
        raise Refused("paper.make", case_id)
    found = queries.page_for(request.actor, case_id, what)
    kind = KEPT.get(what, "")
    if request.method == "POST" and "start_again" in request.POST:
        drafts.drop(request.actor, kind=kind, about=case_id)
        return redirect("papers:make", case_id, what)
    if request.method == "POST":
        form = FORMS[what](request.POST, found=found)
        if form.is_valid():
            return _made(request, found, form)
        return _make_page(request, found, form, kind)
    initial, kept = _kept(request, kind, case_id, _first(found, what))
    return _make_page(request, found, FORMS[what](initial=initial, found=found), kind, kept=kept)


def _first(found: CasePage, what: str) -> dict[str, Any]:
    """What is known already and need not be typed."""
    if what != rules.SAFETY:
        return {}
    known = {"code_word": str(found.essentials.get("code_word", ""))}
    # What she and a colleague wrote into her safety plan, as far as these keys open it.
    for kind, parts in (("safety_night", {"call": "call", "code_word": "code_word"}), ("safety_plan", _HERS)):
        records = found.case_folder.of_kind(kind)
        newest = max(records, key=lambda record: int(record.data["number"]), default=None)
        if newest is not None:
            known |= {name: str(newest.data[part]) for name, part in parts.items() if newest.data.get(part)}
    return known


_HERS = {"go": "places", "take": "bag"}


def _make_page(
    request: ActorRequest, found: CasePage, form: PaperForm, kind: str, *, kept: bool = False
) -> HttpResponse:
    shared = [
        record.data
        for record in found.case_folder.of_kind("consent")
        if record.data.get("purpose") == "share"
    ]
    return _form_page(
        request,
        found,
        form,
        str(NAMES[form.what]),
        reverse("papers:room", args=[found.id]),
        "make.html",
        kind=kind,
        kept=kept,
        about=ABOUT[form.what],
        what=form.what,
        may_sign=form.what in rules.SIGNED,
        may_read=form.what != rules.INTAKE,
        sharing=ANSWERS.get(str(shared[-1].get("answer")))
        if shared and form.what == rules.REFERRAL
        else None,
    )


def _document(request: ActorRequest, found: CasePage, order: Order) -> Document:
    identity = queries.identity_for(request.actor, found.id, order)
    return content.build(found, order, organisation=request.actor.organisation_name, identity=identity)


def _made(request: ActorRequest, found: CasePage, form: PaperForm) -> HttpResponse:
    order, do = form.order(), request.POST.get("do", "print")
    document = _document(request, found, order)
    if do == "sign" and order.what in rules.SIGNED:
        return _pad(request, found, document)
    if do == "read" or order.instead == rules.READ_HERE:
        services.read_here(request.actor, found.id, order=order)
        answer = _page(
            request, "read.html", {"paper": document, "back_url": reverse("papers:room", args=[found.id])}
        )
    else:
        pdf = services.make(request.actor, found.id, order=order, document=document)
        answer = _pdf(pdf, rules.filename(order.what, str(found.facts.get("code", ""))))
    if order.what in KEPT:
        drafts.drop(request.actor, kind=KEPT[order.what], about=found.id)
    return answer


# --- signed


def _pad(request: ActorRequest, found: CasePage, document: Document, problem: str = "") -> HttpResponse:
    """The paper to read, and a pad for each who signs. What the form said travels along in hidden fields."""
    apart = {"csrfmiddlewaretoken", "do", *(f"strokes_{signer}" for signer in rules.SIGNERS)}
    passed = [
        (name, value) for name in request.POST if name not in apart for value in request.POST.getlist(name)
    ]
    labels = {
        rules.HER: _("She signs here"),
        rules.WORKER: _("You sign here"),
        rules.GUARDIAN: _("The guardian signs here"),
    }
    signers = [s for s in rules.SIGNERS if s != rules.GUARDIAN or request.POST.get("guardian")]
    return _page(
        request,
        "sign.html",
        {
            **head(request, found),
            "paper": document,
            "what": document.what,
            "passed": passed,
            "pads": [(signer, labels[signer]) for signer in signers],
            "problem": problem,
            "width": rules.WIDTH,
            "height": rules.HEIGHT,
        },
        status=422 if problem else 200,
    )


@require_POST
def sign(request: ActorRequest, case_id: UUID, what: str) -> HttpResponse:
    """Strokes on the pads become drawings in the paper, which is sealed into the case."""
    if what not in rules.SIGNED:
        raise Refused("paper.sign", case_id)
    found = queries.page_for(request.actor, case_id, what)
    form = FORMS[what](request.POST, found=found)
    if not form.is_valid():
        return _make_page(request, found, form, "")
    order = form.order()
    try:
        drawn = {signer: rules.strokes(request.POST.get(f"strokes_{signer}", "")) for signer in rules.SIGNERS}
    except rules.NotASignature:
        return _pad(
            request,
            found,
            _document(request, found, order),
            _("These strokes could not be read. Sign again."),
        )
    drawings = {signer: rules.drawing(strokes) for signer, strokes in drawn.items() if strokes}
    if not drawings:
        return _pad(request, found, _document(request, found, order), _("Nobody has signed yet."))
    order = replace(order, drawings=drawings)
    services.sign(
        request.actor,
        case_id,
        order=order,
        document=_document(request, found, order),
        name=rules.filename(what, str(found.facts.get("code", ""))),
    )
    messages.success(request, _("The signed paper is sealed into the case."))
    return redirect("papers:room", case_id)


def keep(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """A paper signed by hand comes back as a photograph or a scan."""
    found, offered = queries.page_for_filing(request.actor, case_id)
    form = SignedPaperForm(request.POST or None, request.FILES or None, found=found, compartments=offered)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.keep(
                request.actor,
                case_id,
                what=data["what"],
                language=data["language"],
                compartment=data["compartment"],
                content=data["file"].read(),
                pdf_known=data["pdf_known"],
            )
        except services.NotTaken as problem:
            form.add_error("file", NOT_TAKEN[str(problem)])
        else:
            messages.success(request, _("The signed paper is sealed into the case."))
            return redirect("papers:room", case_id)
    back = reverse("papers:room", args=[case_id])
    return _form_page(request, found, form, _("Bring a signed paper"), back, multipart=True)


# --- a partner's answer


def partner(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Write down what a partner said, and what comes next."""
    found = queries.page_for(request.actor, case_id, rules.REFERRAL)
    if request.method == "POST" and "start_again" in request.POST:
        drafts.drop(request.actor, kind=PARTNER, about=case_id)
        return redirect("papers:partner", case_id)
    title, back = _("What a partner answered"), reverse("papers:room", args=[case_id])
    if request.method == "POST":
        form = PartnerAnswerForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            step = Step(data["step_text"], data["step_due"]) if data["step_text"] else None
            services.partner_answered(request.actor, case_id, data=data, by_when=data["by_when"], step=step)
            drafts.drop(request.actor, kind=PARTNER, about=case_id)
            messages.success(request, _("Saved."))
            return redirect("papers:room", case_id)
        return _form_page(request, found, form, title, back, kind=PARTNER)
    asked = [
        record.data for record in queries.made(found).papers if record.data.get("what") == rules.REFERRAL
    ]
    first = {"organisation": asked[0].get("to", ""), "person": asked[0].get("person", "")} if asked else {}
    initial, kept = _kept(request, PARTNER, case_id, first)
    return _form_page(
        request, found, PartnerAnswerForm(initial=initial), title, back, kind=PARTNER, kept=kept
    )


# --- without a case


@require_safe
def intake(request: ActorRequest) -> HttpResponse:
    """The blank intake form, in each language."""
    return _page(request, "intake.html", {"offered": LANGUAGES, "title": NAMES[rules.INTAKE]})


@require_safe
def intake_pdf(request: ActorRequest, language: str) -> HttpResponse:
    """The blank intake form as PDF; that it was printed is recorded."""
    if language not in rules.LANGUAGES:
        raise Refused("paper.blank", request.actor.user_id)
    pdf = typesetting.pdf(content.blank_intake(language, request.actor.organisation_name).data())
    services.printed_blank(request.actor)
    return _pdf(pdf, rules.filename(rules.INTAKE, language))
