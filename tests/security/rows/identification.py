"""Rows of the access matrix of this part, what they need in the world, and what is looked for in a dump."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from acasa.core.scope import scoped
from acasa.identification import services
from tests import planted
from tests.security.rows.base import CASE, NORTH, TODAY, Row, day

ROOM = "/cases/{case}/identification/"
SET = {**CASE, "set_code": "=adult_labour"}
SCREENING = {**CASE, "screening_id": "screening"}
DECIDED = {
    "status": "presumed",
    "by_whom": "NGO",
    "procedure": "organisation",
    "ground": "x",
    "appeal": "none",
}

ROWS: tuple[Row, ...] = (
    Row("identification:room", CASE, get=NORTH, only_get=True),
    Row(
        "identification:page",
        {**SET, "number": "=1"},
        get=NORTH,
        post=NORTH,
        done=f"{ROOM}screen/adult_labour/2/",
        data=lambda w: {"act-recruited": "present", "do": "on"},
    ),
    Row(
        "identification:result",
        SET,
        get=NORTH,
        post=NORTH,
        # Nothing was begun yet: to the first page.
        page=f"{ROOM}screen/adult_labour/1/",
        done=f"{ROOM}screen/adult_labour/7/",
        data=lambda w: {"act-recruited": "present", "do": "back"},
    ),
    Row("identification:screening", SCREENING, get=NORTH, only_get=True),
    Row(
        "identification:print",
        SCREENING,
        get=NORTH,
        post=NORTH,
        done="page",
        data=lambda w: {"language": "ro", "names": "code"},
    ),
    Row(
        "identification:compare",
        {**SCREENING, "other_id": "other_screening"},
        get=NORTH,
        only_get=True,
    ),
    Row(
        "identification:add_determination",
        CASE,
        get=NORTH,
        post=NORTH,
        done=f"{ROOM}status/",
        data=lambda w: {**DECIDED, **day("on", TODAY)},
    ),
    Row(
        "identification:change_determination",
        {**CASE, "determination_id": "determination"},
        get=NORTH,
        post=NORTH,
        done=f"{ROOM}status/",
        data=lambda w: {**DECIDED, **day("on", TODAY), "version": "1"},
    ),
    Row(
        "identification:status",
        CASE,
        get=NORTH,
        post=NORTH,
        done=ROOM,
        data=lambda w: {"version": "0"},
    ),
)


def prepare(world: Any) -> None:
    """Make what the rows name: `setattr(world, name, id)`."""
    today = datetime.now(UTC).date()
    with scoped(world.cast.org.id):
        boris = world.cast.boris.actor()
        answers = {"act.recruited": "present"}
        for name in ("screening", "other_screening"):
            kept = services.screen(
                boris, world.case, set_="adult_labour", answers=answers, words=name, on=today
            )
            setattr(world, name, kept)
        world.determination = services.determine(
            boris, world.case, data={**DECIDED, "on": TODAY}, text=planted.GROUND
        )


def plant(boris: Any, alina: Any, case: str) -> None:
    """Write one of everything through the pages of an installation (test_dump): words of tests/planted.py."""
    room = case + "identification/"
    on = dict(zip(("on_year", "on_month", "on_day"), TODAY.split("-"), strict=True))
    # A set for whoever it is: other parts may have said meanwhile that it is a child.
    first = boris.submit(boris.get(room + "screen/impeding_factors/1/"), {"hers-fear": "present"})
    assert first.url == room + "screen/impeding_factors/result/", (first.url, first.errors)
    done = boris.submit(first, {"words": planted.SCREENED, **on})
    assert planted.SCREENED in done.text, (done.url, done.errors)
    # An appeal that was made: while there is time for one, the case could not be closed.
    decided = {**DECIDED, **on, "appeal": "filed", "appeal_words": planted.APPEAL}
    decided |= {"ground": planted.GROUND, "who": planted.DECIDED_BY}
    done = boris.submit(boris.get(room + "determination/"), decided)
    assert done.url == room + "status/", (done.url, done.errors)


def read(alina: Any, case: str) -> str:
    """Pages on which what was planted is read."""
    room = str(alina.get(case + "identification/").text)
    screening = re.search(rf"{case}identification/screening/[0-9a-f-]{{36}}/", room)
    assert screening
    return room + str(alina.get(screening[0]).text)
