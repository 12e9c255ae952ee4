"""Opening, working, closing: services and reads on a real PostgreSQL, with keys that differ."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from acasa.audit.models import Entry
from acasa.cases import rules
from acasa.cases.models import Assignment, Case, Obligation
from acasa.cases.queries import case as case_queries
from acasa.cases.queries import caseload, day
from acasa.cases.queries.caseload import Filters
from acasa.cases.services import drafts, editing, opening, working
from acasa.cases.services.opening import NewCase, Step
from acasa.cases.team.services import tasks
from acasa.core.errors import Conflict, Refused
from acasa.core.scope import scoped
from acasa.people.models import Membership
from acasa.vault import rings
from acasa.vault.testing import Cast, Colleague

TODAY = date(2026, 3, 10)
TODAY_NUMBER = rules.days(TODAY) or 0
ALL_OPEN = Filters()

NATALIA = NewCase(
    essentials={"working_name": "Natalia", "channel": "phone", "hours": "after 18:00"},
    identity={"given": "Наталья", "family": "Чеботарь", "birth_date": "1993"},
    risk="high",
    alerts=["minor"],
    step=Step("Call her sister", TODAY - timedelta(days=2)),
    first_words="She came home on Friday.",
)


def open_for(who: Colleague, cast: Cast, new: NewCase = NATALIA, **more: Any) -> UUID:
    with scoped(who.user.org_id):
        return opening.open_case(who.actor(), team_id=cast.north.id, new=new, **more).id


def listed(who: Colleague, filters: Filters = ALL_OPEN) -> list[str]:
    with scoped(who.user.org_id):
        return [row.name for row in caseload.listing(who.actor(), filters, today_number=TODAY_NUMBER).rows]


def page_of(who: Colleague, case_id: UUID) -> case_queries.CasePage:
    with scoped(who.user.org_id):
        return case_queries.case_page(who.actor(), case_id)


def verbs(cast: Cast) -> list[str]:
    with scoped(cast.org_id):
        return list(Entry.objects.order_by("seq").values_list("verb", flat=True))


def test_a_case_opened_stands_in_list_day_search_and_page(cast: Cast) -> None:
    case_id = open_for(cast.boris, cast)
    assert listed(cast.boris) == ["Natalia"]
    page = page_of(cast.boris, case_id)
    assert (page.name, page.stage, page.facts["code"]) == ("Natalia", "identification", "CL-0001")
    assert page.next_step is not None and page.next_step.data["text"] == "Call her sister"
    assert [record.data["kind"] for record in page.timeline] == ["contact", "event"]
    with scoped(cast.org_id):
        found = day.day(cast.boris.actor(), TODAY)
    assert [(due.name, due.text, due.days_late) for due in found.late] == [("Natalia", "Call her sister", 2)]
    assert found.load["identification"] == 1
    with scoped(cast.org_id):
        for query in ("Natalia Cebotari", "наташа чеботарь", "CL-0001", "1"):
            assert [row.case_id for row in caseload.search(cast.boris.actor(), query)] == [case_id], query
        assert caseload.search(cast.boris.actor(), "Zzyzx Qwort") == []


def test_each_colleague_sees_what_the_rings_open(cast: Cast) -> None:
    case_id = open_for(cast.boris, cast)
    with scoped(cast.org_id):
        working.add_note(cast.carmen.actor(), case_id, compartment="health", text="Sleeps two hours.")
    boris, carmen = page_of(cast.boris, case_id), page_of(cast.carmen, case_id)
    assert boris.hidden == {"health": 1}
    assert boris.can_see_identity and not carmen.can_see_identity
    assert any(record.data.get("text") == "Sleeps two hours." for record in carmen.timeline)
    with scoped(cast.org_id), pytest.raises(Refused):
        case_queries.identity(cast.carmen.actor(), case_id)
    with scoped(cast.org_id), pytest.raises(Refused):
        working.add_note(cast.boris.actor(), case_id, compartment="legal", text="no")
    with scoped(cast.org_id):
        assert case_queries.identity(cast.boris.actor(), case_id)[0]["family"] == "Чеботарь"
    assert "identity.reveal" in verbs(cast)


def test_a_colleague_without_identity_does_not_find_by_it(cast: Cast) -> None:
    open_for(cast.boris, cast)
    with scoped(cast.org_id):
        assert caseload.search(cast.carmen.actor(), "Чеботарь") == []
        assert len(caseload.search(cast.carmen.actor(), "Natalia")) == 1


@pytest.mark.parametrize("stranger", ["olga", "dan"])
def test_strangers_learn_nothing(cast: Cast, stranger: str) -> None:
    case_id = open_for(cast.boris, cast)
    who: Colleague = getattr(cast, stranger)
    assert listed(who) == []
    for act in (
        lambda actor: case_queries.case_page(actor, case_id),
        lambda actor: case_queries.identity(actor, case_id),
        lambda actor: working.add_contact(actor, case_id, what="call", text="x"),
        lambda actor: working.close(actor, case_id, reason="administrative", on=TODAY),
        lambda actor: editing.set_essentials(actor, case_id, data={"working_name": "X"}, version=1),
    ):
        with pytest.raises(Refused), scoped(who.user.org_id):
            act(who.actor())
    assert page_of(cast.boris, case_id).name == "Natalia"


def test_a_restricted_case_is_the_named_colleagues_alone(cast: Cast) -> None:
    case_id = open_for(cast.boris, cast, deputy_id=cast.carmen.user.id)
    assert listed(cast.boris) == ["Natalia"] == listed(cast.carmen)
    assert listed(cast.alina) == []
    with pytest.raises(Refused):
        page_of(cast.alina, case_id)
    with scoped(cast.org_id):
        assert caseload.search(cast.alina.actor(), "Natalia") == []
        assert len(caseload.search(cast.boris.actor(), "Cebotari")) == 1
        working.add_contact(cast.carmen.actor(), case_id, what="call", text="She called.")
    assert page_of(cast.boris, case_id).name == "Natalia"


def test_close_and_reopen(cast: Cast) -> None:
    case_id = open_for(cast.boris, cast)
    with scoped(cast.org_id):
        assert working.set_stage(cast.boris.actor(), case_id, stage="crisis")
        assert not working.set_stage(cast.boris.actor(), case_id, stage="autonomy")
        assert working.close(
            cast.boris.actor(), case_id, reason="chose_to_stop", on=TODAY, words="She may come back."
        )
        assert not working.close(cast.boris.actor(), case_id, reason="administrative", on=TODAY)
        assert not Obligation.objects.filter(is_done=False).exists()
    assert listed(cast.boris) == []
    assert listed(cast.boris, Filters(status="closed")) == ["Natalia"]
    with scoped(cast.org_id):
        step = Step("See her", TODAY)
        assert working.reopen(cast.boris.actor(), case_id, stage="crisis", reason="She called.", step=step)
        assert not working.reopen(cast.boris.actor(), case_id, stage="crisis", reason="again")
    page = page_of(cast.boris, case_id)
    assert page.is_open and page.stage == "crisis" and [s.data["text"] for s in page.steps] == ["See her"]
    assert verbs(cast).count("case.close") == 1


def test_what_a_closure_ended_is_due_again_when_she_is_back(cast: Cast) -> None:
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        case = opening.open_case(boris, team_id=cast.north.id, new=NewCase(essentials={"working_name": "N"}))
        due = date(2026, 12, 1)
        kept, done = (
            tasks.add(boris, case.id, text=text, who=cast.boris.user.id, due_on=due)
            for text in ("Ask", "Fetch")
        )
        working.plan_step(boris, case.id, step=Step("Call", due))
        assert working.close(boris, case.id, reason="completed", on=due)
        assert not Obligation.objects.filter(case=case, is_done=False).exists()
        assert tasks.finish(boris, case.id, done, state="done", result="", version=1)
        assert working.reopen(boris, case.id, stage="crisis", reason="she is back")
        desk = working.take(boris, case.id, "test")
        (task,) = [record.data for record in desk.case_folder.of_kind("task") if record.id == kept]
        assert [str(row.id) for row in Obligation.objects.filter(case=case, is_done=False)] == [
            task["obligation"]
        ]


def test_a_step_is_finished_once_and_can_be_put_off(cast: Cast) -> None:
    case_id = open_for(cast.boris, cast)
    step = page_of(cast.boris, case_id).next_step
    assert step is not None
    with scoped(cast.org_id):
        working.move_step(cast.boris.actor(), case_id, step.id, due=TODAY + timedelta(days=3))
        assert Obligation.objects.get().due == TODAY + timedelta(days=3)
        working.finish_step(cast.boris.actor(), case_id, step.id, on=TODAY)
        working.finish_step(cast.boris.actor(), case_id, step.id, on=TODAY)
        assert Obligation.objects.get().is_done
    assert page_of(cast.boris, case_id).steps == []
    assert verbs(cast).count("step.finish") == 1


def test_two_people_edit_and_neither_is_overwritten(cast: Cast) -> None:
    case_id = open_for(cast.boris, cast)
    version = page_of(cast.boris, case_id).essentials_version
    with scoped(cast.org_id):
        editing.set_essentials(cast.alina.actor(), case_id, data={"working_name": "Nata"}, version=version)
    with pytest.raises(Conflict) as clash, scoped(cast.org_id):
        editing.set_essentials(cast.boris.actor(), case_id, data={"working_name": "Natașa"}, version=version)
    assert clash.value.current["working_name"] == "Nata"
    assert clash.value.yours["working_name"] == "Natașa"
    with scoped(cast.org_id):
        editing.set_essentials(
            cast.boris.actor(), case_id, data={"working_name": "Natașa"}, version=clash.value.version
        )
    assert listed(cast.alina) == ["Natașa"]


def test_risk_and_alerts_narrow_the_list(cast: Cast) -> None:
    case_id = open_for(cast.boris, cast)
    open_for(cast.boris, cast, NewCase(essentials={"working_name": "Ana"}, risk="low"))
    with scoped(cast.org_id):
        actor = cast.boris.actor()
        editing.set_risk(
            actor, case_id, risk="medium", review_on=TODAY, alerts=["pregnant", "minor"], version=1
        )
    assert listed(cast.boris, Filters(risks=("medium",))) == ["Natalia"]
    assert listed(cast.boris, Filters(risks=("high",))) == []
    assert listed(cast.boris, Filters(alert="pregnant")) == ["Natalia"]
    assert listed(cast.boris, Filters(late=True)) == ["Natalia"]
    assert listed(cast.boris, Filters(sort="name")) == ["Ana", "Natalia"]
    assert listed(cast.boris, Filters(sort="name", descending=True)) == ["Natalia", "Ana"]


@pytest.mark.parametrize("sort", caseload.SORTS)
@pytest.mark.parametrize("descending", [False, True])
def test_every_sort_lists_everybody(cast: Cast, sort: str, descending: bool) -> None:
    for name, risk in (("Ana", "low"), ("Vera", ""), ("Doina", "high")):
        open_for(cast.boris, cast, NewCase(essentials={"working_name": name}, risk=risk))
    assert sorted(listed(cast.boris, Filters(sort=sort, descending=descending))) == ["Ana", "Doina", "Vera"]


def test_a_case_given_to_a_colleague_is_new_there(cast: Cast) -> None:
    case_id = open_for(cast.boris, cast)
    with pytest.raises(Refused), scoped(cast.org_id):
        working.assign(cast.carmen.actor(), case_id, worker_id=cast.carmen.user.id)
    with scoped(cast.org_id):
        working.assign(cast.alina.actor(), case_id, worker_id=cast.carmen.user.id)
        found = day.day(cast.carmen.actor(), TODAY)
        assert [item.name for item in found.new] == ["Natalia"] and len(found.late) == 1
        working.seen(cast.carmen.actor(), case_id)
        assert not Assignment.objects.exists()


def test_a_task_goes_with_the_case(cast: Cast) -> None:
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        case = opening.open_case(boris, team_id=cast.north.id, new=NewCase(essentials={"working_name": "N"}))
        tasks.add(boris, case.id, text="Ask", who=cast.boris.user.id, due_on=date(2026, 12, 1))
        working.assign(boris, case.id, worker_id=cast.alina.user.id)
        (task,) = working.take(boris, case.id, "test").case_folder.of_kind("task")
    assert (task.data["who"], task.data["who_name"]) == (str(cast.alina.user.id), "Alina Rusu")


def test_a_worker_of_another_organisation_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused):
        open_for(cast.boris, cast, worker_id=cast.olga.user.id)
    with scoped(cast.org_id):
        assert not Case.objects.exists()


def test_a_second_case_of_a_known_person(cast: Cast) -> None:
    first = open_for(cast.boris, cast)
    with scoped(cast.org_id):
        same = caseload.likely_same(cast.boris.actor(), ["Natalia", "Cebotari"])
        person = case_queries.person_of(cast.boris.actor(), same[0].case_id)
    second = open_for(cast.boris, cast, NewCase(essentials={}), person_id=person)
    assert page_of(cast.boris, second).name == "Natalia"
    assert page_of(cast.boris, first).others == 1
    with scoped(cast.org_id):
        editing.set_essentials(cast.boris.actor(), second, data={"working_name": "Nata"}, version=1)
    assert listed(cast.boris) == ["Nata", "Nata"]


def test_files_open_for_their_compartment_only(cast: Cast) -> None:
    case_id = open_for(cast.boris, cast)
    content = b"%PDF-1.7 a protection order"
    with scoped(cast.org_id):
        working.add_file(
            cast.carmen.actor(),
            case_id,
            compartment="health",
            name="letter.pdf",
            kind="application/pdf",
            size=len(content),
            source=io.BytesIO(content),
        )
    record = next(r for r in page_of(cast.carmen, case_id).timeline if r.data["kind"] == "file")
    with scoped(cast.org_id):
        told, chunks = case_queries.file_of(cast.carmen.actor(), case_id, UUID(record.data["file"]))
        assert (told["name"], b"".join(chunks)) == ("letter.pdf", content)
    with pytest.raises(Refused), scoped(cast.org_id):
        case_queries.file_of(cast.boris.actor(), case_id, UUID(record.data["file"]))


def test_drafts_and_views_are_their_authors(cast: Cast) -> None:
    with scoped(cast.org_id):
        drafts.keep(cast.boris.actor(), kind="open", about=None, fields={"working_name": "Vera"})
        drafts.keep(cast.boris.actor(), kind="open", about=None, fields={"working_name": "Vera P"})
        drafts.save_view(cast.boris.actor(), name="Urgent", query="risk=high")
        drafts.save_view(cast.boris.actor(), name="urgent", query="risk=high&status=open")
        assert drafts.kept(cast.boris.actor(), kind="open") == {"working_name": "Vera P"}
        assert drafts.kept(cast.alina.actor(), kind="open") is None
        assert [view[1:] for view in drafts.views(cast.boris.actor())] == [
            ("urgent", "risk=high&status=open")
        ]
        assert drafts.views(cast.alina.actor()) == []
        drafts.drop_view(cast.alina.actor(), drafts.views(cast.boris.actor())[0][0])
        assert len(drafts.views(cast.boris.actor())) == 1
        drafts.drop(cast.boris.actor(), kind="open")
        assert drafts.kept(cast.boris.actor(), kind="open") is None


# The last three are the audit chain's: lock with scope, look, insert.
QUERIES = {"list": 6, "search": 6, "case": 10, "day": 12}


@pytest.mark.parametrize("count", [1, 3])
def test_query_counts_do_not_grow(cast: Cast, count: int) -> None:
    ids = [open_for(cast.boris, cast) for _ in range(count)]
    acts = {
        "list": lambda actor: caseload.listing(actor, Filters(), today_number=TODAY_NUMBER),
        "search": lambda actor: caseload.search(actor, "Natalia"),
        "case": lambda actor: case_queries.case_page(actor, ids[0]),
        "day": lambda actor: day.day(actor, TODAY),
    }
    seen = {}
    for name, act in acts.items():
        with CaptureQueriesContext(connection) as queries:
            with scoped(cast.org_id):
                actor = cast.boris.actor()
                start = len(queries)
                act(actor)
            seen[name] = len(queries) - start
    assert seen == QUERIES


def test_a_case_in_another_team_is_not_hinted_at(cast: Cast) -> None:
    first = open_for(cast.boris, cast)
    with scoped(cast.org_id):
        person = case_queries.person_of(cast.alina.actor(), first)
        second = opening.open_case(
            cast.alina.actor(), team_id=cast.south.id, new=NewCase(essentials={}), person_id=person
        ).id
        assert case_queries.cases_of_person(cast.boris.actor(), first) == []
        assert case_queries.cases_of_person(cast.alina.actor(), first) == [(second, True)]


def test_on_duty_one_reads_essentials_and_changes_nothing(cast: Cast) -> None:
    case_id = open_for(cast.boris, cast)
    with scoped(cast.org_id):
        alina = cast.alina.actor()
        rings.grant_to_colleague(alina, user_id=cast.dan.user.id, team_id=None, compartment="on_duty")
    page = page_of(cast.dan, case_id)
    assert page.name == "Natalia" and page.course is None and not page.can_see_identity
    assert listed(cast.dan) == []
    for act in (
        lambda actor: editing.set_essentials(actor, case_id, data={"working_name": "X"}, version=1),
        lambda actor: editing.set_risk(actor, case_id, risk="low", review_on=None, alerts=[], version=1),
    ):
        with pytest.raises(Refused), scoped(cast.org_id):
            act(cast.dan.actor())


def test_a_step_of_a_worker_who_left_the_team_is_the_writers(cast: Cast) -> None:
    case_id = open_for(cast.boris, cast)
    with scoped(cast.org_id):
        Membership.objects.filter(user=cast.boris.user).delete()
        working.plan_step(cast.alina.actor(), case_id, step=Step("See her", TODAY))
        assert Obligation.objects.filter(worker=cast.alina.user).count() == 1


def test_the_day_tells_the_present_safe_contact_whoever_changed_it(cast: Cast) -> None:
    first = open_for(cast.boris, cast)
    with scoped(cast.org_id):
        alina = cast.alina.actor()
        person = case_queries.person_of(alina, first)
        south = opening.open_case(
            alina,
            team_id=cast.south.id,
            new=NewCase(essentials={}, step=Step("Call", TODAY)),
            person_id=person,
        ).id
        # Boris holds no ring of the south: the card there stays as it was.
        data = {"working_name": "Nata", "hours": "never before 20:00"}
        editing.set_essentials(cast.boris.actor(), first, data=data, version=1)
    with scoped(cast.org_id):
        due = next(item for item in day.day(cast.alina.actor(), TODAY).today if item.case_id == south)
    assert (due.name, due.safe["hours"]) == ("Nata", "never before 20:00")


def test_a_step_on_a_colleagues_case_names_her_on_ones_own_day(cast: Cast) -> None:
    case_id = open_for(cast.boris, cast)
    with scoped(cast.org_id):
        step = Step("Talk with her", TODAY, cast.carmen.user.id)
        working.plan_step(cast.boris.actor(), case_id, step=step)
        found = day.day(cast.carmen.actor(), TODAY)
    assert [(item.name, item.code, item.text) for item in found.today] == [
        ("Natalia", "CL-0001", "Talk with her")
    ]
