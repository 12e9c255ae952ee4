"""When a backup is made by itself, and what is remembered of the last."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from acasa.config.backup import default_folder, schedule
from acasa.core import backup_state
from acasa.core.backup_state import BackupState, Progress

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC).astimezone().replace(hour=12)
NIGHT = NOON.replace(hour=2) + timedelta(days=1)


def made(data_dir: Path, before: datetime, hours: float) -> None:
    backup_state.record_backup(data_dir, BackupState(before - timedelta(hours=hours), True, "a.backup", 5))


@pytest.mark.parametrize(
    ("now", "hours", "due"),
    [
        (NOON, 3, False),
        (NOON, 22, False),
        (NOON, 27, True),
        (NIGHT, 3, False),
        (NIGHT, 21, True),
        (NIGHT, 200, True),
    ],
)
def test_once_a_night_or_when_it_is_over_a_day_old(
    tmp_path: Path, now: datetime, hours: float, due: bool
) -> None:
    made(tmp_path, now, hours)
    assert schedule.is_due(tmp_path, {}, now) is due


def test_at_once_when_there_is_none_and_never_when_switched_off_or_in_the_demo(tmp_path: Path) -> None:
    assert schedule.is_due(tmp_path, {}, NOON)
    assert not schedule.is_due(tmp_path, {"ACASA_BACKUP_DIR": "off"}, NOON)
    assert not schedule.is_due(tmp_path, {"ACASA_DEMO": "1"}, NOON)
    backup_state.record_restore(tmp_path, {"moved": True})
    assert not schedule.is_due(tmp_path, {}, NOON)


def test_after_a_failure_it_is_tried_again_after_some_hours(tmp_path: Path) -> None:
    for ended in (NOON, None):
        error = "There is no room left." if ended else ""
        backup_state.record_progress(tmp_path, Progress(2**22 + 5, NOON, finished_at=ended, error=error))
        assert not schedule.is_due(tmp_path, {}, NOON + timedelta(hours=3))
        assert schedule.is_due(tmp_path, {}, NOON + timedelta(hours=5))


def test_not_while_one_is_under_way(tmp_path: Path) -> None:
    backup_state.record_progress(tmp_path, Progress(os.getpid(), NOON))
    assert backup_state.progress(tmp_path).running
    assert not schedule.is_due(tmp_path, {}, NOON + timedelta(hours=99))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    backup_state.record_progress(tmp_path, Progress(gone.pid, NOON))
    assert not backup_state.progress(tmp_path).running


def test_the_state_is_remembered_whole_or_not_at_all(tmp_path: Path) -> None:
    assert backup_state.last_backup(tmp_path) == BackupState()
    assert backup_state.last_backup(tmp_path).age() is None
    state = BackupState(NOON, True, "acasa-x.backup", 12, NOON, "/kept", 1)
    backup_state.record_backup(tmp_path, state)
    assert backup_state.last_backup(tmp_path) == state
    assert state.age(NOON + timedelta(hours=2)) == timedelta(hours=2)
    assert (tmp_path / backup_state.STATE).stat().st_mode & 0o077 == 0
    (tmp_path / backup_state.STATE).write_text("{")
    assert backup_state.last_backup(tmp_path) == BackupState()
    assert [path.name for path in tmp_path.iterdir()] == [backup_state.STATE]


def test_where_backups_go(tmp_path: Path) -> None:
    assert default_folder(tmp_path, {}) == tmp_path / "backups"
    assert default_folder(tmp_path, {"ACASA_BACKUP_DIR": "/mnt/usb"}) == Path("/mnt/usb")
    assert default_folder(tmp_path, {"ACASA_BACKUP_DIR": "off"}) == tmp_path / "backups"


def test_the_supervisor_starts_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    def start(*_: object) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]))
        return started[-1]

    monkeypatch.setattr(schedule, "start", start)
    nightly = schedule.Nightly(tmp_path, {})
    nightly.tick()
    assert started == []
    for _ in range(3):
        monkeypatch.setattr(nightly, "_next", 0.0)
        nightly.tick()
    assert len(started) == 1
    nightly.stop()
    assert started[0].poll() is not None
