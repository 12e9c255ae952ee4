"""A place for whole installations that the database's account can reach, cleared and stopped afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from acasa.config import cluster, processes
from acasa.config.postgres import Embedded

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture
def room() -> Iterator[Path]:
    """An empty folder that other accounts can reach (pytest's own is closed to them)."""
    folder = Path(tempfile.mkdtemp(prefix="acasa-room-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def installation(room: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Embedded]]:
    """Makes embedded databases under the room; whatever still runs at the end is ended."""
    monkeypatch.setenv("ACASA_DATA", str(room / "var"))
    made: list[Embedded] = []

    def make(name: str = "var", programs: Path | None = None) -> Embedded:
        embedded = Embedded(room / name, programs=programs, settings={"fsync": "off"})
        made.append(embedded)
        return embedded

    yield make
    for embedded in made:
        home = cluster.home(embedded.data_dir)
        if home.exists():
            processes.end(processes.servers_of(home / "data"))
            shutil.rmtree(home)
        sockets = home / cluster.SOCKET_PLACE
        assert not sockets.exists()


@pytest.fixture
def as_stranger() -> Callable[..., tuple[int, str]]:
    """Run a program as an account of this machine that has nothing to do with Acasa: (exit code, output)."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    import pwd

    nobody = pwd.getpwnam("nobody")
    account = processes.Account("nobody", nobody.pw_uid, nobody.pw_gid)

    def run(*command: str | Path) -> tuple[int, str]:
        done = processes.run(command, account, timeout=60)
        return done.returncode, done.stdout.decode(errors="replace")

    return run
