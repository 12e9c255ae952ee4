"""The life of keys: founding an organisation, new colleagues, resets, cards and the recovery kit."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.utils import timezone

from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import Organisation, Team, User
from acasa.sealing import hybrid, recovery, signing, symmetric
from acasa.sealing.errors import MissingRecipient, Tampered
from acasa.vault import locks, rings, shred
from acasa.vault.folders.wraps import public_info, unwrap
from acasa.vault.keyring import METHOD_PUBLIC, Keyring, OpenRing, check_ring
from acasa.vault.locks import Bundle
from acasa.vault.models import (
    FolderKey,
    Lock,
    OrganisationKeys,
    Ring,
    RingGrant,
    RingVersion,
    RingWanted,
    UserKey,
)

Wanted = tuple[UUID | None, str]


def new_short() -> int:
    """A random, opaque number for a colleague."""
    return secrets.randbits(63)


@dataclass(frozen=True)
class Founded:
    """A new organisation's first key keeper. `kit_seed` is shown once and kept nowhere."""

    bundle: Bundle
    kit_seed: bytes = field(repr=False)


def found(org: Organisation, user: User, password: str, *, teams: Iterable[Team], in_shares: bool) -> Founded:
    """Make an organisation's keys, its rings, and its first key keeper, who holds them all until others do."""
    kit_seed = recovery.new_seed()
    signer = signing.SigningKey.generate()
    recovery_public = recovery.keypair(kit_seed).public
    OrganisationKeys.objects.create(
        org=org,
        signing_public=signer.public,
        recovery_public=recovery_public,
        pin=rings.organisation_pin(org.id, signer.public, recovery_public),
        in_shares=in_shares,
    )
    bundle, user_key = _new_key(user, signer)
    locks.set_password(bundle, password)
    made = [
        rings.make_ring(
            org_id=org.id,
            team_id=None,
            compartment=compartment,
            signer=signer,
            payload=signer.seed if compartment == people.KEEPERS else b"",
        )
        for compartment in people.ORGANISATION_RINGS
    ]
    for team in teams:
        made += rings.make_team_rings(org_id=org.id, team_id=team.id, signer=signer).values()
    for ring in made:
        rings.grant(ring, user_key, granted_by=user.id)
    return Founded(bundle, kit_seed)


def _new_key(user: User, signer: signing.SigningKey) -> tuple[Bundle, UserKey]:
    pair = hybrid.KeyPair.generate()
    version = (
        UserKey.objects.filter(user=user).order_by("-version").values_list("version", flat=True).first() or 0
    ) + 1
    UserKey.objects.filter(user=user, is_current=True).update(is_current=False)
    row = UserKey.objects.create(
        org_id=user.org_id,
        user=user,
        version=version,
        public=pair.public,
        signature=signer.sign(rings.user_key_message(user.org_id, user.id, version, pair.public)),
    )
    return Bundle(row.id, pair.seed, signer.public), row


def add_team(actor: Actor, team: Team) -> None:
    """Rings for a new team. Its maker holds them until colleagues do."""
    actor.require_key_keeper("team.create")
    keyring: Keyring = actor.require_keyring()
    signer = rings.signing_key(keyring)
    own = UserKey.objects.get(id=keyring.bundle.user_key_id)
    for ring in rings.make_team_rings(org_id=actor.org_id, team_id=team.id, signer=signer).values():
        rings.grant(ring, own, granted_by=actor.user_id, keyring=keyring)
    keyring.forget_grants()


def invite(actor: Actor, user: User, wanted: Iterable[Wanted], *, hours: int = 72) -> tuple[str, datetime]:
    """Make a colleague's key, give it these rings, and lock it behind a one-time link. Returns (token, expiry).

    Raises MissingRecipient if the actor does not hold one of the rings: only a holder can give a ring.
    """
    actor.require_key_keeper("colleague.invite")
    keyring: Keyring = actor.require_keyring()
    bundle, user_key = _new_key(user, rings.signing_key(keyring))
    for team_id, compartment in wanted:
        rings.grant(keyring.ring(team_id, compartment), user_key, granted_by=actor.user_id, keyring=keyring)
    return locks.make_link(bundle, hours=hours)


def reset(actor: Actor, user: User, *, hours: int = 24) -> tuple[str, datetime]:
    """A new key for a colleague who lost the password: it opens nothing until somebody gives the rings back."""
    actor.require_key_keeper("colleague.reset")
    if user.org_id != actor.org_id:
        raise Refused("colleague.reset", user.id)
    keyring: Keyring = actor.require_keyring()
    _want_again(user)
    bundle, _ = _new_key(user, rings.signing_key(keyring))
    Lock.objects.filter(user_key__user=user, kind__in=("password", "link")).delete()
    user.session_stamp = uuid4()
    user.save(update_fields=["session_stamp"])
    return locks.make_link(bundle, hours=hours)


def _want_again(user: User) -> None:
    ring_ids = set(
        RingGrant.objects.filter(user_key__user=user, user_key__is_current=True).values_list(
            "ring_version__ring_id", flat=True
        )
    )
    RingWanted.objects.bulk_create(
        [RingWanted(org_id=user.org_id, ring_id=ring_id, user=user) for ring_id in ring_ids],
        ignore_conflicts=True,
    )
    # Whoever vouched, vouched for who held the former link: for this one it takes two again.
    RingWanted.objects.filter(user=user).update(first_by=None)


def awaiting(org_id: UUID) -> dict[UUID, list[RingWanted]]:
    """Colleagues who wait for rings after a reset."""
    waiting: dict[UUID, list[RingWanted]] = {}
    for row in RingWanted.objects.filter(org_id=org_id).select_related("ring__team", "user"):
        waiting.setdefault(row.user_id, []).append(row)
    return waiting


def regrant(actor: Actor, user_id: UUID) -> list[str]:
    """Give a waiting colleague rings back: the first colleague only `essentials`, a second one the rest.

    Returns the compartments given. Nobody vouches for himself, and the same colleague does not count twice.
    """
    keyring: Keyring = actor.require_keyring()
    if user_id == actor.user_id:
        raise Refused("colleague.regrant", user_id)
    waiting = list(
        RingWanted.objects.select_for_update(of=("self",))
        .filter(org_id=actor.org_id, user_id=user_id)
        .select_related("ring")
    )
    user_key = UserKey.objects.filter(org_id=actor.org_id, user_id=user_id, is_current=True).first()
    if not waiting or user_key is None:
        return []
    # Only a colleague who works with the same keys can vouch: somebody without any of them gives nothing.
    if not any(keyring.holds(row.ring.team_id, row.ring.compartment) for row in waiting):
        return []
    first_by = next((row.first_by for row in waiting if row.first_by), None)
    second = first_by is not None and first_by != actor.user_id
    given = []
    for row in waiting:
        compartment = row.ring.compartment
        if not keyring.holds(row.ring.team_id, compartment):
            continue
        if second or compartment == people.ESSENTIALS:
            rings.grant(
                keyring.ring(row.ring.team_id, compartment),
                user_key,
                granted_by=actor.user_id,
                keyring=keyring,
            )
            given.append(compartment)
    if first_by is None:
        RingWanted.objects.filter(org_id=actor.org_id, user_id=user_id).update(first_by=actor.user_id)
    return given


def change_password(actor: Actor, old: str, new: str) -> bool:
    """Seal the colleague's key under a new password; False if the old one is wrong."""
    bundle = locks.open_with_password(actor.user_id, old, inside=True)
    if bundle is None:
        return False
    locks.set_password(bundle, new)
    return True


def password_from_card(user: User, secret: str, new_password: str) -> Bundle | None:
    """A colleague who forgot the password but kept the card: the same key under a new password."""
    bundle = locks.open_with_card(user.id, secret)
    if bundle is None:
        return None
    current = UserKey.objects.get(user=user, is_current=True)
    if bundle.user_key_id != current.id:
        return None
    locks.set_password(bundle, new_password)
    return bundle


def restore_with_card(actor: Actor, secret: str) -> list[str] | None:
    """After a reset, the card of the former key gives back everything it opened. None if it opens nothing."""
    keyring: Keyring = actor.require_keyring()
    former = locks.open_with_card(actor.user_id, secret)
    if former is None:
        return None
    if former.user_key_id == keyring.bundle.user_key_id:
        return []
    old = Keyring(user_id=actor.user_id, org_id=actor.org_id, bundle=former)
    own = UserKey.objects.get(id=keyring.bundle.user_key_id)
    given = []
    for ring_id, version in list(old._held):
        ring = old.version(ring_id, version)
        rings.grant(ring, own, granted_by=actor.user_id, keyring=keyring)
        given.append(ring.compartment)
    _rewrap_named(old, keyring, own)
    RingWanted.objects.filter(user_id=actor.user_id).delete()
    keyring.forget_grants()
    return given


def _rewrap_named(old: Keyring, new: Keyring, own: UserKey) -> None:
    """Folders that were sealed to the former key by name: seal them to the present one as well."""
    rows = []
    former = list(FolderKey.objects.filter(user_key_id=old.bundle.user_key_id).select_related("folder"))
    secrets_by_id = shred.secrets_of({row.folder.shred_id for row in former})
    for row in former:
        secret = secrets_by_id.get(row.folder.shred_id)
        if secret is None:
            continue
        key = unwrap(old, row, {}, secret)
        info = public_info(row.folder_id, row.compartment, row.key_version, own.id, secret)
        rows.append(
            FolderKey(
                org_id=row.org_id,
                folder_id=row.folder_id,
                compartment=row.compartment,
                key_version=row.key_version,
                user_key=own,
                wrapped=METHOD_PUBLIC + hybrid.seal_to(new.pair.public, key, info),
            )
        )
    FolderKey.objects.bulk_create(rows, ignore_conflicts=True)


# --- the recovery kit ------------------------------------------------------------------------------------------


def opens_kit(org_id: UUID, seed: bytes) -> bool:
    """Whether this seed is the organisation's recovery kit."""
    return recovery.keypair(seed).public == bytes(rings.organisation_keys(org_id).recovery_public)


def _ring_from_kit(pair: hybrid.KeyPair, row: RingVersion, signing_public: bytes) -> OpenRing:
    """Raises Tampered unless the organisation made this ring: whoever knows the kit's public key can seal to it."""
    seed = hybrid.open_with(pair, bytes(row.recovery_wrap), rings.recovery_info(row.ring_id, row.version))
    ring = OpenRing(
        row.ring_id, row.id, row.version, row.org_id, row.ring.team_id, row.ring.compartment, seed
    )
    check_ring(ring, bytes(row.signature), signing_public)
    return ring


def recover_with_kit(user: User, seed: bytes, new_password: str) -> Bundle:
    """The last resort: with the kit, a key keeper gets a new key and password and every ring ever held.

    Needs the organisation's scope. Raises Tampered if this is another organisation's kit, Refused if the
    colleague is no key keeper.
    """
    if not user.is_key_keeper:
        raise Refused("kit.recover", user.id)
    if not opens_kit(user.org_id, seed):
        raise Tampered("This is not the recovery kit of this organisation.")
    pair = recovery.keypair(seed)
    rows = list(RingVersion.objects.filter(org_id=user.org_id).select_related("ring"))
    pinned = bytes(rings.organisation_keys(user.org_id).signing_public)
    opened = [_ring_from_kit(pair, row, pinned) for row in rows]
    signer = _signer_from(opened, rows)
    if signer.public != pinned:
        raise Tampered("The signing key is not the pinned one.")
    held = set(
        RingGrant.objects.filter(user_key__user=user).values_list("ring_version__ring_id", flat=True)
    ) | set(RingWanted.objects.filter(user=user).values_list("ring_id", flat=True))
    bundle, user_key = _new_key(user, signer)
    Lock.objects.filter(user_key__user=user, kind__in=("password", "link")).delete()
    locks.set_password(bundle, new_password)
    for ring in opened:
        if ring.ring_id in held:
            rings.grant(ring, user_key, granted_by=user.id)
    user.session_stamp = uuid4()
    user.save(update_fields=["session_stamp"])
    return bundle


def _signer_from(opened: list[OpenRing], rows: list[RingVersion]) -> signing.SigningKey:
    from acasa.sealing.binding import binding

    by_id = {row.id: row for row in rows}
    keepers = [ring for ring in opened if ring.compartment == people.KEEPERS]
    if not keepers:
        raise MissingRecipient("The organisation has no key keepers' ring.")
    ring = max(keepers, key=lambda item: item.version)
    payload = bytes(by_id[ring.ring_version_id].payload_sealed)
    return signing.SigningKey.from_seed(
        symmetric.open_bytes(
            ring.key("payload"), payload, binding("ring-payload", ring.ring_id, ring.version)
        )
    )


def restore_with_kit(actor: Actor, seed: bytes, user_id: UUID) -> list[str]:
    """A key keeper with the kit gives a waiting colleague all rings back at once."""
    actor.require_key_keeper("kit.regrant")
    if not opens_kit(actor.org_id, seed):
        raise Tampered("This is not the recovery kit of this organisation.")
    keyring: Keyring = actor.require_keyring()
    pair = recovery.keypair(seed)
    user_key = UserKey.objects.get(org_id=actor.org_id, user_id=user_id, is_current=True)
    wanted = set(
        RingWanted.objects.filter(org_id=actor.org_id, user_id=user_id).values_list("ring_id", flat=True)
    )
    given = []
    for row in RingVersion.objects.filter(ring_id__in=wanted).select_related("ring"):
        ring = _ring_from_kit(pair, row, keyring.bundle.pin)
        rings.grant(ring, user_key, granted_by=actor.user_id, keyring=keyring)
        given.append(ring.compartment)
    return given


def kit_proved(org_id: UUID) -> None:
    """The kit was typed back in part: it was kept."""
    OrganisationKeys.objects.filter(org_id=org_id).update(kit_proved_at=timezone.now())


def kit_state(org_id: UUID) -> OrganisationKeys:
    """When the kit was proved and drilled, and whether it is in shares."""
    return OrganisationKeys.objects.get(org_id=org_id)


def rings_of_user(org_id: UUID, user_id: UUID) -> list[Wanted]:
    """Team and compartment of each ring that a colleague's present key holds."""
    return list(
        RingGrant.objects.filter(org_id=org_id, user_key__user_id=user_id, user_key__is_current=True)
        .values_list("ring_version__ring__team_id", "ring_version__ring__compartment")
        .distinct()
    )


def holder_counts(org_id: UUID) -> dict[UUID, int]:
    """How many active colleagues hold each ring: fewer than two needs a drilled kit."""
    counts: dict[UUID, int] = {row.id: 0 for row in Ring.objects.filter(org_id=org_id)}
    pairs = (
        RingGrant.objects.filter(org_id=org_id, user_key__is_current=True, user_key__user__is_active=True)
        .values_list("ring_version__ring_id", "user_key__user_id")
        .distinct()
    )
    for ring_id, _ in pairs:
        counts[ring_id] = counts.get(ring_id, 0) + 1
    return counts
