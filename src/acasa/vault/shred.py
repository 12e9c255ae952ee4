"""The shred store: one secret for each folder and segment, kept where no database backup reaches.

Destroying a secret makes the ciphertext unreadable in every old dump. A secret is durable here before the
folder that needs it commits; one whose folder was rolled back is swept later and hurts nobody.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import psycopg
from django.conf import settings

from acasa.sealing.errors import Tampered


class SqliteShredStore:
    """A file beside the other secrets, for one machine. WAL with full synchronisation: durable when put returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None or self._local.pid != os.getpid():
            new = not self.path.exists()
            if new:
                os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
            connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
            connection.execute("pragma journal_mode=wal")
            connection.execute("pragma synchronous=full")
            # A destroyed secret leaves no trace in the file's free pages.
            connection.execute("pragma secure_delete=on")
            connection.execute(
                "create table if not exists secret (id blob primary key, value blob not null) without rowid"
            )
            connection.execute(
                "create table if not exists erased (id blob primary key, at text not null) without rowid"
            )
            self._local.connection, self._local.pid = connection, os.getpid()
        return connection

    def put(self, items: Iterable[tuple[UUID, bytes]]) -> None:
        connection = self._connection()
        connection.execute("begin immediate")
        try:
            connection.executemany("insert into secret values (?, ?)", [(i.bytes, v) for i, v in items])
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise

    def get(self, ids: list[UUID]) -> dict[UUID, bytes]:
        found: dict[UUID, bytes] = {}
        for start in range(0, len(ids), 900):
            part = [i.bytes for i in ids[start : start + 900]]
            marks = ",".join("?" * len(part))
            rows = self._connection().execute(f"select id, value from secret where id in ({marks})", part)  # noqa: S608
            found.update({UUID(bytes=row[0]): row[1] for row in rows})
        return found

    def destroy(self, ids: list[UUID]) -> None:
        connection = self._connection()
        connection.execute("begin immediate")
        connection.executemany("delete from secret where id = ?", [(i.bytes,) for i in ids])
        connection.executemany(
            "insert or ignore into erased values (?, datetime('now'))", [(i.bytes,) for i in ids]
        )
        connection.execute("commit")
        connection.execute("pragma wal_checkpoint(truncate)")

    def snapshot(self, target: Path) -> int:
        """Copy the store, consistently, to `target`; returns how many secrets it holds."""
        with sqlite3.connect(target) as copy:
            self._connection().backup(copy)
            count: int = copy.execute("select count(*) from secret").fetchone()[0]
        return count


class PostgresShredStore:
    """A second PostgreSQL (SHRED_DATABASE_URL), for an installation on more than one machine."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._local = threading.local()

    def _connection(self) -> psycopg.Connection:
        connection: psycopg.Connection | None = getattr(self._local, "connection", None)
        if connection is None or connection.closed or self._local.pid != os.getpid():
            connection = psycopg.connect(self.url, autocommit=True)
            connection.execute(
                "create table if not exists secret (id uuid primary key, value bytea not null)"
            )
            connection.execute(
                "create table if not exists erased (id uuid primary key, at timestamptz not null default now())"
            )
            self._local.connection, self._local.pid = connection, os.getpid()
        return connection

    def put(self, items: Iterable[tuple[UUID, bytes]]) -> None:
        with self._connection().transaction(), self._connection().cursor() as cursor:
            cursor.executemany("insert into secret values (%s, %s)", list(items))

    def get(self, ids: list[UUID]) -> dict[UUID, bytes]:
        rows = self._connection().execute("select id, value from secret where id = any(%s)", [ids]).fetchall()
        return {row[0]: bytes(row[1]) for row in rows}

    def destroy(self, ids: list[UUID]) -> None:
        with self._connection().transaction():
            self._connection().execute("delete from secret where id = any(%s)", [ids])
            self._connection().execute(
                "insert into erased (id) select unnest(%s::uuid[]) on conflict do nothing", [ids]
            )

    def snapshot(self, target: Path) -> int:
        """Write the store to an SQLite file of the same shape, so that a restore needs to know only one."""
        rows = self._connection().execute("select id, value from secret").fetchall()
        copy = SqliteShredStore(target)
        copy.put((row[0], bytes(row[1])) for row in rows)
        copy._connection().execute("pragma wal_checkpoint(truncate)")
        copy._connection().execute("pragma journal_mode=delete")
        return len(rows)


ShredStore = SqliteShredStore | PostgresShredStore


@lru_cache(maxsize=4)
def _store(url: str, path: Path) -> ShredStore:
    return PostgresShredStore(url) if url else SqliteShredStore(path)


def store() -> ShredStore:
    """The installation's shred store."""
    return _store(settings.SHRED_DATABASE_URL, Path(settings.SHRED_PATH))


def new_secrets(ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Make and store a 32-byte secret for each id; durable on return."""
    made = {i: secrets.token_bytes(32) for i in ids}
    store().put(made.items())
    return made


def secrets_of(ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Secrets that still exist; a destroyed one is simply absent."""
    return store().get(list(ids))


def secret_of(shred_id: UUID) -> bytes:
    """One secret, or Tampered if it was destroyed: what it sealed is gone for good."""
    found = secrets_of([shred_id])
    if shred_id not in found:
        raise Tampered("This folder's secret was destroyed.")
    return found[shred_id]
