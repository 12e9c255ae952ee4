"""Two organisations with colleagues of several professions, on the real database with real commits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

import pytest

from acasa.core.actor import Actor
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.people.models import Membership, Organisation, Team, User
from acasa.sealing import password, rsa
from acasa.vault import locks, organisation
from acasa.vault.keyring import Keyring


@dataclass
class Cast:
    """One organisation. `keeper` founded it and holds every ring; the others hold what their profession needs."""

    org: Organisation
    team: Team
    second_team: Team
    keeper: Actor
    kit_seed: bytes
    colleagues: dict[str, Actor] = field(default_factory=dict)
    passwords: dict[UUID, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Actor:
        """A colleague by the name given to `join`, with an open keyring."""
        return self.colleagues[name]

    def join(self, name: str, profession: str, teams: list[Team] | None = None, **rights: bool) -> Actor:
        """Invite a colleague with the default rings of the profession, and let the colleague use the link."""
        teams = [self.team] if teams is None else teams
        with scoped(self.org.id):
            user = new_user(
                self.org, f"{name}@{self.org.case_prefix.lower()}.example", name, profession, **rights
            )
            for team in teams:
                Membership.objects.create(org=self.org, team=team, user=user)
            supervisor, key_keeper = rights.get("is_supervisor", False), rights.get("is_key_keeper", False)
            wanted: list[tuple[UUID | None, str]] = [
                (team.id, compartment)
                for team in teams
                for compartment in sorted(people.default_compartments(profession, supervisor=supervisor))
            ]
            wanted += [
                (None, ring)
                for ring in sorted(
                    people.organisation_rings(profession, supervisor=supervisor, key_keeper=key_keeper)
                )
            ]
            token, _ = organisation.invite(self.keeper, user, wanted)
            self.passwords[user.id] = f"a long password of {name}"
            bundle = locks.use_link(token, self.passwords[user.id])
        assert bundle is not None
        self.colleagues[name] = make_actor(user, bundle, teams)
        return self.colleagues[name]

    def again(self, actor: Actor) -> Actor:
        """The same colleague in a new request: a keyring that has looked at nothing yet."""
        return make_actor(
            User.objects.get(id=actor.user_id), actor.keyring.bundle, [Team(id=team) for team in actor.teams]
        )


def new_user(org: Organisation, email: str, name: str, profession: str, **rights: bool) -> User:
    return User.objects.create(
        org=org,
        email=email,
        display_name=name,
        profession=profession,
        short=organisation.new_short(),
        **rights,
    )


def make_actor(user: User, bundle: locks.Bundle, teams: list[Team]) -> Actor:
    return Actor(
        user_id=user.id,
        org_id=user.org_id,
        display_name=user.display_name,
        profession=user.profession,
        is_supervisor=user.is_supervisor,
        is_key_keeper=user.is_key_keeper,
        teams=frozenset(team.id for team in teams),
        keyring=Keyring(user_id=user.id, org_id=user.org_id, bundle=bundle),
    )


def found(prefix: str) -> Cast:
    """An organisation with two teams and its first key keeper, who is a supervisor too."""
    org = Organisation.objects.create(name=f"House {prefix}", case_prefix=prefix)
    with scoped(org.id):
        teams = [Team.objects.create(org=org, name=name) for name in ("Chișinău", "Bălți")]
        user = new_user(
            org,
            f"keeper@{prefix.lower()}.example",
            "keeper",
            "case_manager",
            is_key_keeper=True,
            is_supervisor=True,
        )
        for team in teams:
            Membership.objects.create(org=org, team=team, user=user)
        founded = organisation.found(org, user, f"a long password of {prefix}", teams=teams, in_shares=False)
    cast = Cast(org, teams[0], teams[1], make_actor(user, founded.bundle, teams), founded.kit_seed)
    cast.passwords[user.id] = f"a long password of {prefix}"
    cast.colleagues["keeper"] = cast.keeper
    return cast


def _quick(text: str, salt: bytes, pepper: bytes, *_: Any, **__: Any) -> password.Derived:
    """In the place of Argon2, whose cost is the point and is tested with the sealing itself."""
    both = hashlib.blake2b(text.encode(), key=salt + pepper).digest()
    return password.Derived(both[:32], both[32:])


@cache
def _rsa_pair() -> tuple[bytes, bytes]:
    return rsa.generate()


@pytest.fixture
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords and RSA pairs cost nothing."""
    monkeypatch.setattr(password, "derive", _quick)
    pair = _rsa_pair()
    monkeypatch.setattr(rsa, "generate", lambda: pair)


@pytest.fixture
def ours(clean_database: Any, quick_keys: None) -> Iterator[Cast]:
    """Our organisation: a case manager, a psychologist, a doctor and shelter staff in the first team."""
    cast = found("RA")
    cast.join("manager", "case_manager")
    cast.join("psychologist", "psychologist")
    cast.join("doctor", "doctor")
    cast.join("night", "shelter_staff")
    cast.join("far", "case_manager", [cast.second_team])
    return cast


@pytest.fixture
def theirs(ours: Cast) -> Cast:
    """Another organisation in the same installation."""
    cast = found("XB")
    cast.join("manager", "case_manager")
    return cast
