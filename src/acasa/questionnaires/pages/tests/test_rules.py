"""The division into pages, names of fields, texts and controls, without a database."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from acasa.cases.interviews import languages
from acasa.questionnaires.engine.model import Form, Node
from acasa.questionnaires.pages import controls
from acasa.questionnaires.pages.layout import MANY, Page, divide
from acasa.questionnaires.pages.places import located, name_of, without
from acasa.ui.rich import plain, rich

TYPES = ("string", "select1", "note", "calculate", "hidden", "date")


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Any nesting of groups, repeats and questions."""
    count = iter(range(10_000))

    def nodes(path: str, depth: int) -> tuple[Node, ...]:
        made = []
        for _ in range(draw(st.integers(0, 6 if depth else 25))):
            name = f"n{next(count)}"
            kind = draw(
                st.sampled_from(("question", "question", "group", "repeat") if depth < 3 else ("question",))
            )
            here = f"{path}/{name}"
            if kind == "question":
                made.append(Node(here, name, "question", type=draw(st.sampled_from(TYPES))))
            else:
                together = ("field-list",) if draw(st.booleans()) else ()
                made.append(Node(here, name, kind, appearance=together, children=nodes(here, depth + 1)))
        return tuple(made)

    return Form("f", "1", "F", (), nodes("/data", 0), {}, "")


def flat(pages: tuple[Page, ...]) -> list[Page]:
    return [each for page in pages for each in (page, *flat(page.inside))]


@given(forms())
def test_each_question_stands_on_one_page_in_order(form: Form) -> None:
    pages = flat(divide(form))
    asked = [node.path for page in pages for node in page.questions()]
    assert asked == [
        node.path
        for node in form.walk()
        if node.kind == "question" and node.type not in ("calculate", "hidden")
    ]
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        assert page.repeat or page.questions(), "no page is empty"
        together = any("field-list" in node.appearance for node in (*page.parents, *page.nodes))
        assert together or len(page.questions()) <= MANY
        for node in page.questions():
            around = [repeat.path for repeat in page.repeats]
            assert around == [
                each.path
                for each in form.walk()
                if each.kind == "repeat" and node.path.startswith(f"{each.path}/")
            ]


def test_a_place_in_nested_repeats() -> None:
    outer, inner = Node("/data/kids", "kids", "repeat"), Node("/data/kids/toys", "toys", "repeat")
    assert located("/data/kids/toys/name", (outer, inner), (2, 3)) == "/data/kids[2]/toys[3]/name"
    assert name_of("/data/kids[2]/toys[3]/name") == "kids~2:toys~3:name"
    assert located("/data/kidsname", (outer,), (2,)) == "/data/kidsname"


@given(st.integers(1, 20), st.integers(1, 20))
def test_what_is_kept_moves_up_with_its_occurrence(gone: int, at: int) -> None:
    moved = without(f"/data/kids[{at}]/toys[2]/name", f"/data/kids[{gone}]")
    if at == gone:
        assert moved == ""
    else:
        assert moved == f"/data/kids[{at - (at > gone)}]/toys[2]/name"
    assert without("/data/kidsfirst", f"/data/kids[{gone}]") == "/data/kidsfirst"


@given(st.text(alphabet="ab <>/&\"'*_#[]()\nbrispantongh=:.", max_size=60))
def test_a_text_brings_nothing_but_emphasis_and_breaks(text: str) -> None:
    tags = set(re.findall(r"<[^>]*>", rich(text)))
    assert tags <= {"<strong>", "</strong>", "<em>", "</em>", "<br>"}
    assert "\n" not in plain(text)


def test_what_authors_write() -> None:
    assert rich("**Now** <b>or</b> *then*") == "<strong>Now</strong> <strong>or</strong> <em>then</em>"
    assert rich('<span style="color:red">Stop</span><br/>2 * 3 * 4') == "Stop<br>2 * 3 * 4"
    assert (
        rich("[help](https://elsewhere.example/x) <script>x</script>")
        == "help &lt;script&gt;x&lt;/script&gt;"
    )
    assert plain("# A **title**\nand more") == "A title and more"


def answer(type_: str, typed: dict[str, Any], **more: Any) -> str:
    control = controls.control_of(
        Node("/d/q", "q", "question", type=type_, **more), "q", more.pop("choices", ())
    )
    cleaned = {}
    for name, field in control.fields.items():
        raw = field.widget.value_from_datadict(typed, {}, name)
        cleaned[name] = field.clean(raw)
    return control.value(cleaned)


@pytest.mark.parametrize(
    ("type_", "typed", "kept"),
    [
        ("int", {"q": " 1 200 "}, "1200"),
        ("int", {"q": ""}, ""),
        ("decimal", {"q": "7,50"}, "7.50"),
        ("geopoint", {"q": "47,0245 28,8322"}, "47.0245 28.8322 0 0"),
        ("geopoint", {"q": "47.0245, 28.8322", "rough:q": "on"}, "47 28.8 0 0"),
        ("acknowledge", {"q": "on"}, "OK"),
        ("time", {"q": "6 pm"}, "18:00:00.000"),
        ("barcode", {"q": " 4006381333931 "}, "4006381333931"),
    ],
)
def test_what_is_typed_becomes_an_answer(type_: str, typed: dict[str, Any], kept: str) -> None:
    assert answer(type_, typed) == kept


@pytest.mark.parametrize(
    ("type_", "typed"),
    [
        ("int", {"q": "7.5"}),
        ("int", {"q": "9" * 30}),
        ("decimal", {"q": "NaN"}),
        ("geopoint", {"q": "somewhere"}),
        ("geopoint", {"q": "91 0"}),
        ("dateTime", {"q": "2026-03-01"}),
    ],
)
def test_what_is_no_answer_is_said(type_: str, typed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        answer(type_, typed)


def test_an_order_needs_every_number_once() -> None:
    node = Node("/d/q", "q", "question", type="rank")
    control = controls.control_of(node, "q", [("a", rich("A")), ("b", rich("B"))])
    assert control.value({"rank:q:a": "2", "rank:q:b": "1"}) == "b a"
    assert control.initial("b a") == {"rank:q:a": "2", "rank:q:b": "1"}
    for wrong in ({"rank:q:a": "1", "rank:q:b": "1"}, {"rank:q:a": "1"}):
        with pytest.raises(ValidationError):
            control.value(wrong)


def test_steps_of_a_range() -> None:
    def steps(**parameters: str) -> list[str]:
        return controls.range_steps(Node("/d/q", "q", "question", type="range", parameters=parameters))

    assert steps(start="0", end="1", step="0.5") == ["0.0", "0.5", "1.0"]
    assert steps(start="3", end="1", step="1") == ["3", "2", "1"]
    assert steps(start="0", end="1000", step="1") == [] == steps(start="x") == steps(step="0")


def test_the_nearest_language() -> None:
    offered = ("English (en)", "Română (ro)", "русский")
    assert languages.nearest(offered, ("tk", "ro")) == "Română (ro)"
    assert languages.nearest(offered, ("ru",)) == "русский"
    assert languages.nearest(offered, ("tk", "")) == "English (en)"
    assert languages.nearest((), ("ro",)) == ""
    assert languages.shown("Română (ro)") == "Română" and languages.interface("русский", "ro") == "ru"
