"""The life of keys: links, resets, cards, the recovery kit; what each gives back and what it does not."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.people.models import User
from acasa.sealing import recovery
from acasa.sealing.errors import MissingRecipient, Tampered
from acasa.vault import folders, locks, organisation, rings
from acasa.vault.keyring import Keyring
from acasa.vault.models import Lock, OrganisationKeys, RingGrant, RingVersion, RingWanted
from acasa.vault.tests.conftest import Cast, make_actor

STORY = {"kind": "note", "text": "she is safe"}


def case_of(actor: Actor, team_id: UUID) -> UUID:
    with scoped(actor.org_id):
        folder = folders.create(actor, kind="case", team_id=team_id)
        for compartment in ("essentials", "casework", "health"):
            folders.add(folder, compartment, {**STORY, "in": compartment})
    return folder.id


def opened(actor: Actor, case: UUID) -> set[str]:
    with scoped(actor.org_id):
        try:
            return {record.compartment for record in folders.open_one(actor, case, verb="case.read").records}
        except Refused:
            return set()


def user_of(actor: Actor) -> User:
    return User.objects.get(id=actor.user_id)


def after_reset(cast: Cast, name: str) -> Actor:
    """Reset a colleague, who uses the new link; returns the colleague as signed in afterwards."""
    with scoped(cast.org.id):
        token, _ = organisation.reset(cast.keeper, user_of(cast[name]))
        bundle = locks.use_link(token, "another long password")
    assert bundle is not None
    return make_actor(user_of(cast[name]), bundle, [cast.team])


def test_the_founder_signs_in_and_holds_every_ring(ours: Cast) -> None:
    bundle = locks.open_with_password(ours.keeper.user_id, ours.passwords[ours.keeper.user_id])
    assert bundle is not None
    assert locks.open_with_password(ours.keeper.user_id, "wrong") is None
    keyring = Keyring(user_id=ours.keeper.user_id, org_id=ours.org.id, bundle=bundle)
    with scoped(ours.org.id):
        assert keyring.compartments(ours.team.id) == set(people.TEAM_COMPARTMENTS)
        assert all(keyring.holds(None, ring) for ring in people.ORGANISATION_RINGS)
        assert rings.signing_key(keyring).public == bundle.pin


def test_a_link_is_good_once_and_until_it_expires(ours: Cast) -> None:
    with scoped(ours.org.id):
        token, expiry = organisation.reset(ours.keeper, user_of(ours["doctor"]))
        assert locks.find_link(token) is not None
        assert abs(expiry - timezone.now() - timedelta(hours=24)) < timedelta(minutes=1)
        assert locks.use_link(("y" if token[0] == "x" else "x") + token[1:], "another long password") is None
        assert locks.use_link(token, "another long password") is not None
        assert locks.use_link(token, "a third long password") is None
        assert locks.find_link(token) is None
        assert locks.open_with_password(ours["doctor"].user_id, "another long password") is not None
        late, _ = organisation.reset(ours.keeper, user_of(ours["doctor"]), hours=-1)
        assert locks.use_link(late, "a fourth long password") is None


def test_only_a_key_keeper_invites_and_only_what_the_keeper_holds(ours: Cast) -> None:
    with scoped(ours.org.id), pytest.raises(Refused):
        organisation.invite(ours["manager"], user_of(ours["doctor"]), [])
    ours.join("second", "case_manager", is_key_keeper=True)
    with pytest.raises(MissingRecipient), scoped(ours.org.id):
        organisation.invite(ours["second"], user_of(ours["doctor"]), [(ours.team.id, "health")])


def test_a_reset_reads_nothing_one_colleague_gives_essentials_a_second_the_rest(ours: Cast) -> None:
    case = case_of(ours["keeper"], ours.team.id)
    assert opened(ours["psychologist"], case) == {"essentials", "casework", "health"}
    former = user_of(ours["psychologist"]).session_stamp
    again = after_reset(ours, "psychologist")
    assert user_of(again).session_stamp != former
    assert locks.open_with_password(again.user_id, ours.passwords[again.user_id]) is None
    assert opened(again, case) == set()
    with scoped(ours.org.id):
        assert set(organisation.awaiting(ours.org.id)) == {again.user_id}
        with pytest.raises(Refused):
            organisation.regrant(again, again.user_id)
        assert organisation.regrant(ours["manager"], again.user_id) == ["essentials"]
    assert opened(ours.again(again), case) == {"essentials"}
    with scoped(ours.org.id):
        assert organisation.regrant(ours["manager"], again.user_id) == []
        assert sorted(organisation.regrant(ours["keeper"], again.user_id)) == ["casework", "health"]
        assert organisation.awaiting(ours.org.id) == {}
    assert opened(ours.again(again), case) == {"essentials", "casework", "health"}


def test_a_second_reset_takes_two_colleagues_again(ours: Cast) -> None:
    """Who vouched after the first reset did not vouch for whoever used the second link."""
    case = case_of(ours["keeper"], ours.team.id)
    again = after_reset(ours, "psychologist")
    with scoped(ours.org.id):
        assert organisation.regrant(ours["manager"], again.user_id) == ["essentials"]
    again = after_reset(ours, "psychologist")
    with scoped(ours.org.id):
        assert organisation.regrant(ours["keeper"], again.user_id) == ["essentials"]
    assert opened(ours.again(again), case) == {"essentials"}


def test_nobody_gives_a_ring_that_they_do_not_hold(ours: Cast) -> None:
    case = case_of(ours["keeper"], ours.team.id)
    again = after_reset(ours, "psychologist")
    with scoped(ours.org.id):
        assert organisation.regrant(ours["night"], again.user_id) == ["essentials"]
        assert organisation.regrant(ours["manager"], again.user_id) == ["casework"]
    assert opened(ours.again(again), case) == {"essentials", "casework"}
    with scoped(ours.org.id):
        assert [row.ring.compartment for row in organisation.awaiting(ours.org.id)[again.user_id]] == [
            "health"
        ]


def test_a_card_opens_the_same_key_and_a_second_card_ends_the_first(ours: Cast) -> None:
    with scoped(ours.org.id):
        first = locks.make_card(ours["manager"].keyring.bundle)
        second = locks.make_card(ours["manager"].keyring.bundle)
        assert locks.open_with_card(ours["manager"].user_id, first) is None
        assert locks.open_with_card(ours["doctor"].user_id, second) is None
        bundle = organisation.password_from_card(user_of(ours["manager"]), second, "a new long password")
    assert bundle is not None
    assert bundle.seed == ours["manager"].keyring.bundle.seed
    assert locks.open_with_password(ours["manager"].user_id, "a new long password") is not None


def test_after_a_reset_the_card_gives_back_everything_restricted_folders_too(ours: Cast) -> None:
    case = case_of(ours["keeper"], ours.team.id)
    with scoped(ours.org.id):
        secret = locks.make_card(ours["psychologist"].keyring.bundle)
        restricted = folders.create(
            ours["psychologist"],
            kind="case",
            team_id=ours.team.id,
            named=[ours["psychologist"].user_id, ours["manager"].user_id],
        )
        folders.add(restricted, "casework", STORY)
    again = after_reset(ours, "psychologist")
    assert opened(again, restricted.id) == set()
    with scoped(ours.org.id):
        # A reset ends the old card as a way to sign in.
        assert organisation.password_from_card(user_of(again), secret, "a third long password") is None
        given = organisation.restore_with_card(again, secret)
    assert sorted(given or []) == ["casework", "essentials", "health"]
    assert opened(ours.again(again), case) == {"essentials", "casework", "health"}
    assert opened(ours.again(again), restricted.id) == {"casework"}
    with scoped(ours.org.id):
        assert not RingWanted.objects.filter(user_id=again.user_id).exists()


def test_with_the_kit_a_key_keeper_who_lost_everything_comes_back(ours: Cast) -> None:
    case = case_of(ours["manager"], ours.team.id)
    Lock.objects.filter(user_key__user_id=ours.keeper.user_id).delete()
    with scoped(ours.org.id):
        bundle = organisation.recover_with_kit(user_of(ours.keeper), ours.kit_seed, "found again at last")
    assert locks.open_with_password(ours.keeper.user_id, "found again at last") is not None
    keeper = make_actor(user_of(ours.keeper), bundle, [ours.team])
    assert opened(keeper, case) == {"essentials", "casework", "health"}
    with scoped(ours.org.id):
        assert rings.signing_key(keeper.keyring).public == bundle.pin
        token, _ = organisation.invite(keeper, user_of(ours["night"]), [(ours.team.id, "essentials")])
        assert token


def test_another_kit_or_another_colleague_is_refused(ours: Cast) -> None:
    with scoped(ours.org.id):
        assert organisation.opens_kit(ours.org.id, ours.kit_seed)
        with pytest.raises(Tampered):
            organisation.recover_with_kit(user_of(ours.keeper), recovery.new_seed(), "a long password")
        with pytest.raises(Refused):
            organisation.recover_with_kit(user_of(ours["manager"]), ours.kit_seed, "a long password")
        with pytest.raises(Tampered):
            organisation.restore_with_kit(ours.keeper, recovery.new_seed(), ours["doctor"].user_id)
        with pytest.raises(Refused):
            organisation.restore_with_kit(ours["manager"], ours.kit_seed, ours["doctor"].user_id)


def test_a_key_keeper_with_the_kit_gives_a_colleague_everything_back(ours: Cast) -> None:
    case = case_of(ours["keeper"], ours.team.id)
    again = after_reset(ours, "doctor")
    with scoped(ours.org.id):
        given = organisation.restore_with_kit(ours.keeper, ours.kit_seed, again.user_id)
    assert sorted(given) == ["essentials", "health", "identity"]
    assert opened(ours.again(again), case) == {"essentials", "health"}


def test_a_new_team_has_rings_that_its_maker_gives_on(ours: Cast) -> None:
    from acasa.people.models import Membership, Team

    with scoped(ours.org.id):
        team = Team.objects.create(org=ours.org, name="Cahul")
        Membership.objects.create(org=ours.org, team=team, user=user_of(ours.keeper))
        with pytest.raises(Refused):
            organisation.add_team(ours["manager"], team)
        organisation.add_team(ours.keeper, team)
        assert ours.keeper.keyring.compartments(team.id) == set(people.TEAM_COMPARTMENTS)
    new = ours.join("cahul", "case_manager", [team])
    case = case_of(new, team.id)
    assert opened(new, case) == {"essentials", "casework"}
    assert opened(ours["manager"], case) == set()


def test_swapped_recovery_key_is_noticed_before_anything_is_sealed_to_it(ours: Cast) -> None:
    thief = recovery.keypair(recovery.new_seed()).public
    OrganisationKeys.objects.filter(org_id=ours.org.id).update(recovery_public=thief)
    with scoped(ours.org.id), pytest.raises(Tampered):
        rings.organisation_keys(ours.org.id)


def test_a_grant_to_a_swapped_colleagues_key_is_refused(ours: Cast) -> None:
    from acasa.vault.models import UserKey

    thief = UserKey.objects.get(user_id=ours["far"].user_id)
    UserKey.objects.filter(user_id=ours["doctor"].user_id).update(public=thief.public)
    with scoped(ours.org.id), pytest.raises(Tampered):
        rings.grant_to_colleague(
            ours.keeper, user_id=ours["doctor"].user_id, team_id=ours.team.id, compartment="casework"
        )


def test_holders_are_counted_without_former_keys(ours: Cast) -> None:
    with scoped(ours.org.id):
        essentials = RingVersion.objects.get(
            ring__team_id=ours.team.id, ring__compartment="essentials"
        ).ring_id
        before = organisation.holder_counts(ours.org.id)[essentials]
    after_reset(ours, "doctor")
    with scoped(ours.org.id):
        assert organisation.holder_counts(ours.org.id)[essentials] == before - 1
        assert organisation.rings_of_user(ours.org.id, ours["doctor"].user_id) == []
        assert RingGrant.objects.filter(user_key__user_id=ours["doctor"].user_id).exists()
