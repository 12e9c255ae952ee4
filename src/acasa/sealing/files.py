"""Files: libsodium's secretstream (XChaCha20-Poly1305), in chunks, so that none is held in memory whole.

Format 1: version (0x01) | header (24 random bytes) | chunks. A chunk's plaintext is four bytes of used
length (big-endian), the content, zeros; it is 64 KiB, and 17 bytes more when sealed. A file that fits into
one chunk has only one, padded to its bucket; a longer one gets empty chunks up to its bucket. The last chunk
carries the final tag, so a file cut off is an error. The stream key is derived from the given key; the AAD
is bound to each chunk. The 192-bit header makes any number of files under one key safe.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from nacl import bindings
from nacl.exceptions import CryptoError

from acasa.sealing.binding import binding
from acasa.sealing.errors import MissingRecipient, Misuse, SealingError, Tampered
from acasa.sealing.padding import FRAME, MINIMUM, bucket
from acasa.sealing.symmetric import KEY, subkey

CHUNK = 64 * 1024
CONTENT = CHUNK - FRAME

_version = b"\x01"
_header = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_tag = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_more = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_final = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_push = bindings.crypto_secretstream_xchacha20poly1305_push
_pull = bindings.crypto_secretstream_xchacha20poly1305_pull


def encrypt_file(key: bytes, source: BinaryIO, sink: BinaryIO, aad: bytes) -> int:
    """Seal `source` into `sink`, bound to `aad`; return the length of the content in bytes, unpadded.

    Raises MissingRecipient if `key` is no 32-byte key, before anything is written; SealingError if the sink
    takes less than it is given. What was written until then must be dropped.
    """
    if not _is_key(key):
        raise MissingRecipient("There is no 32-byte key to seal to.")
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    header = bindings.crypto_secretstream_xchacha20poly1305_init_push(state, _stream_key(key))
    bound = _bound(aad)
    _write(sink, _version + header)
    content = _read(source, CONTENT)
    length = len(content)
    if length < CONTENT:
        _write(sink, _push(state, _framed(content, bucket(FRAME + length)), bound, _final))
        return length
    chunks = 1
    while following := _read(source, CONTENT):
        _write(sink, _push(state, _framed(content, CHUNK), bound, _more))
        content = following
        length += len(content)
        chunks += 1
    empty = _chunks(chunks) - chunks
    _write(sink, _push(state, _framed(content, CHUNK), bound, _more if empty else _final))
    for left in range(empty, 0, -1):
        _write(sink, _push(state, bytes(CHUNK), bound, _final if left == 1 else _more))
    return length


def decrypt_file(key: bytes, source: BinaryIO, aad: bytes) -> Iterator[bytes]:
    """The content of a sealed file, piece by piece, each authentic and in its place.

    A wrong key, AAD or start raises Tampered from the call itself, so a response need not have begun; a
    later change, or an end cut off, raises it from the iterator. Until the iterator has ended by itself the
    content is not complete: drop what came before if it raises.
    """
    if not _is_key(key):
        raise Tampered("The key is none.")
    bound = _bound(aad)
    start = _read(source, 1 + _header)
    if len(start) != 1 + _header or start[:1] != _version:
        raise Tampered("This is not a file in a known format.")
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, start[1:], _stream_key(key))
    content, final = _opened(state, source, bound, True)

    def pieces() -> Iterator[bytes]:
        piece, last, used, chunks = content, final, 1, 1
        while True:
            if piece:
                yield piece
            if last:
                break
            ended = len(piece) < CONTENT
            piece, last = _opened(state, source, bound, False)
            chunks += 1
            if piece and ended:
                raise Tampered("The file goes on after its end.")
            if piece:
                used = chunks
        if chunks != _chunks(used):
            raise Tampered("The file's padding is malformed.")
        if source.read(1):
            raise Tampered("The file goes on after its end.")

    return pieces()


def _opened(
    state: bindings.crypto_secretstream_xchacha20poly1305_state, source: BinaryIO, bound: bytes, first: bool
) -> tuple[bytes, bool]:
    """The content of the next chunk, and whether it is the last."""
    sealed = _read(source, CHUNK + _tag)
    if len(sealed) < MINIMUM + _tag:
        raise Tampered("The file was cut off.")
    try:
        chunk, tag = _pull(state, sealed, bound)
    except (CryptoError, ValueError, RuntimeError):
        raise Tampered("The file was changed, moved, cut off, or sealed under another key.") from None
    if tag not in (_more, _final):
        raise Tampered("The file has a malformed chunk.")
    end = FRAME + int.from_bytes(chunk[:FRAME], "big")
    last = tag == _final
    expected = bucket(end) if first and last and end < CHUNK else CHUNK
    if len(chunk) != expected or end > len(chunk) or not chunk.endswith(bytes(len(chunk) - end)):
        raise Tampered("The file's padding is malformed.")
    return chunk[FRAME:end], last


def _chunks(used: int) -> int:
    """How many chunks a file with `used` chunks of content gets."""
    return -(-bucket(used * CHUNK) // CHUNK)


def _framed(content: bytes, size: int) -> bytes:
    return b"".join((len(content).to_bytes(FRAME, "big"), content, bytes(size - FRAME - len(content))))


def _read(source: BinaryIO, size: int) -> bytes:
    """Exactly `size` bytes, fewer only at the end: a pipe or socket may give less at a time."""
    pieces: list[bytes] = []
    missing = size
    while missing:
        piece = source.read(missing)
        if not isinstance(piece, bytes):  # None: not ready yet, which must not pass for the end
            raise Misuse("A file is read as bytes, from a source that waits.")
        if not piece:
            break
        pieces.append(piece)
        missing -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _write(sink: BinaryIO, piece: bytes) -> None:
    if sink.write(piece) != len(piece):
        raise SealingError("The sealed file could not be written whole.")


def _is_key(key: object) -> bool:
    return isinstance(key, (bytes, bytearray, memoryview)) and len(key) == KEY


def _stream_key(key: bytes) -> bytes:
    return subkey(key, b"", b"acasa file 1")


def _bound(aad: bytes) -> bytes:
    try:
        return binding("acasa file", 1, bytes(memoryview(aad)))
    except TypeError:
        raise Misuse("An AAD is bytes.") from None
