"""The embedded database: it comes back after any kill, and nobody else on the machine gets in."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from acasa.config import cluster, processes
from acasa.config.postgres import DatabaseError, Embedded
from acasa.config.secrets import Secrets
from acasa.config.tests.conftest import DEBIAN_15

Make = Callable[..., Embedded]


def connect(embedded: Embedded) -> psycopg.Connection:
    return psycopg.connect(embedded.dsn(database="postgres"), autocommit=True)


def count(embedded: Embedded) -> int:
    with connect(embedded) as connection:
        row = connection.execute("select count(*) from kept").fetchone()
    assert row is not None
    return int(row[0])


def fill(embedded: Embedded) -> None:
    with connect(embedded) as connection:
        connection.execute("create table kept as select generate_series(1, 10)")


def pid_of(embedded: Embedded) -> int:
    pid = embedded.status().pid
    assert pid is not None
    return pid


def until_gone(embedded: Embedded) -> None:
    deadline = time.monotonic() + 20
    while embedded.status().running:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_it_starts_once_and_stops_once(installation: Make) -> None:
    embedded = installation()
    assert not embedded.status().running
    assert embedded.ensure_running() is True
    assert embedded.ensure_running() is False
    assert embedded.status().running
    assert embedded.stop() is True
    assert embedded.stop() is False
    assert not embedded.status().running


def test_what_was_acknowledged_is_there_after_a_restart(installation: Make) -> None:
    embedded = installation()
    embedded.ensure_running()
    fill(embedded)
    embedded.stop()
    assert installation().ensure_running() is True
    assert count(embedded) == 10


def test_the_server_killed_alone_comes_back(installation: Make) -> None:
    embedded = installation()
    embedded.ensure_running()
    fill(embedded)
    os.kill(pid_of(embedded), signal.SIGKILL)
    until_gone(embedded)
    assert embedded.ensure_running() is True
    assert count(embedded) == 10


def test_everything_killed_comes_back(installation: Make) -> None:
    embedded = installation()
    embedded.ensure_running()
    fill(embedded)
    processes.end(processes.servers_of(embedded.status().folder / "data"))
    until_gone(embedded)
    assert embedded.ensure_running() is True
    assert count(embedded) == 10
    assert embedded.stop() is True


def test_orphans_deep_in_work_are_ended_first(installation: Make) -> None:
    embedded = installation()
    embedded.ensure_running()
    fill(embedded)
    data = embedded.status().folder / "data"
    with connect(embedded) as connection:
        row = connection.execute("select pg_backend_pid()").fetchone()
        assert row is not None
        orphan = int(row[0])
        # A stopped process can't notice that its parent is gone, as one deep in a computation can't.
        os.kill(orphan, signal.SIGSTOP)
        os.kill(pid_of(embedded), signal.SIGKILL)
        until_gone(embedded)
        assert orphan in processes.servers_of(data)
        assert embedded.ensure_running() is True
        assert orphan not in processes.servers_of(data)
    assert count(embedded) == 10


def test_a_leftover_pid_file_that_names_a_stranger_is_no_hindrance(installation: Make) -> None:
    embedded = installation()
    embedded.ensure_running()
    home = embedded.status().folder
    left = {
        path: path.read_text()
        for path in (home / "data" / "postmaster.pid", home / "run" / ".s.PGSQL.5432.lock")
    }
    embedded.stop()
    # After a power cut the number in the file may belong to any process, even one of the same account.
    account = processes.database_account()
    who = {"user": account.uid, "group": account.gid} if account else {}
    stranger = subprocess.Popen(["sleep", "60"], cwd="/", **who)  # type: ignore[call-overload]
    try:
        for path, text in left.items():
            path.write_text("\n".join([str(stranger.pid), *text.splitlines()[1:]]) + "\n")
        assert not embedded.status().running
        assert embedded.ensure_running() is True
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_first_start_killed_half_way_is_begun_again(installation: Make) -> None:
    embedded = installation()
    home = cluster.make_home(embedded.data_dir, processes.database_account())
    (home / "data" / "PG_VERSION").write_text("18\n")
    assert embedded.ensure_running() is True
    assert len(list(home.glob("data.unfinished-*"))) == 1


def test_many_starters_at_once_make_one_server(installation: Make, room: Path) -> None:
    embedded = installation()
    code = (
        "import sys; from pathlib import Path; from acasa.config.postgres import Embedded;"
        "print(Embedded(Path(sys.argv[1])).ensure_running())"
    )
    starters = [
        subprocess.Popen([sys.executable, "-c", code, str(room / "var")], stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    said = [starter.communicate(timeout=60)[0].decode().strip() for starter in starters]
    assert sorted(said) == ["False", "False", "False", "True"]
    assert embedded.status().running


def test_the_last_user_stops_it_and_a_kept_one_stays(installation: Make) -> None:
    first, second = installation(), installation()
    with first.session():
        with second.session():
            pass
        assert first.status().running
    assert not first.status().running
    with first.session():
        first.keep()
    assert first.status().running
    assert first.stop() is True
    with first.session():
        assert first.status().running
    assert not first.status().running


def test_a_user_that_was_killed_does_not_keep_it(installation: Make, room: Path) -> None:
    embedded = installation()
    code = (
        "import sys, os, signal; from pathlib import Path; from acasa.config.postgres import Embedded\n"
        "with Embedded(Path(sys.argv[1])).session(): os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(room / "var")], check=False, timeout=60)
    assert embedded.status().running
    with embedded.session():
        pass
    assert not embedded.status().running


def test_other_users_can_neither_connect_nor_read(
    installation: Make, as_stranger: Callable[..., tuple[int, str]]
) -> None:
    embedded = installation()
    embedded.ensure_running()
    home, sockets = embedded.status().folder, embedded.status().sockets
    for path in (home, home / "data" / "PG_VERSION", home / "conf" / "pg_hba.conf", sockets, home / "log"):
        assert path.exists()
        code, said = as_stranger("/bin/sh", "-c", 'ls "$1" || cat "$1"', "sh", path)
        assert code != 0, said
    for path in (embedded.data_dir / "secrets", embedded.data_dir / "secrets" / "pepper"):
        code, said = as_stranger("/bin/sh", "-c", 'ls "$1" || cat "$1"', "sh", path)
        assert code != 0, said
    code, said = as_stranger("/bin/sh", "-c", 'cd "$1"', "sh", sockets)
    assert code != 0, said


def test_even_who_reaches_the_socket_needs_the_password(installation: Make) -> None:
    embedded = installation()
    embedded.ensure_running()
    for password in ("", "wrong", None):
        with pytest.raises(psycopg.OperationalError, match=r"password|fe_sendauth"):
            psycopg.connect(
                host=str(embedded.status().sockets), user="postgres", dbname="postgres", password=password
            )


def test_it_listens_on_no_network_port_and_logs_no_content(installation: Make) -> None:
    embedded = installation()
    embedded.ensure_running()
    with connect(embedded) as connection:
        for setting, value in {
            "listen_addresses": "",
            "unix_socket_permissions": "0700",
            "password_encryption": "scram-sha-256",
            "log_statement": "none",
            "log_min_messages": "log",
            "log_parameter_max_length_on_error": "0",
            "synchronous_commit": "on",
        }.items():
            row = connection.execute("select current_setting(%s)", [setting]).fetchone()
            assert row == (value,), setting
        for statement in ("select 'Rusalina'::int", "select * from rusalina", "selekt 'Rusalina'"):
            with pytest.raises(psycopg.Error):
                connection.execute(statement)
        with pytest.raises(psycopg.Error):
            connection.execute("select %s::int", ["Rusalina"])
        connection.execute("create table t (name text primary key)")
        connection.execute("insert into t values ('Rusalina')")
        with pytest.raises(psycopg.Error):
            connection.execute("insert into t values ('Rusalina')")
    for log in (embedded.status().folder / "log").iterdir():
        assert b"usalina" not in log.read_bytes()


def test_passwords_are_in_no_argument_and_no_environment(installation: Make) -> None:
    embedded = installation()
    embedded.ensure_running()
    secret = embedded.secrets.db_superuser_password.encode()
    found = processes.servers_of(embedded.status().folder / "data")
    assert found
    for pid in found:
        for name in ("cmdline", "environ"):
            assert secret not in Path(f"/proc/{pid}/{name}").read_bytes()
        limits = Path(f"/proc/{pid}/limits").read_text()
        assert "Max core file size        0 " in limits
    assert not (embedded.status().folder / "conf" / "initdb").exists()


def test_modes_and_owners(installation: Make) -> None:
    embedded = installation()
    embedded.ensure_running()
    home = embedded.status().folder
    account = processes.database_account()
    for name in ("data", "run", "log"):
        entry = (home / name).stat()
        assert stat.S_IMODE(entry.st_mode) == 0o700
        assert entry.st_uid == (account.uid if account else os.geteuid())
    for path in (home, home / "conf", home / "conf" / "postgresql.conf"):
        entry = path.stat()
        assert entry.st_uid == os.geteuid()
        assert entry.st_mode & 0o027 == 0


def test_a_folder_that_was_opened_to_others_is_refused(installation: Make) -> None:
    embedded = installation()
    embedded.ensure_running()
    embedded.stop()
    (embedded.status().folder / "data").chmod(0o755)
    with pytest.raises(DatabaseError, match="closed to all others"):
        embedded.ensure_running()


def test_folders_above_are_never_changed(installation: Make, room: Path) -> None:
    before = stat.S_IMODE(room.stat().st_mode), room.stat().st_uid
    installation().ensure_running()
    assert (stat.S_IMODE(room.stat().st_mode), room.stat().st_uid) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts it as another account")
def test_a_data_folder_out_of_the_accounts_reach(
    installation: Make, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As root in a clone under /root: files and programs go where the account can reach them."""
    system = room / "system"
    system.mkdir(mode=0o711)
    monkeypatch.setattr(cluster, "SYSTEM_FOLDER", system)
    closed = room / "closed"
    closed.mkdir(mode=0o700)
    install = cluster.client_programs().parent
    hidden = closed / "site" / install.parent.name / install.name
    hidden.mkdir(parents=True)
    for name in ("bin", "lib", "share"):
        subprocess.run(["cp", "-a", install / name, hidden], check=True)
    libraries = install.parent.parent / f"{install.parent.name}.libs"
    if libraries.exists():
        subprocess.run(["cp", "-a", libraries, closed / "site"], check=True)
    embedded = installation("closed/var", programs=hidden / "bin")
    assert embedded.ensure_running() is True
    fill(embedded)
    home = embedded.status().folder
    assert home.parent == system
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert len(list(home.glob("programs-*"))) == 1
    embedded.stop()
    assert embedded.ensure_running() is True
    assert count(embedded) == 10
    assert len(list(home.glob("programs-*"))) == 1


def test_a_path_too_long_for_a_socket(room: Path) -> None:
    embedded = Embedded(room / ("long" * 25) / "var", settings={"fsync": "off"})
    try:
        assert embedded.ensure_running() is True
        sockets = embedded.status().sockets
        assert len(str(sockets)) < 60
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        embedded.stop()
        sockets.rmdir()  # swept, as temporary folders are
        assert embedded.ensure_running() is True
        assert embedded.status().sockets == sockets
        fill(embedded)
    finally:
        embedded.stop()
        sockets.rmdir()


def test_a_path_with_spaces_and_quotes(installation: Make) -> None:
    embedded = installation('it\'s a "folder" $HOME/var')
    assert embedded.ensure_running() is True
    fill(embedded)
    assert count(embedded) == 10


@pytest.mark.skipif(not (DEBIAN_15 / "postgres").exists(), reason="Debian's PostgreSQL 15 is not installed")
def test_another_major_version_is_refused_in_words(installation: Make) -> None:
    installation(programs=DEBIAN_15).ensure_running()
    installation().stop()
    with pytest.raises(DatabaseError, match="made by PostgreSQL 15"):
        installation().ensure_running()


def test_other_secrets_are_refused_in_words(installation: Make) -> None:
    from acasa.config import roles

    embedded = installation()
    embedded.ensure_running()
    other = Embedded(embedded.data_dir, secrets=Secrets.throwaway())
    with pytest.raises(DatabaseError, match="do not belong together"):
        roles.bootstrap(other.dsn(database="postgres"), other.secrets)
