"""The drill: everything is lost but the backup's folder and the recovery kit on paper.

Whole installations with embedded databases of their own, worked on through the command line as an administrator
would. One installation is made for the module; each test restores it into a place of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from acasa.config import cluster, processes
from acasa.core import backup_state

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
PLANTED = "Наталья Планте́д"

# Everything as real as in an installation: Argon2, RSA, files, a merged caseload.
FOUND = """
import io, json
from acasa.config import runtime
with runtime.installation(migrated=False):
    from acasa.config import preparation
    preparation.migrate()
    from acasa.core.scope import scoped
    from acasa.sealing import recovery
    from acasa.vault import caseload, files, folders
    from acasa.vault.tests.conftest import found
    from acasa.vault.tests.test_caseload import BOTH, card
    told = {}
    for prefix in ("RA", "XB"):
        cast = found(prefix)
        actor = cast.join("manager", "case_manager")
        ring = None
        cases = []
        for number in range(6):
            with scoped(cast.org.id):
                ring = actor.keyring.ring(cast.team.id, "casework")
                folder = folders.create(actor, kind="case", team_id=cast.team.id)
                _, one = folders.add(folder, "casework", {"kind": "note", "text": "PLANTED %d" % number})
                file_id, two = files.store(folder, "casework", io.BytesIO(b"PLANTED" * 20000))
                three = caseload.put_card(ring, folder, card(number))
                folders.note(actor, "case.open", folder.id, written=[one, two, three])
                cases.append([str(folder.id), str(file_id)])
        with scoped(cast.org.id):
            folders.note(actor, "caseload.merge", written=[caseload.merge(actor.keyring, ring, BOTH)])
        told[prefix] = {
            "org": str(cast.org.id), "user": str(actor.user_id), "team": str(cast.team.id), "cases": cases,
            "password": cast.passwords[actor.user_id], "kit": recovery.encode(cast.kit_seed),
            "shares": recovery.split(cast.kit_seed),
        }
    print(json.dumps(told))
"""

# A colleague signs in with the password and reads everything: records, files, the list.
READ = """
import json, sys
from uuid import UUID
from acasa.config import runtime
told = json.loads(sys.argv[1])
with runtime.installation():
    from acasa.core.actor import Actor
    from acasa.core.errors import Refused
    from acasa.core.scope import scoped
    from acasa.vault import caseload, files, folders, locks
    from acasa.vault.keyring import Keyring
    from acasa.vault.tests.test_caseload import LIST
    seen = {}
    for prefix, one in told.items():
        org, user, team = UUID(one["org"]), UUID(one["user"]), UUID(one["team"])
        bundle = locks.open_with_password(user, one["password"])
        wrong = locks.open_with_password(user, "wrong" + one["password"])
        keyring = Keyring(user_id=user, org_id=org, bundle=bundle)
        actor = Actor(user, org, "", "case_manager", teams=frozenset({team}), keyring=keyring)
        texts, contents = [], []
        for case, file_id in one["cases"]:
            with scoped(org):
                try:
                    folder = folders.open_one(actor, UUID(case), verb="case.read")
                except Refused:
                    texts.append(None)
                    continue
                texts.append(folder.one("note").data["text"])
                contents.append(b"".join(files.read(folder, UUID(file_id))) == b"PLANTED" * 20000)
        with scoped(org):
            ring = keyring.ring(team, "casework")
            rows = caseload.load(keyring, [ring], LIST).frames[ring.ring_id]
            names = sorted(rows["name"].to_list())
        seen[prefix] = {"texts": texts, "files": contents, "names": names, "wrong": wrong is None}
    print(json.dumps(seen))
"""


@dataclass
class Place:
    """A machine: a data folder, and what is run over it."""

    data_dir: Path
    env: dict[str, str]

    def run(self, *words: str | Path, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *(str(word) for word in words)],
            env={**self.env, **more},
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )

    def acasa(self, *words: str | Path, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "acasa.config.cli", *words, typed=typed, **more)

    def backup(self, *words: str | Path) -> Path:
        done = self.acasa("backup", *words)
        assert done.returncode == 0, done.stderr
        return Path(done.stdout.splitlines()[0])

    def read(self, told: dict[str, Any], **more: str) -> dict[str, Any]:
        done = self.run("-c", READ, json.dumps(told), **more)
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found


@pytest.fixture(scope="module")
def rooms() -> Iterator[Callable[..., Place]]:
    """Bare machines, removed with their databases afterwards."""
    above = Path(tempfile.mkdtemp(prefix="acasa-drill-"))
    above.chmod(0o711)
    made: list[Path] = []

    def bare(name: str, **more: str) -> Place:
        data_dir = above / name
        made.append(data_dir)
        plain = {k: v for k, v in os.environ.items() if not k.startswith("ACASA_") and k != "DATABASE_URL"}
        return Place(
            data_dir, {**plain, "ACASA_DATA": str(data_dir), "PYTHONPATH": os.pathsep.join(sys.path), **more}
        )

    yield bare
    for data_dir in made:
        for folder in [data_dir, *data_dir.glob("before-*")]:
            home = cluster.home(folder)
            if home.exists():
                processes.end(processes.servers_of(home / "data"))
                shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(above)


@pytest.fixture(scope="module")
def lost(rooms: Callable[..., Place]) -> tuple[Place, dict[str, Any]]:
    """An installation with two organisations, and what its people know by heart."""
    machine = rooms("lost")
    done = machine.run("-c", FOUND)
    assert done.returncode == 0, done.stderr
    return machine, json.loads(done.stdout)


@pytest.fixture(scope="module")
def first_backup(
    lost: tuple[Place, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any]]:
    machine, told = lost
    folder = tmp_path_factory.mktemp("first")
    machine.backup(folder)
    return folder, told


@pytest.fixture
def kept(first_backup: tuple[Path, dict[str, Any]], tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """A folder with one backup of one's own, and the kit in a file."""
    folder, told = first_backup
    shutil.copytree(folder, tmp_path / "kept")
    (tmp_path / "kit").write_text(told["RA"]["kit"])
    return tmp_path / "kept", told


def whole(found: dict[str, Any]) -> bool:
    return all(
        one["texts"] == [f"PLANTED {n}" for n in range(6)]
        and one["files"] == [True] * 6
        and one["names"] == [f"Н {n}" for n in range(6)]
        and one["wrong"]
        for one in found.values()
    )


def test_with_backup_and_kit_a_bare_machine_comes_back_whole(
    kept: tuple[Path, dict[str, Any]], rooms: Callable[..., Place], tmp_path: Path
) -> None:
    folder, told = kept
    bare = rooms("bare")
    done = bare.acasa("restore", folder, "--kit-file", tmp_path / "kit")
    assert done.returncode == 0, done.stderr
    assert "every row was compared" in done.stdout
    assert whole(bare.read(told))
    assert bare.acasa("audit", "verify", "--files").returncode == 0
    secrets = {name: (bare.data_dir / "secrets" / name).read_text() for name in ("pepper", "audit_key")}
    before = {name: Path(bare.data_dir.parent, "lost", "secrets", name).read_text() for name in secrets}
    assert secrets == before
    assert all(path.stat().st_mode & 0o077 == 0 for path in (bare.data_dir / "secrets").iterdir())
    assert backup_state.unfinished_restore(bare.data_dir) is None
    # And the machine that came back makes backups of its own, which restore in turn.
    again = bare.backup(tmp_path / "again")
    assert again.exists()


def test_another_organisations_kit_in_shares_typed_by_hand(
    kept: tuple[Path, dict[str, Any]], rooms: Callable[..., Place]
) -> None:
    folder, told = kept
    bare = rooms("shares")
    shares = told["XB"]["shares"]
    done = bare.acasa("restore", folder, typed=f"{shares[2]}\n")
    assert done.returncode == 1
    assert "takes 2 different" in done.stderr
    assert not bare.data_dir.exists()
    done = bare.acasa("restore", folder, typed=f"{shares[2]}\n{shares[0]}\n")
    assert done.returncode == 0, done.stderr
    assert whole(bare.read(told))


def test_a_wrong_kit_or_a_damaged_file_changes_nothing(
    kept: tuple[Path, dict[str, Any]], rooms: Callable[..., Place], tmp_path: Path
) -> None:
    from acasa.sealing import recovery

    folder, _ = kept
    bare = rooms("nothing")
    (tmp_path / "other").write_text(recovery.encode(recovery.new_seed()))
    done = bare.acasa("restore", folder, "--kit-file", tmp_path / "other")
    assert (done.returncode, bare.data_dir.exists()) == (1, False)
    assert "none of the organisations" in done.stderr
    backup = next(folder.glob("*.backup"))
    original = backup.read_bytes()
    for damage in (
        original[:-1],
        original[: len(original) // 2],
        original[:-70_000] + bytes([original[-70_000] ^ 1]) + original[-69_999:],
    ):
        backup.write_bytes(damage)
        done = bare.acasa("restore", folder, "--kit-file", tmp_path / "kit")
        assert (done.returncode, bare.data_dir.exists()) == (1, False)
        assert "damaged" in done.stderr
        assert "OK" not in done.stdout
    backup.write_bytes(original)
    next(folder.glob("*.shred")).unlink()
    done = bare.acasa("restore", folder, "--kit-file", tmp_path / "kit")
    assert (done.returncode, bare.data_dir.exists()) == (1, False)
    assert "--shred" in done.stderr


def test_what_is_here_is_replaced_only_when_told_and_moved_aside(
    kept: tuple[Path, dict[str, Any]], rooms: Callable[..., Place], tmp_path: Path
) -> None:
    folder, told = kept
    machine = rooms("occupied")
    restore = ("restore", folder, "--kit-file", tmp_path / "kit")
    assert machine.acasa(*restore).returncode == 0
    done = machine.acasa(*restore)
    assert done.returncode == 1
    assert "--replace" in done.stderr
    done = machine.acasa(*restore, "--replace", "--confirm", "yes")
    assert done.returncode == 1
    assert not list(machine.data_dir.glob("before-*"))
    assert whole(machine.read(told))
    # A restore that was killed after its first mark and before anything was moved must still spare what is here.
    backup_state.record_restore(
        machine.data_dir, {"backup": "x", "stamp": "20260101T000000Z", "moved": False}
    )
    done = machine.acasa("audit", "verify")
    assert done.returncode == 1
    assert "half done" in done.stderr
    done = machine.acasa(*restore)
    assert done.returncode == 0, done.stderr
    aside = machine.data_dir / "before-20260101T000000Z"
    assert str(aside) in done.stdout
    assert whole(machine.read(told))
    assert whole(machine.read(told, ACASA_DATA=str(aside)))


@pytest.mark.parametrize("delay", [0.0, 0.6])
def test_a_restore_that_is_killed_is_noticed_and_done_again(
    kept: tuple[Path, dict[str, Any]], rooms: Callable[..., Place], tmp_path: Path, delay: float
) -> None:
    folder, told = kept
    machine = rooms(f"killed{delay}")
    restore = ["restore", str(folder), "--kit-file", str(tmp_path / "kit")]
    child = subprocess.Popen(
        [sys.executable, "-m", "acasa.config.cli", *restore],
        env=machine.env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while not (machine.data_dir / backup_state.RESTORE).exists():
        assert child.poll() is None
        time.sleep(0.01)
    time.sleep(delay)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    assert backup_state.unfinished_restore(machine.data_dir) is not None
    for command in (["audit", "verify"], ["backup", str(tmp_path / "other")], ["serve", "--port", "1"]):
        done = machine.acasa(*command)
        assert done.returncode == 1
        if command[0] != "serve":
            assert "half done" in done.stderr
    done = machine.acasa(*restore)
    assert done.returncode == 0, done.stderr
    assert whole(machine.read(told))


ERASE = """
import sys
from uuid import UUID
from acasa.config import runtime
with runtime.installation():
    from acasa.core.scope import scoped
    from acasa.vault import segments, shred
    from acasa.vault.models import Folder, Segment
    with scoped(UUID(sys.argv[1])):
        ids = list(Folder.objects.filter(id=sys.argv[2]).values_list("shred_id", flat=True))
        ids += list(Segment.objects.values_list("shred_id", flat=True))
    shred.store().destroy(ids)
"""


def test_what_was_erased_after_the_backup_stays_erased(
    kept: tuple[Path, dict[str, Any]], rooms: Callable[..., Place], tmp_path: Path
) -> None:
    folder, told = kept
    machine = rooms("erasing")
    assert machine.acasa("restore", folder, "--kit-file", tmp_path / "kit").returncode == 0
    one = told["RA"]
    old = machine.backup(tmp_path / "long")
    done = machine.run("-c", ERASE, one["org"], one["cases"][2][0])
    assert done.returncode == 0, done.stderr
    time.sleep(1.1)
    machine.backup(tmp_path / "long")
    again = rooms("erased")
    done = again.acasa("restore", old, "--kit-file", tmp_path / "kit")
    assert done.returncode == 0, done.stderr
    assert "1 folders that were erased stay erased" in done.stdout
    found = again.read(told)
    assert found["RA"]["texts"] == [f"PLANTED {n}" if n != 2 else None for n in range(6)]
    # The segment in which she stood lost its secret too, and was made anew from the others' cards.
    assert found["RA"]["names"] == [f"Н {n}" for n in range(6) if n != 2]
    assert found["XB"]["names"] == [f"Н {n}" for n in range(6)]
    assert again.acasa("audit", "verify").returncode == 0
    # The machine where it was erased remembers, even if it is restored from files that do not.
    next((tmp_path / "long").glob("*.shred")).unlink()
    for path in folder.glob("*.shred"):
        shutil.copy(path, tmp_path / "long")
    done = machine.acasa(
        "restore",
        old,
        "--kit-file",
        tmp_path / "kit",
        "--shred",
        next(folder.glob("*.shred")),
        "--replace",
        "--confirm",
        "replace everything",
    )
    assert done.returncode == 0, done.stderr
    assert machine.read(told)["RA"]["texts"][2] is None


def test_a_snapshot_of_secrets_older_than_the_backup_is_told(
    kept: tuple[Path, dict[str, Any]], rooms: Callable[..., Place], tmp_path: Path
) -> None:
    folder, told = kept
    machine = rooms("growing")
    assert machine.acasa("restore", folder, "--kit-file", tmp_path / "kit").returncode == 0
    more = """
import sys
from uuid import UUID
from acasa.config import runtime
with runtime.installation():
    from acasa.core.actor import Actor
    from acasa.core.scope import scoped
    from acasa.vault import folders, locks
    from acasa.vault.keyring import Keyring
    org, user, team = (UUID(value) for value in sys.argv[1:4])
    keyring = Keyring(user_id=user, org_id=org, bundle=locks.open_with_password(user, sys.argv[4]))
    with scoped(org):
        folders.create(Actor(user, org, "", "x", teams=frozenset({team}), keyring=keyring), kind="case", team_id=team)
"""
    one = told["RA"]
    done = machine.run("-c", more, one["org"], one["user"], one["team"], one["password"])
    assert done.returncode == 0, done.stderr
    new = machine.backup(tmp_path / "new")
    other = rooms("older")
    done = other.acasa(
        "restore", new, "--kit-file", tmp_path / "kit", "--shred", next(folder.glob("*.shred"))
    )
    assert done.returncode == 1
    assert "1 folders can't be opened" in done.stderr
    assert "OK" not in done.stdout
    assert whole(other.read(told))


def test_a_disk_that_fills_up_leaves_the_older_backup_as_it_was(
    lost: tuple[Place, dict[str, Any]], tmp_path: Path
) -> None:
    machine, _ = lost
    old = machine.backup(tmp_path / "kept")
    state = backup_state.last_backup(machine.data_dir)
    digest = old.read_bytes()
    limited = (
        "import resource, runpy, signal, sys; from acasa.config import runtime; from acasa.config.backup import create;"
        "real = create.make;\n"
        "def make(*a, **k):\n"
        "    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
        "    return real(*a, **k)\n"
        "create.make = make\n"
        "sys.argv = ['acasa', 'backup', sys.argv[1]]\n"
        "from acasa.config import cli; cli.main()\n"
    )
    script = tmp_path / "limited.py"
    script.write_text(
        "import django, os\nfrom acasa.config import runtime\nruntime.set_up_django()\n" + limited
    )
    done = machine.run(script, tmp_path / "kept")
    assert done.returncode == 1
    assert "no room left" in done.stderr
    assert "OK" not in done.stdout
    assert sorted(path.suffix for path in (tmp_path / "kept").iterdir()) == [".backup", ".json", ".shred"]
    assert old.read_bytes() == digest
    assert backup_state.last_backup(machine.data_dir) == state
    assert "no room left" in backup_state.progress(machine.data_dir).error


@pytest.mark.skipif(not DEBIAN_15.is_dir(), reason="Debian's PostgreSQL 15 is not installed")
def test_between_the_oldest_and_the_newest_database(
    kept: tuple[Path, dict[str, Any]], rooms: Callable[..., Place], tmp_path: Path
) -> None:
    folder, told = kept
    oldest = rooms("oldest", ACASA_POSTGRES_BIN=str(DEBIAN_15))
    done = oldest.acasa("restore", folder, "--kit-file", tmp_path / "kit")
    assert done.returncode == 0, done.stderr
    assert whole(oldest.read(told))
    back = oldest.backup(tmp_path / "from15")
    newest = rooms("newest")
    done = newest.acasa("restore", back, "--kit-file", tmp_path / "kit")
    assert done.returncode == 0, done.stderr
    assert whole(newest.read(told))


def test_the_record_is_checked_from_the_command_line(
    lost: tuple[Place, dict[str, Any]], tmp_path: Path
) -> None:
    machine, _ = lost
    done = machine.acasa("audit", "checkpoint", tmp_path / "mark")
    assert done.returncode == 0, done.stderr
    short = done.stdout.split()[-1]
    assert machine.acasa("audit", "checkpoint", tmp_path / "mark").returncode == 1
    done = machine.acasa("audit", "verify", "--files", "--checkpoint", tmp_path / "mark")
    assert done.returncode == 0, done.stderr
    assert short in done.stdout
    assert "The record is whole" in done.stdout
    (tmp_path / "mark").write_text((tmp_path / "mark").read_text().replace("2", "3", 1))
    assert machine.acasa("audit", "verify", "--checkpoint", tmp_path / "mark").returncode == 1
