"""A caseload of names to search in, as the vault hands it over: keys and signatures."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import polars as pl

from acasa.cases.names import find, prepare, search_key, signature
from acasa.cases.names.sample import sample_people


def frame_of(keys: Iterable[str]) -> pl.DataFrame:
    """Columns key and sig, and `row`, which is any other column."""
    keys = list(keys)
    signatures = pl.Series([signature(key) for key in keys], dtype=pl.UInt64)
    return pl.DataFrame({"key": pl.Series(keys, dtype=pl.String), "sig": signatures, "row": range(len(keys))})


def keys_of(people: Iterable[dict[str, str]]) -> list[str]:
    return [search_key(*person.values()) for person in people]


@lru_cache(maxsize=1)
def caseload() -> list[str]:
    """The keys of a little more than 10,000 fictional people, to take as many from as a test needs."""
    return keys_of(sample_people(10_600, seed=1))


def rank(frame: pl.DataFrame, query: str, key: str) -> int:
    """At which place a search shows the person with this key; 99 for not at all."""
    shown = find(frame, prepare(query))["key"].to_list()
    return shown.index(key) + 1 if key in shown else 99
