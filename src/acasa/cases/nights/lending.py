"""At the start of a request: what this session was lent and whose time is not over goes on the colleague's keyring."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from acasa.audit import services as audit
from acasa.cases.nights.models import Envelope, Opening
from acasa.core import clock
from acasa.core.actor import Actor
from acasa.vault import emergency, tokens

# In the session, which is sealed under its own token: loan to the token that opens it.
SESSION = "lent"


def keep(session: Any, loan: UUID, token: str) -> None:
    """Remember a loan for this session."""
    session[SESSION] = {**session.get(SESSION, {}), str(loan): token}


def lend(session: Any, actor: Actor) -> None:
    """Called for each request of a session that has loans; others cost nothing. What is over is forgotten."""
    loans: dict[str, str] = session.get(SESSION) or {}
    if not loans or actor.keyring is None:
        return
    now = clock.now()
    good: dict[str, str] = {}
    # Whoever lost the emergency ring meanwhile has lost what it lent, too.
    if actor.keyring.emergency_versions():
        openings = Opening.objects.filter(
            id__in=list(loans), user_id=actor.user_id, ended_at=None, expires_at__gt=now
        )
        for opening in openings:
            token = loans[str(opening.id)]
            try:
                emergency.lend_keys(
                    actor,
                    token,
                    bytes(opening.lent),
                    loan=opening.id,
                    subject=opening.case_id,
                    until=opening.expires_at.isoformat(),
                )
            except tokens.SealingError:
                _tampered(actor, opening.id)
                continue
            good[str(opening.id)] = token
    nights = Envelope.objects.filter(
        id__in=list(loans), used_by=actor.user_id, revoked_at=None, until__gt=now
    )
    for night in nights:
        token = loans[str(night.id)]
        assert night.until is not None
        try:
            emergency.lend_ring(
                actor,
                token,
                bytes(night.lent),
                loan=night.id,
                team_id=night.team_id,
                ring_version_id=night.ring_version_id,
                until=night.until.isoformat(),
            )
        except tokens.SealingError:
            _tampered(actor, night.id)
            continue
        good[str(night.id)] = token
    if good != loans:
        session[SESSION] = good


def _tampered(actor: Actor, loan: UUID) -> None:
    """A row with another time, case or team than was sealed lends nothing, and the record says so."""
    audit.append(actor_id=actor.user_id, verb="emergency.lend", subject_id=loan, outcome="tampered")
