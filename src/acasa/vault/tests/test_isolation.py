"""Row-level security as the second line of defence, tried with raw SQL in the application's role."""

from __future__ import annotations

import threading
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from acasa.config.testing import Server
from acasa.core.scope import scoped
from acasa.vault import folders, registry
from acasa.vault.models import Folder, FolderKey, Record
from acasa.vault.tests.conftest import Cast


def query(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


def tables_with_organisation() -> list[str]:
    rows = query(
        "select c.table_name from information_schema.columns c join pg_tables t on t.tablename = c.table_name"
        " where c.table_schema = 'public' and c.column_name = 'org_id' order by 1"
    )
    return [name for (name,) in rows]


def fill(cast: Cast) -> UUID:
    """A row in each table that a case touches."""
    actor = cast["manager"]
    with scoped(cast.org.id):
        folder = folders.create(actor, kind="case", team_id=cast.team.id)
        _, written = folders.add(folder, "casework", {"kind": "note"})
        folders.note(actor, "case.open", folder.id, written=[written])
    return folder.id


def test_every_table_is_under_row_level_security_or_in_the_registry(clean_database: Server) -> None:
    rows = query(
        "select relname, relrowsecurity and relforcerowsecurity from pg_class"
        " where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
    )
    open_tables = {name for name, guarded in rows if not guarded}
    assert open_tables == set(registry.OUTSIDE) & {name for name, _ in rows}
    assert {"vault_record", "vault_card", "audit_entry", "people_membership"} <= {
        n for n, guarded in rows if guarded
    }


def test_raw_sql_in_one_organisation_sees_no_row_of_another(ours: Cast, theirs: Cast) -> None:
    fill(ours)
    fill(theirs)
    guarded = [name for name in tables_with_organisation() if name not in registry.OUTSIDE]
    filled = 0
    for cast, other in ((ours, theirs), (theirs, ours)):
        with scoped(cast.org.id):
            for table in guarded:
                organisations = {row[0] for row in query(f"select distinct org_id from {table}")}
                assert organisations <= {cast.org.id}, table
                filled += bool(organisations)
                assert query(f"select count(*) from {table} where org_id = %s", other.org.id) == [(0,)]
    assert filled >= 14


def test_without_a_scope_there_is_no_row(ours: Cast) -> None:
    fill(ours)
    for table in tables_with_organisation():
        if table not in registry.OUTSIDE:
            assert query(f"select count(*) from {table}") == [(0,)], table


def test_rows_of_another_organisation_cannot_be_written_or_changed(ours: Cast, theirs: Cast) -> None:
    case = fill(ours)
    with scoped(theirs.org.id):
        assert Record.objects.filter(folder_id=case).update(version=9) == 0
        assert Folder.objects.filter(id=case).delete()[0] == 0
    with pytest.raises(ProgrammingError, match="row-level security"), scoped(theirs.org.id):
        Folder.objects.create(org_id=ours.org.id, kind="case", short=1, shred_id=uuid4())
    with pytest.raises(ProgrammingError, match="row-level security"), scoped(ours.org.id):
        query("update vault_folder set org_id = %s where id = %s", theirs.org.id, case)


def test_a_row_cannot_refer_to_another_organisations_row(ours: Cast, theirs: Cast) -> None:
    """A plain foreign key would accept it, because it is checked as the table's owner."""
    case = fill(ours)
    with scoped(ours.org.id):
        ring = ours["manager"].keyring.ring(ours.team.id, "casework")
    own_folder = fill(theirs)
    attempts: list[dict[str, Any]] = [
        {"model": Record, "folder_id": case, "compartment": "casework", "sealed": b"x"},
        {
            "model": FolderKey,
            "folder_id": case,
            "compartment": "casework",
            "wrapped": b"x",
            "user_key_id": theirs["manager"].keyring.bundle.user_key_id,
        },
        {
            "model": FolderKey,
            "folder_id": own_folder,
            "compartment": "legal2",
            "wrapped": b"x",
            "ring_version_id": ring.ring_version_id,
        },
        {
            "model": FolderKey,
            "folder_id": own_folder,
            "compartment": "legal2",
            "wrapped": b"x",
            "user_key_id": ours["manager"].keyring.bundle.user_key_id,
        },
    ]
    for attempt in attempts:
        model = attempt.pop("model")
        with pytest.raises(IntegrityError, match="_org_fk"), scoped(theirs.org.id):
            model.objects.create(org_id=theirs.org.id, **attempt)


def test_a_connection_leaks_nothing_to_the_next_unit_of_work(ours: Cast, theirs: Cast) -> None:
    """One connection, as a pool would hand it on: after a commit, a rollback, and an error in the database."""
    fill(ours)
    fill(theirs)

    def backend() -> int:
        return int(query("select pg_backend_pid()")[0][0])

    pid = backend()
    with scoped(ours.org.id):
        assert query("select count(*) from vault_folder") == [(1,)]
    assert query("select count(*) from vault_folder") == [(0,)]
    with pytest.raises(ZeroDivisionError), scoped(ours.org.id):
        raise ZeroDivisionError
    assert query("select count(*) from vault_folder") == [(0,)]
    with pytest.raises(DatabaseError), scoped(ours.org.id):
        query("select 1 / 0")
    assert query("select count(*) from vault_folder") == [(0,)]
    with scoped(theirs.org.id):
        assert query("select distinct org_id from vault_folder") == [(theirs.org.id,)]
    # A released inner block keeps the scope of the outer one, which is why scopes do not nest across organisations.
    with scoped(ours.org.id), scoped(ours.org.id):
        pass
    with scoped(ours.org.id), pytest.raises(RuntimeError), scoped(theirs.org.id):
        pass
    assert query("select current_setting('acasa.org', true)") == [("",)]
    assert backend() == pid


def test_threads_do_not_share_a_scope(ours: Cast, theirs: Cast) -> None:
    fill(ours)
    fill(theirs)
    inside, seen = threading.Barrier(2), {}

    def look(cast: Cast) -> None:
        try:
            with scoped(cast.org.id):
                inside.wait(10)
                seen[cast.org.id] = query("select distinct org_id from vault_folder")
                inside.wait(10)
        finally:
            connection.close()

    threads = [threading.Thread(target=look, args=(cast,)) for cast in (ours, theirs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {cast.org.id: [(cast.org.id,)] for cast in (ours, theirs)}


@pytest.mark.parametrize(
    "statement",
    [
        "alter table vault_record disable row level security",
        "drop policy organisation on vault_record",
        "create policy mine on vault_record using (true)",
        "set role acasa_owner",
        "set session authorization acasa_owner",
        "alter role acasa_app bypassrls",
        "create table mine (a int)",
        "create function f() returns int language sql security definer as 'select 1'",
        "truncate vault_record",
        "copy vault_record to program 'cat'",
    ],
)
def test_the_application_cannot_step_out_of_its_role(ours: Cast, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        query(statement)


def test_the_owner_passes_over_it_and_nobody_else_does(
    ours: Cast, theirs: Cast, acasa_server: Server
) -> None:
    fill(ours)
    fill(theirs)
    with acasa_server.connect(acasa_server.database) as database:
        bypass = database.execute(
            "select rolname from pg_roles where rolbypassrls and not rolsuper"
        ).fetchall()
        assert bypass == [("acasa_owner",)]
        for role in ("acasa_worker", "acasa_website"):
            database.execute(f"set role {role}")
            for table in ("vault_record", "vault_folder", "audit_entry", "vault_lock", "people_user"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    database.execute(f"select count(*) from {table}")
            database.execute("reset role")
