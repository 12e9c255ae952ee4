"""Lists, filters, counts and search over the sealed caseload."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import polars as pl

from acasa.cases import columns, names, rules
from acasa.core.actor import Actor
from acasa.people import rules as people
from acasa.people.models import User
from acasa.vault import caseload, folders
from acasa.vault.caseload import Loaded
from acasa.vault.keyring import Keyring, OpenRing

PAGE_SIZE = 25
SORTS = ("name", "due", "opened", "code", "risk", "contact")
FOUND_AT_MOST = 25


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; empty means all. `worker` is "me", a colleague's number, or empty."""

    status: str = rules.OPEN
    worker: str = ""
    stages: Sequence[str] = ()
    risks: Sequence[str] = ()
    alert: str = ""
    late: bool = False
    # What the case is about: form of exploitation, trafficking status, country, open need, an overdue deadline.
    exploitation: str = ""
    trafficking: str = ""
    country: str = ""
    need: str = ""
    overdue: bool = False
    sort: str = "due"
    descending: bool = False
    page: int = 1

    def told(self) -> dict[str, Any]:
        """As the audit keeps it, sealed."""
        return {key: value for key, value in self.__dict__.items() if value not in ("", (), [], False)}


@dataclass(frozen=True)
class Row:
    """A line of a list: what the cards of this colleague's rings show."""

    case_id: UUID
    name: str
    code: str
    risk: str
    alerts: tuple[str, ...]
    is_open: bool
    worker: str
    opened: str
    stage: str
    step: str
    due: str
    contact: str
    safe: dict[str, str]
    score: float = 0.0


@dataclass(frozen=True)
class Listing:
    """One page of a list, with counts over all that the filters let through."""

    rows: list[Row]
    total: int
    page: int
    pages: int
    by_stage: dict[str, int] = field(default_factory=dict)
    by_risk: dict[str, int] = field(default_factory=dict)


def _rings(keyring: Keyring, *compartments: str) -> list[OpenRing]:
    return [ring for compartment in compartments for ring in keyring.rings(compartment)]


def _whole(loaded: Loaded, rings: Sequence[OpenRing], compartment: str) -> pl.DataFrame | None:
    frames = [loaded.frames[ring.ring_id] for ring in rings if ring.compartment == compartment]
    if loaded.named is not None:
        frames.append(loaded.named)
    return pl.concat(frames, rechunk=False) if frames else None


def listing(actor: Actor, filters: Filters, *, today_number: int) -> Listing:
    """A page of the caseload of all the actor's teams.

    `today_number` is the organisation's day in days since 1970. Two reads of the caseload, one of the cards shown.
    """
    keyring: Keyring = actor.require_keyring()
    rings = _rings(keyring, people.ESSENTIALS)
    work_rings = _rings(keyring, people.CASEWORK)
    loaded = caseload.load_many(keyring, [(rings, columns.LIST), (work_rings, columns.COURSE)])
    merge_if_due(actor, [*rings, *work_rings], loaded)
    base = _whole(loaded[0], rings, people.ESSENTIALS)
    folders.note(actor, "caseload.list", detail=filters.told())
    if base is None:
        return Listing([], 0, 1, 1)
    plan = base.lazy().filter(*_list_conditions(actor, filters))
    course = _whole(loaded[1], work_rings, people.CASEWORK)
    if course is not None:
        plan = plan.join(course.lazy().select("short", "stage", "due", "contact"), on="short", how="left")
    else:
        plan = plan.with_columns(
            pl.lit(None, pl.UInt8).alias("stage"),
            pl.lit(None, pl.Int32).alias("due"),
            pl.lit(None, pl.Int32).alias("contact"),
        )
    if about := _facet_conditions(filters, today_number):
        facets = _whole(caseload.load(keyring, work_rings, columns.FACETS), work_rings, people.CASEWORK)
        if facets is None:
            return Listing([], 0, 1, 1)
        plan = plan.join(facets.lazy().filter(*about).select("short"), on="short", how="semi")
    frame = (
        plan.filter(*_course_conditions(filters, today_number))
        .select({"short", "stage", "risk", _sort_column(filters.sort)})
        .collect()
    )
    pages = max(1, -(-frame.height // PAGE_SIZE))
    page = min(max(1, filters.page), pages)
    order = _sort_column(filters.sort)
    shown = (
        frame.bottom_k(page * PAGE_SIZE, by=[order, "short"], reverse=[filters.descending, False])
        if frame.height
        else frame
    )
    shown = shown.sort([order, "short"], descending=[filters.descending, False], nulls_last=True)
    shorts = shown["short"][(page - 1) * PAGE_SIZE : page * PAGE_SIZE].to_list()
    cards = caseload.open_cards(keyring, [*rings, *work_rings], shorts)
    return Listing(
        rows=_rows(shorts, cards),
        total=frame.height,
        page=page,
        pages=pages,
        by_stage=_counts(frame, "stage", dict(enumerate(rules.STAGES))),
        by_risk=_counts(frame, "risk", {i + 1: risk for i, risk in enumerate(rules.RISKS)}),
    )


def _sort_column(sort: str) -> str:
    return {
        "name": "sort",
        "due": "due",
        "opened": "opened",
        "code": "code",
        "risk": "risk",
        "contact": "contact",
    }.get(sort, "due")


def _list_conditions(actor: Actor, filters: Filters) -> list[pl.Expr]:
    conditions = []
    if filters.status in (rules.OPEN, rules.CLOSED):
        conditions.append(pl.col("is_open") == (filters.status == rules.OPEN))
    if filters.worker:
        short = own_short(actor) if filters.worker == "me" else int(filters.worker)
        conditions.append(pl.col("worker") == short)
    if filters.risks:
        conditions.append(pl.col("risk").is_in([columns.risk_number(risk) for risk in filters.risks]))
    if filters.alert in columns.ALERTS:
        bit = 1 << columns.ALERTS.index(filters.alert)
        conditions.append((pl.col("alerts") & pl.lit(bit, pl.UInt32)) != 0)
    return conditions or [pl.lit(True)]


def _course_conditions(filters: Filters, today_number: int) -> list[pl.Expr]:
    conditions = []
    if filters.stages:
        wanted = [rules.STAGES.index(stage) for stage in filters.stages if stage in rules.STAGES]
        conditions.append(pl.col("stage").is_in(wanted))
    if filters.late:
        conditions.append(pl.col("due") < today_number)
    return conditions or [pl.lit(True)]


def _facet_conditions(filters: Filters, today_number: int) -> list[pl.Expr]:
    conditions = []
    for column, codes, code in (
        ("exploitation", columns.EXPLOITATION, filters.exploitation),
        ("needs", columns.NEEDS, filters.need),
    ):
        if code:
            bit = columns.bit_of(codes, code)
            conditions.append((pl.col(column) & pl.lit(bit, pl.UInt32)) != 0)
    for column, wanted, number in (
        ("status", filters.trafficking, columns.number_of(columns.STATUSES, filters.trafficking)),
        ("country", filters.country, columns.country_number(filters.country)),
    ):
        if wanted:
            # 0 stands for "not known": nobody looks for that.
            conditions.append((pl.col(column) == number) & (pl.lit(number) > 0))
    if filters.overdue:
        conditions.append(pl.col("deadline") < today_number)
    return conditions


def _counts(frame: pl.DataFrame, column: str, labels: dict[int, str]) -> dict[str, int]:
    # A dozen comparisons over small numbers take a tenth of what grouping takes to set up.
    values = frame[column]
    return {label: int((values == number).sum() or 0) for number, label in labels.items()}


def _rows(
    shorts: Sequence[int], cards: dict[int, dict[str, Any]], scores: dict[int, float] | None = None
) -> list[Row]:
    rows = []
    for short in shorts:
        card = cards.get(short)
        if card is None or people.ESSENTIALS not in card:
            continue
        said = shown(card[people.ESSENTIALS])
        work = shown(card.get(people.CASEWORK, {}))
        rows.append(
            Row(
                case_id=card["folder"],
                name=said["name"],
                code=said["code"],
                risk=said["risk"],
                alerts=tuple(said["alerts"]),
                is_open=said["open"],
                worker=said["worker"],
                opened=said["opened"] or "",
                stage=work.get("stage", ""),
                step=work.get("step", ""),
                due=work.get("due") or "",
                contact=work.get("contact") or "",
                safe=said["safe"],
                score=(scores or {}).get(short, 0.0),
            )
        )
    return rows


def shown(card: dict[str, Any]) -> dict[str, Any]:
    """What a card shows."""
    said: dict[str, Any] = card.get("show", card)
    return said


def own_short(actor: Actor) -> int:
    """The number by which sealed cards name the actor."""
    return User.objects.values_list("short", flat=True).get(id=actor.user_id)


def merge_if_due(actor: Actor, rings: Sequence[OpenRing], loaded: Sequence[Loaded]) -> None:
    """Fold the overlay into the segments once it has grown: any reader with keys may."""
    keyring: Keyring = actor.require_keyring()
    due = {ring_id for part in loaded for ring_id in caseload.needs_merge(part)}
    for ring in rings:
        if ring.ring_id in due:
            written = caseload.merge(keyring, ring, columns.PURPOSES[ring.compartment])
            if written:
                folders.note(actor, "caseload.merge", written=[written])


_CODE = re.compile(r"^\s*(?:[A-Za-z]{1,6}[\s-]*)?0*(\d{1,8})\s*$")


def search(actor: Actor, query: str) -> list[Row]:
    """Cases whose person answers to this name in any spelling, or whose code this is; best first."""
    keyring: Keyring = actor.require_keyring()
    folders.note(actor, "caseload.search", detail={"query": query})
    rings = _rings(keyring, people.ESSENTIALS)
    as_code = _CODE.match(query)
    scores = by_code(keyring, rings, int(as_code[1])) if as_code else by_name(actor, query)
    if any(letter.isdigit() for letter in query):
        scores |= by_former_code(keyring, rings, query)
    shorts = list(scores)[:FOUND_AT_MOST]
    cards = caseload.open_cards(keyring, [*rings, *_rings(keyring, people.CASEWORK)], shorts)
    return _rows(shorts, cards, scores)


def by_code(keyring: Keyring, rings: Sequence[OpenRing], number: int) -> dict[int, float]:
    """Folders whose case has this number."""
    loaded = caseload.load(keyring, rings, columns.LIST)
    frame = _whole(loaded, rings, people.ESSENTIALS)
    if frame is None:
        return {}
    return dict.fromkeys(frame.filter(pl.col("code") == number)["short"].to_list(), 100.0)


def by_former_code(keyring: Keyring, rings: Sequence[OpenRing], query: str) -> dict[int, float]:
    """Folders whose case had this code before it was brought in."""
    frame = _whole(caseload.load(keyring, rings, columns.FORMER), rings, people.ESSENTIALS)
    if frame is None:
        return {}
    wanted = columns.former_key(query.strip())
    return dict.fromkeys(frame.filter(pl.col("former") == wanted)["short"].to_list(), 100.0)


def by_name(actor: Actor, query: str) -> dict[int, float]:
    """Folders by how well their names answer, best first; names of every ring that the actor holds."""
    keyring: Keyring = actor.require_keyring()
    prepared = names.prepare(query)
    if not prepared:
        return {}
    rings = _rings(keyring, people.ESSENTIALS, people.IDENTITY)
    loaded = caseload.load(keyring, rings, columns.FIND)
    merge_if_due(actor, rings, [loaded])
    frames = [*loaded.frames.values(), *([loaded.named] if loaded.named is not None else [])]
    if not frames:
        return {}
    found = names.find(pl.concat(frames, rechunk=False), prepared, limit=FOUND_AT_MOST * 2)
    scores: dict[int, float] = {}
    for short, score in found.select("short", "score").iter_rows():
        scores.setdefault(short, score)
    return scores


def likely_same(actor: Actor, parts: Sequence[str]) -> list[Row]:
    """Cases that may be of the same person, shown before a new one is saved."""
    keyring: Keyring = actor.require_keyring()
    key = names.search_key(*[part for part in parts if part])
    if not key:
        return []
    rings = _rings(keyring, people.ESSENTIALS, people.IDENTITY)
    loaded = caseload.load(keyring, rings, columns.FIND)
    frames = [*loaded.frames.values(), *([loaded.named] if loaded.named is not None else [])]
    if not frames:
        return []
    found = names.likely_same(key, pl.concat(frames, rechunk=False))
    scores: dict[int, float] = {}
    for short, score in found.select("short", "score").iter_rows():
        scores.setdefault(short, score)
    shorts = list(scores)[:5]
    cards = caseload.open_cards(
        keyring, [*_rings(keyring, people.ESSENTIALS), *_rings(keyring, people.CASEWORK)], shorts
    )
    folders.note(actor, "caseload.duplicates")
    return _rows(shorts, cards, scores)
