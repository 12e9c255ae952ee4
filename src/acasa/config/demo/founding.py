"""An organisation of fictional colleagues, made without a browser: for the demonstration and the benchmarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from acasa.core.actor import Actor
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.people.models import Membership, Organisation, Team, User
from acasa.vault import locks, organisation
from acasa.vault.keyring import Keyring
from acasa.vault.locks import Bundle


@dataclass(frozen=True)
class Colleague:
    """Someone to be: `key` is a short name for the story, `teams` are names of teams."""

    key: str
    email: str
    name: str
    profession: str
    teams: tuple[str, ...] = ()
    language: str = "en"
    supervisor: bool = False
    key_keeper: bool = False


@dataclass
class House:
    """A founded organisation with everybody's key at hand, for as long as the story is written."""

    org: Organisation
    teams: dict[str, Team]
    users: dict[str, User]
    bundles: dict[str, Bundle] = field(repr=False)
    kit_seed: bytes = field(repr=False)

    def actor(self, key: str) -> Actor:
        """A colleague at work, with a keyring as a new request has it."""
        user = self.users[key]
        with scoped(self.org.id):
            teams = frozenset(Membership.objects.filter(user=user).values_list("team_id", flat=True))
        return Actor(
            user_id=user.id,
            org_id=self.org.id,
            display_name=user.display_name,
            profession=user.profession,
            language=user.language,
            organisation_name=self.org.name,
            is_supervisor=user.is_supervisor,
            is_key_keeper=user.is_key_keeper,
            teams=teams,
            keyring=Keyring(user_id=user.id, org_id=self.org.id, bundle=self.bundles[key]),
        )


def found(org: Organisation, teams: Sequence[str], colleagues: Sequence[Colleague], password: str) -> House:
    """Found `org` (not saved yet) with these teams; the first colleague must be a key keeper.

    Everybody gets the same password and the rings that come with profession and rights.
    """
    org.save(force_insert=True)
    users = {person.key: _user(org, person) for person in colleagues}
    first = colleagues[0]
    with scoped(org.id):
        made = {name: Team.objects.create(org=org, name=name) for name in teams}
        for person in colleagues:
            for name in person.teams:
                Membership.objects.create(org=org, team=made[name], user=users[person.key])
        founded = organisation.found(org, users[first.key], password, teams=made.values(), in_shares=False)
        organisation.kit_proved(org.id)
    house = House(org, made, users, {first.key: founded.bundle}, founded.kit_seed)
    for person in colleagues[1:]:
        with scoped(org.id):
            token, _ = organisation.invite(house.actor(first.key), users[person.key], _wanted(person, made))
            bundle = locks.use_link(token, password)
        assert bundle is not None
        house.bundles[person.key] = bundle
    return house


def _user(org: Organisation, person: Colleague) -> User:
    return User.objects.create(
        org=org,
        email=person.email,
        display_name=person.name,
        profession=person.profession,
        language=person.language,
        is_supervisor=person.supervisor,
        is_key_keeper=person.key_keeper,
        short=organisation.new_short(),
    )


def _wanted(person: Colleague, teams: dict[str, Team]) -> list[tuple[UUID | None, str]]:
    held = sorted(people.default_compartments(person.profession, supervisor=person.supervisor))
    own = sorted(
        people.organisation_rings(
            person.profession, supervisor=person.supervisor, key_keeper=person.key_keeper
        )
    )
    return [(teams[name].id, compartment) for name in person.teams for compartment in held] + [
        (None, compartment) for compartment in own
    ]
