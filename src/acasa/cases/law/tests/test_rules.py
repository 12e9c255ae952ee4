"""Pure rules: what is due, the clock, facts, payments."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acasa import vocabularies
from acasa.cases.law import rules
from acasa.vocabularies import load

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@settings(deadline=None)
@given(DAYS, st.integers(0, 400), st.integers(-500, 900))
def test_the_clock_runs_once_through_its_period(first: date, length: int, offset: int) -> None:
    last = first + timedelta(days=length)
    today = first + timedelta(days=offset)
    found = rules.clock(first.isoformat(), last.isoformat(), today)
    assert found is not None and found.length == length + 1
    assert 1 <= found.day <= found.length and 0 <= found.left <= found.length and 0 <= found.share <= 100
    assert (found.state == "running") == (first <= today <= last)
    if found.state == "running":
        assert found.left >= 1 and found.day + found.left == found.length + 1
        later = rules.clock(first.isoformat(), (last + timedelta(days=1)).isoformat(), today)
        # A longer period never leaves less.
        assert later is not None and later.left == found.left + 1
    assert (found.left == 0) == (found.state == "over")


def test_no_clock_without_both_days_or_backwards() -> None:
    assert rules.clock("", "2026-04-01", date(2026, 3, 1)) is None
    assert rules.clock("2026-04-01", "2026-03-01", date(2026, 3, 1)) is None


DUES = [
    ("hearing", {"state": "planned", "on": "2026-03-10"}, {"on"}),
    ("hearing", {"state": "held", "on": "2026-03-10"}, set()),
    ("protection_order", {"state": "granted", "until": "2026-03-10"}, {"until"}),
    ("protection_order", {"state": "asked", "until": "2026-03-10"}, set()),
    ("legal_status", {"state": "granted", "until": "2026-03-10", "appeal_until": "2026-03-01"}, {"until"}),
    ("legal_status", {"state": "refused", "until": "", "appeal_until": "2026-03-01"}, {"appeal_until"}),
    ("legal_document", {"held_by": "applied", "expected_on": "2026-03-10"}, {"expected_on"}),
    ("legal_document", {"held_by": "her", "valid_until": "2027-03-10"}, {"valid_until"}),
    ("proceeding", {"opened_on": "2026-03-10"}, set()),
]


@pytest.mark.parametrize(("kind", "data", "slots"), DUES)
def test_what_falls_on_a_day(kind: str, data: dict[str, str], slots: set[str]) -> None:
    assert set(rules.dues(kind, data)) == slots


def test_facts_are_dates_and_a_code() -> None:
    records = [
        {"kind": "hearing", "state": "planned", "on": "2026-05-02"},
        {"kind": "hearing", "state": "planned", "on": "2026-04-02"},
        {"kind": "hearing", "state": "held", "on": "2026-01-02"},
        {
            "kind": "legal_status",
            "what": "reflection",
            "state": "granted",
            "since": "2026-03-01",
            "until": "2026-03-30",
        },
        {
            "kind": "legal_status",
            "what": "temporary_residence",
            "state": "granted",
            "since": "",
            "until": "2026-09-01",
        },
        {
            "kind": "legal_status",
            "what": "temporary_residence",
            "state": "refused",
            "since": "",
            "until": "2029-09-01",
        },
        {"kind": "protection_order", "state": "granted", "until": "2026-06-01"},
        {"kind": "cooperation", "answer": "not_now", "words": "never to be seen by a deadline"},
    ]
    assert rules.facts(records) == {
        "hearing_on": "2026-04-02",
        "reflection_from": "2026-03-01",
        "reflection_to": "2026-03-30",
        "status_until": "2026-09-01",
        "protection_until": "2026-06-01",
        "cooperation": "not_now",
    }
    assert rules.facts([]) == {}


def test_payments_add_up_by_currency() -> None:
    payments = [
        {"amount": "100.10", "currency": "MDL"},
        {"amount": "0.20", "currency": "MDL"},
        {"amount": "5.00", "currency": "EUR"},
    ]
    assert rules.paid(payments) == {"MDL": Decimal("100.30"), "EUR": Decimal("5.00")}


def test_history_keeps_what_stood_and_nothing_of_its_own() -> None:
    former = {"kind": "hearing", "at": "x", "place": "A", "start": "", "by_name": "Lia", "dues": {}}
    assert rules.changed(former, {**former, "place": "B", "start": None, "at": "y"}) == {"place": "A"}


@pytest.mark.parametrize("answer", ["not_now", "refused", "agreed"])
def test_nothing_waits_for_her_decision(answer: str) -> None:
    """No rule of this part looks at what she decided: help can't come to depend on it."""
    assert rules.dues("cooperation", {"answer": answer, "on": "2026-03-01"}) == {}


def test_the_lists_are_there_in_three_languages() -> None:
    mine = [name for name in vocabularies.names() if name.startswith(("legal_", "hearing_", "proceeding_"))]
    assert len(mine) >= 6
    for name in [
        *mine,
        "protection_order_kinds",
        "document_holders",
        "counsel_kinds",
        "compensation_sources",
    ]:
        for code in load(name).codes:
            assert code.label("ro") and code.label("ru") and code.label("en"), (name, code)
