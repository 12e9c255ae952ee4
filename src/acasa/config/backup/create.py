"""Making a backup: one consistent moment of database, files, secrets and shred store, sealed as it is read.

Plain bytes pass through memory only. The database's moment is fixed first; the shred store is read after the
dump, so that it holds a secret for every folder in the dump (secrets are durable before their folder commits)
and none that was destroyed meanwhile.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from uuid import UUID, uuid4

import psycopg
from django.conf import settings
from django.db import connections
from psycopg.conninfo import make_conninfo

from acasa.audit import checkpoint
from acasa.config.backup import BackupError, container, contents, place, programs
from acasa.config.postgres import OF_THE_DRIVER
from acasa.core import backup_state
from acasa.core.backup_state import BackupState
from acasa.people.models import Organisation
from acasa.sealing import symmetric
from acasa.sealing.errors import SealingError
from acasa.vault import rings, shred
from acasa.vault.folders import file_path
from acasa.vault.models import OrganisationKeys


def nothing_yet() -> bool:
    """No organisation was set up, so there is nothing to keep and no kit that could open it."""
    return not OrganisationKeys.objects.exists()


class Steps(Protocol):
    """Whoever wants to know how far it is."""

    def begin(self, words: str, total: int = 0) -> None: ...

    def advance(self, count: int) -> None: ...

    def warn(self, words: str) -> None: ...


@dataclass
class Made:
    """A finished backup."""

    path: Path
    size: int
    verified: bool
    rows: int
    files: int
    checkpoint: str = ""
    # Sealed files that are missing or damaged in the installation itself.
    damaged: list[UUID] = field(default_factory=list)
    # Sentences about the installation: what no backup can mend, and somebody must look at.
    findings: list[str] = field(default_factory=list)


@dataclass
class Moment:
    """The snapshot that everything is read from."""

    connection: psycopg.Connection[Any]
    dsn: str
    name: str
    server: int
    tables: dict[str, contents.Table]
    files: list[tuple[UUID, bytes]]


def make(
    folder: Path,
    steps: Steps,
    *,
    verify: bool = True,
    keep: int = place.DEFAULT_KEEP,
    shred_days: int = place.DEFAULT_SHRED_DAYS,
) -> Made:
    """Make a backup in `folder`, verify it by a real restore, delete those past their time.

    Raises BackupError with a sentence; then nothing is left behind and older backups stay as they are.
    """
    data_dir = Path(settings.DATA_DIR)
    installation = container.installation_id(settings.AUDIT_KEY)
    with only_one(data_dir), in_words(folder):
        recipients = _recipients()
        place.prepare(folder)
        _say_where(folder, data_dir, steps)
        place.clear_drafts(folder, installation)
        made_at = datetime.now(UTC).replace(microsecond=0)
        target = folder / f"acasa-{place.stamp(made_at)}.backup"
        while target.exists():
            # Names tell the second; a backup made within the last one is not overwritten.
            time.sleep(0.2)
            made_at = datetime.now(UTC).replace(microsecond=0)
            target = folder / f"acasa-{place.stamp(made_at)}.backup"
        drafts = {
            kind: place.draft(folder, made_at, kind, installation) for kind in ("backup", "shred", "json")
        }
        try:
            made = _write_all(target, drafts, recipients, made_at, installation, steps, verify=verify)
            # The manifest comes last: with it the backup is finished.
            for kind in ("shred", "backup", "json"):
                drafts[kind].rename(target.with_suffix(f".{kind}"))
            _sync(folder)
        finally:
            for path in drafts.values():
                path.unlink(missing_ok=True)
        verified_at = made_at if made.verified else backup_state.last_backup(data_dir).verified_at
        backup_state.record_backup(
            data_dir,
            BackupState(
                made_at, made.verified, target.name, made.size, verified_at, str(folder), len(made.findings)
            ),
        )
        place.tidy(folder, installation, keep=keep, shred_days=shred_days)
    return made


def _write_all(
    target: Path,
    drafts: dict[str, Path],
    recipients: dict[UUID, bytes],
    made_at: datetime,
    installation: str,
    steps: Steps,
    *,
    verify: bool,
) -> Made:
    key, shred_key, backup_id = symmetric.new_key(), symmetric.new_key(), uuid4()
    made = Made(target, 0, False, 0, 0)
    with moment(steps) as taken:
        pg_version, folder = programs.choose(taken.server)
        kept = checkpoint.take(taken.connection, settings.AUDIT_KEY)
        facts = {
            "format": 1,
            "acasa": version("acasa"),
            "postgres": taken.server,
            "pg_dump": pg_version,
            "made_at": made_at.isoformat(),
            "installation": installation,
        }
        about = {
            **facts,
            "tables": contents.as_json(taken.tables),
            "organisations": {str(org.id): org.name for org in Organisation.objects.all()},
            "checkpoint": json.loads(kept.as_json()),
            "files": len(taken.files),
        }
        made.rows, made.checkpoint = sum(table.rows for table in taken.tables.values()), kept.short
        head = container.make_head("backup", backup_id, key, recipients, facts)
        members = _members(taken, folder, about, made, steps)
        with new_file(drafts["backup"]) as sink:
            made.size, digest = container.write(sink, head, key, members)
    steps.begin("Keeping the shred store…")
    shred_head = container.make_head("shred", backup_id, shred_key, recipients, facts)
    with new_file(drafts["shred"]) as sink:
        shred_size, shred_digest = container.write(sink, shred_head, shred_key, _shred_members())
    made.findings += [
        f"The sealed file {file_id} is missing or damaged on the disk." for file_id in made.damaged
    ]
    if verify:
        from acasa.config.backup import rehearse

        made.findings += rehearse.rehearse(
            drafts["backup"], key, drafts["shred"], shred_key, steps, made.damaged
        )
        made.verified = True
    manifest = {
        **facts,
        "id": str(backup_id),
        "organisations": [str(org_id) for org_id in recipients],
        "files": {
            target.name: {"size": made.size, "sha256": digest},
            target.with_suffix(".shred").name: {"size": shred_size, "sha256": shred_digest},
        },
        "verified": made.verified,
        "checkpoint": json.loads(kept.as_json()),
    }
    with new_file(drafts["json"]) as sink:
        sink.write(place.manifest_text(manifest, settings.AUDIT_KEY).encode())
    return made


def _members(
    taken: Moment, folder: Path, about: dict[str, Any], made: Made, steps: Steps
) -> Iterator[container.Member]:
    def counted(pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            steps.advance(len(piece))
            yield piece

    yield "about", [json.dumps(about).encode()]
    yield "secrets", [json.dumps(secrets_kept()).encode()]
    size = taken.connection.execute("select pg_database_size(current_database())").fetchone()
    steps.begin("Reading the database…", int(size[0]) if size else 0)
    yield "database", counted(programs.dump(folder, taken.dsn, taken.name, contents.PASSING))
    steps.begin("Reading sealed files…", len(taken.files))
    for file_id, digest in taken.files:
        steps.advance(1)
        content = _sealed_file(taken, file_id, digest, made)
        if content is not None:
            yield f"file/{file_id.hex}", content
            made.files += 1
    yield "end", [json.dumps({"files": made.files, "damaged": [str(i) for i in made.damaged]}).encode()]


def _sealed_file(taken: Moment, file_id: UUID, digest: bytes, made: Made) -> Iterator[bytes] | None:
    """The pieces of one sealed file, checked against its row as they pass; None when it is not there."""
    try:
        source = open(file_path(file_id), "rb")  # noqa: SIM115 closed by the generator
    except FileNotFoundError:
        # A file that was removed together with its row since the moment was taken is no loss.
        with psycopg.connect(taken.dsn) as now:
            if now.execute("select 1 from vault_sealedfile where id = %s", [file_id]).fetchone():
                made.damaged.append(file_id)
        return None

    def pieces() -> Iterator[bytes]:
        found = hashlib.sha256()
        with source:
            while piece := source.read(programs.PIECE):
                found.update(piece)
                yield piece
        if found.digest() != digest:
            made.damaged.append(file_id)

    return pieces()


def _shred_members() -> Iterator[container.Member]:
    def rows() -> Iterator[bytes]:
        batch: list[bytes] = []
        for shred_id, value in shred.store().everything():
            batch.append(shred_id.bytes + value)
            if len(batch) == 4096:
                yield b"".join(batch)
                batch.clear()
        yield b"".join(batch)

    yield "shred", rows()
    # Last: what is destroyed while the rows are read is in the ledger.
    yield "erased", [json.dumps({str(i): at for i, at in shred.store().erased().items()}).encode()]


def secrets_kept() -> dict[str, str]:
    """What a bare machine needs besides the data. Database passwords are made anew there."""
    return {
        "pepper": settings.PEPPER.hex(),
        "audit_key": settings.AUDIT_KEY.hex(),
        "django_secret_key": settings.SECRET_KEY,
    }


def _recipients() -> dict[UUID, bytes]:
    """Organisation to its public recovery key, each checked against the pin."""
    found = {
        row.org_id: bytes(rings.organisation_keys(row.org_id).recovery_public)
        for row in OrganisationKeys.objects.all()
    }
    if not found:
        raise BackupError("There is nothing to back up yet: no organisation was set up.")
    return found


def owner_dsn() -> str:
    """The owner's connection string, for programs and for connections outside Django."""
    place_ = connections["owner"].settings_dict
    # Django's own option beside libpq's.
    options = {name: value for name, value in place_["OPTIONS"].items() if name not in OF_THE_DRIVER}
    return make_conninfo(
        host=place_["HOST"],
        port=place_["PORT"],
        dbname=place_["NAME"],
        user=place_["USER"],
        password=place_["PASSWORD"],
        **options,
    )


@contextlib.contextmanager
def moment(steps: Steps) -> Iterator[Moment]:
    """Fix one moment of the database, and count what it holds."""
    dsn = owner_dsn()
    with psycopg.connect(dsn) as connection:
        connection.execute("set transaction isolation level repeatable read read only")
        row = connection.execute("select pg_export_snapshot()").fetchone()
        steps.begin("Counting what there is…")
        tables = contents.tables(connection)
        files = [
            (file_id, bytes(digest))
            for file_id, digest in connection.execute("select id, sha256 from vault_sealedfile order by id")
        ]
        server = connection.info.server_version // 10_000
        yield Moment(connection, dsn, str(row[0]) if row else "", server, tables, files)
        connection.rollback()


def _say_where(folder: Path, data_dir: Path, steps: Steps) -> None:
    if folder.resolve().is_relative_to(data_dir.resolve()):
        steps.warn(f"{folder} is inside the data folder: copy the backup to another machine or disk.")
    elif place.on_same_disk(folder, data_dir):
        steps.warn(f"{folder} is on the same disk as the data: copy the backup to another machine or disk.")


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A new private file, on the disk when the block ends."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as sink:
        yield sink
        sink.flush()
        os.fsync(sink.fileno())


@contextlib.contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Hold the installation's backup lock. Raises BackupError when another backup is under way."""
    descriptor = os.open(
        data_dir / "backup.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600
    )
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError("Another backup is being made at this moment.") from None
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def in_words(folder: Path) -> Iterator[None]:
    """Turn what the disk or the database refuses into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise BackupError(
                f"There is no room left for the backup in {folder}. Nothing was kept of it; older backups are "
                "as they were."
            ) from None
        raise BackupError(
            f"The backup could not be written to {folder}: {error.strerror or error}."
        ) from None
    except SealingError as error:
        raise BackupError(f"Nothing can be sealed: {error}") from None
    except psycopg.Error as error:
        said = str(error).strip().splitlines()
        raise BackupError(f"The database refused: {said[0] if said else type(error).__name__}") from None


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
