"""The sealed caseload: how lists, filters and name search work with nothing in plain columns.

A case has one card in each ring that may list it: sealed JSON with what is shown (`show`) and, for each purpose,
the columns by which it is filtered and found. About 4,096 cards' columns stand together in a segment, an
encrypted Arrow stream; a card changed since then is its own overlay until the next merge. One request decrypts
the columns that it needs, overlays, filters with Polars, and opens the cards of the rows that it shows. Nothing
decrypted outlives the request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import polars as pl

from acasa.vault import shred
from acasa.vault.cards import (
    Purpose,
    frame_of,
    open_card,
    open_named,
    open_segment,
    put_card,
    put_cards,
    put_named_card,
    raw_cursor,
)
from acasa.vault.keyring import Keyring, OpenRing
from acasa.vault.segments import SEGMENT_ROWS, add_cards, among, drop_lost, merge, remove_cards

MERGE_AT = 500
# How often a read starts again because segments were dropped under it.
_ATTEMPTS = 4


@dataclass
class Loaded:
    """The columns of one purpose, one frame a ring, and each row's overlay already applied.

    `named` holds the rows of restricted cases that are sealed to this colleague alone.
    """

    frames: dict[UUID, pl.DataFrame] = field(default_factory=dict)
    overlay_sizes: dict[UUID, int] = field(default_factory=dict)
    named: pl.DataFrame | None = None


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


def load_many(
    keyring: Keyring, wanted: Sequence[tuple[Sequence[OpenRing], Purpose]], *, attempt: int = 1
) -> list[Loaded]:
    """The same for several purposes, still in one statement and one snapshot. No ring may stand in two of them."""
    rings = {ring.ring_id: ring for group, _ in wanted for ring in group}
    purpose_of = {ring.ring_id: purpose for group, purpose in wanted for ring in group}
    cursor = raw_cursor()
    cursor.execute(
        _READ,
        {
            "rings": list(rings),
            "purposes": list({purpose.name for _, purpose in wanted}),
            "own": keyring.bundle.user_key_id,
        },
        binary=True,
    )
    rows: list[Any] = cursor.fetchall()
    # The driver's copy goes at once, each segment's ciphertext as soon as it is open: four users read at a time.
    cursor.close()
    secrets = shred.secrets_of({row[5] for row in rows})
    lost = {row[0] for row in rows if row[1] and row[5] not in secrets}
    if lost and attempt < _ATTEMPTS:
        drop_lost(lost)
        return load_many(keyring, wanted, attempt=attempt + 1)
    pieces: dict[UUID, list[tuple[int, pl.DataFrame]]] = {ring_id: [] for ring_id in rings}
    changed: dict[UUID, list[tuple[int, int, dict[str, Any]]]] = {ring_id: [] for ring_id in rings}
    own: list[tuple[int, int, dict[str, Any]]] = []
    for at, row in enumerate(rows):
        ring_id, purpose, number, version, ring_version, shred_id, sealed, short = row
        rows[at] = row = None
        secret = secrets.get(shred_id)
        if secret is None or (purpose and purpose_of[ring_id].name != purpose):
            continue
        if ring_id is None:
            own.append((short, version, open_named(keyring, short, version, bytes(sealed), secret)))
            continue
        ring = keyring.version(ring_id, ring_version)
        if purpose:
            frame = open_segment(ring, purpose_of[ring_id], number, version, sealed, secret)
            pieces[ring_id].append((number, frame))
        else:
            changed[ring_id].append(
                (short, version, open_card(ring, short, version, sealed, secret, keyring=keyring))
            )
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
        overlay = frame_of(changed[ring_id], purpose)
        if changed[ring_id] and parts:
            # Also those that have no columns for this purpose any more.
            shorts = pl.Series("short", [item[0] for item in changed[ring_id]], dtype=pl.Int64)
            parts = [part.filter(~among(shorts)) for part in parts]
        loaded.frames[ring_id] = pl.concat([*parts, overlay], rechunk=False) if parts else overlay
        loaded.overlay_sizes[ring_id] = len(changed[ring_id])
    if own:
        loaded.named = frame_of(own, purpose)
    return loaded


def open_cards(
    keyring: Keyring, rings: Sequence[OpenRing], shorts: Sequence[int] = (), folder_ids: Sequence[UUID] = ()
) -> dict[int, dict[str, Any]]:
    """Cards of these folders: `short` to {"folder": id, compartment: content, …}, for the rings given."""
    if not shorts and not folder_ids:
        return {}
    by_id = {ring.ring_id: ring for ring in rings}
    cursor = raw_cursor()
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
            content = open_named(keyring, short, version, bytes(sealed), secret)
            for compartment, part in content.get("parts", {}).items():
                entry[compartment] = part
            continue
        ring = keyring.version(ring_id, ring_version)
        entry[ring.compartment] = open_card(ring, short, version, sealed, secret, keyring=keyring)
    return found


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
    "put_cards",
    "put_named_card",
    "remove_cards",
]
