"""The room "Identification", a screening as it was, two of them side by side, and on paper."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from acasa.cases import codes
from acasa.cases.children import words as children
from acasa.cases.papers import rules as papers
from acasa.cases.papers import typesetting
from acasa.cases.views.common import ActorRequest
from acasa.core.errors import Refused
from acasa.identification import library, paper, presenters, queries, services
from acasa.identification.forms import PrintForm
from acasa.identification.library import Published
from acasa.identification.views.common import show
from acasa.vault.folders import Opened


@require_safe
def room(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """What was screened, what people decided, and what may be asked next."""
    file = queries.file_of(request.actor, case_id)
    begun = queries.unfinished(request.actor, case_id) if file.may_write else {}
    offered = library.offered(child=file.child)
    other = [] if file.child else [one for one in library.offered(child=True) if one not in offered]
    context = {
        "why": children.WHY.get(file.why, "") if file.child else "",
        "facts_say": presenters.facts_say(file),
        "screenings": [presenters.screening(record) for record in file.screenings],
        "determinations": [presenters.determination(file, record) for record in file.determinations],
        "offered": [presenters.offer(file, one, begun) for one in offered],
        "as_child": [presenters.offer(file, one, begun) for one in other],
    }
    return show(request, file, "room", context)


def _set_of(record: Opened, case_id: UUID) -> Published:
    found = library.find(str(record.data["set"]))
    if found is None:
        # The library lost the set since: what was answered stays sealed, and can't be explained any more.
        raise Refused("screening.read", case_id)
    return found


@require_safe
def read(request: ActorRequest, case_id: UUID, screening_id: UUID) -> HttpResponse:
    """One screening, as it was answered; what the rule says of it, and what it can't say."""
    file = queries.file_of(request.actor, case_id, "screening.read")
    record = file.screening(screening_id)
    published = _set_of(record, case_id)
    same = [one for one in file.of_set(published.code) if one.id != record.id]
    context = {
        "it": presenters.screening(record),
        "result": presenters.result(published, record.data["answers"]),
        "others": [presenters.screening(one) for one in same],
        "changed_since": record.data.get("set_version") != published.version,
    }
    return show(request, file, "screening", context)


@require_safe
def compare(request: ActorRequest, case_id: UUID, screening_id: UUID, other_id: UUID) -> HttpResponse:
    """Two screenings of one set side by side, the earlier one first."""
    file = queries.file_of(request.actor, case_id, "screening.read")
    pair = [file.screening(screening_id), file.screening(other_id)]
    if pair[0].data["set"] != pair[1].data["set"]:
        raise Refused("screening.read", case_id)
    before, now = sorted(pair, key=lambda one: (str(one.data["on"]), str(one.data["at"])))
    published = _set_of(now, case_id)
    return show(request, file, "compare", {"it": presenters.comparison(published, before, now)})


def print_it(request: ActorRequest, case_id: UUID, screening_id: UUID) -> HttpResponse:
    """A screening on paper, made in memory and sent; nothing of it is stored."""
    file = queries.file_of(request.actor, case_id, "screening.print", write=True)
    record = file.screening(screening_id, "screening.print")
    published = _set_of(record, case_id)
    form = PrintForm(
        request.POST if request.method == "POST" else None, initial={"language": codes.language()}
    )
    if request.method != "POST" or not form.is_valid():
        return show(request, file, "print", {"title": _("Print the screening")}, form)
    code = str(file.page.facts.get("code", ""))
    named = form.cleaned_data["names"] == papers.WORKING_NAME
    document = paper.build(
        published,
        record,
        language=form.cleaned_data["language"],
        organisation=request.actor.organisation_name,
        code=code,
        name=file.page.name if named else "",
    )
    pdf = services.printed(request.actor, case_id, to_pdf=lambda: typesetting.pdf(document.data()))
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{papers.filename("screening", code)}"'
    return answer
