"""Cards of the caseload and the segments that hold their columns: how each is sealed and opened."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import orjson
import polars as pl
import psycopg
from django.db import connection

from acasa.audit import rules as audit_rules
from acasa.core.bulk import insert_many
from acasa.sealing import hybrid, symmetric
from acasa.sealing.binding import binding
from acasa.sealing.errors import Tampered
from acasa.vault import posted
from acasa.vault.folders import OpenFolder, dumps
from acasa.vault.keyring import Keyring, OpenRing
from acasa.vault.models import Card, UserKey
from acasa.vault.rings import user_key_message

# Item ids by which the audit names cards and segments, whose keys are numbers.
_CARD_SPACE = 1 << 120
_SEGMENT_SPACE = 2 << 120


@dataclass(frozen=True)
class Purpose:
    """A set of columns that is decrypted together. `schema` leaves out `short` and `version`, which all have."""

    name: str
    schema: Mapping[str, pl.DataType]

    @property
    def full_schema(self) -> dict[str, pl.DataType]:
        return {"short": pl.Int64(), "version": pl.UInt32(), **self.schema}


def card_item(card_id: int) -> UUID:
    return UUID(int=_CARD_SPACE + card_id)


def segment_item(segment_id: int) -> UUID:
    return UUID(int=_SEGMENT_SPACE + segment_id)


def _card_key(ring: OpenRing, shred_secret: bytes) -> bytes:
    return symmetric.subkey(ring.card_key, shred_secret, b"acasa card 1")


def _card_aad(ring_id: UUID, short: int, version: int) -> bytes:
    return binding("card", ring_id, short, version)


def segment_aad(ring: OpenRing, purpose: str, number: int, version: int) -> bytes:
    return binding("segment", ring.ring_id, purpose, number, version)


def segment_key(ring: OpenRing, shred_secret: bytes) -> bytes:
    return symmetric.subkey(ring.segment_key, shred_secret, b"acasa segment 1")


def raw_cursor() -> psycopg.Cursor[Any]:
    """A cursor that fetches in binary, which Django's own refuses."""
    connection.ensure_connection()
    return psycopg.Cursor(cast("psycopg.Connection[Any]", connection.connection))


def put_card(ring: OpenRing, folder: OpenFolder, content: dict[str, Any]) -> bytes:
    """Write the card of a folder for one ring; returns what the audit must say was written."""
    row = Card.objects.select_for_update().filter(ring_id=ring.ring_id, folder_id=folder.id).first()
    if row is None:
        row = Card(org_id=ring.org_id, ring_id=ring.ring_id, folder_id=folder.id, version=0)
    row.version += 1
    row.ring_version = ring.version
    row.in_segment = False
    row.sealed = seal_card(ring, folder.short, folder.shred_secret, row.version, content)
    row.save()
    return audit_rules.written(card_item(row.id), row.sealed)


def put_cards(ring: OpenRing, items: Sequence[tuple[OpenFolder, dict[str, Any]]]) -> list[bytes]:
    """The same for many folders of one ring, in a constant number of statements."""
    wanted = [folder.id for folder, _content in items]
    cards = Card.objects.select_for_update().filter(ring_id=ring.ring_id, folder_id__in=wanted)
    known = {row.folder_id: row for row in cards.defer("sealed").order_by("id")}
    rows = []
    for folder, content in items:
        row = known.get(folder.id)
        if row is None:
            row = Card(org_id=ring.org_id, ring_id=ring.ring_id, folder_id=folder.id, version=0)
        row.version += 1
        row.ring_version, row.in_segment = ring.version, False
        row.sealed = seal_card(ring, folder.short, folder.shred_secret, row.version, content)
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
                    ring.version,
                    [row.id for row in changed],
                    [row.version for row in changed],
                    [row.sealed for row in changed],
                ],
            )
    return [audit_rules.written(card_item(row.id), row.sealed) for row in rows]


def put_named_card(keyring: Keyring, user_key: UserKey, folder: OpenFolder, content: dict[str, Any]) -> bytes:
    """Write the card of a restricted folder for one named colleague. Raises Tampered if this is not their key."""
    message = user_key_message(user_key.org_id, user_key.user_id, user_key.version, bytes(user_key.public))
    keyring.check_signature(message, bytes(user_key.signature))
    row = Card.objects.select_for_update().filter(user_key=user_key, folder_id=folder.id).first()
    if row is None:
        row = Card(org_id=folder.org_id, user_key=user_key, folder_id=folder.id, version=0)
    row.version += 1
    key = symmetric.new_key()
    wrap = hybrid.seal_to(bytes(user_key.public), key, _card_aad(user_key.id, folder.short, row.version))
    body_key = symmetric.subkey(key, folder.shred_secret, b"acasa named card 1")
    body = symmetric.seal_bytes(body_key, dumps(content), _card_aad(user_key.id, folder.short, row.version))
    row.sealed = b"\x01" + len(wrap).to_bytes(4, "big") + wrap + body
    row.save()
    return audit_rules.written(card_item(row.id), row.sealed)


def seal_card(
    ring: OpenRing, short: int, shred_secret: bytes, version: int, content: dict[str, Any]
) -> bytes:
    return symmetric.seal_bytes(
        _card_key(ring, shred_secret), dumps(content), _card_aad(ring.ring_id, short, version)
    )


def open_card(
    ring: OpenRing,
    short: int,
    version: int,
    sealed: bytes,
    shred_secret: bytes,
    *,
    keyring: Keyring | None = None,
) -> dict[str, Any]:
    """What a card says. `keyring`: for cards of pieces that may be sealed under several versions of the ring."""
    if posted.is_posted(sealed) and keyring is not None:
        return posted.open_posted(keyring, ring, short, sealed, shred_secret)
    plain = symmetric.open_bytes(
        _card_key(ring, shred_secret), sealed, _card_aad(ring.ring_id, short, version)
    )
    content: dict[str, Any] = orjson.loads(plain)
    return content


def open_named(
    keyring: Keyring, short: int, version: int, sealed: bytes, shred_secret: bytes
) -> dict[str, Any]:
    if sealed[:1] != b"\x01":
        raise Tampered("A card of an unknown format.")
    size = int.from_bytes(sealed[1:5], "big")
    aad = _card_aad(keyring.bundle.user_key_id, short, version)
    key = hybrid.open_with(keyring.pair, sealed[5 : 5 + size], aad)
    body_key = symmetric.subkey(key, shred_secret, b"acasa named card 1")
    content: dict[str, Any] = orjson.loads(symmetric.open_bytes(body_key, sealed[5 + size :], aad))
    return content


def frame_of(items: Iterable[tuple[int, int, dict[str, Any]]], purpose: Purpose) -> pl.DataFrame:
    schema = purpose.full_schema
    rows = []
    for short, version, content in items:
        columns = content.get(purpose.name)
        if columns is not None:
            rows.append([short, version, *(columns.get(name) for name in purpose.schema)])
    return pl.DataFrame(rows, schema=schema, orient="row", strict=False)


def open_segment(
    ring: OpenRing, purpose: Purpose, number: int, version: int, sealed: Any, secret: bytes
) -> pl.DataFrame:
    plain = symmetric.open_bytes(
        segment_key(ring, secret), sealed, segment_aad(ring, purpose.name, number, version)
    )
    frame = pl.read_ipc_stream(io.BytesIO(plain))
    if dict(frame.schema) == purpose.full_schema:
        return frame
    # Written by an older version of Acasa: missing columns are empty, others are dropped.
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in purpose.full_schema.items()
    )
