"""Deadlines on a real PostgreSQL, with keys that differ."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.world import join, open_case

from acasa.audit.models import Entry
from acasa.cases.children.services import caring
from acasa.cases.deadlines import library, presenters, queries
from acasa.cases.deadlines.models import Feed, Standing
from acasa.cases.deadlines.services import deciding, feeds, recalculating
from acasa.cases.deadlines.tests.placement import PACK
from acasa.cases.forms import changing
from acasa.cases.models import Case, Obligation
from acasa.cases.queries import caseload
from acasa.cases.queries.caseload import Filters
from acasa.cases.safety import forms as safety
from acasa.cases.services import editing, opening, working
from acasa.core import clock
from acasa.core.errors import Refused
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.people.models import User
from acasa.vault import folders, organisation
from acasa.vault.testing import Cast, Colleague

NOON = datetime(2026, 3, 10, 10, tzinfo=UTC)
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def tenth_of_march() -> Any:
    with clock.at(NOON):
        yield


@pytest.fixture
def case(cast: Cast) -> UUID:
    return open_case(cast.boris, cast.north, "Natalia", opened_on=TODAY)[0]


def records(who: Colleague, case: UUID) -> dict[str, dict[str, Any]]:
    with scoped(who.user.org_id):
        found = folders.open_one(who.actor(), case, verb="test")
        return {r.data["rule"]: r.data for r in found.records if r.data.get("kind") == "deadline"}


def ids(who: Colleague, case: UUID) -> dict[str, UUID]:
    with scoped(who.user.org_id):
        found = folders.open_one(who.actor(), case, verb="test")
        return {r.data["rule"]: r.id for r in found.records if r.data.get("kind") == "deadline"}


def add(who: Colleague, case: UUID, data: dict[str, Any], compartment: str = people.CASEWORK) -> None:
    """A record of another part, as that part writes it, and what follows from it."""
    with scoped(who.user.org_id):
        desk = working.take(who.actor(), case, "test")
        written = folders.add(desk.case_folder, compartment, data)[1]
        folders.note(who.actor(), "note.add", case, written=[written])
        deciding.recalculate(who.actor(), case)


def open_dues(cast: Cast, case: UUID) -> list[date]:
    with scoped(cast.org_id):
        return sorted(Obligation.objects.filter(case_id=case, is_done=False).values_list("due", flat=True))


def test_a_case_has_its_deadlines_from_the_moment_it_is_opened(cast: Cast, case: UUID) -> None:
    found = records(cast.boris, case)
    assert {name: data["due"] for name, data in found.items()} == {
        "first_assessment": "2026-03-24",
        "first_plan": "2026-04-09",
        "outcome_assessment": "2026-04-09",
    }
    assert open_dues(cast, case) == [date(2026, 3, 24), date(2026, 4, 9), date(2026, 4, 9)]
    assert found["first_plan"]["basis"] == {"opened_on": "2026-03-10"}
    # No change, no writes.
    with scoped(cast.org_id), CaptureQueriesContext(connection) as seen:
        assert deciding.recalculate(cast.boris.actor(), case) == 0
    assert not [query for query in seen if query["sql"].startswith(("UPDATE", "update"))]
    # What the database shows of it is a day and opaque ids.
    with scoped(cast.org_id):
        standing = Standing.objects.get(case_id=case)
        # Whoever makes a case holds every key of it in that moment.
        pack = library.load("md")
        assert (standing.digest, standing.legal) == (pack.digest, pack.legal_digest)


def test_deadlines_move_with_their_facts_and_end_when_they_are_met(cast: Cast, case: UUID) -> None:
    plan = {"kind": "plan", "number": 1, "at": "2026-03-12T08:00:00+00:00", "goals": []}
    add(cast.boris, case, plan)
    found = records(cast.boris, case)
    assert found["first_plan"]["state"] == "done"
    assert (found["plan_review"]["state"], found["plan_review"]["due"]) == ("open", "2026-06-12")
    add(cast.boris, case, {**plan, "number": 2, "at": "2026-05-30T08:00:00+00:00"})
    # The thirtieth of August is a Sunday, and the Monday after it is the day of the Romanian language.
    assert records(cast.boris, case)["plan_review"]["due"] == "2026-09-01"
    assert open_dues(cast, case)[-1] == date(2026, 9, 1)


def test_a_birthday_makes_and_moves_the_preparation_for_eighteen(cast: Cast, case: UUID) -> None:
    def born(day: str, version: int) -> None:
        with scoped(cast.org_id):
            editing.set_identity(cast.boris.actor(), case, data={"birth_date": day}, version=version)

    born("2008-05-05", 0)
    found = records(cast.boris, case)
    assert found["eighteen_half_year"]["due"] == "2025-11-05"
    assert found["eighteen_eve"]["due"] == "2026-05-04"
    born("2008-03-11", 1)
    found = records(cast.boris, case)
    assert found["eighteen_eve"]["due"] == "2026-03-10" and found["eighteen_eve"]["state"] == "open"
    # Of age: nothing of it is asked any more, and nothing stands on the day.
    born("2008-03-10", 2)
    found = records(cast.boris, case)
    assert {found[name]["state"] for name in found if name.startswith("eighteen")} == {"void"}
    assert len(open_dues(cast, case)) == 3


def test_a_birthday_stays_with_her_identity(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        editing.set_identity(cast.boris.actor(), case, data={"birth_date": "2008-10-05"}, version=0)
    data = records(cast.boris, case)["eighteen_half_year"]
    assert data["begins"] == "" and "2026-10-05" not in str(data) and "yes" not in data["basis"].values()
    # What is set aside stays so while it is the same day, also when Carmen, without identity, said it.
    record = ids(cast.boris, case)["eighteen_half_year"]
    with scoped(cast.org_id):
        assert deciding.settle(cast.carmen.actor(), case, record, how="aside", reason="")
        deciding.recalculate(cast.boris.actor(), case)
    assert records(cast.boris, case)["eighteen_half_year"]["state"] == "void"
    with scoped(cast.org_id):
        editing.set_identity(cast.boris.actor(), case, data={"birth_date": "2008-10-06"}, version=1)
    assert records(cast.boris, case)["eighteen_half_year"]["state"] == "open"


def test_a_childs_plan_is_a_first_plan(cast: Cast, case: UUID) -> None:
    add(cast.boris, case, {"kind": "child_plan", "number": 1, "on": "2026-03-12", "lines": []})
    assert records(cast.boris, case)["first_plan"]["state"] == "done"


def test_a_day_far_ahead_costs_nothing() -> None:
    pack = library.load("md")
    assert presenters._working(pack.calendar(), TODAY, date(9999, 12, 30)) == ""
    answers = {"review_on": "9999-12-30", "version": "1"}
    for form in (changing.RiskForm(answers), safety.LevelForm(answers, signals=()), safety.PlanForm(answers)):
        assert "review_on" in form.errors


def test_the_day_set_for_the_risk_stands_once(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        editing.set_risk(
            cast.boris.actor(), case, risk="high", alerts=[], version=1, review_on=date(2026, 3, 20)
        )
    assert open_dues(cast, case).count(date(2026, 3, 20)) == 1


def test_who_lacks_a_compartment_leaves_what_others_calculated(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        editing.set_identity(cast.boris.actor(), case, data={"birth_date": "2008-06-01"}, version=0)
    assert records(cast.boris, case)["eighteen_eve"]["state"] == "open"
    # Carmen, a psychologist, opens casework but not identity.
    with scoped(cast.org_id):
        assert deciding.recalculate(cast.carmen.actor(), case) == 0
    assert records(cast.boris, case)["eighteen_eve"]["state"] == "open"


def test_an_outsider_and_one_without_casework_are_refused(cast: Cast, case: UUID) -> None:
    record = ids(cast.boris, case)["first_plan"]
    for who in (cast.olga, join(cast, "sofia", "Sofia", "case_manager", cast.south)):
        with scoped(who.user.org_id), pytest.raises(Refused):
            deciding.settle(who.actor(), case, record, how="done", reason="")
        with scoped(who.user.org_id), pytest.raises(Refused):
            deciding.recalculate(who.actor(), case)


def test_monitoring_begins_with_closure_and_ends_with_reopening(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        assert working.close(cast.boris.actor(), case, reason="completed", on=TODAY)
    found = records(cast.boris, case)
    assert {name: data["state"] for name, data in found.items()} == {
        "first_assessment": "void",
        "first_plan": "void",
        "outcome_assessment": "void",
        "monitoring": "open",
    }
    assert open_dues(cast, case) == [date(2026, 4, 10)]
    with scoped(cast.org_id):
        assert working.reopen(cast.boris.actor(), case, stage="crisis", reason="she is back")
    found = records(cast.boris, case)
    assert found["monitoring"]["state"] == "void" and found["first_plan"]["state"] == "open"
    assert len(open_dues(cast, case)) == 3


def test_an_extension_goes_as_far_as_the_rule_allows(cast: Cast, case: UUID, monkeypatch: Any) -> None:
    from acasa.cases import facts

    told = {"placed_on": "2026-03-09T16:30:00+02:00", "is_child": "yes"}
    own = facts.facts
    monkeypatch.setattr(facts, "facts", lambda case, person: {**own(case, person), **told})
    monkeypatch.setattr(library, "present", lambda: PACK)
    with scoped(cast.org_id):
        deciding.recalculate(cast.boris.actor(), case)
    found = records(cast.boris, case)["emergency_placement"]
    assert (found["due"], found["clock"]) == ("2026-03-12", "16:30")
    record = ids(cast.boris, case)["emergency_placement"]
    with scoped(cast.org_id):
        assert deciding.extend(cast.boris.actor(), case, record, reason="The panel agreed") == date(
            2026, 4, 23
        )
        assert deciding.extend(cast.boris.actor(), case, record, reason="Once more") is None
    with scoped(cast.org_id):
        assert Entry.objects.filter(verb="deadline.extend", outcome="done").count() == 1
    assert date(2026, 4, 23) in open_dues(cast, case)
    # The rule holds when the facts are looked at again; another placement begins anew with its extension.
    told["placed_on"] = "2026-03-10T09:00:00+02:00"
    with scoped(cast.org_id):
        deciding.recalculate(cast.boris.actor(), case)
    assert records(cast.boris, case)["emergency_placement"]["due"] == "2026-04-24"


def test_an_emergency_of_a_child_stands_on_the_day_once(cast: Cast, case: UUID) -> None:
    boris = cast.boris.actor()
    with scoped(cast.org_id):
        editing.set_risk(boris, case, risk="high", alerts=["minor"], version=1, review_on=None)
        data = {
            "placement": "foster",
            "who_name": "Maria",
            "from": TODAY.isoformat(),
            "danger": "He hits her",
        }
        caring.place(boris, case, data=data, emergency=True)
    assert open_dues(cast, case).count(TODAY + timedelta(days=3)) == 1


def test_what_is_set_aside_stays_so_until_its_beginning_changes(cast: Cast, case: UUID) -> None:
    record = ids(cast.boris, case)["first_plan"]
    with scoped(cast.org_id):
        assert deciding.settle(
            cast.boris.actor(), case, record, how="aside", reason="She plans with a lawyer"
        )
        assert not deciding.settle(cast.boris.actor(), case, record, how="done", reason="")
        assert deciding.recalculate(cast.boris.actor(), case) == 0
    assert records(cast.boris, case)["first_plan"]["state"] == "void"
    assert len(open_dues(cast, case)) == 2
    with scoped(cast.org_id):
        assert deciding.again(cast.boris.actor(), case, record)
    assert records(cast.boris, case)["first_plan"]["state"] == "open" and len(open_dues(cast, case)) == 3
    # Of a rule that repeats, the next occurrence follows at once.
    outcome = ids(cast.boris, case)["outcome_assessment"]
    with scoped(cast.org_id):
        deciding.settle(cast.boris.actor(), case, outcome, how="done", reason="")
        found = folders.open_one(cast.boris.actor(), case, verb="test")
    repeated = [
        (r.data["number"], r.data["state"], r.data["due"])
        for r in found.records
        if r.data.get("rule") == "outcome_assessment"
    ]
    assert sorted(repeated) == [(1, "done", "2026-04-09"), (2, "open", "2026-09-10")]


def test_all_cases_are_calculated_once_after_a_rule_changed(cast: Cast, settings: Any) -> None:
    settings.ACASA_COUNTRY_PACK = "none"
    cases = [open_case(cast.boris, cast.north, f"N {n}", opened_on=TODAY)[0] for n in range(5)]
    with scoped(cast.org_id):
        new = opening.NewCase(essentials={"working_name": "Zina"}, opened_on=TODAY)
        opening.open_case(cast.boris.actor(), team_id=cast.north.id, new=new, deputy_id=cast.carmen.user.id)
        assert not Obligation.objects.exists()
    settings.ACASA_COUNTRY_PACK = "md"
    with scoped(cast.org_id):
        alina = cast.alina.actor()
        # What is restricted to others neither waits for her nor is counted.
        assert queries.waiting_count(alina) == (5, 6)
        first = recalculating.step(alina, part=2)
        assert (first.cases, first.written) == (2, 6)
        assert queries.waiting_count(alina)[0] == 3
        # Left and taken up again: what is done stays done.
        rest = recalculating.step(cast.alina.actor(), part=50)
        assert (rest.cases, rest.written) == (3, 9)
        assert recalculating.step(cast.alina.actor()).cases == 0
        assert Obligation.objects.filter(is_done=False).count() == 15
    # A rule whose words change moves nothing; one whose days change moves all.
    settings.ACASA_COUNTRY_PACK = "tm"
    with scoped(cast.org_id):
        assert queries.waiting_count(cast.alina.actor())[0] == 5
        before = Obligation.objects.filter(is_done=False).count()
        done = recalculating.step(cast.alina.actor())
        assert (done.cases, Obligation.objects.filter(is_done=False).count()) == (5, before)
        # An import that is taken back does not take this for somebody's work.
        # Written anew: the card twice, and the one deadline that the other holidays moved.
        assert queries.derived(cases) == dict.fromkeys(cases, (3, 3))


def test_a_row_that_names_another_person_is_not_calculated_by(cast: Cast, settings: Any) -> None:
    settings.ACASA_COUNTRY_PACK = "none"
    case, _person = open_case(cast.boris, cast.north, "Natalia", opened_on=TODAY)
    _other, person = open_case(cast.boris, cast.north, "Daria", opened_on=TODAY)
    settings.ACASA_COUNTRY_PACK = "md"
    with scoped(cast.org_id):
        Case.objects.filter(id=case).update(person_id=person)
        assert recalculating.step(cast.alina.actor()).written == 3
        assert not Obligation.objects.filter(case_id=case).exists()
        assert queries.waiting_count(cast.alina.actor())[0] == 1


def test_statements_of_a_part_do_not_grow_with_it(cast: Cast, settings: Any) -> None:
    settings.ACASA_COUNTRY_PACK = "none"
    for n in range(4):
        open_case(cast.boris, cast.north, f"N {n}", opened_on=TODAY)
    settings.ACASA_COUNTRY_PACK = "md"
    counts = []
    for part in (1, 3):
        with scoped(cast.org_id):
            actor = cast.alina.actor()
            actor.keyring.ring(cast.north.id, people.CASEWORK)
            with CaptureQueriesContext(connection) as seen:
                assert recalculating.step(actor, part=part).cases == part
            counts.append(len(seen))
    assert counts[0] == counts[1]


def late_case(cast: Cast, name: str) -> UUID:
    with clock.at(NOON - timedelta(days=60)):
        return open_case(cast.boris, cast.north, name, opened_on=TODAY - timedelta(days=60))[0]


def test_the_board_and_the_supervisors_day(cast: Cast, settings: Any) -> None:
    late_case(cast, "Natalia")
    with scoped(cast.org_id):
        User.objects.filter(id=cast.alina.user.id).update(is_supervisor=True)
        colleagues, _page, lines = queries.overdue(cast.alina.actor(), TODAY)
        assert [(item.name, item.count) for item in colleagues] == [("Boris Ceban", 3)]
        assert {line.rule.id for line in lines if line.rule} == {
            "first_assessment",
            "first_plan",
            "outcome_assessment",
        }
        assert all(line.name == "Natalia" and line.days > 0 for line in lines)
        # Late by more than its rule lets pass: the first assessment (7 days) and the plan (14).
        told = queries.for_day(cast.alina.actor(), TODAY)
        assert {line.rule.id for line in told.escalated if line.rule} == {"first_assessment", "first_plan"}
        # Boris sees his own; nobody of another organisation anything.
        assert len(queries.overdue(cast.boris.actor(), TODAY)[2]) == 3
    with scoped(cast.olga.user.org_id):
        assert queries.overdue(cast.olga.actor(), TODAY)[0] == []
    counts = []
    for _round in range(2):
        with scoped(cast.org_id):
            # What is opened for the first time is wrapped anew.
            queries.overdue(cast.alina.actor(), TODAY)
            actor = cast.alina.actor()
            with CaptureQueriesContext(connection) as seen:
                queries.overdue(actor, TODAY)
                queries.for_day(actor, TODAY)
            counts.append(len(seen))
        late_case(cast, "Daria")
    assert counts == [12, 12]


def test_lists_filter_by_what_is_late_now(cast: Cast, settings: Any) -> None:
    case = late_case(cast, "Natalia")

    def late() -> list[str]:
        number = (TODAY - date(1970, 1, 1)).days
        found = caseload.listing(cast.boris.actor(), Filters(overdue=True), today_number=number)
        return sorted(row.name for row in found.rows)

    with scoped(cast.org_id):
        assert late() == ["Natalia"]
        for rule, record in ids(cast.boris, case).items():
            assert deciding.settle(cast.boris.actor(), case, record, how="done", reason=""), rule
        assert late() == []
        assert deciding.again(cast.boris.actor(), case, record)
        assert late() == ["Natalia"]
    # Calculated with all cases, it is told as well.
    settings.ACASA_COUNTRY_PACK = "none"
    late_case(cast, "Daria")
    settings.ACASA_COUNTRY_PACK = "md"
    with scoped(cast.org_id):
        assert late() == ["Natalia"]
        recalculating.step(cast.alina.actor())
        assert late() == ["Daria", "Natalia"]


def test_a_long_reminder_comes_before_the_days_fortnight(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        # 18 on 5 October: the half year before it begins on 5 April, 26 days on, and 30 days of lead.
        editing.set_identity(cast.boris.actor(), case, data={"birth_date": "2008-10-05"}, version=0)
        told = queries.for_day(cast.boris.actor(), TODAY)
    assert [(line.rule.id, line.due.isoformat()) for line in told.ahead if line.rule] == [
        ("eighteen_half_year", "2026-04-05")
    ]


def test_a_feed_tells_days_and_nothing_else(cast: Cast, case: UUID, client: Client) -> None:
    with scoped(cast.org_id):
        token = feeds.make(cast.boris.actor())
        row = Feed.objects.get()
        assert token.encode() not in bytes(row.digest)
    url = reverse("deadlines:public_feed", args=[token])
    answer = client.get(url)
    body = answer.content.decode()
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    # Two things on 9 April are one event: how much there is, is nobody's business either.
    assert body.count("BEGIN:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20260324" in body and "DTSTART;VALUE=DATE:20260409" in body
    for word in ("Natalia", str(case), str(case)[:8], "plan", "Boris", "URL", "http", "@"):
        assert word not in body
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))
    assert client.get(reverse("deadlines:public_feed", args=["x" * 43])).status_code == 404
    with scoped(cast.org_id):
        newer = feeds.make(cast.boris.actor())
    assert client.get(url).status_code == 404
    # After a reset the former address tells nothing, whoever holds it.
    assert client.get(reverse("deadlines:public_feed", args=[newer])).status_code == 200
    with scoped(cast.org_id):
        organisation.reset(cast.alina.actor(), cast.boris.user)
    assert client.get(reverse("deadlines:public_feed", args=[newer])).status_code == 404
    with scoped(cast.org_id):
        newer = feeds.make(cast.boris.actor())
        assert feeds.revoke(cast.boris.actor()) and not feeds.revoke(cast.boris.actor())
    assert client.get(reverse("deadlines:public_feed", args=[newer])).status_code == 404
