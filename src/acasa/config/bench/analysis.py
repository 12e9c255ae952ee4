"""Benchmark `analysis`: tables of figures over the sealed caseload, beside the same counts by SQL over plain rows."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Console

from acasa.config.bench.keeping import Kept
from acasa.config.bench.report import Row, latency

SIZES = (10_000, 100_000)
# Milliseconds that 95 of 100 tables may take.
TARGETS = {10_000: 150.0, 100_000: 500.0}
TOGETHER = 4096
STAGES = ("crisis", "stabilisation", "reintegration")
# What is asked, and the same of plain rows.
ASKED: Sequence[tuple[str, dict[str, Any], str]] = (
    (
        "challenges by stage",
        {"rows": "challenges", "columns": "stage_named"},
        "select code, stage, count(*) from bench_named group by code, stage",
    ),
    (
        "exploitation by age",
        {"rows": "exploitation", "columns": "age"},
        "select b, age, count(*) from bench_counted, generate_series(0, 16) b"
        " where exploitation >> b & 1 = 1 group by b, age",
    ),
    (
        "challenges of a year, by age",
        {"rows": "challenges", "columns": "age", "filters": {"opened": "2025"}},
        "select n.code, c.age, count(*) from bench_counted c join bench_named n on n.id = c.id"
        " where c.since / 2 + 1970 = 2025 group by n.code, c.age",
    ),
)


def prepare(kept: Kept, out: Console) -> list[tuple[Any, ...]]:
    """Facts of each case, always the same ones; posted to the statistics ring unless they stand there."""
    from acasa.cases.models import Case
    from acasa.config.bench.deadlines import _actor
    from acasa.core.scope import scoped
    from acasa.people import rules as people
    from acasa.reports import counted
    from acasa.vault import caseload, folders, posted
    from acasa.vault.models import Card

    with scoped(kept.org_id):
        actor = _actor(kept)
        ids = list(Case.objects.order_by("id").values_list("id", flat=True))
        ring = actor().keyring.ring(None, people.STATISTICS)
        there = Card.objects.filter(ring_id=ring.ring_id).count()
    rng = random.Random(1)  # noqa: S311  no secret
    facts = [_facts(rng, number) for number in range(len(ids))]
    if there == len(ids):
        return facts
    for start in range(0, len(ids), TOGETHER):
        with out.status(f"Counting {start:,} of {len(ids):,} cases…"), scoped(kept.org_id):
            one = actor()
            part = ids[start : start + TOGETHER]
            found = folders.outlines(part)
            items = [
                (found[case_id], _pieces(fact))
                for case_id, fact in zip(part, facts[start : start + TOGETHER], strict=True)
            ]
            written = posted.post(posted.receiver(one.keyring), items)
            written.append(caseload.merge(one.keyring, ring, counted.PURPOSES))
            folders.note(one, "reports.brought_in", detail={"cases": len(part)}, written=written)
    return facts


def _facts(rng: random.Random, number: int) -> tuple[Any, ...]:
    """id, age band, half-year of opening, bits of exploitation, challenges with their stages."""
    from acasa import vocabularies

    codes = [entry.code for entry in vocabularies.load("challenges").codes]
    named = {
        codes[int(rng.paretovariate(0.7)) % len(codes)]: rng.randrange(3) for _ in range(rng.randrange(6))
    }
    bits = sum({1 << rng.randrange(6) for _ in range(rng.randrange(1, 3))})
    return number, rng.randrange(1, 8), rng.randrange(100, 114), bits, sorted(named.items())


def _pieces(fact: tuple[Any, ...]) -> dict[str, dict[str, Any]]:
    from acasa.people import rules as people
    from acasa.reports import counted

    _number, age, since, bits, named = fact
    day = f"{counted.year_of(since)}-{'01' if since % 2 == 0 else '07'}-01"
    casework = {
        "stage": 1 + since % 6,
        "since": since,
        "exploitation": bits,
        "challenges": [counted.entry(code, STAGES[at], day) for code, at in named],
        "barriers": [],
        "needs": [],
    }
    return {
        people.CASEWORK: {"counted": casework, "answers": {"marks": []}},
        people.IDENTITY: {"counted": {"age": age}},
    }


def _plain(cursor: Any, facts: Sequence[tuple[Any, ...]]) -> None:
    cursor.execute(
        "create temp table bench_counted (id int primary key, age smallint, since smallint, exploitation int);"
        "create temp table bench_named (id int, code text, stage smallint)"
    )
    with cursor.copy("copy bench_counted from stdin") as copy:
        for number, age, since, bits, _named in facts:
            copy.write_row((number, age, since, bits))
    with cursor.copy("copy bench_named from stdin") as copy:
        for number, *_rest, named in facts:
            for code, at in named:
                copy.write_row((number, code, at))
    cursor.execute("create index on bench_named (id); analyze bench_counted; analyze bench_named")


def measure(kept: Kept, out: Console, *, times: int = 20) -> list[Row]:
    """Each table so many times, one after another: decrypted, counted, withheld, recorded."""
    from django.db import connections

    from acasa.config.bench.deadlines import _actor
    from acasa.core.scope import scoped
    from acasa.reports import queries

    facts = prepare(kept, out)
    with scoped(kept.org_id):
        actor = _actor(kept)
    rows = []
    with connections["owner"].cursor() as cursor:
        _plain(cursor.cursor, facts)
        for name, wanted, sql in ASKED:

            def asked(wanted: dict[str, Any] = wanted) -> None:
                with scoped(kept.org_id):
                    queries.table(actor(), queries.Wanted(**wanted))

            def counted(sql: str = sql) -> None:
                cursor.execute(sql)
                cursor.fetchall()

            with out.status(f"{name} over {kept.size:,} cases…"):
                sealed, plain = _timed(asked, times), _timed(counted, times)
            rows.append(latency(name, kept.size, sealed, target=TARGETS.get(kept.size), against=plain))
        cursor.execute("drop table bench_counted; drop table bench_named")
    return rows


def _timed(work: Callable[[], None], times: int) -> list[float]:
    seconds = []
    for _each in range(times + 1):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return seconds[1:]  # the first one warms up
