"""The database's roles: each can do its own work and nothing else."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from acasa.config import roles
from acasa.config.postgres import APP, OWNER, WEBSITE, WORKER, DatabaseError, Embedded
from acasa.config.secrets import Secrets
from acasa.config.tests.conftest import DEBIAN_15

SERVERS = [pytest.param(None, id="embedded")]
SERVERS.append(
    pytest.param(
        DEBIAN_15,
        id="debian-15",
        marks=pytest.mark.skipif(
            not (DEBIAN_15 / "postgres").exists(), reason="PostgreSQL 15 is not installed"
        ),
    )
)


@pytest.fixture(params=SERVERS, scope="module")
def running(request: pytest.FixtureRequest) -> Iterator[Embedded]:
    """A server that holds nothing of Acasa yet."""
    programs: Path | None = request.param
    folder = Path(tempfile.mkdtemp(prefix="acasa-room-"))
    folder.chmod(0o711)
    embedded = Embedded(folder / "var", programs=programs, settings={"fsync": "off"})
    with embedded.session():
        yield embedded
    shutil.rmtree(folder)


@pytest.fixture
def prepared(running: Embedded) -> Iterator[Embedded]:
    roles.bootstrap(running.dsn(database="postgres"), running.secrets)
    with sign_in(running, OWNER) as owner:
        owner.execute("create table folder (id serial primary key, org int)")
        owner.execute("create function answer() returns int language sql as 'select 42'")
    yield running
    with psycopg.connect(running.dsn(database="postgres"), autocommit=True) as admin:
        admin.execute("drop database acasa with (force)")
        for role in (APP, WORKER, WEBSITE, OWNER):
            admin.execute(f"drop role {role}")


def sign_in(embedded: Embedded, role: str) -> psycopg.Connection:
    return psycopg.connect(embedded.dsn(role), autocommit=True)


def test_it_may_be_run_again(prepared: Embedded) -> None:
    again = roles.bootstrap(prepared.dsn(database="postgres"), prepared.secrets)
    assert again.made_roles == ()
    assert again.made_database is False


def test_none_is_a_superuser_and_only_the_owner_passes_over_row_level_security(prepared: Embedded) -> None:
    with psycopg.connect(prepared.dsn()) as connection:
        rows = connection.execute(
            "select rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls"
            " from pg_roles where rolname like 'acasa%' order by 1"
        ).fetchall()
    assert rows == [
        (name, False, False, False, False, name == OWNER) for name in sorted([APP, OWNER, WEBSITE, WORKER])
    ]


def test_the_application_reads_and_writes_rows_and_changes_no_table(prepared: Embedded) -> None:
    with sign_in(prepared, APP) as app:
        app.execute("insert into folder (org) values (1)")
        app.execute("update folder set org = 2")
        assert app.execute("select org from folder").fetchall() == [(2,)]
        app.execute("delete from folder")
        for refused in (
            "truncate folder",
            "drop table folder",
            "alter table folder disable row level security",
            "create table mine (id int)",
            "create temporary table mine (id int)",
            "create schema mine",
            "select answer()",
            "set role acasa_owner",
            "copy folder to program 'true'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(refused)


@pytest.mark.parametrize("role", [WORKER, WEBSITE])
def test_worker_and_website_start_with_nothing(prepared: Embedded, role: str) -> None:
    with sign_in(prepared, role) as connection:
        for refused in (
            "select * from folder",
            "insert into folder (org) values (1)",
            "create table t (id int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(refused)


def test_row_level_security_binds_the_application_and_not_the_owner(prepared: Embedded) -> None:
    with sign_in(prepared, OWNER) as owner:
        owner.execute("insert into folder (org) values (1), (2)")
        owner.execute("alter table folder enable row level security")
        owner.execute("alter table folder force row level security")
        owner.execute("create policy own on folder using (org = 1)")
        assert owner.execute("select count(*) from folder").fetchone() == (2,)
    with sign_in(prepared, APP) as app:
        assert app.execute("select org from folder").fetchall() == [(1,)]


def test_a_role_that_was_given_too_much_is_mended(prepared: Embedded) -> None:
    with psycopg.connect(prepared.dsn(), autocommit=True) as connection:
        connection.execute("alter role acasa_app superuser bypassrls")
        roles.bootstrap(prepared.dsn(database="postgres"), prepared.secrets)
        row = connection.execute(
            "select rolsuper, rolbypassrls from pg_roles where rolname = 'acasa_app'"
        ).fetchone()
    assert row == (False, False)


def test_new_passwords_take_the_place_of_old_ones(prepared: Embedded) -> None:
    fresh = Secrets.throwaway()
    roles.bootstrap(prepared.dsn(database="postgres"), fresh)
    with pytest.raises(psycopg.OperationalError, match="password"):
        sign_in(prepared, APP)
    psycopg.connect(prepared.dsn(APP), password=fresh.db_app_password).close()


def test_an_ordinary_user_is_told_that_it_takes_a_superuser(prepared: Embedded) -> None:
    with pytest.raises(DatabaseError, match="superuser once"):
        roles.bootstrap(prepared.dsn(APP), Secrets.throwaway())


def test_an_older_server_is_refused_in_words(prepared: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roles, "OLDEST", 99)
    with pytest.raises(DatabaseError, match="needs PostgreSQL 99 or newer"):
        roles.bootstrap(prepared.dsn(database="postgres"), prepared.secrets)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://localhost/acasa", "must name a user"),
        ("postgresql://root:x@localhost/acasa?nonsense=1", "not an address"),
    ],
)
def test_a_bad_address_is_refused_in_words(url: str, said: str) -> None:
    with pytest.raises(DatabaseError, match=said):
        roles.superuser_dsn(url)
