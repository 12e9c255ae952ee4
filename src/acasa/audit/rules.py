"""The chain itself, pure: what a link's mac covers, and how a list of links is checked."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
GENESIS = b"\0" * 32
WRITTEN_SIZE = 16 + 32


@dataclass(frozen=True, slots=True)
class Link:
    """What the mac covers."""

    org_id: UUID | None
    seq: int
    at: datetime
    actor_id: UUID | None
    verb: str
    subject_id: UUID | None
    outcome: str
    detail: bytes
    written: bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the record, at a place in the chain."""

    org_id: UUID | None
    seq: int
    # edited | missing | truncated | rewritten: what was there at the checkpoint is not what is there now.
    kind: str


def _part(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


def mac(key: bytes, previous: bytes, link: Link) -> bytes:
    """HMAC-SHA-256 over the previous mac and every column, each with its length before it."""
    chain_key = hmac.digest(key, b"acasa audit 1" + (link.org_id.bytes if link.org_id else b""), "sha256")
    body = b"".join(
        _part(part)
        for part in (
            previous,
            link.org_id.bytes if link.org_id else b"",
            link.seq.to_bytes(8, "big"),
            str((link.at - _EPOCH) // timedelta(microseconds=1)).encode(),
            link.actor_id.bytes if link.actor_id else b"",
            link.verb.encode(),
            link.subject_id.bytes if link.subject_id else b"",
            link.outcome.encode(),
            link.detail,
            link.written,
        )
    )
    return hmac.digest(chain_key, body, "sha256")


def written(item_id: UUID, ciphertext: bytes | memoryview) -> bytes:
    """How an entry names a ciphertext that it wrote."""
    return item_id.bytes + hashlib.sha256(ciphertext).digest()


REMOVED = b"\0" * 32


def removed(item_id: UUID) -> bytes:
    """How an entry names a ciphertext that it took away."""
    return item_id.bytes + REMOVED


def written_items(value: bytes) -> Iterator[tuple[UUID, bytes]]:
    for start in range(0, len(value), WRITTEN_SIZE):
        yield UUID(bytes=value[start : start + 16]), value[start + 16 : start + WRITTEN_SIZE]


def check_chain(
    key: bytes,
    org_id: UUID | None,
    links: Iterable[tuple[Link, bytes]],
    *,
    expected: tuple[int, bytes] | None = None,
) -> Iterator[Finding]:
    """Findings of one chain, its links ordered by seq; `expected` is a checkpoint's (seq, mac).

    The first link after a gap can't be checked, since what it covers is gone; the gap itself is the finding.
    """
    previous, seq = GENESIS, 0
    checkpoint_met = expected is None or expected[0] == 0
    for link, stored in links:
        if link.seq > seq + 1:
            yield Finding(org_id, link.seq, "missing")
        elif link.seq != seq + 1 or not hmac.compare_digest(mac(key, previous, link), stored):
            yield Finding(org_id, link.seq, "edited")
        if len(link.written) % WRITTEN_SIZE:
            yield Finding(org_id, link.seq, "edited")
        if expected and link.seq == expected[0]:
            checkpoint_met = True
            if not hmac.compare_digest(expected[1], stored):
                yield Finding(org_id, link.seq, "rewritten")
        previous, seq = stored, link.seq
    if not checkpoint_met and expected:
        yield Finding(org_id, expected[0], "truncated")
