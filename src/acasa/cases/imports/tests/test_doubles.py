"""Doubles of a whole table: the index finds whom a single look would find, and nobody by a lone given name."""

from __future__ import annotations

import random

import polars as pl

from acasa.cases import names
from acasa.cases.imports.doubles import Index, Known, apart, within
from acasa.cases.names.sample import sample_people


def key_of(person: dict[str, str]) -> str:
    return names.search_key(person["given"], person["family"], person["patronymic"])


def test_the_index_finds_whom_a_single_look_finds() -> None:
    """The prefilter may cost nearly nothing of what `names.likely_same` finds in the same caseload."""
    people = sample_people(1500, 11)
    keys = [key_of(person) for person in people]
    frame = pl.DataFrame(
        {
            "short": range(len(keys)),
            "key": keys,
            "sig": pl.Series(map(names.signature, keys), dtype=pl.UInt64),
        }
    )
    index = Index()
    for at, key in enumerate(keys):
        index.add(Known(at, key))
    rng = random.Random(5)
    wanted = found = 0
    for at in rng.sample(range(len(people)), 150):
        slipped = dict(people[at])
        family = slipped["family"]
        place = rng.randrange(1, len(family) - 1) if len(family) > 3 else 0
        slipped["family"] = family[:place] + family[place + 1 :] if place else family
        slipped["patronymic"] = ""
        key = key_of(slipped)
        single = set(names.likely_same(key, frame)["short"])
        if at in single:
            wanted += 1
            found += at in {owner for owner, _score in index.like(Known(-1, key), limit=5)}
    assert wanted > 100
    assert found >= 0.97 * wanted


def test_a_lone_given_name_is_no_evidence() -> None:
    index = Index()
    index.add(Known(1, names.search_key("Natalia")))
    index.add(Known(2, names.search_key("Natalia", "Cebotari")))
    assert index.like(Known(9, names.search_key("Наталья"))) == []
    assert [owner for owner, _score in index.like(Known(9, names.search_key("Наталья", "Чеботарь")))] == [2]


def test_years_tell_people_apart_only_when_both_are_known() -> None:
    assert apart("1980", "1990")
    assert not apart("1980", "1981")
    assert not apart("1980", "")
    assert not apart("", "")
    index = Index()
    index.add(Known(1, names.search_key("Ana", "Rusu"), "1980"))
    assert index.like(Known(9, names.search_key("Ana", "Rusu"), "1991")) == []
    assert index.like(Known(9, names.search_key("Ana", "Rusu"), ""))


def test_within_a_table_the_later_row_is_the_double() -> None:
    key = names.search_key("Ana", "Rusu")
    rows = [Known(2, key), Known(3, names.search_key("Ion", "Rotaru")), Known(4, key), Known(5, "")]
    assert list(within(rows)) == [(4, 2)]
