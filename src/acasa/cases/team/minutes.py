"""The minutes of a conference as a paper, in three languages. Outside the house she is initials only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from acasa.cases import codes, presenters
from acasa.cases.papers.document import (
    Block,
    Document,
    box,
    heading,
    points,
    quote,
    rows,
    signatures,
    table,
    text,
)
from acasa.cases.queries.case import CasePage
from acasa.cases.team import rules
from acasa.cases.team.words import HER_PART_WORDS


def build(
    found: CasePage, data: Mapping[str, Any], *, language: str, leaves: bool, organisation: str
) -> Document:
    """The paper as data. `leaves`: it goes out of the house, so that her name becomes initials, in texts too."""
    short = rules.initials(found.name)

    def said(words: Any) -> str:
        typed = str(words or "")
        if not leaves or not found.name:
            return typed
        return re.sub(rf"(?<!\w){re.escape(found.name)}(?!\w)", short, typed, flags=re.IGNORECASE)

    with translation.override(language):
        blocks = [*_facts(data), *_present(data, said), *_her(data, said), *_discussed(data, said)]
        blocks += _decisions(data, said)
        if leaves:
            blocks.append(
                box(
                    _("For the person to whom this paper was given"),
                    _(
                        "It is about somebody's life. Keep it locked, copy it for nobody, destroy it afterwards."
                    ),
                )
            )
        blocks.append(
            signatures([(_("Minutes by"), said(_writer(data)), "", _("Date:") + " ______________")])
        )
        number = len(data.get("history", ())) + 1
        printed = date_format(localdate(), "DATE_FORMAT")
        return Document(
            what="minutes",
            language=language,
            title=pgettext("paper", "Case conference"),
            lede=_("Minutes, version %(number)s") % {"number": number},
            blocks=blocks,
            organisation=organisation,
            code=str(found.facts.get("code", "")),
            name=short if leaves else found.name,
            footer=_("Printed on %(date)s") % {"date": printed},
        )


def _writer(data: Mapping[str, Any]) -> str:
    return str((data.get("minuted") or {}).get("by_name", ""))


def _facts(data: Mapping[str, Any]) -> list[Block]:
    day = date_format(date.fromisoformat(str(data["on"])), "DATE_FORMAT")
    told = [(_("Day"), f"{day}, {data['hour']}" if data.get("hour") else day)]
    if data.get("place"):
        told.append((_("Place"), str(data["place"])))
    return [rows(told)]


def _present(data: Mapping[str, Any], said: Any) -> list[Block]:
    there = data.get("present", ())
    if not there:
        return []
    head = [_("Name"), _("Profession"), _("Organisation")]
    lines = [
        [
            said(one["name"]),
            codes.label("professions", str(one.get("profession", ""))) or "–",
            str(one.get("organisation", "")) or "–",
        ]
        for one in there
    ]
    return [heading(_("Who was there")), table(head, lines, [6, 5, 6])]


def _her(data: Mapping[str, Any], said: Any) -> list[Block]:
    blocks = [
        heading(pgettext("minutes", "Her own view")),
        text(str(HER_PART_WORDS.get(str(data.get("her_part", "")), ""))),
    ]
    return [*blocks, quote(said(data["her_view"]))] if data.get("her_view") else blocks


def _discussed(data: Mapping[str, Any], said: Any) -> list[Block]:
    blocks: list[Block] = []
    if data.get("agenda"):
        blocks += [heading(_("Agenda")), points([said(point) for point in data["agenda"]])]
    if data.get("discussed"):
        blocks += [heading(_("What was discussed")), text(said(data["discussed"]))]
    return blocks


def _decisions(data: Mapping[str, Any], said: Any) -> list[Block]:
    if not data.get("decisions"):
        return [heading(_("Decisions")), text(_("Nothing was decided."))]
    head = [_("What was decided"), _("Who"), _("By when")]
    lines = [
        [
            said(item["text"]),
            said(item.get("who_name", "")) or "–",
            presenters.day_words(item.get("due")) or "–",
        ]
        for item in data["decisions"]
    ]
    return [heading(_("Decisions")), table(head, lines, [9, 5, 4])]
