"""What a person typed into the name search, made ready to be compared with keys."""

from __future__ import annotations

from dataclasses import dataclass

from acasa.cases.names.fold import fold_word, words
from acasa.cases.names.key import (
    all_classes_of,
    class_bits,
    form_bits,
    is_patronymic,
    split_part,
)
from acasa.cases.names.classes import nearly_classes_of

MAX_WORDS = 6

_EXACT, _NEARLY = 1.0, 0.9
_FULL, _PATRONYMIC, _INITIAL = 1.0, 0.4, 0.35

_ENGLISH_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_RUSSIAN = str.maketrans(_ENGLISH_KEYS + '~{}:"<>', _RUSSIAN_KEYS + "ёхъжэбю")
_TO_ENGLISH = str.maketrans(_RUSSIAN_KEYS, _ENGLISH_KEYS)
_VOWELS = frozenset("aeiouyаеёиоуыэюяіїєăâîäöüý")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a query. `classes`: id and how sure (0..1). `masks`: signature bits, their number, how sure."""

    forms: tuple[str, ...]
    classes: tuple[tuple[str, float], ...]
    weight: float
    masks: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a query. `joined`: (position, word) for two neighbours written as one."""

    words: tuple[Word, ...]
    joined: tuple[tuple[int, Word], ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A prepared query; falsy when nothing in it can be searched for."""

    readings: tuple[Reading, ...]

    def __bool__(self) -> bool:
        return bool(self.readings)


def prepare(query: str) -> Query:
    """Fold a typed query; a second reading is added when it looks typed on the wrong keyboard layout."""
    texts = [query, *_other_layout(query)]
    readings = [_reading(words(text)) for text in texts]
    return Query(tuple(reading for reading in readings if reading.words))


def from_key(key: str) -> Query:
    """A query for the person with this key, to look for her double."""
    made = tuple(
        _word(forms, tuple((each, _EXACT) for each in classes)) for forms, classes in map(split_part, key.split())
    )
    return Query((Reading(made[:MAX_WORDS]),) if made else ())


def _reading(typed: list[str]) -> Reading:
    kept = [(word, forms) for word in typed if (forms := fold_word(word))][:MAX_WORDS]
    made = []
    for word, forms in kept:
        classes = tuple((each, _EXACT) for each in all_classes_of(forms))
        if not classes:
            near = {each: _NEARLY for form in forms[:2] for each in nearly_classes_of(form)}
            classes = tuple(near.items())
        made.append(_word(forms, classes, initial=len(word) == 1 and len(kept) > 1))
    joined = []
    for at in range(len(kept) - 1):
        if len(kept[at][0]) > 1 and len(kept[at + 1][0]) > 1:
            forms = fold_word(kept[at][0] + kept[at + 1][0])
            joined.append((at, _word(forms, tuple((each, _EXACT) for each in all_classes_of(forms)))))
    return Reading(tuple(made), tuple(joined))


def _word(forms: tuple[str, ...], classes: tuple[tuple[str, float], ...], *, initial: bool = False) -> Word:
    weight = _INITIAL if initial else _PATRONYMIC if is_patronymic(forms[0]) else _FULL
    masks: dict[int, float] = {}
    if not initial:
        for form in forms:
            masks.setdefault(form_bits(form), 1.0)
        for each, sure in classes:
            masks.setdefault(class_bits(each), 0.95 * sure)
    return Word(forms, classes, weight, tuple((bits, bits.bit_count(), sure) for bits, sure in masks.items() if bits))


def _other_layout(query: str) -> list[str]:
    """The query as the other keyboard layout would have written it, if it can hardly be a name as it stands."""
    small = query.lower()
    if small.isascii():
        swapped = small.translate(_TO_RUSSIAN)
    elif any(char in _TO_ENGLISH_CHARS for char in small):
        swapped = small.translate(_TO_ENGLISH)
    else:
        return []
    return [swapped] if _speakable(swapped) > _speakable(small) + 0.15 else []


_TO_ENGLISH_CHARS = frozenset(_RUSSIAN_KEYS)


def _speakable(text: str) -> float:
    """0..1: the share of neighbouring letters that take turns between vowel and consonant."""
    letters = [char for char in text if char.isalpha()]
    strange = sum(1 for char in text if not char.isalpha() and not char.isspace() and char not in "-'.’")
    if len(letters) < 4:
        return 1.0
    turns = sum((a in _VOWELS) != (b in _VOWELS) for a, b in zip(letters, letters[1:], strict=False))
    return turns / (len(letters) - 1) - strange / len(letters)
