"""The keyring: what one colleague's private key opens, for the length of one request."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from uuid import UUID

from django.db import connection

from acasa.people import rules as people
from acasa.sealing import hybrid, signing, symmetric
from acasa.sealing.binding import binding
from acasa.sealing.errors import MissingRecipient, Tampered
from acasa.vault.locks import Bundle

METHOD_RING = b"\x01"
METHOD_PUBLIC = b"\x02"
# For the emergency ring: many keys wrapped under one random key, which is sealed to the ring once.
METHOD_BATCH = b"\x03"


def grant_info(ring_id: UUID, version: int, user_id: UUID) -> bytes:
    return binding("ring-grant", ring_id, version, user_id)


def ring_message(
    org_id: UUID, ring_id: UUID, team_id: UUID | None, version: int, compartment: str, public: bytes
) -> bytes:
    """What the organisation signs of a ring: its key, and what it is the ring of."""
    return binding("ring-key", 2, org_id, ring_id, team_id or "", version, compartment, public)


@lru_cache(maxsize=512)
def _verify(pin: bytes, message: bytes, signature: bytes) -> None:
    """A signature that was good stays good, and nothing of it is secret; a bad one raises and is not kept."""
    signing.verify(pin, message, signature)


@dataclass(frozen=True)
class OpenRing:
    """A ring in hand: its seed, and the keys that come of it."""

    ring_id: UUID
    ring_version_id: UUID
    version: int
    org_id: UUID
    team_id: UUID | None
    compartment: str
    seed: bytes = field(repr=False)

    @cached_property
    def pair(self) -> hybrid.KeyPair:
        return hybrid.KeyPair.from_seed(self.seed)

    def key(self, purpose: str) -> bytes:
        """A 32-byte key of this ring version for one purpose."""
        return symmetric.subkey(self.seed, b"", binding("ring", purpose, self.ring_id, self.version))

    @cached_property
    def wrapping_key(self) -> bytes:
        return self.key("folder-keys")

    @cached_property
    def card_key(self) -> bytes:
        return self.key("cards")

    @cached_property
    def segment_key(self) -> bytes:
        return self.key("segments")


# Digests of rings that were found genuine, so that a page derives no public key only to check it. No secret is kept.
_genuine: set[bytes] = set()
_GENUINE_AT_MOST = 10_000


def check_ring(ring: OpenRing, signature: bytes, signing_public: bytes) -> None:
    """Raise Tampered unless the organisation signed this very seed's public key as this ring of this team.

    Anybody can seal to a colleague's public key, so a grant alone proves nothing: a writer of the database could put
    a ring of its own making beside the real one, or hang one team's ring on another.
    """
    known = hashlib.sha256(
        binding(
            "genuine",
            signing_public,
            signature,
            ring_message(ring.org_id, ring.ring_id, ring.team_id, ring.version, ring.compartment, ring.seed),
        )
    ).digest()
    if known in _genuine:
        return
    message = ring_message(
        ring.org_id, ring.ring_id, ring.team_id, ring.version, ring.compartment, ring.pair.public
    )
    signing.verify(signing_public, message, signature)
    if len(_genuine) >= _GENUINE_AT_MOST:
        _genuine.clear()
    _genuine.add(known)


@dataclass(frozen=True)
class Held:
    """A ring version that the colleague was granted; opened when needed."""

    ring_id: UUID
    ring_version_id: UUID
    version: int
    team_id: UUID | None
    compartment: str
    wrap: bytes = field(repr=False)
    signature: bytes = field(repr=False)


class Keyring:
    """Opens rings with a colleague's private key. Loads all grants in one query, opens each at most once."""

    def __init__(self, *, user_id: UUID, org_id: UUID, bundle: Bundle) -> None:
        self.user_id = user_id
        self.org_id = org_id
        self.bundle = bundle
        self._open: dict[tuple[UUID, int], OpenRing] = {}
        # What is lent for some hours: data keys of one case (emergency opening), a team's ring (night envelope).
        self.lent_keys: dict[tuple[UUID, str, int], bytes] = {}
        self.lent_rings: dict[UUID, tuple[UUID, int]] = {}

    def __repr__(self) -> str:
        return f"Keyring({self.user_id})"

    @cached_property
    def pair(self) -> hybrid.KeyPair:
        return hybrid.KeyPair.from_seed(self.bundle.seed)

    @cached_property
    def _held(self) -> dict[tuple[UUID, int], Held]:
        # By hand: every request begins with this statement, and the ORM takes longer over it than PostgreSQL.
        with connection.cursor() as cursor:
            cursor.execute(
                "select r.id, v.id, v.version, r.team_id, r.compartment, g.wrap, v.signature from vault_ringgrant g"
                " join vault_ringversion v on v.id = g.ring_version_id join vault_ring r on r.id = v.ring_id"
                " where g.user_key_id = %s",
                [self.bundle.user_key_id],
            )
            rows = cursor.fetchall()
        return {
            (row[0], row[2]): Held(row[0], row[1], row[2], row[3], row[4], bytes(row[5]), bytes(row[6]))
            for row in rows
        }

    @cached_property
    def _newest(self) -> dict[tuple[UUID | None, str], Held]:
        newest: dict[tuple[UUID | None, str], Held] = {}
        for held in sorted(self._held.values(), key=lambda item: item.version):
            newest[(held.team_id, held.compartment)] = held
        return newest

    def forget_grants(self) -> None:
        """Look again at the next use: the colleague was given or lost a ring in this very request."""
        for name in ("_held", "_newest", "duty_version_ids"):
            self.__dict__.pop(name, None)

    def holds(self, team_id: UUID | None, compartment: str) -> bool:
        return (team_id, compartment) in self._newest

    def compartments(self, team_id: UUID) -> frozenset[str]:
        """Compartments of a team that this colleague can open."""
        return frozenset(c for (team, c) in self._newest if team == team_id)

    def team_ids(self, compartment: str = people.ESSENTIALS) -> frozenset[UUID]:
        """Teams whose ring for this compartment the colleague holds."""
        return frozenset(team for (team, c) in self._newest if team is not None and c == compartment)

    def ring(self, team_id: UUID | None, compartment: str) -> OpenRing:
        """The newest version of a ring, opened; MissingRecipient if it is not held."""
        held = self._newest.get((team_id, compartment))
        if held is None:
            raise MissingRecipient("This ring is not held.")
        return self.version(held.ring_id, held.version)

    def rings(self, compartment: str) -> list[OpenRing]:
        """Every team ring of this compartment that is held."""
        return [self.ring(team, compartment) for team in sorted(self.team_ids(compartment), key=str)]

    def by_version_id(self) -> dict[UUID, tuple[UUID, int]]:
        """Which of the held ring versions is which: row id to (ring, version).

        Never the emergency ring: what it opens is opened by vault.emergency alone, for a reason.
        """
        own = {
            held.ring_version_id: key
            for key, held in self._held.items()
            if held.compartment != people.EMERGENCY
        }
        return {**self.lent_rings, **own} if self.lent_rings else own

    def emergency_versions(self) -> dict[UUID, tuple[UUID, int]]:
        """Versions of the emergency ring that were granted. For vault.emergency only; a test sees to it."""
        return {
            held.ring_version_id: key
            for key, held in self._held.items()
            if held.compartment == people.EMERGENCY and held.team_id is None
        }

    @cached_property
    def duty_version_ids(self) -> frozenset[UUID]:
        """Ring versions that let a colleague look at other teams' cases: on duty, or lent for a night."""
        duty = {held.ring_version_id for held in self._held.values() if held.compartment == people.ON_DUTY}
        own = {held.ring_version_id for held in self._held.values()}
        return frozenset(duty | (set(self.lent_rings) - own))

    def lend_ring(self, ring: OpenRing, signature: bytes) -> None:
        """Hold a ring for the length of this request. Raises Tampered unless the organisation signed it."""
        check_ring(ring, signature, self.bundle.pin)
        self._open[(ring.ring_id, ring.version)] = ring
        self.lent_rings[ring.ring_version_id] = (ring.ring_id, ring.version)
        self.__dict__.pop("duty_version_ids", None)

    def version(self, ring_id: UUID, version: int) -> OpenRing:
        """One version of a ring, opened. Raises Tampered if the organisation never made it."""
        key = (ring_id, version)
        if key not in self._open:
            held = self._held.get(key)
            if held is None:
                raise MissingRecipient("This ring is not held.")
            seed = hybrid.open_with(self.pair, held.wrap, grant_info(ring_id, version, self.user_id))
            ring = OpenRing(
                ring_id, held.ring_version_id, version, self.org_id, held.team_id, held.compartment, seed
            )
            try:
                check_ring(ring, held.signature, self.bundle.pin)
            except Tampered:
                raise Tampered("A ring is not one that the organisation signed.") from None
            self._open[key] = ring
        return self._open[key]

    def check_signature(self, message: bytes, signature: bytes) -> None:
        """Raise Tampered unless the organisation's pinned key signed this."""
        try:
            _verify(self.bundle.pin, message, signature)
        except Tampered:
            raise Tampered("A public key is not the one that the organisation signed.") from None

    @cached_property
    def named_key(self) -> bytes:
        """The 32-byte key for what is sealed to this colleague alone: drafts, named cards."""
        return symmetric.subkey(self.bundle.seed, b"", binding("named", self.bundle.user_key_id))
