"""A fixed cast for tests, founded through the vault's own services. Every person is fictional.

Use from a slice's conftest.py: `from acasa.vault.testing import cast, cheap_passwords  # noqa: F401`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

import pytest

from acasa.core.actor import Actor
from acasa.core.scope import scoped
from acasa.people import rules
from acasa.people.models import Membership, Organisation, Team, User
from acasa.sealing import password, rsa
from acasa.vault import locks, organisation
from acasa.vault.keyring import Keyring
from acasa.vault.locks import Bundle

# The password of everybody in the cast.
PASSWORD = "lantern over the quiet river"  # noqa: S105
_CHEAP = password.Argon2Params(memory_kib=64, passes=1)


@dataclass
class Colleague:
    """Somebody of the cast, with the open key."""

    user: User
    bundle: Bundle
    password: str = PASSWORD

    @property
    def email(self) -> str:
        return self.user.email

    def actor(self, *, locked: bool = False) -> Actor:
        """A fresh actor as the database says now; needs the organisation's scope."""
        user = User.objects.select_related("org").get(id=self.user.id)
        keyring = None if locked else Keyring(user_id=user.id, org_id=user.org_id, bundle=self.bundle)
        return Actor(
            user_id=user.id,
            org_id=user.org_id,
            display_name=user.display_name,
            profession=user.profession,
            language=user.language,
            organisation_name=user.org.name,
            is_supervisor=user.is_supervisor,
            is_key_keeper=user.is_key_keeper,
            teams=frozenset(Membership.objects.filter(user_id=user.id).values_list("team_id", flat=True)),
            keyring=keyring,
        )


@dataclass
class Cast:
    """Organisation A (`org`, teams `north` and `south`) and organisation B (`other_org`, team `far`).

    Alina: key keeper, supervisor, case manager, in both teams. Boris: case manager, Carmen: psychologist, both north.
    Dan: data officer, in no team. Olga: key keeper of B, the outsider.
    """

    org: Organisation
    other_org: Organisation
    north: Team
    south: Team
    far: Team
    alina: Colleague
    boris: Colleague
    carmen: Colleague
    dan: Colleague
    olga: Colleague
    kit_seed: bytes
    other_kit_seed: bytes

    @property
    def org_id(self) -> UUID:
        return self.org.id


def found_cast() -> Cast:
    """Make both organisations. With real Argon2 it takes about a second; see `cheap_passwords`."""
    org, teams, alina, seed = _found("Casa Luminii", "CL", "alina", "Alina Rusu", ["North", "South"])
    north, south = teams
    other, far, olga, other_seed = _found("Podul Alb", "PA", "olga", "Olga Munteanu", ["Far"])
    with scoped(org.id):
        colleagues = [
            _join(alina.actor(), org, name, shown, profession, north if in_team else None)
            for name, shown, profession, in_team in (
                ("boris", "Boris Ceban", "case_manager", True),
                ("carmen", "Carmen Lupu", "psychologist", True),
                ("dan", "Dan Sava", "data_officer", False),
            )
        ]
    boris, carmen, dan = colleagues
    return Cast(org, other, north, south, far[0], alina, boris, carmen, dan, olga, seed, other_seed)


def _found(
    name: str, prefix: str, login: str, shown: str, team_names: list[str]
) -> tuple[Organisation, list[Team], Colleague, bytes]:
    org_id = uuid4()
    with scoped(org_id):
        org = Organisation.objects.create(id=org_id, name=name, case_prefix=prefix)
        teams = [Team.objects.create(org=org, name=team) for team in team_names]
        user = User.objects.create(
            org=org,
            email=f"{login}@example.org",
            display_name=shown,
            profession="case_manager",
            is_supervisor=True,
            is_key_keeper=True,
            short=organisation.new_short(),
        )
        for team in teams:
            Membership.objects.create(org=org, team=team, user=user)
        founded = organisation.found(org, user, PASSWORD, teams=teams, in_shares=False)
        organisation.kit_proved(org.id)
    return org, teams, Colleague(user, founded.bundle), founded.kit_seed


def _join(
    actor: Actor, org: Organisation, login: str, shown: str, profession: str, team: Team | None
) -> Colleague:
    user = User.objects.create(
        org=org,
        email=f"{login}@example.org",
        display_name=shown,
        profession=profession,
        short=organisation.new_short(),
    )
    wanted: list[tuple[UUID | None, str]] = [(None, name) for name in rules.organisation_rings(profession)]
    if team is not None:
        Membership.objects.create(org=org, team=team, user=user)
        wanted += [(team.id, name) for name in rules.default_compartments(profession)]
    token, _expires = organisation.invite(actor, user, wanted)
    bundle = locks.use_link(token, PASSWORD)
    assert bundle is not None
    return Colleague(user, bundle)


@lru_cache(maxsize=1)
def _one_rsa_pair() -> tuple[bytes, bytes]:
    return rsa.generate()


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 at a thousandth of its cost, in the calling thread, and the same RSA pair for every team.

    Never for tests of the cost itself, nor of ODK forms.
    """
    pair = _one_rsa_pair()
    monkeypatch.setattr("acasa.vault.rings.rsa.generate", lambda: pair)

    def derive(
        typed: str, salt: bytes, pepper: bytes, *_params: Any, inside: bool, **_more: Any
    ) -> password.Derived:
        return password.derive(typed, salt, pepper, _CHEAP, minimum=_CHEAP)

    monkeypatch.setattr(locks, "_derive", derive)


# The cast of this process and its rows.
_kept: list[tuple[Cast, Any]] = []


@pytest.fixture
def cast(cheap_passwords: None, transactional_db: None, acasa_server: Any) -> Iterator[Cast]:
    """The cast on a database with real commits. Founded once in each process; then its rows are put back."""
    if _kept:
        acasa_server.put_back(_kept[0][1])
    else:
        before = acasa_server.rows()
        founded = found_cast()
        if before:
            # Another fixture was here first: what it wrote is not the cast's.
            yield founded
            return
        _kept.append((founded, acasa_server.rows()))
    yield copy.deepcopy(_kept[0][0])
