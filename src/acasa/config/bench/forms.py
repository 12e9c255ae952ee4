"""Benchmark `forms`: a whole questionnaire evaluated anew, without pages and without a database.

The 500 questions with 150 rules are made here, the same each time. What is measured is what a page does with kept
answers: the tree is built, everything is calculated, each question's state and its choices are asked for.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from acasa.config.bench.report import Row, latency, load_now

if TYPE_CHECKING:
    from acasa.questionnaires.engine.model import Form

QUESTIONS = 500
RULES = 150
TARGET = 50.0
ROUNDS = 40
NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def long_form(questions: int = QUESTIONS, rules: int = RULES) -> str:
    """A questionnaire as XLSForm in Markdown: so many questions of all kinds in ten groups, so many rules."""
    chance = random.Random(500)  # noqa: S311
    kinds = ("integer", "text", "select_one yn", "select_multiple need", "date", "decimal")
    with_rule = set(chance.sample(range(20, questions), rules))
    lines = [
        "| survey | | | | | | | |",
        "| | type | name | label | relevant | constraint | calculation | choice_filter |",
    ]
    for number in range(questions):
        if number % (questions // 10) == 0:
            if number:
                lines.append("| | end group | | | | | | |")
            lines.append(f"| | begin group | g{number} | Part {number} | | | | |")
        kind = "calculate" if number % 25 == 24 else kinds[number % len(kinds)]
        relevant = constraint = calculation = filter_ = ""
        if number in with_rule:
            relevant = _rule(chance, number)
        if kind == "integer":
            constraint = ". >= 0 and . < 1000"
        elif kind == "calculate":
            earlier = [f"${{q{6 * chance.randrange(number // 6)}}}" for _ in range(4)]
            calculation = " + ".join(f"coalesce({name}, 0)" for name in earlier)
        elif kind == "select_multiple need":
            filter_ = f"size > 1 or kind = ${{q{number - 2}}}"
        lines.append(
            f"| | {kind} | q{number} | Question {number} | {relevant} | {constraint} | {calculation} | {filter_} |"
        )
    lines += [
        "| | end group | | | | | | |",
        "| choices | | | | |",
        "| | list_name | name | label | size | kind |",
    ]
    lines += ["| | yn | yes | Yes | | |", "| | yn | no | No | | |"]
    lines += [f"| | need | need{n} | Need {n} | {n % 4} | kind{n % 5} |" for n in range(30)]
    return "\n".join(lines) + "\n"


def _rule(chance: random.Random, number: int) -> str:
    """Two conditions over earlier questions."""
    select = 6 * chance.randrange((number - 3) // 6) + 2
    many = 6 * chance.randrange((number - 4) // 6) + 3
    whole = 6 * chance.randrange(number // 6)
    first = f"${{q{select}}} = 'yes'" if select % 25 != 24 else f"${{q{select}}} > 1"
    second = f"selected(${{q{many}}}, 'need7')" if many % 25 != 24 else f"${{q{many}}} > 1"
    return f"{first} or not({second}) and ${{q{whole}}} != 13"


def some_answers(form: Form) -> dict[str, Any]:
    """An answer to each question, by the names of questions."""
    chance = random.Random(150)  # noqa: S311
    found: dict[str, Any] = {}
    for node in form.walk():
        if node.kind != "question" or node.calculate:
            continue
        if node.type == "int":
            found[node.name] = chance.randrange(100)
        elif node.type == "decimal":
            found[node.name] = round(chance.random() * 100, 2)
        elif node.type == "date":
            found[node.name] = (
                f"20{chance.randrange(10, 26)}-0{chance.randrange(1, 10)}-1{chance.randrange(10)}"
            )
        elif node.type in ("select1", "select"):
            names = [choice.name for choice in form.choices.get(node.choices, ())]
            size = 1 if node.type == "select1" else min(2, len(names))
            found[node.name] = " ".join(chance.sample(names, size)) if names else ""
        elif node.type == "string":
            found[node.name] = "words of an answer"
    return found


def _timed(work: Callable[[], object], rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return times


def _official() -> Path:
    from acasa.vocabularies.loader import library_root

    return library_root() / "forms" / "htcds"


def _forms() -> list[tuple[str, Form]]:
    from acasa.questionnaires.engine.reading import read

    found = [("500 questions", read(long_form().encode(), "long.md"))]
    found += [
        (f"HTCDS, {path.name}", read(path.read_bytes(), path.name))
        for path in sorted(_official().glob("*xlsform*.xlsx"))
    ]
    return found


def measure(out: Console) -> list[Row]:
    """The whole form evaluated from kept answers, and one answer more."""
    from acasa.questionnaires.engine.session import Session

    rows: list[Row] = []
    for name, form in _forms():
        count = sum(node.kind == "question" for node in form.walk())
        given = some_answers(form)
        with out.status(f"Forms, {name}…"):
            kept = Session(form, given, now=NOW).answers()

            def whole(form: Form = form, kept: dict[str, Any] = kept) -> None:
                session = Session(form, kept, now=NOW, begin=False)
                for state in session.states():
                    if state.relevant and state.node.choices:
                        session.choices(state.path)
                session.faults()

            whole()
            rows.append(
                latency("forms", count, _timed(whole, ROUNDS), target=TARGET, note=f"{name}: the whole form")
            )
            session = Session(form, kept, now=NOW, begin=False)
            paths = [
                state.path for state in session.states() if state.node.type in ("int", "string", "select1")
            ]
            times = []
            for path in paths[:ROUNDS]:
                begun = time.perf_counter()
                session.set(path, "1")
                times.append(time.perf_counter() - begun)
            rows.append(latency("forms", count, times, note=f"{name}: one answer"))
    return [Row(**{**row.__dict__, "load": load_now()}) for row in rows]
