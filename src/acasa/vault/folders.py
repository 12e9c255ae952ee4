"""Folders and their records: create, read, write, share. The heart of the vault.

Every write checks the actor's keys, seals, and notes the SHA-256 of each ciphertext for the audit; nothing is
ever stored in plain because a key is missing: MissingRecipient is raised instead.
"""

from __future__ import annotations

import json
import secrets
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from acasa.audit import rules as audit_rules
from acasa.audit import services as audit
from acasa.core.actor import Actor
from acasa.core.bulk import insert_many
from acasa.core.errors import Conflict, Refused
from acasa.people import rules as people
from acasa.sealing import hybrid, symmetric
from acasa.sealing.binding import binding
from acasa.sealing.envelope import Context, RecordKey
from acasa.sealing.errors import MissingRecipient, Tampered
from acasa.vault import rings, shred
from acasa.vault.keyring import METHOD_PUBLIC, METHOD_RING, Keyring
from acasa.vault.models import Folder, FolderKey, Record, RingVersion, SealedFile, UserKey


def _key_aad(folder_id: UUID, compartment: str, key_version: int, recipient: UUID) -> bytes:
    return binding("folder-key", folder_id, compartment, key_version, recipient)


@dataclass(frozen=True)
class Opened:
    """A record in plain: `data` is what the slice stored, `version` is for the next write."""

    id: UUID
    folder_id: UUID
    compartment: str
    version: int
    data: dict[str, Any]


@dataclass
class OpenFolder:
    """A folder as far as one colleague can open it. Lives for one request."""

    id: UUID
    org_id: UUID
    kind: str
    restricted: bool
    short: int
    shred_secret: bytes = field(repr=False)
    keys: dict[tuple[str, int], bytes] = field(repr=False)
    records: list[Opened] = field(default_factory=list)
    # Compartment to number of records that this colleague has no key for.
    hidden: dict[str, int] = field(default_factory=dict)

    def can_open(self, compartment: str) -> bool:
        return any(held == compartment for held, _ in self.keys)

    def newest_key(self, compartment: str) -> tuple[int, bytes]:
        versions = [version for held, version in self.keys if held == compartment]
        if not versions:
            raise MissingRecipient(f"No key for {compartment}.")
        newest = max(versions)
        return newest, self.keys[(compartment, newest)]

    def record_key(self, compartment: str, key_version: int) -> RecordKey:
        return RecordKey(self.keys[(compartment, key_version)], self.shred_secret)

    def of_kind(self, kind: str) -> list[Opened]:
        """Records whose data says this kind, oldest first by the time they carry."""
        found = [record for record in self.records if record.data.get("kind") == kind]
        return sorted(found, key=lambda record: str(record.data.get("at", "")))

    def one(self, kind: str, compartment: str | None = None) -> Opened | None:
        """The single record of this kind, if there is one that can be opened."""
        for record in self.records:
            if record.data.get("kind") == kind and compartment in (None, record.compartment):
                return record
        return None


def file_path(file_id: UUID) -> Path:
    """Where a sealed file lies; it may not be there."""
    return Path(settings.MEDIA_ROOT) / file_id.hex[:2] / file_id.hex


def _new_short() -> int:
    return secrets.randbits(63)


def dumps(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def create(
    actor: Actor,
    *,
    kind: str,
    team_id: UUID | None,
    compartments: Sequence[str] = people.TEAM_COMPARTMENTS,
    named: Sequence[UUID] = (),
) -> OpenFolder:
    """A new folder with a data key for each compartment.

    Recipients are the team's rings, or the `named` colleagues only (a restricted folder; the actor must be among
    them, and a deputy). The returned folder holds every key, since its maker made them.
    """
    keyring: Keyring = actor.require_keyring()
    if team_id is not None:
        actor.require_team(team_id, "folder.create")
    restricted = bool(named)
    row = Folder(
        org_id=actor.org_id, kind=kind, restricted=restricted, short=_new_short(), shred_id=uuid.uuid4()
    )
    keys = {(compartment, 1): symmetric.new_key() for compartment in compartments}
    if restricted:
        wrapped = _wrap_for_named(keyring, row.id, keys, named)
    elif team_id is not None:
        wrapped = _wrap_for_team(keyring, row.id, keys, team_id)
    else:
        wrapped = _wrap_for_self(keyring, row.id, keys)
    # Every recipient is there: only now is anything stored.
    secret = shred.new_secrets([row.shred_id])[row.shred_id]
    row.save(force_insert=True)
    FolderKey.objects.bulk_create(wrapped)
    return OpenFolder(row.id, actor.org_id, kind, restricted, row.short, secret, keys)


def create_many(
    actor: Actor, *, kind: str, team_id: UUID, count: int, compartments: Sequence[str]
) -> list[OpenFolder]:
    """Many folders of a team at once, for imports: three statements however many."""
    keyring: Keyring = actor.require_keyring()
    actor.require_team(team_id, "folder.create")
    recipients = _team_recipients(keyring, team_id, compartments)
    shred_ids = [uuid.uuid4() for _ in range(count)]
    made = shred.new_secrets(shred_ids)
    rows = insert_many(
        [Folder(org_id=actor.org_id, kind=kind, short=_new_short(), shred_id=i) for i in shred_ids]
    )
    opened, wrapped = [], []
    for row in rows:
        keys = {(compartment, 1): symmetric.new_key() for compartment in compartments}
        wrapped += _wrap_for_team(keyring, row.id, keys, team_id, recipients)
        opened.append(OpenFolder(row.id, actor.org_id, kind, False, row.short, made[row.shred_id], keys))
    insert_many(wrapped)
    return opened


@dataclass(frozen=True)
class _Recipients:
    """Rings to wrap a team's folder for: held ones symmetrically, the others by their public key."""

    public: dict[str, rings.PublicRing]
    on_duty: rings.PublicRing | None


def _team_recipients(keyring: Keyring, team_id: UUID, compartments: Iterable[str]) -> _Recipients:
    missing = [c for c in compartments if not keyring.holds(team_id, c)]
    public = rings.public_rings(keyring, team_id=team_id, compartments=missing) if missing else {}
    if len(public) != len(missing):
        raise MissingRecipient("A team's ring is missing: nothing was stored.")
    on_duty = None
    if people.ESSENTIALS in compartments and not keyring.holds(None, people.ON_DUTY):
        on_duty = rings.public_rings(keyring, team_id=None, compartments=[people.ON_DUTY]).get(people.ON_DUTY)
    return _Recipients(public, on_duty)


def _wrap_for_team(
    keyring: Keyring,
    folder_id: UUID,
    keys: dict[tuple[str, int], bytes],
    team_id: UUID,
    recipients: _Recipients | None = None,
) -> list[FolderKey]:
    if recipients is None:
        recipients = _team_recipients(keyring, team_id, [compartment for compartment, _ in keys])
    rows = []
    for (compartment, version), key in keys.items():
        if compartment in recipients.public:
            rows.append(
                _public_wrap(keyring, folder_id, compartment, version, key, recipients.public[compartment])
            )
        else:
            rows.append(_ring_wrap(keyring, folder_id, compartment, version, key, team_id, compartment))
        if compartment == people.ESSENTIALS:
            # A colleague on duty at night can open this much of any folder that is not restricted.
            if recipients.on_duty is not None:
                rows.append(_public_wrap(keyring, folder_id, compartment, version, key, recipients.on_duty))
            elif keyring.holds(None, people.ON_DUTY):
                rows.append(_ring_wrap(keyring, folder_id, compartment, version, key, None, people.ON_DUTY))
    return rows


def _ring_wrap(
    keyring: Keyring,
    folder_id: UUID,
    compartment: str,
    version: int,
    key: bytes,
    team_id: UUID | None,
    ring_of: str,
) -> FolderKey:
    ring = keyring.ring(team_id, ring_of)
    aad = _key_aad(folder_id, compartment, version, ring.ring_version_id)
    return FolderKey(
        org_id=keyring.org_id,
        folder_id=folder_id,
        compartment=compartment,
        key_version=version,
        ring_version_id=ring.ring_version_id,
        wrapped=METHOD_RING + symmetric.wrap_key(ring.wrapping_key, key, aad),
    )


def _public_wrap(
    keyring: Keyring, folder_id: UUID, compartment: str, version: int, key: bytes, ring: rings.PublicRing
) -> FolderKey:
    aad = _key_aad(folder_id, compartment, version, ring.ring_version_id)
    return FolderKey(
        org_id=keyring.org_id,
        folder_id=folder_id,
        compartment=compartment,
        key_version=version,
        ring_version_id=ring.ring_version_id,
        wrapped=METHOD_PUBLIC + hybrid.seal_to(ring.public, key, aad),
    )


def _wrap_for_named(
    keyring: Keyring, folder_id: UUID, keys: dict[tuple[str, int], bytes], named: Sequence[UUID]
) -> list[FolderKey]:
    if keyring.user_id not in named or len(set(named)) < 2:
        raise Refused("folder.restrict", folder_id)
    people_keys = list(UserKey.objects.filter(org_id=keyring.org_id, user_id__in=named, is_current=True))
    if len(people_keys) != len(set(named)):
        raise MissingRecipient("A named colleague has no key: nothing was stored.")
    rows = []
    for user_key in people_keys:
        keyring.check_signature(
            rings.user_key_message(
                user_key.org_id, user_key.user_id, user_key.version, bytes(user_key.public)
            ),
            bytes(user_key.signature),
        )
        for (compartment, version), key in keys.items():
            aad = _key_aad(folder_id, compartment, version, user_key.id)
            rows.append(
                FolderKey(
                    org_id=keyring.org_id,
                    folder_id=folder_id,
                    compartment=compartment,
                    key_version=version,
                    user_key=user_key,
                    wrapped=METHOD_PUBLIC + hybrid.seal_to(bytes(user_key.public), key, aad),
                )
            )
    return rows


def _wrap_for_self(keyring: Keyring, folder_id: UUID, keys: dict[tuple[str, int], bytes]) -> list[FolderKey]:
    own = keyring.bundle.user_key_id
    return [
        FolderKey(
            org_id=keyring.org_id,
            folder_id=folder_id,
            compartment=compartment,
            key_version=version,
            user_key_id=own,
            wrapped=METHOD_RING
            + symmetric.wrap_key(keyring.named_key, key, _key_aad(folder_id, compartment, version, own)),
        )
        for (compartment, version), key in keys.items()
    ]


def _unwrap(keyring: Keyring, row: FolderKey, held: dict[UUID, tuple[UUID, int]]) -> bytes:
    wrapped = bytes(row.wrapped)
    method, body = wrapped[:1], wrapped[1:]
    recipient = row.ring_version_id or row.user_key_id
    assert recipient is not None
    aad = _key_aad(row.folder_id, row.compartment, row.key_version, recipient)
    if row.user_key_id is not None:
        if method == METHOD_RING:
            return symmetric.unwrap_key(keyring.named_key, body, aad)
        return hybrid.open_with(keyring.pair, body, aad)
    assert row.ring_version_id is not None
    ring = keyring.version(*held[row.ring_version_id])
    if method == METHOD_RING:
        return symmetric.unwrap_key(ring.wrapping_key, body, aad)
    if method != METHOD_PUBLIC:
        raise Tampered("A folder key of an unknown format.")
    key = hybrid.open_with(ring.pair, body, aad)
    # Opened for the first time by a holder: from now on it opens symmetrically.
    row.wrapped = METHOD_RING + symmetric.wrap_key(ring.wrapping_key, key, aad)
    row.save(update_fields=["wrapped"])
    return key


def open_many(actor: Actor, folder_ids: Iterable[UUID], *, records: bool = True) -> dict[UUID, OpenFolder]:
    """Folders that the actor holds any key of, with every record that these keys open.

    Three queries and one look into the shred store, however many folders. Folders without a key for the actor
    are absent, and those whose secret was destroyed. Raises Tampered for a changed or swapped ciphertext.
    """
    keyring: Keyring = actor.require_keyring()
    ids = list(folder_ids)
    held = keyring.by_version_id()
    key_rows = list(
        FolderKey.objects.filter(folder_id__in=ids).filter(
            _held_filter(list(held), keyring.bundle.user_key_id)
        )
    )
    wanted = {row.folder_id for row in key_rows}
    if not wanted:
        return {}
    rows = {row.id: row for row in Folder.objects.filter(id__in=wanted)}
    secrets_by_id = shred.secrets_of(row.shred_id for row in rows.values())
    found: dict[UUID, OpenFolder] = {}
    for row in rows.values():
        if row.shred_id not in secrets_by_id:
            continue
        found[row.id] = OpenFolder(
            row.id, row.org_id, row.kind, row.restricted, row.short, secrets_by_id[row.shred_id], {}
        )
    for key_row in key_rows:
        folder = found.get(key_row.folder_id)
        slot = (key_row.compartment, key_row.key_version)
        if folder is not None and slot not in folder.keys:
            folder.keys[slot] = _unwrap(keyring, key_row, held)
    if records:
        _open_records(found)
    return found


def _held_filter(ring_version_ids: list[UUID], user_key_id: UUID) -> Any:
    from django.db.models import Q

    return Q(ring_version_id__in=ring_version_ids) | Q(user_key_id=user_key_id)


def _open_records(found: dict[UUID, OpenFolder]) -> None:
    by_key: dict[tuple[UUID, str, int], RecordKey] = {}
    hidden: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in Record.objects.filter(folder_id__in=list(found)).iterator(chunk_size=2000):
        folder = found[row.folder_id]
        slot = (row.compartment, row.key_version)
        if slot not in folder.keys:
            hidden[folder.id][row.compartment] += 1
            continue
        key_name = (folder.id, *slot)
        if key_name not in by_key:
            by_key[key_name] = folder.record_key(*slot)
        plain = by_key[key_name].open_(bytes(row.sealed), _context(row))
        folder.records.append(Opened(row.id, folder.id, row.compartment, row.version, json.loads(plain)))
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


def _context(row: Record) -> Context:
    return Context(row.org_id, row.folder_id, row.id, row.compartment, row.version, row.key_version)


def add(folder: OpenFolder, compartment: str, data: dict[str, Any]) -> tuple[Opened, bytes]:
    """Seal a new record; returns it and what the audit must say was written."""
    row, opened, written = seal_new(folder, compartment, data)
    row.save(force_insert=True)
    return opened, written


def seal_new(folder: OpenFolder, compartment: str, data: dict[str, Any]) -> tuple[Record, Opened, bytes]:
    """Seal a new record without saving it (imports save many at once)."""
    key_version, data_key = folder.newest_key(compartment)
    row = Record(
        org_id=folder.org_id, folder_id=folder.id, compartment=compartment, key_version=key_version, version=1
    )
    row.sealed = RecordKey(data_key, folder.shred_secret).seal(dumps(data), _context(row))
    opened = Opened(row.id, folder.id, compartment, 1, data)
    folder.records.append(opened)
    return row, opened, audit_rules.written(row.id, row.sealed)


def change(
    folder: OpenFolder, record: Opened, data: dict[str, Any], *, expected_version: int
) -> tuple[Opened, bytes]:
    """Seal a record anew. Raises Conflict with what is stored if somebody saved since `expected_version`."""
    key_version, data_key = folder.newest_key(record.compartment)
    row = Record.objects.select_for_update().get(id=record.id, folder_id=folder.id)
    if row.version != expected_version:
        current = folder.record_key(row.compartment, row.key_version).open_(bytes(row.sealed), _context(row))
        raise Conflict(json.loads(current), data, row.version)
    row.version += 1
    row.key_version = key_version
    row.sealed = RecordKey(data_key, folder.shred_secret).seal(dumps(data), _context(row))
    row.save(update_fields=["version", "key_version", "sealed"])
    opened = Opened(row.id, folder.id, row.compartment, row.version, data)
    folder.records = [opened if item.id == row.id else item for item in folder.records]
    return opened, audit_rules.written(row.id, row.sealed)


def delete_folders(actor: Actor, folder_ids: Sequence[UUID]) -> None:
    """Remove folders that nobody else has touched (an import undone, a draft finished); their secrets go too.

    Cards go with `caseload.remove_cards`, before. The audit learns by itself what was removed.
    """
    ids = list(folder_ids)
    shred_ids = list(Folder.objects.filter(id__in=ids).values_list("shred_id", flat=True))
    records = list(Record.objects.filter(folder_id__in=ids).values_list("id", flat=True))
    files = list(SealedFile.objects.filter(folder_id__in=ids).values_list("id", flat=True))
    for model in (Record, SealedFile, FolderKey):
        model.objects.filter(folder_id__in=ids).delete()
    Folder.objects.filter(id__in=ids).delete()
    audit.also_written(b"".join(audit_rules.removed(item) for item in [*records, *files]))

    def destroy() -> None:
        shred.store().destroy(shred_ids)
        for file_id in files:
            file_path(file_id).unlink(missing_ok=True)

    # After the commit: a rollback must not leave folders without their secrets.
    transaction.on_commit(destroy)


def share_with_team(actor: Actor, folder: OpenFolder, *, team_id: UUID) -> None:
    """Let another team's rings open what the actor can open of this folder."""
    keyring: Keyring = actor.require_keyring()
    rows = _wrap_for_team(keyring, folder.id, folder.keys, team_id)
    FolderKey.objects.bulk_create(rows, ignore_conflicts=True)


def seal_detail(actor: Actor, data: dict[str, Any]) -> bytes:
    """Details of an audit entry, sealed to the organisation's audit ring."""
    keyring: Keyring = actor.require_keyring()
    ring = rings.public_rings(keyring, team_id=None, compartments=[people.AUDIT])[people.AUDIT]
    return hybrid.seal_to(ring.public, dumps(data), binding("audit-detail", actor.org_id))


def open_detail(actor: Actor, sealed: bytes) -> dict[str, Any]:
    """Details of an audit entry, for those who hold the audit ring."""
    keyring: Keyring = actor.require_keyring()
    plain = hybrid.open_with(
        keyring.ring(None, people.AUDIT).pair, sealed, binding("audit-detail", actor.org_id)
    )
    value: dict[str, Any] = json.loads(plain)
    return value


def note(
    actor: Actor,
    verb: str,
    subject_id: UUID | None = None,
    *,
    outcome: str = "done",
    detail: dict[str, Any] | None = None,
    written: Iterable[bytes] = (),
) -> None:
    """Append to the audit, with the detail sealed."""
    sealed = seal_detail(actor, detail) if detail is not None else b""
    audit.append(
        actor_id=actor.user_id,
        verb=verb,
        subject_id=subject_id,
        outcome=outcome,
        detail=sealed,
        written=b"".join(written),
    )


def rsa_public_of(ring_version_id: UUID) -> bytes:
    """A casework ring's RSA public key (DER), for ODK's encrypted forms."""
    return bytes(RingVersion.objects.values_list("rsa_public", flat=True).get(id=ring_version_id))


def named_keys(folder_id: UUID) -> list[UserKey]:
    """Keys of the colleagues to whom a restricted folder is wrapped by name."""
    return list(UserKey.objects.filter(is_current=True, folderkey__folder_id=folder_id).distinct())


def ids_by_short(shorts: Iterable[int]) -> dict[int, UUID]:
    """Folder ids of opaque numbers."""
    return dict(Folder.objects.filter(short__in=list(shorts)).values_list("short", "id"))
