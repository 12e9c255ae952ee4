"""Pure rules of her own view."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

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
