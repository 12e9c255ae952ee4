"""What a row becomes: values in their rooms, the rest kept by the names of their columns. Pure."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from acasa.cases.imports import FIELDS, KnownContext, check, read_table, suggest
from acasa.cases.imports import content as contents
from acasa.cases.imports.tests import build


def read(headers: list[str], row: list[Any], language: str = "en") -> contents.Content:
    table = read_table(build.table_csv([headers, row]), "list.csv")
    preview = check(table, suggest(table), build.TODAY, KnownContext())
    (made,) = preview.rows
    heads = {column.target: column.header for column in preview.mapping.columns if column.target in FIELDS}
    return contents.read(contents.pack(made), heads, language)


def test_a_whole_name_that_cannot_be_parted_is_kept_whole_and_never_shown_as_working_name() -> None:
    made = read(["Full name", "Risk level"], ["Maria (Masha) Petrova-Ivanova", "low"])
    assert made.identity == {"other_names": ["Maria (Masha) Petrova-Ivanova"]}
    assert "working_name" not in made.essentials


def test_a_chosen_name_wins_then_the_given_one_then_the_code() -> None:
    headers = ["Case code", "Given name", "Name to use with her"]
    assert read(headers, ["A1", "Natalia", "Nata"]).essentials["working_name"] == "Nata"
    assert read(headers, ["A1", "Natalia", ""]).essentials["working_name"] == "Natalia"
    assert read(headers, ["A1", "", ""]).essentials["working_name"] == "A1"


def test_what_is_longer_than_its_field_is_cut_there_and_kept_whole_beside_it() -> None:
    long = "never on " + "Sunday " * 60
    made = read(["Given name", "Safe hours"], ["Ana", long])
    assert len(made.essentials["hours"]) <= 200
    assert made.imported["essentials"]["values"]["Safe hours"] == long.strip()


def test_codes_without_a_room_are_read_as_words_and_kept_as_codes() -> None:
    made = read(["Given name", "Marital status"], ["Ana", "Married"], "ro")
    (words,) = made.imported["casework"]["values"].values()
    assert made.imported["casework"]["fields"]["marital_status"] == "Married"
    assert words not in ("", "Married")


def test_what_is_known_of_the_trafficking_goes_straight_to_its_record() -> None:
    headers = ["Given name", "vic_TypeOfExploitation", "vic_MethodsOfControl", "hte_Type", "hte_Country", "hte_Date",
               "hte_City", "per_RoleInProcess", "vic_AgeWhenTrafficked"]  # fmt: skip
    row = ["Ana", "ForcedLabour; Forced criminality; sold by the sea", "DebtBondage ; UsesChildren", "Exploitation",
           "Italy", "2024-03-01", "near Bari", "Transporter", 19]  # fmt: skip
    made = read(headers, row)
    assert made.trafficking == {
        "exploitation": ["ForcedLabour", "ForcedCriminality"],
        "control": ["DebtBondage", "UsesChildren"],
        "countries": ["IT"],
        "places": "near Bari",
        "from": "2024-03-01",
        "age": 19,
    }
    assert made.party_roles == ["Transporter"]
    # Nothing is lost: what was not understood stays as it was typed, and nothing else does.
    assert made.imported == {"casework": {"values": {"vic_TypeOfExploitation": row[1]}}}


def test_an_event_without_its_kind_is_left_over_because_nobody_knows_what_it_means() -> None:
    made = read(["Given name", "hte_Country", "hte_Date"], ["Ana", "Italy", "2024-03-01"])
    assert made.trafficking == {}
    assert set(made.imported["casework"]["fields"]) == {"event_country", "event_date"}


def test_a_step_without_a_day_is_kept_and_a_day_without_words_is_not_forgotten() -> None:
    headers = ["Given name", "Next step", "Next step is due on"]
    made = read(headers, ["Ana", "Call her sister", ""])
    assert made.step is None
    assert made.imported["casework"]["values"] == {"Next step": "Call her sister"}
    made = read(headers, ["Ana", "", "01.12.2026"])
    assert made.step is not None
    assert made.step[0] == "Next step is due on"


def test_several_nationalities_are_all_kept() -> None:
    made = read(["Given name", "Citizenship"], ["Ana", "Moldova; Romania"])
    assert made.identity["nationality"] == "MDA" or len(made.identity["nationality"]) in (2, 3)
    assert "Romania" in made.imported["identity"]["values"]["Citizenship"]


TEXT = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=60).map(
    lambda text: "x" + " ".join(text.split())
)


@given(st.lists(TEXT, min_size=8, max_size=8))
def test_every_text_of_a_row_is_somewhere_in_what_it_becomes(cells: list[str]) -> None:
    headers = ["Given name", "Family name", "Name to use with her", "Code word", "Who must not know", "Case notes",
               "Shoe size", "Who referred her"]  # fmt: skip
    rows = build.table_csv([headers, cells])
    table = read_table(rows, "list.csv")
    preview = check(table, suggest(table), build.TODAY, KnownContext())
    heads = {column.target: column.header for column in preview.mapping.columns if column.target in FIELDS}
    for made in preview.rows:
        if any(problem.code.startswith("coordinates") for problem in made.problems):
            continue
        said = repr(contents.read(contents.pack(made), heads, "en"))
        for cell in table.rows[0].cells:
            assert cell is None or repr(str(cell).strip())[1:-1] in said
