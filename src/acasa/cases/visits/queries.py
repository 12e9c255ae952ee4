"""Who is out, and what this part shows of a case. The first argument is the actor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from acasa.cases.models import Case
from acasa.cases.visits import rules
from acasa.cases.visits.models import BudgetLine, Interpreter, Watch
from acasa.core import clock
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import User
from acasa.vault import folders


@dataclass(frozen=True)
class Out:
    """A watch as colleagues see it without a key."""

    id: UUID
    case_id: UUID
    worker_id: UUID
    worker: str
    state: str
    alarm_at: datetime
    alarm: bool
    no_word: bool
    mine: bool
    acknowledged_by: str
    acknowledged_at: datetime | None
    ended_by: str
    ended_at: datetime | None


def _seen_by(actor: Actor) -> QuerySet[Watch]:
    """Watches of the actor's teams; of all teams for supervisors and for whoever is on duty; always one's own."""
    everything = actor.is_supervisor or (
        actor.keyring is not None and actor.keyring.holds(None, people.ON_DUTY)
    )
    rows = Watch.objects.filter(org_id=actor.org_id)
    if everything:
        return rows
    ours = Case.objects.filter(team_id__in=actor.teams).values("id")
    return rows.filter(Q(case_id__in=ours) | Q(worker_id=actor.user_id))


def watch(actor: Actor, watch_id: UUID, verb: str, *, lock: bool = False) -> Watch:
    """A watch that the actor may see; Refused otherwise."""
    rows = _seen_by(actor)
    found = (rows.select_for_update() if lock else rows).filter(id=watch_id).first()
    if found is None:
        raise Refused(verb, watch_id)
    return found


def _name(column: str) -> Subquery:
    return Subquery(User.objects.filter(id=OuterRef(column)).values("display_name")[:1])


def _outs(actor: Actor, rows: QuerySet[Watch]) -> list[Out]:
    moment = clock.now()
    named = rows.annotate(
        worker=_name("worker_id"), taker=_name("acknowledged_by"), ender=_name("ended_by")
    ).order_by("alarm_at", "id")
    return [
        Out(
            id=row.id,
            case_id=row.case_id,
            worker_id=row.worker_id,
            worker=row.worker or "",
            state=row.state,
            alarm_at=row.alarm_at,
            alarm=rules.is_alarm(row.state, row.alarm_at, moment),
            no_word=rules.no_word(row.state, row.alarm_at, moment),
            mine=row.worker_id == actor.user_id,
            acknowledged_by=row.taker or "",
            acknowledged_at=row.acknowledged_at,
            ended_by=row.ender or "",
            ended_at=row.ended_at,
        )
        for row in named
    ]


def out_now(actor: Actor) -> list[Out]:
    """Alarms, planned visits without a word, and the actor's own visits under way; one statement, no key.

    An alarm that has ended stays for a while with its end, so that whoever worried learns that all is well.
    """
    moment = clock.now()
    # A visit that was planned when the case was closed asks nobody any more; who is out is looked for all the same.
    still_open = Case.objects.filter(is_open=True).values("id")
    late = Q(alarm_at__lte=moment) & (Q(state__in=rules.OUT) | Q(case_id__in=still_open))
    mine = Q(worker_id=actor.user_id, state__in=rules.OUT)
    running = Q(ended_at__isnull=True) & (late | mine)
    all_well = Q(state__in=(rules.SAFE, rules.ENDED), ended_at__gte=moment - rules.TOLD_AFTER)
    return _outs(actor, _seen_by(actor).filter(running | (all_well & Q(ended_at__gt=F("alarm_at")))))


def out(actor: Actor, watch_id: UUID) -> Out:
    """One watch with the names of colleagues; noted, because it says who went where."""
    watch(actor, watch_id, "alarm.read")
    return _outs(actor, Watch.objects.filter(id=watch_id))[0]


def of_case(actor: Actor, case_id: UUID) -> dict[str, Out]:
    """Watches of a case that the actor has opened, by id as sealed records name them."""
    rows = Watch.objects.filter(case_id=case_id, org_id=actor.org_id)
    return {str(item.id): item for item in _outs(actor, rows)}


@dataclass(frozen=True)
class Sealed:
    """What the actor's keys open of a visit: where, and who is met."""

    visit: dict[str, Any]
    name: str
    code: str
    alerts: list[str]


def sealed_part(actor: Actor, found: Out) -> Sealed | None:
    """The visit's sealed record with the person's working name, or None where no key opens it."""
    if actor.keyring is None:
        return None
    person_id = Case.objects.filter(id=found.case_id).values_list("person_id", flat=True).first()
    if person_id is None:
        return None
    opened = folders.open_many(actor, [found.case_id, person_id])
    case, person = opened.get(found.case_id), opened.get(person_id)
    if case is None:
        return None
    facts, essentials = case.one("case"), person.one("essentials") if person else None
    for record in case.of_kind("visit"):
        if record.data["watch"] == str(found.id):
            folders.note(actor, "visit.read", found.case_id)
            return Sealed(
                record.data,
                str(essentials.data.get("working_name", "")) if essentials else "",
                str(facts.data.get("code", "")) if facts else "",
                list(facts.data.get("alerts", [])) if facts else [],
            )
    return None


@dataclass(frozen=True)
class Line:
    """A budget line of the organisation."""

    id: UUID
    donor: str
    line: str

    @property
    def words(self) -> str:
        return f"{self.donor}: {self.line}" if self.line else self.donor


def budget_lines(actor: Actor) -> list[Line]:
    """Lines that aid may be given from, by donor."""
    rows = BudgetLine.objects.filter(org_id=actor.org_id, is_active=True)
    return sorted(
        (Line(*row) for row in rows.values_list("id", "donor", "line")),
        key=lambda line: line.words.casefold(),
    )


@dataclass(frozen=True)
class Known:
    """An interpreter whom the actor's keys open."""

    id: UUID
    team_id: UUID
    active: bool
    version: int
    data: dict[str, Any]


def interpreters(actor: Actor, *, language: str = "", team_id: UUID | None = None) -> list[Known]:
    """The register of the actor's teams, or of one of them; with `language` only those who speak it. By name."""
    teams = actor.teams if team_id is None else actor.teams & {team_id}
    rows = Interpreter.objects.filter(team_id__in=teams)
    known = {row.id: row for row in rows}
    found = []
    for folder_id, folder in folders.open_many(actor, known).items():
        record = folder.one("interpreter")
        if record is not None and (not language or language in record.data.get("languages", ())):
            row = known[folder_id]
            found.append(Known(row.id, row.team_id, row.is_active, record.version, record.data))
    folders.note(actor, "interpreter.read")
    return sorted(found, key=lambda item: (not item.active, str(item.data["name"]).casefold()))


def interpreter(actor: Actor, interpreter_id: UUID) -> Known:
    """One interpreter of the register; Refused when not of the actor's teams."""
    for item in interpreters(actor):
        if item.id == interpreter_id:
            return item
    raise Refused("interpreter.read", interpreter_id)


def calendar_taken(actor: Actor, case_id: UUID) -> None:
    """Note that the day of an appointment left for a calendar."""
    folders.note(actor, "appointment.calendar", case_id)
