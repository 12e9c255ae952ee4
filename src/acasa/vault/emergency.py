"""Emergency opening: the only place that opens the emergency ring, and what is lent to one session for some hours.

The ring's key lies with its holders like any other, sealed to each. What keeps it from use is that nothing but this
module opens it: `open_keys`, which callers reach only after a reason and a second proof, and which tells who asked.
That is a limit of the code and not of the mathematics; the threat model says so.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.conf import settings

from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import User
from acasa.sealing import codes, symmetric
from acasa.sealing.binding import binding
from acasa.sealing.errors import MissingRecipient, Tampered
from acasa.vault import rings, shred
from acasa.vault.folders import wraps
from acasa.vault.folders.opening import open_many
from acasa.vault.keyring import Keyring, OpenRing
from acasa.vault.models import Folder, FolderKey, Ring, RingVersion, UserKey

# A data key by folder, compartment and key version.
Slot = tuple[UUID, str, int]
# What emergency opening can lend; essentials have the on-duty ring.
COMPARTMENTS = tuple(c for c in people.TEAM_COMPARTMENTS if c != people.ESSENTIALS)


def is_set_up(org_id: UUID) -> bool:
    """Whether the organisation has an emergency ring. New ones have it from the start."""
    return Ring.objects.filter(org_id=org_id, team=None, compartment=people.EMERGENCY).exists()


def set_up(actor: Actor) -> bool:
    """Make the emergency ring of an organisation that was founded without one. False if it is there already.

    It takes the organisation's signing key, so a key keeper's visit. Supervisors and those on duty get it.
    """
    actor.require_key_keeper("emergency.set_up")
    keyring: Keyring = actor.require_keyring()
    signer = rings.signing_key(keyring)
    if is_set_up(actor.org_id):
        return False
    ring = rings.make_ring(org_id=actor.org_id, team_id=None, compartment=people.EMERGENCY, signer=signer)
    holders = User.objects.filter(org_id=actor.org_id, is_active=True)
    on_duty = holders.filter(
        keys__is_current=True,
        keys__grants__ring_version__ring__compartment=people.ON_DUTY,
        keys__grants__ring_version__ring__team=None,
    )
    wanted = {actor.user_id, *holders.filter(is_supervisor=True).values_list("id", flat=True)}
    wanted |= set(on_duty.values_list("id", flat=True))
    for user_key in UserKey.objects.filter(org_id=actor.org_id, user_id__in=wanted, is_current=True):
        rings.grant(ring, user_key, granted_by=actor.user_id, keyring=keyring)
    keyring.forget_grants()
    return True


def wrap_missing(actor: Actor, folder_ids: Iterable[UUID]) -> int:
    """Give folders that were made before the ring their emergency wraps, as far as the actor's own keys go.

    Restricted folders get none, nor does what the actor only visits. Repeatable; how many wraps were written.
    """
    keyring: Keyring = actor.require_keyring()
    batch = wraps.emergency_batch(keyring)
    if batch is None:
        return 0
    found = open_many(actor, folder_ids, records=False)
    rows = FolderKey.objects.filter(folder_id__in=list(found), ring_version_id=batch.ring_version_id)
    there = set(rows.values_list("folder_id", "compartment", "key_version"))
    made = [
        wraps.emergency_wrap(actor.org_id, folder.id, compartment, version, key, batch, folder.shred_secret)
        for folder in found.values()
        if not folder.restricted and not folder.visiting
        for (compartment, version), key in folder.own_keys().items()
        if compartment in COMPARTMENTS and (folder.id, compartment, version) not in there
    ]
    if made:
        FolderKey.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _rows(actor: Actor, folder_ids: Collection[UUID]) -> list[FolderKey]:
    keyring: Keyring = actor.require_keyring()
    return list(
        FolderKey.objects.filter(
            folder_id__in=list(folder_ids), ring_version_id__in=list(keyring.emergency_versions())
        )
    )


def offered(actor: Actor, folder_ids: Collection[UUID]) -> frozenset[str]:
    """Compartments of these folders that an emergency opening of this actor could lend. Opens nothing."""
    return frozenset(row.compartment for row in _rows(actor, folder_ids)) & frozenset(COMPARTMENTS)


def open_keys(
    actor: Actor, folder_ids: Collection[UUID], compartments: Collection[str], *, verb: str
) -> dict[Slot, bytes]:
    """Data keys of these compartments, by the emergency ring. The caller has asked for the reason and the proof.

    Refused to whoever does not hold the ring, and where there is nothing to open. Raises Tampered.
    """
    keyring: Keyring = actor.require_keyring()
    held = keyring.emergency_versions()
    rows = [row for row in _rows(actor, folder_ids) if row.compartment in compartments]
    if not held or not rows or set(compartments) - set(COMPARTMENTS):
        raise Refused(verb, next(iter(folder_ids), None))
    shred_ids = dict(Folder.objects.filter(id__in=list(folder_ids)).values_list("id", "shred_id"))
    secrets = shred.secrets_of(shred_ids.values())
    found: dict[Slot, bytes] = {}
    for row in rows:
        secret = secrets.get(shred_ids[row.folder_id])
        assert row.ring_version_id is not None
        if secret is not None:
            ring = keyring.version(*held[row.ring_version_id])
            found[(row.folder_id, row.compartment, row.key_version)] = wraps.unwrap_emergency(
                ring, row, secret
            )
    return found


# --- what is lent to one session


def _lending_key(actor: Actor, token: str) -> bytes:
    """Takes both: the token that only this session holds, and the colleague's open key."""
    keyring: Keyring = actor.require_keyring()
    return symmetric.subkey(
        codes.token_key(token, "lent", settings.PEPPER), keyring.named_key, b"acasa lent keys 1"
    )


def _lent_aad(actor: Actor, loan: UUID, subject: UUID, until: str) -> bytes:
    return binding("lent", actor.org_id, actor.user_id, loan, subject, until)


def seal_keys(
    actor: Actor, token: str, *, loan: UUID, subject: UUID, until: str, keys: Mapping[Slot, bytes]
) -> bytes:
    """Lent data keys, sealed so that only this session of this colleague opens them, and only until then."""
    plain = json.dumps([[str(f), c, v, key.hex()] for (f, c, v), key in keys.items()]).encode()
    return symmetric.seal_bytes(_lending_key(actor, token), plain, _lent_aad(actor, loan, subject, until))


def lend_keys(actor: Actor, token: str, sealed: bytes, *, loan: UUID, subject: UUID, until: str) -> None:
    """Put lent keys on the actor's keyring for this request. Raises Tampered for a row with another time or case."""
    keyring: Keyring = actor.require_keyring()
    plain = symmetric.open_bytes(_lending_key(actor, token), sealed, _lent_aad(actor, loan, subject, until))
    for folder_id, compartment, version, key in json.loads(plain):
        keyring.lent_keys[(UUID(folder_id), compartment, version)] = bytes.fromhex(key)


# --- the night envelope: a team's essentials under a code on paper


def _envelope_aad(org_id: UUID, envelope: UUID, version: RingVersion | OpenRing, expires: str) -> bytes:
    row_id = version.ring_version_id if isinstance(version, OpenRing) else version.id
    return binding("night-envelope", org_id, envelope, version.ring_id, row_id, version.version, expires)


def seal_envelope(
    actor: Actor, *, envelope: UUID, team_id: UUID, salt: bytes, expires: str
) -> tuple[str, UUID, bytes]:
    """A team's essentials under a new code. Returns the code, kept nowhere, the ring's version, the seal."""
    keyring: Keyring = actor.require_keyring()
    ring = keyring.ring(team_id, people.ESSENTIALS)
    code = codes.new_card_secret()
    sealed = symmetric.seal_bytes(
        _envelope_key(code, salt), ring.seed, _envelope_aad(actor.org_id, envelope, ring, expires)
    )
    return code, ring.ring_version_id, sealed


def _envelope_key(code: str, salt: bytes) -> bytes:
    return symmetric.subkey(codes.card_key(code, salt), settings.PEPPER, b"acasa night envelope 1")


def open_envelope(
    actor: Actor,
    code: str,
    *,
    envelope: UUID,
    ring_version_id: UUID,
    salt: bytes,
    sealed: bytes,
    expires: str,
) -> bytes | None:
    """The seed of the team's ring; None if this is another envelope's code. Raises Mistyped."""
    row = RingVersion.objects.filter(id=ring_version_id, org_id=actor.org_id).first()
    if row is None:
        return None
    try:
        return symmetric.open_bytes(
            _envelope_key(code, salt), sealed, _envelope_aad(actor.org_id, envelope, row, expires)
        )
    except Tampered:
        return None


def seal_ring(actor: Actor, token: str, seed: bytes, *, loan: UUID, subject: UUID, until: str) -> bytes:
    """A ring's seed for one session of one colleague."""
    return symmetric.seal_bytes(_lending_key(actor, token), seed, _lent_aad(actor, loan, subject, until))


def lend_ring(
    actor: Actor, token: str, sealed: bytes, *, loan: UUID, team_id: UUID, ring_version_id: UUID, until: str
) -> None:
    """Put a lent ring on the actor's keyring for this request. Raises Tampered."""
    keyring: Keyring = actor.require_keyring()
    seed = symmetric.open_bytes(_lending_key(actor, token), sealed, _lent_aad(actor, loan, team_id, until))
    row = RingVersion.objects.select_related("ring").filter(id=ring_version_id, org_id=actor.org_id).first()
    if row is None or row.ring.team_id != team_id or row.ring.compartment != people.ESSENTIALS:
        raise MissingRecipient("The ring that was lent is gone.")
    ring = OpenRing(row.ring_id, row.id, row.version, actor.org_id, team_id, people.ESSENTIALS, seed)
    keyring.lend_ring(ring, bytes(row.signature))
