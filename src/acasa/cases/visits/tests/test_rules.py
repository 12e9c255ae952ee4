"""Pure rules: visits, days, steps, money, and a line for a calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acasa.cases.visits import ical, rules

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
CHISINAU = ZoneInfo("Europe/Chisinau")


def test_every_visit_can_end_and_none_that_ended_begins_again() -> None:
    reached = {rules.PLANNED}
    for _ in rules.STATES:
        reached |= {after for before, after in rules.TRANSITIONS if before in reached}
    assert reached == set(rules.STATES)
    for state in rules.STATES:
        ways = [after for after in rules.STATES if rules.may(state, after)]
        assert bool(ways) == (state not in rules.OVER)
        # A worker who is out can always say so, however the visit stood before.
        assert state in rules.OVER or rules.may(state, rules.SAFE)


def test_the_picture_in_the_documentation_is_the_table() -> None:
    page = Path(__file__).resolve().parents[5] / "docs" / "visits.md"
    assert rules.diagram() in page.read_text(), "write rules.diagram() into docs/visits.md"


def test_an_alarm_is_of_whom_is_out_and_late() -> None:
    early, late = NOW + timedelta(seconds=1), NOW
    for state in rules.STATES:
        assert rules.is_alarm(state, late, NOW) == (state in rules.OUT)
        assert rules.no_word(state, late, NOW) == (state == rules.PLANNED)
        assert not rules.is_alarm(state, early, NOW) and not rules.no_word(state, early, NOW)


def test_the_alarm_is_an_instant_in_the_organisations_time() -> None:
    at = rules.alarm_at(date(2026, 11, 26), time(14, 0), 15, CHISINAU, start=time(13, 0))
    assert at.astimezone(UTC) == datetime(2026, 11, 26, 12, 15, tzinfo=UTC)
    # Back after midnight is the next day.
    at = rules.alarm_at(date(2026, 11, 26), time(0, 30), 0, CHISINAU, start=time(22, 0))
    assert at.astimezone(UTC) == datetime(2026, 11, 26, 22, 30, tzinfo=UTC)


@given(st.integers(-2000, 2000), st.sampled_from(rules.EXTEND_MINUTES))
def test_more_time_is_never_less_and_never_in_the_past(minutes: int, more: int) -> None:
    before = NOW + timedelta(minutes=minutes)
    after = rules.put_off(before, more, NOW)
    assert after >= before + timedelta(minutes=more) and after >= NOW + timedelta(minutes=more)


@pytest.mark.parametrize(
    ("safe", "alone", "dangers", "never", "asked"),
    [
        ("yes", False, [], False, False),
        ("yes", True, [], False, False),
        ("yes", False, ["dog"], False, False),
        ("yes", True, ["dog"], False, True),
        ("unknown", False, [], False, True),
        ("no", False, [], False, True),
        ("yes", False, [], True, True),
    ],
)
def test_going_where_it_may_be_dangerous_asks_why(
    safe: str, alone: bool, dangers: list[str], never: bool, asked: bool
) -> None:
    assert rules.needs_reason(safe_to_go=safe, alone=alone, dangers=dangers, never_home=never) is asked


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 60))
def test_months_later_is_the_same_day_or_the_months_last(day: date, months: int) -> None:
    later = rules.add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_the_schedule_is_in_order_and_once() -> None:
    assert rules.schedule(date(2026, 8, 31), [3, 1, 6, 3]) == [
        (1, date(2026, 9, 30)),
        (3, date(2026, 11, 30)),
        (6, date(2027, 2, 28)),
    ]


STEPS = [
    rules.LostStep("safe_hours", 2, False),
    rules.LostStep("third_person", 1, True),
    rules.LostStep("letter", 1, True),
]


def test_steps_of_looking_for_her_come_in_order() -> None:
    tried: list[dict[str, str]] = []
    seen = []
    while (step := rules.next_lost_step(STEPS, tried)) is not None:
        seen.append(step.code)
        # What she did not agree to is left out once, and is not asked again.
        result = "skipped" if step.agreed_only else "not_reached"
        tried.append({"step": step.code, "result": result})
    assert seen == ["safe_hours", "safe_hours", "third_person", "letter"]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1250", "1250.00"),
        ("1250,5", "1250.50"),
        ("1250.50", "1250.50"),
        ("1 250,50", "1250.50"),
        ("1.250,50", "1250.50"),
        ("1,250.50", "1250.50"),
        ("1 250", "1250.00"),
        ("0,05", "0.05"),
        ("0", "0.00"),
        ("", None),
        ("about 100", None),
        ("0.125", None),
        ("-5", None),
        ("1e5", None),
        ("٣", None),
        ("99999999999", None),
    ],
)
def test_money_is_read_as_people_write_it(typed: str, amount: str | None) -> None:
    assert rules.money(typed) == (Decimal(amount) if amount else None)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "B", ""]),
            st.sampled_from(["MDL", "EUR"]),
            st.decimals(0, 9999, places=2, allow_nan=False),
            st.booleans(),
        )
    )
)
def test_totals_lose_no_cent_and_leave_out_what_was_taken_back(
    given_: list[tuple[str, str, Decimal, bool]],
) -> None:
    aids = [
        {"donor": donor, "currency": currency, "amount": f"{amount:.2f}", "taken_back": "x" if back else ""}
        for donor, currency, amount, back in given_
    ]
    made = rules.totals(aids)
    assert sum((total.amount for total in made), Decimal(0)) == sum(
        (amount for _donor, _currency, amount, back in given_ if not back), Decimal(0)
    )
    assert sum(total.items for total in made) == sum(not back for *_rest, back in given_)
    assert len({(total.donor, total.currency) for total in made}) == len(made)


@given(st.text())
def test_a_calendars_lines_are_short_and_come_back_whole(text: str) -> None:
    line = "SUMMARY:" + ical.escape(text)
    folded = ical.fold(line)
    for piece in folded.split("\r\n"):
        assert len(piece.encode(errors="surrogatepass")) <= 75
    assert folded.replace("\r\n ", "") == line
    assert "\n" not in line and "\r" not in line


def test_a_calendar_says_when_and_nothing_else() -> None:
    uid = UUID(int=7)
    start = datetime(2026, 11, 30, 10, 0, tzinfo=CHISINAU)
    text = ical.calendar(uid=uid, start=start, made=NOW)
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert text.split("\r\n")[:-1] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Acasa//Appointments//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20261126T120000Z",
        "DTSTART:20261130T080000Z",
        "DTEND:20261130T090000Z",
        "SUMMARY:Acasa appointment",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    whole_day = ical.calendar(uid=uid, start=date(2026, 12, 31), made=NOW)
    assert "DTSTART;VALUE=DATE:20261231" in whole_day and "DTEND;VALUE=DATE:20270101" in whole_day
    with pytest.raises(ValueError, match="time zone"):
        ical.calendar(uid=uid, start=datetime(2026, 1, 1), made=NOW)  # noqa: DTZ001
