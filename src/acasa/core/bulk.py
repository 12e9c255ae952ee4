"""Insert thousands of rows in one statement: an import's rows as arrays, one for each column.

Django's bulk_create writes a placeholder for every value, which psycopg then has to parse: for the rows of a
caseload that is most of the time spent. COPY would be quicker still, but row-level security forbids it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar, cast

import psycopg
from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)

AT_ONCE = 5000
"""Rows in one statement, so that neither side holds more than some megabytes."""


def insert_many(rows: Sequence[Row]) -> Sequence[Row]:
    """Insert new rows of one model; returns them, with the keys that the database gives.

    Like bulk_create it calls neither save() nor signals; every column is written as it stands in the row.
    """
    if not rows:
        return rows
    meta = type(rows[0])._meta
    fields = meta.concrete_fields
    if isinstance(meta.pk, models.AutoField):
        _number(rows, meta.db_table, meta.pk)
    names = ", ".join(f'"{field.column}"' for field in fields)
    # Binary, so that ciphertext is not written out as hexadecimal text.
    arrays = ", ".join(f"%b::{_kind(field)}[]" for field in fields)
    sql = f'insert into "{meta.db_table}" ({names}) select * from unnest({arrays})'  # noqa: S608  own names
    connection.ensure_connection()
    cursor = psycopg.Cursor(cast("psycopg.Connection[Any]", connection.connection))
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        with connection.wrap_database_errors:
            cursor.execute(sql, [[field.pre_save(row, True) for row in part] for field in fields])
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias
    return rows


def _kind(field: models.Field[Any, Any]) -> str:
    kind = field.db_type(connection)
    assert kind is not None
    return kind.partition("(")[0]


def _number(rows: Sequence[models.Model], table: str, key: models.AutoField[Any, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, %s)) from generate_series(1, %s)",
            [f'"{table}"', key.column, len(rows)],
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
