"""How an interview ends: done, stopped, or nothing of it kept."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from acasa.cases.interviews import rules
from acasa.cases.interviews.forms import StopForm
from acasa.cases.interviews.reading import sections
from acasa.cases.interviews.services import drafting
from acasa.cases.interviews.views.common import draft_of, filling_of, head_of, page
from acasa.cases.views.common import ActorRequest
from acasa.core.errors import Conflict
from acasa.questionnaires.pages.filling import Filling
from acasa.questionnaires.pages.section import error_id


def end(request: ActorRequest, case_id: UUID, draft_id: UUID) -> HttpResponse:
    """Everything once more before it is kept, and what still needs a look, each with the way there."""
    if request.method == "POST":
        return _ended(request, case_id, draft_id, rules.DONE)
    found, state, published = draft_of(request, case_id, draft_id)
    return _review(
        request, found, draft_id, filling_of(request, published, state), bool(state.get("corrects"))
    )


def _review(
    request: ActorRequest, found: object, draft_id: UUID, filling: Filling, corrects: bool, status: int = 200
) -> HttpResponse:
    case_id = found.id  # type: ignore[attr-defined]
    faults = [
        {
            "label": fault.label,
            "words": fault.words,
            "url": f"{reverse('interviews:page', args=[case_id, draft_id, fault.place.key])}#{error_id(fault.name)}",
        }
        for fault in filling.faults()
    ]
    shown = filling.shown()
    context = {
        **head_of(request, found, calm=True),  # type: ignore[arg-type]
        "title": filling.published.title,
        "faults": faults,
        "sections": sections(filling, {}),
        "corrects": corrects,
        "last_url": reverse("interviews:page", args=[case_id, draft_id, shown[-1].key]) if shown else "",
        "stop_url": reverse("interviews:stop", args=[case_id, draft_id]),
    }
    return page(request, "end", context, status=status)


def _ended(request: ActorRequest, case_id: UUID, draft_id: UUID, how: str) -> HttpResponse:
    found, state, published = draft_of(request, case_id, draft_id)
    filling = filling_of(request, published, state)
    if how == rules.DONE and filling.faults():
        return _review(request, found, draft_id, filling, bool(state.get("corrects")), 422)

    filling.session.finish(timezone.localtime())
    try:
        made = drafting.finish(
            request.actor,
            case_id,
            draft_id,
            answers=filling.session.relevant_answers(),
            asked=filling.asked,
            state=how,
        )
    except Conflict:
        messages.error(
            request,
            _(
                "Somebody corrected this interview before you. Yours is still under way; look at theirs first."
            ),
        )
        return redirect("interviews:read", case_id, UUID(state["corrects"]))
    messages.success(request, _("The interview is kept, sealed into the case."))
    return redirect("interviews:read", case_id, made)


def stop(request: ActorRequest, case_id: UUID, draft_id: UUID) -> HttpResponse:
    """She may stop at any moment; what becomes of what she said is hers to say."""
    found, state, published = draft_of(request, case_id, draft_id)
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        what = form.cleaned_data["what"]
        if what == "keep":
            return _ended(request, case_id, draft_id, rules.STOPPED)
        if what == "forget":
            drafting.forget(request.actor, case_id, draft_id)
            messages.success(request, _("Nothing of this interview was kept."))
        else:
            messages.success(request, _("Everything until here is kept. You find it under “Under way”."))
        return redirect("interviews:room", case_id)
    context = {
        **head_of(request, found, calm=True),
        "form": form,
        "title": published.title,
        "back_url": reverse("interviews:resume", args=[case_id, draft_id]),
        "corrects": bool(state.get("corrects")),
    }
    return page(request, "stop", context, status=422 if form.is_bound else 200)


@require_POST
def forget(request: ActorRequest, case_id: UUID, draft_id: UUID) -> HttpResponse:
    """Begun by mistake."""
    draft_of(request, case_id, draft_id)
    drafting.forget(request.actor, case_id, draft_id)
    messages.success(request, _("Nothing of this interview was kept."))
    return redirect("interviews:room", case_id)
