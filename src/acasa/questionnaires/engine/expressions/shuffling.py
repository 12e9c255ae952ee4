"""Random order as devices make it: with the same seed a list stands in the same order everywhere."""

from __future__ import annotations

import hashlib
import math
from random import Random
from typing import TypeVar

from acasa.questionnaires.engine.expressions.values import Value, to_number, to_text

T = TypeVar("T")

_MODULUS = 2_147_483_647
_MULTIPLIER = 16_807


def seed_of(value: Value) -> int:
    """The seed that a value gives: a number itself, a text by its hash."""
    number = to_number(value)
    if not math.isnan(number):
        return int(max(-(2**63), min(2**63 - 1, number)))
    text = to_text(value)
    if not text:
        return 0
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)


def shuffled(items: list[T], seed: Value | None, random: Random) -> list[T]:
    """The items in another order; the same for the same seed."""
    state = 0.0
    if seed is not None:
        state = math.fmod(float(seed_of(seed)), _MODULUS)
        if state <= 0:
            state += _MODULUS - 1
    found: list[T] = list(items)
    for place, item in enumerate(items):
        if seed is None:
            share = random.random()
        else:
            state = math.fmod(state * _MULTIPLIER, _MODULUS)
            share = (int(state) - 1) / (_MODULUS - 1)
        other = int(share * (place + 1))
        if other != place:
            found[place] = found[other]
        found[other] = item
    return found
