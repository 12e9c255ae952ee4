"""Making rings and giving them to colleagues."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection

from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.sealing import hybrid, rsa, signing, symmetric
from acasa.sealing.binding import binding
from acasa.sealing.errors import MissingRecipient, Tampered
from acasa.vault.keyring import Keyring, OpenRing, grant_info, ring_message
from acasa.vault.models import OrganisationKeys, Ring, RingGrant, RingVersion, RingWanted, UserKey


def user_key_message(org_id: UUID, user_id: UUID, version: int, public: bytes) -> bytes:
    """What the organisation signs of a colleague's key."""
    return binding("user-key", org_id, user_id, version, public)


def recovery_info(ring_id: UUID, version: int) -> bytes:
    return binding("ring-recovery", ring_id, version)


def organisation_pin(org_id: UUID, signing_public: bytes, recovery_public: bytes) -> bytes:
    """HMAC over the organisation's public keys, for writers that hold no key of their own."""
    message = binding("organisation-keys", org_id, signing_public, recovery_public)
    return hmac.digest(settings.AUDIT_KEY, message, "sha256")


def organisation_keys(org_id: UUID) -> OrganisationKeys:
    """The organisation's public keys, checked against their pin."""
    keys = OrganisationKeys.objects.get(org_id=org_id)
    expected = organisation_pin(org_id, bytes(keys.signing_public), bytes(keys.recovery_public))
    if not hmac.compare_digest(expected, bytes(keys.pin)):
        raise Tampered("The organisation's public keys are not the ones that were pinned.")
    return keys


def make_ring(
    *, org_id: UUID, team_id: UUID | None, compartment: str, signer: signing.SigningKey, payload: bytes = b""
) -> OpenRing:
    """A new ring at version 1, its seed sealed to the recovery kit. Grant it before the transaction ends."""
    keys = organisation_keys(org_id)
    ring = Ring.objects.create(org_id=org_id, team_id=team_id, compartment=compartment)
    pair = hybrid.KeyPair.generate()
    row = RingVersion(
        org_id=org_id,
        ring=ring,
        version=1,
        public=pair.public,
        signature=signer.sign(ring_message(org_id, ring.id, team_id, 1, compartment, pair.public)),
        recovery_wrap=hybrid.seal_to(bytes(keys.recovery_public), pair.seed, recovery_info(ring.id, 1)),
    )
    opened = OpenRing(ring.id, row.id, 1, org_id, team_id, compartment, pair.seed)
    if compartment == people.CASEWORK:
        private_der, public_der = rsa.generate()
        row.rsa_public = public_der
        row.rsa_sealed = symmetric.seal_bytes(opened.key("rsa"), private_der, binding("ring-rsa", ring.id, 1))
    if payload:
        row.payload_sealed = symmetric.seal_bytes(
            opened.key("payload"), payload, binding("ring-payload", ring.id, 1)
        )
    row.save()
    return opened


def make_team_rings(*, org_id: UUID, team_id: UUID, signer: signing.SigningKey) -> dict[str, OpenRing]:
    """A ring for each compartment of a new team."""
    return {
        compartment: make_ring(org_id=org_id, team_id=team_id, compartment=compartment, signer=signer)
        for compartment in people.TEAM_COMPARTMENTS
    }


def grant(
    ring: OpenRing, user_key: UserKey, *, granted_by: UUID | None, keyring: Keyring | None = None
) -> None:
    """Seal a ring's seed to a colleague's key, after checking that the organisation signed that key.

    Only for a key that was made in this very request may `keyring`, which checks, be left out.
    """
    if keyring is not None:
        keyring.check_signature(
            user_key_message(user_key.org_id, user_key.user_id, user_key.version, bytes(user_key.public)),
            bytes(user_key.signature),
        )
    RingGrant.objects.get_or_create(
        ring_version_id=ring.ring_version_id,
        user_key=user_key,
        defaults={
            "org_id": ring.org_id,
            "wrap": hybrid.seal_to(
                bytes(user_key.public), ring.seed, grant_info(ring.ring_id, ring.version, user_key.user_id)
            ),
            "granted_by": granted_by,
        },
    )
    RingWanted.objects.filter(ring_id=ring.ring_id, user_id=user_key.user_id).delete()


def signing_key(keyring: Keyring) -> signing.SigningKey:
    """The organisation's signing key, which only key keepers can open."""
    ring = keyring.ring(None, people.KEEPERS)
    row = RingVersion.objects.get(id=ring.ring_version_id)
    seed = symmetric.open_bytes(
        ring.key("payload"), bytes(row.payload_sealed), binding("ring-payload", ring.ring_id, ring.version)
    )
    key = signing.SigningKey.from_seed(seed)
    if key.public != keyring.bundle.pin:
        raise Tampered("The signing key is not the pinned one.")
    return key


@dataclass(frozen=True)
class PublicRing:
    """A ring that one may seal to without holding it; its key was checked."""

    ring_id: UUID
    ring_version_id: UUID
    version: int
    compartment: str
    public: bytes


def public_rings(
    keyring: Keyring, *, team_id: UUID | None, compartments: Iterable[str]
) -> dict[str, PublicRing]:
    """Newest public keys of these rings, each checked against the pinned signing key."""
    # By hand: every page seals its audit entry to such a key.
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.id, v.id, v.version, r.compartment, v.public, v.signature from vault_ring r"
            " join vault_ringversion v on v.ring_id = r.id"
            " where r.org_id = %s and r.team_id is not distinct from %s and r.compartment = any(%s)"
            " order by v.version",
            [keyring.org_id, team_id, list(compartments)],
        )
        rows = cursor.fetchall()
    found: dict[str, PublicRing] = {}
    for ring_id, row_id, version, compartment, public, signature in rows:
        message = ring_message(keyring.org_id, ring_id, team_id, version, compartment, bytes(public))
        keyring.check_signature(message, bytes(signature))
        found[compartment] = PublicRing(ring_id, row_id, version, compartment, bytes(public))
    return found


def public_ring(org_id: UUID, *, team_id: UUID | None, compartment: str) -> PublicRing:
    """A ring's public key for a writer without keys, checked against the pin outside the database."""
    keys = organisation_keys(org_id)
    row = (
        RingVersion.objects.filter(ring__org_id=org_id, ring__team=team_id, ring__compartment=compartment)
        .select_related("ring")
        .order_by("-version")
        .first()
    )
    if row is None:
        raise MissingRecipient("There is no such ring to seal to.")
    signing.verify(
        bytes(keys.signing_public),
        ring_message(org_id, row.ring_id, team_id, row.version, compartment, bytes(row.public)),
        bytes(row.signature),
    )
    return PublicRing(row.ring_id, row.id, row.version, compartment, bytes(row.public))


def checked_user_key(row: UserKey) -> bytes:
    """A colleague's public key for a writer without keys, checked against the pin outside the database."""
    keys = organisation_keys(row.org_id)
    message = user_key_message(row.org_id, row.user_id, row.version, bytes(row.public))
    signing.verify(bytes(keys.signing_public), message, bytes(row.signature))
    return bytes(row.public)


def grant_to_colleague(actor: Actor, *, user_id: UUID, team_id: UUID | None, compartment: str) -> None:
    """Give a ring that the actor holds to a colleague of the organisation."""
    keyring: Keyring = actor.require_keyring()
    if not (actor.is_key_keeper or actor.is_supervisor):
        raise Refused("ring.grant", user_id)
    user_key = UserKey.objects.filter(org_id=actor.org_id, user_id=user_id, is_current=True).first()
    if user_key is None:
        raise Refused("ring.grant", user_id)
    grant(keyring.ring(team_id, compartment), user_key, granted_by=actor.user_id, keyring=keyring)
