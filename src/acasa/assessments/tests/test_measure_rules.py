"""What may be compared, when to measure again, and where everything stands in a picture. No database."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acasa.assessments import library, rules
from acasa.assessments.plots import geometry

DAY = date(2026, 3, 31)
PHQ = library.newest()["phq-9"]
PCL = library.newest()["pcl-5"]


def point(value: float | None, at: int = 0, **more: str) -> rules.Point:
    return rules.Point(str(at), DAY + timedelta(days=at), value, **more)


def test_a_difference_says_something_only_where_both_were_asked_alike() -> None:
    better = rules.step(PHQ, point(16), point(10, 90))
    assert better is not None
    assert (better.verdict, better.change.points, better.change.crossed) == ("better", -6, "")
    same = rules.step(PHQ, point(16), point(11, 90))
    assert same is not None
    assert same.verdict == "same"
    other = rules.step(PHQ, point(16, language="English (en)"), point(6, 90, language="Română (ro)"))
    assert other is not None
    assert (other.verdict, other.against) == ("unknown", ("language",))
    versions = rules.step(PHQ, point(16, version="1"), point(6, 90, version="2"))
    assert versions is not None
    assert versions.against == ("version",)
    # Where it was not written down in which language it was asked, nothing is held against it.
    assert rules.step(PHQ, point(16), point(6, 90, language="English (en)")).against == ()  # type: ignore[union-attr]
    assert rules.step(PHQ, point(None), point(6, 90)) is None


def test_a_part_without_a_criterion_of_its_own_is_never_judged() -> None:
    part = PCL.subscales[0].id
    step = rules.step(PCL, point(20), point(0, 90), scale=part)
    assert step is not None
    assert step.verdict == "unknown"
    assert rules.needed(PCL, part) is None
    assert rules.needed(PCL) == PCL.change.points  # type: ignore[union-attr]


def test_the_change_band_stays_within_the_scale() -> None:
    assert rules.band_around(point(16), 6, 0, 27) == (10, 22)
    assert rules.band_around(point(2), 6, 0, 27) == (0, 8)
    assert rules.band_around(None, 6, 0, 27) is None
    assert rules.band_around(point(2), None, 0, 27) is None


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 3, date(2026, 4, 30)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 6, 15), 12, date(2027, 6, 15)),
        (date(2026, 12, 1), 6, date(2027, 6, 1)),
    ],
)
def test_months_end_where_the_calendar_does(day: date, months: int, then: date) -> None:
    assert rules.add_months(day, months) == then


def line(moment: str = "m3", base: str = "opened_on", due: date = DAY, **more: str) -> dict[str, str]:
    return {
        "instrument": "phq-9",
        "respondent": "self",
        "about": "",
        "moment": moment,
        "base": base,
        "due": due.isoformat(),
        "state": rules.OPEN,
        **more,
    }


def test_an_open_line_moves_with_its_fact_and_no_other_does() -> None:
    facts = {"opened_on": "2026-02-01"}
    assert rules.moved(line(), facts) == date(2026, 5, 1)
    assert rules.moved(line(due=date(2026, 5, 1)), facts) is None
    assert rules.moved(line(base=""), facts) is None
    assert rules.moved(line(state=rules.DONE), facts) is None
    assert rules.moved(line(), {}) is None
    assert rules.moved(line(moment=rules.AFTER), facts) is None


def test_a_measurement_answers_the_oldest_line_that_is_due_or_nearly_so() -> None:
    key = rules.Key("phq-9")
    lines = [
        ("far", line(due=DAY + timedelta(days=rules.EARLY + 1))),
        ("soon", line(due=DAY + timedelta(days=rules.EARLY))),
        ("late", line(due=DAY - timedelta(days=40))),
        ("other", line(due=DAY, instrument="gad-7")),
        ("child", line(due=DAY - timedelta(days=90), about="somebody")),
        ("gone", line(due=DAY - timedelta(days=90), state=rules.DROPPED)),
    ]
    assert rules.fulfilled(lines, key, DAY) == "late"
    assert rules.fulfilled([one for one in lines if one[0] != "late"], key, DAY) == "soon"
    assert rules.fulfilled(lines[:1], key, DAY) == ""


@given(
    st.lists(
        st.tuples(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.floats(-50, 150)), min_size=0, max_size=12
    )
)
def test_nothing_is_drawn_outside_the_picture_and_more_is_never_lower(
    points: list[tuple[date, float]],
) -> None:
    points.sort()
    zones = [geometry.Zone(0, 10, "a"), geometry.Zone(10, 15, "b"), geometry.Zone(15, 27, "c")]
    placed = geometry.place([geometry.Track("x", points)], low=0, high=27, zones=zones, band=(4, 16))
    dots = placed.lines[0].dots
    for dot in dots:
        assert placed.left <= dot.x <= placed.right
        assert placed.top <= dot.y <= placed.bottom
    for one, other in pairwise(dots):
        assert one.x <= other.x
    within = sorted((dot for dot in dots if 0 <= dot.value <= 27), key=lambda dot: dot.value)
    assert [dot.y for dot in within] == sorted((dot.y for dot in within), reverse=True)
    # Zones cover the scale without a gap, and labels of days have room.
    assert sum(zone.height for zone in placed.zones) == placed.bottom - placed.top
    places = [x for x, _day in placed.days]
    assert places == sorted(places)
    assert all(after - before >= geometry.APART for before, after in pairwise(places[1:]))
