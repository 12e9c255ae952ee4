"""Pages of the pictures: the ecomap with its table, its ties, and needs against services."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acasa.cases import codes, presenters
from acasa.cases.papers.words import PARTNER_ANSWERS
from acasa.cases.pictures import drawing, queries, rules, services, words
from acasa.cases.pictures import forms as forms_
from acasa.cases.pictures.rules import Node, Service
from acasa.cases.plan.words import NEED_STATUS_TONES, NEED_STATUS_WORDS, SEVERITY_TONES, SEVERITY_WORDS
from acasa.cases.queries.case import CasePage
from acasa.cases.services import drafts
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, conflicting, kept_or
from acasa.core.errors import Conflict, Refused
from acasa.vault.folders import Opened

_DRAFT = "ecomap"


def _page(
    request: ActorRequest, found: CasePage, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    return render(request, f"pictures/{template}", {**head(request, found), **context}, status=status)


def _row(node: Node) -> dict[str, Any]:
    return {
        "name": node.name,
        "group": words.GROUPS[node.group],
        "note": node.note,
        "strength": words.STRENGTHS.get(node.strength, ""),
        "tone": words.TONES.get(node.strength, "grey"),
        "direction": words.DIRECTIONS.get(node.direction, ""),
        "sources": [words.SOURCES[source] for source in node.sources],
    }


@require_safe
def ecomap(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """The picture, its key, and the same in a table."""
    found = queries.page(request.actor, case_id)
    nodes = queries.nodes(found)
    kept = queries.record(found)
    context = {
        "picture": drawing.ecomap(nodes, found.name),
        "rows": [_row(node) for node in nodes],
        "key": [(drawing.sample(strength), label) for strength, label in words.STRENGTHS.items()]
        + [(drawing.sample("", "to_her"), _("the arrow points to whoever is given to"))],
        "unsaid": sum(not node.strength for node in nodes),
        "unsaid_line": drawing.sample(""),
        "changed": kept and presenters.moment_words(str(kept.data["at"])),
        "changed_by": kept and kept.data.get("by_name", ""),
        "may_write": not found.visiting,
    }
    return _page(request, found, "ecomap.html", context)


def ties(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """How strong each tie is and which way it flows, as she says it."""
    found = queries.page(request.actor, case_id, "ecomap.change")
    if found.visiting:
        raise Refused("ecomap.change", case_id)
    nodes, kept_record = queries.nodes(found), queries.record(found)
    version = kept_record.version if kept_record else 0
    more: dict[str, Any] = {}
    if request.method == "POST":
        form = forms_.TiesForm(request.POST, nodes=nodes)
        if form.is_valid():
            seen = form.cleaned_data["version"]
            try:
                services.set_ties(
                    request.actor,
                    case_id,
                    ties=form.ties(),
                    added=form.added(),
                    out=form.out(),
                    version=version if seen is None else seen,
                )
            except Conflict as conflict:
                both = Conflict(forms_.flat(conflict.current), forms_.flat(conflict.yours), conflict.version)
                more["clash"] = _clash(form, both)
            else:
                drafts.drop(request.actor, kind=_DRAFT, about=case_id)
                messages.success(request, _("Saved."))
                return redirect("pictures:ecomap", case_id)
    else:
        initial, kept = kept_or(request.actor, _DRAFT, case_id, forms_.initial(nodes, version))
        form, more["kept"] = forms_.TiesForm(initial=initial, nodes=nodes), kept
    wrong = form.is_bound and not form.is_valid()
    more["parts"] = [(legend, [form[name] for name in names]) for legend, names in form.groups]
    return _page(request, found, "ties.html", {"form": form, **more}, status=422 if wrong else 200)


def _clash(form: forms_.TiesForm, conflict: Conflict) -> dict[str, Any]:
    said = {**words.STRENGTHS, **words.DIRECTIONS, "": ""}
    clash = conflicting(form, conflict, lambda _name, value: str(said.get(value, value)))
    names = {node.id: node.name for node in form.nodes}
    # The two questions are the same for everybody: say about whom.
    differs = [
        name
        for name in form.fields
        if name != "version" and conflict.current.get(name, "") != conflict.yours.get(name, "")
    ]
    for name, row in zip(differs, clash["differences"], strict=True):
        row["label"] = f"{names.get(name.partition('_')[2], '')}: {row['label']}"
    return clash


@require_safe
def matrix(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Needs in rows, kinds of help or organisations in columns; where nothing stands, it says so."""
    found = queries.page(request.actor, case_id)
    by = "organisation" if request.GET.get("by") == "organisation" else "kind"
    needs = queries.needs(found)
    by_id = {str(need.id): need for need in needs}
    made = rules.matrix(
        [(str(need.id), str(need.data.get("status", ""))) for need in needs], queries.services(found), by=by
    )
    context = {
        "by": by,
        "columns": [_column(name, by) for name in made.columns],
        "rows": [
            {
                "need": _need(by_id[row.need]),
                "cells": [
                    {"label": _column(name, by), "services": [_service(item) for item in cell]}
                    for name, cell in zip(made.columns, row.cells, strict=True)
                ],
                "gap": row.gap,
            }
            for row in made.rows
        ],
        "gaps": made.gaps,
        "open_needs": made.open_needs,
        "may_write": not found.visiting,
    }
    return _page(request, found, "matrix.html", context)


def _column(name: str, by: str) -> str:
    if by == "organisation":
        return name or _("Our team and she herself")
    return codes.label("assistance_types", name) or _("Kind of help not said")


def _need(need: Opened) -> dict[str, Any]:
    data = need.data
    status = str(data.get("status", ""))
    open_ = status == "open"
    code = str(data.get("severity", "")) if open_ else status
    return {
        "id": need.id,
        "domain": codes.label("need_domains", str(data.get("domain", ""))),
        "about": data.get("about_name", ""),
        "words": data.get("words", ""),
        "tag": (SEVERITY_WORDS if open_ else NEED_STATUS_WORDS).get(code, ""),
        "tone": (SEVERITY_TONES if open_ else NEED_STATUS_TONES).get(code, "grey"),
    }


def _service(item: Service) -> dict[str, Any]:
    return {
        "text": item.text,
        "who": item.who,
        "state": words.STATES.get(item.state, item.state),
        "tone": words.STATE_TONES.get(item.state, "grey"),
        "due": presenters.day_words(item.due) if item.state == rules.OPEN else "",
        "answer": PARTNER_ANSWERS.get(item.answer, ""),
    }
