"""Benchmark `long`: the page of a case with years of work in it, at four users at once.

The page opens everything that is written in the case and shows the newest of it, so its cost grows with the story.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from rich.console import Console

from acasa.config.bench import scene, server
from acasa.config.bench.caseload import USERS
from acasa.config.bench.keeping import Kept
from acasa.config.bench.report import Row, latency, quantile
from acasa.config.bench.scene import Request

# A caseload of its own: each run opens another long case in it.
SIZE = 500
# Entries of the story: about two a week for five years; what is planned, and documents.
ENTRIES, ACTIONS, FILES = 500, 60, 40
NAME, TARGET = "long_case", 150.0
# One in so many looks goes further back.
FURTHER = 5


def write(kept: Kept, entries: int = ENTRIES) -> UUID:
    """A case with so many contacts and notes, steps to do and documents, sealed as pages seal them."""
    from acasa.cases.services import opening, working
    from acasa.config.bench import world
    from acasa.core.actor import Actor
    from acasa.core.scope import scoped
    from acasa.people import rules as people
    from acasa.people.models import User
    from acasa.vault import folders, locks
    from acasa.vault.keyring import Keyring

    with scoped(kept.org_id):
        user = User.objects.get(email=kept.emails[0])
        bundle = locks.open_with_password(user.id, world.PASSWORD)
        if bundle is None:
            raise server.ServeError("The benchmark's colleague can't sign in.")
        keyring = Keyring(user_id=user.id, org_id=kept.org_id, bundle=bundle)
        teams = frozenset({kept.team_id})
        actor = Actor(user.id, kept.org_id, "", user.profession, teams=teams, keyring=keyring)
        new = opening.NewCase(essentials={"working_name": "A long story"})
        case = opening.open_case(actor, team_id=kept.team_id, new=new)
        desk = working.take(actor, case.id, "note.add")
        begin = datetime.now(UTC) - timedelta(days=365 * 5)
        written = []
        for number in range(entries):
            at = begin + timedelta(days=365 * 5 * number / entries)
            entry = {"at": at.isoformat(), "by": str(user.id), "by_name": user.display_name}
            entry["text"] = " ".join(world.WORDS[(number + turn) % len(world.WORDS)] for turn in range(4))
            entry |= {"kind": "note"} if number % 5 == 0 else {"kind": "contact", "what": "conversation"}
            written.append(folders.add(desk.case_folder, people.CASEWORK, entry)[1])
        folders.note(actor, "note.add", case.id, written=written)
        for number in range(ACTIONS):
            due = datetime.now(UTC).date() + timedelta(days=number)
            working.plan_step(actor, case.id, step=opening.Step(f"Step {number}", due))
        for number in range(FILES):
            page = io.BytesIO(f"Page {number}".encode())
            working.add_file(
                actor,
                case.id,
                compartment=people.CASEWORK,
                name=f"paper-{number}.txt",
                kind="text/plain",
                size=len(page.getbuffer()),
                source=page,
            )
    return case.id


def requests(case: UUID, count: int) -> list[Request]:
    """One person's looks at the case."""
    return [
        (NAME, "GET", f"/cases/{case}/" + ("?shown=100" if turn % FURTHER == 0 else ""), None)
        for turn in range(count)
    ]


def measure(kept: Kept, data_dir: Path, out: Console, *, count: int, rounds: int) -> list[Row]:
    """The round whose 95th percentile is the middle one counts."""
    from acasa.config.bench import world

    with out.status(f"A case with {ENTRIES} entries, {ACTIONS} actions and {FILES} files…"):
        case = write(kept)
    driven = []
    with server.running(data_dir) as own, out.status("Four users, a long case…"):
        for _round in range(rounds):
            work = [requests(case, count) for _user in range(USERS)]
            driven.append(own.drive(scene.people(kept.emails[:USERS], world.PASSWORD, work)))
    middle = sorted(driven, key=lambda one: quantile(one.latencies[NAME], 0.95))[len(driven) // 2]
    return [
        latency(NAME, ENTRIES, middle.latencies[NAME], users=USERS, target=TARGET, cpu=middle.cpu),
    ]
