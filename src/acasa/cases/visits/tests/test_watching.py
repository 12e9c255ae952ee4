"""Who is out, who is late, who sees it, and how it ends: on a real database, with keys that differ."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from acasa.audit.models import Entry
from acasa.cases.queries import case as case_queries
from acasa.cases.queries import day
from acasa.cases.services import opening, working
from acasa.cases.visits import queries, rules
from acasa.cases.visits.models import Watch
from acasa.cases.visits.services import watching
from acasa.cases.visits.tests.conftest import Joins
from acasa.core import clock
from acasa.core.errors import Refused
from acasa.core.scope import scoped
from acasa.vault.testing import Cast, Colleague

ON = date(2026, 11, 26)
# Chișinău is two hours ahead in November: back at 14:00, colleagues are told at 14:15.
ALARM = datetime(2026, 11, 26, 12, 15, tzinfo=UTC)
PLACE = "the blue gate after the well"
PLAN = watching.Plan(
    on=ON,
    start=time(13, 0),
    back=time(14, 0),
    grace=15,
    told={"address": PLACE, "phone": "+373 00 1", "pair": "alone", "help_words": "the blue folder"},
)


def plan_for(who: Colleague, case: UUID, plan: watching.Plan = PLAN) -> UUID:
    with scoped(who.user.org_id):
        return watching.plan_visit(who.actor(), case, plan=plan)


@contextmanager
def at(moment: datetime, who: Colleague, *, locked: bool = False) -> Iterator[Any]:
    with clock.at(moment), scoped(who.user.org_id):
        yield who.actor(locked=locked)


def goes(who: Colleague, watch: UUID) -> None:
    with at(ALARM - timedelta(hours=1), who) as actor:
        assert watching.check_in(actor, watch, state=rules.THERE)


def seen(who: Colleague, moment: datetime, *, locked: bool = False) -> list[tuple[str, bool]]:
    with at(moment, who, locked=locked) as actor:
        return [(item.worker, item.alarm) for item in queries.out_now(actor) if not item.ended_at]


def test_an_alarm_is_seen_by_the_team_supervisors_and_who_is_on_duty(
    cast: Cast, case: UUID, joins: Joins
) -> None:
    sofia, night = joins("sofia", "case_manager", cast.south), joins("night", "shelter_staff", None)
    goes(cast.boris, plan_for(cast.boris, case))
    before, after = ALARM - timedelta(seconds=1), ALARM
    for colleague in (cast.carmen, cast.alina, night):
        assert seen(colleague, before) == []
        assert seen(colleague, after) == [("Boris Ceban", True)]
    for stranger in (sofia, cast.dan, cast.olga):
        assert seen(stranger, after) == []
    # It needs no key at all.
    assert seen(cast.carmen, after, locked=True) == [("Boris Ceban", True)]


def test_nothing_but_ids_and_instants_is_plain(cast: Cast, case: UUID) -> None:
    watch = plan_for(cast.boris, case)
    goes(cast.boris, watch)
    with scoped(cast.org_id), connection.cursor() as cursor:
        cursor.execute("select row_to_json(w)::text from visits_watch w")
        row = cursor.fetchone()[0]
    assert "gate" not in row and "Zamfira" not in row and "blue" not in row
    # Where she went opens for those who must act at night, and no further.
    with scoped(cast.org_id):
        found = queries.out(cast.carmen.actor(), watch)
        sealed = queries.sealed_part(cast.carmen.actor(), found)
        assert sealed is not None and (sealed.visit["address"], sealed.name) == (PLACE, "Zamfira")
        assert sealed.alerts == ["no_police"]
        assert queries.sealed_part(cast.carmen.actor(locked=True), found) is None


def test_who_is_on_duty_opens_the_place_but_not_the_work(cast: Cast, case: UUID, joins: Joins) -> None:
    night = joins("night", "shelter_staff", None)
    watch = plan_for(cast.boris, case)
    with scoped(cast.org_id):
        sealed = queries.sealed_part(night.actor(), queries.out(night.actor(), watch))
        assert sealed is not None and sealed.visit["address"] == PLACE
    with pytest.raises(Refused), scoped(cast.org_id):
        watching.plan_visit(night.actor(), case, plan=PLAN)


def test_out_and_safe_ends_the_alarm_for_everybody(cast: Cast, case: UUID) -> None:
    watch = plan_for(cast.boris, case)
    goes(cast.boris, watch)
    late = ALARM + timedelta(minutes=20)
    with at(late, cast.carmen) as actor:
        assert watching.acknowledge(actor, watch)
        assert queries.out(actor, watch).acknowledged_by == "Carmen Lupu"
    # Acting is not the end: it stays on.
    assert seen(cast.alina, late) == [("Boris Ceban", True)]
    with at(late, cast.boris) as actor:
        assert watching.check_out(actor, watch, text="All is well, the bus was late.", minutes=80)
        assert not watching.check_out(actor, watch)
    assert seen(cast.alina, late) == [] and seen(cast.boris, late) == []
    # Whoever worried reads for two hours that all is well.
    for later, told in ((timedelta(minutes=119), [watch]), (timedelta(minutes=121), [])):
        with at(late + later, cast.alina) as actor:
            assert [item.id for item in queries.out_now(actor)] == told
    with scoped(cast.org_id):
        page = case_queries.case_page(cast.boris.actor(), case)
        told = {record.data["kind"]: record.data for record in page.timeline}
        assert told["visit"]["state"] == rules.SAFE
        assert told["contact"]["text"] == "All is well, the bus was late."
        assert told["contact"]["minutes"] == 80
        assert day.day(cast.boris.actor(), ON).today == []
        verbs = list(Entry.objects.order_by("seq").values_list("verb", flat=True))
    assert [verb for verb in verbs if verb in ("visit.arrive", "alarm.acknowledge", "visit.out")] == [
        "visit.arrive",
        "alarm.acknowledge",
        "visit.out",
    ]


def test_a_worker_who_lost_the_case_can_still_say_safe(cast: Cast, case: UUID) -> None:
    """The alarm never waits for keys: it ends even when the case's folder does not open any more."""
    watch = plan_for(cast.boris, case)
    goes(cast.boris, watch)
    with scoped(cast.org_id), connection.cursor() as cursor:
        cursor.execute("delete from vault_folderkey where folder_id = %s", [case])
    with at(ALARM, cast.boris) as actor:
        assert watching.check_out(actor, watch, text="out")
    assert seen(cast.carmen, ALARM) == []


def test_more_time_puts_the_alarm_off_and_takes_it_away(cast: Cast, case: UUID) -> None:
    watch = plan_for(cast.boris, case)
    goes(cast.boris, watch)
    late = ALARM + timedelta(minutes=5)
    with at(late, cast.boris) as actor:
        assert watching.extend(actor, watch, minutes=17) is None
        assert watching.extend(actor, watch, minutes=30) == late + timedelta(minutes=30)
    assert seen(cast.carmen, late) == []
    assert seen(cast.carmen, late + timedelta(minutes=30)) == [("Boris Ceban", True)]


def test_only_the_worker_says_there_and_safe(cast: Cast, case: UUID) -> None:
    watch = plan_for(cast.boris, case)
    for act in (
        lambda actor: watching.check_in(actor, watch, state=rules.THERE),
        lambda actor: watching.check_out(actor, watch),
        lambda actor: watching.extend(actor, watch, minutes=15),
    ):
        for who in (cast.alina, cast.carmen, cast.dan, cast.olga):
            with pytest.raises(Refused), at(ALARM, who) as actor:
                act(actor)
    for who in (cast.dan, cast.olga):
        for other in (watching.acknowledge, watching.end_alarm, watching.call_off, queries.out):
            with pytest.raises(Refused), at(ALARM, who) as actor:
                other(actor, watch)


def test_a_colleague_ends_it_only_after_the_alarm(cast: Cast, case: UUID) -> None:
    watch = plan_for(cast.boris, case)
    goes(cast.boris, watch)
    with at(ALARM - timedelta(minutes=1), cast.carmen) as actor:
        assert not watching.end_alarm(actor, watch) and not watching.acknowledge(actor, watch)
    with at(ALARM, cast.boris) as actor:
        # One's own alarm is ended by saying safe, with the password.
        assert not watching.end_alarm(actor, watch) and not watching.acknowledge(actor, watch)
    with at(ALARM, cast.carmen) as actor:
        assert watching.end_alarm(actor, watch)
        assert queries.out(actor, watch).ended_by == "Carmen Lupu"
    assert seen(cast.alina, ALARM) == []


def test_a_planned_visit_without_a_word_is_asked_about(cast: Cast, case: UUID) -> None:
    watch = plan_for(cast.boris, case)
    assert seen(cast.carmen, ALARM) == [("Boris Ceban", False)]
    with at(ALARM, cast.carmen) as actor:
        assert [item.no_word for item in queries.out_now(actor)] == [True]
    with pytest.raises(Refused), at(ALARM, cast.carmen) as actor:
        watching.call_off(actor, watch)
    with at(ALARM, cast.alina) as actor:
        assert watching.call_off(actor, watch, reason="It rained")
    assert seen(cast.carmen, ALARM) == []


def test_closing_the_case_ends_planned_visits_but_no_alarm(cast: Cast, case: UUID) -> None:
    plan_for(cast.boris, case)
    under_way = plan_for(cast.boris, case)
    goes(cast.boris, under_way)
    with scoped(cast.org_id):
        assert working.close(cast.boris.actor(), case, reason="administrative", on=ON)
    assert seen(cast.carmen, ALARM) == [("Boris Ceban", True)]
    with pytest.raises(Refused):
        plan_for(cast.boris, case)


def test_a_visit_stands_on_the_workers_day(cast: Cast, case: UUID) -> None:
    plan_for(cast.boris, case, replace(PLAN, worker_id=cast.carmen.user.id))
    with scoped(cast.org_id):
        assert [due.text for due in day.day(cast.carmen.actor(), ON).today] == ["Home visit at 13:00"]
        assert day.day(cast.boris.actor(), ON).today == []
    with pytest.raises(Refused):
        plan_for(cast.boris, case, replace(PLAN, worker_id=cast.dan.user.id))


def test_strangers_plan_nothing(cast: Cast, case: UUID) -> None:
    for who in (cast.dan, cast.olga):
        with pytest.raises(Refused):
            plan_for(who, case)


@pytest.mark.parametrize("count", [1, 3])
def test_the_alarms_cost_one_statement(cast: Cast, count: int) -> None:
    for _ in range(count):
        with scoped(cast.org_id):
            new = opening.NewCase(essentials={"working_name": "Ana"})
            case = opening.open_case(cast.boris.actor(), team_id=cast.north.id, new=new).id
        goes(cast.boris, plan_for(cast.boris, case))
    with at(ALARM, cast.carmen) as actor:
        actor.keyring.holds(None, "on_duty")
        with CaptureQueriesContext(connection) as told:
            assert len(queries.out_now(actor)) == count
    assert len(told) == 1


def test_the_database_refuses_an_end_without_its_instant(cast: Cast, case: UUID) -> None:
    watch = plan_for(cast.boris, case)
    for wrong in ({"state": "lost"}, {"state": rules.SAFE}, {"ended_at": ALARM}):
        with pytest.raises(IntegrityError), scoped(cast.org_id), transaction.atomic():
            Watch.objects.filter(id=watch).update(**wrong)


def test_a_locked_worker_says_safe_with_the_password(cast: Cast, case: UUID, settings: Any) -> None:
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    watch = plan_for(cast.boris, case)
    goes(cast.boris, watch)
    client = Client()
    sign_in = {"email": cast.boris.email, "password": cast.boris.password}
    # The session has ended: signing in leads back to the page that was asked for.
    away = client.get(f"/visits/{watch}/out/")
    assert away.status_code == 302 and away.url == f"/sign-in/?next=/visits/{watch}/out/"
    assert client.post("/sign-in/", {**sign_in, "next": f"/visits/{watch}/out/"}).status_code == 302
    client.post("/lock/")
    kept = client.post(f"/visits/{watch}/out/", {"text": "by the back door"})
    assert kept.status_code == 423 and b"by the back door" in kept.content
    with scoped(cast.org_id):
        assert Watch.objects.get(id=watch).state == rules.THERE
    done = client.post(
        f"/visits/{watch}/out/", {"text": "by the back door", "acasa_password": cast.boris.password}
    )
    assert done.status_code == 302, done.content.decode()
    with scoped(cast.org_id):
        assert Watch.objects.get(id=watch).state == rules.SAFE


def test_the_password_is_asked_before_anybody_is_called_safe(
    cast: Cast, case: UUID, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever holds the worker's open telephone can't end the alarm with it."""
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    watch = plan_for(cast.boris, case)
    goes(cast.boris, watch)
    client = Client()
    client.post("/sign-in/", {"email": cast.boris.email, "password": cast.boris.password})
    monkeypatch.setattr("acasa.accounts.services.sign_in.PROOF_FOR", timedelta(0))
    for password in ({}, {"acasa_password": "not the password at all"}):
        answer = client.post(f"/visits/{watch}/out/", {"text": "all well", **password})
        assert answer.status_code == 403 and b"acasa_password" in answer.content
    with scoped(cast.org_id):
        assert Watch.objects.get(id=watch).state == rules.THERE


def test_of_a_restricted_case_the_team_sees_the_alarm_and_not_the_place(cast: Cast) -> None:
    with scoped(cast.org_id):
        new = opening.NewCase(essentials={"working_name": "Ana"})
        case = opening.open_case(
            cast.boris.actor(), team_id=cast.north.id, new=new, deputy_id=cast.carmen.user.id
        ).id
    watch = plan_for(cast.boris, case)
    goes(cast.boris, watch)
    # Alina is of the team, but can't open this case: she can't be sent there.
    with pytest.raises(Refused):
        plan_for(cast.boris, case, replace(PLAN, worker_id=cast.alina.user.id))
    with at(ALARM, cast.alina) as actor:
        found = queries.out_now(actor)
        assert [item.id for item in found] == [watch]
        assert queries.sealed_part(actor, found[0]) is None
        assert watching.acknowledge(actor, watch)
    with at(ALARM, cast.carmen) as actor:
        sealed = queries.sealed_part(actor, queries.out(actor, watch))
        assert sealed is not None and sealed.visit["address"] == PLACE
