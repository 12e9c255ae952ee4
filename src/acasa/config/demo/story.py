"""Tells the story of the demonstration through the services, day by day, as colleagues would have lived it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import yaml

from acasa.cases.imports import read_table, suggest
from acasa.cases.imports.services import preparing, running
from acasa.cases.queries import case as queries
from acasa.cases.services import editing, opening, working
from acasa.cases.services.opening import NewCase, Step
from acasa.config.demo.founding import House
from acasa.core import clock
from acasa.core.actor import Actor
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.people.models import Organisation

DATA = files("acasa.config.demo") / "data"
IMPORTED = "imported.csv"
# Natalia's number on paper, as it stands in the tour and on the pictures.
FIRST_LADY, HER_NUMBER = "natalia", 412
CONTACTS = frozenset(
    {
        "conversation", "call", "message", "home_visit", "office_visit", "accompaniment", "interview",
        "case_conference", "with_relative", "with_service", "attempt",
    }
)  # fmt: skip
NOTES = frozenset({people.HEALTH, people.LEGAL, people.CASEWORK})


class StoryError(Exception):
    """The story asks for something that its services refuse: a mistake in the data."""


@dataclass(frozen=True)
class Tale:
    """One case, as it stands in the data."""

    id: str
    who: Mapping[str, Any]
    identity: Mapping[str, Any]
    team: str
    by: str
    opened: int
    risk: str
    alerts: list[str]
    source: str
    words: str
    then: list[list[Any]]
    worker: str = ""
    deputy: str = ""


def tales(*names: str) -> list[Tale]:
    """Cases of these data files, the oldest first."""
    found = [Tale(**row) for name in names for row in yaml.safe_load((DATA / name).read_text("utf-8"))]
    return sorted(found, key=lambda tale: (tale.opened, tale.id != FIRST_LADY))


class Teller:
    """Writes tales into one organisation. `today` is the day on which the demonstration is loaded."""

    def __init__(self, house: House, today: date) -> None:
        self.house = house
        self.today = today
        self.zone = ZoneInfo(house.org.time_zone)
        self._actors: dict[str, Actor] = {}
        self._told = 0

    def actor(self, key: str) -> Actor:
        """A colleague; the keyring opens each ring once for the whole story."""
        if key not in self._actors:
            self._actors[key] = self.house.actor(key)
        return self._actors[key]

    def tell(self, stories: list[Tale], told: Callable[[], None]) -> dict[str, UUID]:
        """Open every case and let happen what happened; returns ids by the tales' names."""
        self._number_from(stories)
        found = {}
        for tale in stories:
            found[tale.id] = self._one(tale)
            told()
        return found

    def _number_from(self, stories: list[Tale]) -> None:
        places = [at for at, tale in enumerate(stories) if tale.id == FIRST_LADY]
        if places:
            before = HER_NUMBER - places[0] - 1
            Organisation.objects.filter(id=self.house.org.id).update(last_case_number=before)

    @contextmanager
    def _on(self, day: int) -> Iterator[None]:
        """Some working hour of a day; later calls on the same day come later."""
        self._told += 1
        minute = 9 * 60 + self._told * 7 % (8 * 60)
        moment = datetime.combine(
            self.today + timedelta(days=day), time(minute // 60, minute % 60), self.zone
        )
        with clock.at(moment), scoped(self.house.org.id):
            yield

    def _day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def _due(self, offset: int) -> date:
        """A working day: what would be due at a weekend was planned for Friday, or is for Monday."""
        day = self._day(offset)
        beyond = day.weekday() - 4
        if beyond <= 0 or offset == 0:
            return day
        return day - timedelta(days=beyond) if offset < 0 else day + timedelta(days=3 - beyond)

    def _one(self, tale: Tale) -> UUID:
        by = self.actor(tale.by)
        essentials = dict(tale.who)
        essentials["working_name"] = essentials.pop("name")
        new = NewCase(
            essentials=essentials,
            identity=tale.identity,
            risk=tale.risk,
            alerts=tale.alerts,
            opened_on=self._day(tale.opened),
            source=tale.source,
            first_words=tale.words,
        )
        with self._on(tale.opened):
            case = opening.open_case(
                by,
                team_id=self.house.teams[tale.team].id,
                new=new,
                worker_id=self.house.users[tale.worker].id if tale.worker else None,
                deputy_id=self.house.users[tale.deputy].id if tale.deputy else None,
            )
        for day, who, what, *rest in tale.then:
            with self._on(day):
                self._happens(self.actor(who), case.id, day, what, rest, tale.id)
        return case.id

    def _happens(self, actor: Actor, case_id: UUID, day: int, what: str, rest: list[Any], tale: str) -> None:
        worked: bool | None = True
        if what in CONTACTS:
            working.add_contact(actor, case_id, what=what, text=rest[0])
        elif what in NOTES:
            working.add_note(actor, case_id, compartment=what, text=rest[0])
        elif what == "plan":
            working.plan_step(actor, case_id, step=Step(rest[0], self._due(rest[1])))
        elif what == "done":
            self._done(actor, case_id, day, *rest)
        elif what == "stage":
            worked = working.set_stage(actor, case_id, stage=rest[0])
        elif what == "risk":
            self._risk(actor, case_id, rest[0])
        elif what == "close":
            worked = working.close(actor, case_id, reason=rest[0], on=self._day(day), words=rest[1])
        elif what == "reopen":
            worked = working.reopen(actor, case_id, stage=rest[0], reason=rest[1])
        elif what == "assign":
            working.assign(actor, case_id, worker_id=self.house.users[rest[0]].id)
        else:
            raise StoryError(f"{tale}: nobody knows how to {what}.")
        if not worked:
            raise StoryError(f"{tale}, day {day}: {what} {rest} is not possible there.")

    def _done(self, actor: Actor, case_id: UUID, day: int, beginning: str, result: str) -> None:
        page = queries.case_page(actor, case_id)
        step = next(step for step in page.steps if step.data["text"].startswith(beginning))
        working.finish_step(actor, case_id, step.id, on=self._day(day), result=result)

    def _risk(self, actor: Actor, case_id: UUID, risk: str) -> None:
        page = queries.case_page(actor, case_id)
        editing.set_risk(
            actor,
            case_id,
            risk=risk,
            review_on=None,
            alerts=page.facts["alerts"],
            version=page.facts_version,
        )

    def bring_in(self, key: str, team: str) -> int:
        """Let a colleague import the old spreadsheet; returns the number of cases."""
        actor = self.actor(key)
        table = read_table((DATA / IMPORTED).read_bytes(), IMPORTED)
        with self._on(-90):
            batch_id = preparing.prepare(
                actor,
                table,
                suggest(table),
                team_id=self.house.teams[team].id,
                worker_id=actor.user_id,
                today=self.today,
            )
            running.start(actor, batch_id)
            while not (progress := running.step(actor, batch_id)).over:
                pass
        return progress.done
