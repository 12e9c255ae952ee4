"""Receipts: a code on paper, to which an answer is sealed for somebody without an account.

The code makes a key pair. The database keeps the public half and a digest to find it by, so an answer can be sealed
by anybody who writes it and opened by nobody but the holder of the code; not by the server, which never keeps it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from acasa.sealing import hybrid, paper, symmetric
from acasa.sealing.binding import binding
from acasa.sealing.errors import Mistyped

GROUPS = 4
"""Four groups of five characters: 80 random bits, one character of each group checking it."""


@dataclass(frozen=True)
class Receipt:
    """A new receipt. `code` is shown once and kept nowhere."""

    code: str
    digest: bytes
    public: bytes


def new() -> Receipt:
    """Make a receipt."""
    code = paper.encode(secrets.randbits(20 * GROUPS), GROUPS)
    return Receipt(code, digest(code), _pair(code).public)


def digest(code: str) -> bytes:
    """32 bytes by which the database finds a receipt. Raises Mistyped, naming the wrong group."""
    return symmetric.subkey(_raw(code), settings.PEPPER, binding("acasa receipt", 1, "digest"))


def seal_answer(public: bytes, about: UUID, plain: bytes) -> bytes:
    """Seal an answer to the holder of the code."""
    return hybrid.seal_to(public, plain, binding("receipt-answer", about))


def open_answer(code: str, about: UUID, sealed: bytes) -> bytes:
    """What was answered, for the holder of the code. Raises Mistyped or Tampered."""
    return hybrid.open_with(_pair(code), sealed, binding("receipt-answer", about))


def _pair(code: str) -> hybrid.KeyPair:
    info = binding("acasa receipt", 1, "pair")
    return hybrid.KeyPair.from_seed(symmetric.expand(_raw(code), settings.PEPPER, info, hybrid.SEED))


def _raw(code: str) -> bytes:
    return paper.decode(code, GROUPS).to_bytes(10, "big")


__all__ = ["GROUPS", "Mistyped", "Receipt", "digest", "new", "open_answer", "seal_answer"]
