"""Age, guardian, care and the eighteenth birthday: pages on which they are recorded."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from acasa.cases import codes
from acasa.cases.children import queries
from acasa.cases.children.forms import (
    AgeForm,
    CareForm,
    CareVisitForm,
    DoneForm,
    EmergencyForm,
    GuardianForm,
    NoticeForm,
)
from acasa.cases.children.services import aging, caring, guarding, turning
from acasa.cases.children.views.common import answer
from acasa.cases.family import words as family
from acasa.cases.views.common import ActorRequest, today
from acasa.core.errors import NotYet, Refused


def _posted(request: ActorRequest) -> Any:
    return request.POST if request.method == "POST" else None


def age(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """How old, how it is known, and whether anybody doubts it. For everybody: in doubt a child."""
    found, child = queries.need(request.actor, case_id, "child.age")
    record = child.age
    initial = {**(record.data if record else {}), "on": today(), "version": record.version if record else 0}
    form = AgeForm(_posted(request), initial=initial)

    def write(form: Any) -> None:
        data = dict(form.cleaned_data)
        version = data.pop("version") or (record.version if record else 0)
        data["on"] = data["on"].isoformat()
        aging.set_age(request.actor, case_id, data=data, version=version)

    return answer(request, found, form, _("How old?"), write)


def guardian(request: ActorRequest, case_id: UUID, guardian_id: UUID | None = None) -> HttpResponse:
    """Appoint a guardian, or change what is known of one."""
    found, child = queries.need_child(request.actor, case_id, "child.guardian")
    record = queries.record(child.guardians, guardian_id, "child.guardian") if guardian_id else None
    kin = [
        (str(one.id), family.called(one.data))
        for one in found.case_folder.of_kind("kin")
        if not one.data.get("removed") and not one.data.get("ended_on")
    ]
    # Who a guardian is does not change: another person is another appointment.
    form = GuardianForm(
        _posted(request),
        initial={**_guardian_fields(record.data), "version": record.version}
        if record
        else {"since": today()},
        kin=[] if record else kin,
    )

    def write(form: Any) -> None:
        told = form.told()
        if record:
            told["kin"] = record.data["kin"]
        guarding.save(
            request.actor,
            case_id,
            data=told,
            guardian_id=guardian_id,
            version=form.cleaned_data["version"] or (record.version if record else 0),
        )

    return answer(request, found, form, _("Guardian"), write, shape=_guardian_fields)


def _guardian_fields(data: dict[str, Any]) -> dict[str, Any]:
    asked = {f"q_{code}": said for code, said in data.get("answers", {}).items()}
    return {**data, **asked, "since": data.get("from", ""), "until": data.get("to", "")}


def notice(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The guardianship authority was told."""
    found, _child = queries.need_child(request.actor, case_id, "child.notice")
    form = NoticeForm(_posted(request), initial={"on": today()})
    return answer(
        request,
        found,
        form,
        _("The guardianship authority was notified"),
        lambda form: guarding.notify(request.actor, case_id, **form.cleaned_data),
    )


def care(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Where the child lives now. A change asks for a determination, but for immediate danger."""
    found, _child = queries.need_child(request.actor, case_id, "child.care")
    form = CareForm(_posted(request), initial={"on": today()})
    return answer(
        request,
        found,
        form,
        _("Where the child lives"),
        lambda form: caring.place(
            request.actor, case_id, data=form.told(), emergency=form.cleaned_data["emergency"]
        ),
    )


def care_visit(request: ActorRequest, case_id: UUID, care_id: UUID) -> HttpResponse:
    """A visit where the child lives."""
    found, child = queries.need_child(request.actor, case_id, "child.care_visit")
    record = queries.record(child.cares, care_id, "child.care_visit")
    form = CareVisitForm(_posted(request), initial={"on": today()})
    return answer(
        request,
        found,
        form,
        _("Visited the child: %(name)s") % {"name": codes.label("placements", record.data["placement"])},
        lambda form: caring.visited(request.actor, case_id, care_id, data=form.cleaned_data),
    )


def emergency(request: ActorRequest, case_id: UUID, care_id: UUID) -> HttpResponse:
    """An emergency placement is looked at again."""
    found, child = queries.need_child(request.actor, case_id, "child.emergency")
    record = queries.record(child.emergencies, care_id, "child.emergency")
    form = EmergencyForm(_posted(request))

    def write(form: Any) -> None:
        data = form.cleaned_data
        caring.review_emergency(
            request.actor,
            case_id,
            care_id,
            result=data["result"],
            on=today(),
            until=data["until"],
            reason=data["reason"],
        )

    about = str(record.data.get("danger", ""))
    return answer(request, found, form, _("Look at the emergency placement again"), write, about=about)


@require_POST
def prepare(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Put the checklist before the birthday onto the days."""
    queries.need_child(request.actor, case_id, "child.eighteen")
    return _done(request, case_id, lambda: turning.prepare(request.actor, case_id), _("The days are set."))


@require_POST
def of_age(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The birthday has come."""
    queries.need_child(request.actor, case_id, "child.of_age")
    return _done(request, case_id, lambda: turning.of_age(request.actor, case_id), _("Saved."))


def _done(request: ActorRequest, case_id: UUID, write: Any, said: str) -> HttpResponse:
    try:
        write()
    except NotYet as first:
        for reason in first.reasons:
            messages.error(request, reason)
    else:
        messages.success(request, said)
    return redirect("children:room", case_id)


def item(request: ActorRequest, case_id: UUID, code: str) -> HttpResponse:
    """One item of the checklist is ready."""
    found, child = queries.need_child(request.actor, case_id, "child.eighteen")
    if child.eighteen is None or code not in child.eighteen.data["items"]:
        raise Refused("child.eighteen", case_id)
    form = DoneForm(_posted(request), initial={"on": today()})
    return answer(
        request,
        found,
        form,
        codes.label("turning_eighteen", code),
        lambda form: turning.done(request.actor, case_id, code, **form.cleaned_data),
    )
