"""Opening folders with the keys at hand.

Every page does it, and work over a whole caseload does it thousands of times: rows stay tuples, fetched in binary,
since making model instances of what is read once takes longer than opening it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.pq import Format

from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.sealing.envelope import Context, Place, RecordKey
from acasa.vault import shred
from acasa.vault.folders.opened import Opened, OpenFolder, loads
from acasa.vault.folders.wraps import unwrap_slot
from acasa.vault.keyring import Keyring
from acasa.vault.models import Folder, Record, UserKey

# Without a list of compartments: any.
_KEYS = """
select id, folder_id, compartment, key_version, ring_version_id, user_key_id, wrapped from vault_folderkey
 where folder_id = any(%s) and compartment = any(coalesce(%s::varchar[], array[compartment]))
   and (ring_version_id = any(%s) or user_key_id = %s)
"""
_FOLDERS = "select id, org_id, kind, short, shred_id from vault_folder where id = any(%s)"
_RECORDS = """
select id, folder_id, compartment, key_version, version, sealed from vault_record
 where folder_id = any(%s) and compartment = any(coalesce(%s::varchar[], array[compartment]))
"""
_REWRAP = """
update vault_folderkey k set wrapped = n.wrapped from unnest(%s::uuid[], %s::bytea[]) as n(id, wrapped)
 where k.id = n.id returning k.id
"""


def open_many(
    actor: Actor,
    folder_ids: Iterable[UUID],
    *,
    records: bool = True,
    only: str = "",
    among: Collection[str] = (),
) -> dict[UUID, OpenFolder]:
    """Folders that the actor holds any key of, with every record that these keys open (of `only` one compartment;
    with `among`, as if there were no compartments but these).

    Three queries and one look into the shred store, however many folders. Folders without a key for the actor
    are absent, and those whose secret was destroyed. Raises Tampered for a changed or swapped ciphertext.
    """
    keyring: Keyring = actor.require_keyring()
    ids, compartments = list(folder_ids), list(among) or None
    held = keyring.by_version_id()
    duty = keyring.duty_version_ids
    key_rows = _fetch(_KEYS, [ids, compartments, list(held), keyring.bundle.user_key_id])
    # What the team's own rings open comes first: only they show that a folder is the team's, and not restricted.
    key_rows.sort(key=lambda row: row[4] in duty)
    asked = set(ids)
    lent = {slot: key for slot, key in keyring.lent_keys.items() if slot[0] in asked}
    wanted = {row[1] for row in key_rows} | {folder_id for folder_id, _, _ in lent}
    if not wanted:
        return {}
    rows = _fetch(_FOLDERS, [list(wanted)])
    secrets = shred.secrets_of(row[4] for row in rows)
    found = {
        row[0]: OpenFolder(row[0], row[1], row[2], True, row[3], secrets[row[4]], {}, visiting=True)
        for row in rows
        if row[4] in secrets
    }
    rewrapped: list[tuple[UUID, bytes]] = []
    for row in key_rows:
        _unlock(keyring, row, held, duty, found.get(row[1]), rewrapped)
    if rewrapped:
        _fetch(_REWRAP, [[row[0] for row in rewrapped], [row[1] for row in rewrapped]])
    for (folder_id, compartment, version), key in lent.items():
        folder = found.get(folder_id)
        if folder is not None and (compartment, version) not in folder.keys:
            folder.keys[(compartment, version)] = key
            folder.borrowed.add((compartment, version))
    if records:
        _open_records(found, [only] if only else compartments)
    return found


def _unlock(
    keyring: Keyring,
    row: tuple[Any, ...],
    held: dict[UUID, tuple[UUID, int]],
    duty: frozenset[UUID],
    folder: OpenFolder | None,
    rewrapped: list[tuple[UUID, bytes]],
) -> None:
    key_id, folder_id, compartment, version, ring_version_id, user_key_id, wrapped = row
    if folder is None or (compartment, version) in folder.keys:
        return
    ring = keyring.version(*held[ring_version_id]) if ring_version_id is not None else None
    slot = (folder_id, compartment, version)
    recipient = ring_version_id or user_key_id
    key, better = unwrap_slot(keyring, slot, recipient, ring, wrapped, folder.shred_secret)
    if better:
        rewrapped.append((key_id, better))
    folder.keys[(compartment, version)] = key
    if ring_version_id not in duty:
        # By which key it opened, not by a column that anybody may have changed.
        folder.restricted = folder.restricted and ring_version_id is None
        folder.visiting = False


def _open_records(found: dict[UUID, OpenFolder], compartments: list[str] | None) -> None:
    places: dict[tuple[UUID, str, int], tuple[RecordKey, Place]] = {}
    for record_id, folder_id, compartment, key_version, version, sealed in _fetch(
        _RECORDS, [list(found), compartments]
    ):
        folder = found[folder_id]
        slot = (folder_id, compartment, key_version)
        if slot not in places:
            if (compartment, key_version) not in folder.keys:
                folder.hidden[compartment] = folder.hidden.get(compartment, 0) + 1
                continue
            key = folder.record_key(compartment, key_version)
            places[slot] = key, Place(folder.org_id, folder_id, compartment, key_version)
        key, place = places[slot]
        plain = key.open_at(sealed, place, record_id, version)
        folder.records.append(Opened(record_id, folder_id, compartment, version, loads(plain)))


def _fetch(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        # Django has no word for it: rows in binary, which for hundreds of records is a third of the time in text.
        cursor.cursor.format = Format.BINARY
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def outlines(folder_ids: Sequence[UUID]) -> dict[UUID, OpenFolder]:
    """Folders without keys and records, in the way in which cards name and seal them. Opens nothing."""
    rows = list(Folder.objects.filter(id__in=folder_ids))
    secret = shred.secrets_of(row.shred_id for row in rows)
    return {
        row.id: OpenFolder(row.id, row.org_id, row.kind, row.restricted, row.short, secret[row.shred_id], {})
        for row in rows
        if row.shred_id in secret
    }


def open_one(actor: Actor, folder_id: UUID, *, verb: str) -> OpenFolder:
    """One folder, or Refused: not yours and not there are the same to the asker."""
    found = open_many(actor, [folder_id])
    if folder_id not in found:
        raise Refused(verb, folder_id)
    return found[folder_id]


def context_of(row: Record) -> Context:
    return Context(row.org_id, row.folder_id, row.id, row.compartment, row.version, row.key_version)


def named_keys(folder_id: UUID) -> list[UserKey]:
    """Keys of the colleagues to whom a restricted folder is wrapped by name."""
    return list(UserKey.objects.filter(is_current=True, folderkey__folder_id=folder_id).distinct())


def ids_by_short(shorts: Iterable[int]) -> dict[int, UUID]:
    """Folder ids of opaque numbers."""
    return dict(Folder.objects.filter(short__in=list(shorts)).values_list("short", "id"))
