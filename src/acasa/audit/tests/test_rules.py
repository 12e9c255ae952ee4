"""The chain, pure: everything that an entry says is covered, and each kind of tampering is found where it happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acasa.audit import rules

KEY = bytes(range(32))
ORG = UUID(int=7)
START = datetime(2026, 3, 1, 9, 30, 0, 123456, tzinfo=UTC)


def chain(count: int, key: bytes = KEY, org_id: UUID | None = ORG) -> list[tuple[rules.Link, bytes]]:
    links, previous = [], rules.GENESIS
    for seq in range(1, count + 1):
        link = rules.Link(
            org_id,
            seq,
            START + timedelta(seconds=seq),
            UUID(int=seq),
            "case.read",
            UUID(int=9),
            "done",
            b"sealed",
            rules.written(UUID(int=seq), b"row"),
        )
        previous = rules.mac(key, previous, link)
        links.append((link, previous))
    return links


def found(
    links: list[tuple[rules.Link, bytes]], expected: tuple[int, bytes] | None = None
) -> list[tuple[int, str]]:
    return [(f.seq, f.kind) for f in rules.check_chain(KEY, ORG, links, expected=expected)]


def test_an_untouched_chain_has_no_findings() -> None:
    links = chain(5)
    assert found(links) == []
    assert found(links, (5, links[-1][1])) == []
    assert found([], None) == []


@pytest.mark.parametrize(
    "change",
    [
        {"org_id": UUID(int=8)},
        {"at": START + timedelta(seconds=3, microseconds=1)},
        {"actor_id": uuid4()},
        {"actor_id": None},
        {"verb": "case.list"},
        {"subject_id": uuid4()},
        {"subject_id": None},
        {"outcome": "refused"},
        {"detail": b""},
        {"written": b""},
        {"written": rules.written(UUID(int=3), b"other")},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_column_is_covered(change: dict[str, object]) -> None:
    links = chain(5)
    links[2] = (replace(links[2][0], **change), links[2][1])
    assert found(links) == [(3, "edited")]


def test_a_deleted_reordered_or_inserted_entry_is_found_where_it_was() -> None:
    links = chain(6)
    assert found(links[:2] + links[3:]) == [(4, "missing")]
    assert found(links[1:]) == [(2, "missing")]
    swapped = [
        (replace(link, seq=seq), mac) for seq, (link, mac) in enumerate([*links[:2], links[3], links[2]], 1)
    ]
    assert [seq for seq, _ in found(swapped)] == [3, 4]
    forged = (replace(links[5][0], seq=7), b"\x01" * 32)
    assert found([*links, forged]) == [(7, "edited")]
    assert found([*links[:3], links[2], *links[3:]]) == [(3, "edited")]


def test_a_cut_off_end_is_found_only_against_a_checkpoint() -> None:
    links = chain(6)
    expected = (6, links[5][1])
    assert found(links[:4]) == []
    assert found(links[:4], expected) == [(6, "truncated")]
    assert found([], expected) == [(6, "truncated")]
    other = chain(6)[:4]
    for seq in (5, 6, 7):
        link = replace(links[0][0], seq=seq, verb="case.list")
        other.append((link, rules.mac(KEY, other[-1][1], link)))
    # Cut off and continued by somebody who may append: the entry of the checkpoint is another one.
    assert found(other, expected) == [(6, "rewritten")]


def test_the_chain_of_another_organisation_or_key_does_not_pass() -> None:
    assert found([(replace(link, org_id=ORG), mac) for link, mac in chain(2, org_id=UUID(int=8))]) != []
    assert found(chain(2, key=b"k" * 32)) != []


@settings(deadline=None)
@given(st.lists(st.tuples(st.uuids(), st.binary(max_size=40)), max_size=6))
def test_what_was_written_is_read_back(items: list[tuple[UUID, bytes]]) -> None:
    joined = b"".join(rules.written(item, content) for item, content in items)
    assert [item for item, _ in rules.written_items(joined)] == [item for item, _ in items]
    assert len(joined) == len(items) * rules.WRITTEN_SIZE


@settings(deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_moments_one_microsecond_apart_differ(one: int, other: int) -> None:
    link = chain(1)[0][0]
    macs = {
        rules.mac(KEY, rules.GENESIS, replace(link, at=START + timedelta(microseconds=step)))
        for step in (one, other)
    }
    assert len(macs) == len({one, other})
