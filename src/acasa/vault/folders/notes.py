"""Entries of the audit with sealed details; keys for writers from outside."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from acasa.audit import services as audit
from acasa.core.actor import Actor
from acasa.people import rules as people
from acasa.sealing import hybrid
from acasa.sealing.binding import binding
from acasa.vault import rings
from acasa.vault.folders.opened import dumps
from acasa.vault.keyring import Keyring
from acasa.vault.models import RingVersion


def seal_detail(actor: Actor, data: dict[str, Any]) -> bytes:
    """Details of an audit entry, sealed to the organisation's audit ring."""
    keyring: Keyring = actor.require_keyring()
    ring = rings.public_rings(keyring, team_id=None, compartments=[people.AUDIT])[people.AUDIT]
    return hybrid.seal_to(ring.public, dumps(data), binding("audit-detail", actor.org_id))


def open_detail(actor: Actor, sealed: bytes) -> dict[str, Any]:
    """Details of an audit entry, for those who hold the audit ring."""
    keyring: Keyring = actor.require_keyring()
    plain = hybrid.open_with(
        keyring.ring(None, people.AUDIT).pair, sealed, binding("audit-detail", actor.org_id)
    )
    value: dict[str, Any] = json.loads(plain)
    return value


def note(
    actor: Actor,
    verb: str,
    subject_id: UUID | None = None,
    *,
    outcome: str = "done",
    detail: dict[str, Any] | None = None,
    written: Iterable[bytes] = (),
) -> None:
    """Append to the audit, with the detail sealed."""
    sealed = seal_detail(actor, detail) if detail is not None else b""
    audit.append(
        actor_id=actor.user_id,
        verb=verb,
        subject_id=subject_id,
        outcome=outcome,
        detail=sealed,
        written=b"".join(written),
    )


def rsa_public_of(ring_version_id: UUID) -> bytes:
    """A casework ring's RSA public key (DER), for ODK's encrypted forms."""
    return bytes(RingVersion.objects.values_list("rsa_public", flat=True).get(id=ring_version_id))
