"""Rows of the access matrix of this part, what they need in the world, and what is looked for in a dump."""

from __future__ import annotations

import re
from typing import Any

from django.test import override_settings

from acasa.cases.deadlines.services import deciding, feeds
from acasa.core.scope import scoped
from acasa.vault import folders
from tests import planted
from tests.security.rows.base import ALL, CASE, KEEPERS, NORTH, SIGNED_IN, Row

ROOM = "/cases/{case}/deadlines/"
ONE = {**CASE, "record_id": "deadline"}
CALENDAR = "/deadlines/calendar/"

ROWS: tuple[Row, ...] = (
    Row("deadlines:room", CASE, get=NORTH, only_get=True),
    Row("deadlines:recalculate", CASE, post=NORTH, done=ROOM, only_post=True),
    # The rule of this one does not let it be put off.
    Row(
        "deadlines:extend", ONE, get=NORTH, post=NORTH, page=ROOM, done=ROOM, data=lambda _w: {"reason": "x"}
    ),
    Row("deadlines:settle", ONE, get=NORTH, post=NORTH, done=ROOM, data=lambda _w: {"how": "done"}),
    Row("deadlines:again", ONE, post=NORTH, done=ROOM, only_post=True),
    Row("deadlines:overdue", get=SIGNED_IN, only_get=True),
    Row("deadlines:rules", get=SIGNED_IN, only_get=True),
    Row("deadlines:run", get=KEEPERS, post=KEEPERS, done="/deadlines/"),
    # Whoever holds the secret, but never together with a session of another organisation.
    Row(
        "deadlines:public_feed",
        {"token": "calendar_token"},
        get=ALL - {"olga"},
        only_get=True,
        public=True,
        while_locked=True,
    ),
    Row("deadlines:feed", get=SIGNED_IN, only_get=True),
    Row("deadlines:make_feed", post=SIGNED_IN, done="page", only_post=True),
    Row("deadlines:end_feed", post=SIGNED_IN, done=CALENDAR, only_post=True),
)


def prepare(world: Any) -> None:
    """Deadlines of Boris's case by Moldova's rules, and Sofia's calendar feed."""
    boris = world.cast.boris
    with scoped(boris.user.org_id), override_settings(ACASA_COUNTRY_PACK="md"):
        deciding.recalculate(boris.actor(), world.case)
        found = folders.open_one(boris.actor(), world.case, verb="test")
        deadlines = {r.data["rule"]: r.id for r in found.records if r.data.get("kind") == "deadline"}
        world.deadline = deadlines["outcome_assessment"]
        world.calendar_token = feeds.make(world.sofia.actor())


def plant(boris: Any, alina: Any, case: str) -> None:
    """Set a deadline of the case aside, with a reason that nobody else would write."""
    room = boris.get(case + "deadlines/")
    found = re.search(r"/cases/[0-9a-f-]{36}/deadlines/[0-9a-f-]{36}/settle/", room.text)
    assert found, room.text
    done = boris.submit(boris.get(found[0]), {"how": "aside", "reason": planted.ASIDE})
    assert done.url == case + "deadlines/" and planted.ASIDE in done.text, (done.url, done.errors)


def read(alina: Any, case: str) -> str:
    """What the room shows of it."""
    return str(alina.get(f"{case}deadlines/").text)
