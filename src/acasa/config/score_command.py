"""``acasa score``: the score and band of an instrument, without a database."""

from __future__ import annotations


def score() -> None:
    """The score and band of an instrument, without a database."""
