"""Sealing to a public key: HPKE (RFC 9180) with the hybrid KEM of ML-KEM-768 and X25519.

Whoever breaks only one of the two still reads nothing. Format 1: version (0x01) | HPKE encapsulation
(1120 bytes) | AES-256-GCM ciphertext of the padded content. HPKE derives a fresh key per message, so there is
no nonce to repeat. The library's one-shot calls take no AAD, so everything is bound through `info`.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from acasa.sealing import padding
from acasa.sealing.binding import binding
from acasa.sealing.errors import MissingRecipient, Misuse, Tampered

__all__ = ["PUBLIC", "SEED", "KeyPair", "binding", "open_with", "seal_to"]

SEED = 64 + 32
PUBLIC = 1184 + 32

_version = b"\x01"
_smallest = 1 + 1120 + padding.MINIMUM + 16
_suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class KeyPair:
    """A hybrid key pair, kept as its seeds: 64 bytes of ML-KEM-768, then 32 of X25519."""

    __slots__ = ("_private", "public", "seed")

    seed: bytes
    public: bytes

    def __init__(self, seed: bytes) -> None:
        if not isinstance(seed, (bytes, bytearray, memoryview)) or len(seed) != SEED:
            raise Misuse("A key pair's seed has 96 bytes.")
        self.seed = bytes(seed)
        lattice = MLKEM768PrivateKey.from_seed_bytes(self.seed[:64])
        curve = X25519PrivateKey.from_private_bytes(self.seed[64:])
        self.public = lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
        self._private = MLKEM768X25519PrivateKey(lattice, curve)

    @classmethod
    def generate(cls) -> KeyPair:
        """A new pair from 96 random bytes."""
        return cls(os.urandom(SEED))

    @classmethod
    def from_seed(cls, seed96: bytes) -> KeyPair:
        """The pair of a stored seed (96 bytes). Raises Misuse for another length."""
        return cls(seed96)

    def __repr__(self) -> str:
        return "<KeyPair>"


def seal_to(public: bytes, plaintext: bytes, info: bytes) -> bytes:
    """Seal `plaintext` to `public` (1216 bytes), bound to `info`, padded: a 32-byte key gives 1201 bytes.

    Raises MissingRecipient if `public` is missing or not a public key, Misuse if the rest is not bytes.
    """
    recipient = _recipient(public)
    try:
        return _version + _suite.encrypt(padding.pad(plaintext), recipient, info=_bound(info))
    except (InvalidTag, ValueError):
        # A low-order X25519 point passes as a public key and fails when used.
        raise MissingRecipient("The recipient's public key is not usable.") from None
    except (TypeError, OverflowError, BufferError):
        raise Misuse("Only bytes can be sealed, bound to bytes.") from None


def open_with(pair: KeyPair, sealed: bytes, info: bytes) -> bytes:
    """The content that was sealed to the pair's public key under `info`. Raises Tampered."""
    try:
        raw = bytes(memoryview(sealed))
        if len(raw) < _smallest or raw[:1] != _version:
            raise Tampered("This was not sealed in a known format.")
        return padding.unpad(_suite.decrypt(raw[1:], pair._private, info=_bound(info)))
    except (InvalidTag, TypeError, ValueError, OverflowError, BufferError, AttributeError):
        raise Tampered("The content was changed, moved, or sealed to another key.") from None


def _bound(info: bytes) -> bytes:
    return binding("acasa sealed to", 1, bytes(memoryview(info)))


def _recipient(public: bytes) -> MLKEM768X25519PublicKey:
    try:
        raw = bytes(memoryview(public))
        if len(raw) != PUBLIC:
            raise MissingRecipient("There is no public key of 1216 bytes to seal to.")
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(raw[:1184]), X25519PublicKey.from_public_bytes(raw[1184:])
        )
    except (TypeError, ValueError):
        raise MissingRecipient("The recipient's public key is not usable.") from None
