"""A file of their own for somebody of the family: opened, linked, parted."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from acasa.cases.family import queries, services, words
from acasa.cases.family.forms import FindForm, LinkForm, OpenForForm
from acasa.cases.family.views import form_page
from acasa.cases.queries import case as case_queries
from acasa.cases.views.common import ActorRequest
from acasa.core.errors import Refused
from acasa.vault.folders import Opened


def _back(record: Opened) -> str:
    return queries.word(str(record.data.get("relation", "")), "back") or "other"


def open_for(request: ActorRequest, case_id: UUID, kin_id: UUID) -> HttpResponse:
    """Open a case of their own, with rights of its own."""
    actor = request.actor
    found = queries.need(actor, case_id, "family.open")
    record = queries.kin_of(found, kin_id, "family.open")
    teams = case_queries.my_teams(actor)
    if not teams:
        raise Refused("family.open", case_id)
    form = OpenForForm(
        request.POST or None,
        initial={
            "working_name": record.data.get("name", ""),
            "she_is": _back(record),
            "team": str(found.team_id),
        },
        teams=teams,
        colleagues=case_queries.colleagues(actor),
        me=actor.user_id,
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = services.open_case_for(
            actor,
            case_id,
            kin_id,
            team_id=UUID(data["team"]),
            working_name=data["working_name"],
            she_is=data["she_is"],
            name_there=data["name_there"],
            worker_id=UUID(data["worker"]),
            deputy_id=UUID(data["deputy"]) if data["deputy"] else None,
        )
        messages.success(request, _("The case is open, with rights of its own."))
        return redirect("cases:case", made)
    title = _("A case for %(name)s") % {"name": words.called(record.data)}
    return form_page(request, found, form, title, apart=True, link_kin=kin_id)


def link(request: ActorRequest, case_id: UUID, kin_id: UUID) -> HttpResponse:
    """Link the case that exists already: look for it, then say which it is."""
    actor = request.actor
    found = queries.need(actor, case_id, "family.link")
    record = queries.kin_of(found, kin_id, "family.link")
    title = _("Link the file of %(name)s") % {"name": words.called(record.data)}
    finding = FindForm(request.POST or None, initial={"q": record.data.get("name", "")})
    if request.method != "POST" or not finding.is_valid():
        return form_page(request, found, finding, title, apart=True, button=_("Look"))
    rows = queries.candidates(actor, case_id, finding.cleaned_data["q"])
    choices = [(str(row.case_id), f"{row.name} ({row.code})") for row in rows]
    chosen = "other" in request.POST or "she_is" in request.POST
    form = LinkForm(
        request.POST if chosen else None,
        initial={"she_is": _back(record), "q": finding.cleaned_data["q"]},
        found=choices,
    )
    if not rows:
        finding.add_error("q", _("No case that you can open answers to this."))
        return form_page(request, found, finding, title, apart=True, button=_("Look"))
    if chosen and form.is_valid():
        data = form.cleaned_data
        services.link_case(
            actor,
            case_id,
            kin_id,
            other_id=UUID(data["other"]),
            she_is=data["she_is"],
            name_there=data["name_there"],
        )
        messages.success(request, _("The two files are linked. Each keeps its own rights."))
        return redirect("family:room", case_id)
    return form_page(request, found, form, title, apart=True, button=_("Link"))


@require_POST
def unlink(request: ActorRequest, case_id: UUID, kin_id: UUID, other_id: UUID) -> HttpResponse:
    """The link was a mistake."""
    _found, family = queries.room(request.actor, case_id)
    if not any(one.id == kin_id and other_id in one.files for one in family.kin):
        raise Refused("family.unlink", case_id)
    services.unlink_case(request.actor, case_id, kin_id, other_id=other_id)
    messages.success(request, _("The two files are no longer linked."))
    return redirect("family:room", case_id)
