"""A team's work on a real PostgreSQL, with keys that differ."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.world import join, open_case

from acasa.audit.models import Entry
from acasa.cases.facts import facts
from acasa.cases.models import Obligation
from acasa.cases.plan.services import drafting, needs, versions
from acasa.cases.queries import day
from acasa.cases.services import working
from acasa.cases.team import agenda, queries, rules
from acasa.cases.team.models import OwnNote, TookPlace, Waiting
from acasa.cases.team.queries import TeamFile
from acasa.cases.team.services import approving, conferences, members, own, tasks
from acasa.cases.team.services.conferences import Decision
from acasa.core.actor import Actor
from acasa.core.errors import Conflict, NotYet, Refused
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.vault import folders, shred
from acasa.vault.testing import Cast, Colleague

TODAY = date(2026, 3, 10)
SOON = TODAY + timedelta(days=3)
NEED = {"domain": "home", "severity": "urgent", "status": "open", "words": "A door.", "about": ""}
MINUTES = {"on": TODAY.isoformat(), "present": [{"name": "Dr. Sârbu", "profession": "doctor"}]}
MINUTES |= {"her_part": rules.CHOSE_NOT, "her_view": "Ask me first.", "discussed": "The house."}


@pytest.fixture
def case(cast: Cast) -> UUID:
    return open_case(cast.boris, cast.north, "Natalia")[0]


def file_of(who: Colleague, case: UUID) -> TeamFile:
    with scoped(who.user.org_id):
        return queries.team_file(who.actor(), case)


def does(who: Colleague, act: Callable[[Actor], Any]) -> Any:
    """Somebody acts, in a unit of work of their own."""
    with scoped(who.user.org_id):
        return act(who.actor())


def due(who: Colleague, on: date = SOON) -> list[tuple[str, str]]:
    with scoped(who.user.org_id):
        found = day.day(who.actor(), on)
    return [(item.text, item.kind) for item in (*found.late, *found.today, *found.ahead)]


def standing(who: Colleague, case: UUID, what: str) -> str:
    return queries.standing(file_of(who, case).page, what)


def make_plan(who: Colleague, case: UUID, words: str = "To sleep.") -> None:
    def made(actor: Actor) -> None:
        drafting.save_goal(actor, case, goal_id="", data={"words": words, "needs": []}, rev=0)
        draft = next(
            record
            for record in queries.team_file(actor, case).page.case_folder.of_kind("plan_draft")
            if record.data["open"]
        )
        versions.make_version(actor, case, review_on=None, review_words="", version=draft.version)

    does(who, made)


# --- members and tasks


def test_a_member_gets_no_key(cast: Cast, case: UUID) -> None:
    lara = join(cast, "lara", "Lara Moraru", "lawyer", cast.north)
    for data in (
        {"user": str(lara.user.id), "name": "typed", "role": "specialist", "from": "", "to": ""},
        {
            "user": "",
            "name": "Petru Sârbu",
            "profession": "doctor",
            "organisation": "Clinic",
            "role": "adviser",
        },
    ):
        does(cast.boris, lambda actor, data=data: members.add(actor, case, data=data))
    ours, outside = file_of(cast.carmen, case).members
    # A colleague of ours stands under her own name and profession, whatever was typed.
    assert (ours.data["name"], ours.data["profession"]) == ("Lara Moraru", "lawyer")
    assert (outside.data["name"], outside.data["organisation"]) == ("Petru Sârbu", "Clinic")
    with pytest.raises(Refused):
        file_of(lara, case)
    does(
        cast.boris,
        lambda actor: members.change(actor, case, outside.id, data={"to": "2026-03-01"}, version=1),
    )
    with pytest.raises(Conflict):
        does(cast.alina, lambda actor: members.change(actor, case, outside.id, data={"role": "x"}, version=1))


def test_a_task_stands_on_the_colleagues_day_until_it_is_done(cast: Cast, case: UUID) -> None:
    carmen = cast.carmen.user.id
    task = does(
        cast.boris, lambda actor: tasks.add(actor, case, text="Call the school", who=carmen, due_on=SOON)
    )
    assert due(cast.carmen) == [("Call the school", "task")] and due(cast.boris) == []
    # Put off and given to somebody else: it leaves one day and comes to the other.
    args = {"text": "Call the school", "who": cast.boris.user.id, "due_on": SOON + timedelta(days=1)}
    assert does(cast.carmen, lambda actor: tasks.change(actor, case, task, **args, version=1))
    assert due(cast.carmen) == [] and due(cast.boris) == [("Call the school", "task")]
    with pytest.raises(Conflict):
        does(cast.carmen, lambda actor: tasks.change(actor, case, task, **args, version=1))
    end = {"state": rules.DONE, "result": "They agree.", "version": 2}
    assert does(cast.boris, lambda actor: tasks.finish(actor, case, task, **end))
    assert due(cast.boris) == []
    # A second press changes nothing.
    assert not does(cast.boris, lambda actor: tasks.finish(actor, case, task, **end))
    assert not does(cast.boris, lambda actor: tasks.change(actor, case, task, **args, version=3))
    assert file_of(cast.alina, case).tasks[0].data["result"] == "They agree."


def test_who_could_not_read_a_task_is_not_asked(cast: Cast, case: UUID) -> None:
    # A lawyer of the team holds no case work.
    lara = join(cast, "lara", "Lara Moraru", "lawyer", cast.north)
    for user in (lara.user.id, cast.dan.user.id, cast.olga.user.id, uuid4()):
        with pytest.raises(Refused):
            does(cast.boris, lambda actor, user=user: tasks.add(actor, case, text="X", who=user, due_on=SOON))
    page = file_of(cast.boris, case).page
    names = does(cast.boris, lambda actor: [one.name for one in queries.doers(actor, page)])
    assert names == ["Alina Rusu", "Boris Ceban", "Carmen Lupu"]


# --- conferences


def planned(cast: Cast, case: UUID, *invited: Colleague) -> UUID:
    data = {"place": "office", "hour": "", "agenda": ["Home"], "guests": ""}
    data["invited"] = [str(one.user.id) for one in invited]
    found: UUID = does(
        cast.boris, lambda actor: conferences.plan(actor, case, data=data, on=SOON, words="Conference")
    )
    return found


def test_a_conference_stands_on_each_day_and_its_decisions_become_work(cast: Cast, case: UUID) -> None:
    conference = planned(cast, case, cast.carmen)
    for who in (cast.boris, cast.carmen):
        assert due(who) == [("Conference", "conference")]
    decisions = [
        Decision("See the house", rules.TASK, cast.carmen.user.id, SOON),
        Decision("We go on", rules.ONLY),
    ]

    def hold(actor: Actor, version: int = 1, **more: Any) -> bool:
        args = {"minutes": {**MINUTES, **more}, "version": version}
        args["decisions"] = decisions if version == 1 else []
        return conferences.hold(actor, case, conference, **args)

    assert does(cast.boris, hold)
    assert due(cast.boris) == [] and due(cast.carmen) == [("See the house", "task")]
    file = file_of(cast.carmen, case)
    told = file.conferences[0].data
    assert [item["text"] for item in told["decisions"]] == ["See the house", "We go on"]
    assert told["decisions"][0]["task"] == str(file.tasks[0].id)
    assert told["decisions"][0]["who_name"] == "Carmen Lupu"
    assert file.tasks[0].data["source"] == str(conference)
    # Another version of the minutes keeps the former one.
    assert does(cast.alina, lambda actor: hold(actor, 2, discussed="The house and the school."))
    with pytest.raises(Conflict):
        does(cast.carmen, lambda actor: hold(actor, 2, discussed="Else."))
    told = file_of(cast.boris, case).conferences[0].data
    assert told["discussed"] == "The house and the school."
    former = told["history"][0]
    assert (former["discussed"], former["minuted"]["by_name"]) == ("The house.", "Boris Ceban")
    # Held is held.
    assert not does(cast.boris, lambda actor: conferences.call_off(actor, case, conference, reason=""))
    page = file_of(cast.boris, case).page
    assert facts(page.case_folder, page.person_folder)["conference_on"] == TODAY.isoformat()


def test_a_decision_becomes_an_action_of_the_draft(cast: Cast, case: UUID) -> None:
    make_plan(cast.boris, case)
    conference = planned(cast, case)
    decision = Decision("Find a bed", rules.ACTION, None, SOON, "g1")
    # Only what was held decides.
    assert not does(cast.boris, lambda actor: conferences.decide(actor, case, conference, decision=decision))
    does(
        cast.boris,
        lambda actor: conferences.hold(actor, case, conference, minutes=MINUTES, decisions=[], version=1),
    )
    assert does(cast.boris, lambda actor: conferences.decide(actor, case, conference, decision=decision))
    with pytest.raises(Refused):
        wrong = Decision("Find a bed", rules.ACTION, None, None, "g9")
        does(cast.boris, lambda actor: conferences.decide(actor, case, conference, decision=wrong))
    file = file_of(cast.boris, case)
    draft = file.page.case_folder.of_kind("plan_draft")[0]
    assert draft.data["goals"][0]["actions"][0]["text"] == "Find a bed"
    assert [item["action"] for item in file.conferences[0].data["decisions"]] == ["a1"]


def test_a_conference_called_off_stands_on_nobodys_day(cast: Cast, case: UUID) -> None:
    conference = planned(cast, case, cast.carmen)
    later = {"place": "", "hour": "", "agenda": [], "invited": [], "guests": ""}
    args = {"data": later, "on": SOON + timedelta(days=1), "words": "Conference", "version": 1}
    assert does(cast.boris, lambda actor: conferences.change(actor, case, conference, **args))
    assert due(cast.carmen) == [] and due(cast.boris) == [("Conference", "conference")]
    assert does(cast.boris, lambda actor: conferences.call_off(actor, case, conference, reason="Ill"))
    assert due(cast.boris) == []
    assert not does(cast.boris, lambda actor: conferences.change(actor, case, conference, **args))


# --- approvals


def test_asked_returned_changed_and_approved(cast: Cast, case: UUID) -> None:
    make_plan(cast.boris, case)
    assert standing(cast.boris, case, rules.PLAN) == rules.OPEN
    does(cast.boris, lambda actor: approving.ask(actor, case, what=rules.PLAN, words="Is it enough?"))
    (waiting,) = does(cast.alina, queries.waiting)
    assert (waiting.name, waiting.data["words"]) == ("Natalia", "Is it enough?")
    assert does(cast.alina, queries.waiting_count) == 1
    does(
        cast.alina,
        lambda actor: approving.return_(
            actor, case, what=rules.PLAN, words="Add work.", day_words="Returned"
        ),
    )
    assert does(cast.alina, queries.waiting_count) == 0
    with scoped(cast.org_id):
        returned = Obligation.objects.get(worker=cast.boris.user, is_done=False)
    assert due(cast.boris, returned.due) == [("Returned", "approval")]
    # The worker changes it and asks again: the day is empty, and the supervisor approves exactly this.
    make_plan(cast.boris, case, "Work.")
    does(cast.boris, lambda actor: approving.ask(actor, case, what=rules.PLAN, words="Done."))
    assert due(cast.boris, returned.due) == []
    does(cast.alina, lambda actor: approving.approve(actor, case, what=rules.PLAN, words="Good."))
    file = file_of(cast.boris, case)
    newest = file.approvals[0].data
    plan = file.page.case_folder.of_kind("plan")[-1]
    assert (newest["of"], newest["number"], newest["state"]) == (str(plan.id), 2, rules.APPROVED)
    told = facts(file.page.case_folder, file.page.person_folder)
    assert told["plan_approved_on"] == newest["done_at"][:10]
    # What becomes of it later is a new version, and that is not approved.
    make_plan(cast.boris, case, "Rest.")
    assert standing(cast.boris, case, rules.PLAN) == rules.CHANGED
    file = file_of(cast.boris, case)
    assert "plan_approved_on" not in facts(file.page.case_folder, file.page.person_folder)
    with scoped(cast.org_id):
        assert not Waiting.objects.filter(is_over=False).exists()
        assert Entry.objects.filter(verb="approval.return", outcome="done").count() == 1


def test_an_assessment_is_approved_as_it_was_seen(cast: Cast, case: UUID) -> None:
    with pytest.raises(rules.NotAllowed) as nothing:
        does(cast.boris, lambda actor: approving.ask(actor, case, what=rules.ASSESSMENT, words=""))
    assert nothing.value.reason == rules.NOTHING
    need = does(cast.boris, lambda actor: needs.add(actor, case, kind="need", data=NEED))
    does(cast.boris, lambda actor: approving.ask(actor, case, what=rules.ASSESSMENT, words=""))
    seen = queries.subject(file_of(cast.alina, case).page, rules.ASSESSMENT).parts
    assert seen == ((str(need), 1),)
    changed = {**NEED, "severity": "some"}
    does(cast.boris, lambda actor: needs.change(actor, case, need, kind="need", data=changed, version=1))
    with pytest.raises(rules.NotAllowed) as newer:
        does(cast.alina, lambda actor: approving.approve(actor, case, what=rules.ASSESSMENT, seen=seen))
    assert newer.value.reason == rules.NEWER
    does(cast.alina, lambda actor: approving.approve(actor, case, what=rules.ASSESSMENT))
    assert standing(cast.boris, case, rules.ASSESSMENT) == rules.APPROVED
    does(cast.boris, lambda actor: needs.change(actor, case, need, kind="need", data=NEED, version=2))
    assert standing(cast.boris, case, rules.ASSESSMENT) == rules.CHANGED


def test_nobody_approves_ones_own(cast: Cast) -> None:
    case = open_case(cast.alina, cast.north, "Daria")[0]
    make_plan(cast.alina, case)
    does(cast.alina, lambda actor: approving.ask(actor, case, what=rules.PLAN, words=""))
    with pytest.raises(rules.NotAllowed) as own_work:
        does(cast.alina, lambda actor: approving.approve(actor, case, what=rules.PLAN))
    assert own_work.value.reason == rules.OWN
    assert does(cast.alina, queries.waiting_count) == 0
    request = file_of(cast.alina, case).approvals[0]
    with pytest.raises(rules.NotAllowed):
        does(cast.boris, lambda actor: approving.take_back(actor, case, request.id))
    does(cast.alina, lambda actor: approving.take_back(actor, case, request.id))
    assert standing(cast.alina, case, rules.PLAN) == rules.OPEN


def test_where_the_house_decided_so_a_closure_is_approved_first(
    cast: Cast, case: UUID, settings: Any
) -> None:
    def close(actor: Actor) -> bool:
        return working.close(actor, case, reason="goals_reached", on=TODAY)

    settings.ACASA_CLOSURE_APPROVAL = True
    with pytest.raises(NotYet) as first:
        does(cast.boris, close)
    assert "approved by a supervisor first" in first.value.reasons[0]
    more = {"reason": "goals_reached"}
    does(cast.boris, lambda actor: approving.ask(actor, case, what=rules.CLOSURE, words="", more=more))
    with pytest.raises(NotYet):
        does(cast.boris, close)
    does(cast.alina, lambda actor: approving.approve(actor, case, what=rules.CLOSURE))
    # Approved is the closing of the case as it stood: a step along the stages asks anew.
    does(cast.boris, lambda actor: working.set_stage(actor, case, stage="crisis"))
    with pytest.raises(NotYet) as changed:
        does(cast.boris, close)
    assert "Ask for approval again" in changed.value.reasons[0]
    # Approved for one reason is not approved for another; that can be asked anew.
    other = {"reason": "administrative"}
    does(cast.boris, lambda actor: approving.ask(actor, case, what=rules.CLOSURE, words="", more=other))
    does(cast.alina, lambda actor: approving.approve(actor, case, what=rules.CLOSURE))
    with pytest.raises(NotYet) as another:
        does(cast.boris, close)
    assert "for another reason" in another.value.reasons[0]
    does(cast.boris, lambda actor: approving.ask(actor, case, what=rules.CLOSURE, words="", more=more))
    does(cast.alina, lambda actor: approving.approve(actor, case, what=rules.CLOSURE))
    assert does(cast.boris, close)
    assert standing(cast.boris, case, rules.CLOSURE) == rules.NOTHING


def test_who_ever_accompanied_her_does_not_approve_the_closure(cast: Cast, case: UUID) -> None:
    for who, to in ((cast.boris, cast.alina), (cast.alina, cast.carmen), (cast.alina, cast.boris)):
        with scoped(cast.org_id):
            working.assign(who.actor(), case, worker_id=to.user.id)
    does(cast.boris, lambda actor: approving.ask(actor, case, what=rules.CLOSURE, words=""))
    with pytest.raises(rules.NotAllowed) as own_work:
        does(cast.alina, lambda actor: approving.approve(actor, case, what=rules.CLOSURE))
    assert own_work.value.reason == rules.OWN
    # A supervisor who only shared a case out may.
    other = open_case(cast.boris, cast.north, "Daria")[0]
    for to in (cast.carmen, cast.boris):
        with scoped(cast.org_id):
            working.assign(cast.alina.actor(), other, worker_id=to.user.id)
    does(cast.boris, lambda actor: approving.ask(actor, other, what=rules.CLOSURE, words=""))
    does(cast.alina, lambda actor: approving.approve(actor, other, what=rules.CLOSURE))


def test_what_the_law_sets_is_not_offered_for_an_agenda(cast: Cast, case: UUID) -> None:
    lara = join(cast, "lara", "Lara Moraru", "lawyer", cast.north)
    with scoped(cast.org_id):
        for who, compartment, text in (
            (cast.boris, people.CASEWORK, "Make a plan"),
            (lara, people.LEGAL, "The hearing"),
        ):
            actor = who.actor()
            data = {"kind": "deadline", "text": text, "due": SOON.isoformat(), "state": "open", "at": "1"}
            folder = folders.open_one(actor, case, verb="case.read")
            written = folders.add(folder, compartment, data)[1]
            folders.note(actor, "deadlines.calculate", case, written=[written])
    both = join(cast, "zina", "Zina Moraru", "lawyer", cast.north)
    found = file_of(cast.boris, case).page.case_folder
    with scoped(cast.org_id):
        law = folders.open_one(both.actor(), case, verb="case.read")
    found.records.extend(record for record in law.records if record.compartment == people.LEGAL)
    said = " ".join(agenda.suggestions(found))
    assert "Make a plan" in said and "The hearing" not in said


@pytest.mark.parametrize("stranger", ["olga", "dan", "lara"])
def test_strangers_and_colleagues_without_the_compartment_are_refused(
    cast: Cast, case: UUID, stranger: str
) -> None:
    lara = join(cast, "lara", "Lara Moraru", "lawyer", cast.north)
    who: Colleague = lara if stranger == "lara" else getattr(cast, stranger)
    make_plan(cast.boris, case)
    conference = planned(cast, case)
    boris = cast.boris.user.id
    task = does(cast.boris, lambda actor: tasks.add(actor, case, text="X", who=boris, due_on=SOON))
    asked = does(cast.boris, lambda actor: approving.ask(actor, case, what=rules.PLAN, words=""))
    for act in (
        lambda actor: queries.team_file(actor, case),
        lambda actor: members.add(actor, case, data={"user": "", "name": "X", "role": "adviser"}),
        lambda actor: tasks.add(actor, case, text="X", who=boris, due_on=SOON),
        lambda actor: tasks.finish(actor, case, task, state=rules.DONE, result="", version=1),
        lambda actor: conferences.plan(actor, case, data={}, on=SOON, words=""),
        lambda actor: conferences.hold(actor, case, conference, minutes=MINUTES, decisions=[], version=1),
        lambda actor: conferences.call_off(actor, case, conference, reason=""),
        lambda actor: approving.ask(actor, case, what=rules.PLAN, words=""),
        lambda actor: approving.approve(actor, case, what=rules.PLAN),
        lambda actor: approving.return_(actor, case, what=rules.PLAN, words="", day_words=""),
        lambda actor: approving.take_back(actor, case, asked),
    ):
        with pytest.raises(Refused):
            does(who, act)
    if stranger != "olga":
        with pytest.raises(Refused):
            does(who, queries.waiting)
    else:
        assert does(who, queries.waiting) == [] and does(who, queries.waiting_count) == 0


def test_what_waits_takes_as_many_statements_for_one_as_for_three(cast: Cast, case: UUID) -> None:
    counts = []
    for name in ("", "Daria", "Liuba"):
        other = open_case(cast.boris, cast.north, name)[0] if name else case
        make_plan(cast.boris, other)
        does(
            cast.boris,
            lambda actor, other=other: approving.ask(actor, other, what=rules.PLAN, words=""),
        )
        with scoped(cast.org_id):
            actor = cast.alina.actor()
            with CaptureQueriesContext(
                connection,
            ) as told:
                assert queries.waiting(actor)
        counts.append(len(told))
    assert counts[0] == counts[1] == counts[2]


# --- one's own


def test_a_note_of_ones_own_is_nobodys_but_ones_own(cast: Cast) -> None:
    data = {"what": "debrief", "on": TODAY.isoformat(), "text": "It was hard.", "takes": "", "at": "1"}
    note = does(cast.boris, lambda actor: own.write(actor, data=data))
    (mine,) = does(cast.boris, queries.own_page).notes
    assert mine.data["text"] == "It was hard."
    for who in (cast.alina, cast.carmen, cast.olga):
        assert does(who, queries.own_page).notes == []
        with pytest.raises(Refused):
            does(who, lambda actor: queries.own_note(actor, note))
        with pytest.raises(Refused):
            does(who, lambda actor: own.change(actor, note, data=data, version=1))
        does(who, lambda actor: own.delete(actor, note))
    with scoped(cast.org_id):
        row = OwnNote.objects.get()
        assert "hard" not in bytes(row.sealed).decode("latin1")
        # The record does not tell when somebody had a hard day.
        assert not Entry.objects.filter(verb__startswith="own.", outcome="done").exists()
    does(cast.boris, lambda actor: own.change(actor, note, data={**data, "text": "Less so."}, version=1))
    with pytest.raises(Conflict) as clash:
        does(cast.boris, lambda actor: own.change(actor, note, data=data, version=1))
    assert clash.value.current["text"] == "Less so."


def test_what_is_deleted_is_gone_from_old_backups_too(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    data = {"what": "debrief", "on": TODAY.isoformat(), "text": "It was hard.", "at": "1"}
    note = does(cast.boris, lambda actor: own.write(actor, data=data))
    with scoped(cast.org_id):
        kept = OwnNote.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        does(cast.boris, lambda actor: own.delete(actor, note))
    assert shred.secrets_of([note]) == {}
    with scoped(cast.org_id):
        assert not OwnNote.objects.exists()
        # The row as an old backup has it opens no more.
        kept.save(force_insert=True)
    assert does(cast.boris, queries.own_page).notes == []


def test_a_supervisor_learns_a_day_and_nothing_else(cast: Cast) -> None:
    alina = cast.alina.user.id
    for _time in range(2):
        does(cast.boris, lambda actor: own.share(actor, supervisor_id=alina, on=TODAY))
    assert does(cast.alina, queries.told_me) == [("Boris Ceban", [TODAY])]
    for nobody in (cast.carmen.user.id, cast.olga.user.id):
        with pytest.raises(Refused):
            does(cast.boris, lambda actor, user=nobody: own.share(actor, supervisor_id=user, on=TODAY))
    with scoped(cast.org_id):
        told = TookPlace.objects.get().id
    does(cast.carmen, lambda actor: own.unshare(actor, told))
    assert does(cast.alina, queries.told_me)
    does(cast.boris, lambda actor: own.unshare(actor, told))
    assert does(cast.alina, queries.told_me) == []


def test_after_a_reset_the_notes_of_the_old_key_are_counted_and_can_be_removed(cast: Cast) -> None:
    data = {"what": "debrief", "on": TODAY.isoformat(), "text": "It was hard.", "at": "1"}
    does(cast.boris, lambda actor: own.write(actor, data=data))
    with scoped(cast.org_id):
        OwnNote.objects.update(user_key_id=uuid4())
    found = does(cast.boris, queries.own_page)
    assert (found.notes, found.unreadable) == ([], 1)
    does(cast.boris, own.delete_unreadable)
    assert does(cast.boris, queries.own_page).unreadable == 0
