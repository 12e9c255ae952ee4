"""The fixed cast, and a night colleague: Zina, shelter staff, on duty, in no team."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from acasa.cases.models import Case
from acasa.cases.nights import lending
from acasa.cases.nights.services import opening
from acasa.cases.queries import case as case_queries
from acasa.cases.queries.case import CasePage
from acasa.cases.services import opening as case_opening
from acasa.cases.services import working
from acasa.cases.services.opening import NewCase
from acasa.core.actor import Actor
from acasa.core.scope import scoped
from acasa.people.models import User
from acasa.vault import locks, organisation, tokens
from acasa.vault.testing import Cast, Colleague, cast, cheap_passwords  # noqa: F401

REASON = "She is in hospital and they ask what she takes"
MEDICINE = "takes insulin, allergic to penicillin"
STORY = "what she told about the uncle"


@dataclass
class Night:
    """A case of Boris with something in each compartment, and Zina with an empty session."""

    cast: Cast
    zina: Colleague
    case_id: UUID
    session: dict[str, Any]

    @contextmanager
    def request(self, who: Colleague, session: dict[str, Any] | None = None) -> Iterator[Actor]:
        """One request of a session: what it was lent is on the keyring."""
        with scoped(who.user.org_id):
            actor = who.actor()
            lending.lend(self.session if session is None else session, actor)
            yield actor

    def page(self, who: Colleague, session: dict[str, Any] | None = None) -> CasePage:
        with self.request(who, session) as actor:
            return case_queries.case_page(actor, self.case_id)

    def open(self, *compartments: str, who: Colleague | None = None) -> UUID:
        token = tokens.new_token()
        with self.request(who or self.zina) as actor:
            opening_id, new = opening.begin(
                actor, self.case_id, compartments=compartments, reason=REASON, token=token
            )
        if new:
            lending.keep(self.session, opening_id, token)
        return opening_id


def join(cast: Cast, login: str, name: str, rings: list[tuple[UUID | None, str]], **more: Any) -> Colleague:
    with scoped(cast.org_id):
        user = User.objects.create(
            org=cast.org,
            email=f"{login}@example.org",
            display_name=name,
            profession=more.pop("profession", "shelter_staff"),
            short=organisation.new_short(),
            **more,
        )
        token, _expires = organisation.invite(cast.alina.actor(), user, rings)
        bundle = locks.use_link(token, cast.alina.password)
    assert bundle is not None
    return Colleague(user, bundle)


def case_of(colleague: Colleague, team: UUID, **more: Any) -> Case:
    with scoped(colleague.user.org_id):
        return case_opening.open_case(
            colleague.actor(),
            team_id=team,
            new=NewCase(essentials={"working_name": "Natalia"}, identity={"given": "Ana"}),
            **more,
        )


@pytest.fixture
def night(cast: Cast) -> Night:
    zina = join(cast, "zina", "Zina Moraru", [(None, "on_duty"), (None, "emergency")])
    case = case_of(cast.boris, cast.north.id)
    with scoped(cast.org_id):
        working.add_note(cast.carmen.actor(), case.id, compartment="health", text=MEDICINE)
        working.add_note(cast.boris.actor(), case.id, compartment="casework", text=STORY)
    return Night(cast, zina, case.id, {})
