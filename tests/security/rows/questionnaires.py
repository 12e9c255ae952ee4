"""Rows of the access matrix, and what is looked for in a dump."""

from __future__ import annotations

from typing import Any

from tests.security.rows.base import Row

ROWS: tuple[Row, ...] = ()


def prepare(world: Any) -> None:
    """What the rows name."""


def plant(boris: Any, alina: Any, case: str) -> None:
    """One of each sealed kind, with planted words."""
