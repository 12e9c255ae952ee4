"""The room "Interviews": what was asked, what is under way, beginning, reading, correcting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from acasa.cases import presenters
from acasa.cases.interviews import languages, queries, rules
from acasa.cases.interviews.forms import BeginForm
from acasa.cases.interviews.reading import sections, shapeless
from acasa.cases.interviews.services import drafting
from acasa.cases.interviews.views.common import filling_of, head_of, page
from acasa.cases.interviews.words import ANSWERED
from acasa.cases.queries.case import CasePage
from acasa.cases.views.common import ActorRequest
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.questionnaires.catalogue import Listed
from acasa.vault.folders import Opened


@require_safe
def room(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Interviews of this case, one's own under way first."""
    found = queries.interviews(request.actor, case_id)
    under_way = [
        {
            "id": draft_id,
            "title": state["title"],
            "when": presenters.moment_words(saved_at.isoformat()),
            "corrects": bool(state.get("corrects")),
        }
        for draft_id, state, saved_at in drafting.mine(request.actor, case_id)
    ]
    context = {
        **head_of(request, found.page),
        "under_way": under_way,
        "kept": [_kept(record) for record in found.kept],
        "corrected": [_kept(record) for record in found.corrected],
    }
    return page(request, "room", context)


def _kept(record: Opened) -> dict[str, Any]:
    data = record.data
    outside = record.compartment != people.CASEWORK
    return {
        "id": record.id,
        "title": data["title"],
        "when": presenters.moment_words(str(data["at"])),
        "iso": str(data["at"])[:10],
        "by": data["by_name"],
        "answered": ANSWERED.get(str(data["respondent"]), ""),
        "stopped": data["state"] == rules.STOPPED,
        "device": data.get("source") == rules.DEVICE,
        "compartment": presenters.compartment_label(record.compartment) if outside else "",
    }


def begin(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Choose a questionnaire, then say who answers and in which language."""
    found = queries.interviews(request.actor, case_id).page
    offered = queries.offered(request.actor, found)
    ref = request.POST.get("ref") or request.GET.get("ref", "")
    if not ref:
        context = {**head_of(request, found), "groups": _groups(offered)}
        return page(request, "choose", context)
    if all(each.ref != ref for each in offered):
        raise Refused("interview.begin", case_id)
    published = queries.published(request.actor, found, ref)
    languages_of = published.form.languages
    initial = {
        "respondent": rules.SELF,
        "language": languages.nearest(languages_of, (_her_language(found), request.actor.language)),
    }
    form = BeginForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        offered=languages_of,
        name=found.name,
        children=queries.children(found),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        draft_id = drafting.begin(
            request.actor,
            case_id,
            published=published,
            language=data["language"],
            respondent=data["respondent"],
            about=data["about"],
        )
        return redirect("interviews:resume", case_id, draft_id)
    context = {**head_of(request, found), "form": form, "title": published.title, "ref": ref}
    return page(request, "begin", context, status=422 if form.is_bound else 200)


def _her_language(found: CasePage) -> str:
    return str(found.essentials.get("language", ""))


def _groups(offered: list[Listed]) -> list[tuple[str, list[dict[str, Any]]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in offered:
        told = {
            "ref": each.ref,
            "title": each.title,
            "about": each.about,
            "languages": ", ".join(languages.shown(name) for name in each.languages if name),
        }
        groups.setdefault(each.group, []).append(told)
    return list(groups.items())


@require_safe
def read(request: ActorRequest, case_id: UUID, record_id: UUID) -> HttpResponse:
    """One interview, question by question; what was not asked is not there."""
    found, record = queries.interview(request.actor, case_id, record_id)
    data = record.data
    gone = False
    try:
        published = queries.published(request.actor, found, str(data["ref"]))
    except Refused:
        gone, shown = True, shapeless(data["answers"])
    else:
        shown = sections(filling_of(request, published, data), data.get("files", {}))
    kin = {str(one.id): str(one.data.get("name", "")) for one in found.case_folder.of_kind("kin")}
    facts = data.get("file_facts", {})
    context = {
        **head_of(request, found),
        "it": _kept(record),
        "about": kin.get(str(data.get("about", "")), ""),
        "language": languages.shown(str(data["language"])),
        "began": presenters.moment_words(str(data["begun_at"])),
        "sections": shown,
        "gone": gone,
        "files": facts,
        "not_clean": [told["name"] for told in facts.values() if not told.get("clean", True)],
        "former": data.get("supersedes"),
        "later": data.get("superseded_by"),
        "may_correct": not gone and not data.get("superseded_by") and not found.visiting,
    }
    return page(request, "read", context)


@require_POST
def correct(request: ActorRequest, case_id: UUID, record_id: UUID) -> HttpResponse:
    """Begin with what was said; what comes of it replaces this interview, which stays to be read."""
    found, record = queries.interview(request.actor, case_id, record_id, "interview.begin")
    if record.data.get("superseded_by"):
        return redirect("interviews:read", case_id, record_id)
    draft_id = drafting.begin(
        request.actor,
        case_id,
        published=queries.published(request.actor, found, str(record.data["ref"])),
        language=str(record.data["language"]),
        respondent=str(record.data["respondent"]),
        about=str(record.data.get("about", "")),
        corrects=record_id,
    )
    return redirect(reverse("interviews:resume", args=[case_id, draft_id]))
