"""The key under which a person's names are stored in her sealed card, and its 64-bit signature.

A key is words separated by spaces. A word is its folded forms separated by `/`, then each class of names that it
belongs to after a `=`, with a `+` when it is a short form and a `~` when it is a patronymic: "Наташа Чеботарь
Ивановна" is `natawa=natalia+ cebotar ivanovna=~ion`. It is sealed like the names themselves,
since it is as telling as they are.
"""

from __future__ import annotations

import re
from functools import lru_cache
from zlib import crc32

from acasa.cases.names.classes import classes_of, gender_of
from acasa.cases.names.fold import fold_word, words

# Raise it whenever folding, the classes or the signature change: cards with an older one are rebuilt.
KEY_VERSION = 1

MAX_KEY = 120
_PATRONYMIC = re.compile(r"(?:i?[oei]vna|inicna|icna|i?[oe]vi(?:c|ci|si|h|qi))$")
# Sounds that careless spelling mixes up. Of the classings tried on slips this one kept most right rows.
_LOOSE = str.maketrans("wzqdfgbheuo", "ssttvkpkiia")
# Words that are no part of a name's identity.
_PARTICLES = frozenset(
    {"zis", "zisa", "naskut", "naskuta", "urojdenaia", "oglu", "ogli", "kizi", "gizi", "kazi"}
)


def search_key(*names: str) -> str:
    """The key for all names of one person (given, family, patronymic, chosen, former), in any order.

    At most MAX_KEY characters: what does not fit loses first its further readings, then its last words.
    """
    folded: dict[tuple[str, ...], None] = {}
    for name in names:
        for word in words(name):
            forms = fold_word(word)
            if forms and forms[0] not in _PARTICLES:
                folded.setdefault(forms)
    parts = [_part(forms, all_classes_of(forms)) for forms in folded]
    if len(" ".join(parts)) > MAX_KEY:
        parts = [_part(forms[:1], all_classes_of(forms)) for forms in folded]
    while parts and len(" ".join(parts)) > MAX_KEY:
        parts.pop()
    return " ".join(parts)


def split_part(part: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The forms and the classes of one word of a key."""
    forms, *classes = part.split("=")
    return tuple(forms.split("/")), tuple(classes)


def signature(key: str) -> int:
    """64 bits that tell roughly which letter pairs and classes a key holds; 0 for an empty key."""
    bits = 0
    for part in key.split():
        forms, classes = split_part(part)
        for form in forms:
            bits |= form_bits(form)
        for each in classes:
            bits |= class_bits(each)
    return bits


def form_bits(form: str) -> int:
    """The signature bits of one form: its letter pairs, with loose classes of sounds; three bits for an initial."""
    if len(form) == 1:
        return _bit(f"{form}!") | _bit(f"{form}!!") | _bit(f"{form}!!!")
    loose = f"^{form.translate(_LOOSE)}$"
    bits = 0
    for at in range(len(loose) - 1):
        bits |= _bit(loose[at : at + 2])
    return bits


@lru_cache(maxsize=1024)
def class_bits(class_id: str) -> int:
    """The signature bits of a class: two, so that a chance hit is rare."""
    mixed = crc32(class_id.strip("~+").encode())
    return 1 << (mixed & 63) | 1 << (mixed >> 8 & 63)


@lru_cache(maxsize=4096)
def _bit(pair: str) -> int:
    # Pairs of letters, not names: at most a few hundred, so the cache tells nothing.
    return 1 << (crc32(pair.encode()) * 2654435761 >> 7 & 63)


def is_patronymic(form: str) -> bool:
    """Whether a form ends as a father's name does: Ивановна, Ivanovici, Orazowna."""
    return len(form) > 6 and _PATRONYMIC.search(form) is not None


def all_classes_of(forms: tuple[str, ...]) -> tuple[str, ...]:
    """The classes of a word; those of the father's name, marked `~`, when it is a patronymic."""
    found = classes_of(forms)
    if found or not is_patronymic(forms[0]):
        return found
    stem = _PATRONYMIC.sub("", forms[0])
    fathers = classes_of(tuple(stem + end for end in ("", "i", "ei", "a", "ia", "e")))
    return tuple(f"~{each}" for each in fathers if not each.endswith("+") and gender_of(each) != "f")


def _part(forms: tuple[str, ...], classes: tuple[str, ...]) -> str:
    return "=".join(("/".join(forms), *classes))
