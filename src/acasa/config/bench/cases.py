"""Benchmark `cases`: the pages of the work on one case, at four users at once.

A part of the work adds a line to ROWS: its name, what 95 of 100 requests may take, and one round of its requests.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from rich.console import Console

from acasa.config.bench import scene, server
from acasa.config.bench.caseload import USERS, some_cases
from acasa.config.bench.keeping import Kept
from acasa.config.bench.report import Row, latency, quantile
from acasa.config.bench.scene import Request

# A caseload of its own: opening cases adds to it.
SIZE = 2_000


@dataclass(frozen=True)
class Page:
    """Pages passed in one go. `ask(name, number, case)` are its requests; each is timed on its own."""

    target: float
    ask: Callable[[str, str, UUID], list[Request]]


def intake(name: str, number: str, case: UUID) -> list[Request]:
    """From the empty form to the intake's overview: what a worker passes until a new case stands."""
    new = {
        "working_name": f"Bench {number}",
        "safe_now": "yes",
        "hours": "after 18:00",
        "first_words": "She came home.",
        "not_the_same": "on",
    }
    return [
        (name, "GET", "/cases/open/", None),
        (name, "POST", "/cases/open/", new),
        (name, "GET", f"/cases/{case}/", None),
        (name, "GET", f"/cases/{case}/intake/", None),
        (name, "GET", f"/cases/{case}/intake/safety/", None),
    ]


ROWS: dict[str, Page] = {
    "intake": Page(100, intake),
}


def requests(name: str, count: int, seed: int, cases: Sequence[UUID]) -> list[Request]:
    """One person's requests of one row, about `count` of them."""
    made: list[Request] = []
    turn = 0
    while len(made) < count:
        made += ROWS[name].ask(name, f"{seed}-{turn}", cases[(seed * 7 + turn) % len(cases)])
        turn += 1
    return made


def measure(kept: Kept, data_dir: Path, out: Console, *, count: int, rounds: int) -> list[Row]:
    """Each row at four users; the round whose 95th percentile is the middle one counts."""
    from acasa.config.bench import world

    cases = some_cases(kept)
    found = []
    with server.running(data_dir) as own:
        for name, page in ROWS.items():
            with out.status(f"Four users, {name}…"):
                driven = []
                for number in range(rounds):
                    work = [requests(name, count, 100 * number + user, cases) for user in range(USERS)]
                    # No warming up with these: what is written must be written once.
                    driven.append(own.drive(scene.people(kept.emails[:USERS], world.PASSWORD, work), warm=0))
            middle = sorted(driven, key=lambda one: quantile(one.latencies[name], 0.95))[len(driven) // 2]
            found.append(
                latency(
                    name, kept.size, middle.latencies[name], users=USERS, target=page.target, cpu=middle.cpu
                )
            )
    return found
