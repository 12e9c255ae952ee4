"""Records: one field of one record of one folder, sealed so that it opens in its own place only.

Format 1: version (0x01) | nonce (12 random bytes) | AES-256-GCM ciphertext of the padded content, tag.
The record key is HKDF-SHA256(secret = data key, salt = shred secret), so that either one, destroyed, makes
every copy unreadable, in old backups too. The AAD binds the whole context.

Nonces: a record key is one folder's, one compartment's, one shred secret's; it seals thousands of fields, not
billions, and random 96-bit nonces collide among a million with a chance of 6e-18. In return an open costs no
derivation, which is what makes a page of a hundred fields cheap. For a key without such a bound use
:mod:`acasa.sealing.symmetric`.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from acasa.sealing import padding
from acasa.sealing.errors import MissingRecipient, Misuse, Tampered
from acasa.sealing.symmetric import KEY, TAG, Buffer, subkey

NONCE = 12
_version = b"\x01"
_info = b"acasa record key 1"
_context = b"acasa record 1"
_versions = struct.Struct(">QQ")


@dataclass(frozen=True, slots=True)
class Context:
    """Where a sealed field belongs. Versions are 0 to 2^64 - 1."""

    organisation: UUID
    folder: UUID
    record: UUID
    field: str
    record_version: int
    key_version: int

    def aad(self) -> bytes:
        """An unambiguous encoding: fixed widths first, the field's name as the rest. Raises Misuse."""
        try:
            return b"".join(
                (
                    _context,
                    self.organisation.bytes,
                    self.folder.bytes,
                    self.record.bytes,
                    _versions.pack(self.record_version, self.key_version),
                    self.field.encode(),
                )
            )
        except (AttributeError, TypeError, UnicodeEncodeError, struct.error):
            raise Misuse("A context is three UUIDs, a field's name and two versions from 0 on.") from None


class Place:
    """Where every record of one key belongs: what their contexts share, encoded once. Encodes as Context does."""

    __slots__ = ("_head", "_key_version", "_tail")

    def __init__(self, organisation: UUID, folder: UUID, field: str, key_version: int) -> None:
        self._head = _context + organisation.bytes + folder.bytes
        self._tail = field.encode()
        self._key_version = key_version

    def aad(self, record: UUID, version: int) -> bytes:
        """As `Context.aad` of this record in this version. Raises Misuse."""
        try:
            return self._head + record.bytes + _versions.pack(version, self._key_version) + self._tail
        except (AttributeError, TypeError, struct.error):
            raise Misuse("A record in its place is a UUID and a version from 0 on.") from None


class RecordKey:
    """The key of a folder's records in one compartment: derived once, then seals and opens many fields."""

    __slots__ = ("_cipher",)

    def __init__(self, data_key: bytes, shred_secret: bytes) -> None:
        """Both 32 bytes. Raises MissingRecipient if one is missing: then nothing is sealed or opened."""
        for secret in (data_key, shred_secret):
            if not isinstance(secret, (bytes, bytearray, memoryview)) or len(secret) != KEY:
                raise MissingRecipient("A record needs a data key and a shred secret of 32 bytes each.")
        self._cipher = AESGCM(subkey(data_key, shred_secret, _info))

    def seal(self, plaintext: Buffer, context: Context) -> bytes:
        """Seal `plaintext` into `context`: 29 bytes more than its bucket. Raises Misuse."""
        if not isinstance(context, Context):
            raise Misuse("A record is sealed into a context.")
        nonce = os.urandom(NONCE)
        try:
            content = padding.pad(plaintext)
            return _version + nonce + self._cipher.encrypt(nonce, content, context.aad())
        except (TypeError, ValueError, OverflowError, BufferError):
            raise Misuse("Only bytes below 2 GiB can be sealed.") from None

    def open_(self, sealed: Buffer, context: Context) -> bytes:
        """The content that was sealed into `context`. Raises Tampered, Misuse for a malformed context."""
        if not isinstance(context, Context):
            raise Misuse("A record is opened in a context.")
        return self._open(sealed, context.aad())

    def open_at(self, sealed: Buffer, place: Place, record: UUID, version: int) -> bytes:
        """As `open_`, for many records of one place. Raises Tampered, Misuse for a malformed context."""
        return self._open(sealed, place.aad(record, version))

    def _open(self, sealed: Buffer, aad: bytes) -> bytes:
        try:
            view = memoryview(sealed)
            if view.nbytes < 1 + NONCE + TAG or view[0] != 1:
                raise Tampered("This is not a record in a known format.")
            content = self._cipher.decrypt(view[1 : 1 + NONCE], view[1 + NONCE :], aad)
        except (InvalidTag, TypeError, ValueError, OverflowError, BufferError, NotImplementedError):
            raise Tampered("The record was changed, moved, or sealed under another key.") from None
        return padding.unpad(content)


def seal(data_key: bytes, shred_secret: bytes, plaintext: Buffer, context: Context) -> bytes:
    """Seal one field. Raises MissingRecipient or Misuse."""
    return RecordKey(data_key, shred_secret).seal(plaintext, context)


def open_(data_key: bytes, shred_secret: bytes, sealed: Buffer, context: Context) -> bytes:
    """Open one field. Raises Tampered, or MissingRecipient if a key is missing."""
    return RecordKey(data_key, shred_secret).open_(sealed, context)
