"""Reactions of a child to a crisis: what was seen, over time, and how to be with a child of that age."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acasa.cases.safety import library, presenters, queries, rules, words
from acasa.cases.safety.forms import ReactionForm
from acasa.cases.safety.services import reacting
from acasa.cases.safety.views.common import form_page, show, work
from acasa.cases.services import drafts
from acasa.cases.views.common import ActorRequest, kept_or, today
from acasa.core.errors import Refused
from acasa.people import rules as people

KIND = "crisis_reaction"


@require_safe
def timeline(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Everything seen, child by child, the newest first; and where a new one is written down."""
    file = queries.safety_file(request.actor, case_id, "reaction.read", people.CASEWORK)
    seen = [presenters.reaction(file, record) for record in file.reactions]
    children = queries.children(file, today().year)
    context = {
        "offered": [presenters.offer(signal) for signal in file.offers],
        "may_work": file.may_work,
        "children": [
            {"child": one, "seen": [item for item in seen if item["child_id"] == one.id]} for one in children
        ],
        "ages": library.ages(),
        "tongues": library.LANGUAGES,
    }
    return show(request, file, "reactions", context)


def add(request: ActorRequest, case_id: UUID, age: str) -> HttpResponse:
    """What was seen of a child of this age."""
    file = work(request, case_id, "reaction.add")
    if age not in rules.AGES:
        raise Refused("reaction.add", case_id)
    children = queries.children(file, today().year)
    if request.method == "POST" and "start_again" in request.POST:
        drafts.drop(request.actor, kind=KIND, about=case_id)
        return redirect("safety:add_reaction", case_id, age)
    guide = library.guidance(age)
    more = {
        "kind": KIND,
        "age": age,
        "guide": guide,
        "guide_certainty": words.CERTAINTY.get(guide.certainty, "") if guide else "",
        "ages": library.ages(),
        "back_url": reverse("safety:reactions", args=[case_id]),
    }
    title = _("What was seen")
    if request.method != "POST":
        first = {"on": today(), "child": request.GET.get("child") or children[0].id}
        initial, kept = kept_or(request.actor, KIND, case_id, first)
        form = ReactionForm(initial=initial, age=age, children=children)
        return form_page(request, file, form, title, "reaction", kept=kept, **more)
    form = ReactionForm(request.POST, age=age, children=children)
    if not form.is_valid():
        return form_page(request, file, form, title, "reaction", **more)
    data = form.cleaned_data
    dangers = reacting.add(
        request.actor,
        case_id,
        child=data["child"],
        age=age,
        reactions=form.seen(),
        **{name: data[name] for name in ("intensity", "on", "since", "helped", "words", "seen_by")},
    )
    drafts.drop(request.actor, kind=KIND, about=case_id)
    if dangers:
        messages.warning(request, _("Saved. This is a sign of danger: look at what is offered here."))
    else:
        messages.success(request, _("Saved."))
    return redirect("safety:reactions", case_id)


@require_safe
def guidance(request: ActorRequest, case_id: UUID, age: str, language: str) -> HttpResponse:
    """How to be with a child of this age, to read with whoever cares for it or to print: about nobody."""
    file = queries.safety_file(request.actor, case_id, "reaction.read", people.CASEWORK)
    found = library.guidance(age, language) if language in library.LANGUAGES else None
    if found is None:
        raise Refused("reaction.read", file.page.id)
    context = {
        "guide": found,
        "tongue": language,
        "back_url": reverse("safety:reactions", args=[case_id]),
        "certainty": words.CERTAINTY.get(found.certainty, ""),
    }
    return render(request, "safety/guidance.html", context)
