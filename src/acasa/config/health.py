"""What ``acasa check`` finds: each point of an installation in one sentence, good or bad."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from acasa.config import runtime
from acasa.config.postgres import DatabaseError
from acasa.config.processes import ProcessError
from acasa.config.secrets import SecretsError, data_folder, load

ENOUGH_DISK = 2 * 1024**3
"""Bytes that a database, its log and a backup need to go on for a while."""


@dataclass(frozen=True)
class Finding:
    """One sentence about the installation."""

    good: bool
    text: str


def findings() -> Iterator[Finding]:
    """Look at the data folder, the secrets, the database and the settings, in this order."""
    folder = data_folder()
    if not folder.is_dir():
        yield Finding(False, f"There is no data folder {folder} yet; start Acasa once (acasa serve).")
        return
    free = shutil.disk_usage(folder).free
    yield Finding(free >= ENOUGH_DISK, f"The data folder {folder} has {free / 1024**3:.1f} GB left.")
    try:
        load(folder, create=False)
    except SecretsError as error:
        yield Finding(False, str(error))
        return
    yield Finding(True, "All secrets are there, and closed to other users.")
    try:
        yield from _office(folder)
    except SecretsError as error:
        yield Finding(False, str(error))
    try:
        yield from _database()
    except (DatabaseError, ProcessError) as error:
        yield Finding(False, str(error))


def _office(folder: Path) -> Iterator[Finding]:
    """The authority of an office network, if one was ever served; a year is enough to let every device in anew."""
    from acasa.config.office import certificates

    authority = certificates.read_authority(folder)
    if authority is None:
        return
    ends = authority.certificate.not_valid_after_utc
    near = ends - datetime.now(UTC) < timedelta(days=365)
    more = "; delete office-authority.pem in its folder of secrets to make a new one" if near else ""
    yield Finding(not near, f"Devices of the office trust its certificate until {ends:%Y-%m-%d}{more}.")


def _database() -> Iterator[Finding]:
    with runtime.installation(migrated=False):
        from django.core.checks import ERROR, run_checks
        from django.db import connections

        with connections["default"].cursor() as cursor:
            cursor.execute(
                "select current_setting('server_version'), rolsuper or rolbypassrls"
                " from pg_roles where rolname = current_user"
            )
            version, unbound = cursor.fetchone()
        kind = "server named by DATABASE_URL" if os.environ.get("DATABASE_URL") else "embedded database"
        yield Finding(True, f"The {kind} answers: PostgreSQL {version}.")
        bound = "is bound by" if not unbound else "passes over"
        yield Finding(not unbound, f"The application's database role {bound} row-level security.")
        waiting = runtime.pending_migrations()
        said = f"waits for {waiting} steps; run: acasa migrate" if waiting else "is at this version"
        yield Finding(not waiting, f"The database {said}.")
        wrong = [issue for issue in run_checks() if issue.level >= ERROR]
        for issue in wrong:
            yield Finding(False, f"{issue.id}: {issue.msg}")
        if not wrong:
            yield Finding(True, "The settings are in order.")
