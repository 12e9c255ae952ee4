"""Who holds which ring, and changing it: giving takes a holder, taking away never takes the last one's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import User
from acasa.vault import rings
from acasa.vault.keyring import Keyring
from acasa.vault.models import Lock, Ring, RingGrant, RingWanted, UserKey

Wanted = tuple[UUID | None, str]


class LastHolder(Exception):
    """Nobody else could open what this ring seals."""

    def __init__(self, team_id: UUID | None, compartment: str) -> None:
        super().__init__(compartment)
        self.team_id = team_id
        self.compartment = compartment


def lock_kinds(org_id: UUID) -> dict[UUID, dict[str, datetime | None]]:
    """For each colleague, the ways to open the present key (password, card, link) and when each ends."""
    found: dict[UUID, dict[str, datetime | None]] = {}
    rows = Lock.objects.filter(user_key__org_id=org_id, user_key__is_current=True)
    for user_id, kind, expires in rows.values_list("user_key__user_id", "kind", "expires_at"):
        found.setdefault(user_id, {})[kind] = expires
    return found


def holders(org_id: UUID) -> dict[Wanted, set[UUID]]:
    """For each ring of the organisation, the active colleagues whose present key opens its newest version.

    A colleague who was invited and has not come yet does not count.
    """
    found: dict[Wanted, set[UUID]] = {}
    newest: dict[UUID, tuple[Wanted, UUID]] = {}
    rows = Ring.objects.filter(org_id=org_id).order_by("versions__version")
    for ring_id, team_id, compartment, version_id in rows.values_list(
        "id", "team_id", "compartment", "versions__id"
    ):
        newest[ring_id] = ((team_id, compartment), version_id)
    for key, _version in newest.values():
        found[key] = set()
    by_version = {version_id: key for key, version_id in newest.values()}
    grants = RingGrant.objects.filter(
        org_id=org_id,
        ring_version_id__in=list(by_version),
        user_key__is_current=True,
        user_key__user__is_active=True,
        user_key__locks__kind="password",
    )
    for version_id, user_id in grants.values_list("ring_version_id", "user_key__user_id").distinct():
        found[by_version[version_id]].add(user_id)
    return found


def joined_before(org_id: UUID) -> set[UUID]:
    """Colleagues who had a key before the present one: they were reset, not just invited."""
    return set(UserKey.objects.filter(org_id=org_id, version__gt=1).values_list("user_id", flat=True))


def set_rings(actor: Actor, user: User, wanted: Iterable[Wanted]) -> tuple[set[Wanted], set[Wanted]]:
    """Give and take rings so that the colleague holds exactly these. Returns (given, taken).

    Raises MissingRecipient if the actor lacks a ring that is to be given, LastHolder if nobody else holds one that
    is to be taken.
    """
    actor.require_key_keeper("colleague.rings")
    if user.org_id != actor.org_id:
        raise Refused("colleague.rings", user.id)
    keyring: Keyring = actor.require_keyring()
    # Two key keepers at once must not take the last two holders' ring.
    ring_ids = {
        (row.team_id, row.compartment): row.id
        for row in Ring.objects.select_for_update().filter(org_id=actor.org_id)
    }
    user_key = UserKey.objects.get(org_id=actor.org_id, user=user, is_current=True)
    held: set[Wanted] = set(
        RingGrant.objects.filter(user_key=user_key).values_list(
            "ring_version__ring__team_id", "ring_version__ring__compartment"
        )
    )
    asked = set(wanted)
    given, taken = asked - held, held - asked
    others = holders(actor.org_id)
    for key in taken:
        if not others[key] - {user.id}:
            raise LastHolder(*key)
    for team_id, compartment in given:
        rings.grant(keyring.ring(team_id, compartment), user_key, granted_by=actor.user_id, keyring=keyring)
    taken_ids = [ring_ids[key] for key in taken]
    RingGrant.objects.filter(user_key__user=user, ring_version__ring_id__in=taken_ids).delete()
    RingWanted.objects.filter(user=user, ring_id__in=taken_ids).delete()
    if user.id == actor.user_id:
        keyring.forget_grants()
    return given, taken


def withdraw(actor: Actor, user: User) -> bool:
    """Take back an invitation that nobody used: the keys go, and the colleague's row may be deleted.

    False if the colleague has joined.
    """
    actor.require_key_keeper("colleague.cancel")
    if user.org_id != actor.org_id:
        raise Refused("colleague.cancel", user.id)
    if Lock.objects.select_for_update().filter(user_key__user=user, kind="password").exists():
        return False
    if user.id in joined_before(actor.org_id):
        return False
    UserKey.objects.filter(user=user).delete()
    return True


def every_ring(keyring: Keyring) -> set[Wanted]:
    """The rings that this keyring opens."""
    teams = {(team, c) for c in people.TEAM_COMPARTMENTS for team in keyring.team_ids(c)}
    return teams | {(None, c) for c in people.ORGANISATION_RINGS if keyring.holds(None, c)}
