"""A restricted case stays with those it names, whatever somebody writes into the database."""

from __future__ import annotations

from uuid import UUID

from acasa.cases.queries import caseload
from acasa.cases.queries.caseload import Filters
from acasa.cases.services import editing, opening
from acasa.cases.services.opening import NewCase
from acasa.core.scope import scoped
from acasa.vault.models import Card, Folder, FolderKey, UserKey
from acasa.vault.testing import Cast, Colleague


def restricted(cast: Cast) -> UUID:
    new = NewCase(essentials={"working_name": "Severina"}, identity={"given": "Severina"}, risk="low")
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        return opening.open_case(boris, team_id=cast.north.id, new=new, deputy_id=cast.carmen.user.id).id


def work_on(cast: Cast, case_id: UUID) -> None:
    with scoped(cast.org_id):
        editing.set_risk(
            cast.boris.actor(), case_id, risk="high", review_on=None, alerts=["minor"], version=1
        )


def listed(cast: Cast, who: Colleague) -> list[tuple[str, str]]:
    with scoped(cast.org_id):
        found = caseload.listing(who.actor(), Filters(), today_number=20_000)
        return [(row.name, row.risk) for row in found.rows]


def test_a_column_does_not_bring_it_into_the_teams_list(cast: Cast) -> None:
    case_id = restricted(cast)
    with scoped(cast.org_id):
        Folder.objects.update(restricted=False)
    work_on(cast, case_id)
    assert listed(cast, cast.alina) == []
    assert listed(cast, cast.boris) == listed(cast, cast.carmen) == [("Severina", "high")]


def test_a_row_does_not_name_one_more(cast: Cast) -> None:
    case_id = restricted(cast)
    with scoped(cast.org_id):
        alina = UserKey.objects.get(user=cast.alina.user, is_current=True)
        FolderKey.objects.create(
            org_id=cast.org_id, folder_id=case_id, compartment="other", user_key=alina, wrapped=b"\x02"
        )
    work_on(cast, case_id)
    with scoped(cast.org_id):
        assert not Card.objects.filter(user_key=alina).exists()
        assert Card.objects.filter(user_key__isnull=False).count() == 2
    assert listed(cast, cast.carmen) == [("Severina", "high")]
