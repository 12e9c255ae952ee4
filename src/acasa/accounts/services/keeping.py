"""What those who look after the keys read: the state of the kit, and the record with its details."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from acasa.accounts import queries, words
from acasa.audit import services as audit
from acasa.core.actor import Actor
from acasa.people import rules as people
from acasa.vault import folders, organisation, tokens

kit_state = organisation.kit_state


@dataclass(frozen=True)
class Line:
    """An entry of the record in words."""

    at: datetime
    who: str
    what: Any
    about: str
    outcome: Any
    tone: str
    detail: str


def lines(actor: Actor, entries: Iterable[Any]) -> list[Line]:
    """Entries in words. Details are opened for those who hold the record's ring; that they were read is noted."""
    rows = list(entries)
    names = queries.names(actor.org_id)
    may_open = actor.keyring is not None and actor.keyring.holds(None, people.AUDIT)
    found = []
    opened = 0
    for row in rows:
        detail = ""
        if may_open and row.detail:
            detail = _detail(actor, bytes(row.detail))
            opened += 1
        outcome, tone = words.OUTCOMES.get(row.outcome, (row.outcome, "grey"))
        found.append(
            Line(
                row.at,
                _name(names, row.actor_id),
                words.VERBS.get(row.verb, row.verb),
                _name(names, row.subject_id) if row.subject_id != row.actor_id else "",
                outcome,
                tone,
                detail,
            )
        )
    audit.append(actor_id=actor.user_id, verb="audit.read")
    return found


def _name(names: dict[UUID, str], user_id: UUID | None) -> str:
    return names.get(user_id, "") if user_id else ""


def _detail(actor: Actor, sealed: bytes) -> str:
    try:
        content = folders.open_detail(actor, sealed)
    except tokens.SealingError:
        return "—"
    return "; ".join(
        f"{key}: {_plain(value)}" for key, value in content.items() if value not in ("", [], None)
    )


def _plain(value: Any) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)
