"""When things begin and end, as properties."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from acasa.cases.nights import rules

MOMENTS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2099, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC)
)
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2099, 1, 1))


@given(MOMENTS, st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=9)))
def test_it_runs_until_its_end_and_not_a_moment_longer(start: datetime, after: timedelta) -> None:
    ends = start + rules.OPEN_FOR
    assert rules.is_running(start + after, ends=ends, stopped=None) == (after < rules.OPEN_FOR)
    assert not rules.is_running(start + after, ends=ends, stopped=start)


@given(DAYS)
def test_the_next_working_day_is_a_weekday_soon(day: date) -> None:
    found = rules.next_working_day(day)
    assert found.weekday() < 5 and 1 <= (found - day).days <= 3


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_nobody_judges_themselves(opener: bool, supervisor: bool, worker: bool, others: bool) -> None:
    may = rules.may_review(
        is_opener=opener, is_supervisor=supervisor, is_worker=worker, other_supervisors=others
    )
    assert not (may and opener)
    assert may == (not opener and (supervisor or (worker and not others)))


@given(DAYS, DAYS, DAYS, DAYS)
def test_covers_overlap_if_they_share_a_day(first: date, last: date, other: date, other_last: date) -> None:
    first, last = sorted((first, last))
    other, other_last = sorted((other, other_last))
    shared = max(first, other) <= min(last, other_last)
    assert rules.overlap(first, last, other, other_last) == shared
    if shared:
        day = max(first, other)
        assert rules.covers(day, first=first, last=last, ended=False)
        assert not rules.covers(day, first=first, last=last, ended=True)
