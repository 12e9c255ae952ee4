"""Files of every kind, well made and badly made, become one table or a problem in words."""

from __future__ import annotations

import ast
import datetime as dt
import io
import struct
import sys
import zipfile

import pytest
import xlsxwriter

from acasa.cases.imports import ImportProblem, Limits, Table, read_table
from acasa.cases.imports.problems import describe
from acasa.cases.imports.tests.build import table_csv, xlsx
from acasa.cases.imports.workbook import CHILD

ROWS = [["Nume", "Prenume", "Observații"], ["Țurcanu", "Ștefania", "împreună"], ["Rusu", "Ana", "câine"]]
RUSSIAN = [["Фамилия", "Имя", "Примечания"], ["Чобану", "Наталья", "живёт у сестры"], ["Руссу", "Анна", "да"]]


def refused(data: bytes, name: str = "file", **options: object) -> str:
    with pytest.raises(ImportProblem) as caught:
        read_table(data, name, **options)  # type: ignore[arg-type]
    assert str(caught.value), "a problem has words"
    return caught.value.code


def codes(table: Table) -> list[str]:
    return [notice.code for notice in table.notices]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv_in_any_separator_and_unicode(delimiter: str, encoding: str) -> None:
    table = read_table(table_csv(ROWS, delimiter=delimiter, encoding=encoding), "people.csv")
    assert table.headers == ("Nume", "Prenume", "Observații")
    assert table.rows[0].cells == ("Țurcanu", "Ștefania", "împreună")
    assert table.delimiter == delimiter


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866"])
def test_russian_letters_of_old_programs_are_guessed_and_told(encoding: str) -> None:
    table = read_table(table_csv(RUSSIAN, encoding=encoding), "люди.csv")
    assert table.encoding == encoding
    assert table.rows[0].cells == ("Чобану", "Наталья", "живёт у сестры")
    assert "encoding_guessed" in codes(table)


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859-2", "iso8859-16"])
def test_romanian_letters_of_old_programs_are_guessed(encoding: str) -> None:
    rows = [["Nume", "Prenume", "Note"], ["Ţurcanu", "Ştefania", "împreună, câteva mâini"]]
    if encoding == "iso8859-16":  # has the comma below, at the places of the cedilla
        rows = [[cell.translate(str.maketrans("ŢŞţş", "ȚȘțș")) for cell in row] for row in rows]
    table = read_table(table_csv(rows, encoding=encoding), "oameni.csv")
    assert table.rows[0].cells == ("Ţurcanu", "Ştefania", "împreună, câteva mâini")


def test_a_person_may_correct_the_guess() -> None:
    data = table_csv(RUSSIAN, encoding="cp1251")
    assert read_table(data, "f", encoding="cp1251", delimiter=";").rows[0].cells[1] == "Наталья"
    assert refused(data, encoding="utf-8") == "unknown_encoding"
    assert refused(data, encoding="rot13") == "unknown_encoding"


def test_a_line_that_names_the_separator_is_obeyed() -> None:
    table = read_table(b"sep=;\r\nName;Surname\r\nAna;Rusu, Maria\r\n", "f.csv")
    assert table.headers == ("Name", "Surname")
    assert table.rows[0].number == 3
    assert table.rows[0].cells == ("Ana", "Rusu, Maria")


def test_blank_rows_and_titles_are_left_aside_and_row_numbers_are_the_spreadsheets() -> None:
    rows = [
        ["Caseload 2026"],
        [],
        ["First name", "Surname", "Phone"],
        [],
        ["Ana", "Rusu", "1\n2"],
        [" ", ""],
        ["Ion"],
    ]
    for data in (table_csv(rows), xlsx(rows)):
        table = read_table(data, "f")
        assert table.headers == ("First name", "Surname", "Phone")
        assert [row.number for row in table.rows] == [5, 7]
        assert table.rows[1].cells == ("Ion", None, None)
        assert "rows_above_header" in codes(table)


def test_numbers_dates_and_truths_of_a_workbook_keep_their_kind() -> None:
    table = read_table(xlsx([["A", "B", "C", "D"], [1, 2.5, True, dt.date(1990, 5, 3)]]), "f.xlsx")
    assert table.rows[0].cells == (1, 2.5, True, dt.date(1990, 5, 3))
    assert isinstance(table.rows[0].cells[0], int)


def test_of_several_sheets_one_is_read_and_the_others_are_named() -> None:
    data = xlsx(ROWS, more={"Empty": [], "Old": RUSSIAN})
    table = read_table(data, "f.xlsx")
    assert table.sheet == "People"
    assert table.sheets == ("People", "Empty", "Old")
    notice = next(notice for notice in table.notices if notice.code == "several_sheets")
    assert "Old" in describe(notice) and "Empty" not in describe(notice)
    assert read_table(data, "f.xlsx", sheet="Old").headers[0] == "Фамилия"
    assert refused(data, sheet="Nowhere") == "no_such_sheet"
    assert refused(data, sheet="Empty") == "empty_sheet"


def test_headers_are_made_unique_and_unnamed_columns_get_their_letter() -> None:
    table = read_table(table_csv([["Phone", "phone", "", "Name"], ["1", "2", "3", "Ana"]]), "f")
    assert table.headers == ("Phone", "phone (2)", "[C]", "Name")
    assert {"duplicate_header", "unnamed_column"} <= set(codes(table))
    # A name that is already taken by a column is not given twice.
    again = read_table(table_csv([["Phone", "Phone (2)", "Phone"], ["1", "2", "3"]]), "f")
    assert len(set(again.headers)) == 3


def test_cells_beyond_the_names_get_a_column_of_their_own() -> None:
    table = read_table(table_csv([["Name", "Surname"], ["Ana", "Rusu", "stray"], ["Ion", "Rusu"]]), "f")
    assert table.headers == ("Name", "Surname", "[C]")
    assert table.rows[0].cells[2] == "stray"


def test_a_column_that_counts_rows_is_left_out_but_case_numbers_stay() -> None:
    rows = [["№", "Name"], *[[number, f"Ana {number}"] for number in range(1, 6)]]
    table = read_table(table_csv(rows), "f")
    assert table.headers == ("Name",)
    assert "numbering_column" in codes(table)
    rows = [["№", "Name"], *[[number, f"Ana {number}"] for number in range(101, 106)]]
    assert read_table(table_csv(rows), "f").headers == ("№", "Name")


def test_repeated_names_are_no_person() -> None:
    table = read_table(
        table_csv([["Name", "Surname"], ["Ana", "Rusu"], ["Name", "Surname"], ["Ion", "Rusu"]]), "f"
    )
    assert [row.number for row in table.rows] == [2, 4]
    assert "header_repeated" in codes(table)


def test_an_open_quotation_mark_is_told() -> None:
    assert "odd_quotes" in codes(read_table(b'Name;Note\nAna;"open\nIon;x\n', "f"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b" \r\n \n", "empty_file"),
        (b";;;\n;;\n", "empty_sheet"),
        (b"Name;Surname\n", "no_rows"),
        (b"%PDF-1.7 ...", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n", "not_a_table"),
        (b"ab\x00\x01\x02\x00cd" * 9 + b"x", "not_a_table"),
        (b"PK\x03\x04 broken", "unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken", "unreadable"),
        (b"\xff\xfea", "unknown_encoding"),
    ],
)
def test_what_is_no_table_is_refused_in_words(data: bytes, code: str) -> None:
    assert refused(data) == code


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


def test_a_zip_that_is_no_spreadsheet_is_refused() -> None:
    assert refused(zipped({"a.txt": b"hello"})) == "not_a_table"
    assert refused(zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})) == "not_a_table"


def test_a_packed_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"\x00" * (340 * 2**20)})
    assert len(bomb) < 2**20
    assert refused(bomb, "bomb.xlsx") == "too_large_inside"


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    size = 64 * 2**20
    data = bytearray(zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"\x00" * size}))
    lied = data.replace(struct.pack("<I", size), struct.pack("<I", 1000))
    assert lied != data
    assert refused(bytes(lied), "bomb.xlsx") == "unreadable"


@pytest.mark.skipif(sys.platform == "win32", reason="limits of memory are those of Unix")
def test_two_cells_far_apart_end_the_child_and_not_the_server() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "Name")
    sheet.write(1_048_575, 16_383, "far")
    book.close()
    assert refused(out.getvalue(), "far.xlsx") == "too_large_inside"


def test_a_workbook_with_a_password_is_told_apart() -> None:
    data = bytearray(xlsx(ROWS))
    # The flag "encrypted" of every member, in its own header and in the directory.
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := data.find(mark, start)) >= 0:
            data[start + at] |= 1
            start += 4
    assert refused(bytes(data), "secret.xlsx") == "encrypted"


def test_spreadsheet_errors_are_counted() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Name", "Surname"])
    sheet.write(1, 0, "Ana")
    sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    book.close()
    notice = next(n for n in read_table(out.getvalue(), "f").notices if n.code == "error_cells")
    assert notice.params["count"] == 1


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(bytes=100), "too_large"),
        (Limits(rows=10), "too_many_rows"),
        (Limits(columns=3), "too_many_columns"),
        (Limits(cells=50), "too_many_cells"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_limits_hold(limits: Limits, code: str, kind: str) -> None:
    rows = [["First name", "Surname", "Phone", "Note"], *[["Ana", "Rusu", "1", "x"] for _ in range(100)]]
    data = table_csv(rows) if kind == "csv" else xlsx(rows)
    assert refused(data, limits=limits) == code
    assert read_table(data, "f", limits=Limits(rows=100, columns=4, cells=404)).rows


def test_a_cell_as_long_as_a_book_is_refused() -> None:
    data = table_csv([["First name", "Note"], ["Ana", "x" * 2_000]])
    assert refused(data, limits=Limits(longest=1_000)) == "cell_too_long"


def test_the_child_imports_nothing_of_ours() -> None:
    tree = ast.parse(CHILD.read_text(encoding="utf-8"))
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    assert names == {"__future__", "datetime", "json", "sys", "io", "typing", "resource", "python_calamine"}
