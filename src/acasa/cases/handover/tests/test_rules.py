"""How a load is weighed."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from acasa.cases.handover import rules
from acasa.cases.handover.rules import Load

LOADS = st.builds(
    Load,
    cases=st.integers(0, 60),
    by_risk=st.dictionaries(st.sampled_from(["high", "medium", "low", ""]), st.integers(0, 30)),
    without_step=st.integers(0, 9),
    late=st.integers(0, 9),
    late_since=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)


def test_what_is_not_assessed_weighs_as_medium() -> None:
    assert Load(2, {"": 2}).weight == Load(2, {"medium": 2}).weight == 4
    assert Load(1, {"high": 1}).weight == 3


def test_the_limit_is_reached_and_passed() -> None:
    assert not Load(25).is_over and Load(26).is_over


@given(st.lists(LOADS, max_size=5))
def test_a_sum_is_what_its_parts_are(loads: list[Load]) -> None:
    whole = rules.summed(loads)
    assert whole.weight == sum(load.weight for load in loads)
    assert (whole.cases, whole.late) == (sum(one.cases for one in loads), sum(one.late for one in loads))
    days = [load.late_since for load in loads if load.late_since]
    assert whole.late_since == (min(days) if days else None)
