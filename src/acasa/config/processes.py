"""What the operating system tells and does for us: accounts, processes, locks. No Django, no database."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ACCOUNT = "acasa"
"""The system account that runs the database when Acasa is started by root. ACASA_RUN_AS names another."""

# Nothing of our own environment (which may hold secrets) reaches the database's long-lived processes, and a
# crash leaves no memory image behind.
QUIET_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C", "TZ": "UTC"}
GUARDED = "ulimit -c 0; umask 077; "


class ProcessError(Exception):
    """The machine does not let us do it. The message is a sentence for the administrator."""


@dataclass(frozen=True)
class Account:
    """An account of this machine."""

    name: str
    uid: int
    gid: int


def database_account(env: Mapping[str, str] | None = None) -> Account | None:
    """The account that must run the database: None for our own; when we are root, an unprivileged one.

    PostgreSQL refuses to run as root, and should. The account is made when missing.
    Raises ProcessError when it can be neither found nor made.
    """
    environment = os.environ if env is None else env
    if os.geteuid() != 0:
        return None
    name = environment.get("ACASA_RUN_AS") or ACCOUNT
    with contextlib.suppress(KeyError):
        return _unprivileged(pwd.getpwnam(name))
    if environment.get("ACASA_RUN_AS"):
        raise ProcessError(f"ACASA_RUN_AS names {name}, and this machine has no such account.")
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    made = useradd and subprocess.run(
        [
            *(useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"),
            *("--shell", "/usr/sbin/nologin", "--comment", "Acasa database", name),
        ],
        capture_output=True,
        check=False,
    )
    try:
        return _unprivileged(pwd.getpwnam(name))
    except KeyError:
        why = made.stderr.decode(errors="replace").strip() if made else "there is no useradd"
        raise ProcessError(
            f"The database must not run as root, and the account {name} could not be made ({why}). "
            "Start Acasa as an ordinary user, or set ACASA_RUN_AS to an account of this machine."
        ) from None


def _unprivileged(entry: pwd.struct_passwd) -> Account:
    if entry.pw_uid == 0:
        raise ProcessError("The database must not run as root; set ACASA_RUN_AS to another account.")
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def run(
    command: Sequence[str | Path], account: Account | None, timeout: float | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end, as that account, with a bare environment; standard error is joined to output.

    Raises ProcessError when it can't be started as that account.
    """
    return _run('exec "$@"', command, account, Path("/"), timeout)


def launch(command: Sequence[str | Path], account: Account | None, folder: Path, log: str) -> int:
    """Start a program that outlives us, in that folder, as that account; its output goes to ``log`` there.

    Returns its process id. Raises ProcessError when it can't be started.
    """
    script = 'log=$1; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!'
    done = _run(script, [log, *command], account, folder, 30)
    if done.returncode != 0 or not done.stdout.strip().isdigit():
        raise ProcessError(
            f"{command[0]} could not be started: {done.stdout.decode(errors='replace').strip()}"
        )
    return int(done.stdout)


def _run(
    script: str, words: Sequence[str | Path], account: Account | None, folder: Path, timeout: float | None
) -> subprocess.CompletedProcess[bytes]:
    who: dict[str, Any] = {}
    if account is not None:
        who = {"user": account.uid, "group": account.gid, "extra_groups": []}
    try:
        return subprocess.run(
            ["/bin/sh", "-c", GUARDED + script, "sh", *(str(word) for word in words)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=QUIET_ENVIRONMENT,
            cwd=folder,
            start_new_session=True,
            check=False,
            timeout=timeout,
            **who,
        )
    except (OSError, subprocess.SubprocessError) as error:
        name = account.name if account else "this user"
        raise ProcessError(f"A program could not be run as {name}: {error}") from error


def can_enter(folder: Path, account: Account) -> bool:
    """Whether that account can reach the folder, through all folders above it."""
    return run(["/bin/sh", "-c", 'cd -- "$1"', "sh", folder], account).returncode == 0


def is_server_of(pid: int, data: Path) -> bool:
    """Whether that process is a PostgreSQL server working in this data folder (and not a reused number)."""
    if pid <= 0:
        return False
    proc = Path("/proc") / str(pid)
    if proc.parent.joinpath("self").exists():
        try:
            if not (proc / "comm").read_text(encoding="ascii", errors="replace").startswith("postgres"):
                return False
            return os.path.samestat((proc / "cwd").stat(), data.stat())
        except OSError:
            return False
    listing = subprocess.run(
        ["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return "postgres" in listing.stdout and str(data) in listing.stdout


def servers_of(data: Path) -> list[int]:
    """All PostgreSQL processes that work in this data folder, children that lost their parent included."""
    proc = Path("/proc")
    if not proc.joinpath("self").exists():
        return []
    pids = (int(entry.name) for entry in proc.iterdir() if entry.name.isdigit())
    return [pid for pid in pids if is_server_of(pid, data)]


def alive(pid: int) -> bool:
    """Whether that process runs; one that ended and was not yet collected does not."""
    stat = Path("/proc") / str(pid) / "stat"
    if Path("/proc/self").exists():
        try:
            return (
                stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0] not in "ZX"
            )
        except OSError:
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def listens(path: Path) -> bool:
    """Whether somebody answers on that Unix socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(5)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def end(pids: Sequence[int]) -> None:
    """Kill processes at once; those that are gone already are no error."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock of that file; waits for whoever holds it. The kernel frees it when its holder dies."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Presence:
    """A shared lock: 'I am using this'. ``alone()`` tells, on leaving, whether nobody else is."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def alone(self) -> bool:
        """Whether no other process holds the lock."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def leave(self) -> None:
        """Let go."""
        os.close(self._descriptor)
