"""Calendars, country packs and their evaluation: properties, and the days on which others stumble."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acasa.cases.deadlines import library
from acasa.cases.deadlines.rules import packs
from acasa.cases.deadlines.rules.calendars import Span, add_months, easter, shift
from acasa.cases.deadlines.rules.evaluating import MET, OPEN, clock_day, evaluate, occurrences
from acasa.cases.deadlines.rules.known import DATE, FACTS
from acasa.cases.deadlines.rules.packs import Pack, PackError
from acasa.cases.deadlines.rules.reading import build
from acasa.cases.deadlines.tests.placement import PACK
from acasa.vocabularies.loader import library_root

CHISINAU = ZoneInfo("Europe/Chisinau")
MD = library.load("md")
PLACE = MD.calendar(CHISINAU)
TODAY = date(2026, 3, 10)
TITLE = {"en": "It", "ro": "Asta", "ru": "Это"}
HEAD = {
    "kind": "deadline-pack",
    "title": TITLE,
    "source": "a test",
    "licence": "Apache-2.0",
    "version": "1",
    "certainty": "low",
}
RULE: dict[str, Any] = {
    "id": "it",
    "title": TITLE,
    "from": "opened_on",
    "source": "a test",
    "certainty": "low",
}

day = st.dates(date(1990, 1, 1), date(2090, 12, 31))
units = st.sampled_from(["hours", "days", "working_days", "weeks", "months", "years"])
spans = st.builds(lambda unit, n: {unit: n}, units, st.integers(0, 60))


def pack_of(*rules: dict[str, Any], holidays: dict[str, Any] | None = None) -> Pack:
    return build("made.yaml", {**HEAD, "rules": list(rules), "holidays": holidays or {}})


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    made = {**RULE, draw(st.sampled_from(["after", "before"])): draw(spans)}
    if "after" in made and draw(st.booleans()):
        made["repeat"] = [{"every": {"months": draw(st.integers(1, 6))}, "until": {"months": 18}}]
        if draw(st.booleans()):
            made["repeat"].append({"every": {"years": 1}})
    if draw(st.booleans()):
        made["on_working_day"] = draw(st.sampled_from(["next", "previous"]))
    if draw(st.booleans()):
        made["extension"] = {draw(st.sampled_from(["to", "by"])): draw(spans)}
    return made


@given(rule=rules(), first=day, later=st.integers(0, 800), extended=st.booleans())
@settings(max_examples=300, deadline=None)
def test_a_later_fact_never_gives_an_earlier_deadline(
    rule: dict[str, Any], first: date, later: int, extended: bool
) -> None:
    made = pack_of(rule, holidays=dict(MD.holidays)).rules[0]
    times = {("it", number): 1 for number in range(1, 9)} if extended else {}

    def dues(start: date) -> list[date]:
        found = occurrences(made, start.isoformat(), PLACE, times)
        return [moment.day for (_number, moment), _turn in zip(found, range(8), strict=False)]

    before, after = dues(first), dues(first + timedelta(days=later))
    assert len(before) == len(after)
    assert all(one <= other for one, other in zip(before, after, strict=True))


@given(facts=st.dictionaries(st.sampled_from([n for n, k in FACTS.items() if k.kind == DATE]), day), on=day)
@settings(max_examples=200, deadline=None)
def test_the_same_facts_give_the_same_deadlines_and_one_for_each_rule(
    facts: dict[str, date], on: date
) -> None:
    known = {name: value.isoformat() for name, value in facts.items()} | {"is_child": "yes"}
    found = evaluate(MD.rules, known, PLACE, on)
    assert found == evaluate(MD.rules, dict(reversed(known.items())), PLACE, on)
    assert len({deadline.rule for deadline in found}) == len(found)
    for deadline in found:
        rule = MD.rule(deadline.rule)
        assert rule is not None and known[rule.start]
        if deadline.state == OPEN and rule.lapses is not None:
            assert (on - deadline.due).days <= rule.lapses


@given(start=day, count=st.integers(1, 90))
@settings(deadline=None)
def test_working_days_end_on_one_and_count_to_it(start: date, count: int) -> None:
    due = shift(start.isoformat(), Span(count, "working_days"), PLACE).day
    assert PLACE.is_working(due)
    assert PLACE.working_between(start, due) == count


@given(rule=rules(), start=day)
@settings(max_examples=200, deadline=None)
def test_a_rule_that_says_working_day_never_falls_on_another(rule: dict[str, Any], start: date) -> None:
    rule["on_working_day"] = "next"
    made = pack_of(rule, holidays=dict(MD.holidays)).rules[0]
    for (_number, moment), _turn in zip(occurrences(made, start.isoformat(), PLACE), range(6), strict=False):
        assert PLACE.is_working(moment.day)


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-08-31", -6, "2026-02-28"),
    ],
)
def test_ends_of_months(start: str, months: int, due: str) -> None:
    assert add_months(date.fromisoformat(start), months).isoformat() == due


def test_easter_of_both_churches() -> None:
    assert [easter(year, "orthodox").isoformat() for year in (2024, 2025, 2026, 2027)] == [
        "2024-05-05",
        "2025-04-20",
        "2026-04-12",
        "2027-05-02",
    ]
    assert [easter(year, "western").isoformat() for year in (2024, 2025, 2026, 2038)] == [
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2038-04-25",
    ]


def test_moldovas_spring_of_2026() -> None:
    # Friday before Easter, Easter Sunday and Monday, the Monday of the Blessed a week later.
    assert shift("2026-04-10", Span(1, "working_days"), PLACE).day == date(2026, 4, 14)
    assert not PLACE.is_working(date(2026, 4, 20))
    assert not PLACE.is_working(date(2026, 1, 7))
    assert shift("2026-12-24", Span(1, "working_days"), PLACE).day == date(2026, 12, 28)


def test_hours_pass_also_when_clocks_change() -> None:
    # In the night to 29 March 2026 clocks in Chișinău go forward: 24 hours later it is an hour later by the clock.
    moment = shift("2026-03-28T10:00:00+02:00", Span(24, "hours"), PLACE)
    assert (moment.day, moment.clock) == (date(2026, 3, 29), "11:00")
    moment = shift("2026-10-24T23:30:00+03:00", Span(24, "hours"), PLACE)
    assert (moment.day, moment.clock) == (date(2026, 10, 25), "22:30")
    # The day is the place's: 22:30 in London is the next day in Chișinău.
    assert shift("2026-06-01T22:30:00+00:00", Span(1, "days"), PLACE).day == date(2026, 6, 3)
    # Of a day without an hour nobody knows when it began.
    assert shift("2026-03-28", Span(72, "hours"), PLACE).clock == ""
    assert shift("2026-03-28", Span(24, "hours"), PLACE).day == date(2026, 3, 29)


@pytest.mark.parametrize("today", ["2026-05-04", "2026-05-05", "2026-05-06"])
def test_the_days_around_an_eighteenth_birthday(today: str) -> None:
    # The birthday is on 5 May 2026, a Tuesday. The eve stays on its day whatever the weekday is, for a day.
    facts = {"eighteenth_birthday": "2026-05-05", "is_child": "yes"}
    found = {d.rule: d.due.isoformat() for d in evaluate(MD.rules, facts, PLACE, date.fromisoformat(today))}
    assert found.get("eighteen_eve") == ("2026-05-04" if today != "2026-05-06" else None)
    # Nothing is asked of somebody who is of age.
    assert not evaluate(MD.rules, {"eighteenth_birthday": "2026-05-05"}, PLACE, date(2026, 5, 5))


def test_born_on_the_29th_of_february() -> None:
    facts = {"eighteenth_birthday": "2026-02-28", "is_child": "yes"}
    due = {d.rule: d.due for d in evaluate(MD.rules, facts, PLACE, TODAY - timedelta(days=90))}
    assert due["eighteen_eve"] == date(2026, 2, 27)


def test_the_clock_of_the_reflection_period() -> None:
    found = evaluate(MD.rules, {"identified_on": "2026-02-26"}, PLACE, TODAY)
    (reflection,) = [d for d in found if d.rule == "reflection_period"]
    assert reflection.due == date(2026, 3, 28)
    assert clock_day(reflection.begins, reflection.due, TODAY) == (12, 30)


def test_an_emergency_placement_and_its_extension() -> None:
    facts = {"placed_on": "2026-03-10T09:00:00+02:00", "is_child": "yes"}
    (first,) = evaluate(PACK.rules, facts, PLACE, TODAY)
    assert (first.due, first.clock) == (date(2026, 3, 13), "09:00")
    once = {("emergency_placement", 1): 1}
    (longer,) = evaluate(PACK.rules, facts, PLACE, TODAY, once)
    assert (longer.due, longer.clock) == (date(2026, 4, 24), "")


def test_monitoring_after_closure_goes_from_one_to_the_next() -> None:
    facts = {"closed_on": "2026-01-31", "case": "closed", "opened_on": "2025-01-01"}

    def next_due(**more: str) -> list[tuple[int, str, str]]:
        found = evaluate(MD.rules, {**facts, **more}, PLACE, date(2026, 3, 1))
        return [(d.number, d.due.isoformat(), d.state) for d in found]

    assert next_due() == [(1, "2026-02-28", OPEN)]
    # A conversation some days early counts; one in June counts for what was missed before.
    assert next_due(followed_up_on="2026-02-25") == [(2, "2026-03-31", OPEN)]
    assert next_due(followed_up_on="2026-06-02") == [(4, "2026-07-31", OPEN)]
    assert next_due(followed_up_on="2027-01-31") == [(6, "2027-01-31", MET)]


def test_what_nobody_can_make_up_for_lapses() -> None:
    old = {"opened_on": "2019-05-01", "case": "open"}
    assert [d.rule for d in evaluate(MD.rules, old, PLACE, TODAY)] == ["outcome_assessment"]
    (outcome,) = evaluate(MD.rules, old, PLACE, TODAY)
    assert outcome.due == date(2026, 5, 1)


@pytest.mark.parametrize(
    "name", [path.stem for path in sorted((library_root() / "deadlines").glob("*.yaml"))]
)
def test_every_pack_says_all_in_three_languages_with_source_and_certainty(name: str) -> None:
    pack = library.load(name)
    assert pack.source and pack.certainty in packs.CERTAINTIES and pack.holidays["source"]
    for rule in pack.rules:
        assert rule.source and all(rule.titles[language] for language in packs.LANGUAGES)
        assert not rule.notes or set(rule.notes) == set(packs.LANGUAGES)
    for entry in (e for key in ("fixed", "easter", "dates") for e in pack.holidays.get(key, ())):
        assert set(packs.LANGUAGES) <= set(entry)


def test_a_third_country_is_written_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "ro.yaml"
    path.write_text(
        """
kind: deadline-pack
extends: default
title: {en: Romania, ro: România, ru: Румыния}
source: made up for a test
licence: Apache-2.0
version: "1"
certainty: low
without: [reflection_decided]
holidays:
  source: made up for a test
  certainty: low
  weekend: [sat, sun]
  fixed: [{day: "12-01", en: National Day, ro: Ziua Națională, ru: Национальный день}]
  easter: [{of: western, offset: -2, en: Good Friday, ro: Vinerea Mare, ru: Страстная пятница}]
  worked: [2026-12-05]
rules:
  - id: reflection_period
    title: {en: It ends, ro: Se încheie, ru: Заканчивается}
    from: identified_on
    after: {days: 90}
    source: made up for a test
    certainty: low
""",
        encoding="utf-8",
    )
    pack = library.read(path)
    assert pack.rule("reflection_decided") is None and pack.rule("first_plan") is not None
    found = evaluate(pack.rules, {"identified_on": "2026-01-01"}, pack.calendar(), TODAY)
    assert [(d.rule, d.due.isoformat()) for d in found] == [("reflection_period", "2026-04-01")]
    place = pack.calendar()
    assert place.is_working(date(2026, 12, 5)) and not place.is_working(date(2026, 4, 3))


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        ({"from": "open_on"}, "from", "did you mean opened_on"),
        ({"from": "risk"}, "from", "no day"),
        ({"after": {"day": 3}}, "after", "“day” is no unit"),
        ({"before": {"days": 3}}, "after", "either after or before"),
        ({"when": [{"fact": "is_child", "is": True}]}, "when", "in quotes"),
        ({"when": [{"fact": "plan_on", "is": "x"}]}, "when", "whether it is known"),
        ({"who": "boss"}, "who", "worker, supervisor"),
        ({"certainty": "sure"}, "certainty", "high, medium, low"),
        ({"title": {"en": "only"}}, "title", "en, ro, ru"),
        ({"remind": 3}, "remind", "no field here"),
        ({"lead": ["soon"]}, "lead", "whole number"),
        ({"extension": {"days": 3}}, "extension", "either to"),
        ({"repeat": [{"every": {"months": 0}}]}, "repeat.every", "at least one"),
    ],
)
def test_a_slip_is_named_with_file_rule_and_field(change: dict[str, Any], where: str, words: str) -> None:
    with pytest.raises(PackError) as wrong:
        pack_of({**RULE, "after": {"days": 1}, **change})
    (problem,) = [item for item in wrong.value.problems if item.field == where]
    assert (problem.file, problem.rule) == ("made.yaml", "it") and words in problem.words
    assert str(problem).startswith(f"made.yaml, rule it, {where}: ")


def test_the_schema_for_editors_knows_the_same_fields() -> None:
    path = Path(__file__).resolve().parents[5] / "docs" / "schemas" / "deadline-pack.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    assert set(schema["properties"]) == packs.PACK_FIELDS
    assert set(schema["$defs"]["rule"]["properties"]) == packs.RULE_FIELDS
    assert set(schema["properties"]["holidays"]["properties"]) == packs.HOLIDAY_FIELDS
    assert set(schema["$defs"]["date_fact"]["enum"]) == {n for n, k in FACTS.items() if k.kind == DATE}
    assert set(schema["$defs"]["fact"]["enum"]) == set(FACTS)


def test_another_rule_is_another_digest_and_words_of_law_stand_apart() -> None:
    one = pack_of({**RULE, "after": {"days": 1}})
    other = pack_of({**RULE, "after": {"days": 2}})
    assert one.digest != other.digest and one.legal_digest == other.legal_digest == ""
    assert MD.legal_digest
