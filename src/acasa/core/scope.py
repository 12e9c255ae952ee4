"""The unit of work: one transaction, one organisation, one list of things to do just before commit.

Row-level security reads the setting `acasa.org`, which lives exactly as long as the transaction. Code outside
a scope sees no case row at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, transaction


@dataclass
class Unit:
    """An open unit of work. `facts` lets a slice gather what it writes at the end (the audit's entries)."""

    org_id: UUID
    facts: dict[str, list[object]] = field(default_factory=dict)
    last: list[Callable[[], None]] = field(default_factory=list)
    rollback: bool = False

    def before_commit(self, action: Callable[[], None]) -> None:
        """Run `action` as one of the last statements of the transaction, never after a rollback."""
        self.last.append(action)


_current: ContextVar[Unit | None] = ContextVar("acasa_unit", default=None)


def current() -> Unit | None:
    """The open unit of work, if any."""
    return _current.get()


def require() -> Unit:
    """The open unit of work; writing outside one is a programming error."""
    unit = _current.get()
    if unit is None:
        raise RuntimeError("No unit of work is open: use core.scope.scoped().")
    return unit


@contextmanager
def scoped(org_id: UUID) -> Iterator[Unit]:
    """Open a unit of work for one organisation; an inner call for the same one joins the outer."""
    outer = _current.get()
    if outer is not None:
        if outer.org_id != org_id:
            raise RuntimeError("A unit of work serves one organisation.")
        noted = {name: len(values) for name, values in outer.facts.items()}
        waiting = len(outer.last)
        try:
            with transaction.atomic():
                yield outer
        except BaseException:
            # What the inner block noted is rolled back with what it wrote.
            for name, values in outer.facts.items():
                del values[noted.get(name, 0) :]
            del outer.last[waiting:]
            raise
        return
    unit = Unit(org_id)
    token = _current.set(unit)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("select set_config('acasa.org', %s, true)", [str(org_id)])
            yield unit
            if unit.rollback:
                transaction.set_rollback(True)
            else:
                for action in unit.last:
                    action()
    finally:
        _current.reset(token)
