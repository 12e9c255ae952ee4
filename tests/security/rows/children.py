"""Rows of the access matrix of this part, what they need in the world, and what is looked for in a dump."""

from __future__ import annotations

from typing import Any

from tests.security.rows.base import Row

ROWS: tuple[Row, ...] = ()


def prepare(world: Any) -> None:
    """Make what the rows name: `setattr(world, name, id)`."""


def plant(boris: Any, alina: Any, case: str) -> None:
    """Write one of everything through the pages of an installation (test_dump): words of tests/planted.py."""
