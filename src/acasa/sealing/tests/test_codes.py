from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acasa.sealing import codes, paper
from acasa.sealing.errors import Mistyped, Misuse

SECRET = codes.new_card_secret()


def test_paper_codes() -> None:
    made = codes.new_codes()
    assert len(set(made)) == 10
    assert len(set(codes.new_codes(500))) == 500
    assert codes.new_codes(0) == []
    for code in made:
        assert [len(group) for group in code.split("-")] == [4, 4, 4]
        assert set(code) <= set(paper.ALPHABET + "-")
        assert codes.normalise(code) == code.replace("-", "")
    with pytest.raises(Misuse):
        codes.new_codes(-1)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("abcd-efgh-jkmn", "ABCDEFGHJKMN"),
        (" ABCD EFGH\u00a0JKMN\n", "ABCDEFGHJKMN"),
        ("ABCDEFGHJKMN", "ABCDEFGHJKMN"),
        ("O0Il-1oiL", "00111011"),
        ("ＡＢＣＤ", "ABCD"),
        ("\u0410\u0412\u0421\u2013\u0415\u041d\u041a", "ABCEHK"),
        ("\u0430\u0432\u0441", "ABC"),
        ("", ""),
        ("u?!", "U?!"),
    ],
)
def test_codes_are_compared_in_one_form(typed: str, meant: str) -> None:
    assert codes.normalise(typed) == meant


@given(st.text(max_size=50))
def test_normalising_never_fails(text: str) -> None:
    assert not set(codes.normalise(text)) & set("abcdefghijklmnopqrstuvwxyzOIL -")


@given(st.text(paper.ALPHABET + "OIL- ", max_size=30), st.sampled_from([str.lower, str.upper, str.title]))
def test_normalising_is_stable(text: str, case: Callable[[str], str]) -> None:
    assert (
        codes.normalise(case(codes.normalise(text))) == codes.normalise(text) == codes.normalise(case(text))
    )


def test_card_secret_has_enough_bits() -> None:
    assert [len(group) for group in SECRET.split("-")] == [5] * 7
    assert 7 * 4 * 5 >= 128
    assert len({codes.new_card_secret() for _ in range(1000)}) == 1000


def test_card_key_forgives_how_it_is_typed() -> None:
    key = codes.card_key(SECRET, b"salt")
    assert len(key) == 32
    for typed in (
        SECRET.lower(),
        SECRET.replace("-", " "),
        SECRET.replace("-", ""),
        SECRET.replace("0", "O"),
    ):
        assert codes.card_key(typed, b"salt") == key
    assert codes.card_key(SECRET, b"other") != key
    assert codes.card_key(codes.new_card_secret(), b"salt") != key


def test_every_slip_on_a_card_is_found_and_its_group_named() -> None:
    for place, letter in enumerate(SECRET):
        for wrong in paper.ALPHABET:
            if letter not in ("-", wrong):
                with pytest.raises(Mistyped) as found:
                    codes.card_key(SECRET[:place] + wrong + SECRET[place + 1 :], b"salt")
                assert found.value.group == place // 6 + 1
    for text in ("", SECRET[:-6], SECRET + "-00000", None):
        with pytest.raises(Mistyped):
            codes.card_key(text, b"salt")  # type: ignore[arg-type]


def test_tokens() -> None:
    token = codes.new_token()
    assert len(base64.urlsafe_b64decode(token + "=")) == 32
    assert len({codes.new_token() for _ in range(1000)}) == 1000
    assert codes.token_hash(token) == hashlib.sha256(token.encode()).digest()


def test_token_keys_differ_by_token_purpose_and_pepper() -> None:
    token = codes.new_token()
    keys = {
        codes.token_key(token, "session"),
        codes.token_key(token, "invitation"),
        codes.token_key(token, "session", b"pepper"),
        codes.token_key(codes.new_token(), "session"),
        codes.token_hash(token),
    }
    assert len(keys) == 5
    assert {len(key) for key in keys} == {32}
    assert codes.token_key(token, "session") in keys


@given(st.text(max_size=20))
def test_any_text_as_a_token_has_a_hash(text: str) -> None:
    assert len(codes.token_hash(text)) == 32


def test_strange_tokens() -> None:
    assert len(codes.token_hash("\ud800")) == 32
    assert len(codes.token_key("\ud800", "session")) == 32
    with pytest.raises(Misuse):
        codes.token_key("", "session")
