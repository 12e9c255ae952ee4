"""An installation over the test database, and whole ones in processes of their own."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from acasa.config.backup import rehearse
from acasa.config.testing import Server
from acasa.core.scope import scoped
from acasa.vault import files, folders
from acasa.vault.tests import conftest as vault

Cast = vault.Cast
quick_keys, ours, theirs = vault.quick_keys, vault.ours, vault.theirs

PLANTED = "Наталья Планте́д"


class Silent:
    """Steps that nobody watches, kept for the test."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.warnings: list[str] = []

    def begin(self, words: str, total: int = 0) -> None:
        self.words.append(words)

    def advance(self, count: int) -> None:
        assert count >= 0

    def warn(self, words: str) -> None:
        self.warnings.append(words)


@pytest.fixture
def site(
    ours: Cast, settings: Any, tmp_path: Path, acasa_server: Server, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """An installation over the test database, with five cases and a file; returns its data folder."""
    data_dir = tmp_path / "var"
    data_dir.mkdir()
    settings.DATA_DIR = data_dir
    settings.MEDIA_ROOT = data_dir / "media"
    settings.SHRED_PATH = data_dir / "shred.sqlite3"
    # The test server's roles have the test server's passwords.
    settings.SECRETS = acasa_server.secrets

    @contextmanager
    def server() -> Iterator[rehearse.Server]:
        yield rehearse.Server(psycopg.conninfo.make_conninfo(acasa_server.dsn, dbname="postgres"))

    monkeypatch.setattr(rehearse, "_server", server)
    for number in range(5):
        add_case(ours, number)
    return data_dir


def add_case(cast: Cast, number: int) -> UUID:
    actor = cast["manager"]
    with scoped(cast.org.id):
        folder = folders.create(actor, kind="case", team_id=cast.team.id)
        _, one = folders.add(folder, "casework", {"kind": "note", "text": f"{PLANTED} {number}"})
        _, two = files.store(folder, "casework", io.BytesIO(PLANTED.encode() * 4000))
        folders.note(actor, "case.open", folder.id, written=[one, two])
    return folder.id
