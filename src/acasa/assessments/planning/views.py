"""Pages of the measurement plan: making it, and one planned measurement, where the day leads."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from acasa.assessments import rules
from acasa.assessments.measures import instruments, presenters, queries
from acasa.assessments.measures.queries import MeasureFile
from acasa.assessments.measures.views import form_page, show, work
from acasa.assessments.planning import services
from acasa.assessments.planning.forms import DropForm, MoveForm, PlanForm
from acasa.cases.queries.case import Colleague, parse_day
from acasa.cases.views.common import ActorRequest, today
from acasa.core.errors import Conflict
from acasa.vault.folders import Opened


def plan(request: ActorRequest, case_id: UUID) -> HttpResponse:
    """Choose what is filled in and when; each becomes a line of the day."""
    file = work(request, case_id, "measure.plan")
    keys = [
        (presenters.encoded(key), f"{instruments.name(one)} ({presenters.key_words(file, key)})")
        for one in file.usable(request.actor)
        for key in presenters.who(file, one)
    ]
    colleagues = _colleagues(request, file)
    facts = file.facts()
    base = next(iter(facts), "")
    since = parse_day(facts.get(base, "")) or today()
    # What would be late the moment it is planned is not proposed.
    ahead = [each for each in rules.MOMENTS if (day := rules.due_on(each, since)) and day >= today()]
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        keys=keys,
        facts=facts,
        colleagues=colleagues,
        initial={
            "base": base,
            "moments": ahead,
            "worker": str(request.actor.user_id),
        },
    )
    if request.method == "POST" and form.is_valid():
        who = next(one for one in colleagues if str(one.id) == form.cleaned_data["worker"])
        made = services.plan(
            request.actor,
            case_id,
            keys=form.wanted(),
            moments=form.whens(),
            worker_id=who.id,
            worker_name=who.name,
        )
        said = ngettext("%(count)d measurement is planned.", "%(count)d measurements are planned.", made) % {
            "count": made
        }
        messages.success(request, said if made else _("All of this is planned already."))
        return redirect("assessments:room", case_id)
    return form_page(request, file, form, _("Plan measurements"), template="plan", nothing=not keys)


def _colleagues(request: ActorRequest, file: MeasureFile, compartment: str = "") -> list[Colleague]:
    wanted = compartment or next(one for one in queries.COMPARTMENTS if file.holds(one))
    return queries.colleagues(request.actor, file.page, wanted)


@require_safe
def planned(request: ActorRequest, case_id: UUID, line_id: UUID) -> HttpResponse:
    """One planned measurement: fill it in, type it in, move it, or let it be."""
    file = queries.measure_file(request.actor, case_id)
    line = queries.line_of(file, line_id, "measure.read")
    key = rules.key_of(line.data)
    if line.data["state"] == rules.DONE and line.data.get("measure"):
        return redirect("assessments:result", case_id, line.data["measure"])
    usable = any(one.slug == key.instrument for one in file.usable(request.actor))
    context = {
        "it": presenters.planned(file, line, today()),
        "open": line.data["state"] == rules.OPEN,
        "usable": usable,
        "fill_url": presenters.fill_url(file, key) if usable else "",
        "type_url": presenters.type_url(file, key) if usable else "",
        "base": instruments.newest(key.instrument).title,
    }
    return show(request, file, "planned", context)


def _line(request: ActorRequest, case_id: UUID, line_id: UUID, verb: str) -> tuple[MeasureFile, Opened]:
    file = work(request, case_id, verb)
    return file, queries.line_of(file, line_id, verb)


def _settled(request: ActorRequest, case_id: UUID, line_id: UUID) -> HttpResponse:
    messages.info(request, _("A colleague was faster. This is how it stands now."))
    return redirect("assessments:planned", case_id, line_id)


def move(request: ActorRequest, case_id: UUID, line_id: UUID) -> HttpResponse:
    """Another day, or another colleague."""
    file, line = _line(request, case_id, line_id, "measure.move")
    if line.data["state"] != rules.OPEN:
        return _settled(request, case_id, line_id)
    colleagues = _colleagues(request, file, line.compartment)
    initial = {"due": parse_day(str(line.data["due"])), "worker": line.data["who"], "version": line.version}
    form = MoveForm(
        request.POST if request.method == "POST" else None, initial=initial, colleagues=colleagues
    )
    if request.method == "POST" and form.is_valid():
        who = next(one for one in colleagues if str(one.id) == form.cleaned_data["worker"])
        try:
            services.move(
                request.actor,
                case_id,
                line_id,
                due=form.cleaned_data["due"],
                worker_id=who.id,
                worker_name=who.name,
                version=form.cleaned_data["version"],
            )
        except Conflict:
            return _settled(request, case_id, line_id)
        messages.success(request, _("Saved."))
        return redirect("assessments:room", case_id)
    return form_page(request, file, form, presenters.planned(file, line, today())["text"])


def drop(request: ActorRequest, case_id: UUID, line_id: UUID) -> HttpResponse:
    """It is not asked: she does not want it, or it is not needed."""
    file, line = _line(request, case_id, line_id, "measure.drop")
    if line.data["state"] != rules.OPEN:
        return _settled(request, case_id, line_id)
    form = DropForm(request.POST if request.method == "POST" else None, initial={"version": line.version})
    if request.method == "POST" and form.is_valid():
        try:
            services.drop(
                request.actor,
                case_id,
                line_id,
                why=form.cleaned_data["why"],
                version=form.cleaned_data["version"],
            )
        except Conflict:
            return _settled(request, case_id, line_id)
        messages.success(request, _("It is no longer planned."))
        return redirect("assessments:room", case_id)
    return form_page(request, file, form, presenters.planned(file, line, today())["text"])
