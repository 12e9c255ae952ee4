"""pytest plugin: a real PostgreSQL for the tests, with the installation's own roles.

``pytest -p acasa.config.testing`` (set in pyproject.toml). One embedded server is kept in ``var/test`` and
started while tests run; the migrated database is kept there as a template, named after a hash of the
migrations, so only the first run after a change migrates. Each process of each run works in its own copy
(about 0.1 s). ``default`` signs in as the application's role and ``owner`` as the owner, as in production.

- ``ACASA_POSTGRES_BIN`` runs the tests on another PostgreSQL's programs (./run test-oldest).
- ``ACASA_TEST_DATABASE_URL`` runs them on a server, as its superuser. That server's roles are overwritten,
  so it must hold no Acasa of its own.

Importing this module points Acasa at an empty data folder: tests never see the developer's data or secrets.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from acasa.config import cluster, processes, roles
from acasa.config.postgres import APP, DATABASE, OWNER, SUPERUSER, DatabaseError, Embedded, passwords
from acasa.config.secrets import Secrets, data_folder, load

# How fast a machine makes examples, or runs one, says nothing about the code.
hypothesis_settings.register_profile("acasa", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("acasa")

KEPT_TEMPLATES = 4
# A test database may be lost with the machine's power; nothing else is different from an installation's.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "autovacuum": "off",
}

_KEEP = {"ACASA_TEST_DATABASE_URL", "ACASA_POSTGRES_BIN", "ACASA_RUN_AS", "ACASA_CHROMIUM", "ACASA_KILLS"}
for _name in [name for name in os.environ if name.startswith("ACASA_") or name.endswith("DATABASE_URL")]:
    if _name not in _KEEP:
        del os.environ[_name]
_FOLDER = Path(tempfile.mkdtemp(prefix="acasa-test-"))
os.environ["ACASA_DATA"] = str(_FOLDER)
# A case has no deadlines by rule but in the tests that are about them: the others say what their case is due for.
os.environ["ACASA_COUNTRY_PACK"] = "none"


class Server:
    """The server that the tests run on, and the one database in it that this process uses."""

    def __init__(self, secrets: Secrets, dsn: str, folder: Path) -> None:
        self.secrets = secrets
        self.dsn = dsn
        self.folder = folder
        self.database = ""
        self._seeded: frozenset[str] = frozenset()
        self._cleaner: psycopg.Connection | None = None

    def connect(self, database: str) -> psycopg.Connection:
        """A connection as superuser, outside Django."""
        return psycopg.connect(self.dsn, dbname=database, autocommit=True)

    def address(self) -> dict[str, str]:
        """Host and port, as libpq names them."""
        parts = conninfo_to_dict(self.dsn)
        return {"host": str(parts.get("host") or ""), "port": str(parts.get("port") or "")}

    def template(self) -> str:
        """The migrated template for the migrations as they are now; made when missing."""
        name = f"template_{_fingerprint()}"
        with processes.exclusive(self.folder / "template.lock"), self.connect("postgres") as admin:
            found = admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
            if not found:
                draft = f"draft_{_fingerprint()}"
                admin.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(draft)))
                roles.bootstrap(self.dsn, self.secrets, draft)
                self.point_django_at(draft)
                from django.db import connections

                from acasa.config.preparation import migrate

                migrate()
                connections.close_all()
                admin.execute(
                    sql.SQL("alter database {} rename to {}").format(
                        sql.Identifier(draft), sql.Identifier(name)
                    )
                )
                self._drop_old_templates(admin, name)
        return name

    @staticmethod
    def _drop_old_templates(admin: psycopg.Connection, newest: str) -> None:
        rows = admin.execute(
            "select datname from pg_database where datname like 'template\\_%%' and datname <> %s"
            " order by oid desc offset %s",
            [newest, KEPT_TEMPLATES - 1],
        ).fetchall()
        for (name,) in rows:
            admin.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(name)))

    def make_copy(self, worker: str) -> None:
        """Give this process its own database."""
        template = self.template()
        self.database = f"test_{os.getpid()}_{worker}"
        with self.connect("postgres") as admin:
            self._drop_abandoned(admin)
            admin.execute(
                sql.SQL("create database {} template {} owner {}").format(
                    sql.Identifier(self.database), sql.Identifier(template), sql.Identifier(OWNER)
                )
            )
        # Roles are the server's, not the database's: two processes must not alter one at once.
        with processes.exclusive(self.folder / "template.lock"):
            roles.bootstrap(self.dsn, self.secrets, self.database)
        self.point_django_at(self.database)
        self._cleaner = self.connect(self.database)
        # Triggers that guard the audit record and foreign keys' order must not hinder emptying.
        self._cleaner.execute("set session_replication_role = replica")
        self._seeded = frozenset(self._filled(self._tables()))

    @staticmethod
    def _drop_abandoned(admin: psycopg.Connection) -> None:

        rows = admin.execute("select datname from pg_database where datname like 'test\\_%'").fetchall()
        for (name,) in rows:
            pid = int(re.sub(r"^test_(\d+)_.*$", r"\1", name))
            if not Path(f"/proc/{pid}").exists():
                with contextlib.suppress(psycopg.Error):
                    admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))

    def drop_copy(self) -> None:
        """Remove this process's database."""
        if self._cleaner is not None:
            self._cleaner.close()
        with self.connect("postgres") as admin:
            admin.execute(
                sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(self.database))
            )

    def _tables(self) -> list[str]:
        assert self._cleaner is not None
        rows = self._cleaner.execute(
            "select tablename from pg_tables where schemaname = 'public' order by tablename"
        ).fetchall()
        return [name for (name,) in rows]

    def _filled(self, tables: list[str]) -> list[str]:
        assert self._cleaner is not None
        if not tables:
            return []
        question = sql.SQL(" union all ").join(
            sql.SQL("(select {} where exists (select from {}))").format(name, sql.Identifier(name))
            for name in tables
        )
        return [name for (name,) in self._cleaner.execute(question).fetchall()]

    def empty(self) -> None:
        """Delete the rows of every table that had none when the database was new."""
        assert self._cleaner is not None
        names = [name for name in self._filled(self._tables()) if name not in self._seeded]
        with self._cleaner.transaction():
            for name in names:
                self._cleaner.execute(sql.SQL("delete from {}").format(sql.Identifier(name)))

    def rows(self) -> dict[str, bytes]:
        """All rows that `empty` would delete, by table."""
        assert self._cleaner is not None
        found = {}
        for name in self._filled(self._tables()):
            if name not in self._seeded:
                asked = sql.SQL("copy {} to stdout (format binary)").format(sql.Identifier(name))
                with self._cleaner.cursor().copy(asked) as out:
                    found[name] = b"".join(out)
        return found

    def put_back(self, rows: Mapping[str, bytes]) -> None:
        """Rows as they were once, whatever triggers say of new ones."""
        assert self._cleaner is not None
        with self._cleaner.transaction(), self._cleaner.cursor() as cursor:
            cursor.execute("set local session_replication_role = replica")
            for name, content in rows.items():
                asked = sql.SQL("copy {} from stdin (format binary)").format(sql.Identifier(name))
                with cursor.copy(asked) as into:
                    into.write(content)

    def point_django_at(self, database: str) -> None:
        """Make Django's two connections use that database."""
        from django.db import connections

        keys = passwords(self.secrets)
        address = self.address()
        for alias, role in (("default", APP), ("owner", OWNER)):
            connections[alias].close()
            connections[alias].settings_dict.update(
                NAME=database,
                USER=role,
                PASSWORD=keys[role],
                HOST=address["host"],
                PORT=address["port"],
                CONN_MAX_AGE=0,
            )

    def environment(self) -> dict[str, str]:
        """Variables with which a child process uses the same database, data folder and secrets."""
        address = self.address()
        keys = {
            f"ACASA_DB_{role.removeprefix('acasa_').upper()}_PASSWORD": password
            for role, password in passwords(self.secrets).items()
            if role != SUPERUSER
        }
        return {
            **os.environ,
            **keys,
            "ACASA_DATA": str(_FOLDER),
            "DATABASE_URL": make_url(self.database, address["host"], address["port"]),
        }


def make_url(database: str, host: str, port: str) -> str:
    """A DATABASE_URL without user or password."""
    from urllib.parse import quote

    return f"postgresql:///{database}?host={quote(host, safe='')}&port={port}"


def _fingerprint() -> str:
    """Changes with anything that changes the migrated database."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    here = [package / "config" / name for name in ("roles.py", "preparation.py", "settings.py")]
    for path in sorted([*package.rglob("migrations/*.py"), package / "core" / "db.py", *here]):
        digest.update(str(path.relative_to(package)).encode())
        digest.update(path.read_bytes() if path.exists() else b"")
    for name in ("django",):
        digest.update(version(name).encode())
    return digest.hexdigest()[:16]


@contextlib.contextmanager
def running_server() -> Iterator[Server]:
    """The server for the tests, running inside the block."""
    folder = data_folder({}) / "test"
    url = os.environ.get("ACASA_TEST_DATABASE_URL")
    if url:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        server = Server(load(folder, create=True), roles.superuser_dsn(url), folder)
        with server.connect("postgres") as admin:
            if admin.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                raise pytest.UsageError(
                    f"The server of ACASA_TEST_DATABASE_URL holds a database named {DATABASE}; tests would "
                    "overwrite the passwords of its roles. Use a server that holds no Acasa."
                )
        yield server
        return
    if account := processes.database_account():
        for above in (folder.parent, folder):
            above.mkdir(mode=0o700, parents=True, exist_ok=True)
            cluster.let_in(above, account)
    folder /= f"postgres-{cluster.major(cluster.client_programs())}"
    embedded = Embedded(folder, settings=SETTINGS)
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(embedded.session())
        except DatabaseError:
            # Without fsync a power cut may spoil it, and it holds nothing that is not made again.
            shutil.rmtree(cluster.home(folder), ignore_errors=True)
            shutil.rmtree(folder)
            embedded = Embedded(folder, settings=SETTINGS)
            stack.enter_context(embedded.session())
        yield Server(embedded.secrets, embedded.dsn(database="postgres"), folder)


_DATABASE_FIXTURES = {"acasa_server", "db", "transactional_db", "live_server"}


def pytest_configure(config: pytest.Config) -> None:
    """Register the fixtures late enough to win over pytest-django's."""
    from acasa.config import testing_fixtures

    config.addinivalue_line("markers", "database: uses the test database (given to each test that does)")
    config.pluginmanager.register(testing_fixtures, "acasa-database")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the database, however it asks for it, so that it can be run on another PostgreSQL."""
    for item in items:
        asked = _DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
        if asked or item.get_closest_marker("django_db"):
            item.add_marker("database")


def pytest_unconfigure() -> None:
    """Remove the data folder of this process."""
    shutil.rmtree(_FOLDER, ignore_errors=True)
