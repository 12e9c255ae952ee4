"""The room "What happened", and its short steps, each saved on its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acasa.cases.services import drafts
from acasa.cases.trafficking import presenters as ours
from acasa.cases.trafficking import queries, words
from acasa.cases.trafficking.forms import SectionForm
from acasa.cases.trafficking.queries import TraffickingFile
from acasa.cases.trafficking.rules import shape
from acasa.cases.trafficking.services import facts
from acasa.cases.trafficking.views.common import begun, clash, show
from acasa.cases.views.common import ActorRequest, today
from acasa.core.errors import Conflict, Refused


@require_safe
def room(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What is known, in short; what she keeps to herself stands there as an answer."""
    file = queries.file_of(request.actor, case_id)
    waiting = len(queries.waiting(file.page.case_folder, today())) if file.casework else 0
    steps = ours.steps(file) if file.casework else []
    context = {
        "file": file,
        "steps": [each for each in steps if each["done"]],
        "open_steps": [each for each in steps if not each["done"]],
        "parties": [ours.party(record) for record in file.parties],
        "returns": [ours.going_home(record) for record in reversed(file.returns)],
        "waiting": waiting,
    }
    return show(request, file.page, "room.html", context)


def step(request: ActorRequest, case_id: UUID, step: str) -> HttpResponse:
    """One short step."""
    section = shape.BY_CODE.get(step)
    file = queries.casework_file(request.actor, case_id, "trafficking.save")
    if section is None:
        raise Refused("trafficking.save", case_id)
    kind = f"tr-{section.code}"
    if request.method != "POST":
        stored = {
            **shape.values_of(section, file.data),
            "told": shape.told_of(section, file.data),
            "version": shape.rev(file.data, section),
        }
        initial, kept = begun(request, kind, case_id, stored)
        return _page(request, file, section, SectionForm(initial=initial, section=section), kept=kept)
    form = SectionForm(request.POST, section=section)
    if not form.is_valid():
        return _page(request, file, section, form)
    try:
        facts.save_section(
            request.actor,
            case_id,
            section=section,
            values=form.values(),
            told=form.cleaned_data.get("told", ""),
            rev=form.cleaned_data["version"] or 0,
        )
    except Conflict as conflict:
        return _page(request, file, section, form, clash=_differences(form, section, conflict))
    drafts.drop(request.actor, kind=kind, about=case_id)
    messages.success(request, _("Saved."))
    order = [each.code for each in shape.SECTIONS]
    later = order[order.index(section.code) + 1 :]
    if "go_on" in request.POST and later:
        return redirect("trafficking:step", case_id, later[0])
    return redirect("trafficking:room", case_id)


def _page(
    request: ActorRequest, file: TraffickingFile, section: shape.Section, form: SectionForm, **more: Any
) -> HttpResponse:
    title, lede = words.SECTIONS[section.code]
    place = [each.code for each in shape.SECTIONS].index(section.code) + 1
    context = {
        "title": title,
        "lede": lede,
        "kind": f"tr-{section.code}",
        "number": place,
        "of": len(shape.SECTIONS),
        "last": place == len(shape.SECTIONS),
        "hers": section.hers,
        "history": ours.history(file.data, section),
        "back_url": reverse("trafficking:room", args=[file.page.id]),
        "here": request.path,
        **more,
    }
    return show(request, file.page, "step.html", context, form)


def _differences(form: SectionForm, section: shape.Section, conflict: Conflict) -> dict[str, Any]:
    theirs, yours = conflict.current, conflict.yours
    rows: list[tuple[Any, str, str]] = [
        (
            words.LABELS[fact.name],
            words.value(fact.name, theirs.get(fact.name)),
            words.value(fact.name, yours.get(fact.name)),
        )
        for fact in section.facts
    ]
    said = (str(words.TOLD.get(side.get("told", ""), "")) for side in (theirs, yours))
    rows.append((_("Does she tell?"), *said))  # type: ignore[arg-type]
    return clash(form, conflict, rows)
