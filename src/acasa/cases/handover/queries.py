"""Loads of colleagues from the sealed caseload, cases that may be handed over, and what a pack is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import polars as pl
from django.db.models import Count, Exists, Min, OuterRef

from acasa.cases import columns, rules
from acasa.cases.handover.rules import PACK_AT_MOST, Load
from acasa.cases.models import Case, Obligation
from acasa.cases.queries import case as cases
from acasa.cases.queries import caseload as lists
from acasa.cases.queries.case import CasePage, Colleague
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import Membership, Team, User
from acasa.vault import caseload, folders
from acasa.vault.models import Folder, FolderKey


@dataclass(frozen=True)
class Carried:
    """A line of the board."""

    worker: Colleague
    load: Load
    # Teams that the colleague and the supervisor share: id and name.
    teams: list[tuple[UUID, str]]


@dataclass(frozen=True)
class Held:
    """A case that could be handed over: what its card shows."""

    id: UUID
    name: str
    code: str
    risk: str
    step: str
    due: str


def board(actor: Actor, today: date) -> list[Carried]:
    """What each colleague of the supervisor's teams carries, by name. A fixed number of queries."""
    if not actor.is_supervisor:
        raise Refused("load.read")
    keyring = actor.require_keyring()
    colleagues = cases.colleagues(actor)
    rings, work_rings = keyring.rings(people.ESSENTIALS), keyring.rings(people.CASEWORK)
    loaded = caseload.load_many(keyring, [(rings, columns.LIST), (work_rings, columns.COURSE)])
    frames = [*loaded[0].frames.values(), *([loaded[0].named] if loaded[0].named is not None else [])]
    courses = [*loaded[1].frames.values(), *([loaded[1].named] if loaded[1].named is not None else [])]
    folders.note(actor, "load.read")
    # Whoever can't open a restricted case does not learn that it is there.
    own = FolderKey.objects.filter(folder_id=OuterRef("id"), user_key_id=keyring.bundle.user_key_id)
    hidden = Folder.objects.filter(id=OuterRef("case_id"), restricted=True).exclude(Exists(own))
    late: dict[UUID, Any] = {
        row["worker_id"]: row
        for row in Obligation.objects.filter(
            worker_id__in=[colleague.id for colleague in colleagues],
            case__team_id__in=actor.teams,
            is_done=False,
            due__lt=today,
        )
        .exclude(Exists(hidden))
        .values("worker_id")
        .annotate(count=Count("id"), since=Min("due"))
    }
    counted = _counted(frames, courses)
    shared = teams_of([colleague.id for colleague in colleagues], actor)
    return [
        Carried(
            colleague,
            _load(counted.get(colleague.short, []), late.get(colleague.id, {})),
            shared.get(colleague.id, []),
        )
        for colleague in colleagues
    ]


def _counted(
    frames: list[pl.DataFrame], courses: list[pl.DataFrame]
) -> dict[int, list[tuple[int, int, int]]]:
    """Worker's number to (risk, open cases, of them without a next step)."""
    if not frames:
        return {}
    plan = pl.concat(frames, rechunk=False).lazy().filter(pl.col("is_open"))
    if courses:
        course = pl.concat(courses, rechunk=False).lazy().select("short", "due")
        plan = plan.join(course, on="short", how="left")
    else:
        plan = plan.with_columns(pl.lit(None, pl.Int32).alias("due"))
    grouped = (
        plan.group_by("worker", "risk").agg(pl.len(), pl.col("due").is_null().sum().alias("none")).collect()
    )
    found: dict[int, list[tuple[int, int, int]]] = {}
    for worker, risk, count, without in grouped.iter_rows():
        found.setdefault(worker, []).append((risk, count, without))
    return found


def _load(counted: list[tuple[int, int, int]], late: dict[str, Any]) -> Load:
    names = {number + 1: risk for number, risk in enumerate(rules.RISKS)}
    return Load(
        cases=sum(count for _risk, count, _none in counted),
        by_risk={names.get(risk, ""): count for risk, count, _none in counted},
        without_step=sum(none for _risk, _count, none in counted),
        late=int(late.get("count", 0)),
        late_since=late.get("since"),
    )


def may_hand_over(actor: Actor, team_id: UUID, worker_id: UUID) -> tuple[Team, User]:
    """A colleague's caseload in one team: its worker or a supervisor of the team hands it over. Or Refused."""
    team = Team.objects.filter(id=team_id, org_id=actor.org_id).first()
    worker = User.objects.filter(id=worker_id, org_id=actor.org_id).first()
    holds = actor.require_keyring().holds(team_id, people.CASEWORK) and team_id in actor.teams
    if team is None or worker is None or not holds or not (actor.is_supervisor or worker_id == actor.user_id):
        raise Refused("handover.begin", worker_id)
    return team, worker


def held(actor: Actor, team_id: UUID, worker_id: UUID) -> list[Held]:
    """Open, unrestricted cases of this colleague in this team that the actor's keys open, by name."""
    keyring = actor.require_keyring()
    ids = list(
        Case.objects.filter(team_id=team_id, worker_id=worker_id, is_open=True).values_list("id", flat=True)
    )
    # A restricted case goes to its deputy, on its own page.
    outlines = folders.outlines(ids)
    ids = [case_id for case_id in ids if case_id in outlines and not outlines[case_id].restricted]
    rings = [
        ring
        for ring in [*keyring.rings(people.ESSENTIALS), *keyring.rings(people.CASEWORK)]
        if ring.team_id == team_id
    ]
    found = []
    for card in caseload.open_cards(keyring, rings, folder_ids=ids).values():
        if people.ESSENTIALS not in card or card["folder"] not in ids:
            continue
        shown = lists.shown(card[people.ESSENTIALS])
        work = lists.shown(card.get(people.CASEWORK, {}))
        found.append(
            Held(
                card["folder"],
                shown["name"],
                shown["code"],
                shown["risk"],
                work.get("step", ""),
                work.get("due") or "",
            )
        )
    folders.note(actor, "handover.begin", worker_id)
    return sorted(found, key=lambda item: (item.name.casefold(), item.code))


def receivers(actor: Actor, team_id: UUID, worker_id: UUID) -> list[Colleague]:
    """To whom cases of this team may go."""
    return [colleague for colleague in cases.colleagues(actor, team_id) if colleague.id != worker_id]


def teams_of(worker_ids: Iterable[UUID], actor: Actor) -> dict[UUID, list[tuple[UUID, str]]]:
    """Teams that each of these colleagues and the actor share, by name."""
    rows = Membership.objects.filter(user_id__in=worker_ids, team_id__in=actor.teams).select_related("team")
    found: dict[UUID, list[tuple[UUID, str]]] = {}
    for row in sorted(rows, key=lambda row: row.team.name.casefold()):
        found.setdefault(row.user_id, []).append((row.team_id, row.team.name))
    return found


def pack(actor: Actor, case_ids: Iterable[UUID]) -> list[CasePage]:
    """The cases of a pack, for whoever holds case work in each. Refused for more than fit, and for one that is not."""
    wanted = list(dict.fromkeys(case_ids))
    if not wanted or len(wanted) > PACK_AT_MOST:
        raise Refused("handover.pack")
    pages = cases.case_pages(actor, wanted, verb="handover.pack")
    for page in pages:
        if people.CASEWORK not in page.compartments or page.visiting:
            raise Refused("handover.pack", page.id)
    return pages


@dataclass(frozen=True)
class Open:
    """Something that is due in a case, and whose; its words are sealed in the case."""

    obligation: UUID
    due: date
    worker: str


def open_dues(pages: Iterable[CasePage]) -> dict[UUID, list[Open]]:
    """What is due in each of these cases, the earliest first. One query for all."""
    found: dict[UUID, list[Open]] = {}
    rows = Obligation.objects.filter(case_id__in=[page.id for page in pages], is_done=False)
    told = rows.order_by("due", "id").values_list("case_id", "id", "due", "worker__display_name")
    for case_id, obligation, due, worker in told:
        found.setdefault(case_id, []).append(Open(obligation, due, worker))
    return found
