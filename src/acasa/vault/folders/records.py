"""Writing records: sealed before they reach the database, their SHA-256 told to the audit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from acasa.audit import rules as audit_rules
from acasa.core.errors import Conflict
from acasa.vault.folders.opened import Opened, OpenFolder, dumps
from acasa.vault.folders.opening import context_of
from acasa.vault.models import Record


def add(folder: OpenFolder, compartment: str, data: dict[str, Any]) -> tuple[Opened, bytes]:
    """Seal a new record; returns it and what the audit must say was written."""
    row, opened, written = seal_new(folder, compartment, data)
    row.save(force_insert=True)
    return opened, written


def seal_new(folder: OpenFolder, compartment: str, data: dict[str, Any]) -> tuple[Record, Opened, bytes]:
    """Seal a new record without saving it (imports save many at once)."""
    key_version, _key = folder.newest_key(compartment)
    row = Record(
        org_id=folder.org_id, folder_id=folder.id, compartment=compartment, key_version=key_version, version=1
    )
    row.sealed = folder.record_key(row.compartment, key_version).seal(dumps(data), context_of(row))
    opened = Opened(row.id, folder.id, compartment, 1, data)
    folder.records.append(opened)
    return row, opened, audit_rules.written(row.id, row.sealed)


def change(
    folder: OpenFolder, record: Opened, data: dict[str, Any], *, expected_version: int
) -> tuple[Opened, bytes]:
    """Seal a record anew. Raises Conflict with what is stored if somebody saved since `expected_version`."""
    key_version, _key = folder.newest_key(record.compartment)
    row = Record.objects.select_for_update().get(id=record.id, folder_id=folder.id)
    if row.version != expected_version:
        current = folder.record_key(row.compartment, row.key_version).open_(
            bytes(row.sealed), context_of(row)
        )
        raise Conflict(json.loads(current), data, row.version)
    row.version += 1
    row.key_version = key_version
    row.sealed = folder.record_key(row.compartment, key_version).seal(dumps(data), context_of(row))
    row.save(update_fields=["version", "key_version", "sealed"])
    opened = Opened(row.id, folder.id, row.compartment, row.version, data)
    folder.records = [opened if item.id == row.id else item for item in folder.records]
    return opened, audit_rules.written(row.id, row.sealed)


def seal_change(folder: OpenFolder, record: Opened, data: dict[str, Any]) -> tuple[Record, Opened, bytes]:
    """Seal a record anew without saving it: `save_changed` saves many at once."""
    key_version, _key = folder.newest_key(record.compartment)
    row = Record(
        id=record.id,
        org_id=folder.org_id,
        folder_id=folder.id,
        compartment=record.compartment,
        key_version=key_version,
        version=record.version + 1,
    )
    row.sealed = folder.record_key(row.compartment, key_version).seal(dumps(data), context_of(row))
    opened = Opened(row.id, folder.id, row.compartment, row.version, data)
    folder.records = [opened if item.id == row.id else item for item in folder.records]
    return row, opened, audit_rules.written(row.id, row.sealed)


def save_changed(rows: Sequence[Record]) -> None:
    """Save what `seal_change` sealed, in one statement. Raises Conflict if somebody saved one of them since it was
    opened: who writes records in this way keeps others out by a lock on their case."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "update vault_record r set version = n.version, key_version = n.key_version, sealed = n.sealed"
            " from unnest(%s::uuid[], %s::int[], %s::int[], %s::bytea[]) as n(id, version, key_version, sealed)"
            " where r.id = n.id and r.version = n.version - 1",
            [
                [row.id for row in rows],
                [row.version for row in rows],
                [row.key_version for row in rows],
                [row.sealed for row in rows],
            ],
        )
        if cursor.rowcount != len(rows):
            raise Conflict({}, {}, 0)
