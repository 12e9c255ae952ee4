"""The chain loses nothing and says nothing twice; two versions are told apart; goals and actions keep their names."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from acasa.cases.plan.rules import chain, compare, plans
from acasa.cases.plan.rules.chain import Part
from acasa.vocabularies import load

NEEDS = [f"n{i}" for i in range(5)]
CHALLENGES = [f"c{i}" for i in range(5)]


@st.composite
def cases(draw: Any) -> tuple[list[Part], list[Part], list[dict[str, Any]]]:
    """Needs, challenges and goals with any links among them, some to what is not there."""
    known = st.lists(st.sampled_from([*NEEDS, "nowhere"]), max_size=4)
    causes = st.lists(st.sampled_from([*CHALLENGES, "nowhere"]), max_size=4)
    needs = [Part(i, {}) for i in draw(st.lists(st.sampled_from(NEEDS), unique=True))]
    challenges = [
        Part(i, {"leads_to": draw(known), "barriers": draw(st.lists(st.sampled_from("xyz"), max_size=3))})
        for i in draw(st.lists(st.sampled_from(CHALLENGES), unique=True))
    ]
    goals, made = [], 0
    for number in range(draw(st.integers(0, 5))):
        count = draw(st.integers(0, 3))
        actions = [{"id": f"a{made + i}"} for i in range(count)]
        made += count
        goals.append(
            {"id": f"g{number}", "needs": draw(known), "challenges": draw(causes), "actions": actions}
        )
    return needs, challenges, goals


@given(cases())
def test_the_chain_loses_nothing_and_says_nothing_twice(case: Any) -> None:
    needs, challenges, goals = case
    strands = chain.build(needs, challenges, goals)
    branches = [branch for strand in strands for branch in strand.branches]
    twigs = [twig for branch in branches for twig in branch.twigs]
    assert Counter(s.challenge.id for s in strands if s.challenge) == Counter(c.id for c in challenges)
    assert Counter(b.need.id for b in branches if b.need) == Counter(n.id for n in needs)
    assert Counter(t.goal["id"] for t in twigs if t.goal) == Counter(g["id"] for g in goals)
    placed = [action["id"] for twig in twigs for action in twig.actions]
    assert Counter(placed) == Counter(action["id"] for goal in goals for action in goal["actions"])


@given(cases())
def test_every_link_is_told_once(case: Any) -> None:
    needs, challenges, goals = case
    there, causes = {n.id for n in needs}, {c.id for c in challenges}
    leads: list[Any] = []
    serves: list[Any] = []
    meets: list[Any] = []
    for strand in chain.build(needs, challenges, goals):
        above = strand.challenge.id if strand.challenge else None
        leads += [(above, need) for need in strand.elsewhere]
        for branch in strand.branches:
            if branch.need and above:
                leads.append((above, branch.need.id))
            for twig in branch.twigs:
                if not twig.goal:
                    continue
                name = twig.goal["id"]
                serves += [(name, need) for need in twig.also_needs]
                meets += [(name, challenge) for challenge in twig.also_challenges]
                if branch.need:
                    serves.append((name, branch.need.id))
                elif above:
                    meets.append((name, above))
    assert sorted(leads) == sorted({(c.id, n) for c in challenges for n in c.data["leads_to"] if n in there})
    assert sorted(serves) == sorted({(g["id"], n) for g in goals for n in g["needs"] if n in there})
    assert sorted(meets) == sorted({(g["id"], c) for g in goals for c in g["challenges"] if c in causes})


@given(cases())
def test_a_need_says_which_other_challenges_lead_to_it(case: Any) -> None:
    needs, challenges, goals = case
    strands = chain.build(needs, challenges, goals)
    also = {(b.need.id, c) for s in strands for b in s.branches if b.need for c in b.also_challenges}
    assert also == {(n, s.challenge.id) for s in strands if s.challenge for n in s.elsewhere}


@given(cases())
def test_lines_fill_the_table_without_a_hole(case: Any) -> None:
    for strand in chain.build(*case):
        lines = chain.lines(strand)
        assert lines[0].strand is strand and lines[0].strand_rows == len(lines)
        assert all(line.strand is None for line in lines[1:])
        assert sum(line.branch_rows for line in lines if line.branch) == len(lines)
        assert sum(line.twig_rows for line in lines if line.twig) == len(lines)
        acts = [action for b in strand.branches for t in b.twigs for action in t.actions]
        assert [line.action for line in lines if line.action] == acts


def test_the_chain_of_the_account_of_la_strada() -> None:
    needs = [Part("work", {}), Part("bond", {}), Part("sleep", {})]
    challenges = [
        Part("blamed", {"leads_to": ["work", "bond"], "barriers": ["no_job", "no_job"]}),
        Part("lost_bond", {"leads_to": ["bond"]}),
    ]
    goals = [
        {"id": "g1", "needs": ["bond", "sleep"], "challenges": [], "actions": [{"id": "a1"}, {"id": "a2"}]},
        {"id": "g2", "needs": [], "challenges": ["lost_bond"], "actions": []},
        {"id": "g3", "needs": [], "challenges": [], "actions": []},
    ]
    blamed, lost, sleep, alone = chain.build(needs, challenges, goals)
    assert blamed.barriers == ("no_job",)
    assert [branch.need.id for branch in blamed.branches if branch.need] == ["work", "bond"]
    assert blamed.branches[0].twigs == (chain.Twig(None),)
    assert blamed.branches[1].also_challenges == ("lost_bond",)
    assert blamed.branches[1].twigs[0].also_needs == ("sleep",)
    assert lost.elsewhere == ("bond",) and lost.branches[0].twigs[0].goal == goals[1]
    assert sleep.challenge is None and sleep.branches[0].twigs == (chain.Twig(None),)
    assert alone.branches[0].twigs[0].goal == goals[2]
    assert [line.action and line.action["id"] for line in chain.lines(blamed)] == [None, "a1", "a2"]


@st.composite
def versions(draw: Any) -> dict[str, Any]:
    goals = []
    for goal in draw(st.lists(st.integers(1, 5), unique=True)):
        actions = [
            {
                "id": f"a{goal}{i}",
                "text": draw(st.sampled_from("xyz")),
                "due": draw(st.sampled_from(["", "2026-12-01"])),
            }
            for i in draw(st.lists(st.integers(1, 3), unique=True))
        ]
        goals.append({"id": f"g{goal}", "words": draw(st.sampled_from("uvw")), "actions": actions})
    return {"goals": goals}


@given(versions(), versions())
def test_comparing_tells_everything_once_and_backwards_the_same(old: Any, new: Any) -> None:
    def told(plan: Any) -> set[tuple[str, str]]:
        return {("goal", g["id"]) for g in plan["goals"]} | {
            ("action", a["id"]) for g in plan["goals"] for a in g["actions"]
        }

    there, back = compare.compare(old, new), compare.compare(new, old)
    assert Counter((d.part, d.id) for d in there) == Counter(told(old) | told(new))
    turned = {"added": "removed", "removed": "added", "changed": "changed", "same": "same"}
    assert {(d.part, d.id): turned[d.what] for d in there} == {(d.part, d.id): d.what for d in back}
    for difference in there:
        assert (difference.old is None) == (difference.what == "added")
        assert (difference.new is None) == (difference.what == "removed")
        assert bool(difference.fields) == (difference.what == "changed")


@given(versions())
def test_a_version_does_not_differ_from_itself(plan: Any) -> None:
    assert {difference.what for difference in compare.compare(plan, plan)} <= {"same"}


def test_names_are_never_given_twice() -> None:
    old = {"number": 1, "goals": [{"id": "g1", "actions": [{"id": "a4"}]}, {"id": "g7", "actions": []}]}
    draft = {"goals": [{"id": "g2", "actions": [{"id": "a5"}]}]}
    assert plans.new_id("g", [old, draft]) == "g8"
    assert plans.new_id("a", [old, draft, None]) == "a6"
    assert plans.new_id("a", []) == "a1"


def test_the_next_action_is_the_open_one_that_is_due_first() -> None:
    goal = {
        "actions": [
            {"id": "a1", "status": "done", "due": "2026-01-01"},
            {"id": "a2", "status": "open", "due": ""},
            {"id": "a3", "status": "open", "due": "2026-03-01"},
            {"id": "a4", "status": "open", "due": "2026-02-01"},
        ]
    }
    assert (plans.next_action(goal) or {})["id"] == "a4"
    assert plans.next_action({"actions": goal["actions"][:1]}) is None


def test_the_highest_number_is_the_present_plan() -> None:
    assert plans.present([{"number": 2}, {"number": 10}, {"number": 9}]) == {"number": 10}
    assert plans.present([]) is None


def test_whose_plan_it_is() -> None:
    assert plans.is_childs(["minor"], []) == (True, True)
    assert plans.is_childs([], [{"relation": "child"}]) == (False, True)
    assert plans.is_childs(["allergy"], [{"relation": "sibling"}]) == (False, False)


def test_relations_of_children_are_those_of_the_list() -> None:
    relations = load("kin_relations")
    assert all(code in relations for code in plans.CHILDREN)
    assert {code.code for code in relations.codes if code.extra.get("place") == "child"} <= set(
        plans.CHILDREN
    )
