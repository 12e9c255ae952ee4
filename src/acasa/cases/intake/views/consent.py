"""What she is told before any story, and what she agrees to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from acasa.cases import codes, presenters
from acasa.cases.intake import library, queries, rules, services, words
from acasa.cases.intake.forms import (
    ConsentForm,
    StopForm,
    ToldForm,
)
from acasa.cases.intake.services import Telling
from acasa.cases.intake.views.common import _found, _page_of, _render, _saved, _sides
from acasa.cases.queries.case import CasePage
from acasa.cases.services import drafts
from acasa.cases.views.common import ActorRequest, kept_or
from acasa.core.errors import Conflict, Refused

# --- what is told to her, and what she answers


def _language(request: ActorRequest, found: CasePage) -> str:
    """The language of the words for her: as chosen, else hers, else the page's."""
    chosen = request.GET.get("language") or str(found.essentials.get("language", "")) or codes.language()
    return chosen if chosen in library.LANGUAGES else codes.language()


def _for_her(request: ActorRequest, language: str) -> dict[str, Any]:
    return {
        "her_language": language,
        "her_languages": [
            (code, library.LANGUAGE_NAMES[code], code == language) for code in library.LANGUAGES
        ],
    }


def told(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What can't be kept secret, in her language and large, before any story."""
    found, about = _found(request, case_id), _page_of("told")
    language = _language(request, found)
    duties = [item for item in library.duties(language) if item.code != "other"]
    points = library.secrecy_points(language)
    context = {
        **about,
        **_for_her(request, language),
        "points": points,
        "duties": duties,
        "history": _history(found),
    }
    if request.method != "POST":
        initial, kept = kept_or(request.actor, about["kind"], case_id, {"language": language})
        return _render(request, found, "told.html", {**context, "kept": kept}, ToldForm(initial=initial))
    form = ToldForm(request.POST)
    if not form.is_valid():
        return _render(request, found, "told.html", context, form)
    explained = [code for code, _words in points]
    services.tell(request.actor, case_id, telling=Telling(explained=explained, **form.cleaned_data))
    drafts.drop(request.actor, kind=about["kind"], about=case_id)
    return _saved(request, case_id, "told")


def _history(found: CasePage, purpose: str = "") -> list[dict[str, Any]]:
    records = queries.of_purpose(found, purpose) if purpose else queries.told(found)
    made = []
    for record in reversed(records):
        data = record.data
        said, tone = words.consent(data) if purpose else (_("Told"), "pine")
        how = {**words.HOW, **words.CONSENT_HOW}.get(str(data.get("how")), "")
        made.append(
            {
                "said": said,
                "tone": tone,
                "when": presenters.moment_words(str(data.get("at", ""))),
                "by": data.get("by_name", ""),
                "how": how,
                "interpreter": data.get("interpreter", ""),
                "language": codes.label("languages", str(data.get("language", ""))),
                "words": data.get("words", ""),
            }
        )
    return made


def _purpose(case_id: UUID, purpose: str) -> str:
    if purpose not in rules.PURPOSES:
        raise Refused("consent.answer", case_id)
    return purpose


def consent(request: ActorRequest, case_id: UUID, purpose: str) -> HttpResponse:
    """Point by point in her language, then her answer: agreed, not now or refused. None of them takes help away."""
    found, about = _found(request, case_id), _page_of(_purpose(case_id, purpose))
    language = _language(request, found)
    points = library.consent_points(purpose, language)
    former = queries.of_purpose(found, purpose)
    agreed = rules.has_agreed([record.data for record in former], purpose)
    context = {
        **about,
        **_for_her(request, language),
        "purpose": purpose,
        "history": _history(found, purpose),
        "agreed": agreed,
    }
    if request.method != "POST":
        initial = {"language": language, "version": len(former)}
        return _render(request, found, "consent.html", context, ConsentForm(initial=initial, points=points))
    form = ConsentForm(request.POST, points=points)
    if not form.is_valid():
        return _render(request, found, "consent.html", context, form)
    data = dict(form.cleaned_data)
    seen, answer = data.pop("version") or 0, data.pop("answer")
    try:
        services.answer_consent(
            request.actor, case_id, purpose=purpose, answer=answer, telling=Telling(**data), seen=seen
        )
    except Conflict as conflict:
        clash = _consent_clash(form, conflict)
        return _render(request, found, "consent.html", {**context, "clash": clash}, form)
    return _saved(request, case_id, purpose)


def _consent_clash(form: Any, conflict: Conflict) -> dict[str, Any]:
    current, yours = conflict.current, conflict.yours
    rows = [(_("Answer"), words.consent(current)[0], words.consent(yours)[0])]
    if current.get("words") != yours.get("words"):
        rows.append((_("What she asked or said"), current.get("words", ""), yours.get("words", "")))
    return _sides(form, conflict, rows)


def stop(request: ActorRequest, case_id: UUID, purpose: str) -> HttpResponse:
    """She chose to stop. Former answers stay; help goes on."""
    found = _found(request, case_id)
    former = queries.of_purpose(found, _purpose(case_id, purpose))
    form = StopForm(request.POST if request.method == "POST" else None, initial={"version": len(former)})
    context: dict[str, Any] = {
        "title": _("She chose to stop"),
        "purpose": purpose,
        "purpose_words": words.PURPOSES[purpose],
    }
    if request.method == "POST" and form.is_valid():
        spoken = Telling(
            [], str(found.essentials.get("language", "")), "spoken", "", form.cleaned_data["words"]
        )
        try:
            services.answer_consent(
                request.actor,
                case_id,
                purpose=purpose,
                answer=rules.REFUSED,
                telling=spoken,
                seen=form.cleaned_data["version"] or 0,
                stopped=True,
            )
        except Conflict as conflict:
            clash = _consent_clash(form, conflict)
            return _render(request, found, "stop.html", {**context, "clash": clash}, form)
        messages.success(request, _("Recorded. She is helped as before."))
        return redirect("intake:overview", case_id)
    return _render(request, found, "stop.html", context, form)
