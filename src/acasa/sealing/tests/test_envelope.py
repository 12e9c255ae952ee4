from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acasa.sealing import envelope, symmetric
from acasa.sealing.envelope import Context, Place, RecordKey
from acasa.sealing.errors import MissingRecipient, Misuse, Tampered

DATA = symmetric.new_key()
SHRED = symmetric.new_key()
HERE = Context(uuid4(), uuid4(), uuid4(), "working_name", 3, 1)
RECORD = RecordKey(DATA, SHRED)

elsewhere = [
    replace(HERE, organisation=uuid4()),
    replace(HERE, folder=uuid4()),
    replace(HERE, record=uuid4()),
    replace(HERE, folder=HERE.record, record=HERE.folder),
    replace(HERE, field="safe_contact"),
    replace(HERE, field="working_name "),
    replace(HERE, field=""),
    replace(HERE, record_version=2),
    replace(HERE, record_version=4),
    replace(HERE, key_version=2),
    replace(HERE, record_version=1, key_version=3),
]

numbers = st.integers(0, 2**64 - 1)
contexts = st.builds(Context, st.uuids(), st.uuids(), st.uuids(), st.text(max_size=30), numbers, numbers)


@given(st.binary(max_size=3000), contexts)
def test_round_trip(content: bytes, context: Context) -> None:
    sealed = RECORD.seal(content, context)
    assert sealed[0] == 1
    assert envelope.open_(DATA, SHRED, memoryview(sealed), context) == content
    assert RECORD.open_(envelope.seal(DATA, SHRED, content, context), context) == content


@pytest.mark.parametrize("context", elsewhere)
def test_opens_in_its_own_place_only(context: Context) -> None:
    with pytest.raises(Tampered):
        RECORD.open_(RECORD.seal(b"Ana", HERE), context)


@given(contexts, contexts)
def test_different_places_never_look_the_same(one: Context, two: Context) -> None:
    assert (one.aad() == two.aad()) == (one == two)


def test_needs_both_secrets() -> None:
    sealed = RECORD.seal(b"Ana", HERE)
    for data, shred in ((symmetric.new_key(), SHRED), (DATA, symmetric.new_key()), (SHRED, DATA)):
        with pytest.raises(Tampered):
            envelope.open_(data, shred, sealed, HERE)


@pytest.mark.parametrize("key", [None, b"", bytes(31), "0" * 32])
def test_without_a_secret_nothing_is_sealed(key: bytes) -> None:
    for data, shred in ((key, SHRED), (DATA, key)):
        with pytest.raises(MissingRecipient):
            envelope.seal(data, shred, b"Ana", HERE)
        with pytest.raises(MissingRecipient):
            envelope.open_(data, shred, RECORD.seal(b"Ana", HERE), HERE)


def test_every_changed_byte_is_refused() -> None:
    sealed = RECORD.seal(b"Ana", HERE)
    for place in range(len(sealed)):
        for change in (1, 2, 0x80, 0xFF):
            changed = bytearray(sealed)
            changed[place] ^= change
            with pytest.raises(Tampered):
                RECORD.open_(changed, HERE)


def test_every_truncation_and_extension_is_refused() -> None:
    sealed = RECORD.seal(b"Ana", HERE)
    for end in range(len(sealed)):
        with pytest.raises(Tampered):
            RECORD.open_(sealed[:end], HERE)
    with pytest.raises(Tampered):
        RECORD.open_(sealed + b"\x00", HERE)


@given(st.binary(max_size=200))
def test_garbage_is_refused(garbage: bytes) -> None:
    for form in (garbage, b"\x01" + garbage):
        with pytest.raises(Tampered):
            RECORD.open_(form, HERE)


@pytest.mark.parametrize("sealed", [None, "text", 7])
def test_what_is_not_bytes_is_refused(sealed: bytes) -> None:
    with pytest.raises(Tampered):
        RECORD.open_(sealed, HERE)
    with pytest.raises(Misuse):
        RECORD.seal(sealed, HERE)


@pytest.mark.parametrize(
    "context",
    [
        replace(HERE, record_version=-1),
        replace(HERE, key_version=2**64),
        replace(HERE, record_version="1"),  # type: ignore[arg-type]
        replace(HERE, folder=None),  # type: ignore[arg-type]
        replace(HERE, record=str(HERE.record)),  # type: ignore[arg-type]
        replace(HERE, field=None),  # type: ignore[arg-type]
        replace(HERE, field="\ud800"),
        None,
    ],
)
def test_a_malformed_context_seals_nothing(context: Context) -> None:
    with pytest.raises(Misuse):
        RECORD.seal(b"Ana", context)
    with pytest.raises(Misuse):
        RECORD.open_(RECORD.seal(b"Ana", HERE), context)


def test_lengths_hide_within_a_bucket() -> None:
    lengths = {len(RECORD.seal(b"a" * size, HERE)) for size in range(61)}
    assert lengths == {1 + 12 + 64 + 16}


def test_the_same_text_twice_looks_different() -> None:
    one, two = (RECORD.seal(b"Ana", HERE) for _ in range(2))
    assert one[13:] != two[13:]


def test_a_million_nonces_are_unique() -> None:
    seal, here = RECORD.seal, Context(UUID(int=1), UUID(int=2), UUID(int=3), "f", 1, 1)
    nonces = {seal(b"", here)[1:13] for _ in range(1_000_000)}
    assert len(nonces) == 1_000_000


def test_nothing_secret_in_a_representation() -> None:
    shown = repr(RECORD)
    assert DATA.hex() not in shown
    assert repr(DATA) not in shown


@given(contexts)
def test_a_place_encodes_as_its_contexts_do(one: Context) -> None:
    place = Place(one.organisation, one.folder, one.field, one.key_version)
    assert place.aad(one.record, one.record_version) == one.aad()
