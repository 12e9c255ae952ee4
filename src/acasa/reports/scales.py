"""How the numbers of counted fields read as codes, and in which order codes stand in a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import polars as pl

from acasa import vocabularies
from acasa.cases import columns as facets
from acasa.cases import rules as cases
from acasa.reports import counted


@dataclass(frozen=True)
class Scale:
    """How a field's numbers read as codes; "" is what is not known. `order`: its codes as they stand in a table."""

    codes: Callable[[int], str]
    order: Callable[[Iterable[str]], list[str]]


def _in(order: Sequence[str]) -> Callable[[Iterable[str]], list[str]]:
    return lambda found: [code for code in order if code in set(found)] + ([""] if "" in set(found) else [])


def in_order(found: Iterable[str]) -> list[str]:
    codes = set(found)
    return sorted(codes - {""}) + ([""] if "" in codes else [])


def numbered(order: Sequence[str]) -> Scale:
    return Scale(lambda number: order[number - 1] if 0 < number <= len(order) else "", _in(order))


def _bands() -> Scale:
    return numbered([str(number) for number in range(1, len(counted.AGES) + 1)])


def _country(number: int) -> str:
    return chr(64 + number // 32) + chr(64 + number % 32) if number > 32 else ""


@lru_cache(maxsize=16)
def _marked(vocabulary: str, *, entries: bool) -> dict[int, str]:
    known = vocabularies.load(vocabulary).codes
    return {(counted.entry_code if entries else counted.small_mark)(code.code): code.code for code in known}


def _vocabulary(name: str, *, entries: bool = False) -> Scale:
    marks = _marked(name, entries=entries)
    return Scale(lambda number: marks.get(number, ""), _in(list(marks.values())))


LISTS: Final = {
    "challenges": "challenges",
    "barriers": "challenges",
    "needs": "need_domains",
    "gender": "htcds/gender",
    "stage": "stages",
    "stage_named": "stages",
    "exploitation": "htcds/type_of_exploitation",
    "status": "htcds/trafficking_status",
    "country": "countries",
    "nationality": "countries",
}


def scale(name: str) -> Scale:
    if name in ("stage", "stage_named"):
        return numbered(cases.STAGES)
    if name == "status":
        return numbered(facets.STATUSES)
    if name == "exploitation":
        return numbered(facets.EXPLOITATION)
    if name == "age":
        return _bands()
    if name in ("country", "nationality"):
        return Scale(_country, in_order)
    if name == "gender":
        return _vocabulary(LISTS[name])
    if name in counted.NAMED:
        return _vocabulary(LISTS[name], entries=True)
    # Years, and half-years as 2026-1 and 2026-2.
    return Scale(lambda number: str(number) if number > 0 else "", in_order)


def half(number: int) -> str:
    return f"{counted.year_of(number)}-{number % 2 + 1}" if number else ""


def expression(name: str) -> pl.Expr:
    """The number of a field of which everybody has one; 0 where it is not known."""
    if name == "opened":
        year = (pl.col("since") // 2 + 1970).cast(pl.Int64)
        return pl.when(pl.col("since") > 0).then(year).otherwise(0)
    return pl.col(name).cast(pl.Int64).fill_null(0)
