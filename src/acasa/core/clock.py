"""The present moment, which the demonstration moves so that a story of months can be told in seconds.

Only what records say of themselves reads this clock. The audit's chain, sessions and locks read the machine's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_told: ContextVar[datetime | None] = ContextVar("acasa_clock", default=None)


def now() -> datetime:
    """The present instant in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside the block it is `moment` (with its time zone). No request ever does this."""
    if moment.tzinfo is None:
        raise ValueError("A moment has a time zone.")
    token = _told.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(token)
