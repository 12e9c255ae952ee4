"""Benchmark `caseload`: lists, search and a case's page at four users at once, sealed and over plain text."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from acasa.config.bench import server
from acasa.config.bench.keeping import Kept, Shelf
from acasa.config.bench.report import Row, latency, load_now, quantile
from acasa.config.bench.server import Driven
from acasa.config.serve import ServeError

USERS = 4
KINDS = ("list", "search", "case")
# Milliseconds that 95 of 100 requests may take, by size and kind.
TARGETS: dict[int, dict[str, float]] = {
    10_000: {"list": 80, "search": 90, "case": 80},
    100_000: {"list": 160, "search": 170, "case": 120},
}
MEMORY_AT, MEMORY_MB = 100_000, 600
# Cases with all their records up to here; larger caseloads have cards only, for lists and search inside one process.
COMPLETE_TO = 100_000


@dataclass(frozen=True)
class Plan:
    """What is measured: sizes, requests of each kind and user, rounds of which the middle one counts."""

    sizes: Sequence[int]
    requests: int = 60
    rounds: int = 3


def prepare(plan: Plan, data_dir: Path, out: Console) -> dict[int, Kept]:
    """Have a caseload of each size, built by the services that imports use. The database must be running."""
    from django.db import connections

    from acasa.config import preparation
    from acasa.config.bench import plain, world

    shelf = Shelf(data_dir)
    preparation.migrate()
    with connections["owner"].cursor() as cursor:
        cursor.execute(plain.DEFINITION)
    for size in plan.sizes:
        if size not in shelf.all():
            start = time.monotonic()
            with _bar(f"Sealing {size:,} cases", size, out) as told:
                house = world.build(size, told, complete=size <= COMPLETE_TO)
            shelf.keep(
                Kept(
                    size,
                    house.org.id,
                    house.teams[world.TEAM].id,
                    tuple(user.email for user in house.users.values()),
                    size <= COMPLETE_TO,
                    round(time.monotonic() - start, 1),
                )
            )
    with connections["owner"].cursor() as cursor:
        cursor.execute("vacuum (analyze)")
    return shelf.all()


@contextmanager
def _bar(title: str, total: int, out: Console) -> Iterator[Any]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=out, transient=True) as progress:
        task = progress.add_task(title, total=total)
        yield lambda done: progress.update(task, completed=done)


def some_cases(kept: Kept, count: int = 400) -> list[UUID]:
    """Ids of cases, from all over the caseload."""
    from acasa.cases.models import Case
    from acasa.core.scope import scoped

    with scoped(kept.org_id):
        ids = list(Case.objects.order_by("id").values_list("id", flat=True))
    return ids[:: max(1, len(ids) // count)]


def over_http(plan: Plan, kept: dict[int, Kept], data_dir: Path, out: Console) -> list[Row]:
    """Real pages of the server as shipped, then the same ones over plain text."""
    sizes = [size for size in plan.sizes if kept[size].complete]
    cases = {size: some_cases(kept[size]) for size in sizes}
    found: dict[tuple[str, int, str], Driven] = {}
    memory: list[Row] = []
    for application, kinds in ((server.SHIPPED, KINDS), (server.PLAIN, KINDS[:2])):
        what = "sealed" if application == server.SHIPPED else "plain text"
        for size in sizes:
            # A server of its own for each size, so that its memory is told apart.
            with (
                out.status(f"Four users at {size:,} cases, {what}…"),
                server.running(data_dir, application) as own,
            ):
                for kind in kinds:
                    found[application, size, kind] = _rounds(own, plan, kept[size], kind, cases[size])
                if application == server.SHIPPED:
                    memory += _memory(size, own)
    rows = []
    for size in sizes:
        for kind in KINDS:
            sealed = found[server.SHIPPED, size, kind]
            plain = found.get((server.PLAIN, size, kind))
            rows.append(
                latency(
                    kind,
                    size,
                    sealed.latencies[kind],
                    users=USERS,
                    target=TARGETS.get(size, {}).get(kind),
                    against=plain.latencies[kind] if plain else (),
                    cpu=sealed.cpu,
                )
            )
    return rows + memory


def _rounds(own: server.Running, plan: Plan, kept: Kept, kind: str, cases: Sequence[UUID]) -> Driven:
    """The round whose 95th percentile is the middle one: a neighbour's burst on the machine is neither hidden by
    the best round nor counted by the worst."""
    from acasa.config.bench import scene, world

    rounds = []
    for number in range(plan.rounds):
        work = [
            scene.requests(kind, kept.size, plan.requests, 100 * number + user, cases)
            for user in range(USERS)
        ]
        rounds.append(own.drive(scene.people(kept.emails[:USERS], world.PASSWORD, work)))
    return sorted(rounds, key=lambda driven: quantile(driven.latencies[kind], 0.95))[len(rounds) // 2]


def _memory(size: int, own: server.Running) -> list[Row]:
    if not own.peak_server:
        return []
    target = MEMORY_MB if size == MEMORY_AT else None

    def row(name: str, size_bytes: int, goal: float | None, note: str) -> Row:
        megabytes = round(size_bytes / 1e6)
        return Row(name, size, megabytes, "MB", users=USERS, target=goal, load=load_now(), note=note)

    return [
        row("memory", own.peak_server, target, "peak, all processes of the server"),
        row("memory+db", own.peak_all, None, "and of PostgreSQL"),
    ]


def growth(plan: Plan, kept: dict[int, Kept], data_dir: Path, out: Console) -> list[Row]:
    """The queries alone, without pages, one after another in one process: how they grow with the caseload."""
    rows = []
    for size in plan.sizes:
        with out.status(f"Queries alone at {size:,} cases…"):
            done = subprocess.run(
                [sys.executable, "-m", "acasa.config.bench.inside", str(size)],
                env=server.environment(data_dir),
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode:
            raise ServeError(f"The measurement failed: {done.stderr.strip()}")
        answer = json.loads(done.stdout)
        for kind, (sealed, plain) in answer.items():
            rows.append(latency(f"{kind} query", size, sealed, against=plain))
    return rows
