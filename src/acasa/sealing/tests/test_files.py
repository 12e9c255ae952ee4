from __future__ import annotations

import io
import os
from typing import BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl import bindings

from acasa.sealing import symmetric
from acasa.sealing.binding import binding
from acasa.sealing.errors import MissingRecipient, Misuse, SealingError, Tampered
from acasa.sealing.files import CHUNK, CONTENT, decrypt_file, encrypt_file

KEY = symmetric.new_key()
START = 25
STEP = CHUNK + 17


def sealed_file(content: bytes, aad: bytes = b"aad", key: bytes = KEY) -> bytes:
    sink = io.BytesIO()
    assert encrypt_file(key, io.BytesIO(content), sink, aad) == len(content)
    return sink.getvalue()


def opened(sealed: bytes, aad: bytes = b"aad", key: bytes = KEY) -> bytes:
    return b"".join(decrypt_file(key, io.BytesIO(sealed), aad))


class Dripping(io.BytesIO):
    """A source that gives less than it is asked for, as a pipe does."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, 7001) if size and size > 0 else size)


@settings(max_examples=50)
@given(st.binary(max_size=3000), st.binary(max_size=50))
def test_round_trip(content: bytes, aad: bytes) -> None:
    sealed = sealed_file(content, aad)
    assert sealed[0] == 1
    assert opened(sealed, aad) == content


@pytest.mark.parametrize(
    "size", [0, 1, 60, 61, CONTENT - 1, CONTENT, CONTENT + 1, 2 * CONTENT, 17 * CONTENT + 3, 20 * CONTENT]
)
def test_round_trip_at_the_edges(size: int) -> None:
    content = os.urandom(size)
    sealed = sealed_file(content)
    assert opened(sealed) == content
    sink = io.BytesIO()
    assert encrypt_file(KEY, Dripping(content), sink, b"aad") == size
    assert b"".join(decrypt_file(KEY, Dripping(sink.getvalue()), b"aad")) == content


def test_zeros_survive_the_padding() -> None:
    for size in (100, CONTENT, 3 * CONTENT - 5):
        assert opened(sealed_file(bytes(size))) == bytes(size)


def test_lengths_hide_within_a_bucket() -> None:
    assert {len(sealed_file(bytes(size))) for size in range(61)} == {START + 64 + 17}
    large = {len(sealed_file(bytes(size))) for size in (17 * CONTENT - 1, 17 * CONTENT, 18 * CONTENT)}
    assert large == {START + 18 * STEP}


def test_every_changed_byte_is_refused() -> None:
    sealed = sealed_file(b"Ana")
    for place in range(len(sealed)):
        for change in (1, 0x80):
            changed = bytearray(sealed)
            changed[place] ^= change
            with pytest.raises(Tampered):
                opened(bytes(changed))


def test_every_truncation_and_extension_is_refused() -> None:
    sealed = sealed_file(b"Ana")
    for end in range(len(sealed)):
        with pytest.raises(Tampered):
            opened(sealed[:end])
    with pytest.raises(Tampered):
        opened(sealed + b"\x00")


def test_a_longer_file_cut_off_changed_or_reordered_is_refused() -> None:
    content = os.urandom(3 * CONTENT)
    sealed = sealed_file(content)
    chunks = [sealed[START + STEP * place : START + STEP * (place + 1)] for place in range(3)]
    start = sealed[:START]
    assert start + b"".join(chunks) == sealed
    for kept in ([0], [0, 1], [1], [2], [1, 2], [0, 2], [1, 0, 2], [0, 0, 1, 2], [0, 1, 2, 2], []):
        with pytest.raises(Tampered):
            opened(start + b"".join(chunks[place] for place in kept))
    other = sealed_file(content)
    with pytest.raises(Tampered):
        opened(sealed[: START + STEP] + other[START + STEP :])
    for place in (START + 5, START + STEP + 5, len(sealed) - 1):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(Tampered):
            opened(bytes(changed))


def test_what_comes_before_a_cut_is_still_authentic() -> None:
    content = os.urandom(3 * CONTENT)
    pieces = decrypt_file(KEY, io.BytesIO(sealed_file(content)[: START + 2 * STEP]), b"aad")
    assert next(pieces) + next(pieces) == content[: 2 * CONTENT]
    with pytest.raises(Tampered):
        next(pieces)


def test_wrong_key_and_aad_are_refused_by_the_call_itself() -> None:
    sealed = sealed_file(bytes(200_000))
    for key, aad in (
        (symmetric.new_key(), b"aad"),
        (KEY, b"aae"),
        (KEY, b""),
        (None, b"aad"),
        (b"short", b"aad"),
    ):
        with pytest.raises(Tampered):
            decrypt_file(key, io.BytesIO(sealed), aad)  # type: ignore[arg-type]


def test_a_file_key_s_other_uses_don_t_mix() -> None:
    with pytest.raises(Tampered):
        opened(symmetric.seal_bytes(KEY, b"Ana", b"aad"))
    with pytest.raises(Tampered):
        symmetric.open_bytes(KEY, sealed_file(b"Ana"), b"aad")


@pytest.mark.parametrize("key", [None, b"", bytes(31), "0" * 32])
def test_without_a_key_nothing_is_written(key: bytes) -> None:
    sink = io.BytesIO()
    with pytest.raises(MissingRecipient):
        encrypt_file(key, io.BytesIO(b"Ana"), sink, b"")
    assert sink.getvalue() == b""


def test_only_bytes_are_sealed() -> None:
    class NotReady(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return None  # type: ignore[return-value]

    for source in (NotReady(), cast(BinaryIO, io.StringIO("Ana"))):
        with pytest.raises(Misuse):
            encrypt_file(KEY, source, io.BytesIO(), b"")
    with pytest.raises(Misuse):
        encrypt_file(KEY, io.BytesIO(), io.BytesIO(), None)  # type: ignore[arg-type]


def test_a_sink_that_is_full_is_an_error() -> None:
    class Full(io.BytesIO):
        def write(self, piece: bytes) -> int:  # type: ignore[override]
            return super().write(piece[:50])

    with pytest.raises(SealingError):
        encrypt_file(KEY, io.BytesIO(b"Ana"), Full(), b"")


@settings(max_examples=50)
@given(st.binary(max_size=400))
def test_garbage_is_refused(garbage: bytes) -> None:
    for form in (garbage, b"\x01" + garbage):
        with pytest.raises(Tampered):
            opened(form)


@pytest.mark.parametrize(
    "chunks",
    [
        [(bytes(64), 0)],  # a first chunk that is not the last has its full size
        [(bytes(128), 3)],  # a larger bucket than needed
        [(b"\x00\x00\x00\x01\x00\x01" + bytes(58), 3)],  # not zeros
        [(b"\x00\x00\x00\x3d" + bytes(60), 3)],  # says more than there is
        [(bytes(8), 3)],
        [(bytes(64), 1)],  # a tag that the format does not use
        [(bytes(64), 2)],
        [(CONTENT.to_bytes(4, "big") + bytes(CONTENT), 1), (b"\x00\x00\x00\x01a" + bytes(CHUNK - 5), 3)],
        [(bytes(CHUNK), 0), (bytes(CHUNK), 3)],  # more padding than the bucket
        [(bytes(CHUNK), 0), (CONTENT.to_bytes(4, "big") + bytes(CONTENT), 3)],  # goes on after its end
        [(CONTENT.to_bytes(4, "big") + bytes(CONTENT), 0), (bytes(64), 3)],
        [(CONTENT.to_bytes(4, "big") + bytes(CONTENT), 0)],  # no final tag
    ],
)
def test_malformed_files_by_a_holder_of_the_key_are_refused(chunks: list[tuple[bytes, int]]) -> None:
    bound = binding("acasa file", 1, b"aad")
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    key = symmetric.subkey(KEY, b"", b"acasa file 1")
    sealed = b"\x01" + bindings.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    for chunk, tag in chunks:
        sealed += bindings.crypto_secretstream_xchacha20poly1305_push(state, chunk, bound, tag)
    with pytest.raises(Tampered):
        opened(sealed)


def test_headers_are_unique() -> None:
    assert len({sealed_file(b"")[1:START] for _ in range(5000)}) == 5000
