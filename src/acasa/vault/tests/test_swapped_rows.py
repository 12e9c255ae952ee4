"""A writer of the database, who knows every public key, puts rows of its own beside or in place of the real ones."""

from __future__ import annotations

from uuid import UUID

import pytest

from acasa.core.actor import Actor
from acasa.core.scope import scoped
from acasa.people.models import Team, User
from acasa.sealing import hybrid, signing, symmetric
from acasa.sealing.binding import binding
from acasa.sealing.errors import Tampered
from acasa.vault import caseload, folders, kit, locks, organisation, rings
from acasa.vault.folders.wraps import key_aad
from acasa.vault.keyring import METHOD_PUBLIC, OpenRing, grant_info
from acasa.vault.models import Folder, FolderKey, OrganisationKeys, Ring, RingGrant, RingVersion, UserKey
from acasa.vault.tests.conftest import Cast, make_actor

ESSENTIALS = ["essentials", "casework"]


def ring_row(cast: Cast, compartment: str, team_id: UUID | None) -> RingVersion:
    return RingVersion.objects.select_related("ring").get(
        ring__org_id=cast.org.id, ring__team_id=team_id, ring__compartment=compartment
    )


def plant_grant(row: RingVersion, actor: Actor, seed: bytes) -> None:
    """What it takes: the colleague's public key, which stands in the table."""
    key = UserKey.objects.get(user_id=actor.user_id, is_current=True)
    wrap = hybrid.seal_to(bytes(key.public), seed, grant_info(row.ring_id, row.version, actor.user_id))
    RingGrant.objects.update_or_create(
        ring_version=row, user_key=key, defaults={"org_id": row.org_id, "wrap": wrap}
    )


def test_a_newer_ring_that_the_organisation_never_made_is_not_sealed_to(ours: Cast) -> None:
    manager, thief = ours["manager"], hybrid.KeyPair.generate()
    with scoped(ours.org.id):
        real = ring_row(ours, "casework", ours.team.id)
        planted = RingVersion.objects.create(
            org_id=ours.org.id,
            ring=real.ring,
            version=2,
            public=thief.public,
            signature=real.signature,
            recovery_wrap=real.recovery_wrap,
        )
        plant_grant(planted, manager, thief.seed)
    with scoped(ours.org.id), pytest.raises(Tampered):
        folders.create(ours.again(manager), kind="case", team_id=ours.team.id, compartments=ESSENTIALS)


def test_a_grant_with_another_seed_is_not_sealed_to(ours: Cast) -> None:
    manager, thief = ours["manager"], hybrid.KeyPair.generate()
    with scoped(ours.org.id):
        plant_grant(ring_row(ours, "casework", ours.team.id), manager, thief.seed)
    with scoped(ours.org.id), pytest.raises(Tampered):
        folders.create(ours.again(manager), kind="case", team_id=ours.team.id, compartments=ESSENTIALS)


def swap_teams(cast: Cast, compartment: str) -> None:
    """One team's ring hangs on the other, for as long as it takes somebody to be given it."""
    first, second = (
        Ring.objects.get(org_id=cast.org.id, team_id=team.id, compartment=compartment)
        for team in (cast.team, cast.second_team)
    )
    elsewhere = Team.objects.create(org=cast.org, name="elsewhere")
    for ring, team in ((first, elsewhere), (second, cast.team), (first, cast.second_team)):
        Ring.objects.filter(id=ring.id).update(team=team)


def test_a_ring_is_given_only_as_the_ring_of_its_team(ours: Cast) -> None:
    far = ours["far"]
    with scoped(ours.org.id):
        swap_teams(ours, "health")
    with scoped(ours.org.id), pytest.raises(Tampered):
        rings.grant_to_colleague(
            ours.again(ours.keeper), user_id=far.user_id, team_id=ours.second_team.id, compartment="health"
        )
    with scoped(ours.org.id), pytest.raises(Tampered):
        # Nor is it sealed to by somebody who does not hold it.
        folders.create(ours.again(ours["manager"]), kind="case", team_id=ours.team.id)


def swap_own_key(actor: Actor, thief: hybrid.KeyPair) -> None:
    UserKey.objects.filter(user_id=actor.user_id, is_current=True).update(public=thief.public)


def test_a_new_team_is_not_given_to_a_swapped_key(ours: Cast) -> None:
    swap_own_key(ours.keeper, hybrid.KeyPair.generate())
    with scoped(ours.org.id):
        team = Team.objects.create(org=ours.org, name="Cahul")
    with scoped(ours.org.id), pytest.raises(Tampered):
        organisation.add_team(ours.again(ours.keeper), team)


def test_a_card_does_not_restore_to_a_swapped_key(ours: Cast) -> None:
    doctor = ours["doctor"]
    user = User.objects.get(id=doctor.user_id)
    with scoped(ours.org.id):
        secret = locks.make_card(doctor.keyring.bundle)
        token, _ = organisation.reset(ours.keeper, user)
        bundle = locks.use_link(token, "another long password")
    assert bundle is not None
    again = make_actor(user, bundle, [ours.team])
    swap_own_key(again, hybrid.KeyPair.generate())
    with scoped(ours.org.id), pytest.raises(Tampered):
        organisation.restore_with_card(again, secret)


def plant_recovery(cast: Cast, row: RingVersion, seed: bytes) -> None:
    public = bytes(OrganisationKeys.objects.get(org_id=cast.org.id).recovery_public)
    row.recovery_wrap = hybrid.seal_to(public, seed, rings.recovery_info(row.ring_id, row.version))
    row.save()


def test_the_kit_opens_only_rings_that_the_organisation_made(ours: Cast) -> None:
    """The kit's public key is public too: whoever seals to it must not choose what comes back."""
    thief = hybrid.KeyPair.generate()
    with scoped(ours.org.id):
        plant_recovery(ours, ring_row(ours, "casework", ours.team.id), thief.seed)
    keeper = User.objects.get(id=ours.keeper.user_id)
    with scoped(ours.org.id), pytest.raises(Tampered):
        organisation.recover_with_kit(keeper, ours.kit_seed, "found again at last")
    with scoped(ours.org.id):
        # A new kit is made of rings in hand, and mends it.
        seed = kit.renew(ours.again(ours.keeper), in_shares=False)
        organisation.recover_with_kit(keeper, seed, "found again at last")


def test_the_kit_brings_back_the_pinned_signing_key_and_no_other(ours: Cast) -> None:
    """The keepers' ring stays, what it holds is another signing key: the thief also holds that ring."""
    other = signing.SigningKey.generate()
    with scoped(ours.org.id):
        ring: OpenRing = ours.keeper.keyring.ring(None, "keepers")
        row = ring_row(ours, "keepers", None)
        row.payload_sealed = symmetric.seal_bytes(
            ring.key("payload"), other.seed, binding("ring-payload", ring.ring_id, ring.version)
        )
        row.save()
    with scoped(ours.org.id), pytest.raises(Tampered):
        organisation.recover_with_kit(
            User.objects.get(id=ours.keeper.user_id), ours.kit_seed, "found again at last"
        )


def test_a_newer_key_of_a_folder_is_not_written_under(ours: Cast) -> None:
    """The thief knows the ring's public key and every id, but not the folder's secret outside the database."""
    manager = ours["manager"]
    with scoped(ours.org.id):
        case = folders.create(manager, kind="case", team_id=ours.team.id).id
        ring = ring_row(ours, "casework", ours.team.id)
        info = key_aad(case, "casework", 2, ring.id)
        FolderKey.objects.create(
            org_id=ours.org.id,
            folder_id=case,
            compartment="casework",
            key_version=2,
            ring_version=ring,
            wrapped=METHOD_PUBLIC + hybrid.seal_to(bytes(ring.public), symmetric.new_key(), info),
        )
    with scoped(ours.org.id), pytest.raises(Tampered):
        folders.open_one(ours.again(manager), case, verb="case.read")


def test_a_folder_is_restricted_by_its_keys_and_not_by_a_column(ours: Cast) -> None:
    manager = ours["manager"]
    with scoped(ours.org.id):
        named = [manager.user_id, ours["psychologist"].user_id]
        sealed = folders.create(manager, kind="case", team_id=ours.team.id, named=named).id
        common = folders.create(manager, kind="case", team_id=ours.team.id).id
        Folder.objects.filter(id=sealed).update(restricted=False)
        Folder.objects.filter(id=common).update(restricted=True)
    with scoped(ours.org.id):
        again = ours.again(manager)
        assert folders.open_one(again, sealed, verb="case.read").restricted
        assert not folders.open_one(again, common, verb="case.read").restricted


def test_a_named_card_is_not_sealed_to_a_swapped_key(ours: Cast) -> None:
    manager, thief = ours["manager"], hybrid.KeyPair.generate()
    with scoped(ours.org.id):
        named = [manager.user_id, ours["doctor"].user_id]
        case = folders.create(manager, kind="case", team_id=ours.team.id, named=named)
    swap_own_key(ours["doctor"], thief)
    with scoped(ours.org.id), pytest.raises(Tampered):
        for key in folders.named_keys(case.id):
            caseload.put_named_card(manager.keyring, key, case, {"show": {"name": "N"}})
