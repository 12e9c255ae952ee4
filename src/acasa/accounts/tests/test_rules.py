"""Codes of an app against the vectors of RFC 6238; what makes a password weak."""

from __future__ import annotations

import pytest

from acasa.accounts import rules

SEED = b"12345678901234567890"


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_rfc_6238_vectors(moment: int, code: str) -> None:
    assert rules.totp(SEED, moment // 30) == code[-6:]


def test_a_code_holds_one_step_early_and_late_and_no_longer() -> None:
    now = 1_700_000_010.0
    step = int(now) // 30
    for drift in (-1, 0, 1):
        assert rules.matching_step(SEED, rules.totp(SEED, step + drift), now) == step + drift
    assert rules.matching_step(SEED, rules.totp(SEED, step - 2), now) is None
    assert rules.matching_step(SEED, rules.totp(SEED, step + 2), now) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "٢٣٤٥٦٧"])
def test_what_is_no_code_matches_nothing(typed: str) -> None:
    assert rules.matching_step(SEED, typed, 1_700_000_010.0) is None


def test_spaces_in_a_code_do_not_matter() -> None:
    code = rules.totp(SEED, 5)
    assert rules.matching_step(SEED, f" {code[:3]} {code[3:]} ", 5 * 30) == 5


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "short"),
        ("elevenchars", "short"),
        ("aaaaaaaaaaaaaa", "simple"),
        ("abababababab", "simple"),
        ("password1234", "common"),
        ("Password123456!", "common"),
        ("P@ssw0rd1234", "common"),
        ("qwertyuiop123", "common"),
        ("йцукенгшщзхъ", "common"),
        ("123456789012345", "common"),
        ("parolaparola2024", "common"),
        ("alina.rusu1990", "yours"),
        ("lantern over the quiet river", ""),
        ("четыре слова без смысла", ""),
        ("xK7#mQ9!vB2$", ""),
        ("corectă baterie cal capsă", ""),
    ],
)
def test_weak_passwords(password: str, why: str) -> None:
    assert rules.weakness(password, ("Alina Rusu", "alina.rusu@example.org")) == why
