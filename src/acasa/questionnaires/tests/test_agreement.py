"""Our engine and JavaRosa, ODK's own, agree on what is asked, allowed, calculated and offered.

Where they differ on purpose stands in docs/devices.md, under the word that EXPLAINED gives.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

from acasa.questionnaires.engine.expressions import supported
from acasa.questionnaires.engine.expressions.checking import check
from acasa.questionnaires.engine.expressions.compiling import compile_expression
from acasa.questionnaires.engine.expressions.names import ARITY
from acasa.questionnaires.engine.reading import read
from acasa.questionnaires.tests import generated
from acasa.questionnaires.tests.javarosa import FORMS, ROOT, JavaRosa, differences, sent

COLLECTION = sorted(path.stem for path in FORMS.glob("*.md"))

# (form, question) to the heading of docs/devices.md that says why.
EXPLAINED = {
    ("moments", "c26"): "Weeks",
    ("moments", "c08"): "Hours in summer",
    ("numbers", "c18"): "The largest of negative numbers",
    # Everything of an occurrence that the form doesn't want, and what counts it.
    **{
        ("counted", name): "A count of nothing"
        for name in ("visit", "m", "note", "step", "cost", "twice", "costs", "all", "visits")
    },
}


@pytest.fixture(scope="module")
def engine() -> Iterator[JavaRosa]:
    with JavaRosa() as found:
        yield found


@pytest.mark.parametrize("name", COLLECTION)
def test_forms_of_the_collection(name: str, engine: JavaRosa) -> None:
    """given a form and answers, when both engines evaluate them, then they agree but for what is explained."""
    form = read((FORMS / f"{name}.md").read_bytes(), f"{name}.md")
    assert check(form) == []
    cases: list[dict[str, Any]] = json.loads((FORMS / f"{name}.json").read_text("utf-8"))
    found = [difference for case in cases for difference in differences(form, case, engine)]
    assert [each for each in found if (name, each.name) not in EXPLAINED] == []
    if name not in {form_ for form_, _ in EXPLAINED} | {"places"}:
        for case in cases:
            ours, theirs = sent(form, case, engine)
            assert ours == theirs
    # An explanation of something that no longer differs is none.
    assert {each.name for each in found} == {question for form_, question in EXPLAINED if form_ == name}


def test_each_difference_is_explained() -> None:
    text = (ROOT / "docs" / "devices.md").read_text("utf-8")
    headings = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert set(EXPLAINED.values()) <= headings


# A device's app knows these, not its engine.
_OF_THE_APP = {"pulldata", "property"}
_ARGUMENTS = {
    "jr:choice-name": ("/data/c", "'/data/c'"),
    "digest": ("/data/a", "'MD5'"),
    "indexed-repeat": ("/data/r/x", "/data/r", "1"),
    "geofence": ("/data/p", "/data/s"),
    "randomize": ("/data/r",),
    "instance": ("'c'",),
    "weighted-checklist": ("1", "2", "/data/a", "1"),
    **dict.fromkeys(("area", "enclosed-area", "distance"), ("/data/s",)),
    **dict.fromkeys(("format-date", "format-date-time"), ("/data/d", "'%Y'")),
    **dict.fromkeys(("date", "date-time", "decimal-date-time", "decimal-time"), ("/data/d",)),
}


def test_devices_know_every_function(engine: JavaRosa) -> None:
    """given each function that we have, when a device evaluates it, then it knows it too."""
    text = (
        "| survey |\n| | type | name | label | calculation | default |\n| | text | a | A | | x |\n"
        "| | date | d | D | | 2024-01-01 |\n| | geopoint | p | P | | 1 2 0 0 |\n"
        "| | geoshape | s | S | | 1 2 0 0;2 3 0 0;3 3 0 0;1 2 0 0 |\n| | select_one c | c | C | | |\n"
        "| | begin repeat | r | R | | |\n| | text | x | X | | |\n| | end repeat | | | | |\n"
        "| | calculate | y | | 'THE CALL' | |\n| choices |\n| | list_name | name | label |\n| | c | 1 | One |\n"
    )
    form = read(text.encode(), "functions.md")
    unknown = []
    for name in sorted(supported()):
        arguments = _ARGUMENTS.get(name, ("/data/a",) * ARITY[name][0])
        call = f"{name}({', '.join(arguments)})" + ("/root/item/name" if name == "instance" else "")
        call += "/../a" if name == "current" else ""
        compile_expression(call)
        xml = form.xml.replace("'THE CALL'", call)
        assert xml != form.xml
        if "cannot handle function" in engine.evaluate(replace(form, xml=xml), {}).get("error", ""):
            unknown.append(name)
    assert set(unknown) <= _OF_THE_APP


@pytest.mark.parametrize(
    ("forms", "answers"),
    [
        (generated.forms(), generated.answers()),
        (generated.nested_forms(), generated.nested_answers()),
    ],
    ids=["rules", "repeats"],
)
def test_generated_forms(
    forms: SearchStrategy[str], answers: SearchStrategy[dict[str, Any]], engine: JavaRosa
) -> None:
    """given forms and answers made by chance (always the same chance), then both engines agree on everything."""
    compared = 0

    @settings(
        max_examples=20,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(forms, answers)
    def agree(text: str, given_: dict[str, Any]) -> None:
        nonlocal compared
        form = read(text.encode(), "generated.md")
        assert differences(form, given_, engine) == []
        compared += 1

    agree()
    assert compared >= 20


CIRCLES = {
    "each other": ("text | a | A | ${b} = '' | ", "text | b | B | ${a} = '' | "),
    "itself": ("text | a | A | ${a} = '' | ",),
    "its own value": ("integer | a | A | | . + 1",),
    "what it calculates": ("integer | a | A | ${c} > 1 | ", "calculate | c | | | ${a} + 1"),
    "its group": ("begin group | g | G | ${x} != 'no' | ", "text | x | X | | ", "end group | | | | "),
    "the occurrence before": (
        "begin repeat | r | R | | ",
        "integer | x | X | | ",
        "calculate | t | | | ${x} + indexed-repeat(${t}, ${r}, position(..) - 1)",
        "end repeat | | | | ",
    ),
}
NO_CIRCLES = {
    "how many": (
        "begin repeat | r | R | | ",
        "text | x | X | | ",
        "calculate | t | | | count(${r})",
        "end repeat | | | | ",
    ),
    "the other way": ("text | a | A | ${b} = '' | ", "text | b | B | | "),
}


@pytest.mark.parametrize("name", [*CIRCLES, *NO_CIRCLES])
def test_circles(name: str, engine: JavaRosa) -> None:
    """given questions that depend on each other, then both engines refuse them, and neither refuses more."""
    rows = CIRCLES.get(name) or NO_CIRCLES[name]
    text = "| survey |\n| | type | name | label | relevant | calculation |\n" + "".join(
        f"| | {row} |\n" for row in rows
    )
    # Read without its checks: this is about what ours say of the form.
    from acasa.questionnaires.engine.reading import check as read_and_check

    form = read_and_check(text.encode(), "circle.md").form
    assert form is not None
    refused = [problem.code for problem in check(form)] == ["cycle"]
    assert refused == (name in CIRCLES)
    assert ("Cycle detected" in engine.evaluate(form, {}).get("error", "")) == refused
