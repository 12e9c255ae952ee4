"""Opening folders with the keys at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.sealing.envelope import Context, RecordKey
from acasa.vault import shred
from acasa.vault.folders.opened import Opened, OpenFolder, loads
from acasa.vault.folders.wraps import unwrap
from acasa.vault.keyring import Keyring
from acasa.vault.models import Folder, FolderKey, Record, UserKey


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
    ids = list(folder_ids)
    held = keyring.by_version_id()
    wraps = FolderKey.objects.filter(folder_id__in=ids)
    if among:
        wraps = wraps.filter(compartment__in=among)
    key_rows = list(wraps.filter(_held_filter(list(held), keyring.bundle.user_key_id)))
    asked = set(ids)
    lent = {slot: key for slot, key in keyring.lent_keys.items() if slot[0] in asked}
    wanted = {row.folder_id for row in key_rows} | {folder_id for folder_id, _, _ in lent}
    if not wanted:
        return {}
    rows = {row.id: row for row in Folder.objects.filter(id__in=wanted)}
    secrets_by_id = shred.secrets_of(row.shred_id for row in rows.values())
    found: dict[UUID, OpenFolder] = {}
    for row in rows.values():
        if row.shred_id not in secrets_by_id:
            continue
        found[row.id] = OpenFolder(
            row.id, row.org_id, row.kind, True, row.short, secrets_by_id[row.shred_id], {}, visiting=True
        )
    duty = keyring.duty_version_ids
    anew: list[FolderKey] = []
    # What the team's own rings open comes first: only they show that a folder is the team's, and not restricted.
    for key_row in sorted(key_rows, key=lambda key_row: key_row.ring_version_id in duty):
        folder = found.get(key_row.folder_id)
        slot = (key_row.compartment, key_row.key_version)
        if folder is not None and slot not in folder.keys:
            folder.keys[slot] = unwrap(keyring, key_row, held, folder.shred_secret, anew)
            if key_row.ring_version_id not in duty:
                # By which key it opened, not by a column that anybody may have changed.
                folder.restricted = folder.restricted and key_row.ring_version_id is None
                folder.visiting = False
    if anew:
        # One statement, however many came from outside since somebody looked.
        FolderKey.objects.bulk_update(anew, ["wrapped"])
    for (folder_id, compartment, version), key in lent.items():
        folder = found.get(folder_id)
        if folder is not None and (compartment, version) not in folder.keys:
            folder.keys[(compartment, version)] = key
            folder.borrowed.add((compartment, version))
    if records:
        _open_records(found, [only] if only else among)
    return found


def _held_filter(ring_version_ids: list[UUID], user_key_id: UUID) -> Any:
    from django.db.models import Q

    return Q(ring_version_id__in=ring_version_ids) | Q(user_key_id=user_key_id)


def _open_records(found: dict[UUID, OpenFolder], among: Collection[str]) -> None:
    by_key: dict[tuple[UUID, str, int], RecordKey] = {}
    hidden: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    stored = Record.objects.filter(folder_id__in=list(found))
    if among:
        stored = stored.filter(compartment__in=among)
    # Plain rows: a case has hundreds of records, and each model made costs as much as opening it.
    rows = stored.values_list("id", "org_id", "folder_id", "compartment", "version", "key_version", "sealed")
    # A cursor in the database is worth its three extra statements only for very many.
    for record_id, org_id, folder_id, compartment, version, key_version, sealed in (
        rows.iterator(chunk_size=2000) if len(found) > 500 else rows
    ):
        folder = found[folder_id]
        slot = (compartment, key_version)
        if slot not in folder.keys:
            hidden[folder_id][compartment] += 1
            continue
        key_name = (folder_id, *slot)
        if key_name not in by_key:
            by_key[key_name] = folder.record_key(*slot)
        context = Context(org_id, folder_id, record_id, compartment, version, key_version)
        plain = by_key[key_name].open_(sealed, context)
        folder.records.append(Opened(record_id, folder_id, compartment, version, loads(plain)))
    for folder_id, counts in hidden.items():
        found[folder_id].hidden = dict(counts)


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
