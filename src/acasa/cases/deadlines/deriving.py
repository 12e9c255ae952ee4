"""What must change in a case's deadlines for them to say what the rules say of its facts. Opens and writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from acasa.cases import facts as all_facts
from acasa.cases.deadlines.rules import calendars, evaluating
from acasa.cases.deadlines.rules.calendars import Calendar
from acasa.cases.deadlines.rules.evaluating import MET, OPEN, Deadline
from acasa.cases.deadlines.rules.known import FACTS, IDENTITY
from acasa.cases.deadlines.rules.packs import Pack, Rule
from acasa.people import rules as people
from acasa.vault import tokens
from acasa.vault.folders import Opened, OpenFolder

KIND: Final = "deadline"
DONE: Final = "done"
VOID: Final = "void"

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """A record of a deadline to be written: a new one, or a former one that says something else now."""

    rule: Rule | None
    record: Opened | None
    compartment: str
    data: dict[str, Any]


@dataclass(frozen=True)
class Outlook:
    """What the rules say of one case, as far as these keys open its facts."""

    facts: Mapping[str, str]
    rules: tuple[Rule, ...]
    deadlines: list[Deadline]
    changes: list[Change]


def held(case: OpenFolder, person: OpenFolder) -> frozenset[str]:
    """Compartments whose facts these keys open."""
    return _held(frozenset(case.keys), person.can_open(people.IDENTITY))


@cache
def _held(keys: frozenset[tuple[str, int]], identity: bool) -> frozenset[str]:
    found = {compartment for compartment, _version in keys} - {people.IDENTITY}
    return frozenset(found | {people.IDENTITY} if identity else found)


def covered(pack: Pack, open_compartments: frozenset[str]) -> list[str]:
    """Which digests somebody can bring up to date who opens these compartments."""
    found = []
    for part, legal in (("digest", False), ("legal", True)):
        needs: set[str] = set()
        for rule in pack.rules:
            if rule.legal == legal:
                needs |= rule.compartments | {rule.layer}
        if needs and needs <= open_compartments | {people.ESSENTIALS}:
            found.append(part)
    return found


def outlook(
    pack: Pack,
    calendar: Calendar,
    today: date,
    case: OpenFolder,
    person: OpenFolder,
    *,
    is_open: bool,
    by: Mapping[str, str],
    known: Mapping[str, str] | None = None,
) -> Outlook:
    """Deadlines of a case, and what must be written for its records to say the same. No change, no writes.

    `known` are the case's facts where a page has gathered them already.
    """
    compartments = held(case, person)
    rules = pack.within(compartments)
    facts = dict(all_facts.facts(case, person) if known is None else known)
    facts["case"] = "open" if is_open else "closed"
    there = {(str(record.data["rule"]), int(record.data["number"])): record for record in case.of_kind(KIND)}
    settled = {
        key
        for key, record in there.items()
        if (rule := pack.rule(key[0]))
        and _settled(record.data, said_of(rule.start, facts.get(rule.start, "")))
    }
    extended = {
        key: len(record.data["extended"]) for key, record in there.items() if "extended" in record.data
    }
    deadlines = evaluating.evaluate(rules, facts, calendar, today, extended, settled)
    changes = []
    for deadline in deadlines:
        key = (deadline.rule, deadline.number)
        rule = pack.rule(deadline.rule)
        assert rule is not None
        record = there.pop(key, None)
        if key in settled:
            continue
        data = _wanted(rule, deadline, record, by)
        if data is not None:
            changes.append(Change(rule, record, rule.layer, data))
    seen = {rule.id for rule in rules}
    for (rule_id, _number), record in there.items():
        rule = pack.rule(rule_id)
        if record.data["state"] != OPEN or (rule is not None and rule_id not in seen):
            continue
        state = DONE if rule and _was_met(rule, record.data, facts, calendar) else VOID
        changes.append(Change(rule, record, record.compartment, {**record.data, "state": state}))
    return Outlook(facts, rules, deadlines, changes)


def of_identity(fact: str) -> bool:
    """Whether a fact is sealed with her identity, where most who read deadlines have no key."""
    return FACTS[fact].compartment == IDENTITY


def said_of(fact: str, value: str) -> str:
    """A fact as a record of casework may hold it: of identity only whether it is still the same."""
    return tokens.pseudonym(f"deadline {fact}", value).hex() if value and of_identity(fact) else value


def _settled(data: Mapping[str, Any], start: str) -> bool:
    """Whether a colleague said that it is done or set it aside, for this very beginning."""
    told: Mapping[str, Any] | None = data.get("settled")
    return told is not None and told["from"] == start


def _wanted(
    rule: Rule, deadline: Deadline, record: Opened | None, by: Mapping[str, str]
) -> dict[str, Any] | None:
    """What the record of a deadline must hold, or None if it is right as it is, or not needed."""
    basis = {name: said_of(name, value) for name, value in deadline.basis}
    if deadline.state == MET:
        if record is None or record.data["state"] != OPEN:
            return None
        return {**record.data, "state": DONE, "basis": basis}
    said = {
        "due": deadline.due.isoformat(),
        "clock": deadline.clock,
        "begins": "" if of_identity(rule.start) else deadline.begins.isoformat(),
        "state": OPEN,
        "basis": basis,
    }
    if record is None:
        return {
            "kind": KIND,
            "rule": rule.id,
            "number": deadline.number,
            "text": rule.title(by.get("language", "en")),
            "obligation": "",
            **said,
            "at": by["at"],
            "by": by["by"],
            "by_name": by["by_name"],
        }
    if all(record.data.get(name) == value for name, value in said.items()):
        return None
    data = {name: value for name, value in record.data.items() if name != "settled"}
    return {**data, **said}


def _was_met(rule: Rule, data: Mapping[str, Any], facts: Mapping[str, str], calendar: Calendar) -> bool:
    """Whether an occurrence that is over ended because it was done, and not because nobody asks for it any more."""
    ends = [day for name in rule.ends if (day := calendars.day_of(facts.get(name, ""), calendar.zone))]
    due = date.fromisoformat(str(data["due"]))
    return bool(ends) and (not rule.repeats or (due - max(ends)).days <= rule.early)
