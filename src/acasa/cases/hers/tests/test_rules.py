"""Pure rules of her own view."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acasa.cases.hers import rules
from acasa.cases.hers.rules import Reader

HER = UUID(int=7)


def test_what_is_about_somebody_else_is_left_out() -> None:
    assert (
        rules.is_hers({}, HER)
        and rules.is_hers({"about": ""}, HER)
        and rules.is_hers({"about": str(HER)}, HER)
    )
    assert not rules.is_hers({"about": str(uuid4())}, HER)


def test_only_what_was_marked_is_hers_to_read() -> None:
    assert rules.may_read_text({"shareable": True})
    assert not rules.may_read_text({}) and not rules.may_read_text({"shareable": "yes"})


@given(st.permutations([("2026-01-01", "agreed"), ("2026-02-01", "refused"), ("2026-03-01", "not_now")]))
def test_the_newest_answer_counts_in_any_order(answers: list[tuple[str, str]]) -> None:
    records = [{"purpose": "share", "at": at, "answer": answer} for at, answer in answers]
    assert rules.newest(records, "purpose")["share"]["answer"] == "not_now"


@given(
    st.lists(st.text("abcde", min_size=3, max_size=5), min_size=1, max_size=6),
    st.text("abcde ", max_size=12),
)
def test_nobody_who_is_named_reads(names: list[str], named: str) -> None:
    readers = [Reader(UUID(int=i), name) for i, name in enumerate(names)]
    left = rules.readers_without(readers, named=named, same=lambda a, b: a == b)
    words = [word for word in named.split() if len(word) > 2]
    assert all(reader.name not in words for reader in left)
    assert all(reader in left for reader in readers if reader.name not in words)


def test_stopping_is_seen_at_once() -> None:
    today = date(2026, 3, 10)
    assert rules.due("stop", today) == date(2026, 3, 11)
    assert rules.due("wrong", today) == date(2026, 3, 17)


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ({}, False),
        ({"told_on": ""}, False),
        ({"told_on": "2026-03-02"}, True),
        ({"told_on": "2026-03-02", "reported_on": ""}, False),
        ({"told_on": "", "reported_on": "2026-03-01"}, False),
        ({"told_on": "2026-03-02", "reported_on": "2026-03-01"}, True),
        ({"safe_to_tell": "yes"}, True),
        ({"safe_to_tell": True}, True),
        ({"safe_to_tell": "no", "reported_on": "2026-03-01"}, False),
        ({"safe_to_tell": "not_asked"}, False),
        ({"tell_her": "yes"}, False),
    ],
)
def test_silence_means_that_she_may_not_be_told(data: dict[str, Any], shown: bool) -> None:
    assert rules.was_told(data) is shown


def test_she_reads_of_contacts_at_which_she_was() -> None:
    for what in ("conversation", "call", "home_visit", "accompaniment"):
        assert rules.was_with_her({"what": what})
    for what in ("with_relative", "with_service", "case_conference", "attempt", "note", "", "something_new"):
        assert not rules.was_with_her({"what": what})
    assert rules.was_with_her({"what": "with_service", "shareable": True})
