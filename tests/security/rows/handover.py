"""Rows of loads and of handing over."""

from __future__ import annotations

from typing import Any

from tests import planted
from tests.security.rows.base import CASE, KEEPERS, NORTH, OURS, SIGNED_IN, Row

MINE = {"team_id": "north_id", "worker_id": "boris_id"}

ROWS: tuple[Row, ...] = (
    Row("handover:load", get=KEEPERS, only_get=True),
    # Whoever is in one team is led to its page, the others choose.
    Row(
        "handover:mine",
        get=SIGNED_IN,
        only_get=True,
        but={
            ("GET", "boris"): "/handover/*",
            ("GET", "carmen"): "/handover/*",
            ("GET", "sofia"): "/handover/*",
            ("GET", "olga"): "/handover/*",
            ("HEAD", "boris"): "/handover/*",
            ("HEAD", "carmen"): "/handover/*",
            ("HEAD", "sofia"): "/handover/*",
            ("HEAD", "olga"): "/handover/*",
        },
    ),
    # A colleague's cases are handed over by that colleague or by a supervisor of the team.
    Row(
        "handover:begin",
        MINE,
        get=OURS | {"boris"},
        post=OURS | {"boris"},
        done=422,
        data=lambda w: {"to": str(w.cast.carmen.user.id)},
    ),
    # No case is named: there is no pack.
    Row("handover:packs"),
    Row("handover:pack", CASE, get=NORTH, post=NORTH, done="page", data=lambda w: {"language": "ro"}),
    # Keys are passed on by whoever holds them in both teams; nobody else is asked to.
    Row(
        "handover:other_team",
        CASE,
        get=OURS,
        post=OURS,
        data=lambda w: {"to": f"{w.cast.south.id}:{w.sofia.user.id}", "understood": "on"},
    ),
)


def prepare(world: Any) -> None:
    """The team's id, by which the pages are called."""
    world.north_id = world.cast.north.id


def plant(boris: Any, alina: Any, case: str) -> None:
    """Boris keeps the case, and says what a colleague should know."""
    done = boris.submit(boris.get(case + "assign/"), {"words": planted.HANDED_OVER})
    assert done.url == case and planted.HANDED_OVER in done.text, (done.url, done.errors)
