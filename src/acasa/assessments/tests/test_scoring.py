"""Counting and change as pure rules: properties over all instruments, and what is refused."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acasa.assessments import library
from acasa.assessments.scoring import (
    BadAnswers,
    Criterion,
    Instrument,
    InstrumentError,
    build,
    change,
    rci,
    reliable_points,
    score,
)
from acasa.assessments.scoring.change import band_of

SCORED = [one for one in library.versions().values() if one.scored]
PHQ, RSES, WHO = (library.versions()[key] for key in ("phq-9/1", "rses/1", "who-5/1998"))


@st.composite
def answered(draw: st.DrawFn, all_of_it: bool = True) -> tuple[Instrument, dict[str, str]]:
    one = draw(st.sampled_from(SCORED))
    answers = {}
    for item in one.items:
        code = draw(st.sampled_from(sorted(item.options)))
        if all_of_it or draw(st.booleans()):
            answers[item.id] = code
    return one, answers


@given(answered())
def test_a_whole_sheet_has_a_score_in_its_range_and_a_band(case: tuple[Instrument, dict[str, str]]) -> None:
    one, answers = case
    found = score(one, answers)
    assert found.complete
    assert not found.missing
    if one.total:
        low, high = one.range() or (0, 0)
        assert found.score is not None and low <= found.score <= high
        if one.total.bands or one.verdicts:
            assert one.band(found.band) is not None
        assert found.possible is not None
        assert all(math.isclose(end, found.score, abs_tol=0.001) for end in found.possible)
    for scale in one.subscales:
        assert found.subscales[scale.id].score is not None


@given(answered(all_of_it=False), st.data())
def test_what_is_missing_never_makes_certain_what_the_whole_would_not(
    case: tuple[Instrument, dict[str, str]], data: st.DataObject
) -> None:
    """However the rest were answered, the score lies in what was called possible and decided rules stay."""
    one, some = case
    part = score(one, some)
    rest = {
        item.id: data.draw(st.sampled_from(sorted(item.options))) for item in one.items if item.id not in some
    }
    whole = score(one, some | rest)
    if part.possible and whole.score is not None and one.gate is None and not one.unofficial:
        low, high = part.possible
        assert low - 0.001 <= whole.score <= high + 0.001
    if one.gate is None:
        for rule, holds in part.rules.items():
            assert holds is None or holds is whole.rules[rule]
        assert {hit.item for hit in part.critical} <= {hit.item for hit in whole.critical}


@given(answered(), st.data())
def test_the_band_never_falls_when_one_item_counts_more(
    case: tuple[Instrument, dict[str, str]], data: st.DataObject
) -> None:
    one, answers = case
    if one.total is None or not one.total.bands:
        return
    item = data.draw(
        st.sampled_from([item for item in one.items if item.id in one.total.parts or item.scored])
    )
    now = item.number(answers[item.id])
    more = [code for code in item.options if now is not None and (item.number(code) or 0) > now]
    if not more or (one.gate and item.id == one.gate.item):
        return
    before, after = score(one, answers), score(one, answers | {item.id: data.draw(st.sampled_from(more))})
    codes = [band.code for band in one.total.bands]
    assert codes.index(after.band) >= codes.index(before.band)


@given(st.lists(st.sampled_from("0123"), min_size=10, max_size=10))
def test_reversal_belongs_to_the_sentence_in_whatever_order_it_is_asked(codes: list[str]) -> None:
    sheets = {
        name: {
            f"q{place}": codes[RSES.order("worth_first").index(item)] for place, item in enumerate(order, 1)
        }
        for name, order in RSES.orders.items()
    }
    named = dict(zip(RSES.order("worth_first"), codes, strict=True))
    assert len({score(RSES, sheet, order=name).score for name, sheet in sheets.items()}) == 1
    assert score(RSES, named).score == score(RSES, sheets["worth_first"]).score


VALUES = st.sampled_from(
    [None, True, 0, 3, 4, -1, 2.0, 1.5, float("nan"), "1", "no", " 2 ", "often", "", [1], {}]
)


@given(st.dictionaries(st.sampled_from(["q1", "q2", "q9", "difficulty", "", "q10"]), VALUES))
def test_any_answers_are_counted_or_named(answers: dict[str, Any]) -> None:
    try:
        score(PHQ, answers)
    except BadAnswers as bad:
        assert {fault.code for fault in bad.faults} <= {"unknown_item", "not_offered", "twice"}


def test_every_bad_answer_is_named() -> None:
    with pytest.raises(BadAnswers) as bad:
        score(
            PHQ,
            {"q1": 4, "q2": "often", "q3": [1], "q4": True, "q5": " 2 ", "q6": 3.0, "q11": 1, "colour": 1},
        )
    named = [(fault.item, fault.code) for fault in bad.value.faults]
    assert named == [
        ("q1", "not_offered"), ("q2", "not_offered"), ("q3", "not_offered"),
        ("q11", "unknown_item"), ("colour", "unknown_item"),
    ]  # fmt: skip
    assert bad.value.faults[0].offered == ("0", "1", "2", "3")
    with pytest.raises(BadAnswers) as twice:
        score(RSES, {"worth": 3, "q1": 2})
    assert [fault.code for fault in twice.value.faults] == ["twice"]


def test_groups_of_a_form_are_looked_into_and_what_it_asks_besides_is_left() -> None:
    answers = {
        "phq_9": {f"q{n}": "1" for n in range(1, 10)},
        "difficulty": "2",
        "meta": {"instanceID": "uuid:1"},
    }
    assert score(PHQ, answers, strict=False).score == 9
    with pytest.raises(ValueError, match="not scored"):
        score(library.versions()["psi-sf/1"], {})


def test_reliable_change_by_points_is_at_the_points_themselves() -> None:
    six, five = change(PHQ, 15, 9), change(PHQ, 14, 9)
    assert (six.verdict, six.points, six.crossed) == ("better", -6, "out")
    assert (five.verdict, five.crossed) == ("same", "out")
    assert change(PHQ, 9, 15).verdict == "worse"
    assert change(PHQ, 9, 15).crossed == "into"
    assert change(PHQ, None, 3).verdict == "unknown"
    assert change(WHO, 40, 52).verdict == "better"
    assert change(WHO, 40, 52).crossed == "out"
    assert change(WHO, 52, 40).verdict == "worse"


def test_reliable_change_index() -> None:
    """By hand: SD 10, reliability 0.82: error of a difference 10 * sqrt(2) * sqrt(0.18) = 6.0."""
    assert math.isclose(rci(30, 18, sd=10, reliability=0.82), -2.0)
    needed = reliable_points(Criterion("total", sd=10, reliability=0.82))
    assert needed is not None and math.isclose(needed, 11.76)
    # RSES: 1.96 * sqrt(2) * 5 * sqrt(0.15) = 5.37, so 6 points of whole answers.
    assert change(RSES, 12, 17).verdict == "same"
    assert change(RSES, 12, 18).verdict == "better"
    assert change(RSES, 12, 18).certainty == "low"
    for sd, reliability in ((0.0, 0.5), (1.0, 1.0), (-1.0, 0.2)):
        with pytest.raises(ValueError, match="reliability"):
            rci(1, 2, sd=sd, reliability=reliability)


@given(st.integers(0, 27), st.integers(0, 27))
def test_change_turns_round_with_time(before: int, after: int) -> None:
    there, back = change(PHQ, before, after), change(PHQ, after, before)
    turned = {"better": "worse", "worse": "better", "same": "same"}
    assert back.verdict == turned[there.verdict]
    assert {there.crossed, back.crossed} in ({""}, {"into", "out"})


def test_without_a_known_criterion_nothing_is_called_reliable() -> None:
    k10 = library.versions()["k10/1"]
    found = change(k10, 40, 12)
    assert (found.verdict, found.needed, found.points, found.crossed) == ("unknown", None, -28, "out")


def test_bands_by_score() -> None:
    sdq = library.versions()["sdq/1"]
    assert [getattr(band_of(sdq, 14, respondent=who), "code", "") for who in ("parent", "child")] == [
        "borderline", "close_to_average",
    ]  # fmt: skip


def test_a_bad_file_says_all_that_is_wrong() -> None:
    words = {"en": "a", "ro": "b", "ru": "c"}
    data: dict[str, Any] = {
        "kind": "instrument", "slug": "x", "version": "1", "title": "X", "name": words, "construct": words,
        "population": words, "certainty": "sure", "licence": {"class": "mine", "text": "t"}, "source": ["s"],
        "options": {"a": {"0": 0, "1": 1}}, "items": [{"id": "q1", "options": "a"}, {"id": "q1", "options": "b"}],
        "scales": {"total": {"title": words, "of": ["q1"], "bands": [{"code": "z", "from": 1, "title": words}]}},
        "change": {"source": "s", "certainty": "low"}, "colour": "red",
    }  # fmt: skip
    with pytest.raises(InstrumentError) as wrong:
        build("x/1", data)
    said = "\n".join(wrong.value.problems)
    for words_ in ("colour: no such field", "'sure' is none of", "'mine' is none of", "stands twice", "first band",
                   "points, or sd and reliability"):  # fmt: skip
        assert words_ in said
    good = data | {
        "certainty": "low",
        "licence": {"class": "own", "text": "t"},
        "items": [{"id": "q1", "options": "a"}],
    }
    del good["colour"], good["change"]
    good["scales"] = {"total": {"title": words, "of": ["q1", "q2"], "bands": []}}
    with pytest.raises(InstrumentError, match="q2: no such item"):
        build("x/1", good)
