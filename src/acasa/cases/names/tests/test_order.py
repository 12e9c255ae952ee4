"""Names sort as a dictionary would."""

from hypothesis import given
from hypothesis import strategies as st

from acasa.cases.names import collation, sort_key


def ordered(*names: str) -> bool:
    keys = [sort_key(name) for name in names]
    return keys == sorted(keys)


def test_romanian_letters_follow_their_base() -> None:
    assert ordered("Ana", "Ăna", "Bela", "Sara", "Șara", "Tea", "Țea", "Zoe")


def test_cyrillic_stands_among_the_latin_by_sound() -> None:
    assert ordered("Oksana", "Ольга", "Olga Z", "Petra", "Юлия")
    assert sort_key("Анна") == sort_key("Anna")


def test_an_empty_name_comes_last() -> None:
    assert ordered("Яяя", "Zzzz", "")


@given(st.text(max_size=40))
def test_any_text_fits_64_bits(name: str) -> None:
    assert 0 <= sort_key(name) < 2**64


def in_order(language: str, *names: str) -> bool:
    return list(names) == sorted(names, key=lambda name: collation(name, language))


def test_each_language_has_its_own_alphabet() -> None:
    assert in_order(
        "ro",
        "Anescu",
        "Ănescu",
        "Ceban",
        "Чебан",
        "Ionescu",
        "Îmbrescu",
        "Sîrbu",
        "Șoltan",
        "Tudor",
        "Țurcan",
    )
    assert in_order(
        "ru-MD", "Вера", "Елкин", "Ёлкин", "Жуков", "Ivanov", "Котов", "Цой", "Чебан", "Эдель", "Юдин", "Яна"
    )
    assert in_order("uk", "Вовк", "Гнатюк", "Ґудзь", "Дячук", "Івась", "Їжак", "Йосип", "Котов")
    assert in_order(
        "tk",
        "Çary",
        "Dowlet",
        "Ene",
        "Ärzuw",
        "Jeren",
        "Žan",
        "Nury",
        "Öwez",
        "Sona",
        "Şirin",
        "Ýusup",
        "Zöhre",
    )


def test_words_come_before_longer_words() -> None:
    assert in_order("ro", "Popa", "Popa Ana", "Popa-Rusu", "Popescu")


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(["ro", "ru", "uk", "tk", "en", "fr"]))
def test_the_number_never_contradicts_the_full_order(one: str, other: str, language: str) -> None:
    first, last = sorted((one, other), key=lambda name: collation(name, language))
    assert sort_key(first, language) <= sort_key(last, language)
