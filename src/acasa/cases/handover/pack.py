"""What a hand-over pack tells of each case: what a colleague must know on the first day, the rest is in Acasa."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acasa.cases import codes, presenters
from acasa.cases.childplan import rules as childplan
from acasa.cases.handover.queries import Open
from acasa.cases.papers import telling
from acasa.cases.papers.document import Block, Document, box, heading, large, new_page, rows, table, text
from acasa.cases.papers.words import plan_of
from acasa.cases.queries import day
from acasa.cases.queries.case import CasePage
from acasa.cases.safety.rules import nameless
from acasa.people import rules as people

WHAT = "handover"
CONTACTS = 6


def build(
    pages: Sequence[CasePage],
    *,
    due: Mapping[UUID, Sequence[Open]],
    language: str,
    organisation: str,
    names: bool = True,
) -> Document:
    """The pack of these cases in one language; each case begins on a sheet of its own. `due`: queries.open_dues."""
    with translation.override(language):
        blocks: list[Block] = []
        for number, found in enumerate(pages):
            if number:
                blocks.append(new_page())
            blocks += _one(found, due.get(found.id, ()), names=names)
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


def _one(found: CasePage, due: Sequence[Open], *, names: bool) -> list[Block]:
    code = str(found.facts.get("code", ""))
    blocks: list[Block] = [large(f"{found.name} · {code}" if names else code)]
    if words := given_words(found):
        said = _("From %(name)s") % {"name": words[0]} if names else _("What should your colleague know?")
        blocks.append(box(said, words[1]))
    if names:
        blocks += telling.part(found, "reach")
    else:
        blocks.append(text(_("How to reach her safely stands in Acasa.")))
    for part in ("course",):
        blocks += telling.part(found, part)
    blocks += _promised(found, due, names=names)
    if names:
        blocks += _people(found)
    for part in ("consents", "needs", "plan"):
        blocks += telling.part(found, part)
    blocks += _last(found)
    return blocks if names else [_without(block, _known(found)) for block in blocks]


def _known(found: CasePage) -> set[str]:
    """Every name that this case knows, whole and in parts: of the person, of kin, of colleagues and of partners."""
    said = {found.name, found.worker.name}
    for record in (*found.case_folder.records, *found.person_folder.records):
        said |= set(_named(record.data))
    parts = {part.strip(".,;()") for name in said for part in name.split()}
    return said | {part for part in parts if len(part) > 2 and part[:1].isupper()}


_NAMES = ("name", "working_name", "given", "family", "patronymic", "done_by", "ended_by", "responsible")


def _named(data: Any) -> Iterator[str]:
    if isinstance(data, list):
        for item in data:
            yield from _named(item)
    elif isinstance(data, dict):
        for key, value in data.items():
            if isinstance(value, str) and (key in _NAMES or key.endswith("_name")):
                yield value
            else:
                yield from _named(value)


def _without(block: Any, known: set[str]) -> Any:
    """A piece of paper in whose words none of these names stands; the code stays."""
    if isinstance(block, str):
        return nameless(block, known)
    if isinstance(block, list):
        return [_without(item, known) for item in block]
    if isinstance(block, dict) and block.get("kind") not in ("large", "heading"):
        return {key: value if key == "kind" else _without(value, known) for key, value in block.items()}
    return block


def given_words(found: CasePage) -> tuple[str, str] | None:
    """Who gave the case last, and what was said to whoever took it."""
    for record in found.timeline:
        if record.data.get("what") == "assigned":
            words = str(record.data.get("words", ""))
            return (str(record.data.get("by_name", "")), words) if words else None
    return None


def _promised(found: CasePage, due: Sequence[Open], *, names: bool) -> list[Block]:
    """What is due and to whom it was promised: all that stands on somebody's day, and what of a plan has no day."""
    # The pack is for whoever does the case work: what is sealed to a lawyer or a doctor stays out of it.
    ours = {
        record.id
        for record in found.case_folder.records
        if record.compartment in (people.ESSENTIALS, people.CASEWORK)
    }
    told = {key: said for key, said in day.words_of(found.case_folder) if said[2] in ours}
    # One thing may stand on the days of several colleagues.
    whose: dict[tuple[date, str], set[str]] = {}
    for item in due:
        if str(item.obligation) in told:
            whose.setdefault((item.due, told[str(item.obligation)][0]), set()).add(item.worker)
    lines = [
        (words, ", ".join(sorted(workers)), presenters.day_words(when))
        for (when, words), workers in sorted(whose.items())
    ]
    lines += [(words, who, "–") for words, who in _undated(found)]
    if not lines:
        return [heading(_("What is promised")), text(_("No next step is written down."))]
    if not names:
        bare = [(words, when) for words, _who, when in lines]
        return [heading(_("What is promised")), table([_("What"), _("By when")], bare, [14, 5])]
    return [heading(_("What is promised")), table([_("What"), _("Who"), _("By when")], lines, [10, 5, 4])]


def _undated(found: CasePage) -> Iterator[tuple[str, str]]:
    """Actions of the plan and lines of the child's plan that are open and have no day: what, and who."""
    for goal in (plan_of(found.case_folder) or {}).get("goals", []):
        for action in goal.get("actions", []):
            if action.get("status") == "open" and not action.get("due"):
                who = str(action.get("who_name") or action.get("organisation") or "–")
                yield str(action.get("text", "")), who
    plans = [record.data for record in found.case_folder.of_kind("child_plan")]
    newest = max(plans, key=lambda plan: int(plan["number"]), default=None)
    for line in childplan.lines(newest):
        if line.get("status") == childplan.OPEN and not line.get("due"):
            yield childplan.title(line), str(line.get("responsible") or line.get("organisation") or "–")


def _people(found: CasePage) -> list[Block]:
    pairs = []
    for record in found.case_folder.of_kind("kin"):
        data = record.data
        if data.get("ended_on") or data.get("removed"):
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
