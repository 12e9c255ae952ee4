"""Bringing an installation back from a backup, a snapshot of the shred store, and the recovery kit.

The backup is read to its end before anything is changed. From the first change to the last a marker stands in
the data folder: Acasa does not start over a restore that was left half done, and the same command does it again
from the beginning. What was here before is moved aside, never deleted.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from acasa.config import roles
from acasa.config import secrets as installation
from acasa.config.backup import BackupError, container, contents, place, programs, snapshots
from acasa.config.backup.container import Head
from acasa.config.backup.target import Target, aside_of, move_aside, server
from acasa.config.postgres import OWNER, DatabaseError, passwords
from acasa.config.secrets import Secrets, SecretsError
from acasa.core import backup_state


@dataclass(frozen=True)
class Found:
    """The files to restore from."""

    backup: Path
    head: Head
    shred: Path
    shred_head: Head

    @property
    def made_at(self) -> datetime:
        return datetime.fromisoformat(self.head.fields["made_at"])


@dataclass
class Done:
    """What came back. `warnings` are losses, in sentences."""

    organisations: list[str] = field(default_factory=list)
    rows: int = 0
    files: int = 0
    erased: int = 0
    warnings: list[str] = field(default_factory=list)
    kept_aside: list[str] = field(default_factory=list)


def find(source: Path, shred: Path | None = None) -> Found:
    """The backup (a file, or the newest in a folder) and the newest shred snapshot of the same installation."""
    backup = place.newest(source) if source.is_dir() else source
    if backup is None:
        raise BackupError(f"There is no backup of Acasa in {source}.")
    head = container.read_head(backup)
    if head.kind != "backup":
        raise BackupError(f"{backup.name} is a snapshot of the shred store; give the .backup file.")
    store = shred or place.newest(backup.parent, "shred", head.installation)
    if store is None:
        raise BackupError(
            f"There is no snapshot of the shred store (acasa-….shred) beside {backup.name}. Without it nothing "
            "opens. Name one with --shred."
        )
    shred_head = container.read_head(store)
    if shred_head.kind != "shred" or shred_head.installation != head.installation:
        raise BackupError(f"{store.name} is not the shred store of this installation.")
    return Found(backup, head, store, shred_head)


# --- restoring -------------------------------------------------------------------------------------------------


def restore(found: Found, seed: bytes, data_dir: Path, steps: Any) -> Done:
    """Bring everything back. Raises BackupError; once the marker stands, the same call may be repeated.

    The caller has asked whether an occupied place may be taken.
    """
    done = Done()
    try:
        key, shred_key = found.head.open_key(seed), found.shred_head.open_key(seed)
        steps.begin("Reading the backup to its end…", found.backup.stat().st_size)
        container.check(found.backup, key, steps.advance)
        container.check(found.shred, shred_key)
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        marker = backup_state.unfinished_restore(data_dir)
        if marker is None:
            marker = {"backup": found.backup.name, "stamp": place.stamp(datetime.now(UTC)), "moved": False}
            backup_state.record_restore(data_dir, marker)
        if not marker["moved"]:
            # Until this is noted, what stands here is not ours to overwrite.
            kept = move_aside(data_dir, found.backup.parent, str(marker["stamp"]))
            marker |= {"moved": True, "kept": kept}
            backup_state.record_restore(data_dir, marker)
        done.kept_aside = list(marker["kept"])
        about = _put_back(
            found, key, shred_key, data_dir, steps, done, aside_of(data_dir, str(marker["stamp"]))
        )
        done.organisations = sorted(about["organisations"].values())
        backup_state.record_restore(data_dir, None)
    except OSError as error:
        raise BackupError(f"The restore stopped: {error.strerror or error} ({error.filename}).") from None
    except psycopg.Error as error:
        raise BackupError(f"The database refused: {str(error).strip().splitlines()[0]}") from None
    return done


def _put_back(
    found: Found, key: bytes, shred_key: bytes, data_dir: Path, steps: Any, done: Done, aside: Path
) -> dict[str, Any]:
    about: dict[str, Any] = {}
    steps.begin("Restoring…", found.backup.stat().st_size)
    with contextlib.ExitStack() as stack:
        target: Target | None = None
        secrets: Secrets | None = None
        owner = ""
        for name, content in container.members(found.backup, key, steps.advance):
            if name == "about":
                about = json.loads(b"".join(content))
            elif name == "secrets":
                secrets = _write_secrets(data_dir, json.loads(b"".join(content)))
            elif name == "database" and secrets is not None:
                target = stack.enter_context(server(data_dir, secrets))
                owner = make_conninfo(
                    target.admin_dsn, dbname=target.database, user=OWNER, password=passwords(secrets)[OWNER]
                )
                _load_database(target, secrets, owner, int(about["pg_dump"]), content)
            elif name.startswith("file/"):
                _write_file(data_dir, UUID(hex=name.removeprefix("file/")), content)
                done.files += 1
        if target is None or secrets is None:
            raise container.Damaged(f"{found.backup.name} holds no database.")
        steps.begin("Comparing every row…")
        with psycopg.connect(owner, autocommit=True) as connection:
            _compare(connection, about, data_dir, done)
            _fill_shred_store(found, shred_key, data_dir, aside, connection, done)
            _check_record(connection, secrets, about, done)
        steps.begin("Bringing the database to this version of Acasa…")
        _finish(data_dir, found)
    return about


def _write_secrets(data_dir: Path, kept: dict[str, str]) -> Secrets:
    """The three that the data depends on come from the backup, the database's passwords are made anew."""
    folder = data_dir / installation.FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in ("pepper", "audit_key", "django_secret_key"):
        variable = f"ACASA_{name.upper()}"
        if os.environ.get(variable) or os.environ.get(f"{variable}_FILE"):
            continue  # compared below
        draft = folder / f".{name}.draft"
        draft.unlink(missing_ok=True)
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(kept[name] + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / name)
    try:
        secrets = installation.load(data_dir, create=True)
    except SecretsError as error:
        raise BackupError(str(error)) from None
    if (secrets.pepper.hex(), secrets.audit_key.hex()) != (kept["pepper"], kept["audit_key"]):
        raise BackupError(
            "The environment sets ACASA_PEPPER or ACASA_AUDIT_KEY to other values than the backup's. Take them "
            "out of the environment, or set those of the machine that was lost."
        )
    return secrets


def _load_database(
    target: Target, secrets: Secrets, owner: str, dumped_by: int, content: Iterator[bytes]
) -> None:
    with target.admin() as admin:
        # Only an empty one, or what an earlier attempt left: what was here before was moved aside.
        admin.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(target.database)))
        version = admin.info.server_version // 10_000
    try:
        roles.bootstrap(target.admin_dsn, secrets, target.database)
    except DatabaseError as error:
        raise BackupError(str(error)) from None
    _, folder = programs.choose(max(version, dumped_by))
    programs.load(folder, owner, version, content)


def _write_file(data_dir: Path, file_id: UUID, content: Iterator[bytes]) -> None:
    path = data_dir / "media" / file_id.hex[:2] / file_id.hex
    path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as sink:
        for piece in content:
            sink.write(piece)
        sink.flush()
        os.fsync(sink.fileno())


def _compare(connection: psycopg.Connection[Any], about: dict[str, Any], data_dir: Path, done: Done) -> None:
    with connection.transaction():
        found = contents.tables(connection)
    different = contents.differences(contents.from_json(about["tables"]), found)
    if different:
        raise BackupError(
            f"The restored database is not the one that was backed up: {'; '.join(different[:5])}."
        )
    done.rows = sum(table.rows for table in found.values())
    for file_id, digest in connection.execute("select id, sha256 from vault_sealedfile").fetchall():
        path = data_dir / "media" / file_id.hex[:2] / file_id.hex
        if not path.exists():
            done.warnings.append(f"The sealed file {file_id} was already missing when the backup was made.")
            continue
        with open(path, "rb") as source:
            if hashlib.file_digest(source, "sha256").digest() != bytes(digest):
                done.warnings.append(
                    f"The sealed file {file_id} was already damaged when the backup was made."
                )


def _fill_shred_store(
    found: Found, key: bytes, data_dir: Path, aside: Path, connection: psycopg.Connection[Any], done: Done
) -> None:
    """Secrets from the snapshot, but for what was destroyed according to any ledger: what was erased stays so."""
    from acasa.vault.shred import PostgresShredStore, SqliteShredStore

    erased = snapshots.ledger(found.shred, key)
    before = aside / installation.FOLDER / "shred.sqlite3"
    if before.exists():
        erased |= SqliteShredStore(before).erased()
    url = os.environ.get("SHRED_DATABASE_URL")
    store = (
        PostgresShredStore(url) if url else SqliteShredStore(data_dir / installation.FOLDER / "shred.sqlite3")
    )
    for name, content in container.members(found.shred, key):
        if name == "shred":
            store.fill(snapshots.rows(content), erased)
    erased |= store.erased()
    needed = connection.execute("select shred_id from vault_folder").fetchall()
    lost = 0
    for start in range(0, len(needed), 5000):
        ids = [row[0] for row in needed[start : start + 5000]]
        present = store.get(ids)
        gone = [shred_id for shred_id in ids if shred_id not in present]
        done.erased += sum(shred_id in erased for shred_id in gone)
        lost += sum(shred_id not in erased for shred_id in gone)
    if lost:
        done.warnings.append(
            f"{lost} folders can't be opened: their secrets are not in {found.shred.name}, which may be older "
            "than the backup. With a newer snapshot (--shred) they open: restore again with --replace."
        )


def _check_record(
    connection: psycopg.Connection[Any], secrets: Secrets, about: dict[str, Any], done: Done
) -> None:
    from acasa.audit import checkpoint, verify
    from acasa.vault.audited import SOURCES

    kept = checkpoint.read(json.dumps(about["checkpoint"]), secrets.audit_key)
    report = verify.verify_all(connection, secrets.audit_key, sources=SOURCES, checkpoint=kept)
    if not report.good:
        done.warnings.append(
            f"The record did not hold when the backup was made: {report.problems[0].words()}"
        )


def _finish(data_dir: Path, found: Found) -> None:
    """Migrate, forget segments whose secret is gone, and write the restore into each record."""
    from acasa.config import preparation, runtime

    os.environ["ACASA_DATA"] = str(data_dir)
    runtime.set_up_django()
    from django.db import connections

    from acasa.audit import services as audit
    from acasa.core.scope import scoped
    from acasa.people.models import Organisation
    from acasa.vault import segments

    preparation.migrate()
    for org in Organisation.objects.all():
        with scoped(org.id):
            segments.drop_lost_everywhere()
        audit.append_now(org_id=org.id, actor_id=None, verb="installation.restore", outcome="done")
    connections.close_all()
