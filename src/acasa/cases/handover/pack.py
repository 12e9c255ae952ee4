"""What a hand-over pack tells of each case: what a colleague must know on the first day, the rest is in Acasa."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acasa.cases import codes, presenters
from acasa.cases.papers import telling
from acasa.cases.papers.document import Block, Document, box, heading, large, new_page, rows, table, text
from acasa.cases.papers.words import plan_of
from acasa.cases.queries.case import CasePage

WHAT = "handover"
CONTACTS = 6


def build(pages: Sequence[CasePage], *, language: str, organisation: str, names: bool = True) -> Document:
    """The pack of these cases in one language; each case begins on a sheet of its own."""
    with translation.override(language):
        blocks: list[Block] = []
        for number, found in enumerate(pages):
            if number:
                blocks.append(new_page())
            blocks += _one(found, names=names)
        count = len(pages)
        return Document(
            what=WHAT,
            language=language,
            title=_("Hand-over"),
            lede=ngettext(
                "%(count)d case. It stays in the office.", "%(count)d cases. It stays in the office.", count
            )
            % {"count": count},
            blocks=blocks,
            organisation=organisation,
            footer=_("Printed on %(date)s") % {"date": date_format(localdate(), "DATE_FORMAT")},
        )


def _one(found: CasePage, *, names: bool) -> list[Block]:
    code = str(found.facts.get("code", ""))
    blocks: list[Block] = [large(f"{found.name} · {code}" if names else code)]
    if words := given_words(found):
        blocks.append(box(_("From %(name)s") % {"name": words[0]}, words[1]))
    if names:
        blocks += telling.part(found, "reach")
    else:
        blocks.append(text(_("How to reach her safely stands in Acasa.")))
    for part in ("course",):
        blocks += telling.part(found, part)
    blocks += _promised(found)
    if names:
        blocks += _people(found)
    for part in ("consents", "needs", "plan"):
        blocks += telling.part(found, part)
    blocks += _last(found)
    return blocks


def given_words(found: CasePage) -> tuple[str, str] | None:
    """Who gave the case last, and what was said to whoever took it."""
    for record in found.timeline:
        if record.data.get("what") == "assigned":
            words = str(record.data.get("words", ""))
            return (str(record.data.get("by_name", "")), words) if words else None
    return None


def _promised(found: CasePage) -> list[Block]:
    """What is due and to whom it was promised: next steps, and actions of the plan that are open."""
    lines = [
        (
            str(step.data["text"]),
            str(step.data.get("worker_name", "")),
            presenters.day_words(step.data["due"]),
        )
        for step in found.steps
    ]
    for goal in (plan_of(found.case_folder) or {}).get("goals", []):
        for action in goal.get("actions", []):
            if action.get("status") == "open":
                who = str(action.get("who_name") or action.get("organisation") or "–")
                lines.append(
                    (str(action.get("text", "")), who, presenters.day_words(action.get("due")) or "–")
                )
    if not lines:
        return [heading(_("What is promised")), text(_("No next step is written down."))]
    return [heading(_("What is promised")), table([_("What"), _("Who"), _("By when")], lines, [10, 5, 4])]


def _people(found: CasePage) -> list[Block]:
    pairs = []
    for record in found.case_folder.of_kind("kin"):
        data = record.data
        if data.get("ended") or data.get("removed"):
            continue
        said = [str(data.get("name", ""))]
        if data.get("contact") == "must_not_know":
            said.append(_("must not know"))
        if data.get("conflict"):
            said.append(_("may be against her"))
        pairs.append(
            (codes.label("kin_relations", str(data.get("relation", ""))), ", ".join(s for s in said if s))
        )
    return [heading(_("People around her")), rows(pairs)] if pairs else []


def _last(found: CasePage) -> list[Block]:
    told = [record for record in found.timeline if record.data.get("kind") == "contact"][:CONTACTS]
    pairs = [
        (
            f"{presenters.day_words(str(record.data.get('at', ''))[:10])}\n"
            f"{codes.label('contact_kinds', str(record.data.get('what', '')))}",
            str(record.data.get("text", "")),
        )
        for record in told
    ]
    return [heading(_("Last contacts")), rows(pairs)] if pairs else []
