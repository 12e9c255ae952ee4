"""Pages and files: a question of a questionnaire, crossed, narrowed, taken along; and who finds none of it."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.test import Client
from django.utils import translation

from acasa.cases.interviews import services as interviews
from acasa.cases.models import Case
from acasa.core.scope import scoped
from acasa.people import rules as people
from acasa.questionnaires import services as questionnaires
from acasa.reports import counted, files, presenters, queries, services
from acasa.reports.queries import Wanted
from acasa.reports.tests.forms_source import FORM
from acasa.reports.tests.test_counting import answers, opened
from acasa.vault import folders
from acasa.vault.testing import Cast, Colleague

pytestmark = pytest.mark.django_db(transaction=True)
SOURCE = {"sample": "acasa.reports.tests.forms_source"}


@pytest.fixture
def asked(cast: Cast, settings: Any) -> Cast:
    """Seven who were asked after their return: four from the north, three from the south; two never agreed."""
    settings.ACASA_FORM_SOURCES, settings.ACASA_SMALL_NUMBER = SOURCE, 3
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    for number in range(9):
        case = opened(cast.boris, cast)
        interview(
            cast, case, "north" if number % 2 == 0 else "south", "sister nobody" if number < 4 else "sister"
        )
        if number not in (1, 8):
            answers(cast.boris, case, "agreed")
    return cast


def sign_in(client: Client, who: Colleague) -> None:
    answer = client.post("/sign-in/", {"email": who.email, "password": who.password})
    assert answer.status_code == 302, answer.content.decode()


def interview(cast: Cast, case: UUID, region: str, helped: str) -> None:
    data = {
        "kind": "interview",
        "ref": "sample:return",
        "form_id": FORM.id,
        "answers": {
            "name": "Natalia, north",
            "home": {"region": region, "helped": helped},
            "kids": [{"school": "yes"}, {"school": "no"}],
        },
        "ended_at": "2026-05-04T10:00:00+00:00",
        "at": "2026-05-04T10:00:00+00:00",
    }
    with scoped(cast.org_id):
        folder = folders.open_one(cast.boris.actor(), case, verb="test")
        folders.add(folder, people.CASEWORK, data)


def test_marks_of_answers_hold_choices_and_nothing_that_was_typed() -> None:
    given = {
        "name": "north",
        "home": {"region": "north", "helped": ["sister", "somebody else"]},
        "kids": [{"school": "yes"}, {"school": "yes"}],
    }
    expected = [
        ("/data/home/region",), ("/data/home/region", "north"),
        ("/data/home/helped",), ("/data/home/helped", "sister"),
        ("/data/kids/school",), ("/data/kids/school", "yes"),
    ]  # fmt: skip
    assert counted.answer_marks(FORM.id, FORM, given) == [counted.mark(FORM.id, *parts) for parts in expected]
    assert counted.answer_marks(FORM.id, FORM, {"home": {"region": "typed by hand"}}) == []


def test_a_question_of_any_form_is_crossed(asked: Cast) -> None:
    def shown(path: str, columns: str = "", **filters: str) -> list[tuple[tuple[str, ...], int | None]]:
        wanted = Wanted(queries.QUESTION, columns, form="sample:return", path=path, filters=filters)
        found = queries.table(asked.dan.actor(), wanted)
        return [(head.codes, head.total) for head in found.shown.rows]

    with scoped(asked.org_id):
        # Four and three; those who answered are a part of the caseload, so numbers are rounded to the nearest three.
        assert shown("/data/home/region") == [(("north",), 3), (("south",), 3)]
        # Three had nobody but their sister; all seven had her.
        assert shown("/data/home/helped") == [(("sister",), 6), (("nobody",), 3)]
        assert shown("/data/kids/school", queries.ANSWERED) == [(("yes",), 6), (("no",), 6)]
        assert shown("/data/home/region", "gender", opened="1999") == []
        assert shown("/data/name") == shown("/data/nowhere") == []


def test_who_did_not_answer_is_not_found_by_subtracting(asked: Cast) -> None:
    """One more is counted who was not asked: the whole and those who answered differ by her alone."""
    actor = asked.dan.actor()
    answers(asked.boris, opened(asked.boris, asked), "agreed")
    with scoped(asked.org_id):
        whole = queries.table(actor, Wanted("stage"))
        part = queries.table(
            actor, Wanted(queries.QUESTION, "stage", form="sample:return", path="/data/home/region")
        )
    assert (whole.shown.total, part.shown.total, part.shown.rounded) == (8, 6, 3)
    assert {head.total for head in part.shown.columns} == {6}


def test_the_page_shows_the_table_and_the_files_say_the_same(asked: Cast, client: Client) -> None:
    sign_in(client, asked.dan)
    asks = client.get("/figures/?rows=form:sample:return")
    assert "Choose a question" in asks.content.decode()
    query = "?rows=form:sample:return&question=/data/home/region&columns=stage"
    page = client.get(f"/figures/{query}")
    words = page.content.decode()
    assert page.status_code == 200 and "Which region?" in words and "7 of 9" not in words
    assert "7 cases are counted: all, or nearly all." in words
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/figures/table.xlsx{query}").content))
    lines = [[cell for cell in row if cell is not None] for row in book.active.iter_rows(values_only=True)]
    assert ["North", 3, 3] in lines and ["'=South", 3, 3] in lines
    plain = client.get(f"/figures/table.csv{query}").content.decode("utf-8-sig")
    assert "North,3,3" in plain and "Natalia" not in plain
    assert client.get("/figures/table.pdf").status_code == 404
    # What does not go together, or is no code, is left out and breaks nothing.
    for odd in (
        "?rows=x&columns=y&opened=<b>",
        "?rows=stage&columns=stage",
        "?rows=form:sample:x",
        "?columns=half_named",
    ):
        assert client.get(f"/figures/{odd}").status_code == 200


def test_words_in_three_languages(asked: Cast) -> None:
    wanted = Wanted(queries.QUESTION, form="sample:return", path="/data/home/region")
    with scoped(asked.org_id):
        figures = queries.table(asked.dan.actor(), wanted)
    found = {}
    for language in ("en", "ro", "ru"):
        with translation.override(language):
            found[language] = [line.label for line in presenters.page(figures).lines]
    # A language that the form does not speak: its first one.
    assert found == {"en": ["North", "=South"], "ro": ["Nord", "Sud"], "ru": ["North", "=South"]}


@pytest.mark.parametrize("kind", files.KINDS)
def test_no_label_of_a_form_is_calculated_by_a_spreadsheet(kind: str) -> None:
    made = files.made(kind, [["=1+1", "@x", 5]], "en")
    if kind == "csv":
        assert made.decode("utf-8-sig") == "'=1+1,'@x,5\r\n"
    else:
        assert openpyxl.load_workbook(io.BytesIO(made)).active["A1"].value == "'=1+1"


def test_bringing_in_goes_on_where_it_was_left(
    asked: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "TOGETHER", 4)
    sign_in(client, asked.alina)
    assert client.get("/figures/bring-in/work/").url == "/figures/bring-in/"  # type: ignore[attr-defined]
    monkeypatch.setattr("acasa.reports.views.SECONDS", 0)
    assert client.post("/figures/bring-in/").url == "/figures/bring-in/work/"  # type: ignore[attr-defined]
    client.post("/figures/bring-in/work/")
    client.post("/figures/bring-in/work/")
    with scoped(asked.org_id):
        assert Case.objects.count() == 9
    assert "8 of 9 cases were looked at." in client.get("/figures/bring-in/").content.decode()
    done = client.post("/figures/bring-in/work/", headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == "/figures/bring-in/work/"
    assert "9 cases were looked at." in client.get("/figures/bring-in/work/").content.decode()


UPLOADED = """| survey |
|        | type                 | name   | label         |
|        | select_one districts | region | Which region? |
|        | text                 | words  | In her words  |
| choices |
|        | list_name | name  | label |
|        | districts | north | North |
|        | districts | south | South |
| settings |
|        | form_title | form_id | version |
|        | Regions    | regions | 1       |
"""


def test_an_uploaded_questionnaire_is_counted_by_who_may_not_ask_it(cast: Cast, settings: Any) -> None:
    """From the sheet to the table: answered through the one way in which interviews are kept."""
    settings.ACASA_SMALL_NUMBER = 3
    with scoped(cast.org_id):
        version = questionnaires.add(
            cast.alina.actor(),
            content=UPLOADED.encode(),
            filename="regions.md",
            settings=questionnaires.Settings(people.HEALTH),
        )
        questionnaires.publish(cast.alina.actor(), version)
    for _number in range(3):
        case = opened(cast.boris, cast)
        answers(cast.boris, case, "agreed")
        with scoped(cast.org_id):
            # Carmen asks; her health record is counted beside what Boris' keys open, which hers do not.
            given = {"region": "south", "words": "south, where the mill is"}
            interviews.keep(cast.carmen.actor(), case, ref=f"form:{version}", answers=given)
    with scoped(cast.org_id):
        dan = cast.dan.actor()
        assert (f"form:{version}", "Regions") in queries.forms(dan)
        offered = queries.questions(dan, f"form:{version}")
        assert offered is not None
        (region,) = offered[1]
        wanted = Wanted(queries.QUESTION, queries.ANSWERED, form=f"form:{version}", path=region.path)
        found = queries.table(dan, wanted)
    assert [(head.codes, head.total) for head in found.shown.rows] == [(("south",), 3)]
