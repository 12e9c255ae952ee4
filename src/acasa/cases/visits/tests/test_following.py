"""Appointments, follow-up, looking for her, aid and interpreters: services and pages on a real database."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from acasa.cases.models import Obligation
from acasa.cases.queries import case as case_queries
from acasa.cases.queries import day
from acasa.cases.services import working
from acasa.cases.visits import presenters, queries
from acasa.cases.visits.models import BudgetLine
from acasa.cases.visits.services import aiding, appointments, following, interpreting
from acasa.cases.visits.tests.conftest import Joins
from acasa.core.errors import Conflict, Refused
from acasa.core.scope import scoped
from acasa.vault.testing import Cast, Colleague

ON = date(2026, 11, 30)
MEETING = appointments.Appointment("court", ON, time(10), {"place": "Court, room 4"})


def records(who: Colleague, case: UUID, kind: str) -> list[Any]:
    with scoped(who.user.org_id):
        return case_queries.case_page(who.actor(), case).case_folder.of_kind(kind)


def words(who: Colleague, when: date) -> list[str]:
    with scoped(who.user.org_id):
        found = day.day(who.actor(), when)
    return [due.text for due in (*found.late, *found.today, *found.ahead)]


@pytest.fixture
def boris(cast: Cast, settings: Any) -> Client:
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    client = Client()
    client.post("/sign-in/", {"email": cast.boris.email, "password": cast.boris.password})
    return client


def test_an_appointment_stands_on_the_day_moves_and_ends(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        made = appointments.add(cast.boris.actor(), case, new=MEETING)
    assert words(cast.boris, ON) == ["Court at 10:00"]
    # It goes to Carmen, on another day: it leaves the one and comes to the other.
    moved = appointments.Appointment(
        "court", ON + timedelta(days=1), None, {"place": "Court"}, worker_id=cast.carmen.user.id
    )
    with scoped(cast.org_id):
        assert appointments.change(cast.boris.actor(), case, made, new=moved, version=1)
    assert words(cast.boris, ON) == [] and words(cast.carmen, ON) == ["Court"]
    with scoped(cast.org_id), pytest.raises(Conflict):
        appointments.change(cast.alina.actor(), case, made, new=MEETING, version=1)
    with scoped(cast.org_id):
        assert appointments.finish(cast.carmen.actor(), case, made, state="missed", outcome="No bus")
        assert not appointments.finish(cast.boris.actor(), case, made, state="kept")
    assert words(cast.carmen, ON) == []
    assert records(cast.boris, case, "appointment")[0].data["state"] == "missed"


def test_a_calendar_gets_no_name_no_place_and_no_reason(cast: Cast, case: UUID, boris: Client) -> None:
    with scoped(cast.org_id):
        made = appointments.add(cast.boris.actor(), case, new=MEETING)
    answer = boris.get(f"/cases/{case}/visits/appointment/{made}/acasa.ics")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar") and "DTSTART:20261130T080000Z" in text
    assert "SUMMARY:Acasa appointment" in text
    for word in ("Zamfira", "ourt", "room", "CL-0001", str(case), "LOCATION", "DESCRIPTION", "Boris"):
        assert word not in text
    assert "Zamfira" not in str(answer.headers)


def test_a_closed_case_offers_the_schedule_and_keeps_it(cast: Cast, case: UUID, boris: Client) -> None:
    today = timezone.localdate()
    with scoped(cast.org_id):
        working.close(cast.boris.actor(), case, reason="administrative", on=today)
    page = boris.get(f"/cases/{case}/").content.decode()
    assert "No follow-up is planned" in page
    form = boris.get(f"/cases/{case}/visits/follow-up/").context["form"]
    chosen = form.initial["after"]
    assert [code.partition(":")[0] for code in chosen] == ["1", "3", "6", "12"]
    for _ in range(2):
        assert boris.post(f"/cases/{case}/visits/follow-up/", {"after": chosen}).status_code == 302
    planned = records(cast.boris, case, "followup")
    assert [record.data["months"] for record in planned] == [1, 3, 6, 12]
    # They are due although the case is closed.
    with scoped(cast.org_id):
        assert Obligation.objects.filter(case_id=case, is_done=False).count() == 4
        first, later = planned[0], planned[1]
        answers = {"safe": "yes", "home": "", "work": "rather_not_say", "feels": "Tired, but home"}
        assert following.finish(
            cast.boris.actor(), case, first.id, state="done", answers=answers, words="She laughed"
        )
        assert following.finish(cast.boris.actor(), case, later.id, state="stopped", answers={})
        # She chose to stop: nobody calls her again.
        assert not Obligation.objects.filter(case_id=case, is_done=False).exists()
    states = [record.data["state"] for record in records(cast.boris, case, "followup")]
    assert states == ["done", "stopped", "stopped", "stopped"]
    assert "She chose to stop" in boris.get(f"/cases/{case}/").content.decode()


def test_a_no_to_more_calls_ends_them_and_her_words_stand(cast: Cast, case: UUID, boris: Client) -> None:
    with scoped(cast.org_id):
        actor = cast.boris.actor()
        assert following.plan(actor, case, days=[(0, ON), (0, ON + timedelta(days=9)), (0, ON)]) == 2
        # Closing ends steps and appointments, not the question how she is.
        working.close(actor, case, reason="administrative", on=ON)
    assert words(cast.boris, ON) == ["Follow-up", "Follow-up"]
    first = records(cast.boris, case, "followup")[0]
    answers = {"safe": "yes", "feels": "Tired, but home", "contact": "no"}
    with scoped(cast.org_id):
        assert following.finish(cast.boris.actor(), case, first.id, state="done", answers=answers)
    assert words(cast.boris, ON) == []
    page = boris.get(f"/cases/{case}/visits/").content.decode()
    assert "Does she feel safe? Yes" in page and "“Tired, but home”" in page
    assert "Has she a home" not in page


def test_looking_for_her_has_steps_an_end_and_no_penalty(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        before = case_queries.case_page(cast.boris.actor(), case)
        assert following.begin_search(cast.boris.actor(), case, stop_on=ON)
        assert not following.begin_search(cast.alina.actor(), case, stop_on=ON)
        for step, result in (("safe_hours", "not_reached"), ("third_person", "skipped")):
            assert following.try_step(cast.boris.actor(), case, step=step, result=result, on=ON)
        page = case_queries.case_page(cast.boris.actor(), case)
        looking = presenters.search(page)
    assert looking is not None and looking.next_code == "safe_hours"
    assert words(cast.boris, ON) == ["Decide whether we go on looking for her"]
    with scoped(cast.org_id):
        assert following.end_search(cast.boris.actor(), case, words="Her sister knows our number")
        assert not following.end_search(cast.boris.actor(), case)
        after = case_queries.case_page(cast.boris.actor(), case)
        assert (after.is_open, after.stage, after.facts) == (before.is_open, before.stage, before.facts)
        # She may be looked for, and found, again.
        assert following.begin_search(cast.boris.actor(), case, stop_on=None)
        assert following.try_step(cast.boris.actor(), case, step="safe_hours", result="reached", on=ON)
        assert presenters.search(case_queries.case_page(cast.boris.actor(), case)) is None
    assert words(cast.boris, ON) == []


def test_aid_adds_up_by_donor_and_is_never_erased(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        alina, boris = cast.alina.actor(), cast.boris.actor()
        aiding.add_line(alina, donor="Fundația", line="Winter")
        line = BudgetLine.objects.get().id
        for amount in ("0.10", "0.20"):
            aiding.add(
                boris,
                case,
                aid=aiding.Aid("money", ON, Decimal(amount), "MDL", line_id=line, receipt="signed"),
            )
        wrong = aiding.add(boris, case, aid=aiding.Aid("food", ON, Decimal("99"), "EUR"))
        assert aiding.take_back(boris, case, wrong, why="entered twice")
        assert not aiding.take_back(boris, case, wrong, why="again")
        aiding.end_line(alina, line)
        assert queries.budget_lines(boris) == []
        page = case_queries.case_page(boris, case)
        assert presenters.aid_totals(page) == [{"donor": "Fundația", "amount": "0.30 MDL", "items": 2}]
        assert [row.taken_back for row in presenters.aid_rows(page)].count(True) == 1
    with pytest.raises(Refused), scoped(cast.org_id):
        aiding.add_line(cast.boris.actor(), donor="Mine")
    with pytest.raises(Refused), scoped(cast.other_org.id):
        aiding.end_line(cast.olga.actor(), line)


def test_an_interpreter_against_her_needs_a_reason(cast: Cast, case: UUID, joins: Joins) -> None:
    about = {"name": "Leyla", "languages": ["tk", "ru"]}
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        leyla = interpreting.add(boris, team_id=cast.north.id, told=about)
        interpreting.add(boris, team_id=cast.north.id, told={"name": "Ion", "languages": ["ro"]})
        names = lambda language: [str(k.data["name"]) for k in queries.interpreters(boris, language=language)]  # noqa: E731
        assert names("tk") == ["Leyla"] and names("") == ["Ion", "Leyla"] and names("uk") == []
        conflicts = ["same_village"]
        assert not interpreting.choose(boris, case, interpreter_id=leyla, conflicts=conflicts)
        assert interpreting.choose(
            boris, case, interpreter_id=leyla, conflicts=conflicts, reason="By telephone, without names"
        )
    kept = records(cast.boris, case, "interpreter")
    assert [(r.data["name"], r.data["conflicts"]) for r in kept] == [("Leyla", conflicts)]
    # Another team's register is another's; another organisation's does not exist.
    sofia = joins("sofia", "case_manager", cast.south)
    for who in (sofia, cast.olga, cast.dan):
        with scoped(who.user.org_id):
            assert queries.interpreters(who.actor()) == []
        with pytest.raises(Refused), scoped(who.user.org_id):
            interpreting.change(who.actor(), leyla, told=about, active=False, version=1)


def test_old_contacts_read_as_before_and_new_ones_say_more(cast: Cast, case: UUID, boris: Client) -> None:
    with scoped(cast.org_id):
        working.add_contact(cast.boris.actor(), case, what="attempt", text="Rang twice.")
    answer = boris.post(
        f"/cases/{case}/visits/attempt/", {"result": "other_answered", "text": "a man", "message": "on"}
    )
    assert answer.url == f"/cases/{case}/visits/"
    old, new = records(cast.boris, case, "contact")
    assert set(old.data) == {"kind", "what", "text", "at", "by", "by_name", "profession"}
    assert (new.data["result"], new.data["message_left"]) == ("other_answered", True)
    page = boris.get(f"/cases/{case}/visits/").content.decode()
    for shown in ("Rang twice.", "Attempt without an answer: Somebody else answered", "a message was left"):
        assert shown in page


def test_strangers_write_nothing(cast: Cast, case: UUID, joins: Joins) -> None:
    doctor = joins("doctor", "doctor", cast.north)
    acts = (
        lambda actor: appointments.add(actor, case, new=MEETING),
        lambda actor: following.plan(actor, case, days=[(0, ON)]),
        lambda actor: following.begin_search(actor, case, stop_on=None),
        lambda actor: aiding.add(actor, case, aid=aiding.Aid("food", ON, quantity="a bag")),
    )
    # A doctor is in the team and reads essentials, but holds no casework.
    for who in (doctor, cast.dan, cast.olga):
        for act in acts:
            with pytest.raises(Refused), scoped(who.user.org_id):
                act(who.actor())


@pytest.mark.parametrize("count", [1, 3])
def test_the_rooms_cost_the_same_however_much_there_is(
    cast: Cast, case: UUID, boris: Client, count: int
) -> None:
    with scoped(cast.org_id):
        actor = cast.boris.actor()
        for number in range(count):
            appointments.add(actor, case, new=MEETING)
            following.plan(actor, case, days=[(0, ON + timedelta(days=number))])
            aiding.add(actor, case, aid=aiding.Aid("food", ON, quantity="a bag"))
    seen = {}
    for address in ("visits", "aid"):
        boris.get(f"/cases/{case}/{address}/")
        with CaptureQueriesContext(connection) as told:
            assert boris.get(f"/cases/{case}/{address}/").status_code == 200
        seen[address] = len(told)
    assert seen == {"visits": 16, "aid": 15}
