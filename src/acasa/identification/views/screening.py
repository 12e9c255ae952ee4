"""Screening in short pages, a dimension on each; what was answered travels along and is kept until it is finished."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from acasa.cases import codes
from acasa.cases import presenters as cases
from acasa.cases.services import drafts
from acasa.cases.views.common import ActorRequest, today
from acasa.core.errors import Refused
from acasa.identification import presenters, queries, services, words
from acasa.identification.forms import PageForm, ResultForm, field_name
from acasa.identification.library import Published
from acasa.identification.queries import IdentificationFile
from acasa.identification.rules import screening as rules
from acasa.identification.views.common import show
from acasa.ui.forms import DateParts

# What travels along beside the answers: the result page's own fields.
_BESIDE = ("words", "on", "on_day", "on_month", "on_year")


def _typed(request: ActorRequest, published: Published) -> dict[str, str]:
    """Answers of all pages as they were sent, those of the other pages in hidden fields; by field."""
    answers = {field_name(name): answer for name, answer in _answers(published, request.POST).items()}
    return answers | {name: request.POST[name] for name in _BESIDE if name in request.POST}


def _answers(published: Published, fields: Mapping[str, Any]) -> dict[str, str]:
    found = {one.id: str(fields.get(field_name(one.id), "")) for one in published.shape.indicators()}
    return {name: answer for name, answer in found.items() if answer in rules.ANSWERS}


def _known(
    request: ActorRequest, file: IdentificationFile, published: Published
) -> tuple[dict[str, Any], bool, str]:
    """What a page begins with: typed and not finished, or what was answered last; nothing is asked twice."""
    kind = words.draft_kind(published.code)
    if kept := drafts.kept(request.actor, kind=kind, about=file.page.id):
        return dict(kept), True, ""
    last = file.of_set(published.code)
    if not last:
        return {}, False, ""
    fields = {field_name(name): answer for name, answer in last[0].data["answers"].items()}
    return fields, False, cases.day_words(str(last[0].data["on"]))


def page(request: ActorRequest, case_id: UUID, set_code: str, number: int) -> HttpResponse:
    """One page of a screening. `do`: on, back or later; each keeps what stands there."""
    file = queries.file_of(request.actor, case_id, "screening.answer", write=True)
    published = queries.published(file, set_code)
    dimensions = rules.pages(published.shape)
    if not 1 <= number <= len(dimensions):
        raise Refused("screening.answer", case_id)
    here = dimensions[number - 1]
    if request.method != "POST":
        known, kept, earlier = _known(request, file, published)
        form = PageForm(initial=known, published=published, dimensions=here)
        return _show_page(request, file, form, number, known, kept=kept, earlier=earlier)
    form = PageForm(request.POST, published=published, dimensions=here)
    typed = _typed(request, published)
    if not form.is_valid():
        return _show_page(request, file, form, number, typed)
    kind = words.draft_kind(set_code)
    # What another window kept meanwhile is newer than what this page carried along; this page's own answers stand.
    typed |= drafts.kept(request.actor, kind=kind, about=case_id) or {}
    typed |= {field_name(name): answer for name, answer in form.answers().items()}
    drafts.keep(request.actor, kind=kind, about=case_id, fields=typed)
    do = request.POST.get("do", "on")
    if do == "later":
        messages.success(request, _("Kept for you alone, until you go on."))
        return redirect("identification:room", case_id)
    if do == "back" and number > 1:
        return redirect("identification:page", case_id, set_code, number - 1)
    if do == "on" and number < len(dimensions):
        return redirect("identification:page", case_id, set_code, number + 1)
    return redirect("identification:result", case_id, set_code)


def _show_page(
    request: ActorRequest,
    file: IdentificationFile,
    form: PageForm,
    number: int,
    known: Mapping[str, Any],
    *,
    kept: bool = False,
    earlier: str = "",
) -> HttpResponse:
    published = form.published
    of = len(rules.pages(published.shape))
    context = {
        "published": published,
        "title": published.title(codes.language()),
        "about": published.about(codes.language()),
        "number": number,
        "of": of,
        "last": number == of,
        "passed": [(name, str(value)) for name, value in known.items() if name not in form.fields],
        "kind": words.draft_kind(published.code),
        "kept": kept and number == 1,
        "earlier": earlier if number == 1 else "",
        "certainty": words.certainty(published) if number == 1 else "",
        "is_signs": published.shape.rule == rules.SIGNS,
    }
    return show(request, file, "page", context, form)


def result(request: ActorRequest, case_id: UUID, set_code: str) -> HttpResponse:
    """What the answers say, before it is kept: explained, with what is missing; then the day and a word."""
    file = queries.file_of(request.actor, case_id, "screening.answer", write=True)
    published = queries.published(file, set_code)
    kind = words.draft_kind(set_code)
    if request.method != "POST":
        known, kept, _earlier = _known(request, file, published)
        if not kept:
            return redirect("identification:page", case_id, set_code, 1)
        first: dict[str, Any] = {"on": today(), "words": known.get("words", "")}
        if known.get("on_year"):
            parts = (str(known.get(f"on_{part}", "")) for part in ("day", "month", "year"))
            first["on"] = DateParts(*parts)
        return _show_result(request, file, published, ResultForm(initial=first), known)
    form = ResultForm(request.POST)
    typed = _typed(request, published)
    if request.POST.get("do") == "back":
        drafts.keep(request.actor, kind=kind, about=case_id, fields=typed)
        return redirect("identification:page", case_id, set_code, len(rules.pages(published.shape)))
    if not form.is_valid():
        return _show_result(request, file, published, form, typed)
    kept_as = services.screen(
        request.actor,
        case_id,
        set_=set_code,
        answers=_answers(published, typed),
        words=form.cleaned_data["words"],
        on=form.cleaned_data["on"],
    )
    drafts.drop(request.actor, kind=kind, about=case_id)
    messages.success(request, _("The screening is kept."))
    return redirect("identification:screening", case_id, kept_as)


def _show_result(
    request: ActorRequest,
    file: IdentificationFile,
    published: Published,
    form: ResultForm,
    known: Mapping[str, Any],
) -> HttpResponse:
    pages = rules.pages(published.shape)
    at = {one.code: number for number, dimensions in enumerate(pages, 1) for one in dimensions}
    explained = presenters.result(published, _answers(published, known))
    for one in explained["dimensions"]:
        one["url"] = reverse("identification:page", args=[file.page.id, published.code, at[one["code"]]])
    names = {field_name(one.id) for one in published.shape.indicators()}
    context = {
        "published": published,
        "result": explained,
        "kind": words.draft_kind(published.code),
        "passed": [(name, str(value)) for name, value in known.items() if name in names],
    }
    return show(request, file, "result", context, form)
