"""Making a backup over a real database: what makes it fail, and that a failed one never says OK."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from acasa.config.backup import BackupError, container, contents, create, place, programs, rehearse, snapshots
from acasa.config.backup.tests.conftest import PLANTED, Silent, add_case
from acasa.config.testing import Server
from acasa.core import backup_state
from acasa.core.scope import scoped
from acasa.sealing import recovery
from acasa.vault import folders, shred
from acasa.vault.models import Folder, OrganisationKeys, Record, SealedFile
from acasa.vault.tests.conftest import Cast


def scratch_databases(server: Server) -> list[str]:
    with server.connect("postgres") as admin:
        # This process's own: the cluster is shared, and an earlier run may have been killed.
        mark = f"acasa_check_{container.installation_id(create.settings.AUDIT_KEY)[:8]}_"
        rows = admin.execute(
            "select datname from pg_database where starts_with(datname, %s)", [mark]
        ).fetchall()
    return [name for (name,) in rows]


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_verified_backup(ours: Cast, site: Path, tmp_path: Path, acasa_server: Server) -> None:
    steps = Silent()
    made = create.make(tmp_path / "kept", steps)
    assert (made.verified, made.files, made.findings) == (True, 5, [])
    assert len(steps.words) == 6
    assert any("same disk" in warning for warning in steps.warnings)
    assert {name.rsplit(".", 1)[1] for name in left_in(tmp_path / "kept")} == {"backup", "shred", "json"}
    assert all((tmp_path / "kept" / name).stat().st_mode & 0o077 == 0 for name in left_in(tmp_path / "kept"))
    state = backup_state.last_backup(site)
    assert (state.verified, state.path_name, state.size) == (True, made.path.name, made.size)
    assert state.at is not None
    assert abs((datetime.now(UTC) - state.at).total_seconds()) < 60
    manifest = place.read_manifest(made.path)
    assert manifest is not None
    noted = manifest["files"][made.path.name]
    assert (noted["size"], noted["sha256"]) == (made.size, hashlib.sha256(made.path.read_bytes()).hexdigest())
    assert scratch_databases(acasa_server) == []


def test_nothing_readable_is_written(
    ours: Cast, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither what is sealed anyway nor what is plain in the database: names of colleagues, the dump's own form."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    create.make(tmp_path / "kept", Silent())
    assert left_in(tmp_path / "tmp") == []
    planted = [
        PLANTED,
        ours.org.name,
        "manager@ra.example",
        "Chișinău",
        "PGDMP",
        "case_manager",
        "vault_record",
    ]
    for name in left_in(tmp_path / "kept"):
        raw = (tmp_path / "kept" / name).read_bytes()
        for text in planted:
            for encoding in ("utf-8", "utf-16-le"):
                assert text.encode(encoding) not in raw, (name, text)


def test_two_organisations_can_each_open_it(ours: Cast, theirs: Cast, site: Path, tmp_path: Path) -> None:
    made = create.make(tmp_path / "kept", Silent())
    head = container.read_head(made.path)
    keys = {head.open_key(cast.kit_seed) for cast in (ours, theirs)}
    assert len(keys) == 1
    with pytest.raises(container.WrongKit):
        head.open_key(recovery.new_seed())
    shred_head = container.read_head(made.path.with_suffix(".shred"))
    assert shred_head.open_key(ours.kit_seed) not in keys


def test_every_folder_of_the_dump_has_its_secret_in_the_snapshot(
    ours: Cast,
    site: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While one backup is made, colleagues open cases and store files all the time."""
    stop, errors = threading.Event(), []

    def work() -> None:
        number = 100
        try:
            while not stop.is_set():
                add_case(ours, number)
                number += 1
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        made = [create.make(tmp_path / f"kept{n}", Silent()) for n in range(3)]
    finally:
        stop.set()
        thread.join()
    assert errors == []
    assert all(one.verified and not one.findings for one in made)
    assert made[0].rows < made[1].rows < made[2].rows


def test_a_snapshot_holds_what_is_left_and_the_ledger_what_is_gone(
    ours: Cast, site: Path, tmp_path: Path
) -> None:
    with scoped(ours.org.id):
        first, second = list(Folder.objects.order_by("id")[:2].values_list("shred_id", flat=True))
    secret = shred.secret_of(second)
    shred.store().destroy([first])
    made = create.make(tmp_path / "kept", Silent())
    path = made.path.with_suffix(".shred")
    key = container.read_head(path).open_key(ours.kit_seed)
    kept = {
        i: v
        for name, content in container.members(path, key)
        if name == "shred"
        for i, v in snapshots.rows(content)
    }
    assert first not in kept
    assert kept[second] == secret
    assert set(snapshots.ledger(path, key)) == {first}
    assert made.verified


# --- what goes wrong -------------------------------------------------------------------------------------------


def failing(folder: Path, data_dir: Path, match: str, **options: Any) -> None:
    """It must say why, leave nothing behind, and not change what is known of the last backup."""
    before = backup_state.last_backup(data_dir)
    present = left_in(folder)
    with pytest.raises(BackupError, match=match):
        create.make(folder, Silent(), **options)
    assert left_in(folder) == present
    assert backup_state.last_backup(data_dir) == before


def test_a_file_that_is_not_on_the_disk_as_written_is_never_ok(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, acasa_server: Server
) -> None:
    create.make(tmp_path / "kept", Silent())
    real = rehearse.rehearse
    for damage in (lambda raw: raw[:-1], lambda raw: raw[:-40] + bytes([raw[-40] ^ 1]) + raw[-39:]):
        for which in (0, 2):

            def broken(*arguments: Any, damage: Any = damage, which: int = which) -> Any:
                arguments[which].write_bytes(damage(arguments[which].read_bytes()))
                return real(*arguments)

            monkeypatch.setattr(rehearse, "rehearse", broken)
            failing(tmp_path / "kept", site, "is damaged")
    assert scratch_databases(acasa_server) == []


def test_a_dump_that_lacks_rows_is_never_ok(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = programs.dump
    monkeypatch.setattr(
        programs,
        "dump",
        lambda folder, dsn, name, without: real(folder, dsn, name, [*without, "vault_folderkey"]),
    )
    failing(tmp_path / "kept", site, r"vault_folderkey has 0 rows instead of \d+")


def test_a_dump_with_one_changed_row_is_never_ok(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = programs.load

    def load(folder: Path, dsn: str, version: int, dumped: Any) -> None:
        real(folder, dsn, version, dumped)
        with psycopg.connect(dsn) as database:
            database.execute(
                "update vault_folder set restricted = true where id in (select id from vault_folder limit 1)"
            )

    monkeypatch.setattr(programs, "load", load)
    failing(tmp_path / "kept", site, "table vault_folder has rows that differ")


def test_a_snapshot_without_a_secret_is_never_ok(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = create._shred_members

    def members() -> Iterator[container.Member]:
        for name, pieces in real():
            yield name, [b"".join(pieces)[48:]] if name == "shred" else pieces

    monkeypatch.setattr(create, "_shred_members", members)
    failing(tmp_path / "kept", site, "lacks secrets")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    create.make(tmp_path / "kept", Silent())
    real = container.Counted.write

    def write(self: container.Counted, piece: bytes) -> int:
        if self.size > 100_000:
            raise OSError(code, os.strerror(code))
        return real(self, piece)

    monkeypatch.setattr(container.Counted, "write", write)
    failing(tmp_path / "kept", site, "no room left")


def test_a_folder_that_cannot_be_written(site: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/backups")):
        with pytest.raises(BackupError, match="can't be written to"):
            create.make(folder, Silent())


def test_missing_or_old_programs(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "candidates", lambda env=None: [])
    failing(tmp_path / "kept", site, "None was found.*postgresql-client")
    monkeypatch.setattr(programs, "candidates", lambda env=None: [(14, Path("/usr/bin"))])
    failing(tmp_path / "kept", site, "Only version 14 was found")


def test_a_program_that_fails_is_quoted(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    fake = tmp_path / "bin" / "pg_dump"
    fake.write_text("#!/bin/sh\nhead -c 100000 /dev/zero\necho 'pg_dump: error: out of luck' >&2\nexit 3\n")
    fake.chmod(0o755)
    monkeypatch.setattr(programs, "choose", lambda at_least, env=None: (18, tmp_path / "bin"))
    failing(tmp_path / "kept", site, "pg_dump failed: pg_dump: error: out of luck")


def test_one_at_a_time(site: Path, tmp_path: Path) -> None:
    with create.only_one(site):
        failing(tmp_path / "kept", site, "Another backup")


def test_without_an_organisation(clean_database: Server, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    assert create.nothing_yet()
    failing(tmp_path / "kept", tmp_path, "nothing to back up yet")


def test_a_swapped_recovery_key_gets_no_backup(ours: Cast, site: Path, tmp_path: Path) -> None:
    """Whoever writes to the database must not have the next backup sealed to a key of their own."""
    thief = recovery.keypair(recovery.new_seed()).public
    OrganisationKeys.objects.filter(org_id=ours.org.id).update(recovery_public=thief)
    failing(tmp_path / "kept", site, "not the ones that were pinned")


def test_without_verification_it_says_so(site: Path, tmp_path: Path) -> None:
    first = create.make(tmp_path / "kept", Silent())
    verified_at = backup_state.last_backup(site).at
    second = place.moment_of(first.path)
    while datetime.now(UTC).replace(microsecond=0) == second:
        pass
    made = create.make(tmp_path / "kept", Silent(), verify=False)
    assert not made.verified
    state = backup_state.last_backup(site)
    assert (state.verified, state.verified_at) == (False, verified_at)
    installation = container.read_head(made.path).installation
    listed = place.listing(tmp_path / "kept", installation, create.settings.AUDIT_KEY)
    assert [kept.verified for kept in listed] == [False, True]


# --- damage in the installation itself: a backup is made all the same, and says so ------------------------------


def test_a_missing_and_a_damaged_file_are_named(ours: Cast, site: Path, tmp_path: Path) -> None:
    with scoped(ours.org.id):
        one, other = list(SealedFile.objects.order_by("id")[:2].values_list("id", flat=True))
    folders.file_path(one).unlink()
    folders.file_path(other).write_bytes(b"broken")
    made = create.make(tmp_path / "kept", Silent())
    assert made.verified
    assert {str(i) for i in (one, other)} == {finding.split()[3] for finding in made.findings}
    assert backup_state.last_backup(site).findings == 2


def test_a_record_that_does_not_hold_and_lost_secrets_are_named(
    ours: Cast,
    site: Path,
    tmp_path: Path,
    acasa_server: Server,
) -> None:
    with acasa_server.connect(acasa_server.database) as database:
        database.execute("update audit_entry set verb = 'case.list' where seq = 2")
        database.execute(
            "update vault_folder set shred_id = gen_random_uuid() where id in (select id from vault_folder limit 1)"
        )
    made = create.make(tmp_path / "kept", Silent())
    assert made.verified
    assert len(made.findings) == 2
    assert "Entry 2" in made.findings[0]
    assert made.findings[1].startswith("1 folders can't be opened")


def test_what_a_killed_backup_left_is_swept(site: Path, tmp_path: Path, acasa_server: Server) -> None:
    installation = container.installation_id(create.settings.AUDIT_KEY)
    folder = tmp_path / "kept"
    folder.mkdir()
    draft = place.draft(folder, datetime.now(UTC), "backup", installation)
    draft.write_bytes(b"x")
    foreign = folder / ".acasa-20260101T000000Z.backup.deadbeef.part"
    foreign.write_bytes(b"x")
    with acasa_server.connect("postgres") as admin:
        admin.execute(f"create database acasa_check_{installation[:8]}_0badcafe")
    create.make(folder, Silent())
    assert not draft.exists()
    assert foreign.exists()
    assert scratch_databases(acasa_server) == []


# --- a server of one's own --------------------------------------------------------------------------------------


def test_a_server_where_no_database_may_be_made_is_verified_beside_it(
    ours: Cast,
    settings: Any,
    tmp_path: Path,
    child_environment: dict[str, str],
) -> None:
    """DATABASE_URL without a superuser: the scratch database is made in an embedded server for the occasion."""
    with scoped(ours.org.id):
        folder = folders.create(ours["manager"], kind="case", team_id=ours.team.id)
        _, written = folders.add(folder, "casework", {"kind": "note", "text": PLANTED})
        folders.note(ours["manager"], "case.open", folder.id, written=[written])
    child = subprocess.run(
        [sys.executable, "-m", "acasa.config.cli", "backup", str(tmp_path / "kept")],
        env=child_environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert child.returncode == 0, child.stderr
    assert "OK: restored" in child.stdout
    data_dir = Path(settings.DATA_DIR)
    assert backup_state.last_backup(data_dir).verified
    assert not list(data_dir.glob("verify-*"))


# --- the pieces ------------------------------------------------------------------------------------------------


def test_differences_in_words() -> None:
    one = {"a": contents.Table(1, "5"), "b": contents.Table(2, "7"), "c": contents.Table(0, "0")}
    other = {"a": contents.Table(1, "6"), "b": contents.Table(3, "7"), "d": contents.Table(0, "0")}
    assert contents.differences(one, one) == []
    assert contents.differences(one, other) == [
        "table a has rows that differ",
        "table b has 3 rows instead of 2",
        "table c is missing",
        "table d is new",
    ]
    assert contents.from_json(json.loads(json.dumps(contents.as_json(one)))) == one


def test_a_checksum_sees_every_column(ours: Cast, site: Path, acasa_server: Server) -> None:
    def now() -> dict[str, contents.Table]:
        with psycopg.connect(create.owner_dsn()) as database:
            return contents.tables(database)

    before = now()
    assert set(contents.PASSING) & set(before) == set()
    assert before["vault_record"].rows == Record.objects.count() + 5
    with acasa_server.connect(acasa_server.database) as database:
        database.execute(
            "update people_user set joined_at = joined_at + interval '1 microsecond' where email like 'manager%'"
        )
        database.execute(
            "update vault_record set sealed = sealed || '\\x00'::bytea"
            " where id in (select id from vault_record limit 1)"
        )
    assert contents.differences(before, now()) == [
        "table people_user has rows that differ",
        "table vault_record has rows that differ",
    ]
