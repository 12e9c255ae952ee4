"""The published rule, by hand and by property: pure, without Django's database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from acasa.config import cli
from acasa.identification import library
from acasa.identification.rules import answers as taking
from acasa.identification.rules import determination, screening
from acasa.identification.rules.screening import (
    ABSENT,
    NO,
    NOT_ASKED,
    OPEN,
    PRESENT,
    UNKNOWN,
    YES,
    Counts,
    Need,
)
from acasa.vocabularies import LibraryError, library_root, read_yaml

SETS = library.sets()
ADULT = SETS["adult_labour"]
SCHEMAS = Path(cli.__file__).parents[3] / "docs" / "schemas"
REFERENCE_COUNTS = {"adult_labour": 67, "child_labour": 65}


def of(published: library.Published, dimension: str, **strengths: int) -> dict[str, str]:
    """So many present indicators of each strength in a dimension; the others absent."""
    found = published.shape.dimension(dimension)
    assert found is not None
    answers = {one.id: ABSENT for one in found.indicators}
    for strength, number in strengths.items():
        ids = [one.id for one in found.indicators if one.strength == strength][:number]
        assert len(ids) == number, f"{dimension} has no {number} {strength}"
        answers |= dict.fromkeys(ids, PRESENT)
    return answers


@pytest.mark.parametrize(
    ("strong", "medium", "weak", "way"),
    [
        (0, 0, 0, ""),
        (1, 0, 0, ""),
        (0, 2, 0, ""),
        (0, 1, 5, ""),
        (0, 0, 9, ""),
        (2, 0, 0, screening.TWO_STRONG),
        (1, 1, 0, screening.STRONG_AND_OTHER),
        (1, 0, 1, screening.STRONG_AND_OTHER),
        (0, 3, 0, screening.THREE_MEDIUM),
        (0, 2, 1, screening.TWO_MEDIUM_ONE_WEAK),
    ],
)
def test_the_rule_as_published(strong: int, medium: int, weak: int, way: str) -> None:
    assert screening.way(Counts(strong, medium, weak)) == way


counts = st.builds(Counts, st.integers(0, 4), st.integers(0, 4), st.integers(0, 4))


@given(counts, counts)
def test_what_is_said_to_be_missing_is_enough_and_no_more(have: Counts, still: Counts) -> None:
    needed = screening.needs(have, still)
    for need in needed:
        for mediums in range(need.other + 1):
            more = (need.strong, need.medium + mediums, need.weak + need.other - mediums)
            assert screening.way(Counts(have.strong + more[0], have.medium + more[1], have.weak + more[2]))
    everything = Counts(have.strong + still.strong, have.medium + still.medium, have.weak + still.weak)
    assert bool(needed) == bool(screening.way(everything))
    assert (Need(0) in needed) == bool(screening.way(have))


answer = st.sampled_from(screening.ANSWERS)


@given(st.data())
def test_one_more_indicator_never_turns_positive_to_negative(data: Any) -> None:
    published = data.draw(st.sampled_from(list(SETS.values())))
    ids = [one.id for one in published.shape.indicators()]
    before = data.draw(st.dictionaries(st.sampled_from(ids), answer))
    added = data.draw(st.sampled_from(ids))
    first = screening.screen(published.shape, before)
    second = screening.screen(published.shape, {**before, added: PRESENT})
    for one in first.dimensions:
        now = second.dimension(one.code)
        assert now is not None and now.positive >= one.positive
        assert not (now.positive and now.open)
        # What made it so is there, and made it so alone.
        assert set(now.made_by) <= set(now.present)
        alone = screening.screen(published.shape, dict.fromkeys(now.made_by, PRESENT)).dimension(one.code)
        assert alone is not None and alone.positive == now.positive
    order = (NO, OPEN, YES)
    for element, then in zip(first.elements, second.elements, strict=True):
        if element.state == YES:
            assert then.state == YES
    if first.reading == YES:
        assert second.reading == YES
    # What is open can still become yes; what is no can't, whatever is learned.
    learned = {
        name: PRESENT if before.get(name, NOT_ASKED) in (UNKNOWN, NOT_ASKED) else before[name] for name in ids
    }
    at_most = screening.screen(published.shape, learned)
    for element, then in zip(first.elements, at_most.elements, strict=True):
        assert (then.state == YES) == (element.state != NO)
    if first.reading:
        assert order.index(first.reading) <= order.index(at_most.reading)
        assert (at_most.reading == YES) == (first.reading != NO)


@given(st.permutations(list(of(ADULT, "exploitation", strong=1, medium=2))))
def test_the_order_of_answers_does_not_matter(ids: list[str]) -> None:
    answers = of(ADULT, "exploitation", strong=1, medium=2)
    shuffled = {name: answers[name] for name in ids}
    assert screening.screen(ADULT.shape, shuffled) == screening.screen(ADULT.shape, answers)


def test_a_result_explains_itself() -> None:
    answers = {
        **of(ADULT, "exploitation", strong=1),
        **of(ADULT, "coercion_at_destination", medium=3),
        "exploitation.pay": UNKNOWN,
        "act.recruited": PRESENT,
    }
    result = screening.screen(ADULT.shape, answers)
    forced, used = result.dimension("coercion_at_destination"), result.dimension("exploitation")
    assert forced is not None and used is not None
    assert (forced.positive, forced.way, len(forced.made_by)) == (True, screening.THREE_MEDIUM, 3)
    assert (used.positive, used.open, used.unknown) == (False, True, ("exploitation.pay",))
    assert used.present == ("exploitation.hours",) and used.needs == (Need(1, other=1),)
    states = {one.code: one.state for one in result.elements}
    assert states == {"act": YES, "means": YES, "exploitation": OPEN} and result.reading == OPEN
    assert result.remarks == ("means_without_exploitation",)
    # Once it is known that the pay was right, nothing could make it so.
    result = screening.screen(ADULT.shape, {**answers, "exploitation.pay": ABSENT})
    assert result.reading == NO
    assert screening.screen(ADULT.shape, {}).reading == OPEN


def test_adults_need_means_and_children_do_not() -> None:
    child = SETS["child_labour"]
    for published, reading in ((ADULT, NO), (child, YES)):
        answers = {one.id: ABSENT for one in published.shape.indicators()}
        answers |= of(published, "exploitation", strong=1, medium=1) | {"act.harboured": PRESENT}
        result = screening.screen(published.shape, answers)
        assert result.reading == reading
        assert ("exploitation_without_means" in result.remarks) == (published is ADULT)
    # Deceived when recruited, exploited, never forced: the source's own example does not count it; it is said.
    answers = {one.id: ABSENT for one in ADULT.shape.indicators()}
    answers |= of(ADULT, "exploitation", strong=1, medium=1) | of(ADULT, "deceptive_recruitment", medium=3)
    result = screening.screen(ADULT.shape, answers)
    assert (result.reading, result.remarks) == (YES, ("deception_without_coercion",))


def test_sets_of_the_library_are_those_of_the_source() -> None:
    for code, number in REFERENCE_COUNTS.items():
        found = [one for one in SETS[code].entries.values() if one.name]
        assert len(found) == number
    strengths = {one.id: one.strength for one in ADULT.shape.indicators()}
    assert strengths["coercion_at_destination.documents"] == "strong"
    assert strengths["recruitment_by_abuse_of_vulnerability.beliefs"] == "weak"
    assert [len(d.indicators) for d in ADULT.shape.dimensions] == [5, 10, 10, 16, 9, 15, 7]
    # Each factor that impedes says what can be done about it.
    assert all(one.methods for one in SETS["impeding_factors"].entries.values())
    assert len(SETS["impeding_factors"].entries) == len(SETS["vulnerability"].entries) == 17
    assert all(
        one.own and one.certainty != "high" for code, one in SETS.items() if code not in REFERENCE_COUNTS
    )
    assert {one.shape.for_ for one in library.offered(child=True)} == {"child", "both"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": "Adult Labour"}, "at most 16"),
        ({"for": "women"}, "for is one of"),
        ({"title": {"en": "x"}}, "en, ro, ru"),
        ({"dimensions": [{"code": "act", "part": "act", "title": {}, "indicators": []}]}, "words in"),
        ({"source": ""}, "source is missing"),
    ],
)
def test_a_malformed_set_says_what_is_wrong(change: dict[str, Any], words: str) -> None:
    data = read_yaml(library_root() / "indicators" / "adult_labour.yaml")
    with pytest.raises(LibraryError, match=words):
        library.read({**data, **change}, "mine.yaml")


def test_answers_from_a_file() -> None:
    given_ = {
        "exploitation": {"hours": PRESENT, "Hazardous work": ABSENT},
        "Deceived about wages/earnings": UNKNOWN,
        "act.recruited": "maybe",
        "exploitation.hourz": PRESENT,
        # In two dimensions: which is meant?
        "Debt bondage": PRESENT,
    }
    found, problems = taking.take(ADULT.shape, given_, ADULT.names())
    assert found == {
        "exploitation.hours": PRESENT,
        "exploitation.hazardous": ABSENT,
        "deceptive_recruitment.wages": UNKNOWN,
    }
    assert [(one.indicator, one.problem) for one in problems] == [
        ("act.recruited", "unknown_answer"),
        ("exploitation.hourz", "unknown_indicator"),
        ("Debt bondage", "unknown_indicator"),
    ]
    assert problems[1].meant == "exploitation.hours"


@given(
    st.dictionaries(
        st.text(max_size=12), st.recursive(st.none() | st.integers() | st.text(max_size=8), st.lists)
    )
)
def test_no_answers_from_elsewhere_break_it(given_: dict[str, Any]) -> None:
    found, problems = taking.take(ADULT.shape, given_, ADULT.names())
    assert len(found) + len(problems) >= min(1, len(given_))
    screening.screen(ADULT.shape, found)


# --- the command


def run(*arguments: str, given_: str = "") -> tuple[int, Any]:
    result = CliRunner().invoke(cli.app, ["screen", *arguments], input=given_)
    return result.exit_code, json.loads(result.stdout)


def shaped(data: Any, schema: dict[str, Any], root: dict[str, Any] | None = None) -> None:
    """As much of JSON Schema as our schemas use."""
    root = root or schema
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if "enum" in schema:
        assert data in schema["enum"]
    kinds: dict[str, type | tuple[type, ...]] = {
        "object": dict, "array": list, "string": str, "boolean": bool, "integer": int,
    }  # fmt: skip
    if "type" in schema:
        assert isinstance(data, kinds[schema["type"]]), (data, schema)
    if isinstance(data, dict):
        assert set(schema.get("required", ())) <= set(data)
        for name, value in data.items():
            more = schema.get("properties", {}).get(name, schema.get("additionalProperties", {}))
            assert more is not False, name
            shaped(value, more, root)
    if isinstance(data, list):
        for value in data:
            shaped(value, schema.get("items", {}), root)


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SCHEMAS / f"screen-{name}.schema.json").read_text())
    return found


def test_the_command_prints_what_its_schemas_say() -> None:
    code, found = run("--list")
    assert code == 0 and {one["set"] for one in found} == set(SETS)
    for published in SETS.values():
        code, listed = run(published.code, "--list")
        assert code == 0
        shaped(listed, schema("list"))
        everything = {one["id"]: PRESENT for one in [*listed["indicators"], *listed["acts"]]}
        code, result = run(published.code, "-", given_=json.dumps(everything))
        assert code == 0
        shaped(result, schema("result"))
        assert all(one["positive"] for one in result["dimensions"].values())
        assert result.get("combination", {}).get("reading", YES) == YES
        assert "not a determination" in result["note"]
    code, result = run(
        "adult_labour", "-", given_=json.dumps(of(ADULT, "coercive_recruitment", strong=1, medium=1))
    )
    forced = result["dimensions"]["coercive_recruitment"]
    assert (forced["positive"], forced["rule"]) == (True, "strong_and_other")
    assert {one["id"] for one in forced["made_by"]} == set(forced["present"]) and len(forced["present"]) == 2
    assert result["dimensions"]["exploitation"]["positive"] is False


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    assert run("nothing", "-")[0] == 2
    assert run("adult_labour")[1]["error"] == "no_answers"
    assert run("adult_labour", str(tmp_path / "none.json"))[1]["error"] == "unreadable"
    for text, error in (("{", "not_json"), ("[]", "not_an_object"), ('{"x": "present"}', "answers")):
        code, told = run("adult_labour", "-", given_=text)
        assert (code, told["error"]) == (1, error)
    text = CliRunner().invoke(
        cli.app, ["screen", "child_labour", "-", "--text", "--language", "ro"], input="{}"
    )
    assert "Exploatare: open" in text.stdout and "This is not a determination." in text.stdout


# --- determinations


def test_the_newest_determination_holds() -> None:
    told = [
        {"status": "presumed", "on": "2026-03-01", "at": "b"},
        {"status": "not_identified", "on": "2026-05-01", "at": "a"},
        {"status": "presumed", "on": "2026-04-01", "at": "c"},
    ]
    standing = determination.standing(told)
    assert (standing.status, standing.presumed_on) == ("not_identified", "2026-04-01")
    assert determination.standing([]).status == ""
    facts = {"status": "PossibleVictimOfTrafficking", "identified_on": "2026-03-01"}
    assert determination.differs(told[1], facts) and not determination.differs(told[0], facts)
    assert "identified_on" not in determination.as_facts(told[0], facts)
    assert determination.as_facts(told[0], {})["identified_on"] == "2026-03-01"
    assert "identified_on" not in determination.as_facts(told[1], {})


def test_what_the_facts_say_is_not_asked_again() -> None:
    facts = {"status": "ActualVictimOfTrafficking", "decided_by": "Police", "decided_on": "2026-03"}
    assert determination.from_facts(facts) == {"status": "identified", "by_whom": "Police"}
    assert determination.from_facts({**facts, "decided_on": "2026-03-02"})["on"] == "2026-03-02"
    assert determination.from_facts({}) == determination.from_facts({"decided_by": "NGO"}) == {}


def test_an_appeal_goes_one_way() -> None:
    assert set(determination.APPEALS) == {to for after in determination.APPEALS.values() for to in after}
    assert determination.waits_for_appeal({"appeal": "open", "appeal_until": "2026-06-01"}) == "2026-06-01"
    assert determination.waits_for_appeal({"appeal": "filed", "appeal_until": "2026-06-01"}) == ""
