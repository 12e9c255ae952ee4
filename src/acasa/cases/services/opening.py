"""Opening a case: safety first, under whatever name she chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from acasa.cases import rules
from acasa.cases.models import Assignment, Case, Obligation, Person
from acasa.cases.services import cards
from acasa.core import clock, scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import Membership, Organisation, User
from acasa.vault import folders
from acasa.vault.folders import OpenFolder

PERSON_COMPARTMENTS = (people.ESSENTIALS, people.IDENTITY, people.HEALTH, people.LEGAL)
CASE_COMPARTMENTS = (people.ESSENTIALS, people.CASEWORK, people.HEALTH, people.LEGAL)


def now() -> str:
    """The present instant, as records carry it: ISO 8601 in UTC."""
    return clock.now().isoformat(timespec="microseconds")


def stamp(actor: Actor) -> dict[str, str]:
    """When a record was written, and by whom."""
    return {"at": now(), "by": str(actor.user_id), "by_name": actor.display_name}


@dataclass(frozen=True)
class Step:
    """What comes next: in words, when, and by whom (default: the case's worker)."""

    text: str
    due: date
    worker_id: UUID | None = None


@dataclass(frozen=True)
class NewCase:
    """What is known when a case is opened. Everything but the working name may wait.

    `essentials`: working_name, language, safe_now, in_danger, channel, contact, hours, code_word, must_not_know, …
    `identity`: given, family, patronymic, other_names, birth_date (ISO, may be a year), gender, …
    """

    essentials: Mapping[str, Any]
    identity: Mapping[str, Any] = field(default_factory=dict)
    risk: str = ""
    alerts: Sequence[str] = ()
    opened_on: date | None = None
    stage: str = rules.IDENTIFICATION
    source: str = ""
    step: Step | None = None
    first_words: str = ""


def take_numbers(org_id: UUID, count: int = 1) -> tuple[str, int]:
    """Reserve case numbers; returns the prefix and the first one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update people_organisation set last_case_number = last_case_number + %s where id = %s "
            "returning case_prefix, last_case_number",
            [count, org_id],
        )
        prefix, last = cursor.fetchone()
    return prefix, last - count + 1


def code(prefix: str, number: int) -> str:
    """How a case is named on paper: MD-0412."""
    return f"{prefix}-{number:04d}"


def person_records(new: NewCase) -> list[tuple[str, dict[str, Any]]]:
    """Compartment and content of each record of a new person's folder."""
    records = [(people.ESSENTIALS, {"kind": "essentials", **new.essentials})]
    if any(new.identity.values()):
        records.append((people.IDENTITY, {"kind": "identity", **new.identity}))
    return records


def case_records(
    new: NewCase, *, prefix: str, number: int, opened_on: date
) -> list[tuple[str, dict[str, Any]]]:
    """Compartment and content of each record of a new case's folder, but for contacts and steps."""
    return [
        (
            people.ESSENTIALS,
            {
                "kind": "case",
                "code": code(prefix, number),
                "number": number,
                "risk": new.risk,
                "alerts": list(new.alerts),
                "opened_on": opened_on.isoformat(),
            },
        ),
        (people.CASEWORK, {"kind": "course", "stage": new.stage, "source": new.source}),
    ]


def open_case(
    actor: Actor,
    *,
    team_id: UUID,
    new: NewCase,
    person_id: UUID | None = None,
    worker_id: UUID | None = None,
    deputy_id: UUID | None = None,
    on_duty: bool = False,
) -> Case:
    """Open a case, for a new person or for one who is known.

    With a deputy the case is restricted: only its worker, the deputy and the actor can open it; and with `on_duty`,
    which takes her agreement, whoever is on duty reads its essentials.
    """
    actor.require_team(team_id, "case.open")
    keyring = actor.require_keyring()
    if not {people.ESSENTIALS, people.CASEWORK} <= keyring.compartments(team_id):
        raise Refused("case.open", team_id)
    with scope.scoped(actor.org_id):
        worker = _colleague(actor, worker_id or actor.user_id, team_id)
        named: tuple[UUID, ...] = ()
        if deputy_id is not None:
            named = tuple({actor.user_id, worker.id, _colleague(actor, deputy_id, team_id).id})
        written: list[bytes] = []
        person_folder = _person(actor, person_id, team_id, new, named, written, on_duty=on_duty)
        case_folder = folders.create(
            actor, kind="case", team_id=team_id, compartments=CASE_COMPARTMENTS, named=named, on_duty=on_duty
        )
        prefix, number = take_numbers(actor.org_id)
        opened_on = new.opened_on or today_of(actor.org_id)
        for compartment, data in case_records(new, prefix=prefix, number=number, opened_on=opened_on):
            if data["kind"] == "case":
                # Sealed, because a writer of the database may point the row elsewhere, or add one that names one more.
                data |= {"person": str(person_folder.id), "team": str(team_id)}
                if named:
                    data["named"] = sorted(str(user_id) for user_id in named)
                    data["on_duty"] = on_duty
            written.append(folders.add(case_folder, compartment, data)[1])
        case = Case.objects.create(
            id=case_folder.id, org_id=actor.org_id, person_id=person_folder.id, team_id=team_id, worker=worker
        )
        entry = {
            "kind": "event",
            "what": "opened",
            "at": now(),
            "by": str(actor.user_id),
            "by_name": actor.display_name,
        }
        written.append(folders.add(case_folder, people.CASEWORK, entry)[1])
        if new.first_words:
            said = {
                "kind": "contact",
                "at": now(),
                "what": "conversation",
                "text": new.first_words,
                "by": str(actor.user_id),
                "by_name": actor.display_name,
            }
            written.append(folders.add(case_folder, people.CASEWORK, said)[1])
        if new.step:
            written.append(add_step(actor, case, case_folder, new.step))
        if worker.id != actor.user_id:
            Assignment.objects.create(org_id=actor.org_id, case=case, worker=worker)
        written += _derived(actor, case, case_folder, person_folder)
        written += cards.refresh(actor, case, case_folder, person_folder)
        folders.note(actor, "case.open", case.id, written=written)
    return case


def _derived(actor: Actor, case: Case, case_folder: OpenFolder, person_folder: OpenFolder) -> list[bytes]:
    # Both stand on this module.
    from acasa.cases.services import after
    from acasa.cases.services.working import Desk

    return after.derived(actor, Desk(case, case_folder, person_folder))


def _person(
    actor: Actor,
    person_id: UUID | None,
    team_id: UUID,
    new: NewCase,
    named: tuple[UUID, ...],
    written: list[bytes],
    *,
    on_duty: bool = False,
) -> OpenFolder:
    if person_id is not None:
        known = folders.open_one(actor, person_id, verb="person.read")
        if (
            not Person.objects.filter(id=person_id).exists()
            or known.restricted != bool(named)
            or known.visiting
        ):
            raise Refused("case.open", person_id)
        if not known.restricted:
            folders.share_with_team(actor, known, team_id=team_id)
        return known
    made = folders.create(
        actor, kind="person", team_id=team_id, compartments=PERSON_COMPARTMENTS, named=named, on_duty=on_duty
    )
    Person.objects.create(id=made.id, org_id=actor.org_id)
    for compartment, data in person_records(new):
        written.append(folders.add(made, compartment, data)[1])
    return made


def _colleague(actor: Actor, user_id: UUID, team_id: UUID) -> User:
    user = User.objects.filter(id=user_id, org_id=actor.org_id, is_active=True).first()
    if user is None or not Membership.objects.filter(team_id=team_id, user_id=user_id).exists():
        raise Refused("case.assign", user_id)
    return user


def today_of(org_id: UUID) -> date:
    """The organisation's calendar day."""
    from zoneinfo import ZoneInfo

    zone = Organisation.objects.values_list("time_zone", flat=True).get(id=org_id)
    return clock.now().astimezone(ZoneInfo(zone)).date()


def add_step(actor: Actor, case: Case, case_folder: OpenFolder, step: Step) -> bytes:
    """A step with its date outside and its words inside; returns the audit's bytes."""
    # Whoever left the team can't be given work: the step is the writer's then.
    theirs = Membership.objects.filter(
        team_id=case.team_id, user_id=case.worker_id, user__is_active=True
    ).exists()
    default = case.worker_id if theirs else actor.user_id
    worker = _colleague(actor, step.worker_id or default, case.team_id)
    due = Obligation.objects.create(org_id=actor.org_id, case=case, worker=worker, due=step.due)
    data = {
        "kind": "step",
        "text": step.text,
        "due": step.due.isoformat(),
        "worker": str(worker.id),
        "worker_name": worker.display_name,
        "obligation": str(due.id),
        "at": now(),
        "by": str(actor.user_id),
        "by_name": actor.display_name,
    }
    return folders.add(case_folder, people.CASEWORK, data)[1]
