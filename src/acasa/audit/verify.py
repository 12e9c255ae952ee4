"""Checking the record: each chain link by link, and each sealed row against the last that the chain says of it.

The links are streamed, and the rows are compared inside the database, which sorts on its own disk: memory stays
bounded however long the record is. Everything of one chain is read from one snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString, cast
from uuid import UUID

import psycopg
from psycopg import sql

from acasa.audit import rules
from acasa.audit.checkpoint import Checkpoint

MOST_KEPT = 200
_BATCH = 2000


@dataclass(frozen=True)
class Source:
    """A table of sealed rows. Both expressions are SQL over it, of type bytea."""

    # What one row is called, as in "a sealed record".
    name: str
    table: LiteralString
    item: LiteralString
    digest: LiteralString


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as it was written."""

    org_id: UUID | None
    kind: str
    seq: int | None = None
    source: str = ""
    item: UUID | None = None

    def words(self) -> str:
        """The problem as a sentence."""
        return {
            "edited": f"Entry {self.seq} was changed, moved or put in.",
            "missing": f"Entries are missing before entry {self.seq}.",
            "truncated": f"The record ends before entry {self.seq}, which the checkpoint knows.",
            "rewritten": f"Entry {self.seq} is not the one that the checkpoint knows.",
            "old-row": f"The {self.source} {self.item} is not the one last written: it was changed, or an older"
            " one was put back.",
            "unknown-row": f"The {self.source} {self.item} was never written by Acasa, or was removed and put back.",
            "missing-row": f"A sealed row {self.item} that was written is gone.",
        }[self.kind]


@dataclass
class Report:
    """What was looked at, and what is wrong. At most MOST_KEPT problems are kept; `found` counts all."""

    chains: int = 0
    entries: int = 0
    rows: int = 0
    found: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return self.found == 0

    def add(self, problem: Problem) -> None:
        self.found += 1
        if len(self.problems) < MOST_KEPT:
            self.problems.append(problem)


def verify(
    connection: psycopg.Connection[Any],
    key: bytes,
    org_id: UUID | None,
    *,
    sources: Sequence[Source] = (),
    expected: tuple[int, bytes] | None = None,
    report: Report | None = None,
) -> Report:
    """Check one chain (None: the installation's), as the owner or as the application.

    `expected` is where a checkpoint saw the chain. The connection must not be in a transaction.
    """
    report = report or Report()
    report.chains += 1
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read read only")
        if org_id is not None:
            connection.execute("select set_config('acasa.org', %s, true)", [str(org_id)])

        def counted() -> Iterator[tuple[rules.Link, bytes]]:
            for link in _links(connection, org_id):
                report.entries += 1
                yield link

        for finding in rules.check_chain(key, org_id, counted(), expected=expected):
            report.add(Problem(org_id, finding.kind, finding.seq))
        if org_id is not None and sources:
            _compare(connection, org_id, sources, report)
    return report


def verify_all(
    connection: psycopg.Connection[Any],
    key: bytes,
    *,
    sources: Sequence[Source] = (),
    checkpoint: Checkpoint | None = None,
) -> Report:
    """Check every chain. Needs the owner's role."""
    rows = connection.execute(
        "select org_id from audit_entry group by org_id union select id from people_organisation"
    ).fetchall()
    known = dict(checkpoint.chains) if checkpoint else {}
    org_ids: set[UUID | None] = {row[0] for row in rows} | set(known) | {None}
    report = Report()
    for org_id in sorted(org_ids, key=str):
        verify(connection, key, org_id, sources=sources, expected=known.get(org_id), report=report)
    return report


def _links(connection: psycopg.Connection[Any], org_id: UUID | None) -> Iterator[tuple[rules.Link, bytes]]:
    with connection.cursor(name="acasa_audit_links", binary=True) as cursor:
        cursor.itersize = _BATCH
        # "is not distinct from" would not use the index.
        where = "org_id = %s" if org_id is not None else "org_id is null and %s::uuid is null"
        cursor.execute(
            sql.SQL(
                "select seq, at, actor_id, verb, subject_id, outcome, detail, written, mac from audit_entry"
                " where {} order by seq"
            ).format(sql.SQL(cast(LiteralString, where))),
            [org_id],
        )
        for seq, at, actor_id, verb, subject_id, outcome, detail, written, mac in cursor:
            link = rules.Link(
                org_id, seq, at, actor_id, verb, subject_id, outcome, bytes(detail), bytes(written)
            )
            yield link, bytes(mac)


_COMPARE = """
with told as (
  select distinct on (item) item, digest from (
    select e.seq, p.place,
           substr(e.written, p.place * 48 + 1, 16) as item, substr(e.written, p.place * 48 + 17, 32) as digest
    from audit_entry e cross join lateral generate_series(0, length(e.written) / 48 - 1) as p(place)
    where e.org_id = %(org)s
  ) every order by item, seq desc, place desc
), stored as ({stored})
select case when stored.item is null then 'missing-row'
            when told.item is null or told.digest = %(removed)s then 'unknown-row' else 'old-row' end,
       coalesce(stored.name, ''), encode(coalesce(stored.item, told.item), 'hex')
from stored full join told on stored.item = told.item
where stored.digest is distinct from told.digest and not (stored.item is null and told.digest = %(removed)s)
"""


def _compare(
    connection: psycopg.Connection[Any], org_id: UUID, sources: Sequence[Source], report: Report
) -> None:
    stored = sql.SQL(" union all ").join(
        sql.SQL(
            "select {name}::text as name, {item} as item, {digest} as digest from {table} where org_id = {org}"
        ).format(
            name=source.name,
            item=sql.SQL(source.item),
            digest=sql.SQL(source.digest),
            table=sql.Identifier(source.table),
            org=org_id,
        )
        for source in sources
    )
    for source in sources:
        count = connection.execute(
            sql.SQL("select count(*) from {} where org_id = %s").format(sql.Identifier(source.table)),
            [org_id],
        ).fetchone()
        report.rows += count[0] if count else 0
    with connection.cursor(name="acasa_audit_rows") as cursor:
        cursor.itersize = _BATCH
        cursor.execute(
            sql.SQL(cast(LiteralString, _COMPARE)).format(stored=stored),
            {"org": org_id, "removed": rules.REMOVED},
        )
        for kind, name, item in cursor:
            report.add(Problem(org_id, kind, source=name, item=UUID(hex=item)))
