"""Forms of others: what their labels, choices and expressions can't do to a server or to a page."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from acasa.questionnaires.catalogue import Published
from acasa.questionnaires.engine.expressions.texts import LONGEST
from acasa.questionnaires.engine.model import Form
from acasa.questionnaires.engine.reading import check, read
from acasa.questionnaires.engine.session import Session
from acasa.questionnaires.pages.filling import Filled, Filling
from acasa.ui.rich import plain, rich

NOW = datetime(2026, 11, 26, tzinfo=UTC)
SETTINGS = "| settings | | |\n| | form_title | form_id |\n| | T | t |\n"


def form(survey: str, **media: bytes) -> Form:
    files = {f"{name}.csv": content for name, content in media.items()}
    return read(f"| survey | | | | |\n{survey}{SETTINGS}".encode(), "t.md", files)


def test_an_answer_without_a_label_is_shown_as_text() -> None:
    content = b'name,label\n"<img src=x onerror=alert(1)>",\nb,B\n'
    asked = form("| | type | name | label |\n| | select_one_from_file c.csv | q | Q |\n", c=content)
    published = Published("form:x", "T", "casework", asked, {"c.csv": content})
    filling = Filling(published, Filled(), now=NOW)
    ((_question, html),) = filling.rendered(filling.form(filling.shown()[0]))
    assert "<img" not in html and "&lt;img src=x" in html


def test_texts_that_double_end_in_words_and_not_in_all_memory() -> None:
    rows = "".join(f"| | calculate | c{i} | | concat(${{c{i - 1}}}, ${{c{i - 1}}}) |\n" for i in range(1, 50))
    asked = form(
        f"| | type | name | label | calculation |\n| | text | a | A | |\n| | calculate | c0 | | 'xxxxxxxxxx' |\n{rows}"
    )
    session = Session(asked, {"a": "b"}, now=NOW)
    assert all(len(state.value) <= LONGEST for state in session.states())
    assert any("longer" in trouble for trouble in session.troubles.values())


@pytest.mark.parametrize(
    "part", ["<b>", "<p ", "<i>a", "**a ", "__a ", "*a ", "[", "[a](https://x", "# ", "<br ", "&lt;p "]
)
def test_a_long_answer_in_a_label_takes_no_long_time(part: str) -> None:
    """A label asks "How old is ${name}?"; whoever typed the name decides what stands there."""
    begun = time.process_time()
    rich(part * 20_000)
    plain(part * 20_000)
    assert time.process_time() - begun < 3


def test_emphasis_that_is_closed_is_emphasis() -> None:
    assert rich("<B>a <i>b</i></strong> <b>c") == "<strong>a <em>b</em></strong> &lt;b&gt;c"
    assert (
        rich("</b><b onclick=x>**d *e* f**") == "&lt;/b&gt;&lt;b onclick=x&gt;<strong>d <em>e</em> f</strong>"
    )


def test_brackets_within_brackets_are_a_problem_in_words() -> None:
    deep = "(" * 3000 + "1" + ")" * 3000
    survey = (
        f"| survey | | | | |\n| | type | name | label | constraint |\n| | text | a | A | {deep} |\n{SETTINGS}"
    )
    found = check(survey.encode(), "t.md")
    assert found.form is None or found.errors


def test_a_pattern_that_would_try_for_hours_is_a_trouble_of_the_form() -> None:
    asked = read(
        b"""survey,type,name,label,constraint
,text,a,A,"regex(., '(a|aa)+')"
settings,form_title,form_id
,T,t
""",
        "t.csv",
    )
    session = Session(asked, {"a": "a" * 60 + "!"}, now=NOW)
    session.faults()
    assert any("too long" in trouble for trouble in session.troubles.values())
    assert not Session(asked, {"a": "aaa"}, now=NOW).faults()
