"""What a database holds, as counts and checksums: taken when it is dumped, compared after each restore."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

# Live sessions, used codes and counters of the limiter: of no use after a restore, some of danger.
PASSING = ("accounts_session", "accounts_tries", "core_cache")

# The text of a row must not depend on the session, the server or the machine.
_STEADY = {
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "row_security": "off",
}


@dataclass(frozen=True)
class Table:
    """How many rows, and the sum of 64 bits of each row's MD5: proof against accidents, not against malice."""

    rows: int
    checksum: str


def tables(connection: psycopg.Connection[Any]) -> dict[str, Table]:
    """Every table that a backup keeps, as the connection's transaction sees it. Needs the owner's role."""
    for name, value in _STEADY.items():
        connection.execute("select set_config(%s, %s, true)", [name, value])
    names = connection.execute(
        "select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
        " order by relname"
    ).fetchall()
    found: dict[str, Table] = {}
    for (name,) in names:
        if name in PASSING:
            continue
        row = connection.execute(
            sql.SQL(
                "select count(*), coalesce(sum(('x' || left(md5(t::text), 16))::bit(64)::bigint::numeric), 0)::text"
                " from only {} t"
            ).format(sql.Identifier("public", name))
        ).fetchone()
        assert row is not None
        found[name] = Table(int(row[0]), str(row[1]))
    return found


def as_json(found: dict[str, Table]) -> dict[str, list[Any]]:
    return {name: [table.rows, table.checksum] for name, table in found.items()}


def from_json(value: dict[str, list[Any]]) -> dict[str, Table]:
    return {name: Table(int(rows), str(checksum)) for name, (rows, checksum) in value.items()}


def differences(expected: dict[str, Table], found: dict[str, Table]) -> list[str]:
    """In words, where a restored database differs from the one that was dumped."""
    said = []
    for name in sorted(set(expected) | set(found)):
        before, after = expected.get(name), found.get(name)
        if before is None or after is None:
            said.append(f"table {name} is {'new' if before is None else 'missing'}")
        elif before.rows != after.rows:
            said.append(f"table {name} has {after.rows} rows instead of {before.rows}")
        elif before.checksum != after.checksum:
            said.append(f"table {name} has rows that differ")
    return said
