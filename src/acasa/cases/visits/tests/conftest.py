"""The cast, with a case of Boris; a colleague of another team, and one at night who holds essentials only."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from acasa.cases.services import opening
from acasa.core.scope import scoped
from acasa.people import rules
from acasa.people.models import Membership, Team, User
from acasa.vault import locks, organisation
from acasa.vault.testing import Cast, Colleague, cast, cheap_passwords  # noqa: F401

Joins = Callable[[str, str, Team | None], Colleague]


@pytest.fixture
def joins(cast: Cast) -> Joins:
    def join(login: str, profession: str, team: Team | None) -> Colleague:
        with scoped(cast.org_id):
            user = User.objects.create(
                org=cast.org,
                email=f"{login}@example.org",
                display_name=login.title(),
                profession=profession,
                short=organisation.new_short(),
            )
            wanted: list[tuple[UUID | None, str]] = [
                (None, name) for name in rules.organisation_rings(profession)
            ]
            if team is not None:
                Membership.objects.create(org=cast.org, team=team, user=user)
                wanted += [(team.id, name) for name in rules.default_compartments(profession)]
            token, _expires = organisation.invite(cast.alina.actor(), user, wanted)
            bundle = locks.use_link(token, cast.alina.password)
            assert bundle is not None
        return Colleague(user, bundle)

    return join


@pytest.fixture
def case(cast: Cast) -> UUID:
    with scoped(cast.org_id):
        new = opening.NewCase(essentials={"working_name": "Zamfira"}, alerts=["no_police"])
        return opening.open_case(cast.boris.actor(), team_id=cast.north.id, new=new).id
