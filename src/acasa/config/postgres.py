"""Where the database is, how each part of Acasa connects to it, and the PostgreSQL server of our own.

By default the server is an embedded one in the data folder; with ``DATABASE_URL`` it is one that the
administrator runs. This module imports no Django; only ``Embedded`` starts anything.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from acasa.config import cluster, processes
from acasa.config.cluster import PORT
from acasa.config.secrets import Secrets, load

DATABASE = "acasa"
SUPERUSER = "postgres"
OWNER, APP, WORKER, WEBSITE = "acasa_owner", "acasa_app", "acasa_worker", "acasa_website"
KEEP = "keep"
"""File in ``conf``: started by ``acasa database start``, so the server stays when its last user leaves."""


class DatabaseError(Exception):
    """The database cannot be used. The message is a sentence for the administrator."""


def passwords(secrets: Secrets) -> dict[str, str]:
    """The password of each database role that Acasa signs in as."""
    return {
        SUPERUSER: secrets.db_superuser_password,
        OWNER: secrets.db_owner_password,
        APP: secrets.db_app_password,
        WORKER: secrets.db_worker_password,
        WEBSITE: secrets.db_website_password,
    }


def server(data_dir: Path, env: Mapping[str, str]) -> dict[str, str]:
    """Host, port, database and libpq options of the server in use, as libpq names them; no user, no password.

    Raises DatabaseError when ``DATABASE_URL`` is not a PostgreSQL address.
    """
    url = env.get("DATABASE_URL", "")
    if not url:
        return {"host": str(cluster.socket_folder(data_dir)), "port": str(PORT), "dbname": DATABASE}
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise DatabaseError("DATABASE_URL must begin with postgresql:// (no other database is supported).")
    try:
        port = parts.port or PORT
    except ValueError as error:
        raise DatabaseError("The port in DATABASE_URL is not a number.") from error
    options = dict(parse_qsl(parts.query))
    place = {
        "host": options.pop("host", "") or unquote(parts.hostname or "localhost"),
        "port": options.pop("port", "") or str(port),
        "dbname": unquote(parts.path.lstrip("/")) or DATABASE,
    }
    for name in ("user", "password", "options"):
        options.pop(name, None)
    return place | options


# Options of Django's and psycopg's own, which libpq and its programs don't know.
OF_THE_DRIVER = frozenset({"server_side_binding", "prepare_threshold"})


def connections(data_dir: Path, secrets: Secrets, env: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: ``default`` is the application's role, ``owner`` the owner's (migrations, backup).

    Requests keep their connection and check it first: a restarted server costs one reconnect and no error.
    """
    place = server(data_dir, env)
    keys = passwords(secrets)
    common: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": place.pop("dbname"),
        "HOST": place.pop("host"),
        "PORT": place.pop("port"),
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
    # Values travel apart from statements: a statement that fails is logged without them. What a connection has
    # asked five times is planned once, which spares PostgreSQL a third of its work for a page.
    options: dict[str, Any] = {"connect_timeout": 10, "server_side_binding": True, "prepare_threshold": 5}
    options |= place

    def role(name: str, age: int | None) -> dict[str, Any]:
        return common | {
            "USER": name,
            "PASSWORD": keys[name],
            "CONN_MAX_AGE": age,
            "OPTIONS": dict(options),
        }

    return {"default": role(APP, None), "owner": role(OWNER, 0)}


def require_embedded(env: Mapping[str, str]) -> None:
    """Raises DatabaseError when DATABASE_URL is set: that server is the administrator's to start and stop."""
    if env.get("DATABASE_URL"):
        raise DatabaseError("DATABASE_URL is set: that server is not started or stopped by Acasa.")


@dataclass(frozen=True)
class Status:
    """What the embedded server is doing, and where."""

    running: bool
    pid: int | None
    folder: Path
    sockets: Path


class Embedded:
    """A PostgreSQL server of our own, which only this user and root can reach.

    We use the wheel's programs and not its helpers, which trust every user of the machine.
    """

    def __init__(
        self,
        data_dir: Path,
        secrets: Secrets | None = None,
        programs: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """For tests: another PostgreSQL's ``programs``, and ``settings`` that go after our own."""
        self.data_dir = data_dir
        self._settings = dict(settings or {})
        self._secrets = secrets
        self._programs = programs

    @property
    def secrets(self) -> Secrets:
        """The installation's secrets, made on first use."""
        if self._secrets is None:
            self._secrets = load(self.data_dir, create=True)
        return self._secrets

    def dsn(self, role: str = SUPERUSER, database: str = DATABASE) -> str:
        """A libpq connection string with its password: never for an argument list or a log."""
        from psycopg.conninfo import make_conninfo

        return make_conninfo(
            host=str(cluster.socket_folder(self.data_dir)),
            port=PORT,
            user=role,
            password=passwords(self.secrets)[role],
            dbname=database,
        )

    def status(self) -> Status:
        """Whether the server runs, and where; starts nothing."""
        with _in_words():
            home = cluster.home(self.data_dir)
            pid, _ = cluster.read_pid_file(home)
            alive = pid is not None and processes.is_server_of(pid, home / "data")
            return Status(alive, pid if alive else None, home, cluster.socket_folder(self.data_dir))

    def ensure_running(self) -> bool:
        """Make the cluster when there is none, start it when it does not run. True when it was started here.

        Safe after any kill, and from several processes at once. Raises DatabaseError with a sentence.
        """
        with _in_words():
            password = self.secrets.db_superuser_password
            account = processes.database_account()
            with self._lock():
                home = cluster.make_home(self.data_dir, account)
                if self._settle(home):
                    return False
                programs = cluster.server_programs(cluster.client_programs(self._programs), home, account)
                if not (home / "conf" / cluster.MADE).exists():
                    cluster.initialise(home, programs, account, password)
                cluster.check_version(home, programs)
                sockets = cluster.make_socket_folder(home, account)
                cluster.write_settings(home, sockets, programs, account, self._settings)
                cluster.clear_leftovers(home, sockets)
                cluster.start(home, programs, account)
                return True

    def stop(self) -> bool:
        """Stop the server. False when it did not run."""
        with _in_words():
            home = cluster.home(self.data_dir)
            if not home.exists():
                return False
            with self._lock():
                (home / "conf" / KEEP).unlink(missing_ok=True)
                pid, _ = cluster.read_pid_file(home)
                if not self._settle(home) or pid is None:
                    return False
                cluster.stop(home, pid)
                return True

    def keep(self) -> None:
        """Leave the server running when its last user leaves, until ``stop``."""
        (cluster.home(self.data_dir) / "conf" / KEEP).touch(mode=0o600)

    @contextlib.contextmanager
    def session(self) -> Iterator[None]:
        """Have the server running inside the block; the last one to leave stops it, unless it is kept."""
        with _in_words():
            _ = self.secrets  # a missing secret is said before a folder is made
            with self._lock():
                home = cluster.make_home(self.data_dir, processes.database_account())
            presence = processes.Presence(home / "users")
        try:
            self.ensure_running()
            yield
        finally:
            try:
                if presence.alone() and not (home / "conf" / KEEP).exists():
                    self.stop()
            finally:
                presence.leave()

    def _lock(self) -> contextlib.AbstractContextManager[None]:
        """One process at a time makes, starts or stops the server."""
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        return processes.exclusive(self.data_dir / "postgres.lock")

    @staticmethod
    def _settle(home: Path) -> bool:
        """Wait until the server answers (True) or is gone (False); ends what a killed one left."""
        data = home / "data"
        deadline = time.monotonic() + cluster.PATIENCE
        while time.monotonic() < deadline:
            pid, state = cluster.read_pid_file(home)
            if pid is None or not processes.is_server_of(pid, data):
                break
            if state == "ready" and processes.listens(cluster.socket_of(home)):
                return True
            time.sleep(0.05)
        else:
            raise DatabaseError(f"The database in {home} neither starts nor stops; see {home / 'log'}.")
        # Children of a killed server leave by themselves, unless they are deep in work; a new server must not
        # start beside them. Killing them loses nothing that was acknowledged.
        patience = time.monotonic() + 2
        while orphans := processes.servers_of(data):
            if time.monotonic() > patience:
                processes.end(orphans)
            time.sleep(0.05)
        return False


@contextlib.contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except (processes.ProcessError, PermissionError) as error:
        raise DatabaseError(str(error)) from error
