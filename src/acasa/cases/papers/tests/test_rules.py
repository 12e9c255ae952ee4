"""Names of files, strokes of a pen, who may make what."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acasa.cases.papers import rules

POINT = st.tuples(st.integers(0, rules.WIDTH), st.integers(0, rules.HEIGHT))


@given(st.lists(st.lists(POINT, max_size=30), max_size=8))
def test_strokes_come_through_as_they_were_drawn(drawn: list[list[tuple[int, int]]]) -> None:
    found = rules.strokes(json.dumps(drawn))
    assert found == [stroke for stroke in drawn if stroke]
    picture = rules.drawing(found)
    assert picture.count("<path") == len(found) and picture.endswith("</svg>")


@given(st.text(max_size=200))
def test_anything_else_is_no_signature(sent: str) -> None:
    with contextlib.suppress(rules.NotASignature):
        assert all(isinstance(x, int) for stroke in rules.strokes(sent) for point in stroke for x in point)


def test_a_flood_of_points_is_refused() -> None:
    for sent in ([[[1, 1]]] * 301, [[[1, 1]] * 8001]):
        with pytest.raises(rules.NotASignature):
            rules.strokes(json.dumps(sent))


@given(st.text(max_size=40))
def test_a_files_name_is_safe_whatever_the_code(code: str) -> None:
    name = rules.filename("plan", code)
    assert name.startswith("plan") and name.endswith(".pdf") and name.isascii()
    assert not set(name) & set('/\\"\r\n ;')


def test_the_file_is_named_by_paper_and_code() -> None:
    assert rules.filename("plan", "AC-0012") == "plan-AC-0012.pdf"
    assert rules.filename("consent", "", "jpg") == "consent.jpg"


def test_without_names_only_when_it_is_not_safe_or_wanted() -> None:
    assert rules.names_on_it("working", "no", "no_names") == "code"
    assert rules.names_on_it("working", "yes", "no_names") == "working"
    assert rules.names_on_it("code", "yes", "") == "code"


def test_who_may_make_what() -> None:
    assert rules.may_make("plan", {"essentials", "casework"})
    assert not rules.may_make("plan", {"essentials", "health"})
    assert rules.may_make("summary", {"essentials"}) and not rules.may_make("diploma", {"casework"})
    assert rules.home_of({"essentials", "legal", "health"}) == "health"
    assert rules.home_of({"essentials"}) == "essentials"
