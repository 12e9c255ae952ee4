"""The folder of backups: names, what lies there, what may be deleted."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from acasa.config.backup import BackupError
from acasa.config.backup.container import Damaged, Head, read_head

NAME = re.compile(r"acasa-(\d{8}T\d{6}Z)\.(backup|shred|json)")
FORMAT = "acasa backup 1"
DEFAULT_KEEP = 14
DEFAULT_SHRED_DAYS = 7


@dataclass(frozen=True)
class Kept:
    """A backup in a folder, as its manifest says."""

    path: Path
    made_at: datetime
    size: int
    verified: bool


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def on_same_disk(folder: Path, data_dir: Path) -> bool:
    """Whether a backup there dies with the disk of the data."""
    try:
        return folder.stat().st_dev == data_dir.stat().st_dev
    except OSError:
        return False


def prepare(folder: Path) -> None:
    """Make the folder, and see that files can be made in it. Raises BackupError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / f".acasa-{os.getpid()}"
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError as error:
        raise BackupError(f"Backups can't be written to {folder}: {error.strerror}.") from None


def manifest_text(facts: dict[str, Any], audit_key: bytes) -> str:
    """A manifest with its authentication under the audit key."""
    body = facts | {"format": FORMAT}
    return json.dumps(body | {"authentication": _authenticate(body, audit_key)}, indent=1) + "\n"


def manifest_is_ours(facts: dict[str, Any], audit_key: bytes) -> bool:
    """Whether this installation wrote the manifest, and nobody changed it."""
    body = {name: value for name, value in facts.items() if name != "authentication"}
    return hmac.compare_digest(str(facts.get("authentication", "")), _authenticate(body, audit_key))


def _authenticate(body: dict[str, Any], audit_key: bytes) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    key = hmac.digest(audit_key, b"acasa backup manifest 1", "sha256")
    return hmac.digest(key, text.encode(), "sha256").hex()


def read_manifest(backup: Path) -> dict[str, Any] | None:
    """The manifest beside a backup; None when it was not copied along or can't be read."""
    try:
        value = json.loads(backup.with_suffix(".json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) and value.get("format") == FORMAT else None


def listing(folder: Path, installation: str, audit_key: bytes) -> list[Kept]:
    """Finished backups of this installation in a folder, newest first. A backup is finished when it has a
    manifest."""
    found = []
    for path in _files(folder, "backup"):
        facts = read_manifest(path)
        head = _head(path)
        if facts is None or head is None or head.installation != installation:
            continue
        sure = manifest_is_ours(facts, audit_key)
        found.append(Kept(path, moment_of(path), path.stat().st_size, sure and bool(facts.get("verified"))))
    return sorted(found, key=lambda kept: kept.made_at, reverse=True)


def newest(folder: Path, kind: str = "backup", installation: str = "") -> Path | None:
    """The newest file of a kind in a folder, of any or of one installation."""
    for path in sorted(_files(folder, kind), key=lambda path: path.name, reverse=True):
        head = _head(path)
        if head is not None and head.kind == kind and installation in ("", head.installation):
            return path
    return None


def moment_of(path: Path) -> datetime:
    match = NAME.fullmatch(path.name)
    if match is None:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def tidy(folder: Path, installation: str, *, keep: int, shred_days: int) -> list[Path]:
    """Delete what is past its time, of this installation only; returns what went.

    The newest snapshot of the shred store serves every older backup, so an older one only keeps secrets that
    were destroyed since: all but the newest go, a second one when it is older than `shred_days`.
    """
    gone: list[Path] = []
    own = [p for p in _files(folder, "backup") if (h := _head(p)) and h.installation == installation]
    for path in sorted(own, key=lambda path: path.name, reverse=True)[max(keep, 1) :]:
        for doomed in (path, path.with_suffix(".json")):
            doomed.unlink(missing_ok=True)
            gone.append(doomed)
    snapshots = [p for p in _files(folder, "shred") if (h := _head(p)) and h.installation == installation]
    old = datetime.now(UTC) - timedelta(days=shred_days)
    for place, path in enumerate(sorted(snapshots, key=lambda path: path.name, reverse=True)):
        if place >= 2 or (place == 1 and moment_of(path) < old):
            path.unlink(missing_ok=True)
            gone.append(path)
    return gone


def clear_drafts(folder: Path, installation: str) -> None:
    """Remove what a killed backup of this installation left behind. The caller holds the backup's lock."""
    for path in folder.glob(f".acasa-*.{installation[:8]}.part"):
        with contextlib.suppress(OSError):
            path.unlink()


def draft(folder: Path, moment: datetime, kind: str, installation: str) -> Path:
    return folder / f".acasa-{stamp(moment)}.{kind}.{installation[:8]}.part"


def sha256_of(path: Path) -> str:
    with open(path, "rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _files(folder: Path, kind: str) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if (m := NAME.fullmatch(path.name)) and m[2] == kind]
    except OSError:
        return []


def _head(path: Path) -> Head | None:
    try:
        return read_head(path)
    except (BackupError, Damaged):
        return None
