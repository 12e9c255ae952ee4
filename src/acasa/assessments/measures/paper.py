"""All results of a person on paper: a table for each instrument, and what such numbers do not say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from acasa.assessments.measures import presenters
from acasa.assessments.measures.queries import MeasureFile, Series
from acasa.cases.papers.document import Block, Document, heading, points, table, text
from acasa.cases.presenters import day_words
from acasa.cases.views.common import today


def build(file: MeasureFile, *, language: str, named: bool) -> Document:
    """The profile in this language; without her name only the number of the case stands on it."""
    with translation.override(language):
        return Document(
            what="profile",
            language=language,
            title=_("Profile of results"),
            lede=_("As it stands on %(day)s.") % {"day": day_words(today())},
            blocks=_blocks(file, named=named),
            code=str(file.page.facts.get("code", "")),
            name=file.page.name if named else "",
            footer=_("Confidential: for those who help her, not for proceedings."),
        )


def _blocks(file: MeasureFile, *, named: bool) -> list[Block]:
    blocks: list[Block] = [
        points(
            [
                _("A score is a screening: it says where to look closer. It is never a diagnosis."),
                _("“Reliable” means more than chance. It says neither why, nor how much it matters to her."),
            ]
        )
    ]
    children = list(dict.fromkeys(one.key.about for one in file.series() if one.key.about))
    for series in reversed(file.series()):
        number = children.index(series.key.about) + 1 if series.key.about else 0
        blocks += _series(file, series, named=named, number=number)
    return blocks


def _series(file: MeasureFile, series: Series, *, named: bool, number: int) -> list[Block]:
    told = presenters.measure(file, series.last)
    about = told["respondent"]
    if number:
        child = file.about(series.key.about) if named else _("child %(number)d") % {"number": number}
        about = f"{child}, {about}"
    blocks = [heading(told["name"]), text(f"{about}. {told['scale']}.")]
    if told["unofficial"]:
        blocks.append(text(_("Unofficial: in our own words, with weights of our own.")))
    lines = []
    for row in presenters.table(file, series):
        lines.append((row["on"], row["moment"], str(row["score"]), row["band"], _said(row["change"])))
    head = (_("Day"), _("Moment"), _("Score"), _("Band"), _("Since the first time"))
    blocks.append(table(head, lines, (2, 3, 2, 3, 4)))
    parts = presenters.dimensions(file, series)
    if parts:
        rows = [(row["title"], *(cell["value"] for cell in row["cells"][-4:])) for row in parts["rows"]]
        blocks.append(table((_("Part"), *parts["days"][-4:]), rows, (3, *(2 for _day in parts["days"][-4:]))))
    return blocks


def _said(change: Mapping[str, Any]) -> str:
    """The difference, and what it says where something may be said."""
    if not change:
        return ""
    return f"{change['difference']}: {change['verdict']}" if change["known"] else str(change["difference"])
