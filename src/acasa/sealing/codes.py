"""Sign-in codes and recovery cards for paper, and tokens for cookies and links."""

from __future__ import annotations

import hashlib
import secrets

from acasa.sealing import paper
from acasa.sealing.binding import binding
from acasa.sealing.errors import Misuse
from acasa.sealing.symmetric import subkey

CARD_GROUPS = 7
_code_length = 12


def new_codes(count: int = 10) -> list[str]:
    """`count` different paper codes for sign-in, `XXXX-XXXX-XXXX`: 60 bits each, no letter that reads as a
    digit. They are a second factor, never a key. Raises Misuse for a negative count."""
    if count < 0:
        raise Misuse("The number of codes is not negative.")
    codes: dict[str, None] = {}
    while len(codes) < count:
        letters = "".join(secrets.choice(paper.ALPHABET) for _ in range(_code_length))
        codes["-".join(letters[start : start + 4] for start in range(0, _code_length, 4))] = None
    return list(codes)


def normalise(code: str) -> str:
    """The form to hash and compare: upper case, no separators, O as 0, I and L as 1. Never fails; what is
    not a code just equals none."""
    return paper.clean(code).replace(" ", "")


def new_card_secret() -> str:
    """The secret of a recovery card: 140 bits as seven groups of five characters, one of each a check."""
    return paper.encode(secrets.randbits(20 * CARD_GROUPS), CARD_GROUPS)


def card_key(secret: str, salt: bytes) -> bytes:
    """The 32-byte key of a card as typed. Raises Mistyped, whose `group` names the wrong group; `salt` is any
    bytes stored with the wrap. No stretching: the secret has 140 bits."""
    number = paper.decode(secret, CARD_GROUPS)
    return subkey(number.to_bytes(18, "big"), salt, b"acasa recovery card 1")


def new_token() -> str:
    """32 random bytes in URL-safe base64: 43 characters."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """SHA-256, by which the database finds a token without holding it. Never fails: any text has a hash."""
    return hashlib.sha256(_raw(token)).digest()


def token_key(token: str, purpose: str, pepper: bytes = b"") -> bytes:
    """A 32-byte key from a token and the pepper, another for each purpose. Raises Misuse for no token."""
    return subkey(_raw(token), pepper, binding("acasa token key", 1, purpose))


def _raw(token: str) -> bytes:
    return token.encode("utf-8", "surrogatepass")
