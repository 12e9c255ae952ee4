"""A case goes to another team: the new one opens all of it, the former one nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests.world import join, open_case, sign_in

from acasa.audit.models import Entry
from acasa.cases.handover import moving
from acasa.cases.models import Case, Obligation
from acasa.cases.queries import case as cases
from acasa.cases.queries import caseload
from acasa.cases.queries.caseload import Filters
from acasa.cases.services import editing, opening, working
from acasa.core.errors import NotYet, Refused
from acasa.core.scope import scoped
from acasa.people import rules
from acasa.people.models import Membership
from acasa.vault import rings
from acasa.vault.models import FolderKey
from acasa.vault.testing import Cast, Colleague

SOON = datetime.now(UTC).date() + timedelta(days=2)


@pytest.fixture
def sofia(cast: Cast) -> Colleague:
    """She works in the south alone."""
    return join(cast, "sofia", "Sofia Botnari", "case_manager", cast.south)


@pytest.fixture
def case(cast: Cast) -> UUID:
    """A case of Boris with a step, her name and a note of health."""
    made, _person = open_case(cast.boris, cast.north, "Ana", step=opening.Step("call", SOON))
    with scoped(cast.org_id):
        editing.set_identity(cast.boris.actor(), made, data={"given": "Anastasia"}, version=0)
        working.add_note(cast.carmen.actor(), made, compartment=rules.HEALTH, text="sleeps badly")
    return made


def names(colleague: Colleague) -> list[str]:
    with scoped(colleague.user.org_id):
        listing = caseload.listing(colleague.actor(), Filters(), today_number=0)
    return [row.name for row in listing.rows]


def test_the_new_team_opens_all_of_it_and_the_former_nothing(
    cast: Cast, sofia: Colleague, case: UUID
) -> None:
    with scoped(cast.org_id):
        moving.move(
            cast.alina.actor(), case, team_id=cast.south.id, worker_id=sofia.user.id, words="She likes tea."
        )
    with scoped(cast.org_id):
        found = cases.case_page(sofia.actor(), case)
        assert (found.name, found.team, found.worker.id) == ("Ana", "South", sofia.user.id)
        assert found.steps[0].data["text"] == "call"
        given, _version = cases.identity(sofia.actor(), case)
        assert given["given"] == "Anastasia"
        told = next(record.data for record in found.timeline if record.data.get("what") == "assigned")
        assert (told["team"], told["team_before"], told["words"]) == ("South", "North", "She likes tea.")
        due = Obligation.objects.filter(case_id=case).values_list("worker_id", flat=True)
        assert set(due) == {sofia.user.id}
    for former in (cast.boris, cast.carmen, cast.dan, cast.olga):
        with scoped(former.user.org_id), pytest.raises(Refused):
            cases.case_page(former.actor(), case)
    assert names(sofia) == ["Ana"] == names(cast.alina) and names(cast.boris) == []
    with scoped(cast.org_id):
        assert not FolderKey.objects.filter(ring_version__ring__team_id=cast.north.id).exists()
        assert Entry.objects.filter(org_id=cast.org_id, verb="case.transfer").count() == 1
        # The work goes on there.
        working.add_contact(sofia.actor(), case, what="call", text="We spoke.")
        assert cases.case_page(cast.alina.actor(), case).timeline


def test_a_person_with_another_case_stays_with_the_former_team_too(
    cast: Cast, sofia: Colleague, case: UUID
) -> None:
    with scoped(cast.org_id):
        person = Case.objects.get(id=case).person_id
        second = opening.open_case(
            cast.boris.actor(), team_id=cast.north.id, new=opening.NewCase(essentials={}), person_id=person
        ).id
        moving.move(cast.alina.actor(), case, team_id=cast.south.id, worker_id=sofia.user.id)
        assert cases.case_page(cast.boris.actor(), second).name == "Ana"
        with pytest.raises(Refused):
            cases.case_page(cast.boris.actor(), case)


def test_who_lacks_a_key_on_either_side_moves_nothing(cast: Cast, sofia: Colleague, case: UUID) -> None:
    with scoped(cast.org_id):
        # Boris comes to the south, and holds its essentials alone.
        Membership.objects.create(org=cast.org, team=cast.south, user=cast.boris.user)
        rings.grant_to_colleague(
            cast.alina.actor(),
            user_id=cast.boris.user.id,
            team_id=cast.south.id,
            compartment=rules.ESSENTIALS,
        )
        with pytest.raises(NotYet) as refused:
            moving.move(cast.boris.actor(), case, team_id=cast.south.id, worker_id=sofia.user.id)
        # He holds neither her health here nor enough keys there.
        assert len(refused.value.reasons) == 2
    with scoped(cast.org_id):
        assert cases.case_page(cast.boris.actor(), case).team == "North"
        with pytest.raises(Refused):
            cases.case_page(sofia.actor(), case)


def test_only_to_a_team_of_ones_own_and_to_somebody_in_it(cast: Cast, sofia: Colleague, case: UUID) -> None:
    def refused(who: Colleague, team: UUID, to: Colleague) -> None:
        with scoped(who.user.org_id), pytest.raises(Refused):
            moving.move(who.actor(), case, team_id=team, worker_id=to.user.id)

    refused(cast.alina, cast.south.id, cast.boris)
    refused(cast.alina, cast.north.id, cast.boris)
    refused(cast.alina, cast.far.id, sofia)
    refused(cast.boris, cast.south.id, sofia)
    refused(sofia, cast.south.id, sofia)
    refused(cast.olga, cast.far.id, cast.olga)
    with scoped(cast.org_id):
        named = opening.open_case(
            cast.alina.actor(),
            team_id=cast.north.id,
            new=opening.NewCase(essentials={"working_name": "Zina"}),
            deputy_id=cast.boris.user.id,
        ).id
        with pytest.raises(Refused):
            moving.move(cast.alina.actor(), named, team_id=cast.south.id, worker_id=sofia.user.id)


def test_the_page_asks_whether_she_knows_and_moves_it(
    cast: Cast, sofia: Colleague, case: UUID, settings: Any
) -> None:
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    client = Client()
    sign_in(client, cast.alina)
    assert f"/cases/{case}/other-team/" in client.get(f"/cases/{case}/assign/").content.decode()
    told = {"to": f"{cast.south.id}:{sofia.user.id}"}
    page = client.post(f"/cases/{case}/other-team/", told)
    assert page.status_code == 422 and "Tell her first" in page.content.decode()
    done = client.post(f"/cases/{case}/other-team/", {**told, "understood": "on"})
    assert (done.status_code, done["Location"]) == (302, f"/cases/{case}/")
    assert "team South" in client.get(f"/cases/{case}/").content.decode()
