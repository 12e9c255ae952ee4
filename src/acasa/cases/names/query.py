"""What a person typed into the name search, made ready to be compared with keys."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from acasa.cases.names.classes import gender_of, nearly_classes_of
from acasa.cases.names.fold import fold_word, words
from acasa.cases.names.key import all_classes_of, class_bits, form_bits, is_patronymic, split_part

MAX_WORDS = 6
MAX_QUERY = 200

_SURE, _NEARLY = 1.0, 0.92
_FULL, _GIVEN, _PERHAPS_FATHER, _FATHER, _INITIAL = 1.0, 0.85, 0.6, 0.4, 0.35

_ENGLISH_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_RUSSIAN = str.maketrans(_ENGLISH_KEYS + '~{}:"<>', _RUSSIAN_KEYS + "ёхъжэбю")
_TO_ENGLISH = str.maketrans(_RUSSIAN_KEYS, _ENGLISH_KEYS)
# Without y: "Fyyf" is Анна, and a name with no other vowel reads no better on the other layout.
_VOWELS = frozenset("aeiouаеёиоуыэюяіїєăâîäöüý")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a query. `classes`: id and how sure (0..1). `masks`: signature bits and how sure they are."""

    forms: tuple[str, ...]
    classes: tuple[tuple[str, float], ...]
    weight: float
    masks: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A prepared query; falsy when nothing in it can be searched for.

    `joined`: (position, word) for two neighbours read as one ("Ogul Gerek").
    """

    words: tuple[Word, ...]
    joined: tuple[tuple[int, Word], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words)


def prepare(query: str) -> Query:
    """Fold a typed query; a word that can be no name is read as typed on the other keyboard layout."""
    kept: list[tuple[str, tuple[str, ...]]] = []
    for chunk in query[:MAX_QUERY].split():
        other = _other_layout(chunk)
        for word in words(other) if other else words(chunk):
            forms = fold_word(word)
            if other and chunk.isalpha():
                # Some real names look like nonsense: both readings are searched for.
                forms = tuple(dict.fromkeys((*fold_word(chunk.lower()), *forms)))
            if forms and all(forms != known for _, known in kept):
                kept.append((word, forms))
    kept = kept[:MAX_WORDS]
    classes = [_classes(forms) for _, forms in kept]
    weights = _weights([forms for _, forms in kept], classes)
    made = tuple(_word(forms, c, w) for (_, forms), c, w in zip(kept, classes, weights, strict=True))
    joined = []
    for at in range(len(kept) - 1):
        if len(kept[at][0]) > 1 and len(kept[at + 1][0]) > 1:
            forms = fold_word(kept[at][0] + kept[at + 1][0])
            joined.append((at, _word(forms, tuple((each, _SURE) for each in all_classes_of(forms)), _FULL)))
    return Query(made, tuple(joined))


def from_key(key: str) -> Query:
    """A query for the person with this key, to look for her double."""
    parts = [split_part(part) for part in key.split()][:MAX_WORDS]
    classes = [tuple((each, _SURE) for each in ids) for _, ids in parts]
    weights = _weights([forms for forms, _ in parts], classes)
    return Query(tuple(_word(forms, c, w) for (forms, _), c, w in zip(parts, classes, weights, strict=True)))


def _classes(forms: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    found = all_classes_of(forms)
    if found:
        return tuple((each, _SURE) for each in found)
    return tuple({each: _NEARLY for form in forms[:3] for each in nearly_classes_of(form)}.items())


def _weights(forms: list[tuple[str, ...]], classes: list[tuple[tuple[str, float], ...]]) -> list[float]:
    """Given names tell less than family names; a father's name is often left out; initials say little."""
    weights = [
        _INITIAL if len(each[0]) == 1 else _FATHER if is_patronymic(each[0]) else _FULL for each in forms
    ]
    if len(forms) > 2:
        # "Ana Ion Rusu" and "Ion Vasile Rusu": a man's given name beside the person's own is the father's.
        given = [at for at, ids in enumerate(classes) if weights[at] == _FULL and ids]
        men = [at for at in given if all(gender_of(each) == "m" for each, _ in classes[at])]
        fathers = men[1:] if len(men) == len(given) else men
        for at in fathers:
            weights[at] = _FATHER if len(fathers) == 1 else _PERHAPS_FATHER
    if all(weight < _FULL for weight in weights):
        return [_FULL] * len(forms)
    if any(weight == _FULL and not ids for weight, ids in zip(weights, classes, strict=True)):
        return [
            _GIVEN if weight == _FULL and ids else weight
            for weight, ids in zip(weights, classes, strict=True)
        ]
    return weights


def _word(forms: tuple[str, ...], classes: tuple[tuple[str, float], ...], weight: float) -> Word:
    masks: dict[int, float] = {}
    if len(forms[0]) > 1:
        for form in forms:
            masks.setdefault(form_bits(form), 1.0)
            if weight >= _GIVEN:
                masks.setdefault(form_bits(form[0]), 0.75)
        for each, sure in classes:
            masks.setdefault(class_bits(each), 0.95 * sure)
    return Word(forms, classes, weight, tuple(masks.items()))


def _other_layout(chunk: str) -> str:
    """The word as the other keyboard layout writes it, if it can hardly be a name as it stands; else nothing."""
    small = chunk.lower()
    if small.isascii():
        swapped = small.translate(_TO_RUSSIAN)
    elif any(char in _RUSSIAN_KEYS for char in small):
        swapped = small.translate(_TO_ENGLISH)
    else:
        return ""
    return swapped if _speakable(swapped) >= max(0.5, _speakable(small) + 0.2) else ""


def _speakable(text: str) -> float:
    """About 0..1: how often neighbouring letters take turns between vowel and consonant, less for strange signs."""
    letters = [char for char in text if char.isalpha()]
    strange = sum(not char.isalpha() and char not in "-'.,()’" for char in text) + (text[:-1].count(",") > 0)
    if len(letters) < 3:
        return 1.0
    turns = sum((a in _VOWELS) != (b in _VOWELS) for a, b in pairwise(letters))
    return turns / (len(letters) - 1) - strange / len(text)
