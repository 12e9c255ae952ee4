"""The pages of bringing a caseload in: a file, its columns, its rows, the work itself, and taking it back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from acasa.cases.forms import COMPARTMENT_LABELS
from acasa.cases.imports import REFUSED, ImportProblem, Table, describe, queries, template_csv
from acasa.cases.imports.coordinates import cut
from acasa.cases.imports.forms import MappingForm, RereadForm, UploadForm
from acasa.cases.imports.services import access, preparing, running, undoing, uploading
from acasa.cases.views.common import ActorRequest, today
from acasa.core.errors import Refused

# The pages take as many rows as are checked in some seconds; the command line takes all that a file may hold.
ROWS_AT_MOST: Final = 20_000
SAMPLES: Final = 3
# One request goes on with the next part until so many seconds have passed.
SECONDS: Final = 1.0


def _page(request: HttpRequest, name: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, f"imports/{name}", dict(context), status=status)


def start(request: ActorRequest) -> HttpResponse:
    """Choose a file; go on with what was left; look at former imports."""
    actor = request.actor
    access.require_any_team(actor, "import.start_page")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            uploading.keep(actor, file.name, file.read())
        except ImportProblem as problem:
            form.add_error("file", describe(problem.as_problem(), _))
        else:
            return redirect("imports:columns")
    uploading.sweep(actor)
    found = queries.former(actor)
    return _page(
        request,
        "start.html",
        {
            "form": form,
            "waiting": uploading.upload(actor),
            "unfinished": [each for each in found if each.state in ("running", "leaving")],
            "former": [each for each in found if each.state in ("done", "undone")],
        },
        status=422 if form.is_bound and not form.is_valid() else 200,
    )


@require_safe
def template(request: ActorRequest) -> HttpResponse:
    """A simple table to start from, in the reader's language."""
    access.require_any_team(request.actor, "import.template")
    response = HttpResponse(template_csv(get_language() or "en"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="acasa.csv"'
    return response


def columns(request: ActorRequest) -> HttpResponse:
    """Say where each column goes."""
    actor = request.actor
    access.require_any_team(actor, "import.columns")
    told = uploading.upload(actor)
    if told is None:
        return redirect("imports:start")
    table = uploading.table(actor, told)
    if len(table.rows) > ROWS_AT_MOST:
        return _page(request, "large.html", {"rows": len(table.rows), "limit": ROWS_AT_MOST})
    mapping = uploading.mapping_of(told, table)
    form = MappingForm(
        request.POST or None,
        mapping=mapping,
        targets=queries.targets(actor),
        me=actor.user_id,
        initial={name: told[name] for name in ("team", "worker") if told.get(name)},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        chosen = form.chosen()
        uploading.remember(
            actor,
            {**told, "mapping": chosen.to_plain(), "team": data["team"], "worker": data["worker"]},
        )
        batch_id = preparing.prepare(
            actor,
            table,
            chosen,
            team_id=UUID(data["team"]),
            worker_id=UUID(data["worker"]),
            today=today(),
        )
        return redirect("imports:preview", batch_id)
    return _page(
        request,
        "columns.html",
        {
            "form": form,
            "filename": table.filename,
            "rows": len(table.rows),
            "layout": table.layout,
            "notices": queries.table_notices(table),
            "lines": _lines(table, form),
            "reread": RereadForm(table=table, initial={"encoding": told.get("encoding", "")}),
            "one_team": len(form.targets) == 1,
        },
        status=422 if form.is_bound and not form.is_valid() else 200,
    )


def _lines(table: Table, form: MappingForm) -> list[dict[str, Any]]:
    samples = table.samples(200)
    lines = []
    for column in form.mapping.columns:
        cells = list(dict.fromkeys(_short(cell) for cell in samples[column.index]))
        lines.append(
            {
                "column": column,
                "field": form[f"c{column.index}"],
                "samples": [] if column.target == REFUSED else cells[:SAMPLES],
                "compartment": COMPARTMENT_LABELS[column.compartment],
                "refused": column.target == REFUSED,
                "guess": column.certainty == "guess",
            }
        )
    return lines


def _short(cell: object) -> str:
    text, _was_cut = cut(" ".join(str(cell).split()))
    return text if len(text) <= 40 else text[:39] + "…"


@require_POST
def reread(request: ActorRequest) -> HttpResponse:
    """Read the file from another sheet, or with other letters."""
    actor = request.actor
    access.require_any_team(actor, "import.columns")
    told = uploading.upload(actor)
    if told is None:
        return redirect("imports:start")
    form = RereadForm(request.POST, table=uploading.table(actor, told))
    try:
        if form.is_valid():
            uploading.read_differently(actor, **form.cleaned_data)
    except ImportProblem as problem:
        messages.error(request, describe(problem.as_problem(), _))
    return redirect("imports:columns")


@require_POST
def drop(request: ActorRequest) -> HttpResponse:
    """Forget the file under way."""
    access.require_any_team(request.actor, "import.drop")
    uploading.forget(request.actor)
    messages.success(request, _("The file is removed. Nothing was brought in."))
    return redirect("imports:start")


@require_safe
def preview(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    """Row by row: what is wrong, who may be known already, and what would come in."""
    number = request.GET.get("page", "1")
    found = queries.preview(
        request.actor,
        batch_id,
        shown=request.GET.get("show", ""),
        page=int(number) if number.isdecimal() and len(number) < 7 else 1,
    )
    labels = {
        "doubles": _("Perhaps known already"),
        "problems": _("With something to look at"),
        "refused": _("Can't be brought in"),
        "all": _("All rows"),
    }
    count = {
        "doubles": found.counts["doubles"],
        "problems": found.counts["doubtful"] + found.counts["refused"],
        "refused": found.counts["refused"],
        "all": found.counts["all"],
    }
    views = [
        {"label": labels[name], "count": count[name], "url": f"?show={name}", "current": name == found.shown}
        for name in queries.SHOWN
        if count[name] or name == "all"
    ]
    pages = {
        "previous": f"?show={found.shown}&page={found.page - 1}" if found.page > 1 else "",
        "next": f"?show={found.shown}&page={found.page + 1}" if found.page < found.pages else "",
    }
    return _page(
        request,
        "preview.html",
        {"found": found, "views": views, "pages": pages, "any_double": any(row.double for row in found.rows)},
    )


@require_POST
def choose(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    """Keep what was decided for rows that look like somebody known."""
    actor = request.actor
    everyone = request.POST.get("everyone", "")
    if everyone in (preparing.SKIP, preparing.BRING):
        plan = running.plan_of(actor, batch_id)
        chosen = {int(number): everyone for number in plan["doubles"]}
    else:
        chosen = {
            int(name[4:]): str(value)
            for name, value in request.POST.items()
            if name.startswith("row-") and name[4:].isdecimal() and len(name) < 14
        }
    running.choose(actor, batch_id, chosen)
    messages.success(request, _("Your choice is kept."))
    shown, page = request.POST.get("show", ""), request.POST.get("page", "")
    query = {
        "show": shown if shown in queries.SHOWN else "doubles",
        "page": page if page.isdecimal() and len(page) < 7 else "1",
    }
    return redirect(f"{reverse('imports:preview', args=[batch_id])}?{urlencode(query)}")


@require_POST
def begin(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    """Start the work itself."""
    if not running.start(request.actor, batch_id):
        messages.error(request, _("There is no row to bring in."))
        return redirect("imports:preview", batch_id)
    return redirect("imports:run", batch_id)


def run(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    """Show how far it is; each POST goes on with the next rows. Left in the middle, it waits to be continued."""
    actor = request.actor
    former = queries.one(actor, batch_id)
    if former.state != "running":
        return _to(request, reverse("imports:result", args=[batch_id]))
    if not former.mine:
        raise Refused("import.rows", batch_id)
    if request.method == "POST":
        done = _for_a_while(lambda: running.step(actor, batch_id).over)
        if done:
            return _to(request, reverse("imports:result", args=[batch_id]))
        if "HX-Request" not in request.headers:
            return redirect("imports:run", batch_id)
    progress = queries.run_progress(actor, batch_id)
    context = {
        "former": former,
        "done": progress.done,
        "total": progress.total,
        "url": reverse("imports:run", args=[batch_id]),
        "label": _("Sealing %(done)s of %(total)s cases") % {"done": progress.done, "total": progress.total},
    }
    return _page(request, "working.html" if "HX-Request" in request.headers else "run.html", context)


def _for_a_while(step: Callable[[], bool]) -> bool:
    """Call `step` until it says that all is done or the time of one request is over."""
    until = time.monotonic() + SECONDS
    while not step():
        if time.monotonic() >= until:
            return False
    return True


def _to(request: HttpRequest, url: str) -> HttpResponse:
    """Send the whole page elsewhere, whoever asked: a browser or htmx."""
    if "HX-Request" in request.headers:
        response = HttpResponse()
        response["HX-Redirect"] = url
        return response
    return redirect(url)


@require_safe
def result(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    """What came in, what did not, and the way back."""
    found = queries.result(request.actor, batch_id)
    if found.former.state == "running" and found.former.mine:
        return redirect("imports:run", batch_id)
    if found.former.state == "leaving" and found.former.can_undo:
        return redirect("imports:undo_run", batch_id)
    return _page(request, "result.html", {"found": found})


def undo(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    """Ask, and take an import back."""
    actor = request.actor
    former = queries.one(actor, batch_id)
    if former.state in ("leaving", "undone"):
        return redirect("imports:result", batch_id)
    if request.method == "POST":
        found = undoing.begin(actor, batch_id)
        if found.staying:
            codes = ", ".join(code for code, _id, _why in queries.staying_in_words(actor, found.staying)[:20])
            text = ngettext(
                "%(count)s case stays, because somebody has worked on it: %(codes)s.",
                "%(count)s cases stay, because somebody has worked on them: %(codes)s.",
                len(found.staying),
            )
            messages.warning(request, text % {"count": len(found.staying), "codes": codes})
        return redirect("imports:undo_run", batch_id)
    going, staying = queries.undo_outlook(actor, batch_id)
    return _page(request, "undo.html", {"former": former, "going": going, "staying": staying})


def undo_run(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    """Remove what an import made that was taken back; each POST removes some more."""
    actor = request.actor
    former = queries.one(actor, batch_id)
    if former.state != "leaving":
        return _to(request, reverse("imports:result", args=[batch_id]))
    if request.method == "POST":
        if _for_a_while(lambda: not undoing.step(actor, batch_id)):
            return _to(request, reverse("imports:result", args=[batch_id]))
        if "HX-Request" not in request.headers:
            return redirect("imports:undo_run", batch_id)
    left = queries.undo_left(actor, batch_id)
    asked = request.POST.get("of", "")
    total = max(left, int(asked)) if asked.isdecimal() and len(asked) < 7 else left
    context = {
        "former": former,
        "undo": True,
        "done": total - left,
        "total": total,
        "url": reverse("imports:undo_run", args=[batch_id]),
        "label": ngettext("%(count)s case still to be removed", "%(count)s cases still to be removed", left)
        % {"count": left},
    }
    return _page(request, "working.html" if "HX-Request" in request.headers else "run.html", context)
