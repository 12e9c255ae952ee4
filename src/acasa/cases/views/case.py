"""One case, one page to stand on; and who she is, deliberately."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from acasa.cases import codes, presenters, rooms, rules
from acasa.cases.queries import case as queries
from acasa.cases.queries.case import CasePage
from acasa.cases.services import working
from acasa.cases.views.common import ActorRequest, page, today
from acasa.people import rules as people

# Newest entries that a case shows at first; as many more with each "earlier".
LINES_AT_FIRST = 50
# What comes next: the soonest; all of it on demand.
STEPS_AT_FIRST = 12


def head(request: HttpRequest, found: CasePage) -> dict[str, object]:
    """What every page of a case shows at its top."""
    facts = found.facts
    review = facts.get("risk_review")
    return {
        "case": found,
        "rooms": rooms.tabs(request, found),
        "risk": presenters.risk_label(facts.get("risk", "")),
        "risk_tone": presenters.risk_tone(facts.get("risk", "")),
        "review": presenters.day_words(review),
        "alerts": codes.labels("alerts", facts.get("alerts", [])),
        "safe": safe_contact(found),
    }


def safe_contact(found: CasePage) -> dict[str, str]:
    """The safe-contact box, in words."""
    told = found.essentials
    return {
        "channel": codes.label("contact_channels", str(told.get("channel", ""))),
        "language": codes.label("languages", str(told.get("language", ""))),
        **{
            part: str(told.get(part, ""))
            for part in ("contact", "hours", "code_word", "must_not_know", "if_other_answers", "health_now")
        },
    }


@require_safe
def case(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Everything that these keys open; what they don't is counted, not named."""
    found = queries.case_page(request.actor, case_id)
    if found.worker.id == request.actor.user_id:
        working.seen(request.actor, case_id)
    now = today()
    steps = []
    few = found.steps if "steps" in request.GET else found.steps[:STEPS_AT_FIRST]
    for step in few:
        when, late = presenters.due_words(queries.parse_day(step.data["due"]) or now, now)
        steps.append({"step": step, "when": when, "late": late})
    chosen, professions = _professions(request, found)
    timeline = [record for record in found.timeline if chosen in ("", record.data.get("profession"))]
    first, last = _window(request, len(timeline))
    told = {
        "case": found,
        # What is not shown is not made either.
        "lines": [presenters.line(record) for record in timeline[first:last]],
        "earlier": len(timeline) - last,
        "last": last,
        "further": last + LINES_AT_FIRST,
        "profession": chosen,
    }
    if first:
        return page(request, "lines.html", told)
    closing = (found.course or {}).get("closing")
    return page(
        request,
        "case.html",
        {
            **head(request, found),
            "top_panels": rooms.panels(request, found, "top"),
            "main_panels": rooms.panels(request, found, "main"),
            "side_panels": rooms.panels(request, found, "side"),
            "steps": steps,
            "more_steps": len(found.steps) - len(few),
            "stages": [(codes.label("stages", stage), state) for stage, state in found.stage_bar()],
            **told,
            "professions": professions,
            "hidden": [(presenters.compartment_label(c), n) for c, n in sorted(found.hidden.items())],
            "imported": _brought_in(found, identity=False),
            "closing": closing
            and {
                "reason": codes.label("closure_reasons", closing["reason"]),
                "on": presenters.day_words(closing["on"]),
                "words": closing.get("words", ""),
            },
            "opened": presenters.day_words(found.facts.get("opened_on")),
            "can_move": found.is_open
            and bool(found.course)
            and bool(rules.next_stages(found.stage, "stage")),
            "others": [
                {"id": other, "is_open": is_open}
                for other, is_open in queries.cases_of_person(request.actor, case_id)
            ]
            if found.others
            else [],
        },
    )


def _professions(request: HttpRequest, found: CasePage) -> tuple[str, list[tuple[str, str]]]:
    """Whose entries are asked for, and which professions wrote here; no choice where only one did."""
    wrote = {str(record.data["profession"]) for record in found.timeline if record.data.get("profession")}
    asked = request.GET.get("by", "")
    offered = [(code, label) for code, label in codes.choices("professions") if code in wrote]
    return asked if asked in wrote else "", offered if len(offered) > 1 else []


def _window(request: HttpRequest, length: int) -> tuple[int, int]:
    """Which entries of the timeline are asked for: up to `shown`, and for a script only those after `after`."""

    def number(name: str) -> int:
        value = request.GET.get(name, "")
        return min(int(value), length) if value.isdecimal() and len(value) < 7 else 0

    last = max(min(LINES_AT_FIRST, length), number("shown"))
    first = number("after") if "HX-Request" in request.headers else 0
    return (first, last) if first < last else (0, last)


def _brought_in(found: CasePage, *, identity: bool) -> list[list[tuple[str, str]]]:
    """Columns and cells that were imported without a room of their own; those that tell who she is, apart."""
    return [
        list(record.data["values"].items())
        for record in found.imported
        if record.data.get("values") and (record.compartment == people.IDENTITY) == identity
    ]


@require_POST
def reveal(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Show who she is. A deliberate act: by POST, and each look is one entry of the record."""
    found = queries.case_page(request.actor, case_id)
    identity, _version = queries.identity(request.actor, case_id)
    told = {name: presenters.field_words(name, value) for name, value in identity.items()}
    imported = _brought_in(found, identity=True)
    return page(request, "identity.html", {**head(request, found), "identity": told, "imported": imported})


@require_safe
def download(request: ActorRequest, case_id: UUID, file_id: UUID) -> StreamingHttpResponse:
    """A sealed file, opened while it is sent; never shown inside a page of ours."""
    told, chunks = queries.file_of(request.actor, case_id, file_id)
    response = StreamingHttpResponse(chunks, content_type="application/octet-stream")
    header = content_disposition_header(as_attachment=True, filename=told["name"])
    response["Content-Disposition"] = header or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
