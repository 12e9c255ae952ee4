"""Rows of the access matrix of this part, what they need in the world, and what is looked for in a dump."""

from __future__ import annotations

import re
from typing import Any

from acasa.cases.interviews.services import Attachment, drafting, keep
from acasa.core.scope import scoped
from acasa.questionnaires import catalogue
from tests import planted
from tests.security.rows.base import BORIS, NORTH, Row

CASE = {"case_id": "case"}
ROOM = "/cases/{case}/interviews/"
DRAFT = {**CASE, "draft_id": "interview_draft"}
UNDER_WAY = ROOM + "draft/{interview_draft}/"
PAGE = {**DRAFT, "key": "=1"}
KEPT = {**CASE, "record_id": "interview"}
REF = "instrument:reintegration-index/1"
LANGUAGE = "English (en)"


def _begin(_world: Any) -> dict[str, Any]:
    return {"ref": REF, "respondent": "self", "language": LANGUAGE}


def _answer(_world: Any) -> dict[str, Any]:
    return {"on-page": ["economic:e1"], "not-said": ["economic:e1"], "do": "to:2"}


ROWS: tuple[Row, ...] = (
    Row("interviews:room", CASE, get=NORTH, only_get=True),
    Row("interviews:begin", CASE, get=NORTH, post=NORTH, done=ROOM + "draft/*/", data=_begin),
    # An interview under way is its leader's alone.
    Row("interviews:resume", DRAFT, get=BORIS, only_get=True, page=UNDER_WAY + "page/1/"),
    Row("interviews:page", PAGE, get=BORIS, post=BORIS, done=UNDER_WAY + "page/2/", data=_answer),
    Row("interviews:live", PAGE, post=BORIS, only_post=True, done="page", data=_answer),
    Row("interviews:keep", PAGE, post=BORIS, only_post=True, done=204, data=_answer),
    Row("interviews:end", DRAFT, get=BORIS, post=BORIS, done=ROOM + "*/"),
    Row("interviews:stop", DRAFT, get=BORIS, post=BORIS, done=ROOM + "*/", data=lambda w: {"what": "keep"}),
    Row("interviews:forget", DRAFT, post=BORIS, only_post=True, done=ROOM),
    Row("interviews:read", KEPT, get=NORTH, only_get=True),
    Row("interviews:correct", KEPT, post=NORTH, only_post=True, done=ROOM + "draft/*/"),
    Row("interviews:told", KEPT, get=NORTH, only_get=True),
    Row("interviews:file", {**KEPT, "file_id": "interview_file"}, get=NORTH, only_get=True),
    # Without a questionnaire in the address there is nothing to print or to show.
    Row("interviews:blank", only_get=True),
    Row("interviews:media", only_get=True),
)


def prepare(world: Any) -> None:
    """An interview under way of Boris, and one that was kept, with a file."""
    cast = world.cast
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        world.interview = keep(
            boris,
            world.case,
            ref=REF,
            answers={"economic": {"e1": "2"}},
            language=LANGUAGE,
            files={"/data/economic/e1": Attachment("letter.txt", "text/plain", planted.INTERVIEW.encode())},
        )
        world.interview_draft = drafting.begin(
            boris,
            world.case,
            published=catalogue.find(boris, REF),
            language=LANGUAGE,
            respondent="self",
        )
        from acasa.cases.interviews import queries

        _page, record = queries.interview(boris, world.case, world.interview)
        world.interview_file = record.data["files"]["/data/economic/e1"]


def plant(boris: Any, alina: Any, case: str) -> None:
    """An interview that she stopped, and one under way, through the pages of an installation (test_dump)."""
    taken = alina.submit(alina.get("/questionnaires/"), {}, action="/questionnaires/take/first-interview/")
    alina.submit(taken, {}, action=f"{taken.url}publish/")
    room = f"{case}interviews/"

    def begin() -> Any:
        ref = re.search(r"\?ref=form%3A[0-9a-f-]{36}", boris.get(f"{room}new/").text)
        assert ref
        return boris.submit(boris.get(f"{room}new/{ref[0]}"), {"respondent": "self", "language": LANGUAGE})

    def say(page: Any, do: str, **values: str) -> Any:
        named = {name.replace("__", ":"): value for name, value in values.items()}
        kept = [pair for pair in page.form(*named).fields if pair[0] not in named]
        return boris.post(page.url, [*kept, *named.items(), ("do", do)])

    page = say(begin(), "next", case_code="")
    page = say(page, "next", beginning__agrees="yes")
    page = say(page, "stop", safety__safe_tonight="unsure", safety__afraid_words=planted.INTERVIEW)
    done = boris.submit(page, {"what": "keep"})
    assert re.fullmatch(rf"{room}[0-9a-f-]{{36}}/", done.url) and planted.INTERVIEW in done.text, done.url
    page = say(begin(), "later", case_code=planted.INTERVIEW_DRAFT)
    assert page.url == room, (page.url, page.errors)


def read(alina: Any, case: str) -> str:
    """Pages on which a colleague with the key reads what was planted; what is under way is its leader's alone."""
    room = alina.get(f"{case}interviews/").text
    kept = set(re.findall(rf"{case}interviews/[0-9a-f-]{{36}}/", room))
    assert kept
    return "".join(str(alina.get(address).text) for address in kept)
