from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acasa.sealing.errors import Misuse, Tampered
from acasa.sealing.padding import FRAME, bucket, pad, unpad


@given(st.binary(max_size=5000))
def test_round_trip(content: bytes) -> None:
    padded = pad(content)
    assert len(padded) == bucket(FRAME + len(content))
    assert unpad(padded) == content
    assert pad(memoryview(content)) == pad(bytearray(content)) == padded


def test_a_view_of_wide_items_counts_its_bytes() -> None:
    wide = memoryview(bytes(range(64))).cast("I")
    assert unpad(pad(wide)) == bytes(range(64))


@given(st.integers(1, 2**33))
def test_buckets_hold_never_shrink_and_cost_little(size: int) -> None:
    assert bucket(size) >= max(size, 64)
    assert bucket(bucket(size)) == bucket(size)
    assert bucket(size) <= bucket(size + 1)
    if size > 65536:
        assert bucket(size) <= size * 1.125
    elif size > 1024:
        assert bucket(size) <= size * 1.25


def test_the_buckets() -> None:
    small = sorted({bucket(size) for size in range(1, 8193)})
    assert small == [
        64,
        128,
        256,
        512,
        1024,
        1280,
        1536,
        1792,
        2048,
        2560,
        3072,
        3584,
        4096,
        5120,
        6144,
        7168,
        8192,
    ]
    large = sorted({bucket(size) for size in range(65_537, 131_073)})
    assert large == [65_536 + 8192 * step for step in range(1, 9)]


def test_lengths_within_a_bucket_are_the_same() -> None:
    assert {len(pad(b"a" * size)) for size in range(61)} == {64}
    assert {len(pad(b"a" * size)) for size in range(61, 125)} == {128}
    assert {len(pad(b"a" * size)) for size in range(509, 1021)} == {1024}


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        b"\x00\x00\x00\x01",
        bytes(63),
        bytes(65),
        bytes(128),  # an empty content has 64 bytes
        b"\x00\x00\x00\x3d" + bytes(60),  # says more than there is
        b"\xff\xff\xff\xff" + bytes(60),
        b"\x00\x00\x00\x03Ana" + bytes(56) + b"\x01",  # not zeros
        b"\x00\x00\x00\x03Anab" + bytes(56),
        b"\x00\x00\x00\x03Ana" + bytes(121),  # a larger bucket than needed
    ],
)
def test_malformed_padding_is_refused(padded: bytes) -> None:
    with pytest.raises(Tampered):
        unpad(padded)


@given(st.binary(min_size=60, max_size=140))
def test_only_what_pad_made_is_accepted(padded: bytes) -> None:
    try:
        content = unpad(padded)
    except Tampered:
        return
    assert pad(content) == padded


@pytest.mark.parametrize("content", ["Ana", None, 3])
def test_only_bytes_are_padded(content: bytes) -> None:
    with pytest.raises(Misuse):
        pad(content)
