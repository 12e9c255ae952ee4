"""Comparing what people typed: letter case, diacritics, spaces and punctuation carry no meaning here."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Letters that Unicode does not decompose into a base letter and a mark.
_PLAIN = str.maketrans({"ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ə": "a"})


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Letters and digits of `text`, lower case, without marks: "Data nașterii" -> "datanasterii".

    Cedilla and comma below, `ё` and `е`, `й` and `и` fall together. Scripts stay apart.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
    return "".join(letter for letter in decomposed if letter.isalnum())


def folded(words: str) -> frozenset[str]:
    """The words of a text, parted by spaces, each folded."""
    return frozenset(fold(word) for word in words.split())
