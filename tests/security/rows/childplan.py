"""Rows of the access matrix of this part, what they need in the world, and what is looked for in a dump."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from acasa.cases.childplan import queries
from acasa.cases.childplan.services import drafting, school, versions
from acasa.cases.queries.case import case_page
from acasa.cases.services import editing
from acasa.core.scope import scoped
from tests import planted
from tests.security.rows.base import NORTH, SOON, TODAY, Row, day

CHILD = {"case_id": "planned_child"}
ROOM = "/cases/{planned_child}/child-plan/"
DRAFT = f"{ROOM}draft/"
LINE = {**CHILD, "line": "=l1"}
SCHOOL = {**CHILD, "school_id": "child_school"}


def _line(_world: Any) -> dict[str, Any]:
    return {"domain": "mind", "goal": "Sleep.", "consent": "agreed"}


def _due(world: Any) -> dict[str, Any]:
    return {"status": "open", "child_view_how": "silent", "version": "1", **day("review_on", SOON)}


def _school(_world: Any) -> dict[str, Any]:
    return {"state": "school", "school": "School 5"}


ROWS: tuple[Row, ...] = (
    Row("childplan:room", CHILD, get=NORTH, only_get=True),
    Row("childplan:versions", CHILD, get=NORTH, only_get=True),
    Row(
        "childplan:due",
        {**CHILD, "obligation": "child_due"},
        get=NORTH,
        page="/cases/{planned_child}/child-plan/line/l1/",
        only_get=True,
    ),
    Row("childplan:draft", CHILD, get=NORTH, only_get=True),
    Row("childplan:add_line", CHILD, get=NORTH, post=NORTH, done=f"{DRAFT}#mind", data=_line),
    Row(
        "childplan:change_line",
        LINE,
        get=NORTH,
        post=NORTH,
        done=f"{DRAFT}#mind",
        data=lambda w: {**_line(w), "version": "1"},
    ),
    Row("childplan:remove_line", {**CHILD, "line": "=l2"}, post=NORTH, only_post=True, done=DRAFT),
    Row(
        "childplan:nothing_needed",
        {**CHILD, "domain": "=means"},
        post=NORTH,
        only_post=True,
        done=f"{DRAFT}#means",
    ),
    Row(
        "childplan:begin_from",
        {**CHILD, "template": "=child_default"},
        get=NORTH,
        post=NORTH,
        done=DRAFT,
        data=lambda w: {"language": "en", "lines": ["a_friend"]},
    ),
    Row("childplan:leave_draft", CHILD, post=NORTH, only_post=True, done=ROOM),
    Row(
        "childplan:make_version",
        CHILD,
        get=NORTH,
        post=NORTH,
        done=ROOM,
        data=lambda w: {"version": str(w.child_draft), "reason": ""},
    ),
    Row("childplan:look", LINE, get=NORTH, post=NORTH, done=ROOM, data=_due),
    Row("childplan:review", CHILD, get=NORTH, post=NORTH, done=ROOM),
    Row(
        "childplan:answer",
        {**CHILD, "who": "=child"},
        get=NORTH,
        post=NORTH,
        done=ROOM,
        data=lambda w: {"answer": "refused", "how": "shown", "number": "1", "version": "0"},
    ),
    Row(
        "childplan:print",
        CHILD,
        get=NORTH,
        post=NORTH,
        done="page",
        data=lambda w: {"language": "en", "copy": "child_copy", "names": "working", "safe": "yes"},
    ),
    Row(
        "childplan:sign",
        CHILD,
        get=NORTH,
        post=NORTH,
        done=ROOM,
        data=lambda w: {
            "number": "1",
            "language": "en",
            "how": "screen",
            "child": "on",
            "pads": "1",
            "strokes_0": "[[[1,1],[9,9]]]",
        },
    ),
    Row("childplan:add_school", CHILD, get=NORTH, post=NORTH, done=ROOM, data=_school),
    Row(
        "childplan:change_school",
        SCHOOL,
        get=NORTH,
        post=NORTH,
        done=ROOM,
        data=lambda w: {**_school(w), "version": "1"},
    ),
    Row(
        "childplan:school_told",
        SCHOOL,
        get=NORTH,
        post=NORTH,
        done=ROOM,
        data=lambda w: {"who": "The teacher", "told": ["moved"], **day("on", TODAY)},
    ),
    Row(
        "childplan:school_note",
        CHILD,
        get=NORTH,
        post=NORTH,
        done=ROOM,
        data=lambda w: {"attendance": "regular", **day("on", TODAY)},
    ),
)


def prepare(world: Any) -> None:
    """Maria is a child: with a plan, a draft of the next version, and a school."""
    today = datetime.now(UTC).date()
    world.planned_child = world.own_case
    with scoped(world.cast.org.id):
        alina = world.cast.alina.actor()
        version = case_page(alina, world.planned_child).facts_version
        editing.set_risk(
            alina, world.planned_child, risk="low", review_on=None, alerts=["minor"], version=version
        )
        boris, case = world.cast.boris.actor(), world.planned_child
        line = {"domain": "mind", "goal": planted.CHILD_GOAL, "due": today.isoformat(), "consent": "agreed"}
        drafting.save_line(boris, case, line_id="", data=line, rev=0)
        versions.make_version(boris, case, on=today, review_on=None, version=1)
        drafting.save_line(boris, case, line_id="", data={**line, "domain": "care"}, rev=0)
        world.child_school = school.save(boris, case, school_id=None, data={"state": "school"}, version=0)
        file = queries.child_file(boris, case)
        assert file.plan is not None and file.draft is not None
        world.child_due = UUID(file.plan.data["lines"][0]["obligation"])
        world.child_draft = file.draft.version


def plant(boris: Any, alina: Any, case: str) -> None:
    """Write one of everything through the pages of an installation (test_dump): words of tests/planted.py."""
    # Whose plan it is must be a child.
    done = boris.submit(boris.get(case + "risk/"), {"alerts": ["minor"]})
    assert done.url == case, (done.url, done.errors)
    room, draft = case + "child-plan/", case + "child-plan/draft/"
    line = {
        "domain": "family",
        "need": planted.CHILD_NEED,
        "goal": planted.CHILD_GOAL,
        "action": planted.CHILD_ACTION,
        "other": planted.CHILD_HELPER,
        "resources": planted.CHILD_RESOURCES,
        "child_view_how": "said",
        "child_view": planted.CHILD_VIEW,
    }
    school_page = {"state": "school", "school": planted.CHILD_SCHOOL, "words": planted.CHILD_SCHOOL_WORDS}
    look = {"status": "open", "outcome": planted.CHILD_OUTCOME, "level": "begun"}
    for part, values, after in (
        ("draft/line/", line, f"{draft}#family"),
        ("version/", {"reason": ""}, room),
        ("line/l1/", look, room),
        ("answer/child/", {"answer": "refused", "words": planted.CHILD_ANSWER}, room),
    ):
        done = boris.submit(boris.get(room + part), values)
        assert done.url.split("#")[0] == after.split("#")[0], (part, done.url, done.errors)
    for part, values in (
        ("add/", school_page),
        ("note/", {"attendance": "hurt", "words": planted.CHILD_ATTENDS}),
    ):
        done = boris.submit(boris.get(f"{case}school/{part}"), values)
        assert done.url == room, (part, done.url, done.errors)
    told = re.search(rf"{case}school/[0-9a-f-]{{36}}/told/", done.text)
    assert told
    done = boris.submit(boris.get(told[0]), {"who": planted.CHILD_TEACHER, "told": ["moved"]})
    assert done.url == room, (done.url, done.errors)


def read(alina: Any, case: str) -> str:
    """What the room shows of it."""
    return str(alina.get(f"{case}child-plan/").text)
