"""``acasa serve``: one supervisor owns the database and the web server, and brings back what dies.

The supervisor stays small (it loads no Django): migrations run in a child, pages in gunicorn's processes.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import resource
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from acasa.config import runtime
from acasa.config.backup.schedule import Nightly
from acasa.config.postgres import DatabaseError, Embedded
from acasa.config.secrets import data_folder, load

if TYPE_CHECKING:
    from acasa.config.office.keeper import Office

PATIENCE = 40.0
"""Seconds for requests under way when the server is told to stop; gunicorn itself allows 30."""

RESTARTS = 5
WINDOW = 60.0
"""More than RESTARTS deaths of the web server within WINDOW seconds are no accident: give up."""

CANNOT_LOAD = 3
"""gunicorn's exit code when the application itself fails to load: trying again is of no use."""

# Small memory: Polars' own threads would only wait for our two cores, and arenas of freed memory add up. What a
# list decrypts is kept for the next one up to 8 MB: given back at once, it costs three times the list in faults.
LEAN = {
    "POLARS_MAX_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_TRIM_THRESHOLD_": "8388608",
    "MALLOC_MMAP_THRESHOLD_": "1048576",
    "_RJEM_MALLOC_CONF": "narenas:2,dirty_decay_ms:1000,muzzy_decay_ms:0",
}


class ServeError(Exception):
    """The server can't start or keep running. The message is a sentence for the administrator."""


@dataclass(frozen=True)
class Address:
    """Where the web server listens; with a certificate it speaks TLS itself."""

    host: str = "127.0.0.1"
    port: int = 8000
    certificate: Path | None = None
    key: Path | None = None
    # Further addresses of this machine to listen on, and what to open instead of the first one.
    also: tuple[str, ...] = ()
    shown: str = ""

    @property
    def bind(self) -> str:
        """As gunicorn wants it."""
        hosts = (f"[{host}]" if ":" in host else host for host in (self.host, *self.also))
        return ",".join(f"{host}:{self.port}" for host in hosts)

    @property
    def local(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in {"127.0.0.1", "::1", "localhost"}

    @property
    def url(self) -> str:
        """What to open in a browser here. The name matters: cookies are kept for localhost only."""
        if self.shown:
            return self.shown
        host = "localhost" if self.local or self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}"


def require_free(address: Address, option: str = "--port") -> None:
    """Raises ServeError when the port is taken or not ours to take."""
    for host in (address.host, *address.also):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, address.port))
            except OSError as error:
                raise ServeError(
                    f"Port {address.port} of {host} can't be used: {error.strerror or error}. "
                    f"Another Acasa may be running; choose another with {option}."
                ) from error


def answers(address: Address) -> bool:
    """Whether the web server answers a request, whatever it says."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address.host, address.host)  # noqa: S104
    link: http.client.HTTPConnection
    if address.certificate:
        # Only whether it answers is asked, of ourselves; whose certificate it is doesn't matter here.
        unchecked = ssl._create_unverified_context()  # noqa: S323
        link = http.client.HTTPSConnection(host, address.port, timeout=2, context=unchecked)
    else:
        link = http.client.HTTPConnection(host, address.port, timeout=2)
    try:
        known = os.environ.get("ACASA_HOSTS", "").split(",")[0].strip().lstrip(".*") or "localhost"
        link.request("HEAD", "/", headers={"Host": known})
        link.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()
    return True


class Supervisor:
    """Runs the web server over a running database until told to stop."""

    def __init__(
        self,
        address: Address,
        processes: int = 2,
        threads: int = 4,
        say: Callable[[str], None] = print,
        before: Callable[[], None] | None = None,
        application: str = "acasa.config.wsgi:application",
        office: Office | None = None,
    ) -> None:
        """``before`` runs when the database is ready and no page is served yet (the demo loads then).

        With an ``office`` the addresses are its own, and change with the machine's network.
        """
        self.office = office
        self.address = address
        self.processes = processes
        self.threads = threads
        self.say = say
        self.before = before
        self.application = application
        self.data_dir = data_folder()
        self._told = threading.Event()
        self._signal = 0
        self._deaths: list[float] = []

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT; then let requests finish, and leave the database.

        Raises ServeError, DatabaseError or SecretsError with a sentence.
        """
        require_free(self.address)
        if self.office is not None and self.office.welcome_port:
            require_free(self.office.welcome_address, "--welcome-port")
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.umask(0o077)
        os.environ["ACASA_DATA"] = str(self.data_dir)
        runtime.refuse_half_restored(self.data_dir)
        secrets = load(self.data_dir, create=True)
        if self.office is not None:
            self.office.begin()
        embedded = None if os.environ.get("DATABASE_URL") else Embedded(self.data_dir, secrets)
        with self._signals(), embedded.session() if embedded else contextlib.nullcontext():
            if not self._told.is_set():
                self._prepare()
            if not self._told.is_set():
                if self.before is not None:
                    self.before()
                self._watch(embedded)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        def told(number: int, _frame: object) -> None:
            self._signal = number
            self._told.set()

        previous = {number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)

    def environment(self) -> dict[str, str]:
        """The web server's environment."""
        extra = {
            "ACASA_BIND": self.address.bind,
            "ACASA_PROCESSES": str(self.processes),
            "ACASA_THREADS": str(self.threads),
            "DJANGO_SETTINGS_MODULE": "acasa.config.settings",
        }
        if self.address.certificate:
            extra["ACASA_CERTIFICATE"] = str(self.address.certificate)
            extra["ACASA_CERTIFICATE_KEY"] = str(self.address.key)
            extra["ACASA_HTTPS"] = "1"
        if self.office is not None:
            extra |= self.office.environment()
        # What the administrator set stands.
        return LEAN | dict(os.environ) | extra

    def _prepare(self) -> None:
        """Migrate, and print the first run's link, in a child whose memory is given back."""
        command = [sys.executable, "-m", "acasa.config.cli", "migrate", "--link", self.address.url]
        done = subprocess.run(command, env=self.environment(), stdin=subprocess.DEVNULL, check=False)
        if done.returncode != 0 and not self._told.is_set():
            raise ServeError("The database could not be prepared; the reason is above.")

    def _start(self) -> subprocess.Popen[bytes]:
        if self.office is not None:
            self.address = self.office.take()
        # A session of its own: Ctrl-C reaches only the supervisor, which then lets requests finish.
        return subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "--config", "python:acasa.config.web_server"),
                self.application,
            ],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _watch(self, embedded: Embedded | None) -> None:
        server = self._start()
        backups = Nightly(self.data_dir, self.environment())
        said = False
        try:
            while not self._told.wait(0.2 if not said else 0.5):
                if not said and (said := answers(self.address)):
                    self.say(self._welcome())
                if server.poll() is not None:
                    self._count_death(server.returncode, answered=said)
                    server = self._start()
                if embedded is not None:
                    self._mend(embedded)
                if self.office is not None and self.office.tick():
                    self._stop(server)
                    server, said = self._start(), False
                backups.tick()
        finally:
            self.say("Stopping; requests under way are finished first.")
            backups.stop()
            if self.office is not None:
                self.office.stop()
            self._stop(server)

    def _welcome(self) -> str:
        if self.office is not None:
            return self.office.announcement()
        return f"Acasa is at {self.address.url} (Ctrl-C stops it)."

    def _mend(self, embedded: Embedded) -> None:
        try:
            if embedded.ensure_running():
                self.say("The database had died and was started again.")
        except DatabaseError as error:
            # A full disk, say. Pages answer with an error meanwhile; trying again is all there is to do.
            self.say(f"The database is down: {error}")
            self._told.wait(5)

    def _count_death(self, code: int, *, answered: bool) -> None:
        now = time.monotonic()
        # When both its processes fail to load at once, gunicorn trips over the second and leaves with 1. So a
        # server that gave up before it ever answered counts as well; one that was killed (below 0) does not.
        if code == CANNOT_LOAD or (code > 0 and not answered):
            raise ServeError("The web server can't load Acasa; the reason is above.")
        self._deaths = [*(moment for moment in self._deaths if now - moment < WINDOW), now]
        if len(self._deaths) > RESTARTS:
            raise ServeError(f"The web server keeps stopping (exit code {code}); the reason is above.")
        self.say(f"The web server stopped (exit code {code}) and is started again.")
        self._told.wait(len(self._deaths) - 1)

    @staticmethod
    def _stop(server: subprocess.Popen[bytes]) -> None:
        if server.poll() is None:
            server.terminate()
            try:
                server.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
