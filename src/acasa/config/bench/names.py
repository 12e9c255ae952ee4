"""Benchmark `names`: how often the right person is found by another spelling, in a caseload of 10,000."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import polars as pl
from rich.console import Console

from acasa.cases import names
from acasa.cases.names.sample import sample_people
from acasa.config.bench.report import Row, latency, load_now

CASELOAD = 10_000
FIRST_AT_LEAST, FIVE_AT_LEAST = 85.0, 95.0
PAIRS = Path(names.__file__).parent / "tests" / "data" / "name_pairs.csv"
SEED = 3


def pairs(path: Path = PAIRS) -> list[tuple[str, str]]:
    """What stands in a case, and what somebody types."""
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["stored"], row["query"]) for row in csv.DictReader(file)]


def caseload(stored: list[str], size: int = CASELOAD) -> pl.DataFrame:
    """Keys and signatures of `size` people, those of the pairs among them."""
    people = sample_people(size - len(stored), SEED)
    keys = [names.search_key(name) for name in stored]
    keys += [
        names.search_key(*(person[part] for part in ("given", "family", "patronymic", "alias")))
        for person in people
    ]
    signatures = pl.Series("sig", [names.signature(key) for key in keys], dtype=pl.UInt64)
    return pl.DataFrame({"key": keys}).with_columns(signatures)


def measure(out: Console) -> list[Row]:
    """Shares of pairs whose person stands first, and among the first five; and how long a search takes.

    Two people with the very same names are one answer: no search by name can tell them apart.
    """
    wanted = pairs()
    ranks: list[int] = []
    seconds: list[float] = []
    with out.status("Searching names…"):
        frame = caseload([stored for stored, _ in wanted])
        for stored, typed in wanted:
            start = time.perf_counter()
            found = names.find(frame, names.prepare(typed), limit=10)["key"].to_list()
            seconds.append(time.perf_counter() - start)
            key = names.search_key(stored)
            ranks.append(found.index(key) + 1 if key in found else 99)

    def share(name: str, most: int, target: float) -> Row:
        value = round(100 * sum(rank <= most for rank in ranks) / len(ranks), 1)
        return Row(
            name, CASELOAD, value, "%", requests=len(ranks), target=target, at_least=True, load=load_now()
        )

    return [
        share("names, right one first", 1, FIRST_AT_LEAST),
        share("names, among first five", 5, FIVE_AT_LEAST),
        latency("names, search alone", CASELOAD, seconds),
    ]
