"""What she reads of her file, in plain words: sections of lines. Colleagues' notes and other people stay out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from acasa.cases import codes, presenters
from acasa.cases.hers import rules
from acasa.cases.hers.words import STATUSES
from acasa.cases.queries.case import CasePage
from acasa.vocabularies.loader import LibraryError

# Records that say to whom something of hers went; `rules.was_told` decides which of them she reads.
SENT = ("report", "referral", "handover")


@dataclass(frozen=True)
class Line:
    """One thing that is recorded: a small heading, what it says, and her own words."""

    name: str
    text: str = ""
    quote: str = ""


@dataclass(frozen=True)
class Section:
    """One page of hers."""

    slug: str
    title: str
    lines: list[Line] = field(default_factory=list)
    # How many records are there that she does not read here.
    left_out: int = 0


def label(vocabulary: str, code: str) -> str:
    """A code's label; a list that is not installed shows the code itself."""
    try:
        return codes.label(vocabulary, code)
    except LibraryError:
        return code.replace("_", " ")


def _reach(found: CasePage) -> Section:
    # Who must not know is left out: colleagues add relatives to it of whom she may not know why.
    told = found.essentials
    names = (
        ("working_name", _("What we call you")),
        ("channel", _("How we reach you")),
        ("contact", _("Where we reach you")),
        ("hours", _("When we may call")),
        ("code_word", _("The words we say first")),
        ("if_other_answers", _("If somebody else answers")),
        ("language", _("Your language")),
        ("health_now", _("What we must know for your health")),
    )
    lines = [
        Line(title, presenters.field_words(name, told.get(name))) for name, title in names if told.get(name)
    ]
    return Section("reach", _("How we reach you"), lines)


def _needs(found: CasePage) -> Section:
    lines, left_out = [], 0
    for record in found.case_folder.of_kind("need"):
        data = record.data
        if not rules.is_hers(data, found.person_id):
            left_out += 1
            continue
        state = STATUSES.get(str(data.get("status", "")))
        name = label("need_domains", str(data.get("domain", "")))
        lines.append(Line(name, str(state) if state else "", str(data.get("words", ""))))
    return Section("needs", _("What you need"), lines, left_out)


def _plan(found: CasePage) -> Section:
    plans = [record.data for record in found.case_folder.of_kind("plan")]
    if not plans:
        return Section("plan", _("Your plan"))
    plan = max(plans, key=lambda data: int(data.get("number", 0)))
    lines = []
    for goal in plan.get("goals", []):
        lines.append(Line(_("What you want"), quote=str(goal.get("words", ""))))
        lines += [_action(action) for action in goal.get("actions", [])]
    return Section("plan", _("Your plan"), lines)


def _action(action: dict[str, Any]) -> Line:
    status = str(STATUSES.get(str(action.get("status", "")), ""))
    who = str(action.get("organisation") or action.get("who_name") or "")
    due = presenters.day_words(action["due"]) if action.get("due") else ""
    return Line(str(action.get("text", "")), ", ".join(part for part in (who, due, status) if part))


def _meetings(found: CasePage) -> Section:
    lines = []
    for record in reversed(found.case_folder.of_kind("contact")):
        data = record.data
        if not rules.was_with_her(data):
            continue
        text = str(data.get("text", "")) if rules.may_read_text(data) else ""
        when = presenters.day_words(str(data.get("at", ""))[:10])
        what = codes.label("contact_kinds", str(data.get("what", "")))
        lines.append(Line(f"{when}: {what}", ", ".join(p for p in (str(data.get("by_name", "")), text) if p)))
    return Section("meetings", _("When we met or spoke"), lines)


def _notes(found: CasePage) -> Section:
    notes = found.case_folder.of_kind("note")
    open_ = [record for record in notes if rules.may_read_text(record.data)]
    lines = [
        Line(presenters.day_words(str(record.data.get("at", ""))[:10]), str(record.data.get("text", "")))
        for record in reversed(open_)
    ]
    hidden = sum(found.hidden.values())
    return Section("notes", _("Notes about our work"), lines, len(notes) - len(open_) + hidden)


def _files(found: CasePage) -> Section:
    # The name of a file is a colleague's own word, and may tell of a report: only those marked as hers.
    files = found.case_folder.of_kind("file")
    open_ = [record.data for record in files if rules.may_read_text(record.data)]
    lines = [
        Line(str(data.get("name", "")), presenters.day_words(str(data.get("at", ""))[:10])) for data in open_
    ]
    return Section("files", _("Documents we keep"), lines, len(files) - len(open_))


def _received(found: CasePage) -> Section:
    lines = []
    for kind in SENT:
        for record in found.case_folder.of_kind(kind):
            data = record.data
            if not rules.was_told(data):
                continue
            who = next((str(data[key]) for key in ("to", "recipient", "organisation") if data.get(key)), "")
            text = next((str(data[key]) for key in ("facts", "what", "about") if data.get(key)), "")
            day = str(data.get("reported_on") or data.get("on") or data.get("at", ""))
            when = presenters.day_words(day[:10])
            lines.append(Line(who or when, ", ".join(p for p in (text, when if who else "") if p)))
    # How many more there are is not told either: the number alone would tell her of a report.
    return Section("received", _("Who was told something"), lines)


SECTIONS: dict[str, Callable[[CasePage], Section]] = {
    "reach": _reach,
    "needs": _needs,
    "plan": _plan,
    "meetings": _meetings,
    "files": _files,
    "notes": _notes,
}


def sections(found: CasePage) -> list[Section]:
    """What is written, one page each; those with nothing in them and nothing left out are not offered."""
    made = [make(found) for make in SECTIONS.values()]
    return [section for section in made if section.lines or section.left_out]


def received(found: CasePage) -> Section:
    """To whom something of hers was told."""
    return _received(found)


def consents(found: CasePage) -> dict[str, Any]:
    """Her newest answer to each question of consent, by purpose."""
    return dict(rules.newest((record.data for record in found.case_folder.of_kind("consent")), "purpose"))
