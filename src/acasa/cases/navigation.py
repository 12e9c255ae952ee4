"""Where cases stand in the navigation."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from acasa.cases.imports import queries
from acasa.cases.queries.case import CasePage
from acasa.ui.addresses import address
from acasa.ui.navigation import Item, link


def today(request: HttpRequest) -> Item | None:
    """The day."""
    return link(request, _("Today"), "home")


def people(request: HttpRequest) -> Item | None:
    """The caseload; every page of a case counts as being there, but those of nights."""
    item = link(request, _("My people"), "cases:list", within="cases,intake,family,plan,visits,papers,hers")
    match = getattr(request, "resolver_match", None)
    about_one = match is not None and "case_id" in match.kwargs and "nights" not in match.namespaces
    return replace(item, current=True) if item and about_one else item


def case_room(request: HttpRequest, found: CasePage) -> Item | None:
    """The case itself: what comes next and what happened."""
    url = address("cases:case", found.id)
    return Item(_("The case"), url, request.path == url)


def due_step(case_id: UUID, record_id: UUID, _obligation: UUID) -> str:
    """Where a next step is finished."""
    return address("cases:finish_step", case_id, record_id)


def import_caseload(request: HttpRequest) -> Item | None:
    """Bringing a caseload in, for those who may."""
    if not queries.may_import(getattr(request, "actor", None)):
        return None
    return link(request, _("Bring a caseload"), "imports:start", within="imports")
