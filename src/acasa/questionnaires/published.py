"""Uploaded questionnaires as a source of forms: for colleagues, and for devices."""

from __future__ import annotations

from uuid import UUID

from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.questionnaires import queries
from acasa.questionnaires.catalogue import Listed, Published


def find(actor: Actor, key: str) -> Published:
    """One by its key, the id of a version."""
    try:
        version_id = UUID(key)
    except ValueError as error:
        raise Refused("form.open", None) from error
    return queries.find(actor, version_id)


def listing(actor: Actor) -> list[Listed]:
    """All that may be filled in now."""
    return queries.listing(actor)


def offered(org_id: UUID) -> list[Published]:
    """What devices of an organisation get."""
    return queries.offered(org_id)


def sent(org_id: UUID, form_id: str, version: str) -> Published | None:
    """The version that a device answered."""
    return queries.sent(org_id, form_id, version)


def case_question(org_id: UUID, form_id: str) -> str:
    """The question by whose answer a device's case is found."""
    return queries.case_question(org_id, form_id)
