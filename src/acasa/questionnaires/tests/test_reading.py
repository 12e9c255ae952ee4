"""Reading forms: what comes in, what is said of broken ones, and that no bytes whatever end in a traceback."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from acasa.config.form_commands import app
from acasa.questionnaires import words
from acasa.questionnaires.engine import syntax
from acasa.questionnaires.engine.model import Output
from acasa.questionnaires.engine.problems import Problems
from acasa.questionnaires.engine.reading import check, read

ROOT = Path(__file__).resolve().parents[4]
FORMS = ROOT / "library" / "forms"

EVERYTHING = (Path(__file__).parent / "everything.md").read_text(encoding="utf-8")


def md(text: str) -> list[tuple[str, str, int, str]]:
    """The problems of a form in Markdown, as (code, sheet, row, column)."""
    return [(p.code, p.sheet, p.row, p.column) for p in check(text.encode(), "form.md").problems]


def test_a_form_with_everything_is_read() -> None:
    form = read(EVERYTHING.encode(), "form.md", {"people.csv": "\ufeffcode;called\nx;Xenia\n".encode()})
    nodes = {node.name: node for node in form.walk()}
    assert (form.id, form.version, form.title, form.languages) == (
        "form_1",
        "7",
        "A form",
        ("English (en)", "Română (ro)"),
    )
    assert {name: node.type for name, node in nodes.items() if node.kind == "question"} == {
        "start": "hidden",
        "first": "string",
        "second": "string",
        "sum": "calculate",
        "stamp": "string",
        "one": "select1",
        "one_other": "string",
        "many": "select",
        "person": "select1",
        "order": "rank",
        "scale": "range",
        "ok": "acknowledge",
        "told": "note",
        "face": "binary",
        "born": "date",
        "eldest": "select1",
    }
    first = nodes["first"]
    label = first.label["English (en)"]
    assert (label.parts, label.media) == (("Name of ", Output("/data/second")), {"image": "a.png"})
    assert (first.row, first.relevant, first.constraint, first.required, first.default) == (
        3,
        "/data/second  = 'a'",
        ". != ''",
        "true()",
        "abc",
    )
    # The dash that stands for a missing translation is not one.
    assert set(first.hint) == set(first.constraint_message) == {"English (en)"}
    assert nodes["second"].dynamic_default == "today()"
    assert (nodes["stamp"].triggers, nodes["stamp"].on_trigger) == (("/data/second",), "now()")
    assert [choice.name for choice in form.choices["yn"]] == ["yes", "no", "other"]
    assert nodes["many"].choice_filter == "country =  /data/second"
    assert nodes["many"].parameters == {"randomize": "true", "seed": "42"}
    assert form.choices["towns"][0].columns == {"country": "md"}
    assert [(c.name, c.label[""].parts) for c in form.choices[nodes["person"].choices]] == [("x", ("Xenia",))]
    assert (nodes["home"].kind, nodes["child"].kind, nodes["child"].count) == (
        "group",
        "repeat",
        "/data/scale",
    )
    assert nodes["home"].appearance == ("field-list",)
    assert (nodes["eldest"].itemset, nodes["eldest"].item_value) == ("../../child[./born != '']", "born")
    assert form.media == ("people.csv", "a.png")
    assert form.instance_name == "concat( /data/second , 'x')"


def test_the_official_form_and_those_of_the_library_are_read() -> None:
    official = FORMS / "htcds" / "htcds_xlsform.xlsx"
    form = read(official.read_bytes(), official.name)
    assert len(list(form.walk())) == 34
    assert sum(len(choices) for choices in form.choices.values()) == 331
    assert "DebtBondage" in {choice.name for choice in form.choices["methodsofcontrol"]}
    for path in sorted(FORMS.glob("*.md")):
        checked = check(path.read_bytes(), path.name)
        assert checked.problems == (), path.name
        assert checked.form is not None
        for node in checked.form.walk():
            assert not node.label or set(node.label) == set(checked.form.languages), node.name


def test_lists_of_their_own_sheet_go_to_devices_as_a_file() -> None:
    form = read(
        b"""
| survey |
| | type | name | label | choice_filter |
| | text | land | Land | |
| | select_one_external town | town | Town | land = ${land} |
| external_choices |
| | list_name | name | label | land |
| | town | a | Aurora | md |
""",
        "form.md",
    )
    town = list(form.walk())[-1]
    assert (town.type, town.choices, town.choice_filter) == ("select1", "town", "land =  /data/land")
    assert form.choices["town"][0].columns == {"land": "md"}
    assert form.itemsets.splitlines() == ['"list_name","name","label","land"', '"town","a","Aurora","md"']


BROKEN = """
| survey |
| | type | name | lable | relevant | calculation |
| | txt | a b | A | ${x} = 1 | |
| | select_one | s | S | | |
| | select_one nolist | s | S | | |
| | select_one | t | T | ${a | |
| | begin group | g | G | foo(1) = 2 | |
| | calculate | c | | | ${d} + 1 |
| | calculate | d | | | ${c} + (1 |
| | calculate | e | | | ${e} + 1 |
| | text | | x | 1 = | |
| | calculate | f | | | |
| | end repeat | | | | |
| | begin repeat | r | R | | |
| choices |
| | list_name | name | label |
| | yn | yes | Yes |
| | yn | yes | Yes |
| | yn | | No |
"""


def test_everything_that_is_wrong_is_said_at_once_and_where() -> None:
    found = md(BROKEN)
    for expected in (
        ("unknown-type", "survey", 2, "type"),
        ("invalid-name", "survey", 2, "name"),
        ("unknown-reference", "survey", 2, "relevant"),
        ("no-list", "survey", 3, "type"),
        ("unknown-list", "survey", 4, "type"),
        ("duplicate-name", "survey", 4, "name"),
        ("bad-reference", "survey", 5, "relevant"),
        ("unknown-function", "survey", 6, "relevant"),
        ("bad-expression", "survey", 8, "calculation"),
        ("cycle", "survey", 9, "calculation"),
        ("no-name", "survey", 10, "name"),
        ("bad-expression", "survey", 10, "relevant"),
        ("no-calculation", "survey", 11, "calculation"),
        ("unmatched-end", "survey", 12, "type"),
        ("unmatched-begin", "survey", 13, "type"),
        ("duplicate-choice", "choices", 3, "name"),
        ("no-choice-name", "choices", 4, "name"),
        ("misspelt-column", "survey", 1, "lable"),
    ):
        assert expected in found, expected
    # Each code has words in the page's language.
    assert {code for code, *_rest in found} <= set(words.PROBLEMS)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("| | type | name | label |\n| | text | a | ${a b} |", "unknown-reference"),
        ("| | type | label |\n| | text | a |", "no-column"),
        ("| | type | name | label | type |\n| | text | a | A | b |", "duplicate-column"),
        ("| | type | name | label | parameters |\n| | range | a | A | start=x |", "bad-parameter"),
        ("| | type | name | label | relevant |\n| | text | a | A | selected(., |", "bad-expression"),
        ("| | type | name | label | relevant |\n| | text | a | A | if(true()) |", "bad-arguments"),
        ("| | type | name | label | relevant |\n| | text | a | A | ${a} = 1 |", "cycle"),
        ("| | type | name | label |\n| | text | a | A |\n| | text | a | B |", "duplicate-name"),
        ("| | type | name | label |\n| | select_one_from_file a.txt | a | A |", "unknown-list"),
    ],
)
def test_one_mistake_has_one_code(rows: str, code: str) -> None:
    checked = check(f"| survey |\n{rows}\n".encode(), "form.md")
    assert code in [problem.code for problem in checked.errors]
    with pytest.raises(Problems):
        read(f"| survey |\n{rows}\n".encode(), "form.md")


def workbook(*, formula: bool = False, merged: bool = False, coloured: bool = False) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Survey")
    for row, cells in enumerate((("type", "name", "label"), ("text", "a", "A"), ("integer", "b", "B"))):
        sheet.write_row(row, 0, cells)
    if formula:
        sheet.write_formula(1, 2, '=CONCATENATE("x", B2)', None, "#REF!")
    if merged:
        sheet.merge_range("A5:B6", "note")
    if coloured:
        sheet.set_column(0, 16383, 12, book.add_format({"bg_color": "yellow"}))
        for row in range(0, 60_000, 1000):
            sheet.write_blank(row, 16_000, None, book.add_format({"bold": True}))
    book.add_worksheet("notes of the author").write(0, 0, "anything")
    book.close()
    return out.getvalue()


def test_workbooks_with_formulas_and_merged_cells() -> None:
    assert [problem.code for problem in check(workbook(), "a.xlsx").problems] == ["no-title"]
    formula = check(workbook(formula=True), "a.xlsx")
    assert ("formula", "survey", 2, "label") in [(p.code, p.sheet, p.row, p.column) for p in formula.errors]
    merged = check(workbook(merged=True), "a.xlsx")
    assert "merged" in [problem.code for problem in merged.problems]
    # A whole column coloured makes a sheet of a million cells; it is read like any other.
    assert check(workbook(coloured=True), "a.xlsx").form is not None


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * 90_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.xlsx", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "not-readable"),
        (b"PK\x03\x04 cut off", "a.xlsx", "not-readable"),
        (workbook()[:2000], "a.xlsx", "not-readable"),
        (b"%PDF-1.7", "a.xlsx", "not-readable"),
        (b"just words, and more", "a.csv", "not-a-form"),
        (b"x" * 6_000_000, "a.csv", "too-big"),
        (bomb(), "a.xlsx", "too-big-unpacked"),
    ],
)
def test_files_that_are_no_form(content: bytes, name: str, code: str) -> None:
    assert [problem.code for problem in check(content, name).problems] == [code]


SURVEY = '"survey",,\n,"type","name","label"\n,"text","a","Имя"\n'


@pytest.mark.parametrize(
    "content",
    [
        SURVEY.encode(),
        SURVEY.encode("utf-8-sig"),
        SURVEY.replace(",", ";").encode(),
        SURVEY.replace(",", "\t").encode("utf-16"),
        SURVEY.encode("cp1251"),
        "type,name,label\ntext,a,Имя\n".encode(),
        SURVEY.replace("\n", "\r\n").encode(),
    ],
)
def test_csv_as_programs_save_it(content: bytes) -> None:
    form = read(content, "a.csv")
    assert [(node.name, node.label[""].parts, node.row) for node in form.walk()] == [("a", ("Имя",), 2)]


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.xlsx", "a.xls", "a.md", "a.csv", "a", "ю.xlsx"]))
def test_no_bytes_end_in_a_traceback(content: bytes, name: str) -> None:
    checked = check(content, name)
    assert checked.form is not None or checked.errors


CELL = st.one_of(
    st.sampled_from(
        (
            "text",
            "select_one l",
            "begin group",
            "end group",
            "begin repeat",
            "calculate",
            "a",
            "b",
            "l",
            "yes",
            "",
        )
    ),
    st.sampled_from(
        ("${a}", "${b} = 1", "1 +", "selected(${a}, 'x')", "today()", "((", "${", "'", "../a", "a b")
    ),
    st.text(alphabet="ab${}()'\"=+. ,;:/|<>&\u0416\u2019", max_size=12),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(CELL, min_size=7, max_size=7), max_size=6),
    st.lists(st.lists(CELL, min_size=3, max_size=3)),
)
def test_no_sheet_ends_in_a_traceback(survey: list[list[str]], choices: list[list[str]]) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    heads = ("type", "name", "label", "relevant", "calculation", "constraint", "choice_filter")
    for title, rows in (
        ("survey", [heads, *survey]),
        ("choices", [("list_name", "name", "label"), *choices]),
    ):
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    book.close()
    checked = check(out.getvalue(), "a.xlsx")
    assert checked.form is not None or checked.errors
    assert {problem.code for problem in checked.problems} <= set(words.PROBLEMS)
    for problem in checked.problems:
        assert words.problem_words(problem.code, problem.message, problem.details)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab1${}()[]'\"=+-*/.,<>!|@: dnorivm", max_size=40))
def test_an_expression_is_read_or_its_fault_has_a_place(expression: str) -> None:
    try:
        syntax.parse(expression)
    except syntax.NotReadable as fault:
        assert 1 <= fault.at <= len(expression) + 1


def test_the_command_says_it_to_people_and_to_programs(tmp_path: Path) -> None:
    schema = json.loads((ROOT / "docs" / "schemas" / "form-problems.schema.json").read_text())["properties"]
    broken, good = tmp_path / "broken.md", tmp_path / "good.md"
    broken.write_text(BROKEN)
    good.write_text(EVERYTHING)
    (tmp_path / "good-media").mkdir()
    (tmp_path / "good-media" / "people.csv").write_text("code,called\nx,Xenia\n")
    runner = CliRunner()
    said = runner.invoke(app, ["check", str(broken)])
    assert said.exit_code == 1
    assert "survey, row 2, column type: There is no type 'txt'. Is 'text' meant?" in said.stdout
    for path, code in ((broken, 1), (good, 0)):
        answer = runner.invoke(app, ["check", "--json", str(path)])
        assert answer.exit_code == code
        found = json.loads(answer.stdout)
        assert set(found) == set(schema)
        for problem in found["problems"]:
            assert set(problem) == set(schema["problems"]["items"]["required"])
            assert re.fullmatch(schema["problems"]["items"]["properties"]["code"]["pattern"], problem["code"])
        assert found["form"] is None or set(found["form"]) == set(schema["form"]["oneOf"][1]["required"])
        assert found["ok"] is (code == 0)
        assert [p for p in found["problems"] if p["details"].get("file") == "people.csv"] == []
    assert runner.invoke(app, ["check", str(tmp_path / "none.xlsx")]).exit_code == 2
