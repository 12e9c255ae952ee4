"""Interviews on paper, files that answer a question, pictures of a questionnaire."""

from __future__ import annotations

import mimetypes
from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from acasa.cases.interviews import languages, paper, queries, underway
from acasa.cases.interviews.services import printing
from acasa.cases.interviews.views.common import filling_of
from acasa.cases.views.common import ActorRequest
from acasa.core.errors import Refused
from acasa.questionnaires import catalogue


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def told(request: ActorRequest, case_id: UUID, record_id: UUID) -> HttpResponse:
    """What was said, as PDF, without her name."""
    found, record = queries.interview(request.actor, case_id, record_id, "interview.print")
    published = queries.published(request.actor, found, str(record.data["ref"]))
    code = str(found.facts.get("code", ""))
    content = paper.told(
        filling_of(request, published, record.data),
        record.data,
        case_code=code,
        organisation=request.actor.organisation_name,
        otherwise=request.actor.language,
    )
    safe = "".join(letter for letter in code if letter.isalnum() or letter == "-")
    return _pdf(content, f"interview-{safe}.pdf")


@require_safe
def blank(request: ActorRequest) -> HttpResponse:
    """A questionnaire to fill in by hand, in one of its languages; that it was printed is recorded."""
    ref = request.GET.get("ref", "")
    # What may be filled in now: not the items of an instrument whose permission is over.
    if all(each.ref != ref for each in catalogue.listing(request.actor)):
        raise Refused("form.open", None)
    published = catalogue.find(request.actor, ref)
    offered = published.form.languages
    wanted = request.GET.get("language", "")
    language = wanted if wanted in offered else languages.nearest(offered, (request.actor.language,))
    state: dict[str, Any] = {"language": language}
    content = paper.empty(
        underway.filling(request.actor, published, state),
        language=language,
        organisation=request.actor.organisation_name,
        otherwise=request.actor.language,
    )
    printing.printed_blank(request.actor)
    return _pdf(content, "interview.pdf")


@require_safe
def file(request: ActorRequest, case_id: UUID, record_id: UUID, file_id: UUID) -> StreamingHttpResponse:
    """A sealed file, opened while it is sent; never shown inside a page of ours."""
    facts, chunks = queries.file_of(request.actor, case_id, record_id, file_id)
    response = StreamingHttpResponse(chunks, content_type="application/octet-stream")
    header = content_disposition_header(as_attachment=True, filename=facts["name"])
    response["Content-Disposition"] = header or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def media(request: ActorRequest) -> HttpResponse:
    """A picture, sound or film that a question shows."""
    published = catalogue.find(request.actor, request.GET.get("ref", ""))
    name = request.GET.get("name", "")
    kind = mimetypes.guess_type(name)[0] or ""
    if name not in published.media or kind.partition("/")[0] not in ("image", "audio", "video"):
        raise Refused("form.open", None)
    response = HttpResponse(published.media[name], content_type=kind)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
