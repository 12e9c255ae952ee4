"""Results and the measurement plan on a real PostgreSQL, with keys that differ."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.world import open_case

from acasa.accounts.tests.helpers import signed_in
from acasa.assessments import rooms, rules
from acasa.assessments.measures import instruments, presenters, queries
from acasa.assessments.measures.queries import MeasureFile
from acasa.assessments.planning import services as planning
from acasa.assessments.planning.services import When
from acasa.assessments.rules import Key
from acasa.cases.facts import facts
from acasa.cases.family import services as family
from acasa.cases.interviews.services import keep
from acasa.cases.models import Obligation
from acasa.cases.queries import day
from acasa.cases.safety import queries as safety
from acasa.cases.safety.services import protocols
from acasa.cases.services import working
from acasa.core.errors import Conflict, Refused
from acasa.core.scope import scoped
from acasa.vault import folders
from acasa.vault.testing import Cast, Colleague

TODAY = datetime.now(UTC).date()
PHQ = "phq-9"


@pytest.fixture
def case(cast: Cast) -> UUID:
    return open_case(cast.boris, cast.north, "Natalia")[0]


def file_of(who: Colleague, case: UUID) -> MeasureFile:
    with scoped(who.user.org_id):
        return queries.measure_file(who.actor(), case)


def ask(
    who: Colleague, case: UUID, values: list[int], *, on: date = TODAY, slug: str = PHQ, **more: Any
) -> UUID:
    """Keep an interview as its pages do: the answers in the form's own shape."""
    with scoped(who.user.org_id):
        actor = who.actor()
        it = instruments.newest(slug)
        form = instruments.form_of(actor, it)
        answers = {name: str(value) for name, value in zip(it.order(), values, strict=False)}
        noon = f"{on.isoformat()}T12:00:00+00:00"
        told = {"begun_at": noon, "ended_at": noon, **more}
        return keep(actor, case, ref=it.ref, answers=instruments.nested(form, answers), **told)


def plan(who: Colleague, case: UUID, *whens: When, key: Key | None = None) -> int:
    with scoped(who.user.org_id):
        actor = who.actor()
        return planning.plan(
            actor,
            case,
            keys=[key or Key(PHQ)],
            moments=whens,
            worker_id=actor.user_id,
            worker_name=actor.display_name,
        )


def test_an_interview_becomes_a_result_in_its_own_compartment(cast: Cast, case: UUID) -> None:
    interview = ask(cast.carmen, case, [2, 2, 2, 3, 1, 0, 0, 0, 0], language="English (en)")
    file = file_of(cast.carmen, case)
    (record,) = file.measures
    data = record.data
    assert (data["score"]["total"], data["band"], data["of"]) == (10, "moderate", str(interview))
    assert (data["on"], data["respondent"], data["language"]) == (TODAY.isoformat(), "self", "English (en)")
    assert record.compartment == "health"
    told = presenters.measure(file, record)
    assert (told["score"], told["band"], told["critical"]) == ("10", "Moderate", [])
    # The case manager holds no health: no number, not even that there is one.
    assert file_of(cast.boris, case).measures == []
    with scoped(cast.org_id):
        opened = folders.open_many(cast.carmen.actor(), [case])[case]
        assert facts(opened, opened)["last_measured_on"] == TODAY.isoformat()


def test_an_answer_that_must_not_wait_opens_its_protocol_at_once(cast: Cast, case: UUID) -> None:
    # A sum of one, and the ninth answer.
    ask(cast.carmen, case, [0] * 8 + [1])
    file = file_of(cast.carmen, case)
    (critical,) = presenters.measure(file, file.measures[0])["critical"]
    assert critical["running"]
    with scoped(cast.org_id):
        running = safety.safety_file(cast.boris.actor(), case).running
        assert [record.data["signal"] for record in running] == ["suicide"]
        assert Obligation.objects.filter(case_id=case, is_done=False, due=TODAY).count() == 1
    # A second such answer leads to the one that runs.
    ask(cast.carmen, case, [0] * 8 + [3], on=TODAY)
    with scoped(cast.org_id):
        assert len(safety.safety_file(cast.boris.actor(), case).running) == 1
    # It needs no score: the rest was left out.
    other, _person = open_case(cast.boris, cast.north, "Sanda")
    with scoped(cast.org_id):
        keep(
            cast.carmen.actor(),
            other,
            ref=instruments.newest(PHQ).ref,
            answers={"phq_9": {"q9": "2"}},
            state="stopped",
        )
        assert len(safety.safety_file(cast.boris.actor(), other).running) == 1
    told = presenters.measure(file_of(cast.carmen, other), file_of(cast.carmen, other).measures[0])
    assert (told["score"], told["has_score"]) == ("not enough answers: between 2 and 26", False)


def test_what_is_critical_in_a_closed_case_asks_to_take_it_up_again(cast: Cast, case: UUID) -> None:
    plan(cast.carmen, case, When("again", TODAY + timedelta(days=90)))
    with scoped(cast.org_id):
        assert working.close(cast.alina.actor(), case, reason="moved_away", on=TODAY)
    ask(cast.carmen, case, [0] * 8 + [1])
    file = file_of(cast.carmen, case)
    (critical,) = presenters.measure(file, file.measures[0])["critical"]
    assert (critical["url"], critical["running"]) == ("", False)
    assert presenters.alarms(file)[0]["loud"]
    assert file.open_lines == []
    # Once it is taken up again the protocol is one press away, and then it counts for this answer.
    with scoped(cast.org_id):
        assert working.reopen(cast.alina.actor(), case, stage="crisis", reason="She wrote.")
    page = client_of(cast.carmen).get(reverse("assessments:result", args=[case, file.measures[0].id]))
    assert reverse("safety:begin", args=[case, "suicide"]) in page.content.decode()
    with scoped(cast.org_id):
        protocols.begin(cast.carmen.actor(), case, signal="suicide")
    file = file_of(cast.carmen, case)
    assert presenters.critical(file, file.measures[0])[0]["running"]
    assert len(file.open_lines) == 1


def test_an_answer_that_is_not_offered_is_named_and_nothing_is_lost(cast: Cast, case: UUID) -> None:
    ask(cast.carmen, case, [7, 0, 0, 0, 0, 0, 0, 0, 0], source="device", instance_id="uuid:1")
    (record,) = file_of(cast.carmen, case).measures
    assert record.data["score"]["total"] is None
    assert "q1" in record.data["faults"][0]


def test_where_nothing_was_said_there_is_no_result(cast: Cast, case: UUID) -> None:
    plan(cast.carmen, case, When("again", TODAY))
    ask(cast.carmen, case, [], state="stopped")
    file = file_of(cast.carmen, case)
    assert file.measures == []
    # It is still to be asked.
    assert len(file.open_lines) == 1


def test_a_corrected_interview_counts_once_and_on_its_own_day(cast: Cast, case: UUID) -> None:
    for due in (2, 20):
        plan(cast.carmen, case, When("again", TODAY + timedelta(days=due)))
    then = TODAY - timedelta(days=3)
    first = ask(cast.carmen, case, [3] * 8 + [0], on=then)
    ask(cast.carmen, case, [1] * 8 + [0], corrects=first)
    file = file_of(cast.carmen, case)
    (record,) = file.measures
    assert (record.data["score"]["total"], record.data["on"]) == (8, then.isoformat())
    # It answers the line that it answered, and not the next one as well.
    done = [line for line in file.planned if line.data["state"] == rules.DONE]
    assert [line.data["measure"] for line in done] == [str(record.id)]
    assert len(file.open_lines) == 1


def test_change_is_told_against_the_first_and_the_last(cast: Cast, case: UUID) -> None:
    for back, values in ((200, [2] * 8 + [0]), (100, [1] * 8 + [0]), (10, [1, 1, 1, 1, 0, 0, 0, 0, 0])):
        ask(cast.carmen, case, values, on=TODAY - timedelta(days=back))
    file = file_of(cast.carmen, case)
    (series,) = file.series()
    assert [one.value for one in series.scored()] == [16, 8, 4]
    steps = presenters.steps(series, series.last)
    assert (steps["first"]["verdict"], steps["first"]["difference"]) == ("reliably better", "−12")
    assert (steps["last"]["verdict"], steps["last"]["difference"]) == ("no reliable change", "−4")
    assert "left the range" in steps["first"]["crossed"]
    drawn = str(presenters.picture(file, series))
    assert drawn.count("<circle") == 3
    assert "plot-band" in drawn
    assert "Moderately severe" in drawn
    # The picture's numbers stand in the table, newest first.
    assert [row["score"] for row in presenters.table(file, series)] == ["4", "8", "16"]


def test_a_child_is_followed_apart_from_its_mother(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        data = {"relation": "daughter", "name": "Daria", "birth_year": "2014"}
        kin = str(family.add_kin(cast.boris.actor(), case, data=data))
    ask(cast.carmen, case, [1] * 9)
    ask(cast.carmen, case, [2] * 8 + [0], about=kin, respondent="child")
    ask(cast.carmen, case, [1] * 8 + [0], about=kin, respondent="parent")
    file = file_of(cast.carmen, case)
    assert {one.key for one in file.series()} == {
        Key(PHQ), Key(PHQ, "child", kin), Key(PHQ, "parent", kin)
    }  # fmt: skip
    assert file.about(kin) == "Daria"
    pair = sorted((one for one in file.series() if one.key.about), key=lambda one: one.key.respondent)
    drawn = str(presenters.side_by_side(file, pair))
    assert "plot-line--a" in drawn
    assert "plot-line--b" in drawn
    # A change band is of one line only.
    assert "plot-band" not in drawn


def test_a_plan_stands_on_the_day_moves_with_its_fact_and_is_done_by_the_result(
    cast: Cast, case: UUID
) -> None:
    opened = date.fromisoformat(file_of(cast.carmen, case).facts()["opened_on"])
    wanted = [
        When("intake", rules.due_on("intake", opened) or opened, "opened_on"),
        When("m3", rules.due_on("m3", opened) or opened, "opened_on"),
    ]
    assert plan(cast.carmen, case, *wanted) == 2
    assert plan(cast.carmen, case, *wanted) == 0
    with scoped(cast.org_id):
        ahead = day.day(cast.carmen.actor(), TODAY + timedelta(days=3)).ahead
    assert [(item.text, item.kind) for item in ahead] == [
        ("To fill in: PHQ-9, at the beginning", "measure_due")
    ]
    # A result near the day is the planned one; the other stays.
    ask(cast.carmen, case, [1] * 8 + [0])
    file = file_of(cast.carmen, case)
    assert file.measures[0].data["moment"] == "intake"
    assert [record.data["moment"] for record in file.open_lines] == ["m3"]
    with scoped(cast.org_id):
        assert Obligation.objects.filter(case_id=case, is_done=False).count() == 1
    # Months that are counted from the first measurement move when an earlier one is typed in.
    first = file.facts()["first_measured_on"]
    plan(
        cast.carmen,
        case,
        When("m6", rules.due_on("m6", date.fromisoformat(first)) or TODAY, "first_measured_on"),
    )
    earlier = TODAY - timedelta(days=50)
    ask(cast.carmen, case, [1] * 8 + [0], on=earlier)
    moved = next(one for one in file_of(cast.carmen, case).open_lines if one.data["moment"] == "m6")
    then = rules.due_on("m6", earlier)
    assert then is not None
    assert moved.data["due"] == then.isoformat()
    with scoped(cast.org_id):
        assert Obligation.objects.get(id=moved.data["obligation"]).due == then


def test_a_line_is_moved_or_dropped_once(cast: Cast, case: UUID) -> None:
    plan(cast.carmen, case, When("again", TODAY + timedelta(days=3)))
    (line,) = file_of(cast.carmen, case).open_lines
    with scoped(cast.org_id):
        carmen, alina = cast.carmen.actor(), cast.alina.actor()
        planning.move(
            carmen,
            case,
            line.id,
            due=TODAY + timedelta(days=5),
            worker_id=alina.user_id,
            worker_name=alina.display_name,
            version=line.version,
        )
        row = Obligation.objects.get(id=line.data["obligation"])
        assert (row.due, row.worker_id) == (TODAY + timedelta(days=5), alina.user_id)
        with pytest.raises(Conflict):
            planning.drop(carmen, case, line.id, why="She does not want it", version=line.version)
        planning.drop(carmen, case, line.id, why="She does not want it", version=line.version + 1)
        with pytest.raises(Conflict):
            planning.drop(alina, case, line.id, why="twice", version=line.version + 2)
        row.refresh_from_db()
        assert row.is_done
        # Who does not hold the compartment finds no such line.
        with pytest.raises(Refused):
            planning.drop(cast.boris.actor(), case, line.id, why="", version=1)
    with pytest.raises(Refused):
        plan(cast.boris, case, When("again", TODAY))
    with pytest.raises(Refused):
        plan(cast.carmen, case, When("again", TODAY), key=Key(PHQ, "self", str(uuid4())))
    with pytest.raises(Refused):
        file_of(cast.olga, case)


def client_of(who: Colleague) -> Client:
    with scoped(who.user.org_id):
        return signed_in(who)


def test_from_paper_by_the_numbers_of_the_answers(cast: Cast, case: UUID) -> None:
    carmen = client_of(cast.carmen)
    url = reverse("assessments:type_in", args=[case, PHQ, "self"])
    assert b"Little interest" in carmen.get(url).content
    typed = {f"item_q{number}": "2" for number in range(1, 9)} | {"on": TODAY.isoformat()}
    wrong = carmen.post(url, {**typed, "item_q9": "5"})
    assert wrong.status_code == 422
    assert "Type one of: 0, 1, 2, 3" in wrong.content.decode()
    empty = carmen.post(url, {"on": TODAY.isoformat()})
    assert (empty.status_code, "Type at least one answer." in empty.content.decode()) == (422, True)
    done = carmen.post(url, {**typed, "item_q9": "0"}, follow=True)
    page = done.content.decode()
    assert '<span class="measure-score__number">16</span>' in page
    assert "Moderately severe" in page
    # Nobody types about a stranger, nor in a part that this instrument does not have.
    assert carmen.get(reverse("assessments:type_in", args=[case, PHQ, "parent"])).status_code == 404
    assert (
        carmen.get(reverse("assessments:type_in_about", args=[case, PHQ, "self", uuid4()])).status_code == 404
    )


def test_the_number_of_queries_does_not_grow(cast: Cast, case: UUID) -> None:
    carmen = client_of(cast.carmen)
    counts = []
    pages = [
        reverse("assessments:room", args=[case]),
        reverse("assessments:series", args=[case, PHQ, "self"]),
    ]
    for results in (1, 3):
        for number in range(results):
            ask(cast.carmen, case, [1] * 8 + [0], on=TODAY - timedelta(days=40 * number))
        for slug in ("gad-7", PHQ):
            plan(cast.carmen, case, When("again", TODAY + timedelta(days=results)), key=Key(slug))
        for url in pages:
            carmen.get(url)
            with CaptureQueriesContext(connection) as found:
                assert carmen.get(url).status_code == 200
            counts.append(len(found))
    assert counts[:2] == counts[2:]
    assert counts[:2] == [15, 16]


def test_a_profile_is_a_paper_without_her_name(cast: Cast, case: UUID) -> None:
    for back in (90, 0):
        ask(cast.carmen, case, [1] * 8 + [0], on=TODAY - timedelta(days=back))
    client = client_of(cast.carmen)
    answer = client.post(reverse("assessments:profile", args=[case]), {"language": "ro", "names": "code"})
    assert answer.content.startswith(b"%PDF")
    assert "Natalia" not in answer["Content-Disposition"]


def test_answers_that_have_names_are_typed_in_by_their_place(cast: Cast, case: UUID) -> None:
    # The index is case work: the case manager asks it, and reads it.
    boris = client_of(cast.boris)
    index = "reintegration-index"
    url = reverse("assessments:type_in", args=[case, index, "self"])
    page = boris.get(url).content.decode()
    items = instruments.newest(index).items
    names = [item.id for item in items if f'name="item_{item.id}"' in page]
    assert len(names) > 20
    best = {}
    for item in items:
        counted = [
            (points, place) for place, points in enumerate(item.options.values(), 1) if points is not None
        ]
        if item.scored and counted:
            best[f"item_{item.id}"] = str(max(counted)[1])
    done = boris.post(url, {**best, "on": TODAY.isoformat(), "language": "English (en)"}, follow=True)
    told = done.content.decode()
    assert done.status_code == 200
    assert '<span class="measure-score__number">1</span>' in told
    assert "Unofficial" in told
    assert "Economic" in told
    (record,) = file_of(cast.boris, case).measures
    assert record.compartment == "casework"
    assert set(record.data["score"]["subscales"].values()) == {1}


def test_the_page_of_an_interview_says_what_it_came_to(cast: Cast, case: UUID, rf: RequestFactory) -> None:
    interview = ask(cast.carmen, case, [0] * 8 + [1])
    page = file_of(cast.carmen, case).page
    record = next(one for one in page.case_folder.of_kind("interview") if one.id == interview)
    with scoped(cast.org_id):
        html = str(rooms.interview_panel(rf.get("/"), page, record))
    assert "An answer that must not wait" in html
    assert "Minimal" in html
    # To whom the answers are closed, nothing is said of them here.
    with scoped(cast.org_id):
        assert str(rooms.interview_panel(rf.get("/"), file_of(cast.boris, case).page, record)) == ""
