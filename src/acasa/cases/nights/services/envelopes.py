"""The night envelope: a code on paper that opens one team's essentials once, for twelve hours, and tells at once."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID, uuid4

from acasa.cases.nights import rules
from acasa.cases.nights.models import Envelope
from acasa.core import clock, scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import Team
from acasa.vault import emergency, folders


def make(actor: Actor, *, team_id: UUID, days: int) -> tuple[UUID, str]:
    """A new envelope for one team, good for so many days. Returns its id and the code, which is kept nowhere.

    A supervisor or key keeper who holds the team's essentials makes it.
    """
    verb = "envelope.make"
    with scope.scoped(actor.org_id):
        if not (actor.is_supervisor or actor.is_key_keeper) or days not in rules.ENVELOPE_DAYS:
            raise Refused(verb, team_id)
        if not actor.require_keyring().holds(team_id, people.ESSENTIALS):
            raise Refused(verb, team_id)
        team = Team.objects.get(id=team_id)
        at = clock.now()
        row = Envelope(
            id=uuid4(),
            org_id=actor.org_id,
            team=team,
            made_by=actor.user_id,
            made_at=at,
            expires_at=at + timedelta(days=days),
            salt=secrets.token_bytes(16),
        )
        code, row.ring_version_id, row.sealed = emergency.seal_envelope(
            actor, envelope=row.id, team_id=team_id, salt=bytes(row.salt), expires=row.expires_at.isoformat()
        )
        row.save(force_insert=True)
        folders.note(actor, verb, team_id, detail={"days": days})
    return row.id, code


def use(actor: Actor, code: str, *, token: str) -> Envelope | None:
    """Open an envelope in the session that holds `token`. None if the code opens none (used, ended, taken back).

    Raises Mistyped if it can't be a code at all.
    """
    verb = "envelope.use"
    with scope.scoped(actor.org_id):
        at = clock.now()
        live = Envelope.objects.select_for_update(of=("self",)).filter(
            used_at=None, revoked_at=None, expires_at__gt=at
        )
        for row in live.select_related("team").order_by("made_at"):
            seed = emergency.open_envelope(
                actor,
                code,
                envelope=row.id,
                ring_version_id=row.ring_version_id,
                salt=bytes(row.salt),
                sealed=bytes(row.sealed),
                expires=row.expires_at.isoformat(),
            )
            if seed is None:
                continue
            until = at + rules.NIGHT
            row.used_at, row.used_by, row.until = at, actor.user_id, until
            row.sealed = b""
            row.lent = emergency.seal_ring(
                actor, token, seed, loan=row.id, subject=row.team_id, until=until.isoformat()
            )
            row.save(update_fields=["used_at", "used_by", "until", "sealed", "lent"])
            folders.note(actor, verb, row.team_id, detail={"until": until.isoformat()})
            return row
        folders.note(actor, verb, outcome="failed")
    return None


def revoke(actor: Actor, envelope_id: UUID) -> None:
    """Take an envelope back, or end the night of one that was used."""
    with scope.scoped(actor.org_id):
        row = _for_supervisors(actor, envelope_id, "envelope.revoke")
        if row.revoked_at is None:
            row.revoked_at = clock.now()
            row.sealed = row.lent = b""
            row.save(update_fields=["revoked_at", "sealed", "lent"])
            folders.note(actor, "envelope.revoke", row.team_id)


def seen(actor: Actor, envelope_id: UUID) -> None:
    """A supervisor has read that it was used."""
    with scope.scoped(actor.org_id):
        row = _for_supervisors(actor, envelope_id, "envelope.seen")
        if row.used_at is not None and row.seen_at is None and row.used_by != actor.user_id:
            row.seen_at, row.seen_by = clock.now(), actor.user_id
            row.save(update_fields=["seen_at", "seen_by"])
            folders.note(actor, "envelope.seen", row.team_id)


def _for_supervisors(actor: Actor, envelope_id: UUID, verb: str) -> Envelope:
    row = Envelope.objects.select_for_update().filter(id=envelope_id).first()
    if row is None or not (actor.is_supervisor or actor.is_key_keeper):
        raise Refused(verb, envelope_id)
    return row
