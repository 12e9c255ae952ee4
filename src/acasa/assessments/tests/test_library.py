"""The library's instruments: each is whole, and counts as its published key does."""

from __future__ import annotations

import math
from typing import Any

import pytest

from acasa.assessments import library
from acasa.assessments.fitting import misfits, questions
from acasa.assessments.scoring import Instrument, score
from acasa.cases.safety import library as protocols

ALL = library.versions()
EXAMPLES = [
    pytest.param(one, example, id=f"{key}-{number}")
    for key, one in ALL.items()
    for number, example in enumerate(library.examples(one), start=1)
]


def _same(counted: float | None, said: float | None) -> bool:
    if counted is None or said is None:
        return counted is said
    return math.isclose(counted, said, abs_tol=0.005)


@pytest.mark.parametrize(("instrument", "example"), EXAMPLES)
def test_worked_examples(instrument: Instrument, example: dict[str, Any]) -> None:
    found = score(
        instrument,
        example["answers"],
        respondent=example.get("respondent", ""),
        order=example.get("order", ""),
    )
    assert _same(found.score, example["score"])
    assert found.band == example["band"]
    for scale, value in example.get("subscales", {}).items():
        assert _same(found.subscales[scale].score, value), scale
    for scale, band in example.get("subscale_bands", {}).items():
        assert found.subscales[scale].band == band, scale
    if "critical" in example:
        assert [hit.item for hit in found.critical] == example["critical"]
    if "missing" in example:
        assert list(found.missing) == example["missing"]
    if "positive" in example:
        assert found.positive is example["positive"]
    if "possible" in example:
        assert list(found.possible or ()) == example["possible"]
    for rule, holds in example.get("rules", {}).items():
        assert found.rules[rule] is holds, rule


def test_each_that_is_scored_has_examples_at_both_ends() -> None:
    for key, one in ALL.items():
        if not one.scored:
            continue
        scores = [example["score"] for example in library.examples(one)]
        if one.total is None:
            assert scores, key
            continue
        low, high = one.range() or (0, 0)
        assert any(_same(value, low) for value in scores), key
        assert any(_same(value, high) for value in scores), key


def test_bands_and_cut_offs_are_tried_on_both_sides() -> None:
    """Every band of a total score is reached by an example."""
    for key, one in ALL.items():
        if one.total and one.total.bands and not one.verdicts:
            reached = {example["band"] for example in library.examples(one)}
            assert {band.code for band in one.total.bands} <= reached, key


def test_critical_items_open_a_protocol_that_is_there() -> None:
    for one in ALL.values():
        for critical in one.critical:
            assert critical.protocol in protocols.protocols()
            assert critical.clock == "same_day"


def test_forms_that_may_be_shown_ask_what_is_counted() -> None:
    free = [one for one in ALL.values() if one.licence.free]
    assert {one.slug for one in free} == {
        "phq-9", "gad-7", "pcl-5", "pc-ptsd-5", "who-5", "k10", "k6", "rses", "reintegration-index",
    }  # fmt: skip
    for one in free:
        form = library.shown(one.key)
        assert form is not None
        assert (form.id, form.version, form.title) == (one.slug, one.version, one.title)
        assert misfits(form, one) == []
        asked = questions(form)
        assert set(one.by_id) <= set(asked), one.key
        for item in one.items:
            offered = [choice.name for choice in form.choices[asked[item.id].choices]]
            assert offered == list(item.options), (one.key, item.id)
        assert all(library.wording(one).values()), one.key
        if one.licence.notice:
            assert one.licence.notice in form.xml


def test_what_may_not_be_shown_has_no_words() -> None:
    for one in ALL.values():
        if not one.licence.free:
            assert library.form(one) is None
            assert library.shown(one.key) is None
            assert library.wording(one) == {}
            assert one.languages == ()


def test_the_reference_s_twenty_seven_are_there() -> None:
    assert len(ALL) == 28
    assert library.find("PHQ9") is library.find("phq-9/1") is ALL["phq-9/1"]
    assert library.find("phq-9/7") is None
    assert library.find("") is None
