"""Who carries how much; cases change hands together, and what was promised goes with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.world import join, open_case, sign_in

from acasa.cases.family import services as family
from acasa.cases.handover import pack, queries, services
from acasa.cases.models import Assignment, Case, Obligation
from acasa.cases.papers import typesetting
from acasa.cases.queries import case as cases
from acasa.cases.services import opening, working
from acasa.core.errors import Refused
from acasa.core.scope import scoped
from acasa.vault.testing import Cast

TODAY = datetime.now(UTC).date()
NAMES = ("Ana", "Dorina", "Zina")


@pytest.fixture
def three(cast: Cast, settings: Any) -> list[UUID]:
    """Three cases of Boris: one of high risk and late, one without a next step, one to come."""
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    late, soon = (
        opening.Step("call", TODAY - timedelta(days=3)),
        opening.Step("visit", TODAY + timedelta(days=2)),
    )
    return [
        open_case(cast.boris, cast.north, "Ana", risk="high", step=late)[0],
        open_case(cast.boris, cast.north, "Dorina", risk="low")[0],
        open_case(cast.boris, cast.north, "Zina", step=soon)[0],
    ]


def test_a_supervisor_sees_who_carries_what(cast: Cast, three: list[UUID]) -> None:
    with scoped(cast.org_id):
        lines = {line.worker.name: line for line in queries.board(cast.alina.actor(), TODAY)}
    boris = lines[cast.boris.user.display_name].load
    assert (boris.cases, boris.without_step, boris.late) == (3, 1, 1)
    assert dict(boris.by_risk) == {"high": 1, "low": 1, "": 1} and boris.weight == 6
    assert boris.late_since == TODAY - timedelta(days=3)
    assert lines[cast.carmen.user.display_name].load.cases == 0


def test_only_a_supervisor_sees_it(cast: Cast, three: list[UUID]) -> None:
    for who in (cast.boris, cast.carmen, cast.dan):
        with scoped(cast.org_id), pytest.raises(Refused):
            queries.board(who.actor(), TODAY)


def test_the_board_takes_as_many_queries_for_many(cast: Cast, three: list[UUID]) -> None:
    counts = []
    for more in range(2):
        if more:
            open_case(cast.alina, cast.north, "Vera")
            open_case(cast.carmen, cast.north, "Olga")
        with (
            scoped(cast.org_id),
            CaptureQueriesContext(
                connection,
            ) as asked,
        ):
            queries.board(cast.alina.actor(), TODAY)
        counts.append(len(asked))
    assert counts[0] == counts[1], counts


def test_cases_change_hands_together_with_what_is_due(cast: Cast, three: list[UUID]) -> None:
    carmen = cast.carmen.user.id
    with scoped(cast.org_id):
        given = services.hand_over(
            cast.boris.actor(),
            team_id=cast.north.id,
            worker_id=cast.boris.user.id,
            to=carmen,
            case_ids=three[:2],
            words="Never call before noon.",
        )
        assert given == 2
        assert set(Case.objects.filter(worker_id=carmen).values_list("id", flat=True)) == set(three[:2])
        assert Obligation.objects.get(case_id=three[0]).worker_id == carmen
        assert Obligation.objects.get(case_id=three[2]).worker_id == cast.boris.user.id
        assert Assignment.objects.filter(worker_id=carmen).count() == 2
        # A second press finds nothing of his any more.
        again = services.hand_over(
            cast.boris.actor(),
            team_id=cast.north.id,
            worker_id=cast.boris.user.id,
            to=carmen,
            case_ids=three[:2],
        )
        assert again == 0
        found = cases.case_page(cast.carmen.actor(), three[0])
    assert pack.given_words(found) == (cast.boris.user.display_name, "Never call before noon.")


@pytest.mark.parametrize("who", ["carmen", "olga", "dan"])
def test_nobody_else_hands_them_over(cast: Cast, three: list[UUID], who: str) -> None:
    stranger = getattr(cast, who)
    with scoped(stranger.user.org_id), pytest.raises(Refused):
        queries.may_hand_over(stranger.actor(), cast.north.id, cast.boris.user.id)
    client = Client()
    sign_in(client, stranger)
    url = f"/handover/{cast.north.id}/{cast.boris.user.id}/"
    answer = client.post(url, {"cases": [str(three[0])], "to": str(stranger.user.id)})
    assert answer.status_code == 404
    with scoped(cast.org_id):
        assert Case.objects.get(id=three[0]).worker_id == cast.boris.user.id


def test_they_go_to_a_colleague_of_the_team_only(cast: Cast, three: list[UUID]) -> None:
    sofia = join(cast, "sofia", "Sofia Botnari", "case_manager", cast.south)
    client = Client()
    sign_in(client, cast.boris)
    url = f"/handover/{cast.north.id}/{cast.boris.user.id}/"
    sent = {"cases": [str(case) for case in three], "to": str(sofia.user.id)}
    assert client.post(url, sent).status_code == 422
    with scoped(cast.org_id), pytest.raises(Refused):
        services.hand_over(
            cast.boris.actor(),
            team_id=cast.north.id,
            worker_id=cast.boris.user.id,
            to=sofia.user.id,
            case_ids=three,
        )
    with scoped(cast.org_id):
        assert Case.objects.filter(worker_id=cast.boris.user.id, id__in=three).count() == 3


def test_a_restricted_case_is_not_offered(cast: Cast, three: list[UUID]) -> None:
    with scoped(cast.org_id):
        new = opening.NewCase(essentials={"working_name": "Veronica"})
        hidden = opening.open_case(
            cast.boris.actor(), team_id=cast.north.id, new=new, deputy_id=cast.alina.user.id
        ).id
    with scoped(cast.org_id):
        held = queries.held(cast.boris.actor(), cast.north.id, cast.boris.user.id)
    assert [item.name for item in held] == list(NAMES) and hidden not in {item.id for item in held}


def test_a_pack_tells_what_is_promised_and_whom_to_fear(cast: Cast, three: list[UUID]) -> None:
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        working.add_contact(boris, three[0], what="call", text="She asked for the school papers.")
        working.add_note(cast.carmen.actor(), three[0], compartment="health", text="Sleeps two hours.")
        kin = {"relation": "partner", "name": "Haralampie", "contact": "must_not_know", "conflict": True}
        family.add_kin(boris, three[0], data=kin)
        pages = queries.pack(boris, three)
        document = pack.build(pages, language="en", organisation="Casa")
        bare = pack.build(pages, language="ro", organisation="Casa", names=False)
    said = str(document.data())
    for word in ("Ana", "call", "school papers", "Haralampie", "must not know", "may be against her"):
        assert word in said, word
    assert "Sleeps two hours" not in said
    assert [block["kind"] for block in document.blocks].count("page") == 2
    for word in ("Ana", "Dorina", "Haralampie"):
        assert word not in str([block for block in bare.blocks if block["kind"] == "large"])
    assert "Haralampie" not in str(bare.data())
    assert typesetting.pdf(document.data()).startswith(b"%PDF")


def test_a_pack_takes_as_many_queries_for_many(cast: Cast, three: list[UUID]) -> None:
    counts = []
    for chosen in (three[:1], three):
        with scoped(cast.org_id), CaptureQueriesContext(connection) as asked:
            queries.pack(cast.boris.actor(), chosen)
        counts.append(len(asked))
    assert counts[0] == counts[1], counts


def test_a_pack_with_one_foreign_case_is_none(cast: Cast, three: list[UUID]) -> None:
    far, _ = open_case(cast.olga, cast.far, "Veronica")
    with scoped(cast.org_id), pytest.raises(Refused):
        queries.pack(cast.boris.actor(), [*three, far])
    client = Client()
    sign_in(client, cast.boris)
    assert client.get(f"/handover/pack/?case={three[0]}&case={far}").status_code == 404
    assert client.get("/handover/pack/?case=x").status_code == 404
    answer = client.post("/handover/pack/", {"case": [str(case) for case in three], "language": "ru"})
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")


def test_the_colleague_reads_on_the_case_from_whom_it_came(cast: Cast, three: list[UUID]) -> None:
    with scoped(cast.org_id):
        working.assign(
            cast.boris.actor(), three[0], worker_id=cast.carmen.user.id, words="She trusts letters."
        )
    for who, sees in ((cast.carmen, True), (cast.boris, False)):
        client = Client()
        sign_in(client, who)
        page = client.get(f"/cases/{three[0]}/").content.decode()
        assert ("gave you this case" in page) is sees
