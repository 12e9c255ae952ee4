"""Instruments as a source of forms."""

from __future__ import annotations

from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.questionnaires.catalogue import Listed, Published


def find(actor: Actor, key: str) -> Published:
    """One by its key."""
    raise Refused("form.open", None)


def listing(actor: Actor) -> list[Listed]:
    """All that may be filled in now."""
    return []
