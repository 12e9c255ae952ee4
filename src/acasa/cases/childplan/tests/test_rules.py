"""Lines, signatures and school, without a database; and the templates of the library."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acasa import vocabularies
from acasa.cases.childplan import library, rules
from acasa.vocabularies import LibraryError
from acasa.vocabularies.loader import library_root, read_yaml

TODAY = date(2026, 3, 10)


def line(number: int, **more: Any) -> rules.Line:
    return {"id": f"l{number}", "domain": "safety", "action": "Do", "status": "open", **more}


def test_a_child_is_told_by_the_alert_or_by_what_is_known() -> None:
    assert rules.is_child(["minor"], {}) and rules.is_child([], {"is_child": "yes"})
    assert not rules.is_child(["child_at_risk"], {"is_child": "no"})


def test_a_name_of_a_line_is_never_given_twice() -> None:
    assert rules.new_id([None, {"lines": []}]) == "l1"
    assert rules.new_id([{"lines": [line(3)]}, {"lines": [line(12)]}]) == "l13"


def test_a_child_who_did_not_want_to_say_is_given_no_words() -> None:
    assert rules.settled(line(1, child_view_how="silent", child_view="typed before"))["child_view"] == ""
    for how in ("", "not_asked"):
        said = rules.settled(line(1, child_view_how=how, child_view="I want to."))
        assert (said["child_view"], said["child_view_how"]) == ("I want to.", "said")


def test_domains_that_nobody_looked_at() -> None:
    plan = {"lines": [line(1)], "looked": {"means": {"on": "", "by_name": ""}}}
    assert rules.empty_domains(plan, ["safety", "means", "care"]) == ["care"]
    assert rules.empty_domains(None, ["safety", "care"]) == ["safety", "care"]


dates = st.sampled_from(["2026-01-01", "2026-03-10", "2026-03-11", "2027-12-31"])


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "2026-01-31", "2026-03-11", "2028-02-29"]), st.sampled_from(rules.STATUS)
        ),
        max_size=8,
    ),
    dates,
)
def test_the_next_review_is_the_first_of_what_is_open(items: list[tuple[str, str]], whole: str) -> None:
    lines = [line(at, review_on=day, status=status) for at, (day, status) in enumerate(items, 1)]
    found = rules.review_day({"lines": lines, "review_on": whole})
    still = [day for day, status in items if day and status == "open"]
    assert found == min([whole, *still])
    # Monotone: what is reviewed later never brings the next review forward.
    later = [{**one, "review_on": "2099-01-01" if one["review_on"] else ""} for one in lines]
    assert rules.review_day({"lines": later, "review_on": whole}) >= found


def test_versions_are_compared_line_by_line() -> None:
    old = {"lines": [line(1, goal="A"), line(2), line(3)]}
    new = {"lines": [line(1, goal="B", rev=9), line(3), line(4)]}
    told = [(item.id, item.what, item.fields) for item in rules.compare(old, new)]
    assert told == [
        ("l1", "changed", ("goal",)),
        ("l3", "same", ()),
        ("l4", "added", ()),
        ("l2", "removed", ()),
    ]


def kin(name: str, relation: str, **more: Any) -> tuple[str, dict[str, Any]]:
    return name, {"name": name, "relation": relation, **more}


def test_who_may_sign_for_the_child() -> None:
    appointed = [
        ("1", {"name": "Vasile Munteanu", "conflict": "none"}),
        ("2", {"name": "Uncle  Pavel", "conflict": "none"}),
        ("3", {"name": "Ion", "conflict": "possible"}),
        ("4", {"name": "Lidia", "conflict": "none", "to": "2026-03-09"}),
        ("5", {"name": "Nina", "conflict": "found"}),
        ("6", {"name": "Rodica", "conflict": "none", "from": "2026-03-11"}),
        ("7", {"name": "Unasked"}),
    ]
    around = [
        kin("uncle pavel", "aunt_uncle", conflict=True),
        kin("Natalia", "mother", parental_rights="yes"),
        kin("Sergiu", "father", parental_rights="no"),
        kin("Stepan", "father", parental_rights="unknown"),
        kin("Ana", "sibling"),
        kin("Gone", "mother", ended_on="2020"),
        kin("Doubt", "guardian", may_be_involved=True),
        kin("Mistake", "guardian", removed=True),
    ]
    found = {one.name: one.why for one in rules.guardians(appointed, around, TODAY)}
    assert found == {
        "Vasile Munteanu": "",
        "Natalia": "",
        # Marked as an uncle, kept out as a guardian.
        "Uncle  Pavel": "conflict",
        "Ion": "conflict",
        "Nina": "conflict",
        "Rodica": "not_begun",
        "Unasked": "conflict",
        "Stepan": "rights_unknown",
        "Lidia": "ended",
        "Sergiu": "no_rights",
        "Doubt": "conflict",
    }
    assert [one.may_sign for one in rules.guardians(appointed, around, TODAY)][:2] == [True, True]
    # Nobody of them any more from the eighteenth birthday on.
    grown = rules.guardians(appointed, around, TODAY, eighteenth=TODAY)
    assert {one.why for one in grown} == {"adult"}


@given(
    st.lists(st.tuples(st.sampled_from(["A", "B", "C"]), st.sampled_from(["none", "possible", "found", ""])))
)
def test_one_mark_of_conflict_is_enough(rows: list[tuple[str, str]]) -> None:
    appointed = [(str(at), {"name": name, "conflict": mark}) for at, (name, mark) in enumerate(rows)]
    marked = {name for name, mark in rows if mark != "none"}
    for one in rules.guardians(appointed, [], TODAY):
        assert one.may_sign == (one.name not in marked)


def test_how_it_goes_stands_in_time_and_in_the_plans_order() -> None:
    told: list[dict[str, Any]] = [
        {"domain": "mind", "level": "well", "on": "2026-03-09"},
        {"domain": "safety", "level": "same", "on": "2026-03-08"},
        {"domain": "mind", "level": "worse", "on": "2026-03-01"},
        {"domain": "mind", "level": "unknown to the list", "on": "2026-03-02"},
    ]
    found = rules.progress(told, library.steps(), library.domains())
    assert list(found) == ["safety", "mind"]
    assert [(point.level, point.step) for point in found["mind"]] == [("worse", 1), ("well", 4)]


def test_school() -> None:
    now, before, waits = (
        {"state": "school", "from": "2026-02-01", "to": ""},
        {"state": "school", "from": "2025-09-01", "to": "2026-01-31"},
        {"state": "waiting", "from": "2026-03-01", "to": ""},
    )
    assert rules.enrolled_on([before, now, waits], library.enrolled()) == "2026-02-01"
    assert rules.enrolled_on([before, waits], library.enrolled()) == ""
    assert [name for name, _ in rules.schools([("before", before), ("now", now)])] == ["now", "before"]
    assert rules.told_too_much(["moved", "health"], ["moved"]) == ["health"]


def test_the_library_knows_eleven_domains_and_one_only_the_child_asks_for() -> None:
    assert len(library.domains()) == 11 and library.opt_in() == {"culture"}
    assert sorted(library.steps().values()) == [1, 2, 3, 4, 5]
    # Nothing of what happened can be ticked as said to a school.
    assert len(vocabularies.load(library.MAY_KNOW).codes) == 8


def test_the_template_covers_every_domain_and_gives_no_view_of_the_child() -> None:
    found = library.template("child_default")
    assert found is not None and found.certainty == "medium"
    assert {entry["domain"] for entry in found.lines} == set(library.domains())
    for language in ("en", "ro", "ru"):
        for made in rules.from_template(found.lines, language, TODAY, source=found.mark):
            assert made["need"] and made["goal"] and made["action"] and made["due"] >= TODAY.isoformat()
            assert (made["child_view"], made["consent"], made["responsible"]) == ("", "not_yet", "")
            assert made["from"].startswith("child_default@2026-11#")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "code-list"}, "kind must be plan-template"),
        ({"source": ""}, "source is missing"),
        ({"certainty": "sure"}, "certainty must be one of"),
        ({"lines": "many"}, "lines must be a list"),
        ({"line": {"domain": "money"}}, "line 1 (safe_people): 'money' is no domain"),
        ({"line": {"days": "soon"}}, "line 1 (safe_people): days must be a number"),
        ({"line": {"goal": {"en": "X", "ro": "Y"}}}, "line 1 (safe_people): goal has no words in ru"),
        ({"line": {"id": "way_to_school"}}, "line 2: way_to_school stands twice"),
    ],
)
def test_a_template_that_is_wrong_says_what_and_where(change: dict[str, Any], said: str) -> None:
    data = read_yaml(library_root() / "plans" / "child_default.yaml")
    first = change.pop("line", {})
    lines = [{**data["lines"][0], **first}, *data["lines"][1:]]
    with pytest.raises(LibraryError) as problem:
        library.parse("ours", {**data, "lines": lines, **change})
    assert said in str(problem.value) and "plans/ours" in str(problem.value)
