"""Mapping and checking whole files: sixty messy rows, and every defect told or understood."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from acasa.cases.imports import (
    KEEP,
    LEAVE_OUT,
    REFUSED,
    Birth,
    ImportRow,
    KnownContext,
    People,
    Preview,
    check,
    describe,
    from_plain,
    read_table,
    suggest,
    suggest_mapping,
)
from acasa.cases.imports.tests.build import MESSY_HEADERS, TODAY, messy, table_csv, xlsx

KNOWN = KnownContext(People.of([("ana", ["ana@example.org", "Ana Demo"])]), frozenset({"md1059"}))


def preview_of(rows: list[list[Any]], known: KnownContext = KNOWN, **targets: str) -> Preview:
    table = read_table(table_csv(rows), "f.csv")
    mapping = suggest(table)
    for header, target in targets.items():
        mapping = mapping.with_target(table.headers.index(header), target)
    return check(table, mapping, TODAY, known)


def told(row: ImportRow) -> list[str]:
    return [problem.code for problem in row.problems]


def targets_of(*headers: str) -> dict[str, str]:
    return {column.header: column.target for column in suggest_mapping(headers).columns}


@pytest.fixture(scope="module", params=["xlsx", "cp1251", "utf-8-sig"])
def sixty(request: pytest.FixtureRequest) -> Preview:
    rows = [MESSY_HEADERS, *messy()]
    if request.param == "cp1251":
        rows = [[str(cell).replace("≈", "ок. ") for cell in row] for row in rows]
    data = xlsx(rows) if request.param == "xlsx" else table_csv(rows, encoding=request.param)
    table = read_table(data, "caseload")
    assert table.encoding in ("", request.param)
    return check(table, suggest(table), TODAY, KNOWN)


def test_sixty_messy_rows_are_all_there(sixty: Preview) -> None:
    assert [row.number for row in sixty.rows] == list(range(2, 62))
    # A future birth, a code that stands twice, a row that is nobody, a code that is taken.
    assert {row.number: told(row)[-1] for row in sixty.refused} == {
        8: "future_birth",
        37: "code_twice",
        41: "no_name",
        61: "code_taken",
    }
    assert len(sixty.ready) == 56


def test_the_messy_columns_go_where_they_belong(sixty: Preview) -> None:
    targets = {column.header: column.target for column in sixty.mapping.columns}
    assert targets["№ дела"] == "case_code"
    assert targets["Телефон"] == "phone"
    assert targets["Безопасный телефон"] == "safe_phone"
    assert targets["Диагноз"] == "health_notes"
    assert targets["Широта"] == REFUSED
    assert targets["Имя мужа"] == KEEP
    husband = next(column for column in sixty.mapping.columns if column.header == "Имя мужа")
    assert husband.compartment == "identity", "whose husband it is, identifies"
    by_code = {problem.code: problem.column for problem in sixty.problems}
    assert by_code["coordinates_refused"] == "Широта"
    assert by_code["phones_not_safe"] == "Телефон"


@pytest.mark.parametrize(
    ("at", "key", "value", "codes"),
    [
        (0, "birth", Birth(1987, 5, 12), []),
        (1, "birth", Birth(1987), []),
        (2, "birth", Birth(1990, approximate=True), []),
        (3, "birth", Birth(1987, 5, 12), []),
        (4, "birth", Birth(1987, 5, 12), []),
        (5, "birth", None, ["not_a_date"]),
        (6, "birth", None, ["future_birth"]),
        (7, "birth", Birth(1992, approximate=True), ["age_for_birth"]),
        (8, "birth", Birth(1987, 5, 12), ["two_digit_year"]),
        (9, "birth", None, []),
        (10, "gender", "Feminine", []),
        (11, "gender", "Feminine", []),
        (12, "gender", None, ["unknown_code"]),
        (13, "citizenship", ("MD", "RO"), []),
        (14, "citizenship", ("RU", "UA"), []),
        (15, "citizenship", None, ["unknown_code"]),
        (16, "phone", None, ["phone_rounded"]),
        (20, "risk_level", "medium", []),
        (21, "risk_level", None, ["unknown_code"]),
        (22, "opened", dt.date(2026, 2, 3), []),
        (23, "opened", dt.date(2030, 2, 3), ["future_date"]),
        (24, "stage", "stabilisation", []),
        (25, "stage", None, ["unknown_code"]),
        (26, "status", "Closed", ["closed_with_next_step"]),
        (27, "worker", None, ["unknown_worker"]),
        (28, "next_step_due", None, ["not_a_date"]),
        (29, "notes", '=HYPERLINK("http://example.org")', []),
        (30, "notes", "живёт тут […], второй дом", ["coordinates_cell"]),
        (31, "notes", None, ["coordinates_cell"]),
        (32, "notes", "две\nстроки; и ещё", []),
        (33, "exploitation_types", ("ForcedLabour", "SexualExploitation"), []),
        (34, "exploitation_types", None, ["unknown_code"]),
        (36, "birth", Birth(1987, 5, 12), ["same_person"]),
        (37, "notes", "много   пробелов", []),
        (38, "health_notes", "астма", []),
    ],
)
def test_each_messy_cell(sixty: Preview, at: int, key: str, value: Any, codes: list[str]) -> None:
    row = sixty.rows[at]
    found = row.values.get(key)
    assert (str(found) if key == "notes" and found else found) == value
    assert told(row) == codes


def test_no_coordinate_survives(sixty: Preview) -> None:
    for row in sixty.rows:
        everything = repr((row.values, row.imported))
        assert "47." not in everything and "goo.gl" not in everything


def test_what_was_not_understood_is_kept_as_typed_in_its_compartment(sixty: Preview) -> None:
    assert sixty.rows[5].imported["identity"]["Дата рождения"] == "31.02.1987"
    assert sixty.rows[9].imported["identity"]["Дата рождения"] == "неизвестно"
    assert sixty.rows[21].imported["essentials"]["Уровень риска"] == "огромный"
    assert sixty.rows[27].imported["casework"]["Ответственный"] == "Никто Такой"
    assert sixty.rows[0].imported == {"identity": {"Имя мужа": "Пётр"}}
    sealed = sixty.rows[38].by_compartment()
    assert sealed["health"] == {"health_notes": "астма"}
    assert sealed["identity"]["birth"] == {"on": "1987-05-12", "approximate": False}
    assert sealed["casework"]["opened"] == "2026-02-03"
    assert sealed["essentials"]["safe_phone"] == [{"typed": "069000002", "dial": "069000002"}]


def test_every_problem_has_words_and_a_place(sixty: Preview) -> None:
    for problem in sixty.all_problems():
        words = describe(problem)
        assert "%(" not in words and words.endswith((".", "?"))
        assert describe(problem, lambda text: f"«{text}»").startswith("«")
    assert all(problem.row == row.number for row in sixty.rows for problem in row.problems)


@pytest.mark.parametrize(
    ("headers", "targets"),
    [
        (("Nume", "Prenume", "Data nașterii"), ("family_name", "given_name", "birth")),
        (("NUME", "Data naşterii", "Telefon"), ("full_name", "birth", "phone")),
        (("Name", "Surname"), ("given_name", "family_name")),
        (("Name", "DOB"), ("full_name", "birth")),
        (("ФИО", "Г.р."), ("full_name", "birth")),
        (("Фамилия", "Имя", "Отчество"), ("family_name", "given_name", "patronymic")),
        (("Prenumele beneficiarei", "Data nasterii (zz.ll.aaaa)"), ("given_name", "birth")),
        (("Date of brith", "Citizenshp"), ("birth", "citizenship")),
        (("Telephone of mother", "Mood"), (KEEP, KEEP)),
        (("First name", "First name (2)"), ("given_name", KEEP)),
        (("№", "Name"), ("case_code", "full_name")),
    ],
)
def test_names_of_columns_in_three_languages(headers: tuple[str, ...], targets: tuple[str, ...]) -> None:
    assert tuple(targets_of(*headers).values()) == targets


@pytest.mark.parametrize(
    ("header", "compartment"),
    [
        ("Telephone of mother", "identity"),
        ("Numele copilului", "identity"),
        ("HIV status", "health"),
        ("Rezultatul analizelor medicale", "health"),
        ("Показания в суде", "legal"),
        ("Name of the trafficker", "legal"),
        ("Mood", "casework"),
    ],
)
def test_unknown_columns_are_sealed_where_fewest_need_to_read(header: str, compartment: str) -> None:
    (column,) = suggest_mapping([header]).columns
    assert (column.target, column.compartment) == (KEEP, compartment)


def test_cells_tell_what_a_nameless_column_holds() -> None:
    mails = [f"p{number}@example.org" for number in range(5)]
    phones = [f"+373 69 00000{number}" for number in range(5)]
    codes = [f"0{number}-2026" for number in range(5)]
    pairs = ["47.0105, 28.8638"] * 3
    mapping = suggest_mapping(["a", "b", "c", "d"], [mails, phones, codes, pairs])
    assert [column.target for column in mapping.columns] == ["email", "phone", KEEP, REFUSED]


def test_a_person_changes_the_mapping_but_never_keeps_coordinates() -> None:
    rows = [["Name", "Mood", "Latitude"], ["Ana Rusu", "calm", "47.0105"]]
    table = read_table(table_csv(rows), "f")
    mapping = suggest(table)
    changed = mapping.with_target(1, "notes")
    assert check(table, changed, TODAY).rows[0].values["notes"] == "calm"
    assert check(table, mapping.with_target(1, KEEP, "health"), TODAY).rows[0].imported["health"] == {
        "Mood": "calm"
    }
    left = check(table, mapping.with_target(1, LEAVE_OUT), TODAY)
    assert "left_out" in [problem.code for problem in left.problems] and not left.rows[0].imported
    for target, compartment in (("notes", None), (KEEP, "casework")):
        with pytest.raises(ValueError, match="refused"):
            mapping.with_target(2, target, compartment)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no target"):
        mapping.with_target(1, "password")
    with pytest.raises(ValueError, match="no compartment"):
        mapping.with_target(1, KEEP, "public")  # type: ignore[arg-type]


def test_a_mapping_is_kept_between_pages_and_cannot_be_talked_into_coordinates() -> None:
    rows = [["Name", "Mood", "Latitude"], ["Ana Rusu", "calm", "47.0105"]]
    table = read_table(table_csv(rows), "f")
    mapping = suggest(table).with_target(1, KEEP, "health").with_target(0, "working_name")
    again = from_plain(table, mapping.to_plain())
    assert [(c.target, c.compartment) for c in again.columns] == [
        (c.target, c.compartment) for c in mapping.columns
    ]
    forged = [{**each, "target": "notes"} for each in mapping.to_plain()]
    assert from_plain(table, forged).columns[2].target == REFUSED
    with pytest.raises(ValueError, match="no target"):
        from_plain(table, [{"header": "Mood", "target": "x"}])


def test_coordinates_far_down_a_column_are_refused_when_all_rows_are_read() -> None:
    rows: list[list[Any]] = [["Name", "Remark on home"]]
    rows += [[f"Ana {chr(65 + n % 26)}", None] for n in range(1200)]
    rows += [["Eva Rusu", "47.0105, 28.8638"]] * 5
    table = read_table(table_csv(rows), "f")
    assert suggest(table).columns[1].target == KEEP
    preview = check(table, suggest(table), TODAY)
    assert preview.mapping.columns[1].target == REFUSED
    assert not any(row.imported for row in preview.rows)


def test_two_columns_for_one_place_are_refused_until_one_is_chosen() -> None:
    preview = preview_of([["First name", "Nick"], ["Ana", "Anuța"]], Nick="given_name")
    assert "same_target" in [problem.code for problem in preview.problems]
    assert preview.ready == []
    assert preview.rows[0].imported["identity"] == {"Nick": "Anuța"}
    assert told(preview.rows[0]) == ["second_value"]


def test_columns_that_may_share_a_place_are_joined() -> None:
    rows = [["Name", "Mobile", "Home phone", "City", "Street", "Notes", "Comments"]]
    rows.append(["Ana Rusu", "069 000 001", "022 000 001", "Orhei", "Lungă 3", "first", "second"])
    row = preview_of(rows).rows[0]
    assert [str(phone) for phone in row.values["phone"]] == ["069 000 001", "022 000 001"]  # type: ignore[union-attr]
    assert row.values["address"] == "Orhei, Lungă 3"
    assert row.values["notes"] == "first\nsecond"


def test_without_any_name_nothing_can_be_imported() -> None:
    preview = preview_of([["Mood", "Weather"], ["calm", "rain"]])
    assert "no_name_column" in [problem.code for problem in preview.problems]
    assert preview.ready == []


def test_a_full_name_is_parted_and_kept_whole() -> None:
    row = preview_of([["ФИО", "Риск"], ["Руссу Анна Петровна", "высокий"]]).rows[0]
    assert (row.text("given_name"), row.text("family_name"), row.text("patronymic")) == (
        "Анна",
        "Руссу",
        "Петровна",
    )
    assert row.text("full_name") == "Руссу Анна Петровна"
    row = preview_of([["Client", "Risk"], ["Natalia", "high"]]).rows[0]
    assert row.text("full_name") == "Natalia" and told(row) == ["name_not_split"]
    assert row.ok


def test_an_age_beside_a_birth() -> None:
    rows = [
        ["Name", "DOB", "Age"],
        ["Ana R", "12.05.1987", 39],
        ["Eva R", "12.05.1987", 20],
        ["Ion R", "", 17],
    ]
    fits, differs, alone = preview_of(rows).rows
    assert told(fits) == [] and told(differs) == ["age_disagrees"]
    assert alone.values["birth"] == Birth(2009, approximate=True) and "age" not in alone.values
    assert alone.imported["identity"]["Age"] == "17"


def test_refused_consent_and_turned_dates_are_told() -> None:
    rows = [["Name", "Consent", "Opened on", "Closed on"], ["Ana R", "nu", "2026-05-01", "2026-04-01"]]
    assert told(preview_of(rows).rows[0]) == ["closed_before_opened", "no_consent"]


def test_dates_counted_by_a_spreadsheet_are_told_once() -> None:
    rows = [["Name", "DOB"], *[[f"Ana {chr(65 + n)}", 31909 + n] for n in range(5)]]
    preview = preview_of(rows)
    assert [p.code for p in preview.problems].count("excel_serials") == 1
    assert all(told(row) == [] for row in preview.rows)
    assert preview.rows[0].values["birth"] == Birth(1987, 5, 12)


def test_one_cell_is_not_mistaken_for_an_equal_one_of_another_kind() -> None:
    table = read_table(xlsx([["Name", "Note"], ["Ana R", True], ["Eva R", 1], ["Ion R", "1"]]), "f")
    notes = [row.text("notes") for row in check(table, suggest(table), TODAY).rows]
    assert notes == ["TRUE", "1", "1"]


def test_the_same_person_is_seen_in_either_order_of_names() -> None:
    rows = [["Full name", "DOB"], ["Ana Rusu", "1990"], ["Rusu Ana", "1990"], ["Ana Rusu", "1991"]]
    preview = preview_of(rows)
    assert [row.duplicate_of for row in preview.rows] == [None, 2, None]


def test_progress_is_told() -> None:
    table = read_table(table_csv([["Name"], *[[f"Ana {n}"] for n in range(4001)]]), "f")
    steps: list[tuple[int, int]] = []
    check(table, suggest(table), TODAY, progress=lambda done, total: steps.append((done, total)))
    assert steps[0] == (0, 4001) and steps[-1] == (4001, 4001) and len(steps) == 4


def test_a_mapping_of_another_table_is_refused() -> None:
    table = read_table(table_csv([["Name", "Risk"], ["Ana", "high"]]), "f")
    with pytest.raises(ValueError, match="another table"):
        check(table, suggest_mapping(["Name"]), TODAY)
