"""The order of names in a list: a language's own alphabet, with the other alphabets' letters beside their sounds.

PostgreSQL can't sort what is sealed, and the C library's locales may be absent, so the order lives here.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Each group is one letter of the order; within it, earlier letters come first where all else is equal.
_DIGITS = "0 1 2 3 4 5 6 7 8 9 "
_ORDERS = {
    "ro": "aаä ă âә bб c çčч dд eеёєэ fф gгґ hх iиіїй îы jжžҗӂ kк lл mм nн ňң oо öө pп q rр sс șşšш щ tт țţц uуў üү ю"
    " vв w x yý я zз",
    "en": "aаăâäә bб cчçč dд eеёєэ fф gгґ hх iиіїйîы jжžҗӂ kк lл mм nнňң oоöө pп q rр sсșşšшщ tтțţц uуўüүю vв w x yý"
    " я zз",
    "ru": "аaăâäә бb вvw гgґ дd еeёє жjžҗӂ зz иiіїy йý кkc q x лl мm нnňң оoöө пp рr сs тt уuўüү фf хh цțţ чçč шșşš щ"
    " ыî э ю я",
    "uk": "аaăâäә бb вvw гg ґ дd еeэё є жjžҗӂ зz иyы іiî ї йý кkc q x лl мm нn ňң оoöө пp рr сs тt уuўüү фf хh цțţ чçč"
    " шșşš щ ю я",
    "tk": "aаăâ bб c çчč dд eеёєэ äәя fф gгґ hх iиіїй jжҗӂ ž kк lл mм nн ňң oо öө pп q rр sс şșšшщ tтţțц uуў üүю v wв x"
    " yыî ý zз",
}
_SEPARATOR, _OTHER, _EMPTY = 1, 63, 64
_BITS, _LETTERS = 6, 10
_LAST = 2**64 - 1


def collation(name: str, language: str = "en") -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """A full sorting key: letters, then their variants (е before ё), then the text. Case and `ь` do not count.

    `language` is a tag such as `ro` or `ru-MD`; an unknown one is sorted as English. No letters come last.
    """
    weights = _weights(language.split("-")[0].lower())
    text = unicodedata.normalize("NFC", name.strip().lower())
    first: list[int] = []
    second: list[int] = []
    for char in text:
        found = weights.get(char) or _weigh(char, weights)
        if found is not None:
            first.append(found[0])
            second.append(found[1])
    return tuple(first) if any(weight > _SEPARATOR for weight in first) else (_EMPTY,), tuple(second), text


def sort_key(name: str, language: str = "en") -> int:
    """64 bits that sort as `collation` does by the first ten letters: never against it, equal beyond them."""
    letters = collation(name, language)[0]
    if letters == (_EMPTY,):
        return _LAST
    packed = 0
    for at in range(_LETTERS):
        packed = packed << _BITS | (letters[at] if at < len(letters) else 0)
    rest = letters[_LETTERS] >> 2 if len(letters) > _LETTERS else 0
    return packed << 4 | rest


@lru_cache(maxsize=8)
def _weights(language: str) -> dict[str, tuple[int, int]]:
    groups = (_DIGITS + _ORDERS.get(language, _ORDERS["en"])).split()
    weights = {
        char: (at, variant) for at, group in enumerate(groups, 2) for variant, char in enumerate(group)
    }
    return {**weights, " ": (_SEPARATOR, 0), "-": (_SEPARATOR, 1)}


def _weigh(char: str, weights: dict[str, tuple[int, int]]) -> tuple[int, int] | None:
    """A letter that the order does not list: as its base letter; other scripts after all; signs not at all."""
    base = unicodedata.normalize("NFKD", char)[0]
    if base != char and base in weights:
        return weights[base][0], 15
    if char in "ьъ" or not char.isalnum():
        return None
    return _OTHER, 0
