"""The sealed caseload: how lists, filters and name search work with nothing in plain columns.

A case has one card in each ring that may list it: sealed JSON with what is shown (`show`) and, for each purpose,
the columns by which it is filtered and found. About 4,096 cards' columns stand together in a segment, an
encrypted Arrow stream; a card changed since then is its own overlay until the next merge. One request decrypts
the columns that it needs, overlays, filters with Polars, and opens the cards of the rows that it shows. Nothing
decrypted outlives the request.
"""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

import polars as pl
import psycopg
from django.db import connection

from acasa.audit import rules as audit_rules
from acasa.core import scope
from acasa.sealing import hybrid, symmetric
from acasa.sealing.binding import binding
from acasa.sealing.errors import Tampered
from acasa.vault import shred
from acasa.vault.folders import OpenFolder, dumps
from acasa.vault.keyring import Keyring, OpenRing
from acasa.vault.models import Card, Segment, UserKey

SEGMENT_ROWS = 4096
MERGE_AT = 500

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


@dataclass
class Loaded:
    """The columns of one purpose, one frame a ring, and each row's overlay already applied.

    `named` holds the rows of restricted cases that are sealed to this colleague alone.
    """

    frames: dict[UUID, pl.DataFrame] = field(default_factory=dict)
    overlay_sizes: dict[UUID, int] = field(default_factory=dict)
    named: pl.DataFrame | None = None


def card_item(card_id: int) -> UUID:
    return UUID(int=_CARD_SPACE + card_id)


def segment_item(segment_id: int) -> UUID:
    return UUID(int=_SEGMENT_SPACE + segment_id)


def _card_key(ring: OpenRing, shred_secret: bytes) -> bytes:
    return symmetric.subkey(ring.card_key, shred_secret, b"acasa card 1")


def _card_aad(ring_id: UUID, short: int, version: int) -> bytes:
    return binding("card", ring_id, short, version)


def _segment_aad(ring: OpenRing, purpose: str, number: int, version: int) -> bytes:
    return binding("segment", ring.ring_id, purpose, number, version)


def _segment_key(ring: OpenRing, shred_secret: bytes) -> bytes:
    return symmetric.subkey(ring.segment_key, shred_secret, b"acasa segment 1")


def _raw_cursor() -> psycopg.Cursor[Any]:
    """A cursor that fetches in binary, which Django's own refuses."""
    connection.ensure_connection()
    return psycopg.Cursor(cast("psycopg.Connection[Any]", connection.connection))


# --- writing cards ---------------------------------------------------------------------------------------------


def put_card(ring: OpenRing, folder: OpenFolder, content: dict[str, Any]) -> bytes:
    """Write the card of a folder for one ring; returns what the audit must say was written."""
    row = Card.objects.select_for_update().filter(ring_id=ring.ring_id, folder_id=folder.id).first()
    if row is None:
        row = Card(org_id=ring.org_id, ring_id=ring.ring_id, folder_id=folder.id, version=0)
    row.version += 1
    row.ring_version = ring.version
    row.in_segment = False
    row.sealed = _seal_card(ring, folder.short, folder.shred_secret, row.version, content)
    row.save()
    return audit_rules.written(card_item(row.id), row.sealed)


def put_named_card(keyring: Keyring, user_key: UserKey, folder: OpenFolder, content: dict[str, Any]) -> bytes:
    """Write the card of a restricted folder for one named colleague."""
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


def _seal_card(
    ring: OpenRing, short: int, shred_secret: bytes, version: int, content: dict[str, Any]
) -> bytes:
    return symmetric.seal_bytes(
        _card_key(ring, shred_secret), dumps(content), _card_aad(ring.ring_id, short, version)
    )


def _open_card(
    ring: OpenRing, short: int, version: int, sealed: bytes, shred_secret: bytes
) -> dict[str, Any]:
    plain = symmetric.open_bytes(
        _card_key(ring, shred_secret), sealed, _card_aad(ring.ring_id, short, version)
    )
    content: dict[str, Any] = json.loads(plain)
    return content


def _open_named(
    keyring: Keyring, short: int, version: int, sealed: bytes, shred_secret: bytes
) -> dict[str, Any]:
    if sealed[:1] != b"\x01":
        raise Tampered("A card of an unknown format.")
    size = int.from_bytes(sealed[1:5], "big")
    aad = _card_aad(keyring.bundle.user_key_id, short, version)
    key = hybrid.open_with(keyring.pair, sealed[5 : 5 + size], aad)
    body_key = symmetric.subkey(key, shred_secret, b"acasa named card 1")
    content: dict[str, Any] = json.loads(symmetric.open_bytes(body_key, sealed[5 + size :], aad))
    return content


def add_cards(
    ring: OpenRing, items: Sequence[tuple[OpenFolder, dict[str, Any]]], purposes: Sequence[Purpose]
) -> bytes:
    """Cards of many new folders, written with their segments directly (imports). Returns the audit's bytes."""
    rows = Card.objects.bulk_create(
        [
            Card(
                org_id=ring.org_id,
                ring_id=ring.ring_id,
                folder_id=folder.id,
                ring_version=ring.version,
                version=1,
                sealed=_seal_card(ring, folder.short, folder.shred_secret, 1, content),
                in_segment=True,
            )
            for folder, content in items
        ],
        batch_size=2000,
    )
    written = [audit_rules.written(card_item(row.id), row.sealed) for row in rows]
    _lock(ring)
    for purpose in purposes:
        frame = _frame_of([(folder.short, 1, content) for folder, content in items], purpose)
        if frame.height:
            written += _append(ring, purpose, frame)
    return b"".join(written)


def remove_cards(folder_ids: Sequence[UUID]) -> None:
    """Take folders out of the caseload; the segments that name them are rebuilt by the next reader with keys."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct ring_id from vault_card where folder_id = any(%s) and in_segment",
            [list(folder_ids)],
        )
        ring_ids = [row[0] for row in cursor.fetchall()]
    Card.objects.filter(folder_id__in=list(folder_ids)).delete()
    segments = Segment.objects.filter(ring_id__in=ring_ids)
    doomed = [segment.shred_id for segment in segments.only("id", "shred_id")]
    segments.delete()
    Card.objects.filter(ring_id__in=ring_ids).update(in_segment=False)
    from django.db import transaction

    transaction.on_commit(lambda: shred.store().destroy(doomed))


# --- reading ---------------------------------------------------------------------------------------------------

_READ = """
select ring_id, purpose, number, version, ring_version, shred_id, sealed, 0::bigint
  from vault_segment where ring_id = any(%(rings)s) and purpose = any(%(purposes)s)
union all
select c.ring_id, '', 0, c.version, c.ring_version, f.shred_id, c.sealed, f.short
  from vault_card c join vault_folder f on f.id = c.folder_id
  where c.ring_id = any(%(rings)s) and not c.in_segment
union all
select null, '', 0, c.version, 0, f.shred_id, c.sealed, f.short
  from vault_card c join vault_folder f on f.id = c.folder_id where c.user_key_id = %(own)s
"""


def load(keyring: Keyring, rings: Sequence[OpenRing], purpose: Purpose) -> Loaded:
    """Decrypt the columns of one purpose for some rings: one statement, so one snapshot."""
    return load_many(keyring, [(rings, purpose)])[0]


def load_many(keyring: Keyring, wanted: Sequence[tuple[Sequence[OpenRing], Purpose]]) -> list[Loaded]:
    """The same for several purposes, still in one statement and one snapshot. No ring may stand in two of them."""
    rings = {ring.ring_id: ring for group, _ in wanted for ring in group}
    purpose_of = {ring.ring_id: purpose for group, purpose in wanted for ring in group}
    cursor = _raw_cursor()
    cursor.execute(
        _READ,
        {
            "rings": list(rings),
            "purposes": list({purpose.name for _, purpose in wanted}),
            "own": keyring.bundle.user_key_id,
        },
        binary=True,
    )
    rows = cursor.fetchall()
    secrets = shred.secrets_of({row[5] for row in rows})
    pieces: dict[UUID, list[tuple[int, pl.DataFrame]]] = {ring_id: [] for ring_id in rings}
    changed: dict[UUID, list[tuple[int, int, dict[str, Any]]]] = {ring_id: [] for ring_id in rings}
    own: list[tuple[int, int, dict[str, Any]]] = []
    for ring_id, purpose, number, version, ring_version, shred_id, sealed, short in rows:
        secret = secrets.get(shred_id)
        if secret is None or (purpose and purpose_of[ring_id].name != purpose):
            continue
        if ring_id is None:
            own.append((short, version, _open_named(keyring, short, version, bytes(sealed), secret)))
            continue
        ring = keyring.version(ring_id, ring_version)
        if purpose:
            frame = _open_segment(ring, purpose_of[ring_id], number, version, sealed, secret)
            pieces[ring_id].append((number, frame))
        else:
            changed[ring_id].append((short, version, _open_card(ring, short, version, sealed, secret)))
    return [_assemble(group, purpose, pieces, changed, own) for group, purpose in wanted]


def _assemble(
    group: Sequence[OpenRing],
    purpose: Purpose,
    pieces: dict[UUID, list[tuple[int, pl.DataFrame]]],
    changed: dict[UUID, list[tuple[int, int, dict[str, Any]]]],
    own: list[tuple[int, int, dict[str, Any]]],
) -> Loaded:
    loaded = Loaded()
    for ring in group:
        ring_id = ring.ring_id
        parts = [frame for _, frame in sorted(pieces[ring_id], key=lambda piece: piece[0])]
        overlay = _frame_of(changed[ring_id], purpose)
        if overlay.height and parts:
            shorts = overlay["short"].implode()
            parts = [part.filter(~pl.col("short").is_in(shorts)) for part in parts]
        loaded.frames[ring_id] = pl.concat([*parts, overlay], rechunk=False) if parts else overlay
        loaded.overlay_sizes[ring_id] = len(changed[ring_id])
    if own:
        loaded.named = _frame_of(own, purpose)
    return loaded


def _frame_of(items: Iterable[tuple[int, int, dict[str, Any]]], purpose: Purpose) -> pl.DataFrame:
    schema = purpose.full_schema
    rows = []
    for short, version, content in items:
        columns = content.get(purpose.name)
        if columns is not None:
            rows.append([short, version, *(columns.get(name) for name in purpose.schema)])
    return pl.DataFrame(rows, schema=schema, orient="row", strict=False)


def _open_segment(
    ring: OpenRing, purpose: Purpose, number: int, version: int, sealed: Any, secret: bytes
) -> pl.DataFrame:
    plain = symmetric.open_bytes(
        _segment_key(ring, secret), sealed, _segment_aad(ring, purpose.name, number, version)
    )
    frame = pl.read_ipc_stream(io.BytesIO(plain))
    if dict(frame.schema) == purpose.full_schema:
        return frame
    # Written by an older version of Acasa: missing columns are empty, others are dropped.
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in purpose.full_schema.items()
    )


def open_cards(
    keyring: Keyring, rings: Sequence[OpenRing], shorts: Sequence[int] = (), folder_ids: Sequence[UUID] = ()
) -> dict[int, dict[str, Any]]:
    """Cards of these folders: `short` to {"folder": id, compartment: content, …}, for the rings given."""
    if not shorts and not folder_ids:
        return {}
    by_id = {ring.ring_id: ring for ring in rings}
    cursor = _raw_cursor()
    cursor.execute(
        "select f.short, f.id, c.ring_id, c.ring_version, c.version, f.shred_id, c.sealed from vault_folder f "
        "join vault_card c on c.folder_id = f.id "
        "where (f.short = any(%s) or f.id = any(%s)) and (c.ring_id = any(%s) or c.user_key_id = %s)",
        (list(shorts), list(folder_ids), list(by_id), keyring.bundle.user_key_id),
        binary=True,
    )
    rows = cursor.fetchall()
    secrets = shred.secrets_of({row[5] for row in rows})
    found: dict[int, dict[str, Any]] = {}
    for short, folder_id, ring_id, ring_version, version, shred_id, sealed in rows:
        secret = secrets.get(shred_id)
        if secret is None:
            continue
        entry = found.setdefault(short, {"folder": folder_id})
        if ring_id is None:
            content = _open_named(keyring, short, version, bytes(sealed), secret)
            for compartment, part in content.get("parts", {}).items():
                entry[compartment] = part
            continue
        ring = keyring.version(ring_id, ring_version)
        entry[ring.compartment] = _open_card(ring, short, version, sealed, secret)
    return found


# --- merging ---------------------------------------------------------------------------------------------------


def _lock(ring: OpenRing, *, wait: bool = True) -> bool:
    name = int.from_bytes(ring.ring_id.bytes[8:], "big", signed=True)
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("select pg_advisory_xact_lock(%s)", [name])
            return True
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [name])
        return bool(cursor.fetchone()[0])


def merge(keyring: Keyring, ring: OpenRing, purposes: Sequence[Purpose]) -> bytes:
    """Fold changed cards into the segments. Returns the audit's bytes; empty if another request is at it."""
    scope.require()
    if not _lock(ring, wait=False):
        return b""
    cursor = _raw_cursor()
    cursor.execute(
        "select c.id, c.version, f.short, f.shred_id, c.sealed, c.ring_version from vault_card c "
        "join vault_folder f on f.id = c.folder_id where c.ring_id = %s and not c.in_segment for update of c",
        (ring.ring_id,),
        binary=True,
    )
    rows = cursor.fetchall()
    secrets = shred.secrets_of(row[3] for row in rows)
    changed = [
        (
            row[2],
            row[1],
            _open_card(keyring.version(ring.ring_id, row[5]), row[2], row[1], row[4], secrets[row[3]]),
        )
        for row in rows
        if row[3] in secrets
    ]
    written: list[bytes] = []
    for purpose in purposes:
        overlay = _frame_of(changed, purpose)
        if overlay.height:
            written += _fold(keyring, ring, purpose, overlay)
    # Exactly the cards that were read: one that changed since is locked out by `for update`.
    Card.objects.filter(id__in=[row[0] for row in rows]).update(in_segment=True)
    return b"".join(written)


def _fold(keyring: Keyring, ring: OpenRing, purpose: Purpose, overlay: pl.DataFrame) -> list[bytes]:
    written: list[bytes] = []
    left = overlay
    segments = list(
        Segment.objects.select_for_update()
        .filter(ring_id=ring.ring_id, purpose=purpose.name)
        .order_by("number")
    )
    secrets = shred.secrets_of(segment.shred_id for segment in segments)
    for segment in segments:
        if segment.shred_id not in secrets:
            continue
        frame = _open_segment(
            keyring.version(ring.ring_id, segment.ring_version),
            purpose,
            segment.number,
            segment.version,
            bytes(segment.sealed),
            secrets[segment.shred_id],
        )
        here = left.filter(pl.col("short").is_in(frame["short"].implode()))
        if here.height:
            kept = frame.filter(~pl.col("short").is_in(here["short"].implode()))
            left = left.filter(~pl.col("short").is_in(here["short"].implode()))
            written.append(
                _rewrite(ring, purpose, segment, pl.concat([kept, here]), secrets[segment.shred_id])
            )
    if left.height:
        written += _append(ring, purpose, left)
    return written


def _append(ring: OpenRing, purpose: Purpose, frame: pl.DataFrame) -> list[bytes]:
    """Put new rows behind the last segment, which is filled up first. The caller holds the ring's lock."""
    written: list[bytes] = []
    last = (
        Segment.objects.select_for_update()
        .filter(ring_id=ring.ring_id, purpose=purpose.name, ring_version=ring.version)
        .order_by("-number")
        .first()
    )
    highest = (
        Segment.objects.filter(ring_id=ring.ring_id, purpose=purpose.name)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    number = highest or 0
    if last is not None:
        secret = shred.secrets_of([last.shred_id]).get(last.shred_id)
        if secret is not None:
            present = _open_segment(ring, purpose, last.number, last.version, bytes(last.sealed), secret)
            room = SEGMENT_ROWS - present.height
            if room > 0:
                written.append(_rewrite(ring, purpose, last, pl.concat([present, frame[:room]]), secret))
                frame = frame[room:]
    starts = list(range(0, frame.height, SEGMENT_ROWS))
    shred_ids = [uuid.uuid4() for _ in starts]
    secrets = shred.new_secrets(shred_ids) if starts else {}
    for start, shred_id in zip(starts, shred_ids, strict=True):
        number += 1
        segment = Segment(
            org_id=ring.org_id,
            ring_id=ring.ring_id,
            ring_version=ring.version,
            purpose=purpose.name,
            number=number,
            version=0,
            shred_id=shred_id,
        )
        written.append(
            _rewrite(ring, purpose, segment, frame[start : start + SEGMENT_ROWS], secrets[shred_id])
        )
    return written


def _rewrite(ring: OpenRing, purpose: Purpose, segment: Segment, frame: pl.DataFrame, secret: bytes) -> bytes:
    segment.version += 1
    segment.ring_version = ring.version
    buffer = io.BytesIO()
    frame.rechunk().write_ipc_stream(buffer, compression="uncompressed")
    segment.sealed = symmetric.seal_bytes(
        _segment_key(ring, secret),
        buffer.getbuffer(),
        _segment_aad(ring, purpose.name, segment.number, segment.version),
    )
    segment.save()
    return audit_rules.written(segment_item(segment.id), segment.sealed)


def needs_merge(loaded: Loaded) -> list[UUID]:
    """Rings whose overlay has grown so that a merge pays."""
    return [ring_id for ring_id, size in loaded.overlay_sizes.items() if size >= MERGE_AT]


__all__ = [
    "MERGE_AT",
    "SEGMENT_ROWS",
    "Loaded",
    "Purpose",
    "add_cards",
    "load",
    "merge",
    "needs_merge",
    "open_cards",
    "put_card",
    "put_named_card",
    "remove_cards",
]
