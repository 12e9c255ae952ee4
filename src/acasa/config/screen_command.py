"""``acasa screen``: what a set of indicators says of these answers, without a database."""

from __future__ import annotations


def screen() -> None:
    """What a set of indicators says of these answers, without a database."""
