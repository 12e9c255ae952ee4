"""Segments: folding changed cards into them, writing many at once, and taking cards away.

Who changes a ring's segments holds the ring's lock. A segment whose secret is gone (somebody in it was erased)
is dropped with all others of its ring, whose cards are then overlays until the next merge.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import polars as pl
from django.db import connection, transaction

from acasa.audit import rules as audit_rules
from acasa.audit import services as audit
from acasa.core import scope
from acasa.core.bulk import insert_many
from acasa.sealing import symmetric
from acasa.vault import shred
from acasa.vault.cards import (
    Purpose,
    card_item,
    frame_of,
    open_card,
    open_segment,
    raw_cursor,
    seal_card,
    segment_aad,
    segment_item,
    segment_key,
)
from acasa.vault.folders import OpenFolder
from acasa.vault.keyring import Keyring, OpenRing
from acasa.vault.models import Card, Segment

SEGMENT_ROWS = 4096


def _lock(ring_id: UUID, *, wait: bool = True) -> bool:
    name = int.from_bytes(ring_id.bytes[8:], "big", signed=True)
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("select pg_advisory_xact_lock(%s)", [name])
            return True
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [name])
        return bool(cursor.fetchone()[0])


def add_cards(
    ring: OpenRing, items: Sequence[tuple[OpenFolder, dict[str, Any]]], purposes: Sequence[Purpose]
) -> bytes:
    """Cards of many new folders, written with their segments directly (imports). Returns the audit's bytes."""
    rows = insert_many(
        [
            Card(
                org_id=ring.org_id,
                ring_id=ring.ring_id,
                folder_id=folder.id,
                ring_version=ring.version,
                version=1,
                sealed=seal_card(ring, folder.short, folder.shred_secret, 1, content),
                in_segment=True,
            )
            for folder, content in items
        ]
    )
    written = [audit_rules.written(card_item(row.id), row.sealed) for row in rows]
    _lock(ring.ring_id)
    for purpose in purposes:
        frame = frame_of([(folder.short, 1, content) for folder, content in items], purpose)
        if frame.height:
            written += _append(ring, purpose, frame)
    return b"".join(written)


def remove_cards(folder_ids: Sequence[UUID]) -> None:
    """Take folders out of the caseload; the segments that name them are rebuilt by the next merge with keys."""
    scope.require()
    cards = Card.objects.filter(folder_id__in=list(folder_ids))
    for ring_id in sorted(
        set(cards.filter(ring_id__isnull=False).values_list("ring_id", flat=True)), key=str
    ):
        _lock(ring_id)
    # Looked at again under the locks: a merge may have taken a card into a segment meanwhile.
    rows = list(cards.values_list("id", "ring_id", "in_segment", "version"))
    cards.delete()
    audit.also_written(b"".join(audit_rules.removed(card_item(row[0])) for row in rows))
    # A card changed since the last merge is no longer in a segment, but its former columns still are.
    _unfold({row[1] for row in rows if row[1] is not None and (row[2] or row[3] > 1)})


def _unfold(ring_ids: Iterable[UUID]) -> None:
    """Drop all segments of some rings, whose locks the caller holds: their cards are overlays again."""
    ids = list(ring_ids)
    segments = list(Segment.objects.filter(ring_id__in=ids).values_list("id", "shred_id"))
    Segment.objects.filter(id__in=[segment_id for segment_id, _ in segments]).delete()
    Card.objects.filter(ring_id__in=ids, in_segment=True).update(in_segment=False)
    audit.also_written(b"".join(audit_rules.removed(segment_item(segment_id)) for segment_id, _ in segments))
    doomed = [shred_id for _, shred_id in segments]
    transaction.on_commit(lambda: shred.store().destroy(doomed))


def drop_lost(ring_ids: Iterable[UUID]) -> None:
    """A segment lost its secret, because somebody in it was erased: all its ring's cards are overlays again."""
    for ring_id in sorted(ring_ids, key=str):
        _lock(ring_id)
        _drop_if_lost(ring_id)


def _drop_if_lost(ring_id: UUID) -> None:
    """The caller holds the ring's lock."""
    needed = set(Segment.objects.filter(ring_id=ring_id).values_list("shred_id", flat=True))
    if len(shred.secrets_of(needed)) < len(needed):
        _unfold([ring_id])


def merge(keyring: Keyring, ring: OpenRing, purposes: Sequence[Purpose]) -> bytes:
    """Fold changed cards into the segments. Returns the audit's bytes; empty if another request is at it."""
    scope.require()
    if not _lock(ring.ring_id, wait=False):
        return b""
    _drop_if_lost(ring.ring_id)
    cursor = raw_cursor()
    cursor.execute(
        "select c.id, c.version, f.short, f.shred_id, c.sealed, c.ring_version from vault_card c "
        "join vault_folder f on f.id = c.folder_id where c.ring_id = %s and not c.in_segment "
        # A card that somebody is saving right now waits for the next merge, so nobody waits for anybody.
        "for update of c skip locked",
        (ring.ring_id,),
        binary=True,
    )
    rows = cursor.fetchall()
    secrets = shred.secrets_of(row[3] for row in rows)
    changed = [
        (
            row[2],
            row[1],
            open_card(
                keyring.version(ring.ring_id, row[5]),
                row[2],
                row[1],
                row[4],
                secrets[row[3]],
                keyring=keyring,
            ),
        )
        for row in rows
        if row[3] in secrets
    ]
    written: list[bytes] = []
    shorts = pl.Series("short", [row[2] for row in rows], dtype=pl.Int64)
    for purpose in purposes:
        written += _fold(keyring, ring, purpose, shorts, frame_of(changed, purpose))
    # Exactly the cards that were read: one that changed since is locked out by `for update`.
    Card.objects.filter(id__in=[row[0] for row in rows]).update(in_segment=True)
    return b"".join(written)


def _fold(
    keyring: Keyring, ring: OpenRing, purpose: Purpose, shorts: pl.Series, overlay: pl.DataFrame
) -> list[bytes]:
    """Put changed rows where their former ones stand, the others behind the last segment. `shorts` names every
    changed card, also one that has no columns for this purpose any more."""
    if not shorts.len():
        return []
    written: list[bytes] = []
    left = overlay
    segments = list(
        Segment.objects.select_for_update()
        .filter(ring_id=ring.ring_id, purpose=purpose.name)
        .order_by("number")
    )
    secrets = shred.secrets_of(segment.shred_id for segment in segments)
    for segment in segments:
        frame = open_segment(
            keyring.version(ring.ring_id, segment.ring_version),
            purpose,
            segment.number,
            segment.version,
            bytes(segment.sealed),
            secrets[segment.shred_id],
        )
        kept = frame.filter(~among(shorts))
        if kept.height < frame.height:
            here = left.filter(among(frame["short"]))
            left = left.filter(~among(frame["short"]))
            written.append(
                _rewrite(ring, purpose, segment, pl.concat([kept, here]), secrets[segment.shred_id])
            )
    if left.height:
        written += _append(ring, purpose, left)
    return written


def among(shorts: pl.Series) -> pl.Expr:
    return pl.col("short").is_in(shorts.implode())


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
            present = open_segment(ring, purpose, last.number, last.version, bytes(last.sealed), secret)
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
    # The older layout of strings is a tenth smaller and opens in half the time.
    frame.rechunk().write_ipc_stream(buffer, compression="uncompressed", compat_level=pl.CompatLevel.oldest())
    segment.sealed = symmetric.seal_bytes(
        segment_key(ring, secret),
        buffer.getbuffer(),
        segment_aad(ring, purpose.name, segment.number, segment.version),
    )
    segment.save()
    return audit_rules.written(segment_item(segment.id), segment.sealed)


def drop_lost_everywhere() -> None:
    """After a restore: segments of the open scope's organisation whose secret was destroyed since the backup."""
    drop_lost(set(Segment.objects.values_list("ring_id", flat=True)))
