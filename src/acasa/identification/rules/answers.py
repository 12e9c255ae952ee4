"""Answers that come from elsewhere or from another day: read, checked, compared. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from acasa.identification.rules.screening import ANSWERS, NOT_ASKED, IndicatorSet


@dataclass(frozen=True)
class Problem:
    """What is wrong with an answer that came from elsewhere."""

    indicator: str
    problem: str
    meant: str = ""


def take(
    set_: IndicatorSet, given: Mapping[str, Any], names: Mapping[str, str] | None = None
) -> tuple[dict[str, str], list[Problem]]:
    """Answers as they come from a file, and everything that is wrong with them.

    Indicators stand there by id, or nested by dimension; `names` are further names of theirs, to the id.
    """
    known = {one.id for one in set_.indicators()}
    codes = {one.code for one in set_.dimensions}
    answers: dict[str, str] = {}
    problems = []
    flat: list[tuple[str, Any]] = []
    for name, value in given.items():
        if name in codes and isinstance(value, Mapping):
            flat += [(f"{name}.{code}", answer) for code, answer in value.items()]
        else:
            flat.append((str(name), value))
    for given_name, value in flat:
        name = given_name if given_name in known else (names or {}).get(given_name.casefold(), given_name)
        if name not in known:
            near = get_close_matches(name, known, 1, 0.7)
            problems.append(Problem(name, "unknown_indicator", near[0] if near else ""))
        elif not isinstance(value, str) or value not in ANSWERS:
            problems.append(Problem(name, "unknown_answer", str(value)[:40]))
        elif name in answers:
            problems.append(Problem(name, "twice"))
        else:
            answers[name] = value
    return answers, problems


@dataclass(frozen=True)
class Change:
    """What one indicator or dimension said before and says now."""

    code: str
    before: str
    now: str


def changes(set_: IndicatorSet, before: Mapping[str, str], now: Mapping[str, str]) -> list[Change]:
    """Indicators whose answer is another one, in the set's order."""
    pairs = [
        Change(one.id, before.get(one.id, NOT_ASKED), now.get(one.id, NOT_ASKED)) for one in set_.indicators()
    ]
    return [one for one in pairs if one.before != one.now]


def known_answers(set_: IndicatorSet, answers: Mapping[str, Any]) -> dict[str, str]:
    """Those answers that this version of the set knows: a set may have lost an indicator since."""
    known = {one.id for one in set_.indicators()}
    return {name: str(answer) for name, answer in answers.items() if name in known and str(answer) in ANSWERS}
