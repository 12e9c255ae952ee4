"""The shred store: one secret for each folder and segment, kept where no database backup reaches.

Destroying a secret makes the ciphertext unreadable in every old dump. A secret is durable here before the
folder that needs it commits; one whose folder was rolled back is swept later and hurts nobody.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings

from acasa.sealing.errors import Tampered


class SqliteShredStore:
    """A file beside the other secrets, for one machine. WAL with full synchronisation: durable when put returns."""

    def __init__(self, path: Path, *, wait: float = 30) -> None:
        """`wait`: seconds that a writer waits for others, and a destroyer for readers of an earlier moment."""
        self.path = path
        self.wait = wait
        self._local = threading.local()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None or self._local.pid != os.getpid():
            new = not self.path.exists()
            if new:
                os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
            connection = sqlite3.connect(self.path, timeout=self.wait, isolation_level=None)
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

    def close(self) -> None:
        """Close this thread's connection; the next use opens another."""
        connection = getattr(self._local, "connection", None)
        if connection is not None and self._local.pid == os.getpid():
            connection.close()
        self._local.connection = None

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

    def everything(self) -> Iterator[tuple[UUID, bytes]]:
        """Every secret, from one moment."""
        self._connection()  # the table is there
        # A connection of its own: the cursor holds its snapshot until it is read to the end.
        connection = sqlite3.connect(self.path, timeout=self.wait, isolation_level=None)
        try:
            connection.execute("begin")
            for row in connection.execute("select id, value from secret order by id"):
                yield UUID(bytes=row[0]), row[1]
        finally:
            connection.close()

    def erased(self) -> dict[UUID, str]:
        """The ledger: what was destroyed, and when (ISO, UTC)."""
        return {UUID(bytes=row[0]): row[1] for row in self._connection().execute("select id, at from erased")}

    def fill(self, secrets: Iterable[tuple[UUID, bytes]], erased: Mapping[UUID, str]) -> None:
        """Take in a snapshot of a store, but for what was destroyed according to either ledger. Repeatable."""
        connection = self._connection()
        gone = set(erased) | set(self.erased())
        connection.execute("begin immediate")
        try:
            connection.executemany(
                "insert or ignore into erased values (?, ?)", [(i.bytes, at) for i, at in erased.items()]
            )
            connection.executemany(
                "insert or replace into secret values (?, ?)",
                ((i.bytes, value) for i, value in secrets if i not in gone),
            )
            connection.execute("delete from secret where id in (select id from erased)")
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise
        connection.execute("pragma wal_checkpoint(truncate)")


class PostgresShredStore:
    """A second PostgreSQL (SHRED_DATABASE_URL), for an installation on more than one machine."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._local = threading.local()

    def _connection(self) -> psycopg.Connection:
        connection: psycopg.Connection | None = getattr(self._local, "connection", None)
        if connection is None or connection.closed or self._local.pid != os.getpid():
            connection = psycopg.connect(self.url, autocommit=True)
            try:
                self._prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._local.connection, self._local.pid = connection, os.getpid()
        return connection

    @staticmethod
    def _prepare(connection: psycopg.Connection[Any]) -> None:
        with connection.transaction():
            # Two that make the same table at once would collide, "if not exists" or not.
            connection.execute("select pg_advisory_xact_lock(7305816)")
            connection.execute(
                "create table if not exists secret (id uuid primary key, value bytea not null)"
            )
            connection.execute(
                "create table if not exists erased (id uuid primary key, at timestamptz not null default now())"
            )

    def close(self) -> None:
        """Close this thread's connection; the next use opens another."""
        connection = getattr(self._local, "connection", None)
        if connection is not None and self._local.pid == os.getpid():
            connection.close()
        self._local.connection = None

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

    def everything(self) -> Iterator[tuple[UUID, bytes]]:
        """Every secret, from one moment."""
        with psycopg.connect(self.url) as connection, connection.cursor(name="acasa_shred") as cursor:
            self._connection()  # the table is there
            cursor.execute("select id, value from secret order by id")
            for row in cursor:
                yield row[0], bytes(row[1])

    def erased(self) -> dict[UUID, str]:
        """The ledger: what was destroyed, and when (ISO, UTC)."""
        rows = self._connection().execute("select id, (at at time zone 'UTC')::text from erased").fetchall()
        return {row[0]: row[1] for row in rows}

    def fill(self, secrets: Iterable[tuple[UUID, bytes]], erased: Mapping[UUID, str]) -> None:
        """Take in a snapshot of a store, but for what was destroyed according to either ledger. Repeatable."""
        gone = set(erased) | set(self.erased())
        connection = self._connection()
        with connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(
                "insert into erased (id, at) values (%s, %s::timestamp at time zone 'UTC') on conflict do nothing",
                list(erased.items()),
            )
            cursor.execute("create temp table taken (id uuid, value bytea) on commit drop")
            with cursor.copy("copy taken from stdin") as copy:
                for item in secrets:
                    if item[0] not in gone:
                        copy.write_row(item)
            cursor.execute(
                "insert into secret select * from taken on conflict (id) do update set value = excluded.value"
            )
            cursor.execute("delete from secret where id in (select id from erased)")


ShredStore = SqliteShredStore | PostgresShredStore


@lru_cache(maxsize=4)
def _store(url: str, path: Path) -> ShredStore:
    return PostgresShredStore(url) if url else SqliteShredStore(path)


def store() -> ShredStore:
    """The installation's shred store."""
    return _store(settings.SHRED_DATABASE_URL, Path(settings.SHRED_PATH))


def make_secrets(ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """A 32-byte secret for each id, kept nowhere yet."""
    return {i: secrets.token_bytes(32) for i in ids}


def new_secrets(ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Make and store a 32-byte secret for each id; durable on return."""
    made = make_secrets(ids)
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
