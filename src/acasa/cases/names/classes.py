"""Names that stand for each other: full names across languages and their short and tender forms.

The data is `library/vocabularies/diminutives.yaml`. It holds no person's name, so it may stay in memory; what is
derived from a person's name never does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from acasa.cases.names.fold import fold_word, words
from acasa.vocabularies import LibraryError, library_root, read_yaml

# What could be more names than this ("Гуля") is known only as these.
MAX_CLASSES = 6


@dataclass(frozen=True, slots=True)
class NameClass:
    """One given name: `names` are full forms in any language, `short` the forms used at home."""

    id: str
    gender: str
    names: tuple[str, ...]
    short: tuple[str, ...]


@lru_cache(maxsize=1)
def name_classes() -> tuple[NameClass, ...]:
    """All classes of the library, in file order. Raises LibraryError when the file is missing or malformed."""
    file = library_root() / "vocabularies" / "diminutives.yaml"
    data = read_yaml(file)
    if data.get("kind") != "name-classes" or not isinstance(data.get("classes"), Mapping):
        raise LibraryError(f"{file.name}: kind must be name-classes, with classes")
    found = []
    for key, entry in data["classes"].items():
        if (
            not isinstance(entry, Mapping)
            or entry.get("gender") not in ("f", "m", "both")
            or not entry.get("names")
        ):
            raise LibraryError(f"{file.name}: {key} needs a gender (f, m, both) and names")
        names, short = (tuple(str(entry.get(part, "")).split()) for part in ("names", "short"))
        found.append(NameClass(str(key), entry["gender"], names, short))
    return tuple(found)


@lru_cache(maxsize=1)
def _index() -> dict[str, tuple[str, ...]]:
    """Which classes each folded form belongs to: those that it is a full name of first, then with a `+` the rest."""
    index: dict[str, dict[str, None]] = {}
    for mark in ("", "+"):
        for each in name_classes():
            for spelling in each.short if mark else each.names:
                for form in fold_word(words(spelling)[0]):
                    known = index.setdefault(form, {})
                    if each.id not in known:
                        known.setdefault(each.id + mark)
    return {form: tuple(ids) for form, ids in index.items()}


@lru_cache(maxsize=1)
def _genders() -> dict[str, str]:
    return {each.id: each.gender for each in name_classes()}


def gender_of(class_id: str) -> str:
    """f, m or both, of a class as it stands in a key; nothing for a patronymic."""
    return _genders().get(class_id.rstrip("+"), "")


@lru_cache(maxsize=1)
def _spellings() -> list[str]:
    return [form for form in _index() if len(form) > 3]


def classes_of(forms: tuple[str, ...]) -> tuple[str, ...]:
    """The classes that a word with these forms may name, short forms with a `+`; mostly none or one."""
    index = _index()
    found: dict[str, None] = {}
    for form in forms:
        for each in index.get(form, ()):
            found.setdefault(each)
    return tuple(found)[:MAX_CLASSES]


def nearly_classes_of(form: str) -> tuple[str, ...]:
    """The classes of a form that one slip of the finger turned into something unknown ("Natahsa")."""
    if len(form) < 5:
        return ()
    near = process.extract(form, _spellings(), scorer=OSA.distance, score_cutoff=1, limit=4)
    found: dict[str, None] = {}
    for spelling, _, _ in near:
        for each in _index()[spelling]:
            found.setdefault(each)
    return tuple(found)[:MAX_CLASSES]
