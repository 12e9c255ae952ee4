"""The room of a family, and the forms in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.cases import codes, presenters
from acasa.cases.family import drawing, queries, rules, services, words
from acasa.cases.family.forms import (
    CareForm,
    EndKinForm,
    KinForm,
    SignForm,
)
from acasa.cases.queries.case import CasePage
from acasa.cases.services import drafts
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, add_reasons, conflicting, kept_or, today
from acasa.core.errors import Conflict, NotYet, Refused
from acasa.vault.folders import Opened

_DRAFT = "kin"


@require_safe
def room(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Everybody around her: the picture, the table, the children's lines, and what was changed."""
    found, family = queries.room(request.actor, case_id)
    names = {str(one.id): words.called(one.data) for one in family.kin}
    context = {
        **head(request, found),
        "under": True,
        "family": family,
        "picture": drawing.picture(family, found.name) if family.kin else "",
        "rows": [_row(one, names) for one in family.kin],
        "children": [_child(one) for one in family.children if one.care or one.data["relation"] == "child"],
        "must_not_know": [words.both(one) for one in rules.must_not_know(family.data)],
        "conflicted": [words.both(one) for one in rules.conflicted(family.data)],
        "needs_another": rules.needs_another(family.data),
        "events": [_event(event.data) for event in family.events],
    }
    return _page(request, "room.html", context)


def _event(data: dict[str, Any]) -> dict[str, str]:
    title, text, tone = words.event(data)
    when = presenters.moment_words(str(data["at"]))
    return {
        "when": when,
        "iso": str(data["at"])[:10],
        "who": str(data.get("by_name", "")),
        "title": title,
        "text": text,
        "tone": tone,
        "before": words.summary(data.get("before") or {}),
    }


def _row(one: queries.Kin, names: dict[str, str]) -> dict[str, Any]:
    data = one.data
    rights = str(data.get("parental_rights") or "")
    return {
        "kin": one,
        "called": words.called(data),
        "relation": words.relation(data),
        "bond": codes.label("kin_bonds", str(data.get("bond") or "")),
        "parent": names.get(str(data.get("parent") or ""), ""),
        "contact": codes.label("kin_contact", str(data.get("contact") or "")),
        "unsafe": data.get("contact") in rules.UNSAFE,
        # "Not known" of everybody would hide the few of whom it is known.
        "rights": "" if rights == "unknown" else codes.label("parental_rights", rights),
        "ended": presenters.day_words(data.get("ended_on")),
    }


def _child(one: queries.Kin) -> dict[str, Any]:
    return {
        "kin": one,
        "called": words.called(one.data),
        "line": drawing.care_line(one, today(), lambda kind: codes.label("carer_kinds", kind)),
        "episodes": [
            {
                "care": care,
                "when": words.span(care.data),
                "who": care.data.get("who_name", ""),
                "kind": codes.label("carer_kinds", str(care.data.get("who_kind", ""))),
            }
            for care in one.care
        ],
    }


def _page(
    request: ActorRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    from django.shortcuts import render

    return render(request, f"family/{template}", context, status=status)


def form_page(request: ActorRequest, found: CasePage, form: Any, title: str, **more: Any) -> HttpResponse:
    context = {**head(request, found), "form": form, "title": title, **more}
    bad = form.is_bound and not form.is_valid()
    return _page(request, "form.html", context, status=422 if bad else 200)


def _named(family: queries.Family, wanted: Callable[[dict[str, Any]], bool]) -> list[tuple[str, str]]:
    return [(str(one.id), words.both(one.data)) for one in family.kin if wanted(one.data)]


def _parents(found: CasePage, kin_id: UUID | None = None) -> list[tuple[str, str]]:
    """Who may be the other parent: her partners; for a grandchild, her children."""
    family = queries.of(found)
    named = _named(family, lambda data: queries.place(data["relation"]) in ("partner", "child"))
    return [one for one in named if one[0] != str(kin_id)]


def _kin_data(form: KinForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name not in ("version", "warn")}


def _after(request: ActorRequest, case_id: UUID, form: KinForm, before: dict[str, Any]) -> HttpResponse:
    """What follows from what was saved: the box above every page, and the other guardian."""
    data = form.cleaned_data
    if data["contact"] == "must_not_know" and data["warn"]:
        services.warn_in_box(request.actor, case_id, name=words.both(data))
    if data["conflict"] and not before.get("conflict"):
        messages.warning(
            request,
            _(
                "The alert “The guardian may be involved” stands on the case now. Another guardian must be appointed."
            ),
        )
    elif before.get("conflict") and not data["conflict"]:
        messages.info(request, _("The alert stays until you take it away under “Risk and alerts”."))
    else:
        messages.success(request, _("Saved."))
    return redirect("family:room", case_id)


def add(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Record a person around her."""
    found = queries.need(request.actor, case_id, "family.add")
    title = _("A person around her")
    parents = _parents(found)
    if request.method == "POST":
        form = KinForm(request.POST, parents=parents)
        if form.is_valid():
            services.add_kin(request.actor, case_id, data=_kin_data(form))
            drafts.drop(request.actor, kind=_DRAFT, about=case_id)
            return _after(request, case_id, form, {})
        return form_page(request, found, form, title, draft_kind=_DRAFT, draft_about=case_id)
    stored = {"relation": request.GET.get("relation", "")}
    initial, kept = _kept(request, case_id, stored)
    form = KinForm(initial=initial, parents=parents)
    return form_page(request, found, form, title, kept=kept, draft_kind=_DRAFT, draft_about=case_id)


def _kept(request: ActorRequest, about: UUID, stored: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    # "Start again" is a plain link: what was kept is not shown, and goes when the form is kept or sent anew.
    if request.GET.get("fresh"):
        return stored, False
    return kept_or(request.actor, _DRAFT, about, stored)


def change(request: ActorRequest, case_id: UUID, kin_id: UUID) -> HttpResponse:
    """Change what is known of a person; whoever comes second sees both versions."""
    found = queries.need(request.actor, case_id, "family.change")
    record = queries.kin_of(found, kin_id, "family.change")
    title, parents = words.both(record.data), _parents(found, kin_id)
    more = {"draft_kind": _DRAFT, "draft_about": kin_id}
    if request.method == "POST":
        form = KinForm(request.POST, parents=parents)
        if form.is_valid():
            version = form.cleaned_data["version"] or record.version
            try:
                services.change_kin(request.actor, case_id, kin_id, data=_kin_data(form), version=version)
            except Conflict as conflict:
                return form_page(request, found, form, title, clash=_clash(form, conflict, parents), **more)
            drafts.drop(request.actor, kind=_DRAFT, about=kin_id)
            return _after(request, case_id, form, record.data)
        return form_page(request, found, form, title, **more)
    stored = {**record.data, "version": record.version, "warn": True}
    initial, kept = _kept(request, kin_id, stored)
    return form_page(request, found, KinForm(initial=initial, parents=parents), title, kept=kept, **more)


def _clash(form: Any, conflict: Conflict, named: list[tuple[str, str]]) -> dict[str, Any]:
    names = dict(named)
    yours = {"since": conflict.yours.get("from", ""), "until": conflict.yours.get("to", "")}
    theirs = {"since": conflict.current.get("from", ""), "until": conflict.current.get("to", "")}
    both = Conflict({**conflict.current, **theirs}, {**conflict.yours, **yours}, conflict.version)
    return conflicting(form, both, lambda name, value: names.get(str(value)) or words.value(name, value))


def end(request: ActorRequest, case_id: UUID, kin_id: UUID) -> HttpResponse:
    """It is over, or it was a mistake."""
    found = queries.need(request.actor, case_id, "family.end")
    record = queries.kin_of(found, kin_id, "family.end")
    form = EndKinForm(request.POST or None, initial={"on": today(), "version": record.version})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        version = data["version"] or record.version
        try:
            if data["what"] == "ended":
                services.end_kin(
                    request.actor, case_id, kin_id, on=data["on"], words=data["words"], version=version
                )
            else:
                services.remove_kin(request.actor, case_id, kin_id, words=data["words"], version=version)
        except Conflict:
            return _meanwhile(request, case_id)
        messages.success(request, _("Saved."))
        return redirect("family:room", case_id)
    title = _("%(person)s: over, or a mistake") % {"person": words.both(record.data)}
    return form_page(request, found, form, title)


def _meanwhile(request: ActorRequest, case_id: UUID) -> HttpResponse:
    messages.info(request, _("Somebody changed this person meanwhile. Look at what stands there now."))
    return redirect("family:room", case_id)


def sign(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """How she herself is drawn."""
    found = queries.need(request.actor, case_id, "family.sign")
    form = SignForm(
        request.POST if request.method == "POST" else None, initial={"gender": queries.of(found).gender}
    )
    if request.method == "POST" and form.is_valid():
        services.set_sign(request.actor, case_id, gender=form.cleaned_data["gender"])
        messages.success(request, _("Saved."))
        return redirect("family:room", case_id)
    return form_page(request, found, form, _("Her sign in the picture"))


# --- who cared for a child


def _carers(found: CasePage, child_id: UUID) -> list[tuple[str, str]]:
    return [one for one in _named(queries.of(found), lambda data: True) if one[0] != str(child_id)]


def _care_data(form: CareForm, found: CasePage) -> dict[str, Any]:
    data = dict(form.cleaned_data)
    data.pop("version")
    data["from"], data["to"] = data.pop("since"), data.pop("until")
    data["relation"] = ""
    if data["carer"]:
        carer = queries.kin_of(found, UUID(data["carer"]), "family.care").data
        data["relation"] = carer["relation"]
        data["who_name"] = data["who_name"] or words.both(carer)
    return data


def add_care(request: ActorRequest, case_id: UUID, kin_id: UUID) -> HttpResponse:
    """Record who cared for a child, from when to when."""
    found = queries.need(request.actor, case_id, "family.care")
    child = queries.kin_of(found, kin_id, "family.care")
    form = CareForm(request.POST or None, carers=_carers(found, kin_id))
    if request.method == "POST" and form.is_valid():
        try:
            services.add_care(request.actor, case_id, kin_id, data=_care_data(form, found))
        except NotYet as first:
            add_reasons(form, first)
        else:
            messages.success(request, _("Saved."))
            return redirect("family:room", case_id)
    return form_page(request, found, form, _care_title(child))


def _care_title(child: Opened) -> str:
    return _("Who cared for %(name)s?") % {"name": words.called(child.data)}


def change_care(request: ActorRequest, case_id: UUID, kin_id: UUID, care_id: UUID) -> HttpResponse:
    """Change an episode of care."""
    found = queries.need(request.actor, case_id, "family.care")
    child = queries.kin_of(found, kin_id, "family.care")
    care = queries.care_of(found, care_id, "family.care")
    if care.data.get("kin") != str(kin_id):
        raise Refused("family.care", care_id)
    carers = _carers(found, kin_id)
    stored = {
        **care.data,
        "since": care.data.get("from", ""),
        "until": care.data.get("to", ""),
        "version": care.version,
    }
    form = CareForm(request.POST or None, initial=stored, carers=carers)
    more: dict[str, Any] = {"care": care, "kin": child}
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or care.version
        try:
            services.change_care(
                request.actor, case_id, care_id, data=_care_data(form, found), version=version
            )
        except Conflict as conflict:
            more["clash"] = _clash(form, conflict, carers)
            return form_page(request, found, form, _care_title(child), **more)
        except NotYet as first:
            add_reasons(form, first)
            return form_page(request, found, form, _care_title(child), **more)
        messages.success(request, _("Saved."))
        return redirect("family:room", case_id)
    return form_page(request, found, form, _care_title(child), **more)


@require_POST
def remove_care(request: ActorRequest, case_id: UUID, kin_id: UUID, care_id: UUID) -> HttpResponse:
    """The episode was a mistake."""
    found = queries.need(request.actor, case_id, "family.remove")
    care = queries.care_of(found, care_id, "family.remove")
    if care.data.get("kin") != str(kin_id):
        raise Refused("family.remove", care_id)
    services.remove_care(request.actor, case_id, care_id, version=care.version)
    messages.success(request, _("Taken out. The history keeps it."))
    return redirect("family:room", case_id)
