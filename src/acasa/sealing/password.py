"""One Argon2id run (RFC 9106, libsodium's) turns a password into a verifier and a key.

HKDF with the pepper as salt splits its output, so that a copy of the database without the pepper, which lives
elsewhere, does not even allow guessing. The verifier may be stored; the key-encryption key never is.
"""

from __future__ import annotations

import os
import re
import threading
import unicodedata
from dataclasses import dataclass, field

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id

from acasa.sealing.errors import BelowPolicy, Misuse, SealingError, Tampered
from acasa.sealing.symmetric import expand

SALT = 16
PEPPER = 32
AT_ONCE = 2  # bounds memory under a flood of sign-ins: 2 x 64 MiB in a process, on two cores

_running = threading.BoundedSemaphore(AT_ONCE)
_encoded = re.compile(r"argon2id\$v=19\$m=([1-9][0-9]{0,9}),t=([1-9][0-9]{0,3}),p=1", re.ASCII)
_most_memory_kib = 1 << 20
_most_passes = 64


@dataclass(frozen=True, slots=True)
class Argon2Params:
    """The cost of a derivation: memory in KiB, passes over it; always one lane."""

    memory_kib: int = 65536
    passes: int = 3

    def encode(self) -> str:
        """As stored beside the salt, in the usual notation: `argon2id$v=19$m=65536,t=3,p=1`."""
        return f"argon2id$v=19$m={self.memory_kib},t={self.passes},p=1"

    @staticmethod
    def parse(text: str) -> Argon2Params:
        """Read what :meth:`encode` wrote. Raises Tampered for anything else, and for a cost so high (over
        1 GiB or 64 passes) that only someone who wants to stop the server would have stored it."""
        match = _encoded.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            raise Tampered("The stored cost of the password is malformed.")
        params = Argon2Params(int(match[1]), int(match[2]))
        if params.memory_kib > _most_memory_kib or params.passes > _most_passes:
            raise Tampered("The stored cost of the password is out of range.")
        return params


POLICY = Argon2Params()


@dataclass(frozen=True, slots=True)
class Derived:
    """What a password gives: 32 bytes that prove it and 32 bytes that open the user's private key."""

    verifier: bytes = field(repr=False)
    key_encryption_key: bytes = field(repr=False)


def new_salt() -> bytes:
    """16 random bytes, one per user and password."""
    return os.urandom(SALT)


def needs_upgrade(params: Argon2Params) -> bool:
    """Whether a password stored under `params` should be derived anew at the next sign-in."""
    return params.memory_kib < POLICY.memory_kib or params.passes < POLICY.passes


def derive(
    password: str,
    salt: bytes,
    pepper: bytes,
    params: Argon2Params = POLICY,
    minimum: Argon2Params = POLICY,
) -> Derived:
    """Derive verifier and key-encryption key; takes about 0.13 s, two at once in a process, others wait.

    The password is normalised to NFKC, so that one keyboard's spelling equals another's. Raises BelowPolicy
    for params below `minimum`, a salt that is not 16 bytes, or a pepper under 32; Misuse for a password that
    is empty or not text; SealingError if the memory can't be had.
    """
    if params.memory_kib < minimum.memory_kib or params.passes < minimum.passes:
        raise BelowPolicy("The cost of the password is below the policy.")
    if not isinstance(salt, bytes) or len(salt) != SALT:
        raise BelowPolicy("The salt of a password has 16 bytes.")
    if not isinstance(pepper, bytes) or len(pepper) < PEPPER:
        raise BelowPolicy("The pepper has at least 32 bytes.")
    try:
        secret = unicodedata.normalize("NFKC", password).encode()
    except (TypeError, UnicodeEncodeError):
        raise Misuse("A password is text.") from None
    if not secret:
        raise Misuse("A password is not empty.")
    with _running:
        try:
            stretched = argon2id.kdf(
                32, secret, salt, opslimit=params.passes, memlimit=params.memory_kib * 1024
            )
        except (CryptoError, MemoryError) as error:
            raise SealingError("The password could not be derived; memory may be short.") from error
    both = expand(stretched, pepper, b"acasa password 1", 64)
    return Derived(both[:32], both[32:])
