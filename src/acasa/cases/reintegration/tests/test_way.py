"""Outcomes, joint sessions and the search that waits: services and pages on a real database."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from acasa.audit.models import Entry
from acasa.cases import facts
from acasa.cases.family import services as family
from acasa.cases.models import Case, Obligation
from acasa.cases.plan.services import drafting, needs, versions
from acasa.cases.queries import case as case_queries
from acasa.cases.queries import day
from acasa.cases.reintegration import queries
from acasa.cases.reintegration.services import joint, outcomes
from acasa.cases.services import opening, working
from acasa.cases.team.services import conferences, tasks
from acasa.cases.trafficking.services import returning
from acasa.cases.visits.services import following
from acasa.core.errors import Conflict, NotYet, Refused
from acasa.core.scope import scoped
from acasa.vault import folders
from acasa.vault.testing import Cast, Colleague

# Some day that is over: nobody is asked in advance.
ON = datetime.now(UTC).date() - timedelta(days=10)
SAID = {"work": {"her_level": "2", "level": "1", "words": "To earn without being looked at."}}


def folder(who: Colleague, case: UUID) -> folders.OpenFolder:
    with scoped(who.user.org_id):
        return case_queries.case_page(who.actor(), case).case_folder


def client_of(who: Colleague) -> Client:
    client = Client()
    client.post("/sign-in/", {"email": who.email, "password": who.password})
    return client


def due_words(who: Colleague, when: date) -> list[str]:
    with scoped(who.user.org_id):
        found = day.day(who.actor(), when)
        return [due.text for due in (*found.late, *found.today, *found.ahead)]


def a_series(cast: Cast, case: UUID, daria: UUID, number: int = 2, lead: UUID | None = None) -> UUID:
    new = joint.NewSeries(daria, number, "week", ON, "That she takes my hand.", lead)
    with scoped(cast.org_id):
        return joint.plan(cast.boris.actor(), case, new=new)


def first_session(cast: Cast, case: UUID) -> UUID:
    return folder(cast.boris, case).of_kind("joint_session")[0].id


def test_a_round_is_kept_as_it_was_said_and_becomes_a_fact(cast: Cast, case: UUID) -> None:
    answers = {**SAID, "health": {"her_level": "rather_not_say"}, "housing": {"her_level": "", "words": ""}}
    with scoped(cast.org_id):
        actor = cast.boris.actor()
        assert outcomes.record(actor, case, on=ON, moment="intake", answers=answers) == 2
        assert outcomes.record(actor, case, on=ON, moment="between", answers={"work": {}}) == 0
        needs.add(actor, case, kind="need", data={"domain": "work", "severity": "some", "status": "open"})
        page = case_queries.case_page(actor, case)
        known = facts.facts(page.case_folder, page.person_folder)
    kept = {record.data["domain"]: record.data for record in folder(cast.boris, case).of_kind("outcome")}
    assert kept["work"]["words"] == SAID["work"]["words"] and kept["health"]["level"] == ""
    assert set(kept) == {"work", "health"}
    assert known["outcomes_on"] == ON.isoformat() and "plan_on" not in known and known["assessed_on"]
    with scoped(cast.org_id), pytest.raises(Refused):
        outcomes.record(cast.boris.actor(), case, on=ON, moment="x", answers={"work": {"level": "6"}})


def test_who_may_not_open_the_case_learns_nothing(cast: Cast, case: UUID, daria: UUID) -> None:
    series = a_series(cast, case, daria)
    for who in (cast.olga, cast.dan):
        with scoped(who.user.org_id):
            for act in (
                lambda actor: outcomes.record(actor, case, on=ON, moment="intake", answers=SAID),
                lambda actor: joint.end(actor, case, series),
                lambda actor: joint.consent(actor, case, answer="agreed", on=ON),
                lambda actor: queries.case_of(actor, case),
            ):
                with pytest.raises(Refused):
                    act(who.actor())
    assert client_of(cast.olga).get(f"/cases/{case}/way/").status_code == 404


def test_the_room_shows_both_by_shape_with_a_table_behind(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        actor = cast.boris.actor()
        outcomes.record(actor, case, on=ON - timedelta(days=90), moment="intake", answers=SAID)
        later = {"work": {"her_level": "not_now", "level": "3", "words": ""}}
        outcomes.record(actor, case, on=ON, moment="between", answers=later)
        challenge = {"code": "guilt", "stage": "crisis", "status": "stands", "words": "It is my fault."}
        needs.add(actor, case, kind="challenge", data=challenge)
        working.set_stage(actor, case, stage="crisis")
        working.set_stage(actor, case, stage="stabilisation")
    page = client_of(cast.boris).get(f"/cases/{case}/way/").content.decode()
    picture = re.search(r'<svg class="way-picture".*?</svg>', page, re.S)
    assert picture and 'aria-label="Work, 2 times.' in picture[0]
    assert picture[0].count("<circle") == 1 and picture[0].count("<rect") == 2
    assert picture[0].count("way-cross") == 1 and "style=" not in picture[0]
    # The table says the same, refusals included; her words are hers.
    assert "2: Looking for work, with help" in page and "Not the right time" in page
    assert "<q>To earn without being looked at.</q>" in page
    assert "not validated" in page and "stands in her way" in page
    assert "What is typical of this phase: Stabilisation" in page


def test_a_series_is_planned_held_and_ended(cast: Cast, case: UUID, daria: UUID) -> None:
    series = a_series(cast, case, daria, 3, cast.carmen.user.id)
    assert due_words(cast.carmen, ON)[0] == "Joint session 1 with mother and child"
    first = first_session(cast, case)
    told = {"her_attendance": "came", "child_attendance": "chose_not", "techniques": ["art_therapy"]}
    with scoped(cast.org_id):
        actor = cast.carmen.actor()
        joint.finish(actor, case, first, state="planned", on=ON + timedelta(days=1), told={}, rates={})
        joint.finish(
            actor, case, first, state="held", on=ON, told=told, rates={}, note="She held her breath."
        )
        with pytest.raises(Conflict):
            joint.finish(actor, case, first, state="cancelled", on=ON, told={}, rates={})
        # Notes are health's: Boris neither writes nor reads them.
        second = folder(cast.boris, case).of_kind("joint_session")[1].id
        with pytest.raises(Refused):
            joint.finish(cast.boris.actor(), case, second, state="held", on=ON, told={}, rates={}, note="x")
        joint.one_more(actor, case, series, due=ON + timedelta(days=60))
        assert joint.end(actor, case, series, words="She chose to stop.")
        assert not joint.end(actor, case, series)
        with pytest.raises(NotYet):
            joint.one_more(actor, case, series, due=ON)
        assert not Obligation.objects.filter(case_id=case, is_done=False).exists()
    mine, theirs = folder(cast.boris, case), folder(cast.carmen, case)
    assert not mine.of_kind("joint_note") and theirs.of_kind("joint_note")[0].compartment == "health"
    # What fell away with the series is no line of the timeline each.
    assert [item.data["state"] for item in mine.of_kind("joint_session")] == ["held"]
    page = client_of(cast.boris).get(f"/cases/{case}/way/together/").content.decode()
    assert "Chose not to come" in page and "held her breath" not in page and "She chose to stop." in page
    assert "held her breath" in client_of(cast.carmen).get(f"/cases/{case}/way/together/").content.decode()


def test_observing_takes_her_yes_and_ends_with_it(cast: Cast, case: UUID, daria: UUID) -> None:
    a_series(cast, case, daria, 3)
    boris, url = client_of(cast.boris), f"/cases/{case}/way/together/"
    first, second, _third = (record.id for record in folder(cast.boris, case).of_kind("joint_session"))
    held = {"state": "held", "on": ON.isoformat(), "see_play": "3", "see_conflict": ""}
    late = boris.post(f"{url}session/{first}/", {"state": "held", "on": "2999-01-01"})
    assert "not in the future" in late.content.decode()
    # Not asked: the form has no scale, and what is sent all the same is not kept.
    assert "They play" not in boris.get(f"{url}session/{first}/").content.decode()
    assert boris.post(f"{url}session/{first}/", held).status_code == 302
    with scoped(cast.org_id):
        joint.finish(cast.boris.actor(), case, second, state="planned", on=ON, told={}, rates={"play": "2"})
    assert not folder(cast.boris, case).of_kind("joint_observation")
    assert boris.post(f"{url}observing/", {"answer": "agreed", "on": ON.isoformat()}).status_code == 302
    form = boris.get(f"{url}session/{second}/").content.decode()
    assert "They play" in form and "not for custody proceedings" in form
    version = folder(cast.boris, case).of_kind("joint_session")[1].version
    assert boris.post(f"{url}session/{second}/", {**held, "version": version}).status_code == 302
    page = boris.get(url).content.decode()
    assert "3: Much of the time" in page and page.count("way-picture") == 1
    assert "not for custody proceedings" in page
    # What was told is corrected where it stands; the observation is the same one.
    form = boris.get(f"{url}session/{second}/").content.decode()
    assert "It is put off" not in form and 'value="3" selected' in form
    version = folder(cast.boris, case).of_kind("joint_session")[1].version
    boris.post(f"{url}session/{second}/", {**held, "see_talk": "1", "done": "Baked.", "version": version})
    stale = boris.post(f"{url}session/{second}/", {**held, "done": "Walked.", "version": version})
    assert "Somebody saved first" in stale.content.decode()
    assert len(folder(cast.boris, case).of_kind("joint_observation")) == 1
    assert "1: Once or twice" in boris.get(url).content.decode()
    # She takes it back: hidden in that moment, and the page asks what becomes of what is there.
    answer = boris.post(f"{url}observing/", {"answer": "refused", "on": ON.isoformat()})
    assert answer["Location"] == f"{url}observing/earlier/"
    page = boris.get(url).content.decode()
    assert "Much of the time" not in page and "way-picture" not in page and "is hidden" in page
    assert not any(series.observations for series in queries.together(folder(cast.boris, case)).series)
    # Agreed again, they are back; removed, they are gone for good.
    boris.post(f"{url}observing/", {"answer": "agreed", "on": ON.isoformat()})
    assert "Much of the time" in boris.get(url).content.decode()
    boris.post(f"{url}observing/", {"answer": "not_now", "on": ON.isoformat()})
    boris.post(f"{url}observing/earlier/", {"what": "remove"})
    left = folder(cast.boris, case).of_kind("joint_observation")
    assert [item.data.get("removed") for item in left] == [True] and "rates" not in left[0].data
    boris.post(f"{url}observing/", {"answer": "agreed", "on": ON.isoformat()})
    assert "Much of the time" not in boris.get(url).content.decode()
    history = folder(cast.boris, case).one("joint_consent")
    assert history and [item["answer"] for item in history.data["history"]] == [
        "agreed",
        "refused",
        "agreed",
        "not_now",
    ]


def test_two_who_record_one_consent_see_each_other(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        joint.consent(cast.boris.actor(), case, answer="agreed", on=ON)
        joint.consent(cast.carmen.actor(), case, answer="refused", on=ON, version=1)
        with pytest.raises(Conflict):
            joint.consent(cast.boris.actor(), case, answer="agreed", on=ON, version=1)
    boris = client_of(cast.boris)
    told = {"answer": "agreed", "on": ON.isoformat(), "version": "1"}
    page = boris.post(f"/cases/{case}/way/together/observing/", told).content.decode()
    assert "Somebody saved first" in page and "Carmen" in page


def test_the_series_stands_on_the_childs_case_for_who_opens_it(cast: Cast, case: UUID, daria: UUID) -> None:
    with scoped(cast.org_id):
        new = opening.NewCase(essentials={"working_name": "Daria"})
        child = opening.open_case(cast.alina.actor(), team_id=cast.south.id, new=new).id
        family.link_case(cast.alina.actor(), case, daria, other_id=child, she_is="mother", name_there="")
    a_series(cast, case, daria)
    # Alina is in both teams; Boris, in one, is not even told that there is another case.
    alina, boris = client_of(cast.alina), client_of(cast.boris)
    page = alina.get(f"/cases/{child}/way/together/").content.decode()
    assert "With Natalia" in page and f"/cases/{case}/way/together/" in page
    assert f"/cases/{child}/" in alina.get(f"/cases/{case}/way/together/").content.decode()
    assert str(child) not in boris.get(f"/cases/{case}/way/together/").content.decode()
    assert boris.get(f"/cases/{child}/way/together/").status_code == 404
    # Reading them on the child's page is reading them in the mother's case as well.
    with scoped(cast.org_id):
        read = Entry.objects.filter(verb="joint.read", outcome="done", actor_id=cast.alina.user.id)
        assert read.filter(subject_id=case).count() == 2  # once there, once on the child's page
        # A row that names another team than the case itself is not followed.
        Case.objects.filter(id=case).update(team_id=cast.south.id)
        page = case_queries.case_page(cast.alina.actor(), child)
        assert queries.linked(cast.alina.actor(), page) == {}


def test_what_ends_with_the_case_is_told_before_it_closes(cast: Cast, case: UUID) -> None:
    soon = datetime.now(UTC).date() + timedelta(days=5)
    with scoped(cast.org_id):
        actor = cast.boris.actor()
        tasks.add(actor, case, text="Ask the notary", who=cast.carmen.user.id, due_on=soon)
        conferences.plan(actor, case, data={"invited": [], "agenda": []}, on=soon, words="Conference")
        data = {"state": "planned", "planned_on": soon.isoformat()}
        returning.save_return(actor, case, data=data, text="She arrives")
        folder = case_queries.case_page(actor, case).case_folder
        lines = [
            {"id": "l1", "domain": "school", "action": "Find a friend", "status": "open"},
            {"id": "l2", "domain": "school", "action": "Find a desk", "status": "done"},
        ]
        data = {"kind": "child_plan", "number": 1, "lines": lines, "at": "2026-01-02"}
        written = folders.add(folder, "casework", data)[1]
        folders.note(actor, "childplan.version", case, written=[written])
        known = queries.at_closing(case_queries.case_page(actor, case))
    assert (known.tasks, known.conferences, known.returns) == (["Ask the notary"], [str(soon)], [str(soon)])
    assert known.child_lines == ["Find a friend"]
    page = client_of(cast.boris).get(f"/cases/{case}/way/closing/").content.decode()
    for words in ("Ask the notary", "Case conferences", "Return and repatriation"):
        assert words in page, words


def test_a_follow_up_keeps_how_life_goes_in_the_same_go(cast: Cast, case: UUID) -> None:
    with scoped(cast.org_id):
        actor = cast.boris.actor()
        working.close(actor, case, reason="administrative", on=ON)
        following.plan(actor, case, days=[(6, ON)])
    record = folder(cast.boris, case).of_kind("followup")[0].id
    boris, url = client_of(cast.boris), f"/cases/{case}/visits/follow-up/{record}/"
    assert "How life goes, as she says it" in boris.get(url).content.decode()
    told = {"state": "done", "safe": "yes", "life_work": "4", "life_health": "not_now", "life_family": ""}
    assert boris.post(url, told).status_code == 302
    kept = {
        item.data["domain"]: item.data["her_level"] for item in folder(cast.boris, case).of_kind("outcome")
    }
    assert kept == {"work": "4", "health": "not_now"}
    assert {item.data["moment"] for item in folder(cast.boris, case).of_kind("outcome")} == {"after"}


def test_looking_for_her_waits_and_goes_on(cast: Cast, case: UUID) -> None:
    until = timezone.localdate() + timedelta(days=30)
    with scoped(cast.org_id):
        actor = cast.boris.actor()
        assert not following.pause_search(actor, case, until=until)
        assert following.begin_search(actor, case, stop_on=ON)
        following.try_step(actor, case, step="safe_hours", result="not_reached", on=ON, safe=False)
        assert following.pause_search(actor, case, until=until, reason="Abroad until spring")
        assert not following.pause_search(actor, case, until=until)
        with pytest.raises(NotYet):
            following.try_step(actor, case, step="safe_hours", result="not_reached", on=ON)
        assert Obligation.objects.filter(case_id=case, is_done=False, due=until).count() == 1
    boris = client_of(cast.boris)
    page = boris.get(f"/cases/{case}/visits/").content.decode()
    assert "Abroad until spring" in page and "Go on looking" in page and "does not count" in page
    tried = {"step": "safe_hours", "result": "not_reached", "safe": "yes", "on": ON.isoformat()}
    refused = boris.post(f"/cases/{case}/visits/search/try/", tried)
    assert refused.status_code == 422 or "waits until" in refused.content.decode()
    with scoped(cast.org_id):
        assert following.resume_search(cast.boris.actor(), case)
        assert not following.resume_search(cast.boris.actor(), case)
        assert Obligation.objects.filter(case_id=case, is_done=False, due=ON).count() == 1
        # One who is back on any day ends it, also while it waits.
        following.pause_search(cast.boris.actor(), case, until=until)
        assert following.try_step(cast.boris.actor(), case, step="safe_hours", result="reached", on=ON)
        assert not Obligation.objects.filter(case_id=case, is_done=False).exists()


def test_a_plan_says_with_whom_and_when_it_was_made(cast: Cast, case: UUID) -> None:
    boris = client_of(cast.boris)
    with scoped(cast.org_id):
        actor = cast.boris.actor()
        goal = drafting.save_goal(actor, case, goal_id="", data={"words": "That mother looks at me."}, rev=0)
    form = {"text": "Sit with her mother on Sunday", "with_whom": "relatives", "due": ON.isoformat()}
    assert boris.post(f"/cases/{case}/plan/draft/goal/{goal}/action/", form).status_code == 302
    assert "Relatives" in boris.get(f"/cases/{case}/plan/draft/").content.decode()
    with scoped(cast.org_id):
        actor = cast.boris.actor()
        draft = case_queries.case_page(actor, case).case_folder.one("plan_draft")
        assert draft is not None
        versions.make_version(actor, case, review_on=None, review_words="", version=draft.version)
        page = case_queries.case_page(actor, case)
        assert (
            facts.facts(page.case_folder, page.person_folder)["plan_on"] == page.timeline[0].data["at"][:10]
        )
    page = boris.get(f"/cases/{case}/way/").content.decode()
    assert "0 of 1 action done" in page and "School or kindergarten" in page
    closing = boris.get(f"/cases/{case}/way/closing/").content.decode()
    assert "1 action of the plan is open" in closing and "Sit with her mother on Sunday" in closing
    assert "She has not yet said" in closing and "You may close all the same" in closing


def test_pages_take_a_constant_number_of_statements(cast: Cast, case: UUID, daria: UUID) -> None:
    boris = client_of(cast.boris)

    def statements() -> list[int]:
        seen = []
        for page in ("", "way/", "way/together/", "way/closing/"):
            with CaptureQueriesContext(connection) as made:
                assert boris.get(f"/cases/{case}/{page}").status_code == 200
            seen.append(len(made))
        return seen

    def more(times: int) -> None:
        for _time in range(times):
            a_series(cast, case, daria, 3)
            with scoped(cast.org_id):
                outcomes.record(cast.boris.actor(), case, on=ON, moment="between", answers=SAID)

    more(1)
    boris.get(f"/cases/{case}/")
    few = statements()
    more(3)
    assert statements() == few
