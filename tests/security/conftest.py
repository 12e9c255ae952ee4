"""Fixtures of the attacks."""

from __future__ import annotations

import os
from typing import Any

import pytest

from acasa.config.backup import schedule


@pytest.fixture(autouse=True)
def no_backup_process(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    """Asking for a backup starts a process, which no transaction takes back."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(schedule, "start_apart", lambda *_: os.getpid())
