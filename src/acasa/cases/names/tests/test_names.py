"""What holds for every name: order, case, marks and script do not matter, and keys stay small."""

from __future__ import annotations

import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acasa.cases.names import find, likely_same, prepare, search_key, signature, similar
from acasa.cases.names.classes import name_classes
from acasa.cases.names.fold import fold_word, words
from acasa.cases.names.key import KEY_VERSION, MAX_KEY
from acasa.cases.names.sample import name_lists, sample_people
from acasa.cases.names.tests.caseload import caseload, frame_of
from acasa.cases.names.transliterate import (
    SCHEMES,
    from_cyrillic,
    plain,
    turkmen_to_cyrillic,
)

PEOPLE = sample_people(300, seed=42)
# The first call reads the library; two busy cores make any deadline a coin toss.
unhurried = settings(deadline=None)
person = st.sampled_from(PEOPLE)


def one(text: str) -> tuple[str, ...]:
    return fold_word(words(text)[0])


@pytest.mark.parametrize(
    "spellings",
    [
        "Наталья Наталия Наталія Natalia Natalya Nataliya Natal'ja NATALIA",
        "Чеботарь Chebotar' Čebotar' Çebotar",
        "Щербаков Shcherbakov Ščerbakov Șcerbacov Scherbakov",
        "Соловьёв Solovyov Soloviov Solov'ëv Соловьев",
        "Оразова Orazowa Orazova",
        "Огулджахан Oguljahan Oguldzhakhan",
        "Рышкану Rîșcanu Râșcanu Rîşcanu Ryshkanu",
        "Ксения Xenia Kseniya Ksenija",
        "Юлия Iulia Julia Yuliya Ýuliýa",
        "Айгуль Aýgül Aigul Aygul",
        "Бягуль Bägül",
        "Хмельницкий Khmelnitskiy Hmelnițchi",
        "Жанна Zhanna Jana Žanna",
        "Георге Gheorghe",
    ],
)
def test_spellings_of_one_name_share_a_form(spellings: str) -> None:
    first, *others = [set(one(spelling)) for spelling in spellings.split()]
    for other in others:
        assert first & other


def test_mixed_alphabets_from_copied_documents() -> None:
    assert one("Нaтaлья") == one("Наталья")  # with two Latin a
    assert one("Pоpescu") == one("Popescu")  # with a Cyrillic о


@unhurried
@given(person, st.randoms(use_true_random=False))
def test_the_order_of_names_does_not_matter(someone: dict[str, str], rng: random.Random) -> None:
    names = [name for name in someone.values() if name]
    shuffled = rng.sample(names, len(names))
    assert signature(search_key(*names)) == signature(search_key(*shuffled))
    assert similar(search_key(*names), search_key(*shuffled)) == 100


@unhurried
@given(person)
def test_case_and_spaces_do_not_matter(someone: dict[str, str]) -> None:
    names = list(someone.values())
    loud = [f"  {name.upper()} " for name in names]
    # Capital marks such as İ aside, which these alphabets lack.
    assert search_key(*names) == search_key(*loud) == search_key(" ".join(names))


@unhurried
@given(st.sampled_from(name_lists()["russian"]["women"]), st.sampled_from(SCHEMES[:4]))
def test_every_transliteration_leads_back(name: str, scheme: str) -> None:
    assert similar(search_key(name), search_key(from_cyrillic(name, scheme))) >= 84


@unhurried
@given(st.sampled_from(name_lists()["turkmen"]["families"]))
def test_turkmen_leads_back_from_russian(name: str) -> None:
    assert similar(search_key(name), search_key(turkmen_to_cyrillic(name))) >= 84


@unhurried
@given(st.sampled_from(name_lists()["romanian"]["families"]))
def test_romanian_without_marks_leads_back(name: str) -> None:
    assert similar(search_key(name), search_key(plain(name))) >= 75


@unhurried
@given(st.lists(st.text(max_size=60), max_size=8), st.text(max_size=80))
def test_any_text_is_taken(names: list[str], query: str) -> None:
    key = search_key(*names)
    assert len(key) <= MAX_KEY
    assert key == search_key(*names)
    assert 0 <= signature(key) < 2**64
    assert find(frame_of([key, "maria=maria popesku"]), prepare(query)).height <= 2


def test_a_key_loses_readings_before_words() -> None:
    long = ["Cebotari-Ciocârlan", "Gheorghița-Cecilia", "Jeannette", "Ciobanu", "Cernăuțeanu", "Chirciogel"]
    key = search_key(*long)
    assert len(key) <= MAX_KEY
    assert key.count(" ") >= 6


GOLDEN = {
    "Наталья Чеботарь": ("natalia=natalia cebotar", 0x5855003001224502),
    "Наташа": ("natawa=natalia+", 0x9A10001001020002),
    "Ольга Ивановна": ("olga=olga ivanovna=~ion", 0xB801507804140400),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_stored_keys_change_only_with_the_version(name: str) -> None:
    assert KEY_VERSION == 1
    assert (search_key(name), signature(search_key(name))) == GOLDEN[name]


def test_one_name_brings_all_who_bear_it_before_any_other() -> None:
    bearers = [search_key(name) for name in ("Natalia Rusu", "Наталія Бойко", "Natașa Lupu", "Ната Орлова")]
    others = [search_key(name) for name in ("Natalina Rusu", "Vitalia Ceban", "Anatolie Ursu", "Natan Beloi")]
    found = find(frame_of([*others, *bearers]), prepare("Наталья"))["key"].to_list()
    assert set(found[:4]) == set(bearers)


def test_nonsense_finds_nobody() -> None:
    frame = frame_of(caseload()[:2_000])
    for query in ("", "   ", "xqzw blorp", "!!!", "....", "qqqq", "ыъыъ ъъъ"):
        assert find(frame, prepare(query)).height == 0
    assert not prepare(" - ")


def test_an_empty_caseload_and_empty_names() -> None:
    assert find(frame_of([]), prepare("Maria")).height == 0
    assert search_key("", "  ") == ""
    assert signature("") == 0
    assert find(frame_of(["", ""]), prepare("Maria Popa")).height == 0
    assert similar("", search_key("Maria")) == 0


def test_other_columns_are_kept_and_ties_stand_by_key() -> None:
    frame = frame_of(search_key(name) for name in ("Maria Rusu", "Мария Русу", "Ana Rusu", "Maria Rusu Popa"))
    found = find(frame, prepare("maria rusu"))
    assert found.columns == ["key", "sig", "row", "score"]
    assert found["row"].to_list()[:3] == [0, 1, 3]
    backwards = find(frame.reverse(), prepare("maria rusu"))
    assert backwards["key"].to_list() == found["key"].to_list()
    assert find(frame, prepare("maria rusu"), limit=1).height == 1


def test_a_double_is_noticed_and_a_namesake_in_part_is_not() -> None:
    frame = frame_of(
        search_key(name)
        for name in ("Natalia Cebotari", "Natalia Lupan", "Ion Cebotari", "Наталья Сергеевна", "Natalia")
    )
    same = likely_same(search_key("Наташа", "Чеботарь", "Ивановна"), frame)
    assert same["row"].to_list() == [0]
    assert likely_same(search_key("Maria Popa"), frame).height == 0


@pytest.mark.parametrize(
    ("one_name", "other", "alike"),
    [
        ("Popescu Natalia", "Попеску Наталья Ивановна", True),
        ("Оразова Огульгерек", "Ogul Orazowa", True),
        ("Ceban Ana", "Ceban-Popa Ana", True),
        ("Rusu Ion", "Rusu Ana", False),
        ("Ivanova Olga Petrovna", "Ivanova Olga Sergeevna", False),
        ("Natalia", "Natalia Popescu", False),
    ],
)
def test_how_alike_two_people_are(one_name: str, other: str, alike: bool) -> None:
    there = similar(search_key(one_name), search_key(other))
    assert there == similar(search_key(other), search_key(one_name))
    assert (there >= 84) is alike


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Yfnfkmz", "Наталья"), ("Xt,jnfhm", "Чеботарь"), ("Fyyf", "Анна"), ("Ыскшзсфкг", "Scripcaru")],
)
def test_the_wrong_keyboard_layout_is_read(typed: str, meant: str) -> None:
    assert one(meant)[0] in prepare(typed).words[0].forms


@pytest.mark.parametrize(
    "name", ["Krzysztof", "Hrytsko", "Zghibarță", "Мстислав", "Kyryl", "Myrat", "Anna-Maria"]
)
def test_a_hard_name_is_read_as_it_stands(name: str) -> None:
    assert prepare(name).words[0].forms[: len(one(name))] == one(name)


def test_classes_are_well_formed() -> None:
    classes = name_classes()
    assert len(classes) > 300
    assert len({each.id for each in classes}) == len(classes)
    for each in classes:
        for spelling in (*each.names, *each.short):
            assert one(spelling), f"{each.id}: {spelling!r} has no letters"
            assert not set(spelling) & set(",:{}"), f"{each.id}: {spelling!r}"


def test_the_sample_is_the_same_for_a_seed_and_holds_every_script() -> None:
    assert sample_people(50, seed=8) == sample_people(50, seed=8) != sample_people(50, seed=9)
    text = " ".join(name for each in PEOPLE for name in each.values())
    assert any("а" <= char <= "я" for char in text)
    assert {"ț", "ý", "ї"} & set(text.lower())
    assert frame_of([]).schema == pl.Schema({"key": pl.String, "sig": pl.UInt64, "row": pl.Int64})
