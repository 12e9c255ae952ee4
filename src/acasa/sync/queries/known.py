"""Devices: before they have proved themselves, after, and in the lists of their colleagues."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import connection

from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import Team, User
from acasa.questionnaires import rules as questionnaires
from acasa.questionnaires.catalogue import Published
from acasa.sync import offered
from acasa.sync.models import Device
from acasa.vault import tokens
from acasa.vault.keyring import Keyring
from acasa.vault.phones import Pinned

COMPARTMENTS: Final = (people.CASEWORK, people.HEALTH, people.LEGAL, people.ESSENTIALS, people.IDENTITY)


# --- devices, before anybody is known


@dataclass(frozen=True)
class Claimed:
    """A device as its row says, before it has proved itself."""

    id: UUID
    org_id: UUID
    user_id: UUID
    team_id: UUID
    secret: str = field(repr=False)
    pinned: Pinned | None
    seen_on: date | None = None

    @property
    def username(self) -> str:
        return username(self.id)


@dataclass(frozen=True)
class Admitted:
    """A device that proved itself, whose colleague still works in the team."""

    id: UUID
    org_id: UUID
    user_id: UUID
    user_name: str
    language: str
    time_zone: str
    profession: str
    team_id: UUID
    compartments: frozenset[str]
    pinned: Pinned | None


def username(device_id: UUID) -> str:
    """What a device calls itself: nothing of its colleague."""
    return str(device_id)[:8]


def secret_name(device_id: UUID) -> str:
    """To what a device's secret is bound."""
    return str(device_id)


def claimed(device_id: UUID) -> Claimed | None:
    """A device that was not ended; needs no scope. None also when its secret was moved from another row."""
    row = next(iter(Device.objects.filter(id=device_id, ended_at=None)[:1]), None)
    if row is None:
        return None
    try:
        secret = tokens.open_server_secret("device", secret_name(row.id), bytes(row.secret)).decode()
    except tokens.Tampered:
        return None
    pinned = Pinned(row.ring_version_id, bytes(row.pin)) if row.seals and row.ring_version_id else None
    return Claimed(row.id, row.org_id, row.user_id, row.team_id, secret, pinned, row.seen_on)


def admitted(device: Claimed) -> Admitted | None:
    """The device's colleague and team, in the organisation's scope; None once that is over.

    One statement by hand: every request of a device begins with it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select u.display_name, u.language, o.time_zone, u.profession, array(select distinct r.compartment"
            " from vault_ringgrant g join vault_userkey k on k.id = g.user_key_id and k.is_current"
            " join vault_ringversion v on v.id = g.ring_version_id join vault_ring r on r.id = v.ring_id"
            " where k.user_id = m.user_id and r.team_id = m.team_id)"
            " from people_membership m join people_user u on u.id = m.user_id"
            " join people_organisation o on o.id = u.org_id"
            " where m.user_id = %s and m.team_id = %s and u.is_active and u.org_id = %s limit 1",
            [device.user_id, device.team_id, device.org_id],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    name, language, zone, profession, held = row
    compartments = frozenset(held) & set(COMPARTMENTS)
    return Admitted(
        device.id,
        device.org_id,
        device.user_id,
        name,
        language,
        zone,
        profession,
        device.team_id,
        compartments,
        device.pinned,
    )


# --- devices, for their colleagues


@dataclass(frozen=True)
class Kept:
    """A device in the list of its colleague, or of those who look after the keys."""

    id: UUID
    name: str
    user_id: UUID
    user_name: str
    team: str
    seals: bool
    made_at: datetime
    seen_on: date | None
    ended_at: datetime | None
    username: str


def devices(actor: Actor, *, everybody: bool = False) -> list[Kept]:
    """One's own devices; with `everybody`, all of the organisation, for key keepers and supervisors."""
    if everybody and not (actor.is_key_keeper or actor.is_supervisor):
        raise Refused("device.list")
    rows = Device.objects.filter(org_id=actor.org_id, ended_at=None)
    rows = rows.exclude(user_id=actor.user_id) if everybody else rows.filter(user_id=actor.user_id)
    found = list(rows.order_by("-made_at")[:500])
    names = dict(User.objects.filter(id__in={row.user_id for row in found}).values_list("id", "display_name"))
    teams = dict(Team.objects.filter(id__in={row.team_id for row in found}).values_list("id", "name"))
    return [
        Kept(
            row.id,
            row.name,
            row.user_id,
            names.get(row.user_id, ""),
            teams.get(row.team_id, ""),
            row.seals,
            row.made_at,
            row.seen_on,
            row.ended_at,
            username(row.id),
        )
        for row in found
    ]


def device_teams(actor: Actor) -> list[tuple[UUID, str]]:
    """Teams for which one may let a device in: those where one holds case work, which a phone encrypts to."""
    keyring: Keyring = actor.require_keyring()
    ids = {team for one in COMPARTMENTS[:3] for team in keyring.team_ids(one)} & actor.teams
    return list(Team.objects.filter(id__in=ids).order_by("name").values_list("id", "name"))


def forms_of(device: Admitted) -> list[Published]:
    """Questionnaires for this device: those whose compartment its colleague holds in the team, of her profession."""
    return [
        one
        for one in offered.offered(device.org_id)
        if one.compartment in device.compartments
        and questionnaires.may_fill(one.professions, device.profession)
    ]
