"""From facts to deadlines. Pure: the same facts always give the same deadlines, and a later fact no earlier one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Final

from acasa.cases.deadlines.rules import calendars
from acasa.cases.deadlines.rules.calendars import Calendar, Moment
from acasa.cases.deadlines.rules.packs import Rule

OPEN: Final = "open"
MET: Final = "met"

Facts = Mapping[str, str]
# How often a deadline was extended: (rule, number) to a count.
Extended = Mapping[tuple[str, int], int]
# Occurrences that a colleague said are done, or set aside.
Settled = Collection[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Deadline:
    """What one rule says of a case. `number` counts the occurrences of a rule that repeats, from 1.

    `begins` is the day of the fact that it starts from; `clock` an hour of the place, or "".
    """

    rule: str
    number: int
    due: date
    clock: str
    state: str
    begins: date
    basis: tuple[tuple[str, str], ...]


def evaluate(
    rules: Iterable[Rule],
    facts: Facts,
    calendar: Calendar,
    today: date,
    extended: Extended | None = None,
    settled: Settled = (),
) -> list[Deadline]:
    """At most one deadline for each rule: the first that is not met, or the last one, met."""
    found = []
    for rule in rules:
        if facts.get(rule.start) and applies(rule, facts):
            try:
                deadline = _one(rule, facts, calendar, today, extended or {}, settled)
            except (ValueError, OverflowError):
                # A day at the end of all calendars: nothing is due after it.
                continue
            if deadline is not None:
                found.append(deadline)
    return found


def applies(rule: Rule, facts: Facts) -> bool:
    """Whether this rule is asked of a case with these facts."""
    if rule.case != "any" and facts.get("case", "open") != rule.case:
        return False
    return all(condition.holds(facts.get(condition.fact, "")) for condition in rule.when)


def _one(
    rule: Rule, facts: Facts, calendar: Calendar, today: date, extended: Extended, settled: Settled
) -> Deadline | None:
    value = facts[rule.start]
    begins = calendars.day_of(value, calendar.zone)
    if begins is None:
        return None
    ends = [day for name in rule.ends if (day := calendars.day_of(facts.get(name, ""), calendar.zone))]
    asked = (rule.start, *(condition.fact for condition in rule.when))
    basis = tuple((name, facts[name]) for name in dict.fromkeys(asked) if facts.get(name))
    ended = tuple((name, facts[name]) for name in rule.ends if facts.get(name))
    last = None
    for number, moment in occurrences(rule, value, calendar, extended):
        since = (
            moment.day if rule.repeats else begins if rule.fresh else date.min + timedelta(days=rule.early)
        )
        met = (rule.id, number) in settled or (bool(ends) and max(ends) >= since - timedelta(days=rule.early))
        if met:
            last = Deadline(rule.id, number, moment.day, moment.clock, MET, begins, basis + ended)
            continue
        if rule.lapses is not None and (today - moment.day).days > rule.lapses:
            continue
        return Deadline(rule.id, number, moment.day, moment.clock, OPEN, begins, basis)
    return last


def occurrences(
    rule: Rule, value: str, calendar: Calendar, extended: Extended | None = None
) -> Iterator[tuple[int, Moment]]:
    """When a rule is due from this value on: numbered days, each later than the one before. May never end."""
    spans = ((number, span) for number, span in enumerate(rule.schedule, start=1))
    for number, span in spans:
        yield number, _moment(rule, value, span, calendar, (extended or {}).get((rule.id, number), 0))
    if rule.endless is not None:
        begun = len(rule.schedule)
        for turn in count(1):
            number = begun + turn
            span = rule.endless.times(rule.endless_from + turn)
            try:
                moment = _moment(rule, value, span, calendar, (extended or {}).get((rule.id, number), 0))
            except (ValueError, OverflowError):
                return
            yield number, moment


def _moment(rule: Rule, value: str, span: calendars.Span, calendar: Calendar, times: int) -> Moment:
    moment = calendars.shift(value, span, calendar, back=rule.before)
    if times and rule.extension is not None:
        times = min(times, rule.extension.times)
        if rule.extension.to is not None:
            later = calendars.shift(value, rule.extension.to, calendar)
        else:
            assert rule.extension.by is not None
            later = calendars.shift(moment.day.isoformat(), rule.extension.by.times(times), calendar)
        moment = later if later.day >= moment.day else moment
    if rule.on_working_day:
        day = calendar.to_working(moment.day, rule.on_working_day == "next")
        if day != moment.day:
            moment = Moment(day)
    return moment


def clock_day(begins: date, due: date, today: date) -> tuple[int, int]:
    """Which day of how many it is, as a clock says it: day 12 of 30. Before it begins: day 0."""
    return max(0, (today - begins).days), (due - begins).days
