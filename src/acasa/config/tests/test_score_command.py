"""``acasa score``: what a program reads, and its exit codes. No database is asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from acasa.config.cli import app

SCHEMAS = Path(__file__).parents[4] / "docs" / "schemas"


def run(*words: str, answers: Any = None) -> tuple[int, Any]:
    found = CliRunner().invoke(app, ["score", *words], input=None if answers is None else json.dumps(answers))
    return found.exit_code, found.stdout


def test_score_and_band_by_the_published_order() -> None:
    code, out = run("PHQ-9", "-", answers={f"q{n}": n % 4 for n in range(1, 10)})
    data = json.loads(out)
    assert code == 0
    assert (data["score"], data["band"], data["band_title"], data["range"]) == (
        13,
        "moderate",
        "Moderate",
        [0, 27],
    )
    assert data["critical"] == [{"item": "q9", "value": 1, "protocol": "suicide", "clock": "same_day"}]
    schema = json.loads((SCHEMAS / "score-result.schema.json").read_text(encoding="utf-8"))
    assert set(schema["required"]) <= set(data) <= set(schema["properties"])


def test_both_orders_of_self_esteem() -> None:
    sheet = [3, 0, 3, 3, 0, 0, 3, 0, 0, 3]
    assert json.loads(run("rses", "-", "--order", "satisfied_first", answers=sheet)[1])["score"] == 30
    assert json.loads(run("rses", "-", answers=sheet)[1])["score"] == 18
    assert run("rses", "-", "--order", "mine", answers=sheet)[0] == 2


@pytest.mark.parametrize(
    ("words", "answers", "code", "error"),
    [
        (("nothing", "-"), {}, 2, "unknown_instrument"),
        (("phq-9", "/no/such/file.json"), {}, 2, "unreadable"),
        (("phq-9", "-"), "a word", 2, "unreadable"),
        (("phq-9",), {}, 2, "no_answers"),
        (("phq-9", "-", "--respondent", "child"), {}, 2, "unknown_respondent"),
        (("phq-9", "-"), {"q1": 9, "q77": 1}, 1, "bad_answers"),
        (("SDQ", "-"), {"q1": 1}, 3, "permission_needed"),
        (("OHTS", "-"), {"q1": 1}, 3, "not_scored"),
        (("PSI-SF", "-", "--permission", "letter 7"), {"q1": 1}, 3, "not_scored"),
    ],
)
def test_what_is_refused_says_why(words: tuple[str, ...], answers: Any, code: int, error: str) -> None:
    status, out = run(*words, answers=answers)
    assert (status, json.loads(out)["error"]["code"]) == (code, error)


def test_with_the_owner_s_permission_it_is_counted_without_words() -> None:
    status, out = run("SDQ", "-", "--permission", "letter 7", "--respondent", "child", answers=[1] * 25)
    assert status == 0
    assert (json.loads(out)["score"], json.loads(out)["band"]) == (20, "high")
    items = json.loads(run("SDQ", "--list")[1])["items"]
    assert len(items) == 25
    assert not any(item["text"] for item in items)


def test_the_list_and_words_for_people() -> None:
    data = json.loads(run("--list")[1])["instruments"]
    assert len(data) == 28
    assert {row["instrument"] for row in data if row["text_included"]} >= {"phq-9", "rses", "who-5"}
    status, out = run("phq-9", "-", "--text", answers=[3] * 9)
    assert status == 0
    assert "Score: 27 (from 0 to 27, lower is better)" in out
    assert "Today, not later" in out
