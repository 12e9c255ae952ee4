"""The library's code lists: complete, sourced, and forgiving about spelling."""

from __future__ import annotations

import pytest

from acasa.vocabularies import LibraryError, fold, load, names
from acasa.vocabularies.loader import parse

GOOD = {
    "kind": "code-list",
    "title": {"en": "T", "ro": "T", "ru": "Т"},
    "source": "s",
    "licence": "l",
    "version": "1",
    "certainty": "low",
    "codes": [{"code": "a", "en": "A", "ro": "A", "ru": "А"}],
}


@pytest.mark.parametrize("name", names())
def test_every_list_can_be_read_and_says_where_it_comes_from(name: str) -> None:
    vocabulary = load(name)
    assert vocabulary.source and vocabulary.licence and vocabulary.version
    assert all(entry.labels["ro"] and entry.labels["ru"] for entry in vocabulary.codes)
    for entry in vocabulary.codes:
        found = vocabulary.find(entry.code)
        assert found is not None and found.code == entry.code


@pytest.mark.parametrize("name", names())
def test_every_spelling_in_a_list_means_one_code(name: str) -> None:
    vocabulary = load(name)
    for entry in vocabulary.codes:
        for text in (*entry.labels.values(), *entry.aliases):
            found = vocabulary.find(text)
            assert found is not None and found.code == entry.code, f"{text!r} is claimed twice"


def test_the_lists_of_the_standard_name_its_authors() -> None:
    standard = [name for name in names() if name.startswith("htcds/")]
    assert len(standard) == 19
    assert all("IOM" in load(name).attribution and "CC BY 4.0" in load(name).licence for name in standard)


def test_the_union_of_control_methods_and_exploitation_is_supported() -> None:
    control = load("htcds/methods_of_control")
    assert len([code for code in control.codes if not code.extension]) == 16
    assert {"RestrictsMovement", "UsesChildren", "Threats"} <= {c.code for c in control.codes if c.extension}
    crime = load("htcds/type_of_exploitation").find("forced criminality")
    assert crime is not None and crime.extension


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("htcds/methods_of_control", "DebtBondage ", "DebtBondage"),
        ("htcds/case_status", "Follow up", "FollowUp"),
        ("htcds/relationship_to_trafficker", "Unacquainted", "Unaquainted"),
        ("htcds/gender", "жен.", "Feminine"),
        ("countries", "moldova, republica", ""),
        ("countries", "Republica  MOLDOVA", "MD"),
        ("countries", "mda", "MD"),
        ("countries", "no", "NO"),
        ("countries", "молдаванка", "MD"),
        ("languages", "limba rusă", "ru"),
        ("languages", "gagauz", "gag"),
        ("languages", "ron", "ro"),
        ("closure_reasons", "Потеряна связь", "lost_contact_after_protocol"),
    ],
)
def test_what_people_type_is_understood(name: str, text: str, code: str) -> None:
    found = load(name).find(text)
    assert (found.code if found else "") == code


def test_marks_and_punctuation_carry_no_meaning() -> None:
    assert fold(" Data NAȘTERII:") == fold("data naşterii") == "datanasterii"
    assert fold("Ещё") == fold("еще")


def test_labels_fall_back_to_english_and_then_to_the_code() -> None:
    risk = load("risk_levels")
    assert risk.label("high", "ro-MD") == "Risc înalt"
    assert risk.label("high", "tk") == "High risk"
    assert risk.label("from_an_older_list", "ro") == "from_an_older_list"
    assert ("high", "Высокий риск") in risk.choices("ru")
    assert "high" in risk and "nowhere" not in risk


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "table"},
        {"certainty": "sure"},
        {"source": ""},
        {"title": {"en": "T"}},
        {"codes": [{"code": "a", "en": "A"}]},
        {"codes": [{"code": False, "en": "A", "ro": "A", "ru": "А"}]},
        {"codes": ["a"]},
        {"codes": GOOD["codes"] * 2},
    ],
)
def test_a_malformed_list_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(LibraryError):
        parse("t", {**GOOD, **change})


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "no_such_list", "A", ""])
def test_only_names_of_lists_are_read(name: str) -> None:
    with pytest.raises(LibraryError):
        load(name)


def test_a_spelling_claimed_twice_means_neither() -> None:
    codes = [
        {"code": "a", "en": "A", "ro": "A", "ru": "А", "aliases": ["same"]},
        {"code": "b", "en": "B", "ro": "B", "ru": "Б", "aliases": ["Same"]},
    ]
    assert parse("t", {**GOOD, "codes": codes}).find("same") is None
