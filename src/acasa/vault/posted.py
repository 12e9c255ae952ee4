"""Cards of a ring that those who write them do not hold: coded facts go to the statistics ring in this way.

Whoever works on a case seals its facts to the ring's public key and can never read them there. A posted card
consists of pieces, one for each compartment that the facts come from, because hardly anybody holds all of them: who
writes replaces the pieces of the compartments that they hold, and leaves the others as they are, unread.

Format 2: 0x02 | for each piece: compartment (1 byte) | method (1) | ring version (4) | piece's version (4) |
length (4) | body. Method 1: sealed under the ring. Method 2: length of a wrap (2) | a random key, sealed to the
ring's public key | sealed under it. The folder's secret, which no database holds, is part of either key, so that
nobody with the database alone can post anything, and all is unreadable once the secret is destroyed.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import orjson
from django.db import connection

from acasa.audit import rules as audit_rules
from acasa.core.bulk import insert_many
from acasa.people import rules as people
from acasa.sealing import hybrid, symmetric
from acasa.sealing.binding import binding
from acasa.sealing.errors import MissingRecipient, Tampered
from acasa.vault import rings
from acasa.vault.folders.opened import OpenFolder, dumps
from acasa.vault.keyring import Keyring, OpenRing
from acasa.vault.models import Card

FORMAT: Final = b"\x02"
_HEAD: Final = struct.Struct(">BBIII")
_RING: Final = 1
_PUBLIC: Final = 2
# The numbers by which pieces name their compartments: never changed, only added to.
_NUMBERS: Final[dict[str, int]] = {
    people.CASEWORK: 1,
    people.IDENTITY: 2,
    people.HEALTH: 3,
    people.LEGAL: 4,
    people.ESSENTIALS: 5,
}
# A piece that says so counts nobody; that of case work, where consent is recorded, hides the whole card.
WITHHELD: Final = "withheld"

Pieces = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Receiver:
    """A ring to post to: opened where the actor holds it, else its checked public key."""

    ring_id: UUID
    version: int
    org_id: UUID
    public: bytes
    held: OpenRing | None


def receiver(keyring: Keyring, compartment: str = people.STATISTICS) -> Receiver:
    """The organisation's ring for this compartment. MissingRecipient without one."""
    if keyring.holds(None, compartment):
        ring = keyring.ring(None, compartment)
        return Receiver(ring.ring_id, ring.version, ring.org_id, b"", ring)
    found = rings.public_rings(keyring, team_id=None, compartments=[compartment]).get(compartment)
    if found is None:
        raise MissingRecipient("There is no such ring: nothing was posted.")
    return Receiver(found.ring_id, found.version, keyring.org_id, found.public, None)


def post(to: Receiver, items: Sequence[tuple[OpenFolder, Pieces]]) -> list[bytes]:
    """Write the cards of these folders, in a constant number of statements. Returns what the audit must name.

    Of a card that is there, pieces that are not given stay as they are.
    """
    cards = Card.objects.select_for_update().filter(
        ring_id=to.ring_id, folder_id__in=[folder.id for folder, _ in items]
    )
    known = {row.folder_id: row for row in cards.order_by("id")}
    # One key for all of them, sealed once: each body has a key of its own that also takes the folder's secret.
    key = symmetric.new_key()
    wrap = b"" if to.held else hybrid.seal_to(to.public, key, _key_info(to.ring_id, to.version))
    rows = []
    for folder, pieces in items:
        row = known.get(folder.id)
        if row is None:
            row = Card(org_id=to.org_id, ring_id=to.ring_id, folder_id=folder.id, version=0, sealed=b"")
        row.version += 1
        row.ring_version, row.in_segment = to.version, False
        row.sealed = _joined(to, folder, row, pieces, key, wrap)
        rows.append(row)
    insert_many([row for row in rows if row.version == 1])
    changed = [row for row in rows if row.version > 1]
    if changed:
        with connection.cursor() as cursor:
            cursor.execute(
                "update vault_card c set version = n.version, ring_version = %s, in_segment = false,"
                " sealed = n.sealed from unnest(%s::bigint[], %s::int[], %s::bytea[]) as n(id, version, sealed)"
                " where c.id = n.id",
                [
                    to.version,
                    [row.id for row in changed],
                    [row.version for row in changed],
                    [row.sealed for row in changed],
                ],
            )
    return [audit_rules.written(_item(row.id), row.sealed) for row in rows]


def _joined(to: Receiver, folder: OpenFolder, row: Card, pieces: Pieces, key: bytes, wrap: bytes) -> bytes:
    parts = dict(_parts(bytes(row.sealed)))
    for compartment, content in pieces.items():
        number = _NUMBERS[compartment]
        aad = _aad(to.ring_id, folder.short, number, row.version)
        if to.held is not None:
            own = _body_key(to.held.card_key, folder.shred_secret)
            method, body = _RING, symmetric.seal_bytes(own, dumps(dict(content)), aad)
        else:
            own = _body_key(key, folder.shred_secret)
            sealed = symmetric.seal_bytes(own, dumps(dict(content)), aad)
            method, body = _PUBLIC, len(wrap).to_bytes(2, "big") + wrap + sealed
        parts[number] = (method, to.version, row.version, body)
    return FORMAT + b"".join(
        _HEAD.pack(number, method, ring_version, version, len(body)) + body
        for number, (method, ring_version, version, body) in sorted(parts.items())
    )


def is_posted(sealed: bytes) -> bool:
    """Whether a card is one of pieces."""
    return bytes(sealed[:1]) == FORMAT


def open_posted(keyring: Keyring, ring: OpenRing, short: int, sealed: bytes, secret: bytes) -> dict[str, Any]:
    """What a posted card says, its pieces put together: {purpose: {column: value}}. Lists are added to each other.

    Empty for somebody who is not counted: the piece of case work says so, or is missing.
    """
    content: dict[str, Any] = {}
    parts = _parts(bytes(sealed))
    if _NUMBERS[people.CASEWORK] not in dict(parts):
        return {}
    for number, (method, ring_version, version, body) in parts:
        own = ring if ring.version == ring_version else keyring.version(ring.ring_id, ring_version)
        aad = _aad(ring.ring_id, short, number, version)
        if method == _RING:
            plain = symmetric.open_bytes(_body_key(own.card_key, secret), body, aad)
        elif method == _PUBLIC:
            size = int.from_bytes(body[:2], "big")
            key = hybrid.open_with(own.pair, body[2 : 2 + size], _key_info(ring.ring_id, ring_version))
            plain = symmetric.open_bytes(_body_key(key, secret), body[2 + size :], aad)
        else:
            raise Tampered("A piece of a card of an unknown format.")
        said: dict[str, Any] = orjson.loads(plain)
        if said.get(WITHHELD):
            if number == _NUMBERS[people.CASEWORK]:
                return {}
            continue
        for purpose, columns in said.items():
            _merge(content.setdefault(purpose, {}), columns)
    return content


def _merge(into: dict[str, Any], columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        into[name] = [*into[name], *value] if isinstance(value, list) and name in into else value


def _parts(sealed: bytes) -> list[tuple[int, tuple[int, int, int, bytes]]]:
    if not sealed:
        return []
    if not is_posted(sealed):
        raise Tampered("A posted card of an unknown format.")
    found, at = [], 1
    while at < len(sealed):
        if at + _HEAD.size > len(sealed):
            raise Tampered("A posted card that is cut short.")
        number, method, ring_version, version, length = _HEAD.unpack_from(sealed, at)
        at += _HEAD.size
        if at + length > len(sealed):
            raise Tampered("A posted card that is cut short.")
        found.append((number, (method, ring_version, version, sealed[at : at + length])))
        at += length
    return found


def _item(card_id: int) -> UUID:
    from acasa.vault.cards import card_item

    return card_item(card_id)


def _key_info(ring_id: UUID, ring_version: int) -> bytes:
    return binding("posted-key", ring_id, ring_version)


def _body_key(key: bytes, shred_secret: bytes) -> bytes:
    return symmetric.subkey(key, shred_secret, b"acasa posted card 1")


def _aad(ring_id: UUID, short: int, number: int, version: int) -> bytes:
    return binding("posted", ring_id, short, number, version)
