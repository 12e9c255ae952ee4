"""Helpers for migrations: row-level security and composite foreign keys.

A plain foreign key would accept another organisation's invisible row (the check runs as the table's owner), so
case tables refer to each other by (org_id, id).
"""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

_POLICY = "org_id = (select nullif(current_setting('acasa.org', true), '')::uuid)"


def row_level_security(*tables: str) -> list[RunSQL]:
    """Rows of another organisation do not exist, whoever asks, but for the owner of the schema."""
    return [
        RunSQL(
            f"alter table {table} enable row level security; alter table {table} force row level security;"
            f"create policy organisation on {table} using ({_POLICY}) with check ({_POLICY});",
            f"drop policy organisation on {table}; alter table {table} no force row level security;"
            f"alter table {table} disable row level security;",
        )
        for table in tables
    ]


def composite_key(*tables: str) -> list[RunSQL]:
    """Let other tables refer to (org_id, id)."""
    return [
        RunSQL(
            f"alter table {table} add constraint {table}_org_id_key unique (org_id, id);",
            f"alter table {table} drop constraint {table}_org_id_key;",
        )
        for table in tables
    ]


def composite_reference(table: str, column: str, parent: str, on_delete: str = "no action") -> RunSQL:
    """`table`.(org_id, `column`) refers to `parent`.(org_id, id)."""
    name = f"{table}_{column}_org_fk"
    return RunSQL(
        f"alter table {table} add constraint {name} foreign key (org_id, {column}) "
        f"references {parent} (org_id, id) on delete {on_delete} deferrable initially immediate;",
        f"alter table {table} drop constraint {name};",
    )


def external_storage(table: str, column: str) -> RunSQL:
    """Ciphertext does not compress: keep PostgreSQL from trying."""
    return RunSQL(f"alter table {table} alter {column} set storage external;", RunSQL.noop)


def insert_only(table: str) -> RunSQL:
    """The application may add and read rows, never change or delete them."""
    return RunSQL(
        f"revoke update, delete, truncate on {table} from acasa_app, acasa_worker, acasa_website;",
        f"grant update, delete on {table} to acasa_app;",
    )
