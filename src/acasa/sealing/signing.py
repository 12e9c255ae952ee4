"""Ed25519 signatures (RFC 8032) on public keys, manifests and checkpoints.

Public keys have 32 bytes, signatures 64.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from acasa.sealing.errors import Misuse, Tampered

SEED = 32


class SigningKey:
    """A signing key, kept as its 32-byte seed."""

    __slots__ = ("_private", "public", "seed")

    seed: bytes
    public: bytes

    def __init__(self, seed: bytes) -> None:
        if not isinstance(seed, (bytes, bytearray, memoryview)) or len(seed) != SEED:
            raise Misuse("A signing key's seed has 32 bytes.")
        self.seed = bytes(seed)
        self._private = Ed25519PrivateKey.from_private_bytes(self.seed)
        self.public = self._private.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> SigningKey:
        """A new key from 32 random bytes."""
        return cls(os.urandom(SEED))

    @classmethod
    def from_seed(cls, seed: bytes) -> SigningKey:
        """The key of a stored seed (32 bytes). Raises Misuse for another length."""
        return cls(seed)

    def sign(self, message: bytes) -> bytes:
        """The signature of `message`, 64 bytes. Make the message with `binding`: it should say what it is."""
        try:
            return self._private.sign(message)
        except TypeError:
            raise Misuse("Only bytes are signed.") from None

    def __repr__(self) -> str:
        return "<SigningKey>"


def verify(public: bytes, message: bytes, signature: bytes) -> None:
    """Return if `signature` is that of `message` under `public`; raise Tampered for anything else."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes(memoryview(public))).verify(
            bytes(memoryview(signature)), message
        )
    except (InvalidSignature, TypeError, ValueError):
        raise Tampered("The signature does not fit.") from None
