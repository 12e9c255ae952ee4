from __future__ import annotations

import hmac
import os
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from acasa.sealing import symmetric
from acasa.sealing.binding import binding
from acasa.sealing.errors import MissingRecipient, Misuse, SealingError, Tampered

KEY = symmetric.new_key()
not_keys = [None, b"", b"short", bytes(31), bytes(33), "0" * 32, 32]


@given(st.binary(max_size=2000), st.binary(max_size=50), st.booleans())
def test_round_trip(content: bytes, aad: bytes, pad: bool) -> None:
    sealed = symmetric.seal_bytes(KEY, content, aad, pad=pad)
    assert sealed[0] == 1
    for form in (sealed, memoryview(sealed), bytearray(sealed)):
        assert symmetric.open_bytes(KEY, form, aad) == content
    assert (
        symmetric.open_bytes(KEY, symmetric.seal_bytes(KEY, memoryview(content), aad, pad=pad), aad)
        == content
    )


@pytest.mark.parametrize("pad", [True, False])
def test_every_changed_byte_is_refused(pad: bool) -> None:
    sealed = symmetric.seal_bytes(KEY, b"Ana", b"aad", pad=pad)
    for place in range(len(sealed)):
        for change in (1, 2, 0x80, 0xFF):
            changed = bytearray(sealed)
            changed[place] ^= change
            with pytest.raises(Tampered):
                symmetric.open_bytes(KEY, changed, b"aad")


def test_every_truncation_and_extension_is_refused() -> None:
    sealed = symmetric.seal_bytes(KEY, b"Ana", b"aad", pad=False)
    for end in range(len(sealed)):
        with pytest.raises(Tampered):
            symmetric.open_bytes(KEY, sealed[:end], b"aad")
    with pytest.raises(Tampered):
        symmetric.open_bytes(KEY, sealed + b"\x00", b"aad")


def test_wrong_key_and_wrong_aad_are_the_same_error() -> None:
    sealed = symmetric.seal_bytes(KEY, b"Ana", b"aad")
    messages = set()
    for key, aad in ((symmetric.new_key(), b"aad"), (KEY, b"aae"), (KEY, b"")):
        with pytest.raises(Tampered) as refused:
            symmetric.open_bytes(key, sealed, aad)
        messages.add(str(refused.value))
    assert len(messages) == 1


def test_no_kind_passes_for_another() -> None:
    padded, bare = (
        symmetric.seal_bytes(KEY, bytes(32), b"a"),
        symmetric.seal_bytes(KEY, bytes(32), b"a", pad=False),
    )
    wrapped = symmetric.wrap_key(KEY, bytes(32), b"a")
    assert len(wrapped) == 74
    for sealed in (padded, bare):
        with pytest.raises(Tampered):
            symmetric.unwrap_key(KEY, sealed, b"a")
        with pytest.raises(Tampered):
            symmetric.unwrap_key(KEY, wrapped[:2] + sealed[2:], b"a")
    with pytest.raises(Tampered):
        symmetric.open_bytes(KEY, wrapped, b"a")
    with pytest.raises(Tampered):
        symmetric.open_bytes(KEY, bare[:2] + padded[2:], b"a")


def test_wrapped_key_round_trip_and_refusals() -> None:
    inner = symmetric.new_key()
    wrapped = symmetric.wrap_key(KEY, inner, b"ring|1")
    assert symmetric.unwrap_key(KEY, memoryview(wrapped), b"ring|1") == inner
    for place in range(len(wrapped)):
        changed = bytearray(wrapped)
        changed[place] ^= 1
        with pytest.raises(Tampered):
            symmetric.unwrap_key(KEY, changed, b"ring|1")
    with pytest.raises(Tampered):
        symmetric.unwrap_key(KEY, wrapped, b"ring|2")


@pytest.mark.parametrize("key", not_keys)
def test_without_a_key_nothing_is_sealed_or_opened(key: bytes) -> None:
    with pytest.raises(MissingRecipient):
        symmetric.seal_bytes(key, b"Ana", b"")
    with pytest.raises(MissingRecipient):
        symmetric.wrap_key(key, KEY, b"")
    with pytest.raises(MissingRecipient):
        symmetric.wrap_key(KEY, key, b"")
    with pytest.raises(Tampered):
        symmetric.open_bytes(key, symmetric.seal_bytes(KEY, b"Ana", b""), b"")


@pytest.mark.parametrize("pad", [True, False])
@pytest.mark.parametrize("content", ["Ana", None, 3, ["Ana"]])
def test_only_bytes_are_sealed(content: bytes, pad: bool) -> None:
    with pytest.raises(Misuse):
        symmetric.seal_bytes(KEY, content, b"", pad=pad)


@pytest.mark.parametrize("aad", [None, "aad", 3])
def test_an_aad_is_bytes(aad: bytes) -> None:
    with pytest.raises(Misuse):
        symmetric.seal_bytes(KEY, b"Ana", aad)
    with pytest.raises(Tampered):
        symmetric.open_bytes(KEY, symmetric.seal_bytes(KEY, b"Ana", b""), aad)


@given(st.binary(max_size=200))
def test_garbage_is_refused(garbage: bytes) -> None:
    for form in (garbage, b"\x01\x01" + garbage, b"\x01\x02" + garbage, b"\x01\x03" + garbage):
        with pytest.raises(Tampered):
            symmetric.open_bytes(KEY, form, b"")
        with pytest.raises(Tampered):
            symmetric.unwrap_key(KEY, form, b"")


@pytest.mark.parametrize("sealed", [None, "text", 7, []])
def test_what_is_not_bytes_is_refused(sealed: bytes) -> None:
    for opener in (symmetric.open_bytes, symmetric.unwrap_key):
        with pytest.raises(Tampered):
            opener(KEY, sealed, b"")


def test_salts_are_unique_and_from_the_system() -> None:
    salts = {symmetric.seal_bytes(KEY, b"", b"", pad=False)[2:26] for _ in range(100_000)}
    assert len(salts) == 100_000


def test_the_salt_decides_the_message_key(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    drawn: Callable[[int], bytes] = os.urandom

    def counted(size: int) -> bytes:
        asked.append(size)
        return drawn(size)

    monkeypatch.setattr(os, "urandom", counted)
    one, two = (symmetric.seal_bytes(KEY, b"Ana", b"", pad=False) for _ in range(2))
    assert asked == [24, 24]
    assert one[26:] != two[26:]
    with pytest.raises(Tampered):
        symmetric.open_bytes(KEY, one[:26] + two[26:], b"")


@given(
    st.binary(min_size=1, max_size=100), st.binary(max_size=100), st.binary(max_size=100), st.integers(1, 200)
)
def test_derivation_is_hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> None:
    expected = HKDF(SHA256(), length, salt, info).derive(secret)
    assert symmetric.expand(secret, salt, info, length) == expected
    assert symmetric.subkey(secret, salt, info) == HKDF(SHA256(), 32, salt, info).derive(secret)


def test_derivation_as_in_rfc_5869() -> None:
    derived = symmetric.expand(bytes([11] * 22), bytes(range(13)), bytes(range(0xF0, 0xFA)), 42)
    assert derived.hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )
    assert hmac.compare_digest(
        derived[:32], symmetric.subkey(bytes([11] * 22), bytes(range(13)), bytes(range(0xF0, 0xFA)))
    )


@pytest.mark.parametrize(
    "parts", [(b"", b"", b""), (None, b"", b""), (b"k", None, b""), (b"k", "s", b""), (b"k", b"", 1)]
)
def test_derivation_refuses_what_is_no_secret(parts: tuple[bytes, bytes, bytes]) -> None:
    with pytest.raises(Misuse):
        symmetric.subkey(*parts)


@pytest.mark.parametrize("length", [0, -1, 8161])
def test_derivation_refuses_impossible_lengths(length: int) -> None:
    with pytest.raises(Misuse):
        symmetric.expand(b"k", b"", b"", length)


parts = st.lists(st.one_of(st.text(max_size=8), st.binary(max_size=8), st.integers(), st.uuids()), max_size=4)


@given(parts, parts)
def test_bindings_are_equal_only_for_equal_parts(one: list[object], two: list[object]) -> None:
    same = [(type(part), part) for part in one] == [(type(part), part) for part in two]
    assert (binding(*one) == binding(*two)) == same  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("ab", "c"), ("a", "bc")),
        (("a", ""), ("a",)),
        ((1,), ("1",)),
        ((b"1",), ("1",)),
        ((), ("",)),
        ((-1,), (255,)),
        ((1, 2), (258,)),
    ],
)
def test_bindings_that_look_alike_differ(one: tuple[str, ...], two: tuple[str, ...]) -> None:
    assert binding(*one) != binding(*two)


@pytest.mark.parametrize("part", [None, True, 1.5, ["a"], "\ud800"])
def test_binding_refuses_other_types(part: str) -> None:
    with pytest.raises(Misuse) as refused:
        binding("a", part)
    assert isinstance(refused.value, SealingError)
