"""Fictional people with names as a caseload in Moldova, Ukraine or Turkmenistan has them: many alike, spelt any way.

Given and family names are common ones put together at random; whoever bears such a name is not meant.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from acasa.cases.names.transliterate import (
    cedilla,
    from_cyrillic,
    plain,
    romanian_to_cyrillic,
    turkmen_to_cyrillic,
    turkmen_to_english,
)
from acasa.vocabularies import read_yaml

_Write = Callable[[str], str]


@lru_cache(maxsize=1)
def name_lists() -> dict[str, dict[str, list[str]]]:
    """By community (romanian, russian, ukrainian, turkmen): women, men and families as common names."""
    data = read_yaml(Path(__file__).parent / "data" / "sample_names.yaml")
    return {each: {part: str(names).split() for part, names in lists.items()} for each, lists in data.items()}


_RO_WRITE: tuple[tuple[int, _Write], ...] = (
    (10, str), (3, cedilla), (5, plain), (3, romanian_to_cyrillic),
)  # fmt: skip


def _scheme(name: str) -> _Write:
    return lambda text: from_cyrillic(text, name)


_RU_WRITE: tuple[tuple[int, _Write], ...] = (
    (9, str), (2, lambda text: text.replace("ё", "е")), (3, _scheme("english")), (2, _scheme("passport")),
    (1, _scheme("scholarly")), (4, _scheme("romanian")), (2, lambda text: plain(from_cyrillic(text, "romanian"))),
    (2, _scheme("informal")),
)  # fmt: skip
_UK_WRITE: tuple[tuple[int, _Write], ...] = (
    (9, str), (4, _scheme("ukrainian")), (2, _scheme("english")), (2, _scheme("romanian")),
)  # fmt: skip
_TK_WRITE: tuple[tuple[int, _Write], ...] = (
    (8, str), (3, plain), (5, turkmen_to_cyrillic), (3, turkmen_to_english),
)  # fmt: skip


def sample_people(count: int, seed: int = 1) -> list[dict[str, str]]:
    """`count` people as dicts of given, family, patronymic and alias (often empty); the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311  no secret
    makers = (_romanian, _russian, _ukrainian, _turkmen)
    return [rng.choices(makers, (50, 20, 12, 18))[0](rng) for _ in range(count)]


def _romanian(rng: random.Random) -> dict[str, str]:
    names = name_lists()["romanian"]
    woman = rng.random() < 0.8
    given = rng.choice(names["women"] if woman else names["men"])
    if rng.random() < 0.06:
        given += rng.choice(" -") + rng.choice(names["women"] if woman else names["men"])
    patronymic = rng.choice(names["men"]) if rng.random() < 0.3 else ""
    return _person(rng, _RO_WRITE, given, _double(rng, names["families"], woman), patronymic, names["women"])


def _russian(rng: random.Random) -> dict[str, str]:
    names = name_lists()["russian"]
    woman = rng.random() < 0.8
    given = rng.choice(names["women"] if woman else names["men"])
    family = _double(rng, names["families"], woman, feminine)
    patronymic = patronym(rng.choice(names["men"]), woman) if rng.random() < 0.6 else ""
    return _person(rng, _RU_WRITE, given, family, patronymic, names["women"])


def _ukrainian(rng: random.Random) -> dict[str, str]:
    names = name_lists()["ukrainian"]
    woman = rng.random() < 0.8
    given = rng.choice(names["women"] if woman else names["men"])
    family = _double(rng, names["families"], woman, feminine)
    return _person(rng, _UK_WRITE, given, family, "", names["women"])


def _turkmen(rng: random.Random) -> dict[str, str]:
    names = name_lists()["turkmen"]
    woman = rng.random() < 0.8
    given = rng.choice(names["women"] if woman else names["men"])
    family = rng.choice(names["families"]) + ("a" if woman else "")
    patronymic = rng.choice(names["families"]) + ("na" if woman else "iç") if rng.random() < 0.2 else ""
    return _person(rng, _TK_WRITE, given, family, patronymic, names["women"])


def feminine(family: str) -> str:
    """A Russian or Ukrainian family name as a woman bears it."""
    if family.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return family + "а"
    if family.endswith(("ский", "ський", "цкий", "цький")):
        return family[:-2] + ("ая" if family.endswith("кий") and "ь" not in family[-5:] else "а")
    return family


def patronym(father: str, woman: bool) -> str:
    """The Russian patronymic from a father's name."""
    if father.endswith("ий"):
        stem = father[:-2] + "ьев"
    elif father.endswith(("й", "ь")):
        stem = father[:-1] + "ев"
    elif father.endswith(("а", "я")):
        return father[:-1] + ("инична" if woman else "ич")
    else:
        stem = {"Пётр": "Петров", "Павел": "Павлов"}.get(father, father + "ов")
    return stem + ("на" if woman else "ич")


def _double(
    rng: random.Random, families: list[str], woman: bool, ending: Callable[[str], str] = lambda family: family
) -> str:
    borne = [rng.choice(families) for _ in range(2 if woman and rng.random() < 0.05 else 1)]
    return "-".join(ending(family) if woman else family for family in borne)


def _person(
    rng: random.Random,
    ways: tuple[tuple[int, _Write], ...],
    given: str,
    family: str,
    patronymic: str,
    chosen: list[str],
) -> dict[str, str]:
    write = rng.choices([way for _, way in ways], [weight for weight, _ in ways])[0]
    alias = rng.choice(chosen) if rng.random() < 0.08 else ""
    parts = {"given": given, "family": family, "patronymic": patronymic, "alias": alias}
    return {part: write(name) if name else "" for part, name in parts.items()}
