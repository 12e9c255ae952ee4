"""The place that a restore writes to: what is there, whether it is in use, and moving it out of the way."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from acasa.config import cluster, postgres, processes, roles
from acasa.config.backup import BackupError
from acasa.config.postgres import DatabaseError, Embedded
from acasa.config.secrets import Secrets, SecretsError
from acasa.core import backup_state

# What stays where it is when the present installation is moved aside.
_STAYS = {"backups", backup_state.RESTORE, "backup.lock", "postgres.lock"}


class State(Enum):
    """What is in the data folder before a restore."""

    BARE = "bare"
    OCCUPIED = "occupied"
    HALF_DONE = "half done"


@dataclass(frozen=True)
class Target:
    """The database server, signed in to as superuser."""

    admin_dsn: str
    database: str

    def admin(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.admin_dsn, autocommit=True)

    def exists(self) -> bool:
        with self.admin() as admin:
            row = admin.execute("select 1 from pg_database where datname = %s", [self.database]).fetchone()
        return row is not None

    def organisations(self) -> int:
        """How many organisations are in the database; 0 when there is no such table."""
        if not self.exists():
            return 0
        with psycopg.connect(self.admin_dsn, dbname=self.database, autocommit=True) as connection:
            row = connection.execute(
                "select to_regclass('public.people_organisation') is not null"
            ).fetchone()
            if not row or not row[0]:
                return 0
            count = connection.execute("select count(*) from people_organisation").fetchone()
            return int(count[0]) if count else 0


def cluster_made(data_dir: Path) -> bool:
    return (cluster.home(data_dir) / "conf" / cluster.MADE).exists()


@contextlib.contextmanager
def server(data_dir: Path, secrets: Secrets | None = None) -> Iterator[Target]:
    url = os.environ.get("DATABASE_URL")
    if url:
        try:
            admin = make_conninfo(roles.superuser_dsn(url), dbname="postgres")
        except DatabaseError as error:
            raise BackupError(f"{error} A restore makes the database anew.") from None
        yield Target(admin, postgres.server(data_dir, os.environ)["dbname"])
        return
    embedded = Embedded(data_dir, secrets)
    with embedded.session():
        yield Target(embedded.dsn(database="postgres"), postgres.DATABASE)


def look_at(data_dir: Path) -> State:
    """What is in the place where the backup should go. Raises BackupError when Acasa runs there."""
    if backup_state.unfinished_restore(data_dir) is not None:
        return State.HALF_DONE
    if not os.environ.get("DATABASE_URL"):
        if not cluster_made(data_dir):
            return State.BARE
        refuse_if_running(data_dir)
    try:
        with server(data_dir) as target:
            return State.OCCUPIED if target.organisations() else State.BARE
    except (SecretsError, DatabaseError):
        # A database that can't even be looked into must not be written over unasked.
        return State.OCCUPIED
    except psycopg.Error as error:
        raise BackupError(f"The database can't be reached: {str(error).strip()}") from None


def refuse_if_running(data_dir: Path) -> None:
    home = cluster.home(data_dir)
    if not home.exists():
        return
    presence = processes.Presence(home / "users")
    try:
        if not presence.alone():
            raise BackupError(f"Acasa is running in {data_dir}. Stop it first.")
    finally:
        presence.leave()


def move_aside(data_dir: Path, backups: Path, stamp: str) -> list[str]:
    """Put what is here out of the way; returns where it went."""
    aside = aside_of(data_dir, stamp)
    kept = []
    if os.environ.get("DATABASE_URL"):
        with server(data_dir) as target:
            if target.exists():
                name = f"{target.database}_before_{stamp.lower()}"
                with target.admin() as admin:
                    admin.execute(
                        sql.SQL("alter database {} rename to {}").format(
                            sql.Identifier(target.database), sql.Identifier(name)
                        )
                    )
                kept.append(f"the database {name}")
    elif cluster_made(data_dir):
        refuse_if_running(data_dir)
        Embedded(data_dir).stop()
    for entry in list(data_dir.iterdir()):
        # The folder of backups may itself be in here under another name.
        if entry.name in _STAYS or entry.name.startswith("before-") or entry == backups:
            continue
        if not aside.exists():
            aside.mkdir(mode=0o700)
            # As open as the data folder itself, so that the database's account gets through if it is used again.
            os.chown(aside, -1, data_dir.stat().st_gid)
            aside.chmod(data_dir.stat().st_mode & 0o777)
        entry.rename(aside / entry.name)
    if aside.exists():
        kept.append(str(aside))
    return kept


def aside_of(data_dir: Path, stamp: str) -> Path:
    return data_dir / f"before-{stamp}"
