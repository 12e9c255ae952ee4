"""Benchmark `deadlines`: all cases of a team calculated anew by a key holder, after a rule changed.

Three rounds: the first time (every deadline is new), after rules changed so that every open deadline moves, and after
a change that moves none. Beside the second one, as many plain rows get another date in the same run.
"""

from __future__ import annotations

import copy
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

from rich.console import Console

from acasa.config.bench.keeping import Kept
from acasa.config.bench.report import Row, load_now
from acasa.config.bench.server import ServeError

# A caseload of its own, since what is calculated stays in it.
SIZE = 8_000
# Seconds in which 100,000 cases must be done.
TARGET = 120.0
OF = 100_000


def _rules(*, move: int) -> dict[str, Any]:
    """Moldova's rules without an end, so that every open case has deadlines; `move`: all so many days later."""
    from acasa.cases.deadlines.rules import reading
    from acasa.vocabularies.loader import library_root, read_yaml

    place = library_root() / "deadlines"
    data = reading.merged("bench", read_yaml(place / "md.yaml"), read_yaml(place / "default.yaml"), [])
    data = copy.deepcopy({key: value for key, value in data.items() if key not in ("extends", "without")})
    for rule in data["rules"]:
        rule.pop("lapses", None)
        if "days" in rule.get("after", {}):
            rule["after"]["days"] += move
        elif "working_days" in rule.get("after", {}):
            rule["after"] = {"days": 14 + move}
    return data


@contextmanager
def _in_force(data: dict[str, Any]) -> Iterator[None]:
    from acasa.cases.deadlines import library
    from acasa.cases.deadlines.rules import reading

    pack = reading.build("bench", data)
    with mock.patch.object(library, "present", lambda: pack):
        yield


def _actor(kept: Kept) -> Any:
    from acasa.config.bench import world
    from acasa.core.actor import Actor
    from acasa.people.models import User
    from acasa.vault import locks
    from acasa.vault.keyring import Keyring

    user = User.objects.get(email=kept.emails[0])
    bundle = locks.open_with_password(user.id, world.PASSWORD)
    if bundle is None:
        raise ServeError("The benchmark's colleague can't sign in.")
    return lambda: Actor(
        user.id,
        kept.org_id,
        "",
        user.profession,
        is_supervisor=True,
        is_key_keeper=True,
        teams=frozenset({kept.team_id}),
        keyring=Keyring(user_id=user.id, org_id=kept.org_id, bundle=bundle),
    )


def _calculate(actor: Any, told: Any) -> tuple[float, float, int, int]:
    """Seconds, seconds of this processor alone, cases and deadlines written: part after part as a page does it."""
    from acasa.cases.deadlines.services import recalculating

    begun, cpu = time.perf_counter(), time.process_time()
    cases = written = 0
    last = None
    while True:
        # A new keyring each time, as each request has one.
        done = recalculating.step(actor(), after=last)
        if done.last is None:
            return time.perf_counter() - begun, time.process_time() - cpu, cases, written
        cases, written, last = cases + done.cases, written + done.written, done.last
        told(cases)


def _plain(rows: int) -> float:
    """Seconds in which so many rows of a plain table get another date, in parts of the same size."""
    from django.db import connections, transaction

    from acasa.cases.deadlines.services.recalculating import PART

    ids = [uuid4() for _ in range(rows)]
    day = date(2026, 1, 1)
    with connections["owner"].cursor() as cursor:
        cursor.execute("create temp table bench_due (id uuid primary key, due date not null)")
        cursor.execute("insert into bench_due select unnest(%s::uuid[]), %s", [ids, day])
        begun = time.perf_counter()
        for start in range(0, rows, PART):
            part = ids[start : start + PART]
            with transaction.atomic(using="owner"):
                cursor.executemany(
                    "update bench_due set due = %s where id = %s",
                    [(day + timedelta(days=30), row) for row in part],
                )
        seconds = time.perf_counter() - begun
        cursor.execute("drop table bench_due")
    return seconds


def measure(kept: Kept, out: Console) -> list[Row]:
    """The three rounds, told as seconds for 100,000 cases."""
    from acasa.core.scope import scoped

    with scoped(kept.org_id):
        actor = _actor(kept)
    move = 1 + secrets.randbelow(300)
    moved = _rules(move=move)
    words = _rules(move=move)
    for rule in words["rules"]:
        rule["source"] += " (said otherwise)"
    rows = []
    rounds = (
        ("first time", _rules(move=0), True),
        ("rules moved", moved, False),
        ("nothing moves", words, False),
    )
    for name, data, first in rounds:
        with out.status(f"Deadlines, {name}…") as shown, _in_force(data):
            seconds, cpu, cases, written = _calculate(
                actor, lambda done, name=name: shown.update(f"Deadlines, {name}: {done:,} cases")
            )
        if not cases:
            raise ServeError("No case was calculated.")
        if first and not written:
            # The caseload was kept from a former run that ended on these very rules.
            continue
        against = _plain(written) if written else 0.0
        note = f"{name}: {cases / seconds:,.0f} cases/s, {written:,} written, {cpu * OF / cases:.0f} s of processor"
        rows.append(
            Row(
                "deadlines",
                cases,
                round(seconds * OF / cases, 1),
                f"s per {OF:,}",
                target=TARGET,
                against_ms=round(against * 1000, 1) if against else None,
                ratio=round(seconds / against, 2) if against else None,
                load=load_now(),
                note=note,
            )
        )
    return rows
