"""The database's roles, and the empty database they share.

- ``acasa_owner`` owns the tables: migrations and backup. It passes over row-level security, so nothing that
  answers a request uses it.
- ``acasa_app`` answers requests: reads and writes rows, under row-level security.
- ``acasa_worker`` and ``acasa_website`` start with nothing; migrations grant them table by table.

Everything here may be run again at any time, on PostgreSQL 15 or newer, with no extension.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from acasa.config.postgres import APP, DATABASE, OWNER, WEBSITE, WORKER, DatabaseError, passwords
from acasa.config.secrets import Secrets

OLDEST = 15

ROLES: dict[str, str] = {
    OWNER: "login nosuperuser nocreatedb nocreaterole noinherit noreplication bypassrls",
    APP: "login nosuperuser nocreatedb nocreaterole noinherit noreplication nobypassrls",
    WORKER: "login nosuperuser nocreatedb nocreaterole noinherit noreplication nobypassrls",
    WEBSITE: "login nosuperuser nocreatedb nocreaterole noinherit noreplication nobypassrls",
}

SESSION: dict[str, dict[str, str]] = {
    # A request that hangs must not hold others' rows for ever.
    APP: {"lock_timeout": "30s", "idle_in_transaction_session_timeout": "10min"},
    WORKER: {"lock_timeout": "30s", "idle_in_transaction_session_timeout": "10min"},
    WEBSITE: {
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "1min",
        "statement_timeout": "30s",
    },
}


@dataclass(frozen=True)
class Prepared:
    """What ``bootstrap`` found and did. ``version`` is the server's major version."""

    version: int
    made_database: bool
    made_roles: tuple[str, ...]


def bootstrap(superuser_dsn: str, secrets: Secrets, database: str = DATABASE) -> Prepared:
    """Make the roles and the database, set their rights, and give each role the installation's password.

    ``superuser_dsn`` signs in as a superuser (of any database). Raises DatabaseError with a sentence when
    the server is too old, can't be reached, or the user may not do this.
    """
    try:
        with psycopg.connect(
            superuser_dsn, dbname=_meeting_place(superuser_dsn), autocommit=True
        ) as connection:
            version = _require_version(connection)
            made_roles = tuple(role for role in ROLES if _make_role(connection, role))
            _set_passwords(connection, superuser_dsn, secrets, made_roles)
            made = _make_database(connection, database)
        with psycopg.connect(superuser_dsn, dbname=database, autocommit=True) as connection:
            _set_rights(connection, database)
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseError(
            f"This database user may not prepare the database ({error.diag.message_primary}). "
            "Acasa needs a superuser once, to make its roles; afterwards it never uses it."
        ) from error
    except psycopg.OperationalError as error:
        raise DatabaseError(_refused(error)) from error
    return Prepared(version, made, made_roles)


def superuser_dsn(url: str) -> str:
    """The administrator's DATABASE_URL as a connection string. Raises DatabaseError when it names no user."""
    if not urlsplit(url).username:
        raise DatabaseError(
            "DATABASE_URL must name a user who may make roles: postgresql://USER:PASSWORD@HOST/acasa"
        )
    try:
        return make_conninfo(url, connect_timeout=10)
    except psycopg.ProgrammingError as error:
        raise DatabaseError(f"DATABASE_URL is not an address of a PostgreSQL database: {error}") from error


def _meeting_place(dsn: str) -> str:
    """A database that exists before ours does."""
    for name in ("postgres", "template1"):
        try:
            psycopg.connect(dsn, dbname=name, autocommit=True).close()
        except psycopg.OperationalError as error:
            if "does not exist" not in str(error):
                raise
        else:
            return name
    return str(conninfo_to_dict(dsn).get("dbname") or DATABASE)


def _refused(error: psycopg.OperationalError) -> str:
    text = str(error).strip()
    if "password authentication failed" in text:
        return (
            f"The database refuses the password ({text}). The secrets folder and the database do not belong "
            "together; restore both from the same backup, or set DATABASE_URL to a superuser."
        )
    return f"The database cannot be reached: {text}"


def _require_version(connection: psycopg.Connection) -> int:
    version = connection.info.server_version // 10_000
    if version < OLDEST:
        raise DatabaseError(f"This is PostgreSQL {version}; Acasa needs PostgreSQL {OLDEST} or newer.")
    return version


def _make_role(connection: psycopg.Connection, role: str) -> bool:
    """Make or mend one role; True when it was made. Mended only on difference: it needs a stronger right."""
    row = connection.execute(
        "select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolcanlogin, rolinherit"
        " from pg_roles where rolname = %s",
        [role],
    ).fetchone()
    wanted = (False, False, False, False, role == OWNER, True, False)
    if row != wanted:
        verb = "create" if row is None else "alter"
        connection.execute(
            sql.SQL("{verb} role {role} with {rights}").format(
                verb=sql.SQL(verb), role=sql.Identifier(role), rights=sql.SQL(ROLES[role])
            )
        )
    for name, value in SESSION.get(role, {}).items():
        connection.execute(
            sql.SQL("alter role {} set {} = {}").format(sql.Identifier(role), sql.Identifier(name), value)
        )
    return row is None


def _set_passwords(connection: psycopg.Connection, dsn: str, secrets: Secrets, new: Sequence[str]) -> None:
    """Give each role its password, as a verifier computed here: the password never reaches the server."""
    for role in ROLES:
        password = passwords(secrets)[role]
        if role not in new and _signs_in(dsn, role, password, connection.info.dbname):
            continue
        verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
        connection.execute(
            sql.SQL("alter role {} password {}").format(sql.Identifier(role), verifier.decode())
        )


def _signs_in(dsn: str, role: str, password: str, database: str) -> bool:
    try:
        psycopg.connect(dsn, user=role, password=password, dbname=database).close()
    except psycopg.OperationalError:
        return False
    return True


def _make_database(connection: psycopg.Connection, database: str) -> bool:
    name, owner = sql.Identifier(database), sql.Identifier(OWNER)
    found = connection.execute(
        "select pg_get_userbyid(datdba) from pg_database where datname = %s", [database]
    ).fetchone()
    if found is None:
        # One sorting rule everywhere, whatever the server's default: C, by code point. Python sorts names.
        locale = "locale_provider libc"
        if connection.info.server_version >= 170_000:
            locale = "locale_provider builtin builtin_locale 'C.UTF-8'"
        connection.execute(
            sql.SQL("create database {} owner {} template template0 encoding 'UTF8' locale 'C' {}").format(
                name, owner, sql.SQL(locale)
            )
        )
    elif found[0] != OWNER:
        connection.execute(sql.SQL("alter database {} owner to {}").format(name, owner))
    return found is None


def _set_rights(connection: psycopg.Connection, database: str) -> None:
    name, owner, app = sql.Identifier(database), sql.Identifier(OWNER), sql.Identifier(APP)
    everyone = sql.SQL(", ").join(sql.Identifier(role) for role in (APP, WORKER, WEBSITE))
    for statement in (
        "revoke all on database {name} from public",
        "grant connect on database {name} to {everyone}",
        "alter schema public owner to {owner}",
        "revoke all on schema public from public",
        "grant usage on schema public to {everyone}",
        "alter default privileges for role {owner} in schema public"
        " grant select, insert, update, delete on tables to {app}",
        "alter default privileges for role {owner} in schema public"
        " grant usage, select on sequences to {app}",
        # A function made by a migration is for whom the migration says, not for everyone.
        "alter default privileges for role {owner} revoke execute on functions from public",
    ):
        connection.execute(sql.SQL(statement).format(name=name, owner=owner, app=app, everyone=everyone))
