"""What accounts need of the vault's cryptography: tokens, codes, and sealing under a token and the pepper."""

from __future__ import annotations

import hmac

from django.conf import settings

from acasa.sealing import codes, recovery, symmetric
from acasa.sealing.binding import binding
from acasa.sealing.errors import (
    DifferentKits,
    MissingRecipient,
    Mistyped,
    SealingError,
    Tampered,
    TooFewShares,
)

new_token = codes.new_token
token_hash = codes.token_hash
new_codes = codes.new_codes
normalise_code = codes.normalise
kit_text = recovery.encode
read_kit = recovery.decode
kit_shares = recovery.split
read_shares = recovery.combine

__all__ = [
    "DifferentKits",
    "MissingRecipient",
    "Mistyped",
    "SealingError",
    "Tampered",
    "TooFewShares",
    "check_card",
    "kit_shares",
    "kit_text",
    "new_codes",
    "new_token",
    "normalise_code",
    "open_server_secret",
    "open_with_token",
    "pseudonym",
    "read_kit",
    "read_shares",
    "seal_server_secret",
    "seal_with_token",
    "token_hash",
]


def seal_with_token(token: str, purpose: str, value: bytes) -> bytes:
    """Seal under a random token that only its holder has, and the pepper."""
    return symmetric.seal_bytes(
        codes.token_key(token, purpose, settings.PEPPER), value, binding(purpose, token_hash(token))
    )


def open_with_token(token: str, purpose: str, sealed: bytes) -> bytes:
    return symmetric.open_bytes(
        codes.token_key(token, purpose, settings.PEPPER), sealed, binding(purpose, token_hash(token))
    )


def seal_server_secret(purpose: str, owner: str, value: bytes) -> bytes:
    """Seal what the server must read without a person's key (second-factor secrets), under the pepper."""
    key = symmetric.subkey(settings.PEPPER, b"", binding("server-secret", purpose))
    return symmetric.seal_bytes(key, value, binding(purpose, owner))


def open_server_secret(purpose: str, owner: str, sealed: bytes) -> bytes:
    key = symmetric.subkey(settings.PEPPER, b"", binding("server-secret", purpose))
    return symmetric.open_bytes(key, sealed, binding(purpose, owner))


def pseudonym(purpose: str, value: str) -> bytes:
    """16 bytes that stand for a value nobody should read in the record (an unknown name at sign-in)."""
    return hmac.digest(settings.AUDIT_KEY, binding("pseudonym", purpose, value), "sha256")[:16]


def check_card(secret: str) -> None:
    """Raise Mistyped, naming the group, if this can't be a recovery card."""
    codes.card_key(secret, b"")
