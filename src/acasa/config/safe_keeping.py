"""Backups as the pages show them: how old the newest is, what lies in the folder, how far one under way is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from acasa.config.backup import container, default_folder, place, switched_off
from acasa.config.backup.place import Kept
from acasa.core import backup_state
from acasa.core.backup_state import BackupState, Progress

OLD = timedelta(hours=50)
"""A nightly backup that failed twice."""

# Acts of the installation, as the record shows them.
VERBS = {
    "backup.make": _("Making a backup"),
    "backup.download": _("Downloading a backup"),
    "installation.restore": _("Everything restored from a backup"),
    "vault.change": _("Tidying sealed rows"),
}

# How often `begin` is called in a backup that is verified.
STEPS = 6


@dataclass(frozen=True)
class Overview:
    """Everything that the page says."""

    last: BackupState
    progress: Progress
    folder: Path
    kept: list[Kept]
    by_itself: bool
    in_data_folder: bool
    same_disk: bool

    @property
    def old(self) -> bool:
        age = self.last.age()
        return age is None or age > OLD

    @property
    def failed(self) -> str:
        """Why the last attempt failed, if it came after the newest backup."""
        tried = self.progress.started_at
        if tried is None or self.progress.running or (self.last.at and tried < self.last.at):
            return ""
        if self.progress.finished_at is None:
            return "It was interrupted."
        return self.progress.error

    @property
    def percent(self) -> int:
        """How far the one under way is, all its steps taken together."""
        part = min(1.0, self.progress.done / self.progress.total) if self.progress.total else 0.0
        return min(99, round((max(self.progress.number - 1, 0) + part) * 100 / STEPS))


def last_backup() -> BackupState:
    """The newest finished backup of this installation."""
    return backup_state.last_backup(Path(settings.DATA_DIR))


def overview(*, listing: bool = False) -> Overview:
    """What is known of backups; with `listing`, what lies in the folder too."""
    data_dir = Path(settings.DATA_DIR)
    folder = default_folder(data_dir)
    installation = container.installation_id(settings.AUDIT_KEY)
    return Overview(
        last=backup_state.last_backup(data_dir),
        progress=backup_state.progress(data_dir),
        folder=folder,
        kept=place.listing(folder, installation, settings.AUDIT_KEY) if listing else [],
        by_itself=not switched_off() and not settings.ACASA_DEMO,
        in_data_folder=folder.resolve().is_relative_to(data_dir.resolve()),
        same_disk=place.on_same_disk(folder, data_dir),
    )


def panel(request: HttpRequest) -> SafeString:
    """The box on the page "Safe keeping"."""
    actor = request.actor  # type: ignore[attr-defined]
    context = {"overview": overview(), "may_change": actor is not None and actor.is_key_keeper}
    return render_to_string("backup/panel.html", context, request)


def started(pid: int) -> None:
    """Note a backup that was just started, until its own process takes over the note."""
    backup_state.record_progress(Path(settings.DATA_DIR), Progress(pid, datetime.now(UTC)))


def environment() -> dict[str, str]:
    """For a backup's process: the same installation, whatever this one was started with."""
    return {**os.environ, "ACASA_DATA": str(settings.DATA_DIR)}
