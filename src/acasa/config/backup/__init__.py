"""Backup and restore: one sealed file with everything, opened by the recovery kit of any organisation in it.

docs/adr/0004-backup.md says why it is built like this, docs/operate/backup.md how it is used.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


class BackupError(Exception):
    """A backup or restore can't be made. The message is a sentence for the administrator."""


def default_folder(data_dir: Path, env: Mapping[str, str] | None = None) -> Path:
    """ACASA_BACKUP_DIR, or a folder beside the data, which a broken disk takes too."""
    chosen = (os.environ if env is None else env).get("ACASA_BACKUP_DIR", "")
    if chosen and not switched_off(env):
        return Path(chosen).expanduser().absolute()
    return data_dir / "backups"


def switched_off(env: Mapping[str, str] | None = None) -> bool:
    """Whether ACASA_BACKUP_DIR says that no backup is made by itself."""
    return (os.environ if env is None else env).get("ACASA_BACKUP_DIR", "").lower() in {"off", "no", "0"}
