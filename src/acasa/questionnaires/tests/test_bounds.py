"""Forms of others: what their labels, choices and expressions can't do to a server or to a page."""

from __future__ import annotations

from datetime import UTC, datetime

from acasa.questionnaires.catalogue import Published
from acasa.questionnaires.engine.expressions.texts import LONGEST
from acasa.questionnaires.engine.model import Form
from acasa.questionnaires.engine.reading import read
from acasa.questionnaires.engine.session import Session
from acasa.questionnaires.pages.filling import Filled, Filling

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
