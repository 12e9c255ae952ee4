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

from acasa.audit.models import Entry
from acasa.cases.family import services as family
from acasa.cases.handover import pack, queries, rules, services
from acasa.cases.models import Assignment, Case, Obligation
from acasa.cases.papers import typesetting
from acasa.cases.queries import case as cases
from acasa.cases.safety.services import protocols
from acasa.cases.services import opening, working
from acasa.cases.team.services import conferences, tasks
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
        due = queries.open_dues(pages)
        document = pack.build(pages, due=due, language="en", organisation="Casa")
        bare = pack.build(pages, due=due, language="ro", organisation="Casa", names=False)
    said = str(document.data())
    for word in ("Ana", "call", "school papers", "Haralampie", "must not know", "may be against her"):
        assert word in said, word
    assert "Sleeps two hours" not in said
    assert [block["kind"] for block in document.blocks].count("page") == 2
    for word in ("Ana", "Dorina", "Haralampie"):
        assert word not in str([block for block in bare.blocks if block["kind"] == "large"])
    assert "Haralampie" not in str(bare.data())
    assert typesetting.pdf(document.data()).startswith(b"%PDF")


def test_a_pack_tells_all_that_stands_on_somebodys_day_and_no_kin_who_is_past(
    cast: Cast, three: list[UUID]
) -> None:
    soon = TODAY + timedelta(days=3)
    with scoped(cast.org_id):
        boris, carmen = cast.boris.actor(), cast.carmen.user.id
        tasks.add(boris, three[0], text="Ask the notary", who=carmen, due_on=soon)
        conferences.plan(
            boris, three[0], data={"invited": [str(carmen)], "agenda": []}, on=soon, words="Conference"
        )
        protocols.begin(boris, three[0], signal="suicide")
        kin = family.add_kin(boris, three[0], data={"relation": "partner", "name": "Haralampie"})
        family.end_kin(boris, three[0], kin, on=TODAY, words="", version=1)
        (found,) = queries.pack(boris, three[:1])
        due = queries.open_dues([found])
        said = pack.build([found], due=due, language="en", organisation="Casa")
    (lines,) = [block["rows"] for block in said.blocks if block["kind"] == "table"]
    assert [line[:2] for line in lines] == [
        ["call", "Boris Ceban"],
        ["Danger of suicide or self-harm", "Boris Ceban"],
        ["Ask the notary", "Carmen Lupu"],
        ["Conference", "Boris Ceban, Carmen Lupu"],
    ]
    assert "Haralampie" not in str(said.data())


def test_without_names_no_text_of_a_pack_holds_one(cast: Cast, three: list[UUID]) -> None:
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        family.add_kin(boris, three[0], data={"relation": "partner", "name": "Haralampie Rotaru"})
        told = "Ana said that Haralampie waits at the school; Boris goes with her."
        working.add_contact(boris, three[0], what="call", text=told)
        working.assign(boris, three[0], worker_id=cast.carmen.user.id, words="Ana trusts letters.")
        pages = queries.pack(cast.carmen.actor(), three[:1])
        due = queries.open_dues(pages)
        bare = pack.build(pages, due=due, language="en", organisation="Casa", names=False)
    said = str(bare.data())
    assert "waits at the school" in said and "trusts letters" in said and "call" in said
    assert str(pages[0].facts["code"]) in said
    for name in ("Ana", "Haralampie", "Rotaru", "Boris", "Carmen"):
        assert name not in said, name


def test_a_supervisor_does_not_count_what_is_late_in_a_case_that_is_hidden(
    cast: Cast, three: list[UUID]
) -> None:
    with scoped(cast.org_id):
        late = opening.Step("hide", TODAY - timedelta(days=9))
        new = opening.NewCase(essentials={"working_name": "Veronica"}, step=late)
        opening.open_case(cast.boris.actor(), team_id=cast.north.id, new=new, deputy_id=cast.carmen.user.id)
    with scoped(cast.org_id):
        lines = {line.worker.name: line for line in queries.board(cast.alina.actor(), TODAY)}
    load = lines[cast.boris.user.display_name].load
    assert (load.late, load.late_since) == (1, TODAY - timedelta(days=3))


def test_more_cases_than_a_pack_holds_are_handed_over_all_the_same(
    cast: Cast, three: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (rules, queries):
        monkeypatch.setattr(module, "PACK_AT_MOST", 2)
    client = Client()
    sign_in(client, cast.boris)
    sent = {"cases": [str(case) for case in three], "to": str(cast.carmen.user.id)}
    answer = client.post(f"/handover/{cast.north.id}/{cast.boris.user.id}/", sent, follow=True)
    assert answer.status_code == 200 and "first 2 of them" in answer.content.decode()
    with scoped(cast.org_id):
        assert not Entry.objects.filter(verb="handover.print").exists()
    client.post("/handover/pack/", {"case": [str(case) for case in three[:2]], "language": "ro"})
    with scoped(cast.org_id):
        printed = Entry.objects.filter(verb="handover.print", outcome="done")
        assert set(printed.values_list("subject_id", flat=True)) == set(three[:2])


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
