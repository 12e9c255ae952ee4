"""Reading a country's deadlines from a file's content, and in words all that is wrong with it. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from acasa.cases.deadlines.rules import calendars
from acasa.cases.deadlines.rules.calendars import Span
from acasa.cases.deadlines.rules.known import CODE, DATE, FACTS
from acasa.cases.deadlines.rules.packs import (
    CASES,
    CERTAINTIES,
    ENGINE,
    HOLIDAY_FIELDS,
    LANGUAGES,
    PACK_FIELDS,
    RULE_FIELDS,
    RULE_ID,
    WHO,
    Condition,
    Extension,
    Pack,
    PackError,
    Problem,
    Rule,
    day_value,
)


def build(name: str, data: Mapping[str, Any], base: Mapping[str, Any] | None = None) -> Pack:
    """Read a file's content, over that of the one it extends. Raises PackError with everything that is wrong."""
    problems: list[Problem] = []
    if base is not None:
        data = merged(name, data, base, problems)
    reader = _Reader(name, problems)
    reader.head(data)
    holidays = reader.holidays(data.get("holidays") or {})
    rows = data.get("rules")
    if not isinstance(rows, list) or not rows:
        problems.append(Problem(name, "", "rules", "is missing, or is no list of rules"))
        rows = []
    rules: dict[str, Rule] = {}
    for number, row in enumerate(rows, start=1):
        rule = reader.rule(row, number)
        if rule is None:
            continue
        if rule.id in rules:
            problems.append(
                Problem(name, rule.id, "id", "stands there twice; each rule needs a name of its own")
            )
        rules[rule.id] = rule
    if problems:
        raise PackError(problems)
    by_layer = [[row for row in rows if rules[row["id"]].legal == legal] for legal in (False, True)]
    return Pack(
        name,
        data["title"],
        str(data["source"]),
        str(data["certainty"]),
        str(data["version"]),
        holidays,
        tuple(rules.values()),
        _digest(by_layer[0], holidays),
        _digest(by_layer[1], holidays) if by_layer[1] else "",
        rules,
    )


def merged(
    name: str, data: Mapping[str, Any], base: Mapping[str, Any], problems: list[Problem]
) -> dict[str, Any]:
    """A file's content with the rules of the one it extends: its own take the place of those with the same id."""
    own = [row for row in data.get("rules") or () if isinstance(row, dict)]
    replaced = {row.get("id") for row in own}
    theirs = [row for row in base.get("rules") or () if isinstance(row, dict)]
    without = data.get("without") or []
    for gone in without if isinstance(without, list) else [without]:
        if gone not in {row.get("id") for row in theirs}:
            words = f"“{gone}” is no rule of the file that this one extends"
            problems.append(Problem(name, "", "without", words))
    kept = [row for row in theirs if row.get("id") not in replaced and row.get("id") not in without]
    return {**data, "rules": [*own, *kept], "holidays": data.get("holidays") or base.get("holidays")}


def _digest(rows: list[Any], holidays: Mapping[str, Any]) -> str:
    content = json.dumps([ENGINE, rows, holidays], sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:32]


class _Reader:
    """Reads the parts of a file, and gathers what is wrong in them."""

    def __init__(self, name: str, problems: list[Problem]) -> None:
        self.name, self.problems, self.at = name, problems, ""

    def wrong(self, where: str, words: str) -> None:
        self.problems.append(Problem(self.name, self.at, where, words))

    def head(self, data: Mapping[str, Any]) -> None:
        self._only(data, PACK_FIELDS, "")
        if data.get("kind") != "deadline-pack":
            self.wrong("kind", "must be deadline-pack")
        for key in ("source", "licence", "version", "certainty"):
            if not data.get(key):
                self.wrong(key, "is missing")
        self._titles(data.get("title"), "title")
        self._one_of(data.get("certainty", "low"), CERTAINTIES, "certainty")

    def holidays(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            self.wrong("holidays", "must be a mapping")
            return {}
        self._only(data, HOLIDAY_FIELDS, "holidays")
        if data:
            for key in ("source", "certainty"):
                if not data.get(key):
                    self.wrong(
                        f"holidays.{key}", "is missing: say where the days come from and how sure that is"
                    )
        for name in data.get("weekend", ()):
            self._one_of(name, calendars.WEEKDAYS, "holidays.weekend")
        if len(set(data.get("weekend", ()))) > 6:
            self.wrong("holidays.weekend", "leaves no day to work on")
        for entry in self._entries(data, "fixed"):
            match = re.fullmatch(r"(\d\d)-(\d\d)", str(entry.get("day", "")))
            if not match or not _real(int(match[1]), int(match[2])):
                self.wrong(
                    "holidays.fixed",
                    f'“{entry.get("day", "")}” is no day; write month-day, as "03-08"',
                )
        for entry in self._entries(data, "easter"):
            self._one_of(entry.get("of"), ("orthodox", "western"), "holidays.easter.of")
            if not isinstance(entry.get("offset"), int) or abs(entry["offset"]) > 100:
                self.wrong(
                    "holidays.easter.offset", "must be a number of days after Easter Sunday, as 0, 1 or -2"
                )
        for where, values in (
            ("dates", [entry.get("date") for entry in self._entries(data, "dates")]),
            ("worked", data.get("worked", ())),
        ):
            for value in values:
                try:
                    day_value(value)
                except ValueError:
                    self.wrong(f"holidays.{where}", f"“{value}” is no day; write year-month-day")
        return data

    def _entries(self, data: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
        rows = data.get(key) or []
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.wrong(f"holidays.{key}", "must be a list of mappings")
            return []
        return rows

    def rule(self, row: Any, number: int) -> Rule | None:
        self.at = f"number {number}"
        if not isinstance(row, dict):
            self.wrong("", "must be a mapping")
            return None
        before = len(self.problems)
        rule_id = str(row.get("id", ""))
        if not RULE_ID.fullmatch(rule_id):
            self.wrong("id", f"“{rule_id}” must be small letters, digits and _, as first_plan")
        else:
            self.at = rule_id
        self._only(row, RULE_FIELDS, "")
        self._titles(row.get("title"), "title")
        for key in ("source", "certainty"):
            if not row.get(key):
                self.wrong(key, "is missing: each rule says where it comes from and how sure that is")
        self._one_of(row.get("certainty", "low"), CERTAINTIES, "certainty")
        self._one_of(row.get("case", "open"), CASES, "case")
        self._one_of(row.get("who", "worker"), WHO, "who")
        if row.get("on_working_day") is not None:
            self._one_of(row["on_working_day"], ("next", "previous"), "on_working_day")
        start = self._fact(row.get("from"), "from", DATE)
        ends = row.get("ends") or []
        ends = tuple(self._fact(name, "ends", DATE) for name in (ends if isinstance(ends, list) else [ends]))
        if ("after" in row) == ("before" in row):
            self.wrong("after", "say either after or before: how long from the fact, as {days: 30}")
        back = "before" in row
        first = self._span(row.get("before" if back else "after"), "before" if back else "after")
        schedule, endless, endless_from = self._schedule(row.get("repeat"), first, back)
        when = self._conditions(row.get("when") or [])
        lead = row.get("lead", [])
        lead = lead if isinstance(lead, list) else [lead]
        for value in lead:
            self._number(value, "lead", 366)
        for key, most in (("early", 366), ("lapses", 3660), ("escalate", 366)):
            if row.get(key) is not None:
                self._number(row[key], key, most)
        extension = self._extension(row.get("extension"))
        for key in ("clock", "fresh"):
            if not isinstance(row.get(key, False), bool):
                self.wrong(key, "must be true or false")
        if len(self.problems) > before or first is None:
            return None
        reads = dict.fromkeys([start, *ends, *(condition.fact for condition in when)])
        return Rule(
            rule_id, row["title"], start, schedule, back, endless, endless_from, bool(row.get("repeat")), when,
            row.get("case", "open"), row.get("on_working_day") or "", ends, row.get("early", 0),
            bool(row.get("fresh", False)), extension,
            row.get("lapses"), bool(row.get("clock", False)), tuple(sorted(lead, reverse=True)),
            row.get("escalate"), row.get("who", "worker"), str(row["source"]), row["certainty"],
            row.get("note") or {}, tuple(reads), frozenset(FACTS[name].compartment for name in reads),
        )  # fmt: skip

    def _schedule(
        self, rows: Any, first: Span | None, back: bool
    ) -> tuple[tuple[Span, ...], Span | None, int]:
        schedule = [first] if first else []
        if not rows:
            return tuple(schedule), None, 0
        if back or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.wrong(
                "repeat",
                "must be a list as [{every: {months: 1}}], and goes with after only",
            )
            return tuple(schedule), None, 0
        for at, row in enumerate(rows):
            self._only(row, frozenset({"every", "until"}), "repeat")
            every = self._span(row.get("every"), "repeat.every")
            until = self._span(row["until"], "repeat.until") if "until" in row else None
            if every is None or first is None:
                continue
            if every.amount < 1 or every.unit == "hours":
                self.wrong("repeat.every", "must be at least one, and not in hours")
                continue
            reached = max(span.nominal for span in schedule)
            if until is None:
                if at != len(rows) - 1:
                    self.wrong("repeat", "only the last line may go on without until")
                    continue
                turn = 0
                while every.times(turn + 1).nominal <= reached:
                    turn += 1
                return tuple(schedule), every, turn
            turn = 1
            while every.times(turn).nominal <= until.nominal and turn < 1000:
                if every.times(turn).nominal > reached:
                    schedule.append(every.times(turn))
                turn += 1
        return tuple(schedule), None, 0

    def _conditions(self, rows: Any) -> tuple[Condition, ...]:
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.wrong("when", 'must be a list as [{fact: is_child, is: "yes"}]')
            return ()
        found = []
        for row in rows:
            name = self._fact(row.get("fact"), "when.fact", "")
            tests = set(row) - {"fact"}
            if len(tests) != 1 or not tests <= {"is", "in", "not", "known"}:
                self.wrong("when", "each line has one fact and one of is, in, not, known")
                continue
            (test,) = tests
            value = row[test]
            if test == "known":
                if not isinstance(value, bool):
                    self.wrong("when.known", "must be true or false")
                found.append(Condition(name, known=bool(value)))
                continue
            values = value if isinstance(value, list) else [value]
            if not all(isinstance(item, str) for item in values):
                # To YAML a bare yes is a truth value.
                self.wrong("when", f'write the values of {name or "the fact"} in quotes, as "yes"')
            if name in FACTS and FACTS[name].kind != CODE:
                self.wrong("when", f"{name} is a day: of a day one can only ask whether it is known")
            found.append(Condition(name, values=tuple(map(str, values)), negated=test == "not"))
        return tuple(found)

    def _extension(self, row: Any) -> Extension | None:
        if row is None:
            return None
        if not isinstance(row, dict) or ("to" in row) == ("by" in row):
            self.wrong(
                "extension", "say either to (from the beginning) or by (each time), as {to: {days: 45}}"
            )
            return None
        self._only(row, frozenset({"to", "by", "times"}), "extension")
        self._number(row.get("times", 1), "extension.times", 100)
        to = self._span(row["to"], "extension.to") if "to" in row else None
        by = self._span(row["by"], "extension.by") if "by" in row else None
        times = row.get("times", 1)
        return Extension(to, by, times if isinstance(times, int) else 1)

    def _span(self, value: Any, where: str) -> Span | None:
        if not isinstance(value, dict) or len(value) != 1:
            self.wrong(
                where, f"must be one number of one unit, as {{days: 30}}; units: {', '.join(calendars.UNITS)}"
            )
            return None
        ((unit, amount),) = value.items()
        if unit not in calendars.UNITS:
            self.wrong(where, f"“{unit}” is no unit; units: {', '.join(calendars.UNITS)}")
            return None
        if isinstance(amount, bool) or not isinstance(amount, int) or not 0 <= amount <= 36_500:
            self.wrong(where, f"{unit} must be a whole number from 0 on")
            return None
        return Span(amount, unit)

    def _fact(self, name: Any, where: str, kind: str) -> str:
        if name not in FACTS:
            close = [known for known in FACTS if name and str(name)[:4] == known[:4]]
            more = (
                f"; did you mean {', '.join(close)}?" if close else f"; known are {', '.join(sorted(FACTS))}"
            )
            self.wrong(where, f"“{name if name is not None else ''}” is no fact that Acasa knows{more}")
            return ""
        if kind and FACTS[name].kind != kind:
            self.wrong(where, f"{name} is no day")
        return str(name)

    def _titles(self, value: Any, where: str) -> None:
        if not isinstance(value, dict) or not all(value.get(language) for language in LANGUAGES):
            self.wrong(where, f"needs words in {', '.join(LANGUAGES)}")

    def _one_of(self, value: Any, allowed: tuple[str, ...], where: str) -> None:
        if value not in allowed:
            self.wrong(where, f"“{value}” must be one of {', '.join(allowed)}")

    def _number(self, value: Any, where: str, most: int) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            self.wrong(where, f"must be a whole number, 0 to {most}")

    def _only(self, row: Mapping[str, Any], allowed: frozenset[str], where: str) -> None:
        for key in sorted(set(map(str, row)) - allowed):
            words = f"is no field here; fields: {', '.join(sorted(allowed))}"
            self.wrong(f"{where}.{key}" if where else key, words)


def _real(month: int, day: int) -> bool:
    try:
        date(2024, month, day)
    except ValueError:
        return False
    return True
