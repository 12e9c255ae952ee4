"""Ways in which one name comes to be typed differently: for tests over people that nobody chose."""

from __future__ import annotations

import random

from acasa.cases.names.classes import name_classes
from acasa.cases.names.transliterate import (
    SCHEMES,
    cedilla,
    from_cyrillic,
    plain,
    romanian_to_cyrillic,
    turkmen_to_cyrillic,
    turkmen_to_english,
)

_NEAR = """a:qsz s:adw d:sfe e:wr r:et t:ry i:uo o:ip n:bm m:n l:k k:l c:xv v:cb u:yi p:o g:fh b:vn z:x
а:вп в:ыа е:кн н:ег о:рл р:по и:мт т:иь с:чм л:од к:уе у:цк д:лж я:ч ч:яс п:ар м:си б:ью"""
_NEIGHBOURS = dict(pair.split(":") for pair in _NEAR.split())
_HEARD = (
    ("о", "а"), ("е", "и"), ("и", "е"), ("а", "о"), ("дк", "тк"), ("вк", "фк"), ("тс", "ц"), ("нн", "н"), ("сс", "с"),
    ("ш", "щ"), ("ы", "и"), ("sh", "s"), ("k", "c"), ("c", "k"), ("i", "y"), ("y", "i"), ("x", "ks"), ("nn", "n"),
    ("e", "i"), ("ia", "ea"), ("v", "w"), ("h", "kh"), ("zh", "j"), ("ă", "e"), ("o", "a"), ("ll", "l"),
)  # fmt: skip


def is_cyrillic(name: str) -> bool:
    return any("\u0400" <= char <= "\u04ff" for char in name)


def respell(rng: random.Random, name: str) -> str:
    """The name in another script or convention."""
    if is_cyrillic(name):
        return from_cyrillic(name, rng.choice(SCHEMES))
    if any(char in "ýžňçäöüşÝŽŇÇÄÖÜŞ" for char in name):
        return rng.choice([turkmen_to_cyrillic, turkmen_to_english, plain])(name)
    if any(char in "șțăâîȘȚĂÂÎ" for char in name):
        return rng.choice([romanian_to_cyrillic, plain, cedilla])(name)
    return plain(name)


def slip(rng: random.Random, word: str) -> str:
    """One slip of the finger past the first letter: a missing, doubled, swapped, neighbouring or added letter."""
    if len(word) < 4:
        return word
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + rng.choice(_NEIGHBOURS.get(word[at].lower(), word[at])) + word[at + 1 :]


def mishear(rng: random.Random, word: str) -> str:
    """The word as it sounds to somebody who never saw it written."""
    ways = [(heard, written) for heard, written in _HEARD if heard in word[1:]]
    if not ways:
        return word
    written, heard = rng.choice(ways)
    return word[0] + word[1:].replace(written, heard, 1)


def diminutive(rng: random.Random, given: str) -> str:
    """A short form of the given name from the library, in any script; the name itself if there is none."""
    for each in name_classes():
        if given in each.names and each.short:
            return rng.choice(each.short)
    return given


KINDS = (
    "script",
    "slip",
    "two slips",
    "phonetic",
    "diminutive",
    "initial",
    "script and slip",
    "order",
    "patronymic",
)


def vary(rng: random.Random, person: dict[str, str], kind: str) -> str:
    """What a colleague types to find this person."""
    given, family, patronymic = person["given"], person["family"], person["patronymic"]
    words = [given, family]
    if kind == "script":
        words = [respell(rng, word) for word in words]
    elif kind == "slip":
        at = rng.randrange(2)
        words[at] = slip(rng, words[at])
    elif kind == "two slips":
        words = [slip(rng, word) for word in words]
    elif kind == "phonetic":
        words = [mishear(rng, word) for word in words]
    elif kind == "diminutive":
        words[0] = diminutive(rng, given)
    elif kind == "initial":
        words[0] = f"{given[0]}."
    elif kind == "script and slip":
        words = [respell(rng, word) for word in words]
        words[1] = slip(rng, words[1])
    elif kind == "patronymic":
        words = [family, given, patronymic] if patronymic else [family, given]
        words = [respell(rng, word) for word in words]
    if kind == "order" or rng.random() < 0.4:
        words.reverse()
    text = " ".join(words)
    return text.lower() if rng.random() < 0.3 else text
