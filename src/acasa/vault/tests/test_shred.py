"""The shred store in both its homes: durable, snapshot and ledger whole, what was destroyed stays destroyed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from psycopg.conninfo import make_conninfo

from acasa.config.testing import Server
from acasa.vault.shred import PostgresShredStore, ShredStore, SqliteShredStore

SECRETS = {uuid4(): os.urandom(32) for _ in range(2500)}


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ShredStore]:
    if request.param == "sqlite":
        lite = SqliteShredStore(tmp_path / "shred.sqlite3", wait=2)
        yield lite
        lite.close()
        return
    server: Server = request.getfixturevalue("acasa_server")
    name = f"{server.database}_shred"
    with server.connect("postgres") as admin:
        admin.execute(f"create database {name}")
        made = PostgresShredStore(make_conninfo(server.dsn, dbname=name))
        try:
            yield made
        finally:
            made.close()
            admin.execute(f"drop database {name} with (force)")


def test_what_is_put_is_found_and_nothing_else(store: ShredStore) -> None:
    store.put(SECRETS.items())
    assert store.get([*SECRETS, uuid4()]) == SECRETS
    assert store.get([]) == {}
    assert dict(store.everything()) == SECRETS
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        store.put([(next(iter(SECRETS)), b"x" * 32)])
    assert store.get(list(SECRETS)) == SECRETS


def test_what_is_destroyed_is_gone_and_in_the_ledger(store: ShredStore) -> None:
    store.put(SECRETS.items())
    doomed = list(SECRETS)[:1200]
    store.destroy(doomed)
    store.destroy(doomed[:1])
    assert store.get(list(SECRETS)) == {i: v for i, v in SECRETS.items() if i not in doomed}
    assert set(store.erased()) == set(doomed)


def test_a_snapshot_is_taken_in_but_for_what_either_side_destroyed(store: ShredStore) -> None:
    ids = list(SECRETS)
    here, there = ids[0], ids[1]
    store.put([(here, SECRETS[here]), (ids[2], SECRETS[ids[2]])])
    store.destroy([here])
    for _ in range(2):  # a restore may be done again
        store.fill(iter(SECRETS.items()), {there: "2026-01-01 00:00:00"})
        assert dict(store.everything()) == {i: v for i, v in SECRETS.items() if i not in (here, there)}
        assert set(store.erased()) == {here, there}
        assert store.erased()[there].startswith("2026-01-01 00:00:00")
    # What the ledger of the snapshot names goes, even if it was here.
    store.fill(iter(()), {ids[2]: "2026-01-02 00:00:00"})
    assert store.get([ids[2]]) == {}


def test_a_snapshot_is_of_one_moment(store: ShredStore) -> None:
    store.put(SECRETS.items())
    rows = store.everything()
    seen = {next(rows)[0]}

    def destroy() -> None:
        store.destroy(list(SECRETS))
        store.close()

    thread = threading.Thread(target=destroy)
    thread.start()
    thread.join()
    seen |= {row[0] for row in rows}
    assert seen == set(SECRETS)
    assert dict(store.everything()) == {}


def test_threads_have_connections_of_their_own(store: ShredStore) -> None:
    errors: list[BaseException] = []

    def work(own: list[UUID]) -> None:
        try:
            for one in own:
                store.put([(one, SECRETS[one])])
                assert store.get([one]) == {one: SECRETS[one]}
        except BaseException as error:
            errors.append(error)
        finally:
            store.close()

    ids = list(SECRETS)[:80]
    threads = [threading.Thread(target=work, args=(ids[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert set(dict(store.everything())) == set(ids)


def test_a_secret_is_on_the_disk_when_put_returns_and_off_it_when_destroyed(tmp_path: Path) -> None:
    """The writer is killed at once; afterwards no trace of a destroyed secret is in any of the store's files."""
    path = tmp_path / "shred.sqlite3"
    secret = os.urandom(32)
    script = (
        "import os, sys; from pathlib import Path; from uuid import UUID\n"
        "from acasa.vault.shred import SqliteShredStore\n"
        "SqliteShredStore(Path(sys.argv[1])).put([(UUID(int=5), bytes.fromhex(sys.argv[2]))]); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path), secret.hex()], check=False)
    assert done.returncode == -9
    store = SqliteShredStore(path)
    assert store.get([UUID(int=5)]) == {UUID(int=5): secret}
    assert path.stat().st_mode & 0o077 == 0
    assert any(secret in one.read_bytes() for one in tmp_path.iterdir())
    store.destroy([UUID(int=5)])
    assert not any(secret in one.read_bytes() for one in tmp_path.iterdir())
