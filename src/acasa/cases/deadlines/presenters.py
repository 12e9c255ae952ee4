"""How deadlines read on a page: each with its day, from which fact, by which rule and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import ngettext

from acasa.cases import codes, presenters
from acasa.cases.deadlines import deriving, library, words
from acasa.cases.deadlines.deriving import OPEN, Outlook
from acasa.cases.deadlines.rules.calendars import Calendar, easter
from acasa.cases.deadlines.rules.evaluating import MET
from acasa.cases.deadlines.rules.packs import Pack, Rule
from acasa.cases.deadlines.services.deciding import may_extend
from acasa.cases.queries.case import CasePage
from acasa.vault.folders import Opened

# Days ahead within which working days are counted: who plans for years does not count in them.
COUNTED: Final = 400


@dataclass(frozen=True)
class Line:
    """A deadline in words."""

    id: UUID | None
    title: str
    when: str
    day: str
    iso: str
    late: bool
    clock: str
    share: int
    source_fact: str
    rule: str
    source: str
    certainty: str
    certainty_tone: str
    working_days: str
    note: str
    extended: list[str]
    may_extend: bool
    settled: str = ""
    settled_how: str = ""


def records(found: CasePage) -> list[Opened]:
    """Records of deadlines that these keys open, the nearest first."""
    mine = found.case_folder.of_kind(deriving.KIND)
    return sorted(mine, key=lambda record: (str(record.data["due"]), str(record.data["rule"])))


def outlook(found: CasePage, pack: Pack, calendar: Calendar, today: date) -> Outlook:
    """What the rules say of a case that is open on a page. Takes no statement, writes nothing."""
    by = {"at": "", "by": "", "by_name": ""}
    return deriving.outlook(
        pack,
        calendar,
        today,
        found.case_folder,
        found.person_folder,
        is_open=found.is_open,
        by=by,
        known=found.known,
    )


def line(record: Opened, pack: Pack, calendar: Calendar, today: date) -> Line:
    """One record in words."""
    data = record.data
    rule = pack.rule(str(data["rule"]))
    due = date.fromisoformat(str(data["due"]))
    when, late = presenters.due_words(due, today)
    told = data.get("settled") or {}
    settled = [str(told.get("reason", "")), str(told.get("by_name", ""))]
    if told:
        settled.append(presenters.moment_words(str(told["at"])))
    return Line(
        id=record.id,
        title=words.title(str(data["rule"]), str(data["text"])),
        when=when,
        day=presenters.day_words(due) + (f", {data['clock']}" if data.get("clock") else ""),
        iso=due.isoformat(),
        late=late,
        clock=words.clock_words(data, today),
        share=_share(data, due, today),
        source_fact=_start(rule, data["basis"]),
        working_days="" if late or data["state"] != OPEN else _working(calendar, today, due),
        extended=[_extension(item) for item in data.get("extended", ())],
        may_extend=may_extend(rule, data),
        settled=" · ".join(part for part in settled if part) if told else "",
        settled_how=str(told.get("how", "")),
        **_of_rule(rule),
    )


def _of_rule(rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"rule": "", "source": "", "certainty": "", "certainty_tone": "", "note": ""}
    return {
        "rule": words.when_words(rule),
        "source": rule.source,
        "certainty": words.CERTAINTY_WORDS[rule.certainty],
        "certainty_tone": words.CERTAINTY_TONES[rule.certainty],
        "note": rule.words(codes.language()),
    }


def _start(rule: Rule | None, basis: Mapping[str, str]) -> str:
    if rule is None or rule.start not in basis:
        return ""
    if deriving.of_identity(rule.start):
        return str(words.FACT_WORDS[rule.start])
    return words.fact_words(rule.start, basis[rule.start])


def _share(data: Mapping[str, Any], due: date, today: date) -> int:
    """How much of the time is over, in hundredths."""
    if not data["begins"]:
        return 0
    begins = date.fromisoformat(str(data["begins"]))
    whole = max(1, (due - begins).days)
    return max(0, min(100, round(100 * (today - begins).days / whole)))


def _working(calendar: Calendar, today: date, due: date) -> str:
    if (due - today).days > COUNTED:
        return ""
    left = calendar.working_between(today, due)
    return ngettext("%(count)d working day left", "%(count)d working days left", left) % {"count": left}


def _extension(told: Mapping[str, Any]) -> str:
    parts = [presenters.day_words(str(told["before"])), str(told["reason"]), str(told["by_name"])]
    return " · ".join(part for part in parts if part)


@dataclass(frozen=True)
class RoomPage:
    """What the room shows: what is due, what was met or set aside, and whether something must be calculated."""

    due: list[Line]
    settled: list[Line]
    met: list[tuple[str, str]]
    waits: int
    hidden: int


def room(found: CasePage, pack: Pack) -> RoomPage:
    """Everything of a case's deadlines, from the page's own folders."""
    zone = timezone.get_current_timezone()
    today = timezone.localdate()
    calendar = pack.calendar(zone)
    seen = outlook(found, pack, calendar, today)
    mine = records(found)
    lines = {record.id: line(record, pack, calendar, today) for record in mine}
    settled = [
        lines[record.id] for record in mine if "settled" in record.data and record.data["state"] != OPEN
    ]
    told = {(str(record.data["rule"])) for record in mine if "settled" in record.data}
    met = []
    for deadline in seen.deadlines:
        rule = pack.rule(deadline.rule)
        if deadline.state != MET or rule is None or rule.id in told:
            continue
        days = [value for name, value in deadline.basis if name in rule.ends]
        met.append((rule.title(codes.language()), presenters.day_words(max(days)) if days else ""))
    return RoomPage(
        due=[lines[record.id] for record in mine if record.data["state"] == OPEN],
        settled=settled,
        met=met,
        waits=len(seen.changes),
        hidden=len(pack.rules) - len(seen.rules),
    )


def in_short(found: CasePage) -> list[Line]:
    """Open deadlines for the case's own page."""
    pack = library.present()
    if pack is None:
        return []
    today = timezone.localdate()
    calendar = pack.calendar(timezone.get_current_timezone())
    return [line(record, pack, calendar, today) for record in records(found) if record.data["state"] == OPEN]


@dataclass(frozen=True)
class RuleLine:
    """A rule in force, in words."""

    title: str
    when: str
    conditions: list[str]
    ends: str
    who: str
    reminders: str
    escalates: str
    source: str
    certainty: str
    certainty_tone: str
    note: str


def rule_line(rule: Rule) -> RuleLine:
    """One rule for the page of those who answer for them."""
    of_days = [words.span_words(words.Span(lead, "days")) for lead in rule.lead]
    return RuleLine(
        title=rule.title(codes.language()),
        when=words.when_words(rule),
        conditions=[words.condition_words(condition) for condition in rule.when],
        ends=" / ".join(str(words.FACT_WORDS[name]) for name in rule.ends),
        who=str(words.WHO_WORDS[rule.who]),
        reminders=", ".join(of_days),
        escalates=words.span_words(words.Span(rule.escalate, "days")) if rule.escalate is not None else "",
        source=rule.source,
        certainty=str(words.CERTAINTY_WORDS[rule.certainty]),
        certainty_tone=words.CERTAINTY_TONES[rule.certainty],
        note=rule.words(codes.language()),
    )


def holidays(pack: Pack, year: int) -> list[tuple[str, str]]:
    """Days off of a year in order, with their names."""
    language = codes.language()
    found: list[tuple[date, str]] = []
    for entry in pack.holidays.get("fixed", ()):
        month, day = map(int, str(entry["day"]).split("-"))
        found.append((date(year, month, min(day, 28) if month == 2 else day), _name(entry, language)))
    for entry in pack.holidays.get("easter", ()):
        moment = date.fromordinal(easter(year, entry["of"]).toordinal() + entry["offset"])
        found.append((moment, _name(entry, language)))
    for entry in pack.holidays.get("dates", ()):
        moment = date.fromisoformat(str(entry["date"]))
        if moment.year == year:
            found.append((moment, _name(entry, language)))
    return [(presenters.day_words(moment), name) for moment, name in sorted(found)]


def _name(entry: Mapping[str, Any], language: str) -> str:
    return str(entry.get(language) or entry.get("en", ""))
