"""Answers, consent, needs and reports on a real PostgreSQL, with keys that differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acasa.cases.intake import library, queries, rules, services
from acasa.cases.intake.services import Report, Telling
from acasa.cases.models import Obligation
from acasa.cases.queries import case as case_queries
from acasa.cases.queries import day
from acasa.cases.services import opening, working
from acasa.cases.services.opening import NewCase, Step
from acasa.core.errors import Conflict, Refused
from acasa.core.scope import scoped
from acasa.vault.testing import Cast, Colleague

TODAY = date(2026, 3, 10)
SECTIONS = {section.code: section for section in (rules.SAFETY, *rules.REST)}
POINTS = [code for code, _ in library.consent_points("keep_data", "en")]
SPOKEN = Telling(POINTS, "ro", "spoken")
REPORT = Report(
    duty="child_in_danger",
    what="A child alone at night",
    to="The guardianship authority",
    facts="A child of six",
    due=TODAY,
    text="Report: the guardianship authority",
    tell_text="Tell her about the report, when it is safe",
    look_again=TODAY + timedelta(days=3),
)


@pytest.fixture
def case(cast: Cast) -> UUID:
    new = NewCase(essentials={"working_name": "Natalia", "in_danger": "no"}, risk="medium", alerts=["minor"])
    with scoped(cast.org_id):
        return opening.open_case(cast.boris.actor(), team_id=cast.north.id, new=new).id


def page_of(who: Colleague, case_id: UUID) -> case_queries.CasePage:
    with scoped(who.user.org_id):
        return case_queries.case_page(who.actor(), case_id)


def save(who: Colleague, case_id: UUID, step: str, version: int = 0, **answers: tuple[str, str]) -> None:
    given = {code: {"answer": answer, "words": words} for code, (answer, words) in answers.items()}
    with scoped(who.user.org_id):
        services.save_section(who.actor(), case_id, section=SECTIONS[step], answers=given, version=version)


def need(who: Colleague, case_id: UUID, version: int = 0, **answers: tuple[str, str]) -> None:
    given = {code: {"answer": answer, "words": words} for code, (answer, words) in answers.items()}
    with scoped(who.user.org_id):
        services.save_needs(who.actor(), case_id, answers=given, version=version)


def test_safety_is_kept_and_raises_alerts_but_takes_none_away(cast: Cast, case: UUID) -> None:
    found = page_of(cast.boris, case)
    assert queries.answers_of(found, rules.SAFETY)["danger"]["answer"] == "no"
    save(cast.boris, case, "safety", danger=("yes", "a cousin"), children_safe=("no", "with him"))
    found = page_of(cast.boris, case)
    assert found.facts["alerts"] == ["minor", "danger_now", "child_at_risk"]
    assert found.facts["risk"] == "medium"
    save(cast.boris, case, "safety", 1, danger=("no", ""))
    found = page_of(cast.boris, case)
    assert "danger_now" in found.facts["alerts"]
    assert queries.standing(found)["safety"].state == rules.BEGUN


def test_a_section_is_done_by_refusals_alone(cast: Cast, case: UUID) -> None:
    save(cast.boris, case, "wants", wants=("rather_not_say", "unsaid"), not_wanted=("not_now", ""))
    found = page_of(cast.boris, case)
    assert queries.standing(found)["wants"].state == rules.DONE
    assert queries.answers_of(found, SECTIONS["wants"])["wants"]["words"] == ""


def test_health_and_law_are_theirs_who_hold_them(cast: Cast, case: UUID) -> None:
    save(cast.carmen, case, "health", worries=("told", "She does not sleep."))
    with pytest.raises(Refused):
        save(cast.boris, case, "health", worries=("told", "x"))
    with pytest.raises(Refused):
        save(cast.carmen, case, "legal", papers=("told", "x"))
    boris, carmen = page_of(cast.boris, case), page_of(cast.carmen, case)
    assert "health" not in queries.standing(boris) and queries.standing(carmen)["health"].state == rules.BEGUN
    assert boris.hidden == {"health": 1}


def test_two_people_at_one_page_both_see_the_difference(cast: Cast, case: UUID) -> None:
    save(cast.alina, case, "wants", wants=("told", "to go home"))
    with pytest.raises(Conflict) as clash:
        save(cast.boris, case, "wants", wants=("told", "to stay"))
    assert clash.value.current["answers"]["wants"]["words"] == "to go home"
    assert clash.value.yours["answers"]["wants"]["words"] == "to stay"
    save(cast.boris, case, "wants", clash.value.version, wants=("told", "both"))
    assert len(page_of(cast.boris, case).case_folder.of_kind("intake")) == 1


def test_each_yes_becomes_a_need_once_and_a_step_on_its_day(cast: Cast, case: UUID) -> None:
    need(cast.boris, case, bed=("yes", "not alone"), food=("not_now", ""), money=("yes", ""))
    need(cast.boris, case, 1, bed=("yes", "not alone"), money=("no", ""))
    found = page_of(cast.boris, case)
    needs = {r.data["first_days"]: r.data for r in found.case_folder.of_kind("need")}
    assert (needs["bed"]["domain"], needs["bed"]["status"]) == ("home", "open")
    assert needs["bed"]["about_name"] == "Natalia" and needs["money"]["status"] == "met"
    assert queries.waiting_needs(found) == [("bed", "not alone")]
    with scoped(cast.org_id):
        actor = cast.boris.actor()
        assert services.plan_needs(actor, case, steps=[("bed", Step("Find a bed", TODAY))]) == 1
        assert services.plan_needs(actor, case, steps=[("bed", Step("Find a bed", TODAY))]) == 0
        assert [due.text for due in day.day(cast.boris.actor(), TODAY).today] == ["Find a bed"]
    assert queries.waiting_needs(page_of(cast.boris, case)) == []


def test_consent_keeps_its_history_and_can_be_withdrawn(cast: Cast, case: UUID) -> None:
    def answer(said: str, seen: int, **more: Any) -> None:
        with scoped(cast.org_id):
            services.answer_consent(
                cast.boris.actor(),
                case,
                purpose="keep_data",
                answer=said,
                telling=more.pop("telling", SPOKEN),
                seen=seen,
                **more,
            )

    with pytest.raises(Refused):
        answer("agreed", 0, telling=Telling(POINTS[:9], "ro", "spoken"))
    answer("agreed", 0)
    with pytest.raises(Conflict) as clash:
        answer("refused", 0)
    assert clash.value.current["answer"] == "agreed"
    answer("refused", 1, telling=Telling([], "ro", "spoken"), stopped=True)
    records = [r.data for r in queries.consents(page_of(cast.boris, case))]
    assert [r["answer"] for r in records] == ["agreed", "refused"]
    assert not rules.has_agreed(records, "keep_data") and rules.newest(records, "be_counted") is None


@pytest.mark.parametrize("answer", ["not_now", "refused"])
def test_no_answer_about_consent_takes_help_away(cast: Cast, case: UUID, answer: str) -> None:
    for purpose in rules.PURPOSES:
        with scoped(cast.org_id):
            services.answer_consent(
                cast.boris.actor(), case, purpose=purpose, answer=answer, telling=SPOKEN, seen=0
            )
    need(cast.boris, case, bed=("yes", ""))
    with scoped(cast.org_id):
        assert services.plan_needs(cast.boris.actor(), case, steps=[("bed", Step("Bed", TODAY))]) == 1
        working.add_contact(cast.boris.actor(), case, what="call", text="She called.")
    assert page_of(cast.boris, case).is_open


def test_a_report_stands_on_the_day_until_it_is_made_and_she_knows(cast: Cast, case: UUID) -> None:
    def texts(today: date) -> list[str]:
        with scoped(cast.org_id):
            found = day.day(cast.boris.actor(), today)
        return [item.text for item in (*found.late, *found.today, *found.ahead)]

    def write(report: Report, report_id: UUID | None = None, version: int = 0) -> UUID:
        with scoped(cast.org_id):
            return services.save_report(
                cast.boris.actor(), case, report=report, report_id=report_id, version=version
            )

    made = write(REPORT)
    assert texts(TODAY) == [REPORT.text]
    reported = replace(REPORT, reported_on=TODAY, reference="17/2026", police="no")
    write(reported, made, 1)
    assert texts(TODAY) == [REPORT.tell_text]
    with scoped(cast.org_id):
        assert Obligation.objects.get().due == REPORT.look_again
    with pytest.raises(Conflict):
        write(REPORT, made, 1)
    write(replace(reported, told_on=TODAY), made, 2)
    assert texts(TODAY) == []
    # Her no to the police is an alert for colleagues, and changes nothing else.
    found = page_of(cast.boris, case)
    assert found.facts["alerts"] == ["minor", "no_police"] and found.facts["risk"] == "medium"


@pytest.mark.parametrize("stranger", ["olga", "dan"])
def test_strangers_write_nothing(cast: Cast, case: UUID, stranger: str) -> None:
    who: Colleague = getattr(cast, stranger)
    acts: list[Callable[[Any], object]] = [
        lambda a: services.save_section(a, case, section=rules.SAFETY, answers={}, version=0),
        lambda a: services.save_needs(a, case, answers={}, version=0),
        lambda a: services.plan_needs(a, case, steps=[]),
        lambda a: services.tell(a, case, telling=SPOKEN),
        lambda a: services.answer_consent(
            a, case, purpose="keep_data", answer="agreed", telling=SPOKEN, seen=0
        ),
        lambda a: services.save_report(a, case, report=REPORT),
    ]
    for act in acts:
        with pytest.raises(Refused), scoped(who.user.org_id):
            act(who.actor())


def test_the_overview_needs_no_further_statement(cast: Cast, case: UUID) -> None:
    need(cast.boris, case, **{q.code: ("yes", "") for q in library.needs().questions})
    with scoped(cast.org_id):
        actor = cast.boris.actor()
        found = case_queries.case_page(actor, case)
        with CaptureQueriesContext(connection) as seen:
            queries.standing(found)
            assert len(queries.waiting_needs(found)) == 12
            queries.reports(found)
        assert len(seen) == 0
