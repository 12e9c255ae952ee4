"""Letting a device in, and ending it."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.utils import timezone

from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.sync import queries
from acasa.sync.models import Device
from acasa.sync.rules import proof
from acasa.vault import folders, phones, tokens

AT_MOST = 20


@dataclass(frozen=True)
class Made:
    """A device that was let in: the password is shown once and kept nowhere."""

    id: UUID
    username: str
    password: str = field(repr=False)


class TooMany(ValueError):
    """A colleague has more devices than anybody carries."""


def let_in(actor: Actor, *, team_id: UUID, name: str, seals: bool) -> Made:
    """Let a device of the actor's in for one team of hers. With `seals` its answers are encrypted on the phone.

    Raises MissingRecipient without the ring that they would be encrypted to, TooMany at twenty devices.
    """
    with scope.scoped(actor.org_id):
        actor.require_team(team_id, "device.let_in")
        if not actor.require_keyring().compartments(team_id) & {people.CASEWORK, people.HEALTH, people.LEGAL}:
            raise Refused("device.let_in", team_id)
        if Device.objects.filter(user_id=actor.user_id, ended_at=None).count() >= AT_MOST:
            raise TooMany
        device_id, password = uuid4(), tokens.new_token()
        username = queries.username(device_id)
        pinned = phones.pin(actor, team_id) if seals else None
        secret = proof.kept(username, password).encode()
        Device.objects.create(
            id=device_id,
            org_id=actor.org_id,
            user_id=actor.user_id,
            team_id=team_id,
            name=name,
            secret=tokens.seal_server_secret("device", queries.secret_name(device_id), secret),
            seals=pinned is not None,
            ring_version_id=pinned.ring_version_id if pinned else None,
            pin=pinned.pin if pinned else b"",
        )
        folders.note(actor, "device.let_in", device_id)
    return Made(device_id, username, password)


def end(actor: Actor, device_id: UUID) -> None:
    """A device is let in no more: one's own, or anybody's for key keepers and supervisors."""
    with scope.scoped(actor.org_id):
        row = Device.objects.filter(id=device_id, org_id=actor.org_id).first()
        allowed = row is not None and (
            row.user_id == actor.user_id or actor.is_key_keeper or actor.is_supervisor
        )
        if row is None or not allowed:
            raise Refused("device.end", device_id)
        if row.ended_at is None:
            row.ended_at = timezone.now()
            # What proved it is gone too.
            row.secret = b""
            row.save(update_fields=["ended_at", "secret"])
            folders.note(actor, "device.end", device_id)


def end_all(actor: Actor, user_id: UUID) -> None:
    """Whoever is reset may have lost more than a password: every device of theirs is let in no more."""
    with scope.scoped(actor.org_id):
        rows = Device.objects.filter(user_id=user_id, org_id=actor.org_id, ended_at=None)
        for device_id in list(rows.values_list("id", flat=True)):
            folders.note(actor, "device.end", device_id)
        rows.update(ended_at=timezone.now(), secret=b"")
