"""A screening on paper, for the office or a team that decides: what was answered, and what the rule says of it."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from acasa.cases.papers.document import Block, Document, box, heading, points, rows, text
from acasa.identification import presenters
from acasa.identification.library import Published
from acasa.vault.folders import Opened

WHAT = "screening"


def build(
    published: Published, record: Opened, *, language: str, organisation: str, code: str, name: str
) -> Document:
    """The paper in one language, as it is also read on the screen."""
    with translation.override(language):
        line = presenters.screening(record)
        return Document(
            what=WHAT,
            language=language,
            title=line["title"],
            lede=f"{line['on']} · {line['by']}",
            blocks=_blocks(published, record),
            organisation=organisation,
            code=code,
            name=name,
            footer=_("Indicators inform, people decide. This is no determination and no proof."),
        )


def _blocks(published: Published, record: Opened) -> list[Block]:
    it = presenters.result(published, record.data["answers"])
    blocks: list[Block] = []
    if it["reading"]:
        blocks.append(box(str(it["reading"]), str(it["reading_more"])))
        blocks.append(
            rows(
                (str(one["title"]), f"{one['state']}{': ' + ', '.join(one['by']) if one['by'] else ''}")
                for one in it["elements"]
            )
        )
        blocks += [text(str(remark)) for remark in it["remarks"]]
    for one in it["dimensions"]:
        blocks.append(heading(f"{one['title']}: {one['state']}" if one["state"] else one["title"]))
        marks = [*one["made_by"], *one["also"]]
        signs = [f"{label}. {more}" if more else label for label, more in one["signs"]]
        found = [f"{label} ({strength})" for label, strength in marks] + signs
        blocks.append(points(found) if found else text(_("Nothing of it is known to be there.")))
        if one["needs"]:
            blocks.append(text(_("It would need more:") + " " + "; ".join(one["needs"])))
        if one["unknown"]:
            blocks.append(text(_("Not known:") + " " + "; ".join(one["unknown"])))
        if one["not_asked"]:
            blocks.append(text(_("Not asked:") + " " + "; ".join(one["not_asked"])))
    if record.data.get("words"):
        blocks += [heading(_("What must be known beside the marks")), text(str(record.data["words"]))]
    blocks.append(text(f"{it['certainty']} {it['source']}"))
    return blocks
