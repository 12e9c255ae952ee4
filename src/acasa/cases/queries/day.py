"""The day: what is due, what is late, what is new, and how much there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from acasa.cases import columns, rooms, rules
from acasa.cases.models import Assignment, Case, Obligation
from acasa.core.actor import Actor
from acasa.people import rules as people
from acasa.vault import caseload, folders
from acasa.vault.folders import OpenFolder
from acasa.vault.keyring import Keyring

AHEAD = 14
AT_MOST = 60

# What the day says of an obligation: its words, the kind and the id of the record that holds them.
Said = tuple[str, str, UUID | None]
NOTHING: Said = ("", "", None)


@dataclass(frozen=True)
class Due:
    """A line of the day: whom, what, when. `text` is empty for a colleague without casework."""

    case_id: UUID
    name: str
    code: str
    risk: str
    text: str
    due: date
    days_late: int
    safe: dict[str, str]
    # What it is due from: the obligation, and the kind and id of the record that tells its words.
    obligation: UUID | None = None
    kind: str = ""
    record_id: UUID | None = None
    # The absent colleague for whom it stands here.
    instead_of: str = ""


@dataclass(frozen=True)
class New:
    """A case that was given to the actor and not opened yet."""

    case_id: UUID
    name: str
    code: str
    risk: str
    instead_of: str = ""


@dataclass(frozen=True)
class Day:
    """The first screen. `load` counts the actor's open cases by stage."""

    late: list[Due]
    today: list[Due]
    ahead: list[Due]
    new: list[New]
    load: dict[str, int]
    open_cases: int
    more: int


def day(actor: Actor, today: date) -> Day:
    """The actor's day. A constant number of queries; steps' words come from the cases' cards and records."""
    keyring: Keyring = actor.require_keyring()
    absent = rooms.standing_in(actor, today)
    workers = [actor.user_id, *absent]
    rows = list(
        Obligation.objects.filter(
            worker_id__in=workers, is_done=False, due__lte=today + timedelta(days=AHEAD)
        )
        .order_by("due", "id")
        .values_list("id", "case_id", "due", "case__person_id", "case__team_id", "worker_id")[: AT_MOST + 1]
    )
    more = max(0, len(rows) - AT_MOST)
    rows = rows[:AT_MOST]
    fresh = list(
        Assignment.objects.filter(worker_id__in=workers).values_list("case_id", "worker_id")[:AT_MOST]
    )
    mine = list(Case.objects.filter(worker_id=actor.user_id, is_open=True).values_list("id", flat=True))
    opened = folders.open_many(actor, {part for row in rows for part in (row[1], row[3])})
    rings = [*keyring.rings(people.ESSENTIALS), *keyring.rings(people.CASEWORK)]
    wanted = list({*mine, *(case_id for case_id, _ in fresh), *(row[1] for row in rows)})
    cards = {card["folder"]: card for card in caseload.open_cards(keyring, rings, folder_ids=wanted).values()}
    words = {key: said for folder in opened.values() for key, said in words_of(folder)}
    dues = [
        replace(
            _due(cards.get(case_id), case_id, words.get(str(obligation), NOTHING)[0], due, today),
            instead_of=absent.get(worker_id, ""),
            **safe_now(opened, case_id, person_id, team_id),
            obligation=obligation,
            kind=words.get(str(obligation), NOTHING)[1],
            record_id=words.get(str(obligation), NOTHING)[2],
        )
        for obligation, case_id, due, person_id, team_id, worker_id in rows
    ]
    load = dict.fromkeys(rules.STAGES, 0)
    for case_id in mine:
        stage = _part(cards.get(case_id), people.CASEWORK).get("stage")
        if stage in load:
            load[stage] += 1
    folders.note(actor, "day.read")
    return Day(
        late=[item for item in dues if item.days_late > 0],
        today=[item for item in dues if item.days_late == 0],
        ahead=[item for item in dues if item.days_late < 0],
        new=[
            replace(_new(cards.get(case_id), case_id), instead_of=absent.get(worker_id, ""))
            for case_id, worker_id in fresh
        ],
        load=load,
        open_cases=len(mine),
        more=more,
    )


def words_of(folder: OpenFolder) -> Iterator[tuple[str, Said]]:
    """Obligations with their words: of records that are due themselves, and of those that list several (`dues`).

    The newest record that speaks of an obligation comes last.
    """
    for record in sorted(folder.records, key=lambda record: str(record.data.get("at", ""))):
        kind = str(record.data.get("kind", ""))
        if "obligation" in record.data and "text" in record.data:
            yield str(record.data["obligation"]), (rooms.due_words(kind, record.data), kind, record.id)
        for obligation, text in record.data.get("dues", {}).items():
            yield str(obligation), (str(text), kind, record.id)


def _part(card: dict[str, Any] | None, compartment: str) -> dict[str, Any]:
    found = (card or {}).get(compartment, {})
    shown: dict[str, Any] = found.get("show", found)
    return shown


def _due(card: dict[str, Any] | None, case_id: UUID, text: str, due: date, today: date) -> Due:
    shown = _part(card, people.ESSENTIALS)
    return Due(
        case_id,
        shown.get("name", ""),
        shown.get("code", ""),
        shown.get("risk", ""),
        text,
        due,
        rules.lateness(due, today),
        shown.get("safe", {}),
    )


def safe_now(opened: dict[UUID, OpenFolder], case_id: UUID, person_id: UUID, team_id: UUID) -> dict[str, Any]:
    """Her name and how she may be reached, from her own folder: another team may have changed it since the card."""
    case, person = opened.get(case_id), opened.get(person_id)
    facts = case.one("case") if case else None
    essentials = person.one("essentials") if person else None
    if not facts or not essentials or not rules.belongs(facts.data, person_id=person_id, team_id=team_id):
        return {}
    return {
        "name": str(essentials.data.get("working_name", "")),
        "code": str(facts.data.get("code", "")),
        "safe": columns.safe_line(essentials.data),
    }


def _new(card: dict[str, Any] | None, case_id: UUID) -> New:
    shown = _part(card, people.ESSENTIALS)
    return New(case_id, shown.get("name", ""), shown.get("code", ""), shown.get("risk", ""))
