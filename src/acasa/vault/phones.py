"""What phones need of the vault: an RSA key to encrypt to, checked though nobody is signed in; and opening what they
encrypted, for those who hold the ring.

The RSA key of a ring is not among what the organisation signs. So whoever lets a phone in, and holds the ring, opens
the private half, sees that the public one belongs to it, and pins that with the key that no database holds.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.conf import settings

from acasa.core.actor import Actor
from acasa.people import rules as people
from acasa.sealing import odk, symmetric
from acasa.sealing.binding import binding
from acasa.sealing.errors import MissingRecipient, Tampered
from acasa.vault.keyring import Keyring, OpenRing
from acasa.vault.models import RingVersion

# The one compartment whose rings have an RSA pair.
COMPARTMENT: Final = people.CASEWORK


@dataclass(frozen=True)
class Pinned:
    """A ring's RSA key as a phone may be given it."""

    ring_version_id: UUID
    pin: bytes = field(repr=False)


@dataclass(frozen=True)
class Envelope:
    """What came beside the encrypted files: `key` and `signature` as they were sent, in base64."""

    form_id: str
    version: str
    instance_id: str
    key: str
    signature: str
    # Names of encrypted attachments in the order of the submission, and of the encrypted answers.
    media: tuple[str, ...]
    answers: str


@dataclass(frozen=True)
class Unsealed:
    """A submission in plain. `whole` says that nothing is missing and the parts belong together."""

    answers: bytes
    files: Mapping[str, bytes]
    missing: tuple[str, ...]
    whole: bool


def _pin(version_id: UUID, public: bytes) -> bytes:
    return hmac.digest(settings.AUDIT_KEY, binding("phone-key", version_id, public), "sha256")


def pin(actor: Actor, team_id: UUID) -> Pinned:
    """Check a ring's RSA pair and pin its public half. Takes the ring: MissingRecipient, Tampered."""
    keyring: Keyring = actor.require_keyring()
    ring = keyring.ring(team_id, COMPARTMENT)
    row = RingVersion.objects.get(id=ring.ring_version_id)
    public = bytes(row.rsa_public)
    if not hmac.compare_digest(odk.public_of(_private(ring, row)), public):
        raise Tampered("A ring's RSA key is not the one that was made with it.")
    return Pinned(row.id, _pin(row.id, public))


def public_key(pinned: Pinned) -> bytes:
    """The RSA key (DER) that was pinned; Tampered when somebody put another in its place. Needs no key."""
    public = (
        RingVersion.objects.filter(id=pinned.ring_version_id).values_list("rsa_public", flat=True).first()
    )
    found = bytes(public or b"")
    if not found or not hmac.compare_digest(_pin(pinned.ring_version_id, found), bytes(pinned.pin)):
        raise Tampered("A ring's RSA key is not the one that was pinned.")
    return found


def _private(ring: OpenRing, row: RingVersion) -> bytes:
    return symmetric.open_bytes(
        ring.key("rsa"), bytes(row.rsa_sealed), binding("ring-rsa", ring.ring_id, ring.version)
    )


def unseal(actor: Actor, *, team_id: UUID, envelope: Envelope, files: Mapping[str, bytes]) -> Unsealed:
    """Open an encrypted submission with the team's ring; `files` are the encrypted ones that came, by name.

    Attachments that have not come are named as missing. Raises Tampered when it does not open, and MissingRecipient
    without the ring or without the answers themselves.
    """
    keyring: Keyring = actor.require_keyring()
    if envelope.answers not in files:
        raise MissingRecipient("The encrypted answers have not come yet.")
    try:
        sealed_key = base64.b64decode(envelope.key, validate=False)
        signature = base64.b64decode(envelope.signature, validate=False)
    except (binascii.Error, ValueError):
        raise Tampered("This is not an encrypted submission.") from None
    private, key = _fitting(keyring, team_id, sealed_key)
    plain: dict[str, bytes] = {}
    for number, name in enumerate(envelope.media):
        if name in files:
            plain[name] = odk.open_file(key, envelope.instance_id, number, files[name])
    answers = odk.open_file(key, envelope.instance_id, len(envelope.media), files[envelope.answers])
    missing = tuple(name for name in envelope.media if name not in files)
    parts = [(_bare(name), plain[name]) for name in envelope.media if name in plain]
    parts.append((_bare(envelope.answers), answers))
    whole = False
    if not missing:
        made = odk.digest(envelope.form_id, envelope.version, envelope.key, envelope.instance_id, parts)
        whole = hmac.compare_digest(made, odk.signed_digest(private, signature))
        if not whole:
            raise Tampered("The parts of an encrypted submission do not belong together.")
    return Unsealed(answers, {_bare(name): content for name, content in plain.items()}, missing, whole)


def _bare(name: str) -> str:
    return name.removesuffix(".enc")


def _fitting(keyring: Keyring, team_id: UUID, sealed: bytes) -> tuple[bytes, bytes]:
    """The private key that opens this, of whichever version of the ring, and what it opened."""
    newest = keyring.ring(team_id, COMPARTMENT)
    held = keyring.by_version_id()
    rows = RingVersion.objects.filter(ring_id=newest.ring_id, id__in=list(held)).order_by("-version")
    for row in rows:
        if not row.rsa_sealed:
            continue
        private = _private(keyring.version(row.ring_id, row.version), row)
        try:
            return private, odk.open_key(private, sealed)
        except Tampered:
            continue
    raise Tampered("This was sealed to a key that the team does not have.")
