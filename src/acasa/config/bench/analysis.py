"""Benchmark `analysis`: tables of figures over the sealed caseload, beside the same counts by SQL over plain rows."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Console

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


def prepare(size: int, out: Console) -> tuple[Any, list[tuple[Any, ...]]]:
    """An organisation of its own with the facts of so many cases in its statistics ring, and the same facts in plain.

    Cases are folders and nothing else: figures need no more of them.
    """
    from acasa.config.bench import world
    from acasa.config.demo.founding import Colleague, found
    from acasa.core.scope import scoped
    from acasa.people import rules as people
    from acasa.people.models import Organisation
    from acasa.reports import counted
    from acasa.vault import caseload, folders, posted

    email = f"analysis.{secrets.token_hex(4)}@bench.example"
    who = Colleague("0", email, "Bench", "data_officer", (world.TEAM,), supervisor=True, key_keeper=True)
    house = found(Organisation(name=f"Figures {size}", case_prefix="B"), [world.TEAM], [who], world.PASSWORD)
    team_id = house.teams[world.TEAM].id
    rng = random.Random(1)  # noqa: S311  no secret
    facts = [_facts(rng, number) for number in range(size)]
    for start in range(0, size, TOGETHER):
        part = facts[start : start + TOGETHER]
        actor = house.actor("0")
        with out.status(f"Counting {start:,} of {size:,} cases…"), scoped(house.org.id):
            made = folders.create_many(
                actor, kind="case", team_id=team_id, count=len(part), compartments=(people.CASEWORK,)
            )
            items = [(folder, _pieces(fact)) for folder, fact in zip(made, part, strict=True)]
            written = posted.post(posted.receiver(actor.keyring), items)
            ring = actor.keyring.ring(None, people.STATISTICS)
            written.append(caseload.merge(actor.keyring, ring, counted.PURPOSES))
            folders.note(actor, "reports.brought_in", detail={"cases": len(part)}, written=written)
    return house, facts


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


def measure(size: int, out: Console, *, times: int = 20) -> list[Row]:
    """Each table so many times, one after another: decrypted, counted, withheld, recorded."""
    from django.db import connections

    from acasa.core.scope import scoped
    from acasa.reports import queries

    house, facts = prepare(size, out)
    rows = []
    with connections["owner"].cursor() as cursor:
        _plain(cursor.cursor, facts)
        for name, wanted, sql in ASKED:

            def asked(wanted: dict[str, Any] = wanted) -> None:
                with scoped(house.org.id):
                    queries.table(house.actor("0"), queries.Wanted(**wanted))

            def counted(sql: str = sql) -> None:
                cursor.execute(sql)
                cursor.fetchall()

            with out.status(f"{name} over {size:,} cases…"):
                busy = time.process_time()
                sealed = _timed(asked, times)
                busy = (time.process_time() - busy) / (times + 1)
                plain = _timed(counted, times)
            rows.append(latency(name, size, sealed, target=TARGETS.get(size), against=plain, cpu=(busy, 0.0)))
        cursor.execute("drop table bench_counted; drop table bench_named")
    return rows


def _timed(work: Callable[[], None], times: int) -> list[float]:
    seconds = []
    for _each in range(times + 1):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return seconds[1:]  # the first one warms up
