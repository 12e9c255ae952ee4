"""Her own pages, and what the worker sees of what she said."""

from __future__ import annotations

from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acasa.accounts import access
from acasa.accounts.services import sign_in
from acasa.cases import presenters
from acasa.cases.hers import queries, rules, services, shown
from acasa.cases.hers.forms import (
    ConsentForm,
    FeedbackForm,
    RequestAnswerForm,
    ShowForm,
    StopForm,
    WrongForm,
)
from acasa.cases.hers.middleware import SHOWN, begin, hers
from acasa.cases.hers.middleware import shown as now_shown
from acasa.cases.hers.words import ANSWERS, FACES, LOOKS, PURPOSES, REQUESTS
from acasa.cases.presenters import day_words
from acasa.cases.queries import case as cases
from acasa.cases.queries.case import CasePage
from acasa.cases.views.case import head
from acasa.cases.views.common import ActorRequest, conflicting, today
from acasa.cases.views.working import case_form
from acasa.core.errors import Conflict

# --- the worker's side


@require_http_methods(["GET", "POST"])
def show(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Choose her language and hand her the device."""
    found = queries.her_file(request.actor, case_id, verb="case.read")
    hers_too = str(found.essentials.get("language", ""))
    initial = hers_too if hers_too in rules.LANGUAGES else request.actor.language
    form = ShowForm(request.POST if request.method == "POST" else None, initial={"language": initial})
    if request.method == "POST" and form.is_valid():
        services.shown(request.actor, case_id)
        begin(request, case_id=str(case_id), language=form.cleaned_data["language"])
        return redirect("hers:start")
    status = 422 if form.is_bound else 200
    return render(request, "hers/show.html", {**head(request, found), "form": form}, status=status)


@require_safe
def room(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What she asked for and what she said, with what was done about it."""
    found = queries.her_file(request.actor, case_id, verb="hers.room")
    asked = []
    for record in queries.requests(found):
        data = record.data
        when, late = presenters.due_words(cases.parse_day(data["due"]) or today(), today())
        title = REQUESTS.get(data["what"], data["text"])
        asked.append({"id": record.id, "data": data, "title": title, "when": when, "late": late})
    said = [
        {"face": FACES.get(record.data.get("face", ""), ""), "data": record.data, "when": _when(record.data)}
        for record in queries.feedback(found)
    ]
    return render(request, "hers/room.html", {**head(request, found), "asked": asked, "said": said})


def _when(data: dict[str, Any]) -> str:
    return day_words(str(data.get("at", ""))[:10])


@require_http_methods(["GET", "POST"])
def answer(request: ActorRequest, case_id: UUID, record_id: UUID) -> HttpResponse:
    """Say what was done about a request of hers."""
    found = queries.her_file(request.actor, case_id, verb="hers.room")
    record = queries.request_of(found, record_id)
    title = str(REQUESTS.get(record.data["what"], record.data["text"]))
    initial = {"answer": record.data.get("answer", ""), "version": record.version}
    form = RequestAnswerForm(request.POST if request.method == "POST" else None, initial=initial)
    told = {"her_words": record.data.get("words", "")}
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_request(request.actor, case_id, record_id, **form.cleaned_data, today=today())
        except Conflict as conflict:
            clash = conflicting(form, conflict, presenters.field_words)
            return case_form(request, found, form, title, clash=clash, **told)
        messages.success(request, _("Saved."))
        return redirect("hers:room", case_id)
    return case_form(request, found, form, title, **told)


# --- her side


def _hers(view: Any) -> Any:
    """Her page: it answers only while the device is in her hands, and gets her file."""

    @wraps(view)
    def inner(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        now = now_shown(request)
        if not now:
            return redirect("home")
        return view(request, queries.her_file(request.actor, UUID(now["case"])), *args, **kwargs)

    return hers(inner)


def her_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of hers, with the way out that locks."""
    more = {
        "exit_url": reverse("hers:exit"),
        "her_languages": [("en", "English"), ("ro", "Română"), ("ru", "Русский")],
        "her_language": now_shown(request).get("language", ""),
    }
    return render(request, f"hers/{template}", {**context, **more}, status=status)


@require_safe
@_hers
def start(request: ActorRequest, found: CasePage) -> HttpResponse:
    """What she can do here."""
    return her_page(request, "start.html", {"case": found})


@require_safe
@_hers
def written(request: ActorRequest, found: CasePage) -> HttpResponse:
    """What is written about her, by subject."""
    return her_page(request, "written.html", {"sections": shown.sections(found)})


@require_safe
@_hers
def section(request: ActorRequest, found: CasePage, section: str) -> HttpResponse:
    """One subject."""
    if section not in shown.SECTIONS:
        raise Http404
    return her_page(request, "section.html", {"section": shown.SECTIONS[section](found)})


@require_safe
@_hers
def received(request: ActorRequest, found: CasePage) -> HttpResponse:
    """Who was told something about her."""
    return her_page(request, "section.html", {"section": shown.received(found), "received": True})


@require_safe
@_hers
def agreed(request: ActorRequest, found: CasePage) -> HttpResponse:
    """What she agreed to and what she did not, each with the way to change it."""
    answers = shown.consents(found)
    lines = [
        {
            "purpose": purpose,
            "title": title,
            "answer": ANSWERS.get(answers[purpose].get("answer", ""), "") if purpose in answers else "",
            "when": _when(answers[purpose]) if purpose in answers else "",
        }
        for purpose, title in PURPOSES.items()
    ]
    return her_page(request, "agreed.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
@_hers
def change(request: ActorRequest, found: CasePage, purpose: str) -> HttpResponse:
    """Change one agreement. A no holds at once; a yes is explained first by the worker."""
    if purpose not in PURPOSES:
        raise Http404
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["answer"]
        if wanted != "agreed":
            language = now_shown(request)["language"]
            services.say_no(request.actor, found.id, purpose=purpose, answer=wanted, language=language)
        with translation.override(request.actor.language):
            words = f"{PURPOSES[purpose]}: {dict(ConsentForm.base_fields['answer'].choices)[wanted]}"  # type: ignore[attr-defined]
        _ask(request, found, rules.CONSENT, words, about=purpose)
        return redirect("hers:thanks", "consent" if wanted != "agreed" else "explain")
    status = 422 if form.is_bound else 200
    return her_page(request, "change.html", {"form": form, "title": PURPOSES[purpose]}, status=status)


def _ask(request: ActorRequest, found: CasePage, what: str, words: str, about: str = "") -> None:
    # The day speaks the worker's language, not hers.
    with translation.override(request.actor.language):
        text = str(REQUESTS[what])
    services.ask(request.actor, found.id, what=what, text=text, words=words, today=today(), about=about)


@require_safe
@_hers
def readers(request: ActorRequest, found: CasePage) -> HttpResponse:
    """Who opened her file, when and for what."""
    number = request.GET.get("page", "1")
    page = int(number) if number.isdecimal() and len(number) < 5 else 1
    lines, more = queries.looks(request.actor, found, page=max(1, page))
    told = [
        {
            "name": look.name,
            "profession": _profession(look.profession),
            "day": day_words(look.day),
            "what": LOOKS.get(look.verb, _("Worked on your file")),
            "times": look.times,
            "refused": look.refused,
        }
        for look in lines
    ]
    context = {"lines": told, "next": page + 1 if more else 0, "previous": page - 1}
    return her_page(request, "readers.html", context)


def _profession(code: str) -> str:
    return shown.label("professions", code)


@require_http_methods(["GET", "POST"])
@_hers
def wrong(request: ActorRequest, found: CasePage) -> HttpResponse:
    """Something is not right."""
    form = WrongForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _ask(request, found, rules.WRONG, form.cleaned_data["words"])
        return redirect("hers:thanks", "wrong")
    return her_page(request, "wrong.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@_hers
def stop(request: ActorRequest, found: CasePage) -> HttpResponse:
    """She wants to stop, or be forgotten."""
    form = StopForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _ask(request, found, form.cleaned_data["what"], form.cleaned_data["words"])
        return redirect("hers:thanks", "stop")
    return her_page(request, "stop.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@_hers
def feedback(request: ActorRequest, found: CasePage) -> HttpResponse:
    """How it is for her."""
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.tell(request.actor, found.id, **form.cleaned_data)
        return redirect("hers:thanks", "feedback")
    return her_page(request, "feedback.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@_hers
def thanks(request: ActorRequest, found: CasePage, what: str) -> HttpResponse:
    """It is kept, and what happens now."""
    if what not in ("wrong", "stop", "consent", "explain", "feedback"):
        raise Http404
    return her_page(request, "thanks.html", {"what": what})


@hers
@require_POST
def language(request: ActorRequest) -> HttpResponse:
    """Her language; the worker's own stays what it was."""
    now = now_shown(request)
    chosen = request.POST.get("language", "")
    if now and chosen in rules.LANGUAGES:
        request.session[SHOWN] = {**now, "language": chosen}
    target = access.next_url(request, reverse("hers:start"))
    return redirect(target if target.startswith("/hers/") else "hers:start")


@hers
@access.while_locked
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Exit this page: lock the session and open an ordinary page. Nothing is locked but what is shown to her."""
    if now_shown(request) and request.session.key is not None:  # type: ignore[attr-defined]
        sign_in.lock(request)
    return HttpResponseRedirect(settings.ACASA_EXIT_URL)
