"""The assessment of best interests, and its determination from the panel to telling the child."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.cases import codes
from acasa.cases.children import library, presenters, queries, rules, words
from acasa.cases.children.forms import (
    AssessmentForm,
    DecideForm,
    MemberForm,
    OptionForm,
    ReopenForm,
    ToldForm,
)
from acasa.cases.children.services import deciding
from acasa.cases.children.views.common import answer
from acasa.cases.services import drafts
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, kept_or, today
from acasa.core.errors import Refused
from acasa.vault.folders import Opened

DRAFT = "child_assessment"
TABLE = "children:determination"


def assessment(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The assessment: kept while it grows, finished once."""
    found, child = queries.need_child(request.actor, case_id, "child.assessment")
    record = child.assessment
    if record and record.data["state"] == "decided":
        record = None
    stored = AssessmentForm.initial_of(record.data) if record else {}
    stored["version"] = record.version if record else 0
    kept = False
    if request.method == "POST":
        form = AssessmentForm(request.POST)
    else:
        if not request.GET.get("fresh"):
            stored, kept = kept_or(request.actor, DRAFT, case_id, stored)
        form = AssessmentForm(initial=stored)

    def write(form: Any) -> None:
        deciding.save_assessment(
            request.actor,
            case_id,
            data=form.told(),
            version=form.cleaned_data["version"] or (record.version if record else 0),
            finished=form.cleaned_data["finished"],
        )
        drafts.drop(request.actor, kind=DRAFT, about=case_id)

    return answer(
        request,
        found,
        form,
        _("Assessment of best interests"),
        write,
        shape=AssessmentForm.initial_of,
        kind=DRAFT,
        kept=kept,
    )


@require_safe
def read_assessment(request: ActorRequest, case_id: UUID, record_id: UUID) -> HttpResponse:
    """An assessment as it was finished."""
    found, child = queries.need_child(request.actor, case_id, "child.read")
    record = queries.record(child.interests, record_id, "child.read")
    if record.data["what"] != "assessment":
        raise Refused("child.read", record_id)
    told = presenters.assessment(record)
    return render(request, "children/assessment.html", {**head(request, found), "told": told})


def begin(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Begin a determination; from a decided one with the reason why it is reopened."""
    found, child = queries.need_child(request.actor, case_id, "child.determination")
    reasons = words.reasons(rules.against_beginning(child.records))
    if reasons:
        for reason in reasons:
            messages.error(request, reason)
        return redirect("children:room", case_id)
    if child.holding is None:
        if request.method == "POST":
            deciding.begin(request.actor, case_id)
            return redirect(TABLE, case_id)
        return redirect("children:room", case_id)
    form = ReopenForm(request.POST if request.method == "POST" else None)
    return answer(
        request,
        found,
        form,
        _("Reopen the determination"),
        lambda form: deciding.begin(request.actor, case_id, reason=form.cleaned_data["reason"]),
        to=TABLE,
    )


def _draft(request: ActorRequest, case_id: UUID) -> tuple[Any, queries.Child, Opened]:
    found, child = queries.need_child(request.actor, case_id, "child.determination")
    if child.draft is None:
        raise Refused("child.determination", case_id)
    return found, child, child.draft


@require_safe
def determination(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The version that is being written: panel, options, and what is still missing."""
    found, child, draft = _draft(request, case_id)
    # The decision itself is made on the next page: here only what must be there before it.
    later = {"decision_not_weighed", "reasons_missing", "review_missing"}
    codes_against = rules.against_deciding(child.records, {}, library.limits(), queries.today())
    context = {
        **head(request, found),
        "it": presenters.determination(draft, child),
        "missing": words.reasons(code for code in codes_against if code not in later),
        "limits": library.limits(),
    }
    return render(request, "children/draft.html", context)


def member(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Somebody sits on the panel."""
    found, _child, _draft_record = _draft(request, case_id)
    form = MemberForm(request.POST if request.method == "POST" else None)
    return answer(
        request,
        found,
        form,
        _("A member of the panel"),
        lambda form: deciding.add_member(request.actor, case_id, member=form.told()),
        to=TABLE,
    )


@require_POST
def remove_member(request: ActorRequest, case_id: UUID, member_id: str) -> HttpResponse:
    """Somebody does not sit on the panel."""
    _draft(request, case_id)
    deciding.remove_member(request.actor, case_id, member_id=member_id)
    return redirect(TABLE, case_id)


def option(request: ActorRequest, case_id: UUID, code: str = "") -> HttpResponse:
    """Weigh an option, or change what was weighed."""
    found, _child, draft = _draft(request, case_id)
    known = {one["code"]: one for one in draft.data["options"]}
    if code and code not in known:
        raise Refused("child.determination", case_id)
    initial = {**known.get(code, {}), "version": draft.version}
    form = OptionForm(request.POST if request.method == "POST" else None, initial=initial)

    def write(form: Any) -> None:
        data = dict(form.cleaned_data)
        version = data.pop("version") or draft.version
        deciding.weigh(request.actor, case_id, option=data, version=version)

    chosen = request.POST.get("code", code)

    def shape(record: dict[str, Any]) -> dict[str, Any]:
        weighed: dict[str, Any] = next((one for one in record["options"] if one["code"] == chosen), {})
        return {**weighed, "by_name": record["by_name"]}

    return answer(request, found, form, _("Weigh an option"), write, to=TABLE, shape=shape)


@require_POST
def drop_option(request: ActorRequest, case_id: UUID, code: str) -> HttpResponse:
    """An option is not weighed."""
    _draft(request, case_id)
    deciding.drop_option(request.actor, case_id, code=code)
    return redirect(TABLE, case_id)


@require_POST
def put_aside(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The version is not written any further."""
    _draft(request, case_id)
    deciding.put_aside(request.actor, case_id)
    messages.success(request, _("Put aside. What was decided before holds."))
    return redirect("children:room", case_id)


def decide(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The panel decides."""
    found, child, draft = _draft(request, case_id)
    form = DecideForm(
        request.POST if request.method == "POST" else None,
        initial={"on": today(), "version": draft.version},
        options=[one["code"] for one in draft.data["options"]],
        panel=draft.data["panel"],
    )

    def write(form: Any) -> None:
        data = form.cleaned_data
        deciding.decide(
            request.actor,
            case_id,
            decision=data["decision"],
            reasons=data["reasons"],
            dissent=form.dissent(),
            on=data["on"],
            # Without a day the rules say what is missing, in words.
            review_on=data["review_on"] or today(),
            version=data["version"],
        )

    it = presenters.determination(draft, child)
    return answer(request, found, form, _("The panel decides"), write, to="children:room", weighed=it)


@require_safe
def version(request: ActorRequest, case_id: UUID, number: int) -> HttpResponse:
    """A decided version, as it was decided."""
    found, child, record = _decided(request, case_id, number)
    context = {**head(request, found), "it": presenters.determination(record, child)}
    return render(request, "children/version.html", context)


def _decided(request: ActorRequest, case_id: UUID, number: int) -> tuple[Any, queries.Child, Opened]:
    found, child = queries.need_child(request.actor, case_id, "child.read")
    for record in child.decided:
        if int(record.data["number"]) == number:
            return found, child, record
    raise Refused("child.read", case_id)


def told(request: ActorRequest, case_id: UUID, number: int) -> HttpResponse:
    """The child was told what was decided."""
    found, _child, record = _decided(request, case_id, number)
    form = ToldForm(request.POST if request.method == "POST" else None, initial={"on": today()})
    return answer(
        request,
        found,
        form,
        _("The child was told what was decided"),
        lambda form: deciding.tell_child(request.actor, case_id, number=number, told=form.told()),
        about=codes.label("durable_solutions", str(record.data["decision"])),
    )
