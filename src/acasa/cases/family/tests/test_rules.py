"""What is true of a family's records, without a database."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acasa.cases.family import rules

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" 2025 ", "2025"),
        ("3.2025", "2025-03"),
        ("03/2025", "2025-03"),
        ("2025-3", "2025-03"),
        ("14.3.2025", "2025-03-14"),
        ("2025-03-14", "2025-03-14"),
    ],
)
def test_a_month_is_kept_as_exact_as_it_was_said(typed: str, kept: str) -> None:
    assert rules.as_month(typed) == kept
    assert rules.as_month(kept) == kept


@pytest.mark.parametrize("typed", ["spring", "13.2025", "0000", "31.2.2025", "25"])
def test_what_is_no_month_is_refused(typed: str) -> None:
    with pytest.raises(rules.NotAMonth):
        rules.as_month(typed)


def test_gaps_of_which_nobody_knows_are_shown() -> None:
    line = rules.care_line(
        [{"from": "2024-01", "to": "2024-03"}, {"from": "2024-06", "to": ""}, {"from": "", "to": "2020"}],
        TODAY,
    )
    assert line is not None and line.height == 1
    assert [(gap.end - gap.start + 1) for gap in line.unknown] == [2]
    assert line.stretches[-1].open and line.end == 2026 * 12 + 2
    assert rules.care_line([{"from": ""}], TODAY) is None


MONTHS = st.one_of(
    st.just(""),
    st.integers(2015, 2025).map(str),
    st.tuples(st.integers(2015, 2025), st.integers(1, 12)).map(lambda ym: f"{ym[0]}-{ym[1]:02d}"),
)


@given(st.lists(st.fixed_dictionaries({"from": MONTHS, "to": MONTHS}), max_size=8))
def test_no_two_episodes_cover_each_other(episodes: list[dict[str, Any]]) -> None:
    line = rules.care_line(episodes, TODAY)
    if line is None:
        assert not any(care["from"] for care in episodes)
        return
    assert sorted(str(s.care) for s in line.stretches) == sorted(
        str(at) for at, care in enumerate(episodes) if care["from"]
    )
    for lane in range(line.height):
        on_it = [s for s, at in zip(line.stretches, line.lanes, strict=True) if at == lane]
        assert all(a.end < b.start for a, b in pairwise(on_it))
    for gap in line.unknown:
        assert all(s.end < gap.start or s.start > gap.end for s in line.stretches)


def test_another_guardian_is_needed_until_one_without_conflict_stands_there() -> None:
    uncle = {"relation": "guardian", "conflict": True}
    assert rules.needs_another([uncle])
    assert not rules.needs_another([uncle, {"relation": "guardian"}])
    assert rules.needs_another([uncle, {"relation": "guardian", "removed": True}])
    assert rules.needs_another([uncle, {"relation": "guardian", "ended_on": "2026-01-01"}])
    assert not rules.needs_another([{**uncle, "removed": True}])
    assert not rules.needs_another([{"relation": "guardian"}])


def test_a_second_link_does_not_drop_one_that_its_writer_could_not_see() -> None:
    kin = rules.with_case({"case": "", "name": "Ana"}, person="p1", case="c1")
    assert (kin["case"], kin["person"]) == ("c1", "p1")
    kin = rules.with_case(kin, person="p2", case="c2")
    assert rules.cases_of(kin) == ["c2", "c1"]
    assert rules.cases_of(rules.without_case(kin, "c2")) == ["c1"]
    assert rules.cases_of(rules.without_case(kin, "c1")) == ["c2"]
    # The shape that other parts write has one case only.
    assert rules.cases_of({"case": "c9"}) == ["c9"]
