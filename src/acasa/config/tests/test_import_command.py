"""``acasa import``: the same import from the command line, with the colleague's own key."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from acasa.accounts import rules as accounts_rules
from acasa.accounts.models import SecondFactor
from acasa.audit.models import Entry
from acasa.cases.imports.tests import build
from acasa.cases.models import Case, Draft, ImportBatch, ImportPart
from acasa.cases.queries import caseload
from acasa.cases.queries.caseload import Filters
from acasa.config import cli, runtime
from acasa.core.scope import scoped
from acasa.vault import tokens
from acasa.vault.models import Folder
from acasa.vault.testing import Cast, cast, cheap_passwords, found_cast  # noqa: F401

HEADERS = ["Case code", "Given name", "Family name", "Favourite colour"]
Run = Callable[..., Result]


def table(count: int) -> bytes:
    given = ("Ana", "Ion", "Maral", "Oksana", "Vera", "Petru", "Galina")
    rows = [[f"K-{at}", given[at % 7], "", f"colour {at}"] for at in range(count)]
    return build.table_csv([HEADERS, *rows])


@pytest.fixture
def run(cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The command in this process, over the test's database."""
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    monkeypatch.setattr(runtime, "installation", contextlib.nullcontext)
    monkeypatch.setattr(runtime, "set_up_django", lambda: None)
    monkeypatch.setenv("COLUMNS", "200")

    def invoke(*words: object, typed: str = cast.boris.password) -> Result:
        return CliRunner().invoke(cli.app, ["import", *map(str, words)], input=f"{typed}\ny\n")

    yield invoke


def total(cast: Cast) -> int:
    with scoped(cast.org_id):
        return caseload.listing(cast.boris.actor(), Filters(status=""), today_number=20_000).total


def test_a_table_comes_in_with_the_password_of_its_colleague(run: Run, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(table(5))
    said = run(file, "--as", cast.boris.email)
    assert said.exit_code == 0, said.output
    assert "5  New cases" in said.output
    assert total(cast) == 5
    with scoped(cast.org_id):
        verbs = list(
            Entry.objects.filter(actor_id=cast.boris.user.id).order_by("seq").values_list("verb", flat=True)
        )
        assert not Draft.objects.filter(kind__in=("import", "import_file")).exists()
    assert verbs[0] == "session.command"
    assert "import.done" in verbs


def test_without_the_password_nothing_comes_in_and_the_try_is_noted(
    run: Run, cast: Cast, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(table(5))
    said = run(file, "--as", cast.boris.email, typed="wrong")
    assert said.exit_code == 1
    assert "password is not right" in said.output
    assert total(cast) == 0
    with scoped(cast.org_id):
        assert Entry.objects.filter(verb="session.command", outcome="failed").count() == 1


def test_a_second_factor_is_asked_for(run: Run, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(table(2))
    secret = accounts_rules.new_totp_secret()
    factor = SecondFactor(user=cast.boris.user, kind=SecondFactor.TOTP, name="1", counter=0)
    factor.sealed = tokens.seal_server_secret(factor.kind, f"{factor.user_id} {factor.id}", secret)
    factor.save()
    wrong = run(file, "--as", cast.boris.email, typed=f"{cast.boris.password}\n000000")
    assert wrong.exit_code == 1
    assert "code is not right" in wrong.output
    code = accounts_rules.totp(secret, int(time.time()) // 30)
    assert run(file, "--as", cast.boris.email, typed=f"{cast.boris.password}\n{code}").exit_code == 0
    assert total(cast) == 2


def test_who_may_not_import_is_told(run: Run, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(table(2))
    said = run(file, "--as", cast.carmen.email)
    assert said.exit_code == 1
    assert "can't import" in said.output


def test_a_dry_run_keeps_nothing(run: Run, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(table(5) + b"K-0;\x1b[31mVera[/x];Cebotari;\r\n;;;only a colour\r\n")
    said = run(file, "--as", cast.boris.email, "--dry-run")
    assert said.exit_code == 0, said.output
    assert "2  with an error" in said.output
    assert "dry run" in said.output
    assert "\x1b[31m" not in said.output
    with scoped(cast.org_id):
        assert not ImportBatch.objects.exists()
        assert not Draft.objects.exists()
        assert not Folder.objects.exists()


def test_no_is_an_answer(run: Run, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(table(2))
    said = run(file, "--as", cast.boris.email, typed=f"{cast.boris.password}\nn")
    assert said.exit_code == 0
    assert "Nothing was brought in" in said.output
    with scoped(cast.org_id):
        assert not ImportBatch.objects.exists()


def test_a_mapping_is_printed_changed_and_followed(run: Run, cast: Cast, tmp_path: Path) -> None:
    file, mapping = tmp_path / "list.csv", tmp_path / "columns.yaml"
    file.write_bytes(table(1))
    printed = run(file, "--columns").output
    assert "Favourite colour: keep:casework" in printed
    mapping.write_text(printed.replace("keep:casework", "leave_out").replace("case_code", "other_names"))
    assert run(file, "--as", cast.boris.email, "--mapping", mapping, "--yes").exit_code == 0
    with scoped(cast.org_id):
        (row,) = caseload.listing(cast.boris.actor(), Filters(), today_number=20_000).rows
        from acasa.cases.queries import case as case_queries

        page = case_queries.case_page(cast.boris.actor(), row.case_id)
    assert page.imported == []
    assert "former_code" not in page.facts

    mapping.write_text("Shoe size: given_name\nGiven name: nowhere\n")
    said = run(file, "--as", cast.boris.email, "--mapping", mapping)
    assert said.exit_code == 1
    assert "no column “Shoe size”" in said.output
    assert "'nowhere' is no target" in said.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Name the file"),
        (["--continue"], "--as"),
        (["--continue", "--as", "boris@example.org"], "no import of yours"),
        (["--doubles", "perhaps"], "skip or import"),
    ],
)
def test_what_is_missing_is_told(run: Run, words: list[str], told: str) -> None:
    said = run(*words)
    assert said.exit_code == 1
    assert told in said.output


def test_a_team_or_worker_that_is_not_there_is_told(run: Run, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(table(1))
    said = run(file, "--as", cast.alina.email)
    assert "North, South" in said.output
    said = run(file, "--as", cast.alina.email, "--team", "north", "--worker", cast.dan.email)
    assert "is not of the team North" in said.output
    file.write_bytes(b"%PDF-1.7")
    assert "not a table" in run(file, "--as", cast.alina.email).output
    assert total(cast) == 0


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_nothing_is_seen_and_it_is_continued(
    child_environment: dict[str, str], tmp_path: Path
) -> None:
    """The machine is switched off while a process of its own seals; real passwords, real commits."""
    cast = found_cast()
    file = tmp_path / "list.csv"
    file.write_bytes(table(1500))
    command = [sys.executable, "-W", "ignore", "-m", "acasa.config.cli", "import"]
    env = {**child_environment, "ACASA_DEMO": "1"}
    words = [str(file), "--as", cast.boris.email, "--yes", "--doubles", "import"]
    with subprocess.Popen(
        [*command, *words], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as child:
        assert child.stdin is not None
        child.stdin.write(f"{cast.boris.password}\n".encode())
        child.stdin.close()
        until = time.monotonic() + 120
        while made(cast) < 2 and time.monotonic() < until and child.poll() is None:
            time.sleep(0.02)
        os.kill(child.pid, signal.SIGKILL)
    before = made(cast)
    assert 2 <= before < 6
    with scoped(cast.org_id):
        assert not Case.objects.exists()
        assert Folder.objects.count() == 500 * before
    assert total(cast) == 0

    done = subprocess.run(
        [*command, "--continue", "--as", cast.boris.email],
        env=env,
        input=f"{cast.boris.password}\n",
        text=True,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1500 cases are here" in done.stdout
    assert total(cast) == 1500


def made(cast: Cast) -> int:
    with scoped(cast.org_id):
        return ImportPart.objects.filter(is_made=True).count()
