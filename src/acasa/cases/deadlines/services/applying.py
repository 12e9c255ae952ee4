"""Deadlines follow the facts of a case: written in the transaction that changed them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import connection

from acasa.cases.deadlines import deriving, library
from acasa.cases.deadlines.deriving import OPEN, Change
from acasa.cases.deadlines.models import Standing
from acasa.cases.deadlines.rules.calendars import Calendar
from acasa.cases.deadlines.rules.packs import Pack
from acasa.cases.models import Case, Obligation
from acasa.cases.services.opening import now
from acasa.cases.services.working import Desk
from acasa.core import clock
from acasa.core.actor import Actor
from acasa.core.bulk import insert_many
from acasa.people.models import Membership, Organisation
from acasa.vault import folders
from acasa.vault.folders import OpenFolder
from acasa.vault.models import Record


@dataclass(frozen=True)
class Ground:
    """On what a calculation stands: the rules in force, the working days of the place, its day, who writes."""

    pack: Pack
    calendar: Calendar
    today: date
    by: Mapping[str, str]


def ground(actor: Actor, pack: Pack) -> Ground:
    """The ground of this moment, in the organisation's time zone and language."""
    zone_name, language = Organisation.objects.values_list("time_zone", "language").get(id=actor.org_id)
    zone: tzinfo = ZoneInfo(zone_name)
    by = {"at": now(), "by": str(actor.user_id), "by_name": actor.display_name, "language": language}
    return Ground(pack, pack.calendar(zone), clock.now().astimezone(zone).date(), by)


def after_change(actor: Actor, desk: Desk) -> list[bytes]:
    """Let a case's deadlines say what its facts say now. Returns what the audit must name; no change, no writes."""
    pack = library.present()
    if pack is None:
        return []
    on = ground(actor, pack)
    written = calculate(actor, on, desk.case, desk.case_folder, desk.person_folder)
    mark(actor, pack, [desk.case.id], deriving.held(desk.case_folder, desk.person_folder))
    return written


def calculate(actor: Actor, on: Ground, case: Case, folder: OpenFolder, person: OpenFolder) -> list[bytes]:
    """One case. Its row must be locked by the caller."""
    found = deriving.outlook(on.pack, on.calendar, on.today, folder, person, is_open=case.is_open, by=on.by)
    return write(actor, [(case, folder, found.changes)])


@dataclass
class Hands:
    """Who can be given work in which team, and who of them supervises."""

    teams: dict[UUID, dict[UUID, bool]] = field(default_factory=dict)

    @classmethod
    def of(cls, team_ids: Iterable[UUID]) -> Hands:
        found = cls()
        rows = Membership.objects.filter(team_id__in=set(team_ids), user__is_active=True)
        for team, user, supervises in rows.order_by("user_id").values_list(
            "team_id", "user_id", "user__is_supervisor"
        ):
            found.teams.setdefault(team, {})[user] = supervises
        return found

    def worker(self, actor: Actor, case: Case, folder: OpenFolder, who: str) -> UUID:
        """Whose day it stands on: the case's colleague, or a supervisor; of a restricted case one who is named."""
        there = self.teams.get(case.team_id, {})
        if folder.restricted:
            facts = folder.one("case")
            named = set(facts.data.get("named", ())) if facts else set()
            there = {user: supervises for user, supervises in there.items() if str(user) in named}
        if who == "supervisor":
            for user, supervises in there.items():
                if supervises:
                    return user
        return case.worker_id if case.worker_id in there else actor.user_id


Calculated = tuple[Case, OpenFolder, Sequence[Change]]


def write(actor: Actor, calculated: Sequence[Calculated], hands: Hands | None = None) -> list[bytes]:
    """Write the changes of some cases: at most five statements, however many. Returns what the audit must name."""
    new_records: list[Record] = []
    changed: list[Record] = []
    new_dues: list[Obligation] = []
    moved: list[tuple[UUID, date, bool]] = []
    written: list[bytes] = []
    needed = {
        case.team_id
        for case, _folder, changes in calculated
        if any(not change.data["obligation"] for change in changes)
    }
    if needed and hands is None:
        hands = Hands.of(needed)
    for case, folder, changes in calculated:
        for change in changes:
            data = change.data
            is_open = data["state"] == OPEN
            if is_open and not data["obligation"]:
                assert hands is not None
                who = change.rule.who if change.rule else "worker"
                due = Obligation(
                    id=uuid4(),
                    org_id=case.org_id,
                    case_id=case.id,
                    worker_id=hands.worker(actor, case, folder, who),
                    due=date.fromisoformat(data["due"]),
                )
                data["obligation"] = str(due.id)
                new_dues.append(due)
            elif data["obligation"]:
                moved.append((UUID(data["obligation"]), date.fromisoformat(data["due"]), not is_open))
            if change.record is None:
                row, _opened, told = folders.seal_new(folder, change.compartment, data)
                new_records.append(row)
            else:
                row, _opened, told = folders.seal_change(folder, change.record, data)
                changed.append(row)
            written.append(told)
    insert_many(new_records)
    folders.save_changed(changed)
    insert_many(new_dues)
    _move(moved)
    return written


def _move(moved: Sequence[tuple[UUID, date, bool]]) -> None:
    if not moved:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "update cases_obligation o set due = n.due, is_done = n.over"
            " from unnest(%s::uuid[], %s::date[], %s::bool[]) as n(id, due, over) where o.id = n.id",
            [[row[0] for row in moved], [row[1] for row in moved], [row[2] for row in moved]],
        )


def mark(
    actor: Actor,
    pack: Pack,
    case_ids: Sequence[UUID],
    open_compartments: frozenset[str],
    derived: Mapping[UUID, int] | None = None,
    rewritten: Mapping[UUID, int] | None = None,
) -> None:
    """Note by which rules these cases were calculated, as far as these compartments reach.

    Without anybody working on it: `derived`, how many records were added to each, and `rewritten`, how often
    something of it was written anew.
    """
    parts = deriving.covered(pack, open_compartments)
    if not parts and not derived and not rewritten:
        return
    values = {"digest": pack.digest, "legal": pack.legal_digest}
    # A digest that these compartments don't reach stays as it is; a row that says all already is left alone.
    counts = ("derived", "rewritten")
    updates = [f"{part} = excluded.{part}" for part in parts] + [
        f"{n} = s.{n} + excluded.{n}" for n in counts
    ]
    differs = [f"s.{part} <> excluded.{part}" for part in parts] + [f"excluded.{n} > 0" for n in counts]
    selected = ", ".join("%s" if part in parts else "''" for part in values)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {Standing._meta.db_table} as s (case_id, org_id, digest, legal, derived, rewritten)"  # noqa: S608  own names
            f" select id, %s, {selected}, n, m from unnest(%s::uuid[], %s::int[], %s::int[]) as t(id, n, m)"
            f" on conflict (case_id) do update set {', '.join(updates)} where {' or '.join(differs)}",
            [
                actor.org_id,
                *(values[part] for part in parts),
                list(case_ids),
                [(derived or {}).get(case_id, 0) for case_id in case_ids],
                [(rewritten or {}).get(case_id, 0) for case_id in case_ids],
            ],
        )


def told_by(actor: Actor) -> dict[str, Any]:
    """Who says something of a deadline, and when."""
    return {"at": now(), "by": str(actor.user_id), "by_name": actor.display_name}
