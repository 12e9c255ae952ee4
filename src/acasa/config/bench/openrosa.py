"""Benchmark `openrosa`: telephones send answers with a picture of 100 kB, sealed and durable before each 201.

Beside it, in the same run and by as many writers at once, plain rows of the same size are written into an ordinary
table of the same database, each committed by itself.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from rich.console import Console

from acasa.config.bench import server
from acasa.config.bench.report import Row, load_now, quantile
from acasa.config.bench.server import ServeError

APPLICATION = "acasa.config.bench.openrosa_wsgi:application"
PHONES = 8
PICTURE = 100_000
SECONDS = 20
# Submissions a second, sustained.
TARGET = 30.0
PLAIN = "bench_openrosa"


def measure(place: Path, out: Console, *, seconds: int = SECONDS) -> list[Row]:
    """Django is set up and the database runs; both are what an installation has."""
    from acasa.config import preparation
    from acasa.core.scope import scoped
    from acasa.sync.models import Piece, Submission

    preparation.migrate()
    org_id, phones = _house()
    with server.running(place, APPLICATION) as own, out.status("Telephones send…"):
        plan = {"port": own.port, "seconds": seconds, "warm": 3, "bytes": PICTURE, "phones": phones}
        before = own.processor_time()
        told = _drive(plan)
        after = own.processor_time()
    with out.status("Plain rows are written…"):
        plain = _plain(max(2, seconds // 2))
    with scoped(org_id):
        # Nothing that was acknowledged is missing, and nothing stands twice.
        stored = Submission.objects.filter(org_id=org_id).count(), Piece.objects.filter(org_id=org_id).count()
    if stored != (told["kept"], told["kept"]):
        raise ServeError(f"{told['kept']} submissions were acknowledged and {stored} are there.")
    count = len(told["latencies"])
    rate = count / told["seconds"]
    p50, p95 = (quantile(told["latencies"], share) * 1000 for share in (0.5, 0.95))
    return [
        Row(
            name=f"OpenRosa: submissions with a picture of {PICTURE // 1000} kB",
            n=count,
            value=round(rate, 1),
            unit="a second",
            users=PHONES,
            requests=count,
            target=TARGET,
            at_least=True,
            ratio=round(plain / rate, 2),
            cpu_ms=round((after[0] - before[0]) / told["kept"] * 1000, 1),
            db_cpu_ms=round((after[1] - before[1]) / told["kept"] * 1000, 1),
            load=load_now(),
            note=f"HEAD and POST: p50 {p50:.0f} ms, p95 {p95:.0f} ms; none lost",
        ),
        Row(
            name="plain rows of the same size, each committed",
            n=0,
            value=round(plain, 1),
            unit="a second",
            users=PHONES,
            load=load_now(),
        ),
    ]


def _house() -> tuple[Any, list[dict[str, str]]]:
    """An organisation with a colleague and her telephones."""
    from acasa.config.bench import world
    from acasa.config.demo.founding import Colleague, found
    from acasa.core.scope import scoped
    from acasa.people.models import Organisation
    from acasa.sync.services import letting_in

    mail = f"phones.{secrets.token_hex(4)}@bench.example"
    keeper = Colleague("0", mail, "Bench", "case_manager", (world.TEAM,), key_keeper=True)
    house = found(
        Organisation(name="Bench of devices", case_prefix="B"), [world.TEAM], [keeper], world.PASSWORD
    )
    phones = []
    with scoped(house.org.id):
        for number in range(PHONES):
            made = letting_in.let_in(
                house.actor("0"), team_id=house.teams[world.TEAM].id, name=f"phone {number}", seals=False
            )
            phones.append(
                {"base": f"/openrosa/{made.id}", "username": made.username, "password": made.password}
            )
    return house.org.id, phones


def _drive(plan: dict[str, Any]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "acasa.config.bench.openrosa_load"],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ServeError(f"The measurement failed: {done.stderr.strip()[-300:]}")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _plain(seconds: int) -> float:
    """Rows a second that as many writers commit into a plain table."""
    from django.db import connection, connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(f"drop table if exists {PLAIN}")
        cursor.execute(
            f"create table {PLAIN} (id bigint generated always as identity, words text, content bytea, at timestamptz)"
        )
        cursor.execute(f"grant insert on {PLAIN} to acasa_app")
    counts: list[int] = []
    end = time.monotonic() + seconds

    def write() -> None:
        count = 0
        content = os.urandom(PICTURE)
        insert = f"insert into {PLAIN} (words, content, at) values (%s, %s, now())"  # noqa: S608  own name
        try:
            while time.monotonic() < end:
                with connection.cursor() as cursor:
                    cursor.execute(insert, ["She wants to look for work in the town.", content])
                count += 1
        finally:
            connection.close()
            counts.append(count)

    writers = [threading.Thread(target=write) for _number in range(PHONES)]
    began = time.monotonic()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    passed = time.monotonic() - began
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"drop table {PLAIN}")
    return sum(counts) / passed
