"""Needs and plans on a real PostgreSQL, with keys that differ."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.world import join, open_case

from acasa.audit.models import Entry
from acasa.cases.models import Obligation
from acasa.cases.plan import presenters, queries
from acasa.cases.plan.queries import PlanFile
from acasa.cases.plan.services import drafting, needs, versions
from acasa.cases.queries import day
from acasa.cases.team import rules
from acasa.cases.team.services import approving
from acasa.core.errors import Conflict, Refused
from acasa.core.scope import scoped
from acasa.vault import folders
from acasa.vault.testing import Cast, Colleague

TODAY = date(2026, 3, 10)
SOON = (TODAY + timedelta(days=3)).isoformat()
NEED = {
    "domain": "home",
    "severity": "urgent",
    "status": "open",
    "words": "A door that I can shut.",
    "about": "",
}


@pytest.fixture
def case(cast: Cast) -> UUID:
    return open_case(cast.boris, cast.north, "Natalia")[0]


def file_of(who: Colleague, case: UUID) -> PlanFile:
    with scoped(who.user.org_id):
        return queries.plan_file(who.actor(), case)


def add_need(who: Colleague, case: UUID, **more: Any) -> UUID:
    with scoped(who.user.org_id):
        return needs.add(who.actor(), case, kind="need", data={**NEED, **more})


def goal(
    who: Colleague, case: UUID, words: str = "To sleep.", rev: int = 0, goal_id: str = "", **more: Any
) -> str:
    with scoped(who.user.org_id):
        data = {"words": words, "needs": [], "challenges": [], **more}
        return drafting.save_goal(who.actor(), case, goal_id=goal_id, data=data, rev=rev)


def action(
    by: Colleague,
    case: UUID,
    goal_id: str,
    text: str = "See the doctor",
    rev: int = 0,
    *,
    is_: str = "",
    **more: Any,
) -> str:
    data = {"text": text, "assistance": "", "who": "", "who_name": "", "organisation": "", "due": "", **more}
    with scoped(by.user.org_id):
        return drafting.save_action(by.actor(), case, goal_id=goal_id, action_id=is_, data=data, rev=rev)


def version(who: Colleague, case: UUID, review: date | None = None) -> int | None:
    file = file_of(who, case)
    with scoped(who.user.org_id):
        return versions.make_version(
            who.actor(),
            case,
            review_on=review,
            review_words="Look again",
            version=file.draft.version if file.draft else 0,
        )


def due(who: Colleague) -> list[tuple[str, date, bool]]:
    with scoped(who.user.org_id):
        found = day.day(who.actor(), TODAY)
    return [
        (item.text, item.due, bool(item.days_late > 0)) for item in (*found.late, *found.today, *found.ahead)
    ]


def test_a_need_keeps_what_stood_before(cast: Cast, case: UUID) -> None:
    need = add_need(cast.boris, case)
    changed = {**NEED, "severity": "some", "status": "met", "words": "I have a key."}
    with scoped(cast.org_id):
        needs.change(cast.alina.actor(), case, need, kind="need", data=changed, version=1)
    record = file_of(cast.carmen, case).needs[0]
    said = (record.data["status"], record.data["words"], record.data["by_name"])
    assert said == ("met", "I have a key.", "Alina Rusu")
    before = record.data["history"][0]
    assert (before["severity"], before["status"], before["words"]) == ("urgent", "open", NEED["words"])
    assert before["by_name"] == "Boris Ceban"


def test_what_she_does_not_want_is_a_record_and_nothing_more(cast: Cast, case: UUID) -> None:
    add_need(cast.boris, case, domain="spiritual", status="not_wanted")
    file = file_of(cast.boris, case)
    assert file.needs[0].data["status"] == "not_wanted"
    with scoped(cast.org_id):
        assert not Obligation.objects.exists()


def test_two_who_change_a_need_at_once(cast: Cast, case: UUID) -> None:
    need = add_need(cast.boris, case)
    with scoped(cast.org_id):
        needs.change(cast.alina.actor(), case, need, kind="need", data={**NEED, "words": "A"}, version=1)
    with pytest.raises(Conflict) as clash, scoped(cast.org_id):
        needs.change(cast.boris.actor(), case, need, kind="need", data={**NEED, "words": "B"}, version=1)
    assert (clash.value.current["words"], clash.value.yours["words"]) == ("A", "B")


def test_a_draft_becomes_a_version_and_the_day_follows(cast: Cast, case: UUID) -> None:
    g = goal(cast.boris, case)
    action(cast.boris, case, g, due=SOON, organisation="Clinic „Salcia”")
    action(
        cast.boris, case, g, "Sew the curtain", who=str(cast.carmen.user.id), who_name="Carmen Lupu", due=SOON
    )
    action(cast.boris, case, g, "Breathe", herself=True, who_name="Natalia")
    assert due(cast.boris) == []
    assert version(cast.boris, case, TODAY + timedelta(days=10)) == 1
    plan = file_of(cast.boris, case).plan
    assert plan is not None
    # The shape that paper prints from.
    assert {"kind", "number", "goals", "review_on", "agreed", "at", "by", "by_name"} <= set(plan.data)
    first = plan.data["goals"][0]["actions"][0]
    wanted = {
        "id",
        "text",
        "assistance",
        "who",
        "who_name",
        "organisation",
        "due",
        "status",
        "outcome",
        "obligation",
    }
    assert wanted <= set(first) and first["status"] == "open" and UUID(first["obligation"])
    assert (
        plan.data["agreed"]["answer"] == "not_yet" and plan.data["agreed"]["safe_to_take_home"] == "not_asked"
    )
    assert [text for text, *_ in due(cast.boris)] == ["See the doctor (Clinic „Salcia”)", "Look again"]
    assert [text for text, *_ in due(cast.carmen)] == ["Sew the curtain"]
    assert file_of(cast.boris, case).draft is None


def test_the_next_version_moves_keeps_and_closes_what_is_due(cast: Cast, case: UUID) -> None:
    g = goal(cast.boris, case)
    for text in ("Stays", "Moves", "Goes"):
        action(cast.boris, case, g, text, due=SOON)
    version(cast.boris, case, TODAY + timedelta(days=10))
    file = file_of(cast.boris, case)
    before = {item["text"]: item for item in file.goals[0]["actions"]}
    later = (TODAY + timedelta(days=5)).isoformat()
    action(cast.boris, case, g, "Moves, in new words", 1, is_=before["Moves"]["id"], due=later)
    with scoped(cast.org_id):
        drafting.take_out(cast.boris.actor(), case, goal_id=g, action_id=before["Goes"]["id"])
    assert version(cast.boris, case) == 2
    after = {item["id"]: item for item in file_of(cast.boris, case).goals[0]["actions"]}
    assert after[before["Moves"]["id"]]["obligation"] == before["Moves"]["obligation"]
    assert due(cast.boris) == [
        ("Stays", date.fromisoformat(SOON), False),
        ("Moves, in new words", date.fromisoformat(later), False),
    ]
    assert len(file_of(cast.boris, case).versions) == 2


def test_work_for_somebody_outside_the_team_is_the_case_workers(cast: Cast, case: UUID) -> None:
    g = goal(cast.boris, case)
    for who in (str(cast.olga.user.id), str(uuid4())):
        action(cast.boris, case, g, "Smuggled", who=who, due=SOON)
    version(cast.boris, case)
    assert [text for text, *_ in due(cast.boris)] == ["Smuggled", "Smuggled"]
    assert due(cast.olga) == []


def test_an_action_is_done_with_what_came_of_it(cast: Cast, case: UUID) -> None:
    g = goal(cast.boris, case)
    a = action(cast.boris, case, g, due=SOON)
    version(cast.boris, case)
    # A colleague works on the next draft meanwhile.
    goal(cast.alina, case, "To earn.")
    with scoped(cast.org_id):
        versions.finish(cast.boris.actor(), case, a, status="done", outcome="She slept six hours.", rev=1)
    file = file_of(cast.boris, case)
    assert file.draft is not None and len(file.next_goals) == 2
    for goals in (file.goals, file.next_goals):
        assert (goals[0]["actions"][0]["status"], goals[0]["actions"][0]["outcome"]) == (
            "done",
            "She slept six hours.",
        )
    assert due(cast.boris) == []
    assert [r.data["what"] for r in file.page.timeline if r.data["kind"] == "plan_event"] == ["action_done"]
    with pytest.raises(Conflict) as clash, scoped(cast.org_id):
        versions.finish(cast.alina.actor(), case, a, status="dropped", outcome="Not needed.", rev=1)
    assert clash.value.current["outcome"] == "She slept six hours." and clash.value.version == 2
    with scoped(cast.org_id):
        new = TODAY + timedelta(days=6)
        versions.finish(cast.alina.actor(), case, a, status="open", outcome="", due=new, rev=2)
    assert due(cast.boris) == [("See the doctor", new, False)]
    assert version(cast.boris, case) == 2
    assert [when for _text, when, _late in due(cast.boris)] == [new]


def test_two_at_one_draft(cast: Cast, case: UUID) -> None:
    first, second = goal(cast.boris, case, "One"), goal(cast.boris, case, "Two")
    # At two goals nobody disturbs the other.
    goal(cast.alina, case, "One, said anew", 1, first)
    goal(cast.boris, case, "Two, said anew", 1, second)
    # At one goal the second sees both.
    with pytest.raises(Conflict) as clash:
        goal(cast.boris, case, "One, otherwise", 1, first)
    assert (clash.value.current["words"], clash.value.yours["words"]) == ("One, said anew", "One, otherwise")
    assert clash.value.current["by_name"] == "Alina Rusu"
    goal(cast.boris, case, "One, otherwise", clash.value.version, first)
    assert [item["words"] for item in file_of(cast.carmen, case).next_goals] == [
        "One, otherwise",
        "Two, said anew",
    ]
    # What was taken out meanwhile can be put back in.
    with scoped(cast.org_id):
        drafting.take_out(cast.alina.actor(), case, goal_id=second)
    with pytest.raises(Conflict) as gone:
        goal(cast.boris, case, "Two, still", 2, second)
    assert gone.value.current == {"gone": True}
    assert goal(cast.boris, case, "Two, still") == "g2"


def test_a_version_is_made_of_the_draft_that_was_read(cast: Cast, case: UUID) -> None:
    goal(cast.boris, case)
    seen = file_of(cast.boris, case).draft
    assert seen is not None
    goal(cast.alina, case, "Slipped in")

    def make(of: int) -> int | None:
        with scoped(cast.org_id):
            return versions.make_version(
                cast.boris.actor(), case, review_on=None, review_words="", version=of
            )

    with pytest.raises(Conflict) as clash:
        make(seen.version)
    assert make(clash.value.version) == 1
    assert make(clash.value.version) is None


def test_a_draft_put_aside_leaves_the_plan_as_it_was(cast: Cast, case: UUID) -> None:
    goal(cast.boris, case)
    version(cast.boris, case)
    goal(cast.boris, case, "Too early")
    with scoped(cast.org_id):
        drafting.leave(cast.boris.actor(), case)
        drafting.leave(cast.boris.actor(), case)
    file = file_of(cast.boris, case)
    assert file.draft is None and [item["words"] for item in file.next_goals] == ["To sleep."]


def test_what_she_says_belongs_to_the_version_she_was_shown(cast: Cast, case: UUID) -> None:
    goal(cast.boris, case)
    version(cast.boris, case)
    said = {
        "answer": "refused",
        "on": SOON,
        "how": "spoken",
        "safe_to_take_home": "no",
        "words": "Not with him.",
    }
    with scoped(cast.org_id):
        versions.agree(cast.boris.actor(), case, data=said, number=1, rev=0)
    plan = file_of(cast.boris, case).plan
    assert plan is not None and plan.data["agreed"]["answer"] == "refused"
    with pytest.raises(Conflict), scoped(cast.org_id):
        versions.agree(cast.alina.actor(), case, data={**said, "answer": "agreed"}, number=1, rev=0)
    goal(cast.boris, case, "Another")
    version(cast.boris, case)
    with pytest.raises(Conflict), scoped(cast.org_id):
        versions.agree(cast.boris.actor(), case, data={**said, "answer": "agreed"}, number=1, rev=0)
    plan = file_of(cast.boris, case).plan
    assert plan is not None and (plan.data["number"], plan.data["agreed"]["answer"]) == (2, "not_yet")


def approve(who: Colleague, case: UUID, number: int = 1) -> None:
    plan = file_of(who, case).plan
    assert plan is not None
    with scoped(who.user.org_id):
        approving.approve(who.actor(), case, what=rules.PLAN, seen=((str(plan.id), number),))


def test_a_supervisor_of_the_team_approves_once(cast: Cast, case: UUID) -> None:
    goal(cast.boris, case)
    version(cast.boris, case)
    with pytest.raises(Refused):
        approve(cast.boris, case)
    for number, reason in ((2, rules.NEWER), (1, ""), (1, rules.APPROVED_ALREADY)):
        if not reason:
            approve(cast.alina, case, number)
            continue
        with pytest.raises(rules.NotAllowed) as forbidden:
            approve(cast.alina, case, number)
        assert forbidden.value.reason == reason
    with scoped(cast.org_id):
        assert Entry.objects.filter(verb="approval.approve", outcome="done").count() == 1
    file = file_of(cast.boris, case)
    assert file.plan is not None
    assert presenters.plan_words(file.plan, file)["approved_by"] == "Alina Rusu"
    # A new version is not approved by what was said of the former.
    goal(cast.boris, case, "Work.")
    version(cast.boris, case)
    file = file_of(cast.boris, case)
    assert file.plan is not None and not presenters.plan_words(file.plan, file)["approved_by"]


def test_a_review_falls_due_again(cast: Cast, case: UUID) -> None:
    goal(cast.boris, case)
    version(cast.boris, case, TODAY)
    assert due(cast.boris) == [("Look again", TODAY, False)]
    with scoped(cast.org_id):
        again = TODAY + timedelta(days=7)
        versions.reviewed(cast.boris.actor(), case, on=again, review_words="Look once more")
    assert due(cast.boris) == [("Look once more", again, False)]
    with scoped(cast.org_id):
        versions.reviewed(cast.boris.actor(), case, on=None, review_words="")
    assert due(cast.boris) == []


@pytest.mark.parametrize("stranger", ["olga", "dan", "lara"])
def test_strangers_and_colleagues_without_the_compartment_are_refused(
    cast: Cast, case: UUID, stranger: str
) -> None:
    # Lara is a lawyer of the same team: she holds essentials, identity and legal, not casework.
    lara = join(cast, "lara", "Lara Moraru", "lawyer", cast.north)
    who: Colleague = lara if stranger == "lara" else getattr(cast, stranger)
    need = add_need(cast.boris, case)
    g = goal(cast.boris, case)
    a = action(cast.boris, case, g)
    version(cast.boris, case)
    for act in (
        lambda actor: queries.plan_file(actor, case),
        lambda actor: needs.add(actor, case, kind="need", data=NEED),
        lambda actor: needs.change(actor, case, need, kind="need", data=NEED, version=1),
        lambda actor: drafting.save_goal(actor, case, goal_id="", data={"words": "X"}, rev=0),
        lambda actor: drafting.save_action(actor, case, goal_id=g, action_id="", data={"text": "X"}, rev=0),
        lambda actor: drafting.take_out(actor, case, goal_id=g),
        lambda actor: versions.make_version(actor, case, review_on=None, review_words="", version=2),
        lambda actor: versions.agree(actor, case, data={"answer": "agreed"}, number=1, rev=0),
        lambda actor: approving.approve(actor, case, what=rules.PLAN),
        lambda actor: versions.finish(actor, case, a, status="done", outcome="", rev=1),
        lambda actor: versions.reviewed(actor, case, on=None, review_words=""),
    ):
        with pytest.raises(Refused), scoped(who.user.org_id):
            act(who.actor())
    assert len(file_of(cast.boris, case).needs) == 1


def test_parts_of_another_case_are_not_reached_through_this_one(cast: Cast, case: UUID) -> None:
    other, _ = open_case(cast.boris, cast.north, "Rodica")
    need = add_need(cast.boris, other)
    with pytest.raises(Refused), scoped(cast.org_id):
        needs.change(cast.boris.actor(), case, need, kind="need", data=NEED, version=1)
    with pytest.raises(Refused), scoped(cast.org_id):
        versions.finish(cast.boris.actor(), case, "a1", status="done", outcome="", rev=1)


def test_the_record_names_each_act(cast: Cast, case: UUID) -> None:
    add_need(cast.boris, case)
    goal(cast.boris, case)
    version(cast.boris, case)
    with scoped(cast.org_id):
        done = list(Entry.objects.filter(outcome="done").order_by("seq").values_list("verb", flat=True))
    assert [verb for verb in done if verb in ("need.add", "plan.draft", "plan.version")] == [
        "need.add",
        "plan.draft",
        "plan.version",
    ]


def test_statements_do_not_grow_with_the_plan(cast: Cast, case: UUID) -> None:
    def fill(count: int) -> None:
        with scoped(cast.org_id):
            actor = cast.boris.actor()
            found = folders.open_one(actor, case, verb="case.read")
            goals = [
                {
                    "id": f"g{n}",
                    "words": f"Goal {n}",
                    "needs": [],
                    "challenges": [],
                    "actions": [
                        {
                            "id": f"a{n}{i}",
                            "text": "Do",
                            "due": SOON,
                            "status": "open",
                            "who": "",
                            "obligation": "",
                        }
                        for i in range(5)
                    ],
                }
                for n in range(1, count + 1)
            ]
            record = found.one("plan_draft")
            data = {"kind": "plan_draft", "open": True, "goals": goals, "base": 0, "at": "", "by_name": ""}
            if record:
                folders.change(found, record, data, expected_version=record.version)
            else:
                folders.add(found, "casework", data)
            folders.note(actor, "plan.draft", case)

    def statements() -> tuple[int, int]:
        file = file_of(cast.boris, case)
        assert file.draft is not None
        with scoped(cast.org_id):
            actor = cast.boris.actor()
            with CaptureQueriesContext(connection) as writing:
                versions.make_version(
                    actor, case, review_on=TODAY, review_words="x", version=file.draft.version
                )
            with CaptureQueriesContext(connection) as reading:
                queries.plan_file(actor, case)
        return len(writing), len(reading)

    fill(1)
    statements()
    fill(1)
    few = statements()
    fill(12)
    many = statements()
    assert len(file_of(cast.boris, case).goals) == 12
    assert few == many


def test_the_way_to_print_is_there_unless_her_home_is_not_safe(cast: Cast, case: UUID, settings: Any) -> None:
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    client = Client()
    boris = cast.boris
    assert client.post("/sign-in/", {"email": boris.email, "password": boris.password}).status_code == 302
    room, paper = reverse("plan:room", args=[case]), reverse("papers:make", args=[case, "plan"])

    def offered() -> bool:
        return f'href="{paper}"' in client.get(room).content.decode()

    assert not offered()
    goal(boris, case)
    version(boris, case)
    assert offered() and client.get(paper).status_code == 200
    said = {"answer": "agreed", "on": TODAY.isoformat(), "how": "spoken", "words": ""}
    with scoped(cast.org_id):
        versions.agree(boris.actor(), case, data={**said, "safe_to_take_home": "no"}, number=1, rev=0)
    assert not offered()
