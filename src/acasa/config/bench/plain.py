"""What the same pages cost over plain text: Acasa with its caseload read from an ordinary table instead.

The very same pages, sign-in, audit and rendering; only where lists and search take their rows from is another
place. An installation never loads this module: ``acasa bench`` serves it from its own data folder, with
fictional rows, to say beside each figure what sealing costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

import psycopg
from django.db import connection

from acasa.cases import columns, names, rules
from acasa.cases.queries import caseload
from acasa.cases.queries.caseload import FOUND_AT_MOST, PAGE_SIZE, Filters, Listing, Row
from acasa.core.actor import Actor
from acasa.vault import folders

TABLE = "bench_plain"

DEFINITION = f"""
create table if not exists {TABLE} (
  case_id uuid primary key, org_id uuid not null, team_id uuid not null, code_number int not null,
  code text not null, name text not null, key text not null, risk smallint not null, alerts bigint not null,
  is_open boolean not null, worker bigint not null, opened date, stage smallint, step text not null,
  due date, contact date, channel text, hours text, code_word text
);
create index if not exists {TABLE}_due on {TABLE} (team_id, is_open, due, case_id);
create index if not exists {TABLE}_name on {TABLE} (team_id, is_open, name, case_id);
create index if not exists {TABLE}_worker on {TABLE} (team_id, worker, is_open);
create index if not exists {TABLE}_code on {TABLE} (team_id, code_number);
create index if not exists {TABLE}_group on {TABLE} (team_id, is_open, stage, risk);
grant select, insert on {TABLE} to acasa_app;
"""

_SHOWN = (
    "case_id, name, code, risk, alerts, is_open, worker, opened, stage, step, due, contact, "
    "channel, hours, code_word"
)
_SORTS = {
    "name": "name", "due": "due", "opened": "opened", "code": "code_number", "risk": "risk", "contact": "contact",
}  # fmt: skip


def _where(actor: Actor, filters: Filters, today_number: int) -> tuple[str, list[Any]]:
    conditions, values = ["team_id = any(%s)"], [list(actor.teams)]

    def add(condition: str, value: object) -> None:
        conditions.append(condition)
        values.append(value)  # type: ignore[arg-type]

    if filters.status:
        add("is_open = %s", filters.status == rules.OPEN)
    if filters.worker:
        add("worker = %s", caseload.own_short(actor) if filters.worker == "me" else int(filters.worker))
    if filters.risks:
        add("risk = any(%s)", [columns.risk_number(risk) for risk in filters.risks])
    if filters.stages:
        add("stage = any(%s)", [rules.STAGES.index(stage) for stage in filters.stages])
    if filters.alert in columns.ALERTS:
        add("alerts & %s <> 0", 1 << columns.ALERTS.index(filters.alert))
    if filters.late:
        add("due < %s", date(1970, 1, 1) + timedelta(days=today_number))
    return " and ".join(conditions), values


def listing(actor: Actor, filters: Filters, *, today_number: int) -> Listing:
    """As queries.caseload.listing, by SQL over plain text."""
    where, values = _where(actor, filters, today_number)
    order = f"{_SORTS[filters.sort]} {'desc' if filters.descending else 'asc'} nulls last, case_id"
    folders.note(actor, "caseload.list", detail=filters.told())
    by_stage, by_risk = group(where, values)
    total = sum(by_risk.values())
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, filters.page), pages)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {_SHOWN} from {TABLE} where {where} order by {order} limit %s offset %s",  # noqa: S608
            [*values, PAGE_SIZE, (page - 1) * PAGE_SIZE],
        )
        found = cursor.fetchall()
    return Listing(
        rows=[_row(row) for row in found],
        total=total,
        page=page,
        pages=pages,
        by_stage={stage: by_stage.get(i, 0) for i, stage in enumerate(rules.STAGES)},
        by_risk={risk: by_risk.get(i + 1, 0) for i, risk in enumerate(rules.RISKS)},
    )


def group(where: str, values: Sequence[Any]) -> tuple[dict[int, int], dict[int, int]]:
    """Numbers of cases by stage and by risk."""
    by_stage: dict[int, int] = {}
    by_risk: dict[int, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"select stage, risk, count(*) from {TABLE} where {where} group by stage, risk",  # noqa: S608
            values,
        )
        for stage, risk, count in cursor.fetchall():
            by_stage[stage] = by_stage.get(stage, 0) + count
            by_risk[risk] = by_risk.get(risk, 0) + count
    return by_stage, by_risk


def search(actor: Actor, query: str) -> list[Row]:
    """As queries.caseload.search, but by substrings of the folded name: all that SQL does without an extension.

    No fuzzy match, no ranking, no diminutives: the plain table is asked for less than the sealed one.
    """
    folders.note(actor, "caseload.search", detail={"query": query})
    words = [part.partition("=")[0].partition("/")[0] for part in names.search_key(query).split()]
    if not words:
        return []
    conditions = " and ".join("key like %s" for _ in words)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {_SHOWN} from {TABLE} where team_id = any(%s) and {conditions} "  # noqa: S608
            "order by length(key), case_id limit %s",
            [list(actor.teams), *(f"%{word}%" for word in words), FOUND_AT_MOST],
        )
        return [_row(row) for row in cursor.fetchall()]


def _row(row: tuple[Any, ...]) -> Row:
    (case_id, name, code, risk, alerts, is_open, worker, opened, stage, step, due, contact, *safe) = row
    return Row(
        case_id=case_id,
        name=name,
        code=code,
        risk=rules.RISKS[risk - 1] if risk else "",
        alerts=tuple(alert for i, alert in enumerate(columns.ALERTS) if alerts >> i & 1),
        is_open=is_open,
        worker=str(worker),
        opened=_iso(opened),
        stage=rules.STAGES[stage],
        step=step,
        due=_iso(due),
        contact=_iso(contact),
        safe=dict(zip(("channel", "hours", "code_word"), safe, strict=True)),
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def row_of(
    case_id: UUID, org_id: UUID, team_id: UUID, essentials: dict[str, Any], course: dict[str, Any], key: str
) -> tuple[Any, ...]:
    """A plain row of the same case, from its cards' content."""
    shown, told, work = essentials["show"], essentials["list"], course["show"]
    return (
        case_id, org_id, team_id, told["code"], shown["code"], shown["name"], key, told["risk"], told["alerts"],
        told["is_open"], told["worker"], shown["opened"], course["course"]["stage"], work["step"], work["due"],
        work["contact"], *(shown["safe"][part] for part in ("channel", "hours", "code_word")),
    )  # fmt: skip


def insert(rows: Sequence[tuple[Any, ...]]) -> None:
    """Add plain rows."""
    connection.ensure_connection()
    cursor = psycopg.Cursor(cast("psycopg.Connection[Any]", connection.connection))
    with cursor.copy(f"copy {TABLE} from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def replace_queries() -> None:
    """From now on this process's pages read the plain table."""
    caseload.listing = listing
    caseload.search = search
