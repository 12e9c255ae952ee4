"""The table of stages, pure."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acasa.cases import rules

ROOT = Path(__file__).resolve().parents[4]


def test_every_open_stage_can_be_closed_and_only_closed_ones_reopened() -> None:
    for stage in rules.STAGES:
        closes = rules.next_stages(stage, "close")
        reopens = rules.next_stages(stage, "reopen")
        assert bool(closes) == (stage != rules.AFTER_CLOSURE)
        assert bool(reopens) == (stage == rules.AFTER_CLOSURE)


def test_crisis_can_come_back_from_every_later_stage() -> None:
    for stage in (rules.STABILISATION, rules.REINTEGRATION, rules.AUTONOMY):
        assert rules.may("stage", stage, rules.CRISIS)


@given(st.lists(st.sampled_from(rules.TRANSITIONS), max_size=30))
def test_no_walk_leaves_the_known_stages(steps: list[rules.Transition]) -> None:
    stage = rules.IDENTIFICATION
    for step in steps:
        if step.before == stage:
            assert rules.may(step.act, stage, step.after)
            stage = step.after
    assert stage in rules.STAGES


def test_no_step_skips_the_table() -> None:
    assert not rules.may("stage", rules.IDENTIFICATION, rules.AUTONOMY)
    assert not rules.may("stage", rules.CRISIS, rules.AFTER_CLOSURE)


def test_the_picture_in_the_docs_is_the_table() -> None:
    assert rules.diagram() in (ROOT / "docs" / "stages.md").read_text(), (
        "write rules.diagram() into docs/stages.md"
    )


@pytest.mark.parametrize(("due", "late"), [("2026-03-01", 2), ("2026-03-03", 0), ("2026-03-04", -1)])
def test_lateness_counts_calendar_days(due: str, late: int) -> None:
    assert rules.lateness(date.fromisoformat(due), date(2026, 3, 3)) == late


def test_days_are_counted_from_1970() -> None:
    assert rules.days(date(1970, 1, 2)) == 1
    assert rules.days(None) is None
