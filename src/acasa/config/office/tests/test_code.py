"""The QR code, read back from what is drawn."""

from __future__ import annotations

import segno

from acasa.config.office import code

WELCOME = "http://192.168.1.20:8080"
FINGERPRINT = "9F3A11C0" * 8
# What a terminal draws for two rows of dots, upper and lower: True is a light dot.
LIGHT = {"█": (1, 1), "▀": (1, 0), "▄": (0, 1), " ": (0, 0)}


def test_the_drawing_is_the_code_of_address_and_fingerprint() -> None:
    wanted = f"{WELCOME}/#sha256={FINGERPRINT}"
    assert code.content(WELCOME, FINGERPRINT) == wanted
    lines = code.drawing(WELCOME, FINGERPRINT).rstrip("\n").split("\n")
    dots: list[list[int]] = []
    for line in lines:
        pairs = [LIGHT[letter] for letter in line]
        dots += [[upper for upper, _ in pairs], [lower for _, lower in pairs]]
    expected = [
        [0 if dark else 1 for dark in row]
        for row in segno.make(wanted, error="l", micro=False).matrix_iter(border=2)
    ]
    # An odd number of rows leaves half a line below.
    assert dots[: len(expected)] == expected
    assert len(dots) - len(expected) <= 1
    assert max(len(line) for line in lines) <= 80


def test_another_fingerprint_is_another_code() -> None:
    other = FINGERPRINT[:-1] + "1"
    assert code.drawing(WELCOME, FINGERPRINT) != code.drawing(WELCOME, other)


def test_rows_of_four_groups() -> None:
    assert code.rows(FINGERPRINT) == ["9F3A 11C0 9F3A 11C0"] * 4
