"""The page of backups: for key keepers, honest about age and place, and its files sealed."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from acasa.audit.models import Entry
from acasa.config import safe_keeping
from acasa.config.backup import container, place, schedule
from acasa.config.backup.tests.test_container import keep
from acasa.core import backup_state
from acasa.core.backup_state import BackupState, Progress
from acasa.core.scope import scoped
from acasa.vault.testing import Cast, Colleague, cast, cheap_passwords  # noqa: F401

pytestmark = pytest.mark.usefixtures("folder")

PAGE = "/backup/"


@pytest.fixture
def folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Backups in a folder of the test; the second factor has tests of its own."""
    settings.DATA_DIR = tmp_path / "var"
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    (tmp_path / "var").mkdir()
    (tmp_path / "kept").mkdir()
    monkeypatch.setenv("ACASA_BACKUP_DIR", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def browser(cast: Cast) -> Callable[[Colleague], Client]:
    def signed_in(colleague: Colleague) -> Client:
        client = Client()
        answer = client.post("/sign-in/", {"email": colleague.email, "password": colleague.password})
        assert answer.status_code == 302
        return client

    return signed_in


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def kept_here(folder: Path, moment: datetime, *, verified: bool = True) -> Path:
    """A backup as this installation makes it."""
    path = keep(folder, moment, key=configured.AUDIT_KEY, verified=verified)
    installation = container.installation_id(configured.AUDIT_KEY).encode()
    for one in (path, path.with_suffix(".shred")):
        raw = one.read_bytes()
        former = container.read_head(one).installation.encode()
        one.write_bytes(raw.replace(former, installation, 1))
    return path


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_only_key_keepers_see_it(cast: Cast, browser: Callable[[Colleague], Client], folder: Path) -> None:
    name = kept_here(folder, now()).name
    for colleague in (cast.boris, cast.dan):
        client = browser(colleague)
        for url in (PAGE, reverse("backup:progress"), reverse("backup:download", args=[name])):
            assert client.get(url).status_code == 404
        assert client.post(reverse("backup:make")).status_code == 404
    assert Client().get(PAGE).status_code == 302
    assert "Backups" in text(browser(cast.alina).get(PAGE))


def test_it_says_how_old_and_how_sure(
    cast: Cast, browser: Callable[[Colleague], Client], folder: Path
) -> None:
    client = browser(cast.alina)
    keeping = reverse("accounts:safe_keeping")
    assert "There is no backup yet" in text(client.get(PAGE))
    assert "There is no backup yet" in text(client.get(keeping))
    data_dir = Path(configured.DATA_DIR)
    backup_state.record_backup(data_dir, BackupState(now() - timedelta(hours=5), True, "a.backup", 10))
    said = text(client.get(keeping))
    assert "5\xa0hours" in said
    assert "every row compared" in said
    assert "The backup is old" not in said
    backup_state.record_backup(data_dir, BackupState(now() - timedelta(days=4), False, "a.backup", 10))
    said = text(client.get(keeping))
    assert "The backup is old" in said
    assert "not checked" in said


def test_it_lists_what_is_kept_and_warns_of_the_same_disk(
    cast: Cast,
    browser: Callable[[Colleague], Client],
    folder: Path,
) -> None:
    first = kept_here(folder, now() - timedelta(days=2))
    second = kept_here(folder, now(), verified=False)
    said = text(browser(cast.alina).get(PAGE))
    assert said.index(second.name) < said.index(first.name)
    assert "restored and compared" in said
    assert "not checked" in said
    assert "same disk" in said
    assert str(folder) in said


def test_a_failure_and_findings_are_told(cast: Cast, browser: Callable[[Colleague], Client]) -> None:
    data_dir = Path(configured.DATA_DIR)
    client = browser(cast.alina)
    backup_state.record_backup(data_dir, BackupState(now() - timedelta(hours=9), True, "a", 1, findings=2))
    failed = Progress(1, now(), finished_at=now(), error="There is no room left for the backup in /kept.")
    backup_state.record_progress(data_dir, failed)
    said = text(client.get(PAGE))
    assert "There is no room left" in said
    assert "acasa audit verify --files" in said
    # A later backup that went well ends the complaint.
    backup_state.record_backup(data_dir, BackupState(now() + timedelta(seconds=5), True, "b", 1))
    assert "There is no room left" not in text(client.get(PAGE))


def test_making_one_is_started_once_noted_and_shown(
    cast: Cast,
    browser: Callable[[Colleague], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[Path] = []

    def start_apart(data_dir: Path, env: dict[str, str]) -> int:
        started.append(data_dir)
        assert env["ACASA_DATA"] == str(data_dir)
        return os.getpid()

    monkeypatch.setattr(schedule, "start_apart", start_apart)
    client = browser(cast.alina)
    assert client.get(reverse("backup:make")).status_code == 405
    for _ in range(2):
        assert client.post(reverse("backup:make"), follow=True).status_code == 200
    assert started == [Path(configured.DATA_DIR)]
    with scoped(cast.org_id):
        assert Entry.objects.filter(verb="backup.make").count() == 1
    data_dir = Path(configured.DATA_DIR)
    backup_state.record_progress(data_dir, Progress(os.getpid(), now(), number=4, done=5, total=10))
    said = text(client.get(PAGE))
    assert "Make a backup now" not in said
    assert 'http-equiv="refresh"' in said
    assert 'value="58"' in said
    piece = client.get(reverse("backup:progress"))
    assert 'value="58"' in text(piece)
    assert "HX-Refresh" not in piece
    backup_state.record_progress(data_dir, Progress(os.getpid(), now(), number=6, finished_at=now()))
    assert client.get(reverse("backup:progress"))["HX-Refresh"] == "true"
    assert "Make a backup now" in text(client.get(PAGE))


def test_a_download_is_sealed_noted_and_asked_for_twice(
    cast: Cast,
    browser: Callable[[Colleague], Client],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = kept_here(folder, now())
    url = reverse("backup:download", args=[path.name])
    client = browser(cast.alina)
    from acasa.accounts.services import sign_in

    with monkeypatch.context() as patch:
        patch.setattr(sign_in, "recent_proof", lambda request: False)
        assert client.get(url).status_code == 403
    answer = client.get(url)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == path.read_bytes()
    assert answer["Content-Disposition"] == f'attachment; filename="{path.name}"'
    assert "no-store" in answer["Cache-Control"]
    with scoped(cast.org_id):
        assert Entry.objects.filter(verb="backup.download").count() == 1
    shred = client.get(reverse("backup:download", args=[path.with_suffix(".shred").name]))
    assert b"".join(shred.streaming_content) == path.with_suffix(".shred").read_bytes()


@pytest.mark.parametrize(
    "name", ["acasa-20200101T000000Z.backup", "..", "backup.lock", "acasa-notes.txt", "%2e%2e"]
)
def test_nothing_else_can_be_downloaded(
    cast: Cast,
    browser: Callable[[Colleague], Client],
    folder: Path,
    name: str,
) -> None:
    kept_here(folder, now())
    (folder / "acasa-notes.txt").write_text("mine")
    (folder / "backup.lock").write_text("")
    assert browser(cast.alina).get(f"/backup/{name}/download/").status_code == 404


def test_a_backup_under_way_is_measured_over_all_its_steps(folder: Path) -> None:
    data_dir = Path(configured.DATA_DIR)
    for number, done, total, expected in (
        (0, 0, 0, 0),
        (1, 0, 0, 0),
        (2, 1, 2, 25),
        (6, 9, 9, 99),
        (7, 99, 9, 99),
    ):
        backup_state.record_progress(
            data_dir, Progress(os.getpid(), now(), number=number, done=done, total=total)
        )
        assert safe_keeping.overview().percent == expected
    assert safe_keeping.last_backup() == BackupState()
    assert place.DEFAULT_KEEP == 14
