"""The legal pages on a real PostgreSQL: who opens them, what falls on whose day, two at once, and what is told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.world import join, open_case, sign_in

from acasa.cases import facts
from acasa.cases.law import queries, rules, services
from acasa.cases.law.queries import LawFile
from acasa.cases.models import Obligation
from acasa.cases.queries import case as case_queries
from acasa.cases.queries import day
from acasa.cases.services import opening, working
from acasa.core.errors import Conflict, Refused
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.vault.testing import Cast, Colleague

TODAY = date(2026, 3, 10)
SOON = TODAY + timedelta(days=4)
HEARING = {
    "what_for": "court_hearing",
    "on": SOON.isoformat(),
    "start": "10:00",
    "place": "Courthouse, hall 3",
    "protection": ["screen", "separate_waiting"],
    "accompany": "",
    "share": "",
    "meet": "",
    "state": "planned",
    "outcome": "",
    "next": "",
}


@pytest.fixture
def lia(cast: Cast) -> Colleague:
    return join(cast, "lia", "Lia Codreanu", "lawyer", cast.north)


@pytest.fixture
def case(cast: Cast) -> UUID:
    return open_case(cast.boris, cast.north, "Natalia")[0]


def file_of(who: Colleague, case: UUID) -> LawFile:
    with scoped(who.user.org_id):
        return queries.law_file(who.actor(), case)


def write(who: Colleague, case: UUID, kind: str, **data: Any) -> UUID:
    with scoped(who.user.org_id):
        return services.add(who.actor(), case, kind=kind, data=data)


def change(who: Colleague, case: UUID, record: UUID, version: int, **data: Any) -> None:
    with scoped(who.user.org_id):
        services.change(who.actor(), case, record, data=data, version=version)


def due(who: Colleague) -> list[tuple[str, str, str]]:
    with scoped(who.user.org_id):
        found = day.day(who.actor(), TODAY)
    return [
        (item.text, item.kind, item.due.isoformat()) for item in (*found.late, *found.today, *found.ahead)
    ]


def test_a_hearing_stands_on_the_lawyers_day_and_on_nobody_elses(
    cast: Cast, case: UUID, lia: Colleague
) -> None:
    record = write(lia, case, rules.HEARING, **HEARING)
    assert due(lia) == [("Court hearing at 10:00", "hearing", SOON.isoformat())]
    assert due(cast.boris) == []
    later = SOON + timedelta(days=1)
    change(lia, case, record, 1, **{**HEARING, "on": later.isoformat()})
    assert [when for *_words, when in due(lia)] == [later.isoformat()]
    change(lia, case, record, 2, **{**HEARING, "state": "held", "outcome": "Adjourned, she was heard once."})
    assert due(lia) == []
    kept = file_of(lia, case).of(rules.HEARING)[0].data
    assert [before["was"] for before in kept["history"]] == [
        {"on": SOON.isoformat()},
        {"on": later.isoformat(), "outcome": "", "state": "planned"},
    ]


def test_whoever_goes_with_her_learns_day_hour_and_place_only(cast: Cast, case: UUID, lia: Colleague) -> None:
    told = {"accompany": str(cast.boris.user.id), "share": "yes", "meet": "At our door, by car"}
    record = write(lia, case, rules.HEARING, **{**HEARING, **told})
    assert due(cast.boris) == [
        ("To be accompanied at 10:00: At our door, by car", "appointment", SOON.isoformat())
    ]
    with scoped(cast.org_id):
        page = case_queries.case_page(cast.boris.actor(), case)
    (appointment,) = page.case_folder.of_kind("appointment")
    assert appointment.data["place"] == "At our door, by car"
    for word in ("Court", "hall 3", "screen", "hearing"):
        assert word not in str(appointment.data)
    assert page.hidden == {people.LEGAL: 1} and people.LEGAL not in page.compartments
    assert not page.case_folder.of_kind("hearing")
    # It moves with the hearing, and there is only one.
    later = (SOON + timedelta(days=2)).isoformat()
    change(lia, case, record, 1, **{**HEARING, **told, "on": later, "start": "11:30"})
    assert due(cast.boris) == [("To be accompanied at 11:30: At our door, by car", "appointment", later)]
    # Another goes with her; then nobody is told any more.
    change(lia, case, record, 2, **{**HEARING, **told, "accompany": str(cast.carmen.user.id)})
    assert due(cast.boris) == [] and len(due(cast.carmen)) == 1
    change(lia, case, record, 3, **{**HEARING, **told, "accompany": "", "share": ""})
    assert due(cast.carmen) == []
    with scoped(cast.org_id):
        page = case_queries.case_page(cast.boris.actor(), case)
    assert [item.data["state"] for item in page.case_folder.of_kind("appointment")] == ["cancelled"]


def test_a_court_does_not_forget_because_a_case_is_closed(cast: Cast, case: UUID, lia: Colleague) -> None:
    told = {"accompany": str(cast.boris.user.id), "share": "yes", "meet": "At our door, by car"}
    write(lia, case, rules.HEARING, **{**HEARING, **told})
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        working.plan_step(boris, case, step=opening.Step("Bring the papers", SOON))
        assert len(due(cast.boris)) == 2
        assert working.close(boris, case, reason="administrative", on=TODAY)
    assert [kind for _text, kind, _when in due(lia)] == ["hearing"]
    assert [kind for _text, kind, _when in due(cast.boris)] == ["appointment"]


def test_no_stranger_is_sent_along(cast: Cast, case: UUID, lia: Colleague) -> None:
    for stranger in (cast.olga.user.id, cast.dan.user.id, uuid4()):
        with pytest.raises(Refused):
            write(lia, case, rules.HEARING, **{**HEARING, "accompany": str(stranger), "share": "yes"})
    with scoped(cast.org_id):
        assert not Obligation.objects.exists()


def test_what_ends_is_due_and_facts_say_so(cast: Cast, case: UUID, lia: Colleague) -> None:
    until = (TODAY + timedelta(days=9)).isoformat()
    status = {
        "what": "reflection",
        "state": "granted",
        "since": TODAY.isoformat(),
        "until": until,
        "appeal_until": "",
    }
    record = write(lia, case, rules.STATUS, **status)
    write(lia, case, rules.ORDER, what="no_contact", state="granted", since="", until=until)
    write(lia, case, rules.COOPERATION, answer="refused", on=TODAY.isoformat(), told="yes", words="No.")
    assert {text for text, *_ in due(lia)} == {"Ends: Reflection period", "Ends: No contact"}
    with scoped(cast.org_id):
        page = case_queries.case_page(lia.actor(), case)
        told = facts.facts(page.case_folder, page.person_folder)
        theirs = case_queries.case_page(cast.boris.actor(), case)
        other = facts.facts(theirs.case_folder, theirs.person_folder)
    wanted = {"reflection_from": TODAY.isoformat(), "reflection_to": until, "protection_until": until}
    assert wanted.items() <= told.items() and told["cooperation"] == "refused"
    # Whoever has no key calculates nothing from it.
    assert not {"reflection_to", "protection_until", "cooperation"} & set(other)
    # A refusal takes the end from the day and puts the last day to appeal on it.
    appeal = (TODAY + timedelta(days=3)).isoformat()
    change(lia, case, record, 1, **{**status, "state": "refused", "appeal_until": appeal})
    assert ("Last day to appeal: Reflection period", "legal_status", appeal) in due(lia)
    assert "Ends: Reflection period" not in {text for text, *_ in due(lia)}


def test_her_decision_is_one_record_and_closes_nothing(cast: Cast, case: UUID, lia: Colleague) -> None:
    said = {"on": TODAY.isoformat(), "told": "yes", "words": ""}
    first = write(lia, case, rules.COOPERATION, answer="refused", **said)
    with pytest.raises(Conflict):
        write(cast.alina, case, rules.COOPERATION, answer="agreed", **said)
    change(lia, case, first, 1, answer="agreed", **said)
    file = file_of(lia, case)
    assert [record.data["answer"] for record in file.of(rules.COOPERATION)] == ["agreed"]
    assert file.of(rules.COOPERATION)[0].data["history"][0]["was"] == {"answer": "refused"}


def test_money_is_added_never_overwritten(cast: Cast, case: UUID, lia: Colleague) -> None:
    claim = {
        "against": "employer",
        "basis": "Wages",
        "amount": "9000.00",
        "currency": "MDL",
        "state": "granted",
    }
    paid = {"paid": "1000.00", "paid_on": TODAY.isoformat()}
    record = write(lia, case, rules.COMPENSATION, **claim, **paid)
    change(lia, case, record, 1, **claim, **paid)
    change(lia, case, record, 2, **claim, paid="", paid_on="")
    data = file_of(lia, case).of(rules.COMPENSATION)[0].data
    assert [item["amount"] for item in data["payments"]] == ["1000.00", "1000.00"]
    assert "paid" not in data and str(rules.paid(data["payments"])["MDL"]) == "2000.00"


def test_her_document_goes_back_with_one_press(cast: Cast, case: UUID, lia: Colleague) -> None:
    held = {"type": "passport", "held_by": "us", "asked_on": TODAY.isoformat(), "kept_at": "The safe"}
    record = write(lia, case, rules.DOCUMENT, **held)
    with scoped(cast.org_id):
        assert services.give_back(lia.actor(), case, record, on=TODAY)
        assert not services.give_back(lia.actor(), case, record, on=TODAY)
    data = file_of(lia, case).of(rules.DOCUMENT)[0].data
    assert (data["held_by"], data["returned_on"], data["kept_at"]) == ("her", TODAY.isoformat(), "")


def test_nobody_without_the_key_and_no_other_file(cast: Cast, case: UUID, lia: Colleague) -> None:
    record = write(lia, case, rules.HEARING, **HEARING)
    # The child's file is another team's, or names who may open it: the mother's lawyer has no way there.
    sofia = join(cast, "sofia", "Sofia Botnari", "case_manager", cast.south)
    childs, _ = open_case(sofia, cast.south, "Daria", alerts=["minor"])
    with scoped(cast.org_id):
        new = opening.NewCase(essentials={"working_name": "Severina"}, identity={}, risk="low")
        named = opening.open_case(
            cast.boris.actor(), team_id=cast.north.id, new=new, deputy_id=cast.carmen.user.id
        ).id
    for who, where in (
        (cast.boris, case),
        (cast.carmen, case),
        (cast.dan, case),
        (cast.olga, case),
        (lia, childs),
        (lia, named),
        (lia, uuid4()),
    ):
        with pytest.raises(Refused), scoped(who.user.org_id):
            queries.law_file(who.actor(), where)
        with pytest.raises(Refused), scoped(who.user.org_id):
            services.add(who.actor(), where, kind=rules.HEARING, data=HEARING)
        with pytest.raises(Refused), scoped(who.user.org_id):
            services.change(who.actor(), where, record, data=HEARING, version=1)
    # A record of another kind is not to be had by this address.
    with scoped(cast.org_id):
        page = case_queries.case_page(cast.alina.actor(), case)
        other = page.case_folder.one("course")
    assert other is not None
    with pytest.raises(Refused):
        change(cast.alina, case, other.id, other.version, state="held")


def test_two_at_one_hearing(cast: Cast, case: UUID, lia: Colleague) -> None:
    record = write(lia, case, rules.HEARING, **HEARING)
    told = {"accompany": str(cast.boris.user.id), "share": "yes", "meet": ""}
    change(cast.alina, case, record, 1, **{**HEARING, "place": "Hall 5"})
    with pytest.raises(Conflict) as clash:
        change(lia, case, record, 1, **{**HEARING, **told, "place": "Hall 9"})
    assert (clash.value.current["place"], clash.value.yours["place"]) == ("Hall 5", "Hall 9")
    # Nobody was told of what was not saved.
    assert due(cast.boris) == []


# --- pages


@pytest.fixture
def browser(cast: Cast, lia: Colleague, settings: Any) -> Client:
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    client = Client()
    sign_in(client, lia)
    return client


def test_the_pages_count_alike_however_much_is_written(
    cast: Cast, case: UUID, lia: Colleague, browser: Client
) -> None:
    def count(url: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert browser.get(url).status_code == 200
        return len(caught)

    today = timezone.localdate()
    pages = (reverse("law:room", args=[case]), reverse("cases:case", args=[case]))
    assert [browser.get(url).status_code for url in pages] == [200, 200]
    before = [count(url) for url in pages]
    status = {"what": "reflection", "state": "granted", "since": today.isoformat()}
    write(lia, case, rules.STATUS, **status, until=(today + timedelta(days=29)).isoformat())
    for _time in range(3):
        write(lia, case, rules.HEARING, **HEARING)
        write(lia, case, rules.DOCUMENT, type="passport", held_by="exploiter")
    assert [count(url) for url in pages] == before
    shown = browser.get(pages[1]).content.decode()
    assert "Day 1 of 30" in shown and "30 days left" in shown and "style=" not in shown.split("<main")[1]


def test_forms_say_what_is_missing_and_keep_what_was_typed(
    cast: Cast, case: UUID, lia: Colleague, browser: Client
) -> None:
    def sent(kind: str, /, **data: Any) -> str:
        answer = browser.post(reverse("law:add", args=[case, kind]), data)
        assert answer.status_code == 422, answer.status_code
        return answer.content.decode()

    page = sent("legal_document", type="passport", held_by="us", words="She asked by word of mouth.")
    assert "only at her written request" in page and "She asked by word of mouth." in page
    page = sent("legal_status", what="reflection", state="granted", since="2026-03-10")
    assert "needs its first and its last day" in page
    page = sent("legal_status", what="visa", state="granted", since="2026-03-10", until="2026-03-09")
    assert "lies before the first one" in page
    page = sent("hearing", what_for="decision", on="2026-03-10", state="planned", share="yes")
    assert "Choose who goes with her" in page
    page = sent("compensation", against="offender", currency="EUR", state="granted", paid="1 million")
    assert "Enter an amount" in page
    assert browser.get(reverse("law:add", args=[case, "contact"])).status_code == 404
    done = browser.post(
        reverse("law:add", args=[case, "cooperation"]),
        {"answer": "not_now", "on": "2026-03-10", "words": "Later."},
    )
    assert done.status_code == 302
    # Of this there is one: adding again leads to it, with what stands there.
    again = browser.get(reverse("law:add", args=[case, "cooperation"]), follow=True).content.decode()
    assert "Later." in again
    room = browser.get(reverse("law:room", args=[case])).content.decode()
    assert "Help never depends on it" in room and "to be told: help does not depend on it" in room


def test_a_stale_page_shows_both(cast: Cast, case: UUID, lia: Colleague, browser: Client) -> None:
    record = write(lia, case, rules.HEARING, **HEARING)
    url = reverse("law:change", args=[case, record])
    change(cast.alina, case, record, 1, **{**HEARING, "place": "Hall 5", "protection": ["video"]})
    typed = {**HEARING, "place": "Hall 9", "version": "1"}
    answer = browser.post(url, typed).content.decode()
    for words in ("Somebody saved first", "Hall 5", "Hall 9", "By video link", "Alina Rusu"):
        assert words in answer
    assert browser.post(url, {**typed, "version": "2"}).status_code == 302
