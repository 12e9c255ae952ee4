"""How the last backup went, and whether a restore was left half done: small files in the data folder.

Files and not a table, because a restored database must not say what was true when it was dumped, and because
the supervisor reads them without a database.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

STATE = "backup.json"
PROGRESS = "backup-progress.json"
RESTORE = "restore.json"


@dataclass(frozen=True)
class BackupState:
    """The newest backup that was finished. `at` is None when there has never been one."""

    at: datetime | None = None
    # A real restore into a scratch database gave back every row.
    verified: bool = False
    path_name: str = ""
    size: int = 0
    # When the newest verified one was made.
    verified_at: datetime | None = None
    folder: str = ""
    # How many things about the installation somebody must look at (`acasa audit verify --files`).
    findings: int = 0

    def age(self, now: datetime | None = None) -> timedelta | None:
        """How old it is; None when there is none."""
        return None if self.at is None else (now or datetime.now(UTC)) - self.at


@dataclass(frozen=True)
class Progress:
    """The backup under way, or the last that ended. `error` is a sentence."""

    pid: int = 0
    started_at: datetime | None = None
    # The step's name and number, from 1.
    step: str = ""
    number: int = 0
    done: int = 0
    total: int = 0
    finished_at: datetime | None = None
    error: str = ""
    folder: str = ""

    @property
    def running(self) -> bool:
        """Whether its process still works: one that was killed says nothing."""
        if self.started_at is None or self.finished_at is not None:
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True


def last_backup(data_dir: Path) -> BackupState:
    """The newest finished backup of this installation."""
    return BackupState(**_dates(_read(data_dir / STATE), BackupState))


def record_backup(data_dir: Path, state: BackupState) -> None:
    _write(data_dir / STATE, asdict(state))


def progress(data_dir: Path) -> Progress:
    return Progress(**_dates(_read(data_dir / PROGRESS), Progress))


def record_progress(data_dir: Path, state: Progress) -> None:
    _write(data_dir / PROGRESS, asdict(state))


def unfinished_restore(data_dir: Path) -> dict[str, Any] | None:
    """What a restore that did not finish had noted; None when there is none."""
    return _read(data_dir / RESTORE) or None


def record_restore(data_dir: Path, facts: dict[str, Any] | None) -> None:
    """Note that a restore is under way, or (None) that it is finished."""
    if facts is None:
        (data_dir / RESTORE).unlink(missing_ok=True)
        _sync(data_dir)
    else:
        _write(data_dir / RESTORE, facts)


def _read(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _dates(value: dict[str, Any], kind: type) -> dict[str, Any]:
    known = {name: value[name] for name in kind.__dataclass_fields__ if name in value}  # type: ignore[attr-defined]
    for name, text in known.items():
        if name == "at" or name.endswith("_at"):
            known[name] = datetime.fromisoformat(text) if text else None
    return known


def _write(path: Path, value: dict[str, Any]) -> None:
    """Whole or not at all, readable by nobody else."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            json.dump(value, file, default=lambda moment: moment.isoformat())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
