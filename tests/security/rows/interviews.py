"""Rows of the access matrix of this part, what they need in the world, and what is looked for in a dump."""

from __future__ import annotations

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
    return {"on-page": ["economic:e1"], "not-said": ["economic:e1"], "do": "next"}


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
    """One of each sealed kind, with planted words."""
