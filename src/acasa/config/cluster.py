"""The folders, programs and settings of the embedded PostgreSQL: where they go, and who may read them.

``home`` is the cluster's folder. It holds ``conf`` (written by us, read by the server), ``data``, ``run``
(the socket) and ``log``. When root started us, home and conf belong to root and the server's account may
only enter and read them, so that a server that was broken into can't trick root into writing elsewhere.
Nobody else gets in.
"""

from __future__ import annotations

import os
import secrets as random
import signal
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from acasa.config import processes
from acasa.config.processes import Account, ProcessError

# Known to callers as the cluster's.
from acasa.config.programs import client_programs as client_programs
from acasa.config.programs import major as major
from acasa.config.programs import server_programs as server_programs

PORT = 5432
"""The server opens no network port; this number only names its socket."""

PLACE = "place"
"""File in ``<data folder>/postgres``: the home, when the server's account can't reach the data folder."""

SOCKET_PLACE = "run.place"
"""File in home: the socket's folder, when home's path is too long for a socket."""

SOCKET_PATH_BYTES = 107
MADE = "made"
"""File in ``conf`` that says the cluster was made whole."""

PATIENCE = 120.0
"""Seconds that a server may take to finish starting (after a crash it replays its log) or stopping."""

SYSTEM_FOLDER = Path("/var/lib/acasa")

SETTINGS = """\
# Written by Acasa at each start; changes here are lost.
data_directory = {data}
hba_file = {hba}
ident_file = {ident}
listen_addresses = ''
port = {port}
unix_socket_directories = {sockets}
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
timezone = 'UTC'

# Two cores and a small office's memory.
max_connections = 40
shared_buffers = 96MB
work_mem = 8MB
maintenance_work_mem = 64MB
effective_cache_size = 512MB
random_page_cost = 1.1
jit = off
max_parallel_workers_per_gather = 0
max_parallel_maintenance_workers = 0
autovacuum_max_workers = 2
client_connection_check_interval = 5s

# What was acknowledged is on the disk.
fsync = on
full_page_writes = on
synchronous_commit = on
wal_level = minimal
max_wal_senders = 0
max_wal_size = 512MB
checkpoint_timeout = 10min

# The log may be read by whoever repairs the machine, so it says what the server did, never what was in a
# statement: no errors of statements ('log' ranks above 'error'), no details, no parameters.
log_destination = 'stderr'
logging_collector = on
log_directory = {log}
log_filename = 'postgresql-%a.log'
log_file_mode = 0600
log_rotation_age = 1d
log_truncate_on_rotation = on
log_timezone = 'UTC'
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_statement = 'none'
log_duration = off
log_checkpoints = off
log_min_duration_statement = -1
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_autovacuum_min_duration = -1
log_lock_waits = off
log_temp_files = -1
"""


def home(data_dir: Path) -> Path:
    """The cluster's folder: ``<data folder>/postgres``, or where its ``place`` file points. Makes nothing."""
    usual = data_dir / "postgres"
    try:
        return Path((usual / PLACE).read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return usual


def socket_folder(data_dir: Path) -> Path:
    """The folder of the server's socket. Makes nothing."""
    return _socket_folder(home(data_dir))


def socket_of(folder: Path) -> Path:
    """The socket of the cluster in that home."""
    return _socket_folder(folder) / f".s.PGSQL.{PORT}"


def _socket_folder(folder: Path) -> Path:
    try:
        return Path((folder / SOCKET_PLACE).read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return folder / "run"


def make_home(data_dir: Path, account: Account | None) -> Path:
    """Make the cluster's folders with their owners and modes, and return home."""
    usual = data_dir / "postgres"
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = home(data_dir)
    if not folder.exists() and account is not None and not let_in(data_dir, account):
        # The clone or the data folder is closed to the account (under /root, say). We never open a folder
        # above our own, so the cluster goes where system services keep theirs.
        SYSTEM_FOLDER.mkdir(mode=0o711, parents=True, exist_ok=True)
        folder = SYSTEM_FOLDER / random.token_hex(8)
        usual.mkdir(mode=0o700, exist_ok=True)
        (usual / PLACE).write_text(f"{folder}\n", encoding="utf-8")
    _make_folder(folder, account, ours=True)
    _make_folder(folder / "conf", account, ours=True)
    for name in ("data", "run", "log"):
        _make_folder(folder / name, account, ours=False)
    return folder


def let_in(data_dir: Path, account: Account) -> bool:
    """Whether the account can enter the data folder; its group is let in, if only that is in the way."""
    if processes.can_enter(data_dir, account):
        return True
    entry = data_dir.stat()
    if (
        not processes.can_enter(data_dir.parent, account)
        or entry.st_uid != 0
        or entry.st_gid not in {0, account.gid}
    ):
        return False
    os.chown(data_dir, 0, account.gid)
    data_dir.chmod(0o710)
    return processes.can_enter(data_dir, account)


def _make_folder(folder: Path, account: Account | None, ours: bool) -> None:
    if not folder.exists():
        draft = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))  # 0700
        if account is not None:
            os.chown(draft, 0 if ours else account.uid, account.gid)
            draft.chmod(0o750 if ours else 0o700)
        draft.rename(folder)
    entry = folder.lstat()
    owner = os.geteuid() if account is None or ours else account.uid
    if entry.st_uid != owner or folder.is_symlink() or entry.st_mode & (0o027 if account and ours else 0o077):
        raise ProcessError(
            f"{folder} must belong to the user that runs the database and be closed to all others. It was "
            "made by another user, or its rights were changed: start Acasa as the user that made it."
        )


def make_socket_folder(folder: Path, account: Account | None) -> Path:
    """The folder for the socket: ``run`` in home, or a short private one when that path is too long."""
    run = folder / "run"
    if _fits(run):
        return run
    record = folder / SOCKET_PLACE
    if record.exists():
        short = Path(record.read_text(encoding="utf-8").strip())
        if not short.exists():
            short.mkdir(mode=0o700)  # temporary folders are swept now and then
            if account is not None:
                os.chown(short, account.uid, account.gid)
    else:
        above = "/run" if account is not None and os.access("/run", os.W_OK) else "/tmp"  # noqa: S108 it is 0700
        short = Path(tempfile.mkdtemp(prefix="acasa-", dir=above))
        if account is not None:
            os.chown(short, account.uid, account.gid)
        record.write_text(f"{short}\n", encoding="utf-8")
        if account is not None:
            os.chown(record, 0, account.gid)
    _make_folder(short, account, ours=False)
    if not _fits(short):
        raise ProcessError(f"The path {short} is too long for a socket.")
    return short


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / f".s.PGSQL.{PORT}.lock")) <= SOCKET_PATH_BYTES


def initialise(folder: Path, programs: Path, account: Account | None, password: str) -> None:
    """Make an empty cluster: passwords even on the socket, one sorting rule that no system update changes."""
    data, conf = folder / "data", folder / "conf"
    if any(data.iterdir()):
        # An earlier attempt was killed half-way. It held nothing yet, but we never delete a database's
        # folder.
        data.rename(folder / f"data.unfinished-{random.token_hex(4)}")
        _make_folder(data, account, ours=False)
    secret = conf / "initdb"
    secret.unlink(missing_ok=True)
    descriptor = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{password}\n")
        if account is not None:
            os.chown(secret, account.uid, account.gid)
        # PostgreSQL 17 brought the sorting rules that are its own; before it, C sorts the same way.
        builtin = major(programs) >= 17
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if builtin else []
        made = processes.run(
            [
                *(programs / "initdb", "-D", data, "-U", "postgres", "--auth=scram-sha-256"),
                *("--encoding=UTF8", "--locale=C", *locale, "--data-checksums", "--no-instructions"),
                f"--pwfile={secret}",
            ],
            account,
        )
    finally:
        secret.unlink()
    if made.returncode != 0:
        raise ProcessError(f"The database could not be made: {made.stdout.decode(errors='replace').strip()}")
    (conf / MADE).write_text(f"{major(programs)}\n", encoding="utf-8")


def check_version(folder: Path, programs: Path) -> None:
    """Raises ProcessError when the cluster was made by another major version."""
    made = int((folder / "conf" / MADE).read_text(encoding="utf-8"))
    have = major(programs)
    if made != have:
        raise ProcessError(
            f"The database in {folder} was made by PostgreSQL {made}; this is PostgreSQL {have}. "
            "Back up with the older Acasa (acasa backup), then restore with this one (acasa restore)."
        )


def write_settings(
    folder: Path, sockets: Path, programs: Path, account: Account | None, extra: Mapping[str, str]
) -> None:
    """Write the server's settings and its rules of entry."""
    conf = folder / "conf"
    quoted = {
        name: "'" + str(path).replace("'", "''") + "'"
        for name, path in {
            "data": folder / "data",
            "hba": conf / "pg_hba.conf",
            "ident": conf / "pg_ident.conf",
            "sockets": sockets,
            "log": folder / "log",
        }.items()
    }
    text = SETTINGS.format(port=PORT, **quoted)
    if major(programs) >= 18:
        text += "io_method = sync\n"  # no helper processes for a disk of one office
    text += "".join(f"{name} = {value}\n" for name, value in extra.items())
    _write(conf / "postgresql.conf", text, account)
    _write(conf / "pg_hba.conf", "local all all scram-sha-256\n", account)
    _write(conf / "pg_ident.conf", "", account)


def _write(path: Path, text: str, account: Account | None) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(text, encoding="utf-8")
    if account is not None:
        os.chown(draft, 0, account.gid)
    draft.chmod(0o640 if account else 0o600)
    draft.replace(path)


def read_pid_file(folder: Path) -> tuple[int | None, str]:
    """The server's pid and state (starting, ready, stopping) by its own file; (None, "") without one."""
    try:
        lines = (folder / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None, ""
    pid = lines[0].strip() if lines else ""
    return (int(pid) if pid.isdigit() else None), (lines[7].strip() if len(lines) > 7 else "")


def clear_leftovers(folder: Path, sockets: Path) -> None:
    """Remove a dead server's pid file and socket lock: the numbers in them may be anyone's by now.

    Only for a caller that holds the lock and has seen that no server works here.
    """
    for path in (folder / "data" / "postmaster.pid", sockets / f".s.PGSQL.{PORT}.lock"):
        path.unlink(missing_ok=True)


def start(folder: Path, programs: Path, account: Account | None) -> None:
    """Start the server in the background and wait until it answers; after a crash it replays its log first.

    Not by pg_ctl, which hands paths to a shell unquoted.
    """
    pid = processes.launch(
        [programs / "postgres", "-D", "data", "-c", "config_file=conf/postgresql.conf"],
        account,
        folder,
        "log/start.log",
    )
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if read_pid_file(folder) == (pid, "ready") and processes.listens(socket_of(folder)):
            return
        if not processes.alive(pid):
            raise ProcessError(f"The database did not start: {_last_words(folder)}")
        time.sleep(0.01)
    raise ProcessError(f"The database does not finish starting: {_last_words(folder)}")


def stop(folder: Path, pid: int) -> None:
    """Stop the server: running transactions are rolled back; what was acknowledged stays."""
    # SIGINT asks for PostgreSQL's fast shutdown, SIGQUIT for an immediate one that the next start recovers from.
    for number in (signal.SIGINT, signal.SIGQUIT):
        deadline = time.monotonic() + PATIENCE / 2
        if processes.is_server_of(pid, folder / "data"):
            os.kill(pid, number)
        while processes.is_server_of(pid, folder / "data"):
            if time.monotonic() > deadline:
                break
            time.sleep(0.01)
        else:
            return
    raise ProcessError(f"The database (process {pid}) does not stop; see {folder / 'log'}.")


def _last_words(folder: Path) -> str:
    logs = sorted((folder / "log").glob("*.log"), key=lambda path: path.stat().st_mtime)
    lines = [
        line
        for path in logs[-2:]
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()[-4:]
    ]
    return " | ".join(line.strip() for line in lines if line.strip())
