"""Data keys of a folder, wrapped for rings and for named colleagues."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.sealing import hybrid, symmetric
from acasa.sealing.binding import binding
from acasa.sealing.errors import MissingRecipient, Tampered
from acasa.vault import rings
from acasa.vault.keyring import METHOD_BATCH, METHOD_PUBLIC, METHOD_RING, Keyring, OpenRing
from acasa.vault.models import FolderKey, UserKey


def key_aad(folder_id: UUID, compartment: str, key_version: int, recipient: UUID) -> bytes:
    return binding("folder-key", folder_id, compartment, key_version, recipient)


def public_info(
    folder_id: UUID, compartment: str, key_version: int, recipient: UUID, shred_secret: bytes
) -> bytes:
    """What a key sealed to a public key is bound to. The folder's secret, which no database holds, is part of it.

    Anybody can seal to a public key. Without the secret a writer of the database could give a folder a newer key of
    his own, and whatever is written from then on would be sealed under it.
    """
    proof = symmetric.subkey(shred_secret, b"", b"acasa folder wrap 1")
    return binding(key_aad(folder_id, compartment, key_version, recipient), proof)


@dataclass(frozen=True)
class Batch:
    """A random key, sealed once to the emergency ring, under which many folder keys are wrapped for it.

    Always by the public key, even by those who hold the ring: sealing to it must never open it.
    """

    ring_version_id: UUID
    key: bytes = field(repr=False)
    sealed: bytes = field(repr=False)

    @classmethod
    def new(cls, org_id: UUID, ring: rings.PublicRing) -> Batch:
        key = symmetric.new_key()
        return cls(
            ring.ring_version_id,
            key,
            hybrid.seal_to(ring.public, key, batch_info(org_id, ring.ring_version_id)),
        )


def batch_info(org_id: UUID, ring_version_id: UUID) -> bytes:
    return binding("emergency-batch", org_id, ring_version_id)


@dataclass(frozen=True)
class Recipients:
    """Rings to wrap a team's folder for: held ones symmetrically, the others by their public key."""

    public: dict[str, rings.PublicRing]
    on_duty: rings.PublicRing | None
    # None in an organisation whose key keeper has not set emergency opening up yet.
    emergency: Batch | None


def emergency_batch(keyring: Keyring) -> Batch | None:
    """A new batch for the organisation's emergency ring, if there is one."""
    ring = rings.public_rings(keyring, team_id=None, compartments=[people.EMERGENCY]).get(people.EMERGENCY)
    return Batch.new(keyring.org_id, ring) if ring is not None else None


def team_recipients(keyring: Keyring, team_id: UUID, compartments: Iterable[str]) -> Recipients:
    missing = [c for c in compartments if not keyring.holds(team_id, c)]
    public = rings.public_rings(keyring, team_id=team_id, compartments=missing) if missing else {}
    if len(public) != len(missing):
        raise MissingRecipient("A team's ring is missing: nothing was stored.")
    shared = rings.public_rings(keyring, team_id=None, compartments=[people.ON_DUTY, people.EMERGENCY])
    on_duty = None if keyring.holds(None, people.ON_DUTY) else shared.get(people.ON_DUTY)
    emergency = shared.get(people.EMERGENCY)
    return Recipients(public, on_duty, Batch.new(keyring.org_id, emergency) if emergency else None)


def wrap_for_team(
    keyring: Keyring,
    folder_id: UUID,
    keys: dict[tuple[str, int], bytes],
    team_id: UUID,
    shred_secret: bytes,
    recipients: Recipients | None = None,
) -> list[FolderKey]:
    if recipients is None:
        recipients = team_recipients(keyring, team_id, [compartment for compartment, _ in keys])
    rows = []
    for (compartment, version), key in keys.items():
        if compartment in recipients.public:
            ring = recipients.public[compartment]
            rows.append(_public_wrap(keyring, folder_id, compartment, version, key, ring, shred_secret))
        else:
            rows.append(_ring_wrap(keyring, folder_id, compartment, version, key, team_id, compartment))
        if compartment == people.ESSENTIALS:
            # A colleague on duty at night can open this much of any folder that is not restricted.
            if recipients.on_duty is not None:
                ring = recipients.on_duty
                rows.append(_public_wrap(keyring, folder_id, compartment, version, key, ring, shred_secret))
            elif keyring.holds(None, people.ON_DUTY):
                rows.append(_ring_wrap(keyring, folder_id, compartment, version, key, None, people.ON_DUTY))
        elif recipients.emergency is not None:
            rows.append(
                emergency_wrap(
                    keyring.org_id, folder_id, compartment, version, key, recipients.emergency, shred_secret
                )
            )
    return rows


def wrap_for_duty(
    keyring: Keyring, folder_id: UUID, keys: dict[tuple[str, int], bytes], shred_secret: bytes
) -> list[FolderKey]:
    """Essentials of a restricted folder for the colleague on duty: she agreed."""
    ring = rings.public_rings(keyring, team_id=None, compartments=[people.ON_DUTY]).get(people.ON_DUTY)
    if ring is None:
        raise MissingRecipient("There is no ring of those on duty: nothing was stored.")
    return [
        _public_wrap(keyring, folder_id, compartment, version, key, ring, shred_secret)
        for (compartment, version), key in keys.items()
        if compartment == people.ESSENTIALS
    ]


def _batch_key(batch_key: bytes, shred_secret: bytes) -> bytes:
    # The folder's secret, which no database holds, is part of it: see public_info.
    return symmetric.subkey(batch_key, shred_secret, b"acasa emergency wrap 1")


def emergency_wrap(
    org_id: UUID,
    folder_id: UUID,
    compartment: str,
    version: int,
    key: bytes,
    batch: Batch,
    shred_secret: bytes,
) -> FolderKey:
    """A folder key for the emergency ring. Format 3: length of the sealed batch key (2 bytes) | it | the wrap."""
    aad = key_aad(folder_id, compartment, version, batch.ring_version_id)
    wrap = symmetric.wrap_key(_batch_key(batch.key, shred_secret), key, aad)
    return FolderKey(
        org_id=org_id,
        folder_id=folder_id,
        compartment=compartment,
        key_version=version,
        ring_version_id=batch.ring_version_id,
        wrapped=METHOD_BATCH + len(batch.sealed).to_bytes(2, "big") + batch.sealed + wrap,
    )


def unwrap_emergency(ring: OpenRing, row: FolderKey, shred_secret: bytes) -> bytes:
    """Raises Tampered for a row that was changed, or that nobody with the folder's secret made."""
    wrapped = bytes(row.wrapped)
    size = int.from_bytes(wrapped[1:3], "big")
    if wrapped[:1] != METHOD_BATCH or len(wrapped) <= 3 + size:
        raise Tampered("An emergency wrap of an unknown format.")
    batch_key = hybrid.open_with(
        ring.pair, wrapped[3 : 3 + size], batch_info(ring.org_id, ring.ring_version_id)
    )
    aad = key_aad(row.folder_id, row.compartment, row.key_version, ring.ring_version_id)
    return symmetric.unwrap_key(_batch_key(batch_key, shred_secret), wrapped[3 + size :], aad)


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
    aad = key_aad(folder_id, compartment, version, ring.ring_version_id)
    return FolderKey(
        org_id=keyring.org_id,
        folder_id=folder_id,
        compartment=compartment,
        key_version=version,
        ring_version_id=ring.ring_version_id,
        wrapped=METHOD_RING + symmetric.wrap_key(ring.wrapping_key, key, aad),
    )


def _public_wrap(
    keyring: Keyring,
    folder_id: UUID,
    compartment: str,
    version: int,
    key: bytes,
    ring: rings.PublicRing,
    shred_secret: bytes,
) -> FolderKey:
    info = public_info(folder_id, compartment, version, ring.ring_version_id, shred_secret)
    return FolderKey(
        org_id=keyring.org_id,
        folder_id=folder_id,
        compartment=compartment,
        key_version=version,
        ring_version_id=ring.ring_version_id,
        wrapped=METHOD_PUBLIC + hybrid.seal_to(ring.public, key, info),
    )


def wrap_for_named(
    keyring: Keyring,
    folder_id: UUID,
    keys: dict[tuple[str, int], bytes],
    named: Sequence[UUID],
    shred_secret: bytes,
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
            info = public_info(folder_id, compartment, version, user_key.id, shred_secret)
            rows.append(
                FolderKey(
                    org_id=keyring.org_id,
                    folder_id=folder_id,
                    compartment=compartment,
                    key_version=version,
                    user_key=user_key,
                    wrapped=METHOD_PUBLIC + hybrid.seal_to(bytes(user_key.public), key, info),
                )
            )
    return rows


def wrap_for_self(keyring: Keyring, folder_id: UUID, keys: dict[tuple[str, int], bytes]) -> list[FolderKey]:
    own = keyring.bundle.user_key_id
    return [
        FolderKey(
            org_id=keyring.org_id,
            folder_id=folder_id,
            compartment=compartment,
            key_version=version,
            user_key_id=own,
            wrapped=METHOD_RING
            + symmetric.wrap_key(keyring.named_key, key, key_aad(folder_id, compartment, version, own)),
        )
        for (compartment, version), key in keys.items()
    ]


def unwrap(
    keyring: Keyring,
    row: FolderKey,
    held: dict[UUID, tuple[UUID, int]],
    shred_secret: bytes,
    later: list[FolderKey] | None = None,
) -> bytes:
    """A folder's key. A row that is wrapped anew by this is saved, or put with `later`, to save many at once."""
    recipient = row.ring_version_id or row.user_key_id
    assert recipient is not None
    ring = keyring.version(*held[row.ring_version_id]) if row.ring_version_id is not None else None
    slot = (row.folder_id, row.compartment, row.key_version)
    key, rewrapped = unwrap_slot(keyring, slot, recipient, ring, bytes(row.wrapped), shred_secret)
    if rewrapped:
        row.wrapped = rewrapped
        if later is None:
            row.save(update_fields=["wrapped"])
        else:
            later.append(row)
    return key


def unwrap_slot(
    keyring: Keyring,
    slot: tuple[UUID, str, int],
    recipient: UUID,
    ring: OpenRing | None,
    wrapped: bytes,
    shred_secret: bytes,
) -> tuple[bytes, bytes]:
    """A folder's key, and how it is to be wrapped from now on ("" when it stays as it is).

    What a holder opens for the first time by a public key opens symmetrically afterwards.
    """
    method, body = wrapped[:1], wrapped[1:]
    aad = key_aad(*slot, recipient)
    if method == METHOD_RING:
        return symmetric.unwrap_key(ring.wrapping_key if ring else keyring.named_key, body, aad), b""
    if method != METHOD_PUBLIC:
        raise Tampered("A folder key of an unknown format.")
    info = public_info(*slot, recipient, shred_secret)
    if ring is None:
        return hybrid.open_with(keyring.pair, body, info), b""
    key = hybrid.open_with(ring.pair, body, info)
    return key, METHOD_RING + symmetric.wrap_key(ring.wrapping_key, key, aad)
