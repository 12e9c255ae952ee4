"""The file format of backups and of shred snapshots.

Format 1::

    ACASA BACKUP 1\\n | length of the head (4 bytes) | head | sealed stream (acasa.sealing.files)

The head is JSON that anybody may read: kind, versions, moment, opaque ids, and for each organisation the file's
key, sealed to its recovery kit. It is bound to the stream, so a changed head opens nothing. Inside the stream
stand members one after the other: length of the name (2 bytes) | name | chunks (4 bytes of length | content) |
an empty chunk; a name of no length ends them. Nothing but sealed bytes ever reaches the disk, and neither side
needs to know sizes beforehand.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import UUID

from acasa.config.backup import BackupError
from acasa.sealing import files, hybrid, recovery
from acasa.sealing.binding import binding
from acasa.sealing.errors import SealingError, Tampered

MAGIC = b"ACASA BACKUP 1\n"
LARGEST_HEAD = 1 << 20
CHUNK = 1 << 18

Member = tuple[str, Iterable[bytes]]


class WrongKit(BackupError):
    """The kit belongs to no organisation in this file."""


class Damaged(BackupError):
    """The file was changed, cut off, or is none."""


@dataclass(frozen=True)
class Head:
    """What anybody may read of a file. `raw` are its bytes as they stand there."""

    raw: bytes

    @property
    def fields(self) -> dict[str, Any]:
        return cast("dict[str, Any]", json.loads(self.raw))

    @property
    def kind(self) -> str:
        return str(self.fields["kind"])

    @property
    def id(self) -> UUID:
        return UUID(self.fields["id"])

    @property
    def installation(self) -> str:
        return str(self.fields["installation"])

    @property
    def aad(self) -> bytes:
        return binding("acasa backup", 1, hashlib.sha256(self.raw).digest())

    def open_key(self, seed: bytes) -> bytes:
        """The file's key, with a recovery kit's seed. Raises WrongKit."""
        pair = recovery.keypair(seed)
        for entry in self.fields["organisations"]:
            info = _key_info(self.kind, self.id, UUID(entry["id"]))
            try:
                return hybrid.open_with(pair, base64.b64decode(entry["key"]), info)
            except Tampered:
                continue
        raise WrongKit(
            "This recovery kit belongs to none of the organisations in the backup. A kit that was made anew "
            "later does not open backups from before; use the former one."
        )


def _key_info(kind: str, file_id: UUID, org_id: UUID) -> bytes:
    return binding("acasa backup key", kind, file_id, org_id)


def installation_id(audit_key: bytes) -> str:
    """An opaque name of the installation, the same after a restore: tells whose files lie in a folder."""
    return hmac.digest(audit_key, b"acasa installation 1", "sha256")[:16].hex()


def make_head(
    kind: str, file_id: UUID, key: bytes, recipients: Mapping[UUID, bytes], facts: dict[str, Any]
) -> Head:
    """A head whose `recipients` (organisation to public recovery key) can open the file."""
    fields = {
        "kind": kind,
        "id": str(file_id),
        **facts,
        "organisations": [
            {
                "id": str(org_id),
                "key": base64.b64encode(
                    hybrid.seal_to(public, key, _key_info(kind, file_id, org_id))
                ).decode(),
            }
            for org_id, public in sorted(recipients.items(), key=lambda item: str(item[0]))
        ],
    }
    return Head(json.dumps(fields, sort_keys=True, separators=(",", ":")).encode())


# --- writing ---------------------------------------------------------------------------------------------------


class Flow(io.RawIOBase):
    """A readable stream over pieces of bytes that come one by one."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._left = memoryview(piece)
        taken, self._left = self._left[:size], self._left[size:]
        return bytes(taken)


class Counted:
    """A sink that counts and hashes what it passes on."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self.size = 0
        self.digest = hashlib.sha256()

    def write(self, piece: bytes) -> int:
        written = self._sink.write(piece)
        self.size += len(piece)
        self.digest.update(piece)
        return written


def write(sink: BinaryIO, head: Head, key: bytes, members: Iterable[Member]) -> tuple[int, str]:
    """Seal the members into `sink` as they come; returns size and SHA-256 of the file."""
    counted = Counted(sink)
    counted.write(MAGIC + len(head.raw).to_bytes(4, "big") + head.raw)
    flow = cast(BinaryIO, Flow(_framed(members)))
    files.encrypt_file(key, flow, cast(BinaryIO, counted), head.aad)
    return counted.size, counted.digest.hexdigest()


def _framed(members: Iterable[Member]) -> Iterator[bytes]:
    for name, pieces in members:
        raw = name.encode()
        yield len(raw).to_bytes(2, "big") + raw
        for piece in pieces:
            for start in range(0, len(piece), CHUNK):
                part = piece[start : start + CHUNK]
                yield len(part).to_bytes(4, "big")
                yield part
        yield bytes(4)
    yield bytes(2)


# --- reading ---------------------------------------------------------------------------------------------------


def read_head(path: Path) -> Head:
    """The head of a file. Raises Damaged, or BackupError when it can't be read."""
    with _open(path) as source:
        return _head(source, path)


def members(
    path: Path, key: bytes, step: Callable[[int], None] | None = None
) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each member's name and content, in order; a content left unread is skipped. `step` gets bytes read.

    Raises Damaged wherever the file is not what was written: what came before then counts for nothing.
    """
    with _open(path) as source, _damage_in_words(path):
        head = _head(source, path)
        flow = Flow(_counting(files.decrypt_file(key, source, head.aad), step))
        while length := int.from_bytes(_exactly(flow, 2), "big"):
            name = _exactly(flow, length).decode()
            content = _content(flow, path)
            yield name, content
            for _ in content:
                pass
        if flow.read(1):
            raise Tampered("The file goes on after its end.")


@contextlib.contextmanager
def _damage_in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except (SealingError, UnicodeDecodeError):
        raise Damaged(
            f"{path.name} is damaged: it was changed or cut off after it was made. Use another copy or an older "
            "backup."
        ) from None


def check(path: Path, key: bytes, step: Callable[[int], None] | None = None) -> list[str]:
    """Read a file to its end without keeping anything; returns the members' names. Raises Damaged."""
    return [name for name, _ in members(path, key, step)]


def _content(flow: Flow, path: Path) -> Iterator[bytes]:
    # Whoever reads the content gets the error from here, not through `members`.
    with _damage_in_words(path):
        while length := int.from_bytes(_exactly(flow, 4), "big"):
            yield _exactly(flow, length)


def _exactly(flow: Flow, size: int) -> bytes:
    pieces, missing = [], size
    while missing:
        piece = flow.read(missing)
        if not piece:
            raise Tampered("The members end too early.")
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)


def _counting(pieces: Iterator[bytes], step: Callable[[int], None] | None) -> Iterator[bytes]:
    for piece in pieces:
        if step is not None:
            step(len(piece))
        yield piece


def _open(path: Path) -> BinaryIO:
    try:
        return open(path, "rb")
    except OSError as error:
        raise BackupError(f"{path} can't be read: {error.strerror}.") from None


def _head(source: BinaryIO, path: Path) -> Head:
    start = source.read(len(MAGIC) + 4)
    size = int.from_bytes(start[len(MAGIC) :], "big")
    if start[:13] == MAGIC[:13] and start[: len(MAGIC)] != MAGIC:
        raise Damaged(f"{path.name} was made by a newer version of Acasa.")
    if start[: len(MAGIC)] != MAGIC or len(start) != len(MAGIC) + 4 or size > LARGEST_HEAD:
        raise Damaged(f"{path.name} is not a backup of Acasa.")
    head = Head(source.read(size))
    try:
        _ = head.kind, head.id, head.installation, list(head.fields["organisations"])
    except (ValueError, KeyError, TypeError):
        raise Damaged(f"{path.name} is damaged at its beginning.") from None
    return head
