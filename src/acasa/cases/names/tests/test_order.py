"""Names sort as a dictionary would."""

from hypothesis import given
from hypothesis import strategies as st

from acasa.cases.names import sort_key


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
