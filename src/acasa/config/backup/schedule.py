"""The backup that is made by itself each night while `acasa serve` runs. Loads neither Django nor a database."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from acasa.config.backup import switched_off
from acasa.core import backup_state

NIGHT = range(1, 6)
LEAST = timedelta(hours=20)
MOST = timedelta(hours=26)
AGAIN = timedelta(hours=4)
"""After a failure it is tried again sooner."""

LOOK_EVERY = 300.0


def is_due(data_dir: Path, env: Mapping[str, str], now: datetime | None = None) -> bool:
    """Whether a backup should be started now: once a night, or by day when the last is over a day old."""
    if switched_off(env) or env.get("ACASA_DEMO", "").lower() in {"1", "yes", "on", "true"}:
        return False
    if backup_state.unfinished_restore(data_dir) is not None:
        return False
    now = now or datetime.now(UTC)
    attempt = backup_state.progress(data_dir)
    if attempt.running:
        return False
    last = backup_state.last_backup(data_dir).at
    tried = attempt.started_at
    failed = bool(attempt.error) or attempt.finished_at is None
    if failed and tried is not None and (last is None or tried > last):
        return now - tried >= AGAIN
    if last is None:
        return True
    age = now - last
    return age >= MOST or (age >= LEAST and now.astimezone().hour in NIGHT)


def start(data_dir: Path, env: Mapping[str, str], *, scheduled: bool = True) -> subprocess.Popen[bytes]:
    """Run `acasa backup` in a process of its own, which outlives the page that asked for it."""
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "acasa.config.cli",
            "backup",
            *(["--scheduled"] if scheduled else []),
        ],
        env={**env, "ACASA_DATA": str(data_dir)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def start_apart(data_dir: Path, env: Mapping[str, str]) -> int:
    """Start a backup from a page: who asked waits for nothing, and a thread takes note of its end."""
    child = start(data_dir, env, scheduled=False)
    threading.Thread(target=child.wait, daemon=True).start()
    return child.pid


def run_due(data_dir: Path, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes] | None:
    """Start a backup if one is due."""
    environment = os.environ if env is None else env
    return start(data_dir, environment) if is_due(data_dir, environment) else None


class Nightly:
    """For the supervisor, which calls `tick` again and again."""

    def __init__(self, data_dir: Path, env: Mapping[str, str]) -> None:
        self._data_dir = data_dir
        self._env = env
        self._child: subprocess.Popen[bytes] | None = None
        # Not in the first minutes: the web server starts, and somebody may be setting up.
        self._next = time.monotonic() + LOOK_EVERY

    def tick(self) -> None:
        """Start what is due, at most every few minutes; take note of what has ended."""
        if self._child is not None and self._child.poll() is not None:
            self._child = None
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + LOOK_EVERY
        if self._child is None:
            self._child = run_due(self._data_dir, self._env)

    def stop(self) -> None:
        """End a backup under way: what it has written is swept by the next."""
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()
            self._child.wait()
