"""The lawyer's own pages: everything sealed in the legal compartment, under the case's head."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.cases import presenters as cases
from acasa.cases.law import presenters, queries, rules, services, words
from acasa.cases.law.forms import FORMS
from acasa.cases.law.queries import LawFile
from acasa.cases.services import drafts
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, conflicting, kept_or, today
from acasa.core.errors import Conflict, Refused
from acasa.vault.folders import Opened


def _page(
    request: ActorRequest, file: LawFile, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    return render(request, f"law/{template}", {**head(request, file.page), **context}, status=status)


@require_safe
def room(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Everything at a glance: what she decided, what comes next, and each part with its entries."""
    file = queries.law_file(request.actor, case_id)
    now, team = today(), queries.helpers(request.actor, file.page)
    sections: list[dict[str, Any]] = []
    empty: list[dict[str, Any]] = []
    for kind in rules.KINDS:
        form = presenters.make_form(file, kind, team)
        entries = [presenters.entry(file, record, form, now) for record in file.of(kind)]
        section = {
            "kind": kind,
            "title": words.TITLE[kind],
            "entries": entries,
            "single": kind in rules.SINGLE,
        }
        (sections if entries else empty).append(section)
    decision = file.one(rules.COOPERATION)
    context = {
        "sections": [one for one in sections if one["kind"] != rules.COOPERATION],
        "offered": [
            {"kind": kind, "words": words.ONE[kind]} for kind in rules.KINDS if kind not in rules.SINGLE
        ],
        "missing": [one for one in empty if one["kind"] in rules.SINGLE],
        "decision": decision and _decision(decision),
        "reflection": presenters.reflection(file, now),
        "next_hearing": next(
            (
                presenters.entry(file, record, presenters.make_form(file, rules.HEARING, team), now)
                for record in file.hearings
            ),
            None,
        ),
        "may_write": not file.page.visiting,
    }
    return _page(request, file, "room.html", context)


def _decision(record: Opened) -> dict[str, Any]:
    data = record.data
    return {
        "answer": words.ANSWERS[data["answer"]],
        "on": cases.day_words(data.get("on")),
        "words": data.get("words", ""),
        "told": data.get("told") == "yes",
        "history": [
            {
                "answer": words.ANSWERS[before["was"]["answer"]],
                "on": cases.day_words(before["was"].get("on") or before["at"]),
                "words": before["was"].get("words", ""),
            }
            for before in reversed(data.get("history", ()))
            if before["was"].get("answer")
        ],
    }


def add(request: ActorRequest, case_id: UUID, what: str) -> HttpResponse:
    """Write down something new; of what there is only one, that one is changed."""
    file = _to_write(request, case_id, "law.add")
    if what not in FORMS:
        raise Refused("law.add", case_id)
    if what in rules.SINGLE and (there := file.one(what)) is not None:
        return redirect("law:change", case_id, there.id)
    draft = f"law_{what}"
    team = queries.helpers(request.actor, file.page)
    if request.method == "POST":
        form = presenters.make_form(file, what, team, request.POST)
        if form.is_valid():
            try:
                services.add(request.actor, case_id, kind=what, data=presenters.plain(form))
            except Conflict:
                messages.info(
                    request, _("A colleague wrote this meanwhile. Here is how it stands; add what is yours.")
                )
                return redirect("law:add", case_id, what)
            drafts.drop(request.actor, kind=draft, about=case_id)
            messages.success(request, _("Saved."))
            return redirect("law:room", case_id)
        return _form(request, file, form, what, about=case_id)
    given = {"currency": "MDL"} if what == rules.COMPENSATION else {}
    initial, kept = kept_or(request.actor, draft, case_id, given)
    return _form(
        request, file, presenters.make_form(file, what, team, initial=initial), what, about=case_id, kept=kept
    )


def _to_write(request: ActorRequest, case_id: UUID, verb: str) -> LawFile:
    file = queries.law_file(request.actor, case_id)
    if file.page.visiting:
        raise Refused(verb, case_id)
    return file


def _form(
    request: ActorRequest, file: LawFile, form: Any, what: str, *, about: UUID, **more: Any
) -> HttpResponse:
    wrong = form.is_bound and not form.is_valid()
    context = {
        "form": form,
        "title": words.ONE[what],
        "draft_kind": f"law_{what}",
        "draft_about": about,
        "decision": what == rules.COOPERATION,
        "keeping": what == rules.DOCUMENT,
        **more,
    }
    return _page(request, file, "form.html", context, status=422 if wrong else 200)


def change(request: ActorRequest, case_id: UUID, record_id: UUID) -> HttpResponse:
    """How it stands now; what stood before is kept, and whoever comes second sees both."""
    file = _to_write(request, case_id, "law.change")
    record = queries.record_of(file, record_id, "law.change")
    what = str(record.data["kind"])
    draft, team = f"law_{what}", queries.helpers(request.actor, file.page)
    clean = presenters.make_form(file, what, team)
    more: dict[str, Any] = {"about": record_id, "history": presenters.history(record, clean)}
    if request.method == "POST":
        form = presenters.make_form(file, what, team, request.POST)
        if form.is_valid():
            version = form.cleaned_data["version"] or record.version
            try:
                services.change(
                    request.actor, case_id, record_id, data=presenters.plain(form), version=version
                )
            except Conflict as conflict:
                more["clash"] = conflicting(
                    form, conflict, lambda name, value: presenters.said(clean, name, value)
                )
                return _form(request, file, form, what, **more)
            drafts.drop(request.actor, kind=draft, about=record_id)
            messages.success(request, _("Saved."))
            return redirect("law:room", case_id)
        return _form(request, file, form, what, **more)
    stored = presenters.typed(FORMS[what], {**record.data, "version": record.version})
    initial, kept = kept_or(request.actor, draft, record_id, stored)
    form = presenters.make_form(file, what, team, initial=initial)
    return _form(request, file, form, what, kept=kept, **more)


@require_POST
def give_back(request: ActorRequest, case_id: UUID, record_id: UUID) -> HttpResponse:
    """Her document is in her hands again: one press, at any hour."""
    _to_write(request, case_id, "law.returned")
    if services.give_back(request.actor, case_id, record_id, on=today()):
        messages.success(request, _("Her document is with her again."))
    else:
        messages.info(request, _("It was given back already."))
    return redirect("law:room", case_id)
