"""One case as a colleague may see it: what the keys open, and how much they do not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from acasa.cases import facts as all_facts
from acasa.cases import rooms, rules
from acasa.cases.models import Case
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import Team, User
from acasa.vault import files, folders, tokens
from acasa.vault.folders import Opened, OpenFolder


@dataclass(frozen=True)
class Colleague:
    """A colleague, as far as others see one."""

    id: UUID
    name: str
    profession: str
    short: int


def _no_folder() -> OpenFolder:
    raise TypeError("A page of a case needs its folders.")


@dataclass(frozen=True)
class CasePage:
    """What one page shows. A part whose compartment is not held is None, or counted in `hidden`."""

    id: UUID
    person_id: UUID
    team: str
    team_id: UUID
    worker: Colleague
    is_open: bool
    restricted: bool
    essentials: dict[str, Any]
    essentials_version: int
    facts: dict[str, Any]
    facts_version: int
    course: dict[str, Any] | None
    steps: list[Opened] = field(default_factory=list)
    timeline: list[Opened] = field(default_factory=list)
    imported: list[Opened] = field(default_factory=list)
    # Compartment to number of entries that this colleague has no key for.
    hidden: dict[str, int] = field(default_factory=dict)
    compartments: frozenset[str] = frozenset()
    can_see_identity: bool = False
    others: int = 0
    # On duty, or by an emergency opening: one reads, the work stays with the team.
    visiting: bool = False
    # For the rooms and panels that other parts of the work add to a case: they need no second reading.
    case_folder: OpenFolder = field(default_factory=_no_folder, repr=False)
    person_folder: OpenFolder = field(default_factory=_no_folder, repr=False)

    @cached_property
    def known(self) -> dict[str, str]:
        """Facts that every part of the work tells of this case (acasa.cases.facts), gathered once a page."""
        return all_facts.facts(self.case_folder, self.person_folder)

    @property
    def name(self) -> str:
        return str(self.essentials.get("working_name", ""))

    @property
    def stage(self) -> str:
        return str(self.course["stage"]) if self.course else ""

    @property
    def next_step(self) -> Opened | None:
        return self.steps[0] if self.steps else None

    def stage_bar(self) -> list[tuple[str, str]]:
        """Stages with `done`, `now` or `later`."""
        if not self.course:
            return []
        at = rules.STAGES.index(self.stage)
        return [
            (stage, "now" if i == at else "done" if i < at else "later")
            for i, stage in enumerate(rules.STAGES)
        ]


def case_page(actor: Actor, case_id: UUID, *, verb: str = "case.read") -> CasePage:
    """Everything of a case that the actor's keys open. Not yours and not there are the same: Refused."""
    case = Case.objects.select_related("worker", "team").filter(id=case_id).first()
    # A case that is not there takes the same way as one that is not theirs: time must not tell them apart.
    found = folders.open_many(actor, [case.id, case.person_id] if case else [case_id])
    if case is None:
        raise Refused(verb, case_id)
    others = Case.objects.filter(person_id=case.person_id).exclude(id=case.id).count
    return _page(actor, case, found, verb, others)


def case_pages(actor: Actor, case_ids: Iterable[UUID], *, verb: str) -> list[CasePage]:
    """Several cases, in a fixed number of queries, by code; Refused if one of them is not the actor's."""
    wanted = set(case_ids)
    cases = list(Case.objects.select_related("worker", "team").filter(id__in=wanted))
    missing = wanted - {case.id for case in cases}
    # As for one: what is not there is looked for in the same way.
    parts = [part for case in cases for part in (case.id, case.person_id)]
    found = folders.open_many(actor, [*parts, *missing])
    if missing:
        raise Refused(verb, next(iter(missing)))
    pages = [_page(actor, case, found, verb, lambda: 0) for case in cases]
    return sorted(pages, key=lambda page: int(page.facts.get("number", 0)))


def _page(
    actor: Actor, case: Case, found: dict[UUID, OpenFolder], verb: str, others: Callable[[], int]
) -> CasePage:
    case_id = case.id
    case_folder, person_folder = found.get(case.id), found.get(case.person_id)
    essentials = person_folder.one("essentials") if person_folder else None
    facts = case_folder.one("case") if case_folder else None
    if case_folder is None or person_folder is None or essentials is None or facts is None:
        raise Refused(verb, case_id)
    if not rules.belongs(facts.data, person_id=case.person_id, team_id=case.team_id):
        raise tokens.Tampered("The case's row names another person or team than the case itself.")
    folders.note(actor, verb, case_id)
    course = case_folder.one("course")
    steps = [step for step in case_folder.of_kind("step") if not step.data.get("done_on")]
    told = rooms.timeline_kinds()
    timeline = [record for record in case_folder.records if record.data.get("kind") in told]
    # A step or a task tells what happened once it is done.
    timeline = [r for r in timeline if r.data["kind"] != "step" or r.data.get("done_on")]
    timeline = [r for r in timeline if r.data["kind"] != "task" or r.data.get("done_at")]
    # What is only planned stands among what is coming.
    timeline = [r for r in timeline if r.data.get("state") != "planned"]
    return CasePage(
        id=case.id,
        person_id=case.person_id,
        team=case.team.name,
        team_id=case.team_id,
        worker=_colleague(case.worker),
        is_open=case.is_open,
        restricted=bool(facts.data.get("named")) if case_folder.visiting else case_folder.restricted,
        visiting=case_folder.visiting,
        essentials=essentials.data,
        essentials_version=essentials.version,
        facts=facts.data,
        facts_version=facts.version,
        course=course.data if course else None,
        steps=sorted(steps, key=lambda step: str(step.data["due"])),
        timeline=sorted(timeline, key=_when, reverse=True),
        imported=[r for folder in (person_folder, case_folder) for r in folder.of_kind("imported")],
        hidden=_hidden(case_folder, person_folder),
        compartments=frozenset(compartment for compartment, _ in case_folder.keys),
        can_see_identity=person_folder.can_open(people.IDENTITY),
        others=others(),
        case_folder=case_folder,
        person_folder=person_folder,
    )


def _when(record: Opened) -> str:
    return str(record.data.get("done_at") or record.data.get("at", ""))


def _hidden(case_folder: OpenFolder, person_folder: OpenFolder) -> dict[str, int]:
    counts = dict(case_folder.hidden)
    for compartment, count in person_folder.hidden.items():
        if compartment != people.IDENTITY:
            counts[compartment] = counts.get(compartment, 0) + count
    return counts


def identity(actor: Actor, case_id: UUID) -> tuple[dict[str, Any], int]:
    """Who she is, deliberately: each look is one audit entry. Returns (fields, version; 0 if none yet)."""
    case = Case.objects.filter(id=case_id).first()
    if case is None:
        raise Refused("identity.reveal", case_id)
    folder = folders.open_one(actor, case.person_id, verb="identity.reveal")
    if not folder.can_open(people.IDENTITY):
        raise Refused("identity.reveal", case_id)
    record = folder.one("identity", people.IDENTITY)
    folders.note(actor, "identity.reveal", case_id)
    return (record.data, record.version) if record else ({}, 0)


def file_of(actor: Actor, case_id: UUID, file_id: UUID) -> tuple[dict[str, Any], Iterator[bytes]]:
    """A file's sealed facts and its content in chunks; Refused unless the keys open it."""
    folder = folders.open_one(actor, case_id, verb="file.read")
    for record in [*folder.of_kind("file"), *folder.of_kind("paper")]:
        if record.data["file"] == str(file_id):
            folders.note(actor, "file.read", case_id)
            return record.data, files.read(folder, file_id)
    raise Refused("file.read", case_id)


def step_of(actor: Actor, case_id: UUID, step_id: UUID) -> Opened:
    """One step of a case."""
    folder = folders.open_one(actor, case_id, verb="step.read")
    for record in folder.of_kind("step"):
        if record.id == step_id:
            return record
    raise Refused("step.read", case_id)


def my_teams(actor: Actor) -> list[tuple[UUID, str]]:
    """Teams in which the actor may open a case, by name."""
    keyring = actor.require_keyring()
    teams = Team.objects.filter(id__in=actor.teams & keyring.team_ids(people.CASEWORK)).order_by("name")
    return list(teams.values_list("id", "name"))


def colleagues(actor: Actor, team_id: UUID | None = None) -> list[Colleague]:
    """Active colleagues of a team, or of all the actor's teams, by name."""
    teams = [team_id] if team_id else list(actor.teams)
    rows = (
        User.objects.filter(memberships__team_id__in=teams, is_active=True)
        .distinct()
        .values_list("id", "display_name", "profession", "short")
    )
    return sorted((Colleague(*row) for row in rows), key=lambda colleague: colleague.name.casefold())


def _colleague(user: User) -> Colleague:
    return Colleague(user.id, user.display_name, user.profession, user.short)


def parse_day(value: str) -> date | None:
    """A record's ISO date."""
    return date.fromisoformat(value[:10]) if value else None


def person_of(actor: Actor, case_id: UUID) -> UUID | None:
    """The person of a case of the actor's organisation."""
    return Case.objects.filter(id=case_id, org_id=actor.org_id).values_list("person_id", flat=True).first()


def cases_of_person(actor: Actor, case_id: UUID) -> list[tuple[UUID, bool]]:
    """The person's other cases that the actor can open: id and whether each is open."""
    person = person_of(actor, case_id)
    if person is None:
        return []
    rows = Case.objects.filter(person_id=person, org_id=actor.org_id).exclude(id=case_id)
    found = dict(rows.values_list("id", "is_open"))
    # A case whose keys are elsewhere is not even hinted at.
    return [(other, found[other]) for other in folders.open_many(actor, found, records=False)]
