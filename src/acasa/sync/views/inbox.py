"""What came from devices: look at it, keep it in a case, discard it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from acasa.cases.presenters import moment_words
from acasa.cases.queries import caseload
from acasa.cases.views.common import ActorRequest
from acasa.core.errors import Conflict, Refused
from acasa.sync import queries
from acasa.sync.forms import DiscardForm, KeepForm
from acasa.sync.queries import Line, Version, Whole
from acasa.sync.rules import answers, came
from acasa.sync.services import deciding
from acasa.sync.services.deciding import Choice, Read
from acasa.vault import tokens


def _lines(lines: list[Line]) -> list[dict[str, Any]]:
    return [{"item": line, "received": moment_words(line.received_at.isoformat())} for line in lines]


@require_safe
def listing(request: ActorRequest) -> HttpResponse:
    """What waits for a decision, the oldest first."""
    return render(
        request,
        "sync/inbox.html",
        {"lines": _lines(queries.inbox(request.actor, state=queries.WAITING)), "waiting": True},
    )


@require_safe
def discarded(request: ActorRequest) -> HttpResponse:
    """What was discarded and is not deleted yet."""
    return render(
        request, "sync/inbox.html", {"lines": _lines(queries.inbox(request.actor, state=queries.DISCARDED))}
    )


def _opened(request: ActorRequest, whole: Whole, version: Version) -> tuple[Read | None, str]:
    """What a version holds, or why it can't be opened."""
    try:
        return deciding.read(request.actor, whole, version), ""
    except tokens.MissingRecipient:
        return None, _("The encrypted answers have not come yet. The device will send them again.")
    except tokens.Tampered:
        return None, _(
            "This does not open with the team's key: it was encrypted to another key, or its parts do not belong "
            "together. Ask whose device it is to send it again."
        )
    except (came.Unreadable, Refused):
        return None, _("This can't be read as answers to the questionnaire.")


def _shown(request: ActorRequest, whole: Whole, version: Version) -> dict[str, Any]:
    """One version for the page: its answers in words, its files, what is missing."""
    found, why = _opened(request, whole, version)
    shown: dict[str, Any] = {"version": version, "why": why, "at": moment_words(version.at)}
    if found is None:
        return shown
    lines = answers.lines(found.published.form, found.root, request.actor.language)
    files = sorted(set(found.named.values()) | set(found.opened))
    numbers = {name: number for number, name in enumerate(files)}
    shown |= {
        "lines": [
            {
                "line": line,
                "url": reverse("sync:file", args=[whole.id, version.number, numbers[line.file]])
                if line.file and line.file not in found.missing
                else "",
            }
            for line in lines
        ],
        "missing": len(found.missing),
        "missing_words": ngettext(
            "%(count)s attachment has not come yet.",
            "%(count)s attachments have not come yet.",
            len(found.missing),
        )
        % {"count": len(found.missing)},
        "code": came.case_code(found.root, version.asks),
        "name": came.instance_name(found.root),
        "whole": found.whole,
    }
    return shown


def _mark_differences(shown: list[dict[str, Any]]) -> None:
    """Where versions do not say the same."""
    if len(shown) < 2:
        return
    said = [{row["line"].place: row["line"].answer for row in one.get("lines", ())} for one in shown]
    for one in shown:
        for row in one.get("lines", ()):
            place = row["line"].place
            row["differs"] = any(other.get(place) != row["line"].answer for other in said)


def _cases(request: ActorRequest, query: str) -> list[tuple[str, str]]:
    """Cases that answer to a code or a name, for choosing one."""
    rows = caseload.search(request.actor, query)[:8] if query else []
    return [(str(row.case_id), f"{row.name} · {row.code}") for row in rows]


def _page(
    request: ActorRequest,
    whole: Whole,
    *,
    keep_form: KeepForm | None = None,
    discard_form: DiscardForm | None = None,
    query: str | None = None,
    number: int = 0,
    status: int = 200,
) -> HttpResponse:
    shown = [_shown(request, whole, version) for version in whole.versions]
    _mark_differences(shown)
    code = next((one["code"] for one in shown if one.get("code")), "")
    asked = code if query is None else query
    waits = whole.row.state == queries.WAITING
    cases = _cases(request, asked) if waits and keep_form is None else []
    for one in shown:
        version = one["version"]
        one["keep"] = (
            keep_form
            if keep_form is not None and number == version.number
            # Nothing is chosen for anybody: a code may be mistyped on a telephone.
            else KeepForm(initial={"version": version.number}, cases=cases)
        )
        one["discard"] = (
            discard_form
            if discard_form is not None and number == version.number
            else DiscardForm(initial={"version": version.number})
        )
        # Two forms on one page: their fields' ids differ.
        for form in (one["keep"], one["discard"]):
            form.auto_id = f"id_%s_{version.number}"
    context = {
        "whole": whole,
        "shown": shown,
        "several": len(shown) > 1,
        "received": moment_words(whole.row.received_at.isoformat()),
        "query": asked,
        "cases": cases or (keep_form.fields["case"].choices if keep_form else []),  # type: ignore[attr-defined]
        "waits": waits,
        "form": keep_form or discard_form,
        "kept_in": whole.row.case_id,
    }
    return render(request, "sync/one.html", context, status=status)


@require_http_methods(["GET", "POST"])
def one(request: ActorRequest, submission_id: UUID) -> HttpResponse:
    """One submission. By POST it is looked for a case: no name stands in an address."""
    whole = queries.submission(request.actor, submission_id)
    query = request.POST.get("q", "").strip()[:120] if request.method == "POST" else None
    return _page(request, whole, query=query)


def _number(request: ActorRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 5 else 0


@require_POST
def keep(request: ActorRequest, submission_id: UUID) -> HttpResponse:
    """Keep a version in a case."""
    whole = queries.submission(request.actor, submission_id)
    given = request.POST.get("case", "")
    form = KeepForm(request.POST, cases=[*_cases(request, request.POST.get("q", "")[:120]), (given, "")])
    if form.is_valid():
        data = form.cleaned_data
        try:
            choice = Choice(UUID(data["case"]), data["version"], data["respondent"], data["stopped"])
            deciding.keep(request.actor, submission_id, choice=choice)
        except (Refused, ValueError, Conflict):
            form.add_error("case", _("These answers can't be kept in this case. Choose another one."))
        except (tokens.SealingError, came.Unreadable):
            form.add_error(None, _("These answers can't be opened."))
        else:
            messages.success(request, _("Kept in the case. It is not kept here any more."))
            return redirect("cases:case", choice.case_id)
    return _page(request, whole, keep_form=form, number=_number(request), status=422)


@require_POST
def discard(request: ActorRequest, submission_id: UUID) -> HttpResponse:
    """Set a version aside, with a reason."""
    whole = queries.submission(request.actor, submission_id)
    form = DiscardForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        deciding.discard(request.actor, submission_id, version=data["version"], reason=data["reason"])
        messages.success(request, _("Set aside. You can take it back from “Discarded”."))
        return redirect("sync:inbox")
    return _page(request, whole, discard_form=form, number=_number(request), status=422)


@require_POST
def take_back(request: ActorRequest, submission_id: UUID) -> HttpResponse:
    """What was discarded waits again."""
    deciding.take_back(request.actor, submission_id)
    messages.success(request, _("It waits for a decision again."))
    return redirect("sync:one", submission_id)


@require_POST
def forget(request: ActorRequest, submission_id: UUID) -> HttpResponse:
    """Delete for good what was discarded."""
    deciding.forget(request.actor, submission_id)
    messages.success(
        request, _("Deleted for good. Nobody can open it any more, not even from an old backup.")
    )
    return redirect("sync:discarded")


@require_safe
def file(request: ActorRequest, submission_id: UUID, version: int, number: int) -> HttpResponse:
    """An attachment, to look at before a decision."""
    whole = queries.submission(request.actor, submission_id, verb="submission.file")
    found = whole.version(version)
    opened = _opened(request, whole, found)[0] if found else None
    if found is None or opened is None:
        raise Http404
    names = sorted(set(opened.named.values()) | set(opened.opened))
    if number >= len(names) or names[number] in opened.missing:
        raise Http404
    name = names[number]
    content = opened.opened[name] if found.encrypted else found.files[name].content()
    response = HttpResponse(content, content_type="application/octet-stream")
    extension = name.rpartition(".")[2].lower()
    # Its own name may hold a person's.
    safe = f"attachment-{number + 1}" + (
        f".{extension}" if extension.isalnum() and len(extension) < 6 else ""
    )
    response["Content-Disposition"] = f'attachment; filename="{safe}"'
    return response
