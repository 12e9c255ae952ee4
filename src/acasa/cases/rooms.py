"""What other parts of the work add to a case's pages and to the day: rooms, panels, lines of the timeline.

Each is a list of dotted paths in the settings, so that a part can be left out and a lower one never imports a
higher one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from acasa.core.actor import Actor
from acasa.ui.navigation import Group, Item

if TYPE_CHECKING:
    from acasa.cases.queries.case import CasePage
    from acasa.vault.folders import Opened

# What a record says on the timeline, made from its data: title, text, tone.
Title = Callable[[Mapping[str, Any]], tuple[str, str, str]]


@cache
def titles() -> dict[str, Title]:
    """Kinds of records that the timeline tells, and how. Settings: ACASA_TIMELINE, dictionaries by dotted path."""
    found: dict[str, Title] = {}
    for path in settings.ACASA_TIMELINE:
        found |= import_string(path)
    return found


def timeline_kinds() -> frozenset[str]:
    """Kinds of records that stand on the timeline."""
    return frozenset(titles())


def tabs(request: HttpRequest, found: CasePage) -> list[Group]:
    """The rooms of a case: ACASA_CASE_ROOMS, groups of callables `(request, case page) -> Item | None`.

    A group whose rooms are all None is not there; one with a single room is that room.
    """
    groups = []
    for label, paths in settings.ACASA_CASE_ROOMS:
        made = (import_string(path)(request, found) for path in paths)
        if items := [item for item in made if item is not None]:
            groups.append(Group(items[0] if len(items) == 1 else _together(label, items), items))
    return groups


def _together(label: Any, items: list[Item]) -> Item:
    waiting = sum(item.count or 0 for item in items)
    return Item(label, items[0].url, any(item.current for item in items), waiting or None)


def panels(request: HttpRequest, found: CasePage, place: str) -> list[SafeString]:
    """Boxes on a case's own page: ACASA_CASE_PANELS[place], callables `(request, case page) -> html`; "" hides one.

    `place` is "top" (what must be seen first), "main" (above the timeline) or "side".
    """
    made = (import_string(path)(request, found) for path in settings.ACASA_CASE_PANELS.get(place, ()))
    return [html for html in made if html]


def interview_panels(request: HttpRequest, found: CasePage, record: Opened) -> list[SafeString]:
    """Boxes on the page of an interview that was kept: ACASA_INTERVIEW_PANELS, callables `(request, case page, record)
    -> html`; "" hides one.
    """
    made = (import_string(path)(request, found, record) for path in settings.ACASA_INTERVIEW_PANELS)
    return [html for html in made if html]


def standing_in(actor: Actor, today: date) -> dict[UUID, str]:
    """For whom the actor stands in today, by ACASA_STANDING_IN: a callable `(actor, today) -> {id: name}`."""
    found: dict[UUID, str] = import_string(settings.ACASA_STANDING_IN)(actor, today)
    return found


def day_panels(request: HttpRequest) -> list[SafeString]:
    """Boxes above the day: ACASA_DAY_PANELS, callables `request -> html`; "" hides one."""
    made = (import_string(path)(request) for path in settings.ACASA_DAY_PANELS)
    return [html for html in made if html]


def due_words(kind: str, data: Mapping[str, Any]) -> str:
    """What the day says of a record that is due: its text, or what ACASA_DUE_WORDS makes of it, `data -> words`."""
    path = settings.ACASA_DUE_WORDS.get(kind)
    return str(import_string(path)(data) if path else data["text"])


def due_url(kind: str, case_id: UUID, record_id: UUID | None, obligation: UUID) -> str:
    """Where a line of the day is done; "" for what has no page of its own. Settings: ACASA_DUE_PAGES."""
    path = settings.ACASA_DUE_PAGES.get(kind)
    return str(import_string(path)(case_id, record_id, obligation)) if path else ""
