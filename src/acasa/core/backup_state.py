"""What is known of the last backup: a small file in the data folder, so that a page can say how old it is."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class BackupState:
    """The newest backup: when, whether it was restored and compared, its file's name and size in bytes."""

    at: datetime
    verified: bool
    name: str
    size: int


def _path() -> Path:
    return Path(settings.DATA_DIR) / "backup.json"


def last() -> BackupState | None:
    """The newest backup, or None if none was ever made here."""
    try:
        told = json.loads(_path().read_text())
        return BackupState(datetime.fromisoformat(told["at"]), told["verified"], told["name"], told["size"])
    except (FileNotFoundError, ValueError, KeyError):
        return None


def remember(state: BackupState) -> None:
    """Note a finished backup, at once or not at all."""
    part = _path().with_suffix(".part")
    part.write_text(json.dumps({**asdict(state), "at": state.at.isoformat()}))
    os.replace(part, _path())
