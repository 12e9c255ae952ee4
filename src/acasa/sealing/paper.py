"""Secrets on paper: Crockford's base32 in groups of five, the last character of each checking its group.

The check character is a sum over GF(32) of the four characters, each weighted by its place, and of the
group's number. It finds every single wrong character, every two characters swapped within a group, and every
two groups swapped. Any other slip in a group passes once in 32 times: a checksum over all, or that the key
does not open, finds it.
"""

from __future__ import annotations

import re
import unicodedata

from acasa.sealing.errors import Mistyped

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP = 5

_value = {letter: number for number, letter in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
# Someone on a Cyrillic keyboard types letters that look right; the Ukrainian and the Turkish I included.
_lookalikes = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405\u0130",
    "ABEKMHOPCTYXIJSI",
)
_separators = re.compile(r"[\s\-\u2010-\u2015\u2212_.,:;/|\u00b7\u2022]+")


def clean(text: str) -> str:
    """Upper case, full-width and Cyrillic look-alikes as Latin, O as 0, I and L as 1; separators kept as
    single spaces. Never fails: what is not in the alphabet stays as it is."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).upper()).translate(_lookalikes)
    text = _separators.sub(" ", text).strip()
    return text.translate({ord("O"): "0", ord("I"): "1", ord("L"): "1"})


def encode(number: int, groups: int) -> str:
    """`number` as `groups` groups of five characters, joined by dashes. It must fit in 20 bits a group."""
    written = []
    for place in range(groups):
        shift = 20 * (groups - 1 - place)
        values = [number >> shift + step & 31 for step in (15, 10, 5, 0)]
        values.append(_check(values, place))
        written.append("".join(ALPHABET[value] for value in values))
    return "-".join(written)


def decode(text: str, groups: int) -> int:
    """The number that :func:`encode` wrote. Raises Mistyped, naming the first wrong group if it can."""
    if not isinstance(text, str):
        raise Mistyped("There is no code.")
    typed = clean(text).split(" ")
    if len(typed) == groups:
        for place, group in enumerate(typed, 1):
            if len(group) != GROUP:
                raise Mistyped(f"Group {place} has {len(group)} characters instead of {GROUP}.", group=place)
    run = "".join(typed)
    number = 0
    for place in range(min(groups, -(-len(run) // GROUP))):
        group = run[GROUP * place : GROUP * (place + 1)]
        values = [_value.get(letter, -1) for letter in group]
        if len(group) < GROUP:
            raise Mistyped(f"Group {place + 1} is not complete.", group=place + 1)
        if -1 in values:
            raise Mistyped(
                f"Group {place + 1} has a character that does not occur in such a code.", group=place + 1
            )
        if _check(values[:4], place) != values[4]:
            raise Mistyped(f"Group {place + 1} has a slip.", group=place + 1)
        for value in values[:4]:
            number = number << 5 | value
    if len(run) != groups * GROUP:
        raise Mistyped(f"There should be {groups} groups of {GROUP} characters; {len(run)} were given.")
    return number


def _times(left: int, right: int) -> int:
    """Product in GF(32), modulo x^5 + x^2 + 1."""
    product = 0
    for bit in range(5):
        if right >> bit & 1:
            product ^= left << bit
    for bit in range(8, 4, -1):
        if product >> bit & 1:
            product ^= 0b100101 << bit - 5
    return product


def _check(values: list[int], place: int) -> int:
    # Weights 2, 4, 8, 16 and, for the check character itself, 1: distinct and not zero.
    total = place & 31
    for step, value in enumerate(values, 1):
        total ^= _times(value, 1 << step)
    return total
