"""``acasa form evaluate``: answers in, what the form makes of them out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from acasa.config import form_commands

ROOT = Path(__file__).resolve().parents[4]
FORM = ROOT / "tests" / "forms" / "logic.md"
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "form-evaluation.schema.json").read_text("utf-8"))


def run(*arguments: str, input: str | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(form_commands.app, ["evaluate", *arguments], input=input)
    return result.exit_code, result.stdout


def as_described(found: dict[str, Any], described: dict[str, Any]) -> None:
    """The keys are exactly those of the schema."""
    assert set(described["required"]) <= set(found) <= set(described["properties"])


def test_answers_are_evaluated() -> None:
    code, said = run(
        str(FORM), "-", "--now", "2026-03-01", input='{"age": 130, "name": "Anastasia", "odd": 1}'
    )
    found = json.loads(said)
    assert code == 0
    as_described(found, SCHEMA["oneOf"][1])
    for question in found["questions"]:
        as_described(question, SCHEMA["$defs"]["question"])
    assert found["constraints"] == {"/data/age": False, "/data/name": False}
    assert found["relevant"]["/data/adult"] and not found["relevant"]["/data/told"]
    assert found["calculations"]["/data/double"] == "261"
    assert [(fault["name"], fault["fault"], fault["message"]) for fault in found["faults"]] == [
        ("age", "constraint", "Between 0 and 120"),
        ("name", "constraint", ""),
        ("adult", "required", ""),
    ]
    assert (found["complete"], found["unknown"], found["problems"]) == (False, ["odd"], [])


def test_files_beside_the_form_are_found(tmp_path: Path) -> None:
    form = tmp_path / "town.md"
    form.write_text(
        "| survey |\n| | type | name | label | calculation |\n| | select_one_from_file towns.csv | town | Town | |\n"
        "| | calculate | people | | pulldata('towns', 'people', 'name', ${town}) |\n",
        "utf-8",
    )
    (tmp_path / "town-media").mkdir()
    (tmp_path / "town-media" / "towns.csv").write_text("name,label,people\nbalti,Bălți,100\n", "utf-8")
    code, said = run(str(form), "-", input='{"town": "balti"}')
    assert (code, json.loads(said)["calculations"]) == (0, {"/data/people": "100"})


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("calculation", "ceiling(1.5)", "unknown-function"),
        ("calculation", "if(1, 2)", "bad-arguments"),
        ("calculation", "${a} + 1", "cycle"),
    ],
)
def test_a_form_with_problems_is_not_evaluated(tmp_path: Path, column: str, value: str, problem: str) -> None:
    form = tmp_path / "wrong.md"
    form.write_text(
        f"| survey |\n| | type | name | label | {column} |\n| | integer | a | A | {value} |\n", "utf-8"
    )
    code, said = run(str(form), "-", input="{}")
    found = json.loads(said)
    assert (code, found["form"]) == (1, None)
    as_described(found, SCHEMA["oneOf"][0] | {"required": ["form", "problems"]})
    assert [each["code"] for each in found["problems"]] == [problem]
    assert (found["problems"][0]["row"], found["problems"][0]["column"]) == (2, column)


@pytest.mark.parametrize("given", ["[1]", "no json", ""])
def test_what_holds_no_answers_is_refused(given: str) -> None:
    assert run(str(FORM), "-", input=given)[0] == 2
    assert run(str(FORM), "/nowhere.json")[0] == 2
