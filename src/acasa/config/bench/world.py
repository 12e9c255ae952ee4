"""Caseloads of any size for the benchmarks: complete sealed cases, and the same rows in plain text beside them.

Everything goes through the services that an import uses; only the plain table knows short cuts.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from acasa.cases import columns, rules
from acasa.cases.models import Case, Obligation, Person
from acasa.cases.names.sample import sample_people
from acasa.cases.services import opening
from acasa.cases.services.opening import CASE_COMPARTMENTS, PERSON_COMPARTMENTS, NewCase
from acasa.config.bench import plain
from acasa.config.demo.founding import Colleague, House, found
from acasa.core.actor import Actor
from acasa.core.bulk import insert_many
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.people.models import Organisation, Team, User
from acasa.vault import caseload, folders
from acasa.vault.folders import OpenFolder
from acasa.vault.models import Record

PASSWORD = "a password of the benchmark"  # noqa: S105  opens fictional cases only
TEAM = "Team"
USERS = 4
# Cases that are sealed and stored in one transaction.
BATCH = 4096

WORDS = (
    "Called; the sister answered, the code word was right.", "Home visit with the interpreter.",
    "Went with her to the clinic.", "Talked about school for the daughter.", "No answer, twice.",
    "She wants to look for work in the town.", "Conference with the guardianship authority.",
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """An organisation of one size: its bench users' e-mail addresses, and where its people are."""

    size: int
    org_id: UUID
    team_id: UUID
    emails: tuple[str, ...]


def _email(mark: str, number: int) -> str:
    return f"worker{number}.{mark}@bench.example"


def build(size: int, told: Callable[[int], None], *, complete: bool = True, seed: int = 1) -> House:
    """Found an organisation with `size` cases. `told` hears how many are done.

    With `complete` false, cases have cards and nothing else: enough for lists and search, not for a case's page.
    """
    # A build that was broken off leaves its people behind: the next one has people of its own.
    mark = secrets.token_hex(4)
    colleagues = [
        Colleague(
            str(number),
            _email(mark, number),
            f"Bench {number}",
            "case_manager",
            (TEAM,),
            key_keeper=number == 0,
        )
        for number in range(USERS)
    ]
    org = Organisation(name=f"Bench {size}", case_prefix="B", idle_minutes=600)
    house = found(org, [TEAM], colleagues, PASSWORD)
    rng = random.Random(seed)  # noqa: S311  no secret
    names = sample_people(size, seed)
    today = date.today()  # noqa: DTZ011  any day will do
    team = house.teams[TEAM]
    workers = list(house.users.values())
    for start in range(0, size, BATCH):
        cases = [_case(rng, name, today, workers) for name in names[start : start + BATCH]]
        # A new keyring each time, as each request has one.
        actor = house.actor("0")
        with scoped(org.id):
            _store(actor, team, cases, start + 1, complete)
        told(min(size, start + BATCH))
    Organisation.objects.filter(id=org.id).update(last_case_number=size)
    return house


@dataclass(frozen=True)
class Sample:
    """A case before it is sealed."""

    new: NewCase
    worker: User
    is_open: bool
    contacts: list[str]
    opened_on: date
    due: date | None


def _case(rng: random.Random, name: dict[str, str], today: date, workers: list[User]) -> Sample:
    is_open = rng.random() < 0.6
    opened_on = today - timedelta(days=rng.randrange(2000))
    due = today + timedelta(days=rng.randrange(-30, 60)) if is_open and rng.random() < 0.8 else None
    contacts = sorted(
        (opened_on + timedelta(days=rng.randrange((today - opened_on).days + 1))).isoformat()
        for _ in range(rng.randrange(1, 5))
    )
    return Sample(
        NewCase(
            essentials={
                "working_name": name["alias"] or name["given"],
                "language": rng.choice(("ro", "ru", "tk")),
                "channel": rng.choice(("phone", "viber", "in_person")),
                "contact": "069 000 000",
                "hours": "after 18:00",
                "code_word": "recipe",
            },
            identity={
                "given": name["given"],
                "family": name["family"],
                "patronymic": name["patronymic"],
                "other_names": [name["alias"]] if name["alias"] else [],
                "birth_date": str(rng.randrange(1960, 2015)),
            },
            risk=rng.choice((*rules.RISKS, "")),
            alerts=rng.sample(columns.ALERTS, rng.randrange(3)),
            opened_on=opened_on,
            stage=rng.choice(rules.STAGES[:5]) if is_open else rules.AFTER_CLOSURE,
        ),
        rng.choice(workers),
        is_open,
        contacts,
        opened_on,
        due,
    )


def _store(actor: Actor, team: Team, cases: list[Sample], first: int, complete: bool) -> None:
    def make(kind: str, compartments: tuple[str, ...]) -> list[OpenFolder]:
        return folders.create_many(
            actor, kind=kind, team_id=team.id, count=len(cases), compartments=compartments if complete else ()
        )

    persons = make("person", PERSON_COMPARTMENTS) if complete else []
    found = make("case", CASE_COMPARTMENTS)
    cards: dict[str, list[tuple[OpenFolder, dict[str, Any]]]] = {name: [] for name in columns.PURPOSES}
    records: list[Record] = []
    dues: list[Obligation] = []
    plain_rows: list[tuple[Any, ...]] = []
    for at, (case, folder) in enumerate(zip(cases, found, strict=True)):
        own = opening.case_records(case.new, prefix="B", number=first + at, opened_on=case.opened_on)
        step = _step(actor, folder.id, case, dues)
        essentials = columns.essentials_card(
            essentials=case.new.essentials,
            case=own[0][1],
            is_open=case.is_open,
            worker_short=case.worker.short,
            language="en",
        )
        course = columns.course_card(course=own[1][1], next_step=step, last_contact=case.contacts[-1])
        identity = columns.identity_card(case.new.identity)
        cards[people.ESSENTIALS].append((folder, essentials))
        cards[people.CASEWORK].append((folder, course))
        cards[people.IDENTITY].append((folder, identity))
        key = f"{essentials['find']['key']} {identity['find']['key']}"
        plain_rows.append(plain.row_of(folder.id, actor.org_id, team.id, essentials, course, key))
        if complete:
            records += _sealed(persons[at], opening.person_records(case.new))
            records += _sealed(folder, [*own, *_course(actor, case, step)])
    if complete:
        insert_many(records)
        insert_many([Person(id=folder.id, org_id=actor.org_id) for folder in persons])
        insert_many(
            [
                Case(
                    id=folder.id,
                    org_id=actor.org_id,
                    person_id=person.id,
                    team_id=team.id,
                    worker_id=case.worker.id,
                    is_open=case.is_open,
                )
                for folder, person, case in zip(found, persons, cases, strict=True)
            ]
        )
        insert_many(dues)
    for compartment, items in cards.items():
        ring = actor.require_keyring().ring(team.id, compartment)
        caseload.add_cards(ring, items, columns.PURPOSES[compartment])
    plain.insert(plain_rows)
    folders.note(actor, "bench.build", detail={"first": first, "count": len(cases)})


def _step(actor: Actor, case_id: UUID, case: Sample, dues: list[Obligation]) -> dict[str, Any] | None:
    if case.due is None:
        return None
    due = Obligation(org_id=actor.org_id, case_id=case_id, worker_id=case.worker.id, due=case.due)
    dues.append(due)
    return {
        "kind": "step",
        "text": "Call her after six, and say the code word",
        "due": case.due.isoformat(),
        "worker": str(case.worker.id),
        "worker_name": case.worker.display_name,
        "obligation": str(due.id),
        "at": f"{case.opened_on.isoformat()}T09:00:00+00:00",
        "by": str(actor.user_id),
        "by_name": actor.display_name,
    }


def _course(actor: Actor, case: Sample, step: dict[str, Any] | None) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, day in enumerate(case.contacts):
        yield (
            people.CASEWORK,
            {
                "kind": "contact",
                "what": "call",
                "text": WORDS[number % len(WORDS)],
                "at": f"{day}T12:00:00+00:00",
                "by": str(actor.user_id),
                "by_name": actor.display_name,
            },
        )
    if step is not None:
        yield people.CASEWORK, step


def _sealed(folder: OpenFolder, records: list[tuple[str, dict[str, Any]]]) -> list[Record]:
    return [folders.seal_new(folder, compartment, data)[0] for compartment, data in records]
