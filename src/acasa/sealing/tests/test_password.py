from __future__ import annotations

import threading
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.pwhash import argon2id

from acasa.sealing.errors import BelowPolicy, Misuse, SealingError, Tampered
from acasa.sealing.password import POLICY, Argon2Params, Derived, derive, needs_upgrade, new_salt

CHEAP = Argon2Params(64, 1)
SALT = bytes(range(16))
PEPPER = bytes(range(32))


def cheaply(text: str, salt: bytes = SALT, pepper: bytes = PEPPER, params: Argon2Params = CHEAP) -> Derived:
    return derive(text, salt, pepper, params, minimum=CHEAP)


def test_policy_is_what_the_design_says() -> None:
    assert Argon2Params(memory_kib=65536, passes=3) == POLICY
    derived = derive("Ce zi frumoasă", SALT, PEPPER)
    assert (len(derived.verifier), len(derived.key_encryption_key)) == (32, 32)
    assert derived == derive("Ce zi frumoasă", SALT, PEPPER, Argon2Params.parse(POLICY.encode()))


def test_every_input_decides_the_result() -> None:
    results = [
        cheaply("one"),
        cheaply("two"),
        cheaply("one", salt=bytes(16)),
        cheaply("one", pepper=bytes(32)),
        cheaply("one", params=Argon2Params(128, 1)),
        cheaply("one", params=Argon2Params(64, 2)),
    ]
    parts = {derived.verifier for derived in results} | {derived.key_encryption_key for derived in results}
    assert len(parts) == 12
    assert cheaply("one") == results[0]


@settings(max_examples=30)
@given(st.text(min_size=1, max_size=20))
def test_spellings_of_the_same_text_are_the_same(text: str) -> None:
    forms = {cheaply(unicodedata.normalize(form, text)).verifier for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert len(forms) == 1


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert cheaply("parol\u0103\u0219i\ufb01") == cheaply("parola\u0306s\u0326ifi")


@pytest.mark.parametrize(
    "params", [Argon2Params(65535, 3), Argon2Params(65536, 2), Argon2Params(8, 99), Argon2Params(0, 0)]
)
def test_below_policy_is_refused(params: Argon2Params) -> None:
    with pytest.raises(BelowPolicy):
        derive("password", SALT, PEPPER, params)


@pytest.mark.parametrize("salt", [b"", bytes(15), bytes(17), None])
def test_a_salt_has_16_bytes(salt: bytes) -> None:
    with pytest.raises(BelowPolicy):
        cheaply("password", salt=salt)


@pytest.mark.parametrize("pepper", [b"", bytes(31), None, "0" * 32])
def test_a_pepper_has_32_bytes(pepper: bytes) -> None:
    with pytest.raises(BelowPolicy):
        cheaply("password", pepper=pepper)


@pytest.mark.parametrize("text", ["", None, b"password", "\ud800"])
def test_a_password_is_text(text: str) -> None:
    with pytest.raises(Misuse):
        cheaply(text)


def test_impossible_costs_are_an_error_of_ours() -> None:
    for params in (Argon2Params(1, 1), Argon2Params(2**40, 1)):
        with pytest.raises(SealingError):
            derive("password", SALT, PEPPER, params, minimum=Argon2Params(1, 1))
    assert cheaply("password") == cheaply("password")  # the limit on runs was given back


@given(st.integers(1, 2**20), st.integers(1, 64))
def test_params_are_stored_and_read(memory: int, passes: int) -> None:
    params = Argon2Params(memory, passes)
    assert Argon2Params.parse(params.encode()) == params


@pytest.mark.parametrize(
    "text",
    [
        "",
        "argon2id",
        "argon2i$v=19$m=65536,t=3,p=1",
        "argon2id$v=19$m=65536,t=3,p=2",
        "argon2id$v=19$m=65536,t=3,p=1\n",
        "argon2id$v=19$m=065536,t=3,p=1",
        "argon2id$v=19$m=-1,t=3,p=1",
        "argon2id$v=19$m=٦٥٥٣٦,t=3,p=1",
        "argon2id$v=19$m=1048577,t=3,p=1",
        "argon2id$v=19$m=65536,t=65,p=1",
        None,
    ],
)
def test_malformed_or_excessive_params_are_refused(text: str) -> None:
    with pytest.raises(Tampered):
        Argon2Params.parse(text)


def test_older_params_need_an_upgrade() -> None:
    assert needs_upgrade(Argon2Params(32768, 3))
    assert needs_upgrade(Argon2Params(65536, 2))
    assert not needs_upgrade(POLICY)
    assert not needs_upgrade(Argon2Params(131072, 4))


def test_salts_are_new() -> None:
    assert len({new_salt() for _ in range(1000)}) == 1000
    assert len(new_salt()) == 16


def test_nothing_secret_in_a_representation() -> None:
    assert repr(cheaply("password")) == "Derived()"


def test_only_two_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[int] = []
    most: list[int] = []
    lock = threading.Lock()

    def slow(*_: object, **__: object) -> bytes:
        with lock:
            inside.append(1)
            most.append(len(inside))
        time.sleep(0.02)
        with lock:
            inside.pop()
        return bytes(32)

    monkeypatch.setattr(argon2id, "kdf", slow)
    threads = [threading.Thread(target=cheaply, args=("password",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 8
    assert max(most) == 2
