"""Reading a snapshot of the shred store: rows of an id and a secret, and the ledger of what was destroyed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from acasa.config.backup import container

SECRET_ROW = 16 + 32


def rows(pieces: Iterable[bytes]) -> Iterator[tuple[UUID, bytes]]:
    """Ids and secrets of the member `shred`."""
    for piece in _whole_rows(pieces):
        for at in range(0, len(piece), SECRET_ROW):
            yield UUID(bytes=piece[at : at + 16]), piece[at + 16 : at + SECRET_ROW]


def ledger(path: Path, key: bytes) -> dict[UUID, str]:
    """What was destroyed, and when."""
    for name, content in container.members(path, key):
        if name == "erased":
            return {UUID(text): at for text, at in json.loads(b"".join(content)).items()}
    raise container.Damaged(f"{path.name} holds no ledger.")


def ids(path: Path, key: bytes) -> Iterator[UUID]:
    """Ids in a shred snapshot: of secrets, and of what was destroyed."""
    for name, content in container.members(path, key):
        if name == "shred":
            yield from (shred_id for shred_id, _ in rows(content))
        elif name == "erased":
            yield from (UUID(text) for text in json.loads(b"".join(content)))


def _whole_rows(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, cut at the end of a row."""
    left = b""
    for piece in pieces:
        joined = left + piece
        end = len(joined) - len(joined) % SECRET_ROW
        yield joined[:end]
        left = joined[end:]
    if left:
        raise container.Damaged("A row of the shred store is cut off.")
