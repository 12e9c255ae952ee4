"""Sorting names without keeping them: a number that orders as a dictionary of Romanian and Russian would."""

from __future__ import annotations

import unicodedata

LETTERS = 10
"""Letters that fit into 64 bits, six for each."""

# Cyrillic stands among the Latin letters by sound, so that Ольга is near Olga; ё beside е, ă and â beside a.
_LATIN = "aăâäbcçdeéfghiîjklmnňñoöpqrsșştțţuüvwxyýzž"
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "é", "є": "e", "ж": "ž", "з": "z",
    "и": "i", "й": "i", "і": "i", "ї": "î", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ț", "ч": "ç", "ш": "ș", "щ": "ş", "ъ": "", "ы": "y",
    "ь": "", "э": "é", "ю": "y", "я": "ý",
}  # fmt: skip
_RANK = {letter: rank for rank, letter in enumerate(_LATIN, start=2)}
_SPACE = 1


def sort_key(name: str, language: str = "en") -> int:
    """An unsigned 64-bit number; `sort_key(a) < sort_key(b)` puts a before b.

    `language` is that of the list's reader; today one order serves all three languages. Only the first ten letters
    count; an empty name comes last.
    """
    ranks = [rank for char in unicodedata.normalize("NFC", name).lower() for rank in _ranks(char)][:LETTERS]
    if not any(rank > _SPACE for rank in ranks):
        return 2**64 - 1
    number = 0
    for place in range(LETTERS):
        number = number << 6 | (ranks[place] if place < len(ranks) else 0)
    return number


def _ranks(char: str) -> list[int]:
    if char in " -'’":
        return [_SPACE]
    letter = _CYRILLIC.get(char, char)
    if letter in _RANK:
        return [_RANK[letter]]
    base = unicodedata.normalize("NFD", letter)[:1]
    return [_RANK[base]] if base in _RANK else []
