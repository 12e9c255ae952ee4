"""The command line: helpful, quick, and in sentences when something is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from acasa.config import cli, processes
from acasa.config.postgres import Embedded, connections, server
from acasa.config.secrets import Secrets
from acasa.config.tests.conftest import DEBIAN_15


class Shell:
    """Runs ``acasa`` over an installation in the room."""

    def __init__(self, room: Path) -> None:
        self.room = room
        self.env = {**os.environ, "ACASA_DATA": str(room / "var"), "COLUMNS": "200"}

    def __call__(self, *words: str, code: int = 0, **env: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "acasa.config.cli", *words],
            env={**self.env, **env},
            cwd=self.room,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode == code, said
        assert "Traceback" not in said
        return said


@pytest.fixture
def acasa(room: Path) -> Iterator[Shell]:
    yield Shell(room)
    processes.end(processes.servers_of(Embedded(room / "var").status().folder / "data"))


def test_help_names_every_command_with_a_sentence(acasa: Shell) -> None:
    said = acasa("--help")
    for name in ("serve", "migrate", "check", "version", "database", *(name for name, _ in cli.ELSEWHERE)):
        assert name in said
        acasa(name, "--help")


def test_a_command_from_elsewhere_is_found_by_its_place(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "ELSEWHERE", [("again", "acasa.config.cli:version")])
    for words in (["again"], ["--help"]):
        with pytest.raises(SystemExit) as ended:
            cli.app(words, prog_name="acasa")
        assert ended.value.code == 0
    said = capsys.readouterr().out
    assert "Acasa 0." in said
    assert "again" in said


def test_a_database_from_nothing_to_checked(acasa: Shell) -> None:
    assert "Not running" in acasa("database", "status")
    assert "no data folder" in acasa("check", code=1)
    acasa("migrate")
    assert "Not running" in acasa("database", "status")
    assert "bad" not in acasa("check")
    acasa("database", "start")
    assert "Running" in acasa("database", "status")
    acasa("migrate")
    assert "Running" in acasa("database", "status"), "a kept database outlives its users"
    assert "Stopped" in acasa("database", "stop")
    assert "was not running" in acasa("database", "stop")


def test_check_finds_what_is_wrong(acasa: Shell, room: Path) -> None:
    acasa("migrate")
    (room / "var" / "secrets" / "pepper").chmod(0o644)
    said = acasa("check", code=1)
    assert "chmod 600" in said


def test_errors_are_sentences(acasa: Shell) -> None:
    assert "must begin with postgresql://" in acasa("migrate", code=1, DATABASE_URL="mysql://x/y")
    assert "is set" in acasa("database", "start", code=1, DATABASE_URL="postgresql://localhost/acasa")
    assert "must name a user" in acasa(
        "database", "prepare", code=1, DATABASE_URL="postgresql://localhost/acasa"
    )
    nobody = "postgresql://me:secret@127.0.0.1:1/acasa"
    said = acasa("database", "prepare", code=1, DATABASE_URL=nobody)
    assert "cannot be reached" in said
    assert "secret" not in said
    assert "cannot be used" in acasa("migrate", code=1, DATABASE_URL="postgresql://127.0.0.1:1/acasa")
    assert "both --certificate and --key" in acasa("serve", "--key", "/etc/hostname", code=1)


PROGRAMS = [
    pytest.param(None, id="embedded"),
    pytest.param(
        DEBIAN_15,
        id="debian-15",
        marks=pytest.mark.skipif(
            not (DEBIAN_15 / "postgres").exists(), reason="PostgreSQL 15 is not installed"
        ),
    ),
]


@pytest.mark.parametrize("programs", PROGRAMS)
def test_a_server_of_the_administrators(acasa: Shell, room: Path, programs: Path | None) -> None:
    """Any other cluster will do as 'a server': it is reached by DATABASE_URL alone."""
    theirs = Embedded(room / "theirs", programs=programs, settings={"fsync": "off"})
    with theirs.session():
        place = f"host={theirs.status().sockets}&port=5432"
        url = f"postgresql://postgres:{theirs.secrets.db_superuser_password}@/acasa?{place}"
        said = acasa("database", "prepare", DATABASE_URL=url)
        assert f"PostgreSQL {15 if programs else 18}" in said
        plain = f"postgresql:///acasa?{place}"
        acasa("migrate", DATABASE_URL=plain)
        assert "server named by DATABASE_URL answers" in acasa("check", DATABASE_URL=plain)
        assert not (room / "var" / "postgres").exists()


def test_what_django_is_told() -> None:
    secrets = Secrets.throwaway()
    found = connections(
        Path("/data"), secrets, {"DATABASE_URL": "postgres://u:p@db.example:6000/x?sslmode=require"}
    )
    assert found["default"]["HOST"] == "db.example"
    assert found["default"]["PORT"] == "6000"
    assert found["default"]["NAME"] == "x"
    assert found["default"]["OPTIONS"]["sslmode"] == "require"
    assert (found["default"]["USER"], found["default"]["PASSWORD"]) == ("acasa_app", secrets.db_app_password)
    assert (found["owner"]["USER"], found["owner"]["PASSWORD"]) == ("acasa_owner", secrets.db_owner_password)
    assert found["default"]["CONN_MAX_AGE"] is None
    assert found["default"]["CONN_HEALTH_CHECKS"] is True
    embedded = connections(Path("/data"), secrets, {})
    assert embedded["default"]["HOST"] == "/data/postgres/run"
    assert server(Path("/data"), {"DATABASE_URL": "postgresql://%2Frun%2Fpg/acasa"})["host"] == "/run/pg"
