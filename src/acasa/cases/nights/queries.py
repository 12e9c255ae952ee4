"""What pages at night and on leave read: alarms, who stands in for whom, and looking for her by night."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from acasa.cases.models import Case
from acasa.cases.names import fold
from acasa.cases.nights import rules
from acasa.cases.nights.models import CatchUp, Cover, Opening
from acasa.core import clock
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import User
from acasa.vault import emergency, folders, tokens
from acasa.vault.folders import OpenFolder
from acasa.vault.keyring import Keyring

# A night colleague looks among so many open cases at once.
AT_MOST = 3000
SHOWN = 30


@dataclass(frozen=True)
class Told:
    """An emergency opening as a colleague may read it. `name` and `reason` are empty without the keys for them."""

    id: UUID
    case_id: UUID
    by_id: UUID
    by: str
    at: datetime
    until: datetime
    stopped: datetime | None
    running: bool
    review_by: date
    reviewed: bool
    name: str = ""
    code: str = ""
    reason: str = ""
    compartments: tuple[str, ...] = ()
    may_review: bool = False
    may_end: bool = False
    mine: bool = False
    can_open_case: bool = False
    verdict: str = ""
    verdict_words: str = ""
    verdict_by: str = ""


def supervisors(org_id: UUID) -> set[UUID]:
    """Active supervisors."""
    rows = User.objects.filter(org_id=org_id, is_active=True, is_supervisor=True)
    return set(rows.values_list("id", flat=True))


def may_review(actor: Actor, row: Opening, known: Collection[UUID] | None = None) -> bool:
    """Whether this colleague judges this opening; `known` are the supervisors, if they were read already."""
    judges = set(supervisors(row.org_id) if known is None else known)
    return rules.may_review(
        is_opener=row.user_id == actor.user_id,
        is_supervisor=actor.is_supervisor,
        is_worker=row.case.worker_id == actor.user_id,
        other_supervisors=bool(judges - {row.user_id}),
    )


def running_of(actor: Actor, case_id: UUID, compartments: Collection[str]) -> UUID | None:
    """An opening of the actor's own that lends all of this already, in this very session."""
    keyring: Keyring = actor.require_keyring()
    lent = {compartment for folder_id, compartment, _ in keyring.lent_keys if folder_id == case_id}
    if not set(compartments) - {people.IDENTITY} or set(compartments) - {people.IDENTITY} - lent:
        return None
    row = (
        Opening.objects.filter(
            case_id=case_id, user_id=actor.user_id, ended_at=None, expires_at__gt=clock.now()
        )
        .order_by("-opened_at")
        .first()
    )
    return row.id if row else None


def _told(
    actor: Actor, rows: Sequence[Opening], opened: dict[UUID, OpenFolder], *, now: datetime
) -> list[Told]:
    """The rows with what these keys open of them. One statement, for who judges."""
    judges = supervisors(actor.org_id) if rows else set()
    return [_one(actor, row, opened, now, judges) for row in rows]


def _one(
    actor: Actor, row: Opening, opened: dict[UUID, OpenFolder], now: datetime, judges: Collection[UUID]
) -> Told:
    case, person = opened.get(row.case_id), opened.get(row.case.person_id)
    said: dict[str, Any] = {}
    for record in case.of_kind("emergency") if case else []:
        if record.data.get("opening") == str(row.id):
            said = record.data
    if not said and actor.require_keyring().holds(None, people.AUDIT):
        said = _detail(actor, bytes(row.told), row.id)
        if row.review:
            said = {**said, **_verdict(_detail(actor, bytes(row.review), row.id))}
    facts = case.one("case") if case else None
    essentials = person.one("essentials") if person else None
    running = rules.is_running(now, ends=row.expires_at, stopped=row.ended_at)
    mine = row.user_id == actor.user_id
    return Told(
        id=row.id,
        case_id=row.case_id,
        by_id=row.user_id,
        by=row.user.display_name,
        at=row.opened_at,
        until=row.expires_at,
        stopped=row.ended_at,
        running=running,
        review_by=row.review_by,
        reviewed=row.reviewed_at is not None,
        name=str(essentials.data.get("working_name", "")) if essentials else "",
        code=str(facts.data.get("code", "")) if facts else "",
        reason=str(said.get("reason", "")),
        compartments=tuple(said.get("compartments", ())),
        may_review=row.reviewed_at is None and may_review(actor, row, judges),
        may_end=running and (mine or actor.is_supervisor or row.case.worker_id == actor.user_id),
        mine=mine,
        can_open_case=essentials is not None and facts is not None,
        verdict=str(said.get("verdict", "")),
        verdict_words=str(said.get("review", "")),
        verdict_by=str(said.get("reviewed_by", "")),
    )


def _verdict(detail: dict[str, Any]) -> dict[str, Any]:
    return {"verdict": detail.get("verdict", ""), "review": detail.get("words", "")} if detail else {}


def _detail(actor: Actor, sealed: bytes, opening_id: UUID) -> dict[str, Any]:
    """What the record's ring opens; a detail of another opening tells nothing of this one."""
    try:
        found = folders.open_detail(actor, sealed)
    except tokens.SealingError:
        return {}
    return found if found.get("opening") == str(opening_id) else {}


def alarms(actor: Actor) -> list[Told]:
    """Openings that this colleague must know of: of one's own cases, and of all for a supervisor, until reviewed.

    One's own stay in sight while they run. One statement when there is nothing to tell.
    """
    now = clock.now()
    wanted = Q(case__worker_id=actor.user_id, reviewed_at=None) | Q(
        user_id=actor.user_id, ended_at=None, expires_at__gt=now
    )
    if actor.is_supervisor:
        wanted |= Q(reviewed_at=None)
    absent = list(standing_in(actor))
    if absent:
        wanted |= Q(case__worker_id__in=absent, reviewed_at=None)
    rows = list(
        Opening.objects.filter(wanted).select_related("case", "user").order_by("-opened_at", "id")[:50]
    )
    if not rows:
        return []
    ids = {part for row in rows for part in (row.case_id, row.case.person_id)}
    return _told(actor, rows, folders.open_many(actor, ids, only=people.ESSENTIALS), now=now)


def of_case(actor: Actor, case_id: UUID, case_folder: OpenFolder, person_folder: OpenFolder) -> list[Told]:
    """Openings of one case that is open on the page: running, or waiting to be reviewed.

    One statement on nearly every page, since hardly a case was ever opened so; two on the others.
    """
    if not Opening.objects.filter(case_id=case_id).exists():
        return []
    now = clock.now()
    rows = Opening.objects.filter(case_id=case_id).filter(
        Q(reviewed_at=None) | Q(ended_at=None, expires_at__gt=now)
    )
    opened = {case_folder.id: case_folder, person_folder.id: person_folder}
    return _told(actor, list(rows.select_related("case", "user").order_by("-opened_at")), opened, now=now)


def one(actor: Actor, opening_id: UUID, *, verb: str) -> Told:
    """One opening, for its judge. Refused to others."""
    row = Opening.objects.select_related("case", "user").filter(id=opening_id).first()
    if row is None or not may_review(actor, row):
        raise Refused(verb, opening_id)
    ids = [row.case_id, row.case.person_id]
    opened = folders.open_many(actor, ids, only=people.ESSENTIALS)
    (told,) = _told(actor, [row], opened, now=clock.now())
    folders.note(actor, "emergency.read", row.case_id)
    return told


def openable(actor: Actor, case_folder: OpenFolder, person_folder: OpenFolder) -> list[str]:
    """Compartments that an emergency opening would add to what this colleague opens of the case, in fixed order."""
    there = emergency.offered(actor, [case_folder.id, person_folder.id])
    held = {c for folder in (case_folder, person_folder) for c, _ in folder.keys}
    return [c for c in emergency.COMPARTMENTS if c in there and c not in held]


def may_use(actor: Actor) -> bool:
    """Whether the colleague holds the emergency ring."""
    return bool(actor.require_keyring().emergency_versions())


# --- leave


@dataclass(frozen=True)
class Leave:
    """A line of the page of covers."""

    id: UUID
    absent: str
    covering: str
    first: date
    last: date
    now: bool
    may_end: bool


def standing_in(actor: Actor, today: date | None = None) -> dict[UUID, str]:
    """Colleagues for whom the actor stands in today: id and name."""
    from django.utils import timezone

    day = today or timezone.localdate(clock.now())
    rows = Cover.objects.filter(
        covering_id=actor.user_id, ended_at=None, first_day__lte=day, last_day__gte=day
    )
    return dict(rows.values_list("absent_id", "absent__display_name"))


def covers(actor: Actor, today: date) -> list[Leave]:
    """Covers that are not over: one's own, and all of the organisation for a supervisor."""
    rows = Cover.objects.filter(ended_at=None, last_day__gte=today)
    if not actor.is_supervisor:
        rows = rows.filter(Q(absent_id=actor.user_id) | Q(covering_id=actor.user_id))
    return [
        Leave(
            row.id,
            row.absent.display_name,
            row.covering.display_name,
            row.first_day,
            row.last_day,
            rules.covers(today, first=row.first_day, last=row.last_day, ended=False),
            True,
        )
        for row in rows.select_related("absent", "covering").order_by("first_day", "id")
    ]


def covered_by(worker_id: UUID, today: date) -> str:
    """Who stands in for a case's worker today; empty for nobody."""
    row = Cover.objects.filter(
        absent_id=worker_id, ended_at=None, first_day__lte=today, last_day__gte=today
    ).values_list("covering__display_name", flat=True)
    return row.first() or ""


def colleagues(actor: Actor) -> list[tuple[UUID, str]]:
    """Active colleagues of the organisation, by name."""
    rows = User.objects.filter(org_id=actor.org_id, is_active=True).values_list("id", "display_name")
    return sorted(rows, key=lambda row: row[1].casefold())


# --- looking for her at night


@dataclass(frozen=True)
class Found:
    """Somebody whom a night colleague looked for."""

    case_id: UUID
    name: str
    code: str
    team: str
    safe: dict[str, str] = field(default_factory=dict)


def may_look(actor: Actor) -> bool:
    """On duty, or with a night envelope."""
    keyring: Keyring = actor.require_keyring()
    return keyring.holds(None, people.ON_DUTY) or bool(keyring.lent_rings)


def look_for(actor: Actor, typed: str) -> list[Found]:
    """Open cases whose working name or code holds what was typed, as far as the night lets one read."""
    if not may_look(actor):
        raise Refused("night.search")
    rows = list(
        Case.objects.filter(is_open=True)
        .order_by("id")
        .values_list("id", "person_id", "team__name")[:AT_MOST]
    )
    wanted = [fold.fold_word(word) for word in fold.words(typed)]
    opened = folders.open_many(actor, {part for row in rows for part in row[:2]}, only=people.ESSENTIALS)
    found = []
    for case_id, person_id, team in rows:
        case, person = opened.get(case_id), opened.get(person_id)
        facts = case.one("case") if case else None
        essentials = person.one("essentials") if person else None
        if facts is None or essentials is None:
            continue
        name, code = str(essentials.data.get("working_name", "")), str(facts.data.get("code", ""))
        if _alike(wanted, name) or typed.strip().casefold() == code.casefold():
            found.append(Found(case_id, name, code, team))
    folders.note(actor, "night.search", detail={"words": typed})
    return sorted(found, key=lambda item: (item.name.casefold(), item.code))[:SHOWN]


def _alike(wanted: Sequence[tuple[str, ...]], name: str) -> bool:
    """Whether each word that was typed begins a word of the name, in any of the spellings."""
    forms = [form for word in fold.words(name) for form in fold.fold_word(word)]
    return bool(wanted) and all(
        any(form.startswith(typed) for typed in spellings for form in forms) for spellings in wanted
    )


# --- what is still to be prepared


@dataclass(frozen=True)
class State:
    """Whether emergency opening is there, and how much is left to do for this colleague."""

    is_set_up: bool
    mine: int
    others: int


def state(actor: Actor) -> State:
    """Team compartments of older cases that this colleague, and that only others can prepare."""
    keyring: Keyring = actor.require_keyring()
    rows = list(CatchUp.objects.filter(is_done=False).values_list("team_id", "compartment"))
    mine = sum(1 for team, compartment in rows if keyring.holds(team, compartment))
    return State(emergency.is_set_up(actor.org_id), mine, len(rows) - mine)
