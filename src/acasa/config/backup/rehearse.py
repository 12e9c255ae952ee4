"""Verifying a backup by restoring it: read back from the disk into a scratch database, compared, dropped."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets as random
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from acasa.audit.verify import verify_all
from acasa.config import cluster, roles
from acasa.config.backup import BackupError, container, contents, programs, snapshots
from acasa.config.backup.create import Steps, secrets_kept
from acasa.config.postgres import OWNER, DatabaseError, Embedded, passwords
from acasa.vault import shred
from acasa.vault.audited import SOURCES


class NotVerified(BackupError):
    """The backup could be written, but what it gives back is not what was put in."""


@dataclass(frozen=True)
class Server:
    """A server where databases may be made, signed in to as its superuser."""

    admin_dsn: str

    def as_owner(self, database: str) -> str:
        return make_conninfo(
            self.admin_dsn, dbname=database, user=OWNER, password=passwords(settings.SECRETS)[OWNER]
        )

    @property
    def version(self) -> int:
        with psycopg.connect(self.admin_dsn) as connection:
            return connection.info.server_version // 10_000


def rehearse(
    backup: Path, key: bytes, shred_path: Path, shred_key: bytes, steps: Steps, damaged: Iterable[UUID] = ()
) -> list[str]:
    """Restore both files into a scratch database and compare everything. Raises NotVerified or BackupError.

    `damaged` names sealed files that were already broken in the installation. Returns findings about the
    installation itself: a record that does not hold, secrets that are lost. No backup mends them, and none
    must be refused for them.
    """
    steps.begin("Restoring into a scratch database…", backup.stat().st_size)
    about: dict[str, Any] = {}
    files: dict[UUID, bytes] = {}
    with _server() as server, scratch(server) as database:
        version = server.version
        _, folder = programs.choose(max(version, int(container.read_head(backup).fields["pg_dump"])))
        for name, content in container.members(backup, key, steps.advance):
            if name == "about":
                about = json.loads(b"".join(content))
            elif name == "secrets":
                if json.loads(b"".join(content)) != secrets_kept():
                    raise NotVerified("The backup does not hold this installation's secrets.")
            elif name == "database":
                programs.load(folder, server.as_owner(database), version, content)
            elif name.startswith("file/"):
                digest = hashlib.sha256()
                for piece in content:
                    digest.update(piece)
                files[UUID(hex=name.removeprefix("file/"))] = digest.digest()
        steps.begin("Comparing every row…")
        with psycopg.connect(server.as_owner(database), autocommit=True) as connection:
            _compare(connection, about, files, set(damaged))
            findings = _look_at_record(connection)
            return findings + _compare_shred(connection, shred_path, shred_key)


def _compare(
    connection: psycopg.Connection[Any], about: dict[str, Any], files: dict[UUID, bytes], damaged: set[UUID]
) -> None:
    with connection.transaction():
        found = contents.tables(connection)
    different = contents.differences(contents.from_json(about["tables"]), found)
    if different:
        raise NotVerified(f"The restored database is not the one that was read: {'; '.join(different[:5])}.")
    for file_id, digest in connection.execute("select id, sha256 from vault_sealedfile").fetchall():
        if file_id not in damaged and file_id in files and files[file_id] != bytes(digest):
            raise NotVerified(f"The sealed file {file_id} came back changed.")


def _look_at_record(connection: psycopg.Connection[Any]) -> list[str]:
    report = verify_all(connection, settings.AUDIT_KEY, sources=SOURCES)
    if report.good:
        return []
    return [f"The record does not hold: {report.problems[0].words()} Look with: acasa audit verify"]


def _compare_shred(connection: psycopg.Connection[Any], path: Path, key: bytes) -> list[str]:
    """Only ids reach the scratch database, never a secret."""
    connection.execute("create table scratch_shred (id uuid)")
    with connection.cursor() as cursor, cursor.copy("copy scratch_shred from stdin") as copy:
        for shred_id in snapshots.ids(path, key):
            copy.write_row([shred_id])
    absent = [
        row[0]
        for row in connection.execute(
            "select shred_id from (select shred_id from vault_folder union all select shred_id from vault_segment) s"
            " where not exists (select from scratch_shred k where k.id = s.shred_id)"
        )
    ]
    if shred.secrets_of(absent):
        raise NotVerified("The snapshot of the shred store lacks secrets that are there.")
    return (
        [f"{len(absent)} folders can't be opened: their secrets are not in the shred store."]
        if absent
        else []
    )


@contextlib.contextmanager
def _server() -> Iterator[Server]:
    """Where the scratch database is made: the server in use, or, when we may not there, one of our own."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        yield Server(Embedded(Path(settings.DATA_DIR), settings.SECRETS).dsn(database="postgres"))
        return
    admin = os.environ.get("ACASA_VERIFY_DATABASE_URL", "")
    with contextlib.suppress(DatabaseError):
        admin = admin or roles.superuser_dsn(url)
    if admin:
        yield Server(admin)
        return
    try:
        folder = Path(tempfile.mkdtemp(prefix="verify-", dir=settings.DATA_DIR))
        embedded = Embedded(folder, settings.SECRETS)
        try:
            with embedded.session():
                yield Server(embedded.dsn(database="postgres"))
        finally:
            shutil.rmtree(cluster.home(folder), ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)
    except DatabaseError as error:
        raise BackupError(
            "The backup can't be verified: DATABASE_URL names no user who may make a scratch database, and the "
            f"embedded one does not start ({error}) Set ACASA_VERIFY_DATABASE_URL, or use --no-verify."
        ) from error


@contextlib.contextmanager
def scratch(server: Server) -> Iterator[str]:
    """An empty database with Acasa's roles, dropped afterwards. Those that a killed run left are dropped first."""
    mark = f"acasa_check_{container.installation_id(settings.AUDIT_KEY)[:8]}_"
    name = mark + random.token_hex(4)
    try:
        with psycopg.connect(server.admin_dsn, autocommit=True) as admin:
            for (old,) in admin.execute(
                "select datname from pg_database where starts_with(datname, %s)", [mark]
            ).fetchall():
                admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(old)))
        roles.bootstrap(server.admin_dsn, settings.SECRETS, name)
    except (psycopg.Error, DatabaseError) as error:
        raise BackupError(f"The scratch database could not be made: {str(error).strip()}") from error
    try:
        yield name
    finally:
        with psycopg.connect(server.admin_dsn, autocommit=True) as admin:
            admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
