"""What can go wrong when sealing. Everything raised by this package is a :class:`SealingError`."""

from __future__ import annotations


class SealingError(Exception):
    """Base of all errors of this package. Messages name no secret and no content."""


class Tampered(SealingError):
    """Wrong key, changed byte, swapped context or malformed input. Deliberately one error: telling
    these apart would tell an attacker what he got right."""


class BelowPolicy(SealingError):
    """The parameters asked for are weaker than the policy allows."""


class MissingRecipient(SealingError):
    """There is no usable key to seal to. Nothing is sealed, and nothing may be stored instead."""


class Misuse(SealingError):
    """A caller's mistake: a part of a wrong type, an impossible size. Not caused by stored data."""


class Mistyped(SealingError):
    """A code, kit or share that a person typed has a slip.

    `group`: number of the wrong group or word, counted from 1, None when it can't be told;
    `share`: number of the wrong share, counted from 1, None for a code or kit;
    `suggestion`: the word that was probably meant, "" when there is none.
    """

    def __init__(
        self, message: str, *, group: int | None = None, share: int | None = None, suggestion: str = ""
    ) -> None:
        super().__init__(message)
        self.group = group
        self.share = share
        self.suggestion = suggestion


class TooFewShares(SealingError):
    """Fewer different shares than are needed to open a recovery kit."""


class DifferentKits(SealingError):
    """The shares don't come from the same recovery kit."""
