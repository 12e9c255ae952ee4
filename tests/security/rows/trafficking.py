"""Rows of the access matrix of this part, what they need in the world, and what is looked for in a dump."""

from __future__ import annotations

from typing import Any

from acasa.cases.trafficking.rules import shape
from acasa.cases.trafficking.services import facts, returning
from acasa.core.scope import scoped
from acasa.people import rules
from acasa.vault import folders
from tests import planted
from tests.security.rows.base import CASE, NORTH, SOON, Row, day

ROOM = "/cases/{case}/what-happened/"
PARTY = {**CASE, "party_id": "party"}

ROWS: tuple[Row, ...] = (
    Row("trafficking:room", CASE, get=NORTH, only_get=True),
    Row(
        "trafficking:step",
        {**CASE, "step": "=control"},
        get=NORTH,
        post=NORTH,
        done=ROOM,
        data=lambda w: {"control": ["DebtBondage"], "told": "not_now", "version": "1"},
    ),
    Row(
        "trafficking:add_party",
        CASE,
        get=NORTH,
        post=NORTH,
        done=ROOM,
        data=lambda w: {"roles": ["Transporter"]},
    ),
    Row(
        "trafficking:change_party",
        PARTY,
        get=NORTH,
        post=NORTH,
        done=ROOM,
        data=lambda w: {"roles": ["Exploiter"], "version": "1"},
    ),
    Row("trafficking:remove_party", PARTY, post=NORTH, only_post=True, done=ROOM),
    Row(
        "trafficking:add_return",
        CASE,
        get=NORTH,
        post=NORTH,
        done=ROOM,
        data=lambda w: {"state": "planned", **day("planned_on", SOON)},
    ),
    Row(
        "trafficking:change_return",
        {**CASE, "return_id": "going_home"},
        get=NORTH,
        post=NORTH,
        done=ROOM,
        data=lambda w: {"state": "done", "version": "1"},
    ),
    Row("trafficking:take", CASE, get=NORTH, post=NORTH, done=ROOM, data=lambda w: {"take": "x/y"}),
)


def prepare(world: Any) -> None:
    """Make what the rows name: `setattr(world, name, id)`."""
    with scoped(world.cast.org.id):
        boris = world.cast.boris.actor()
        section = shape.BY_CODE["control"]
        facts.save_section(boris, world.case, section=section, values={"control": ["Other"]}, told="", rev=0)
        known = {"roles": ["Transporter"], "near": "yes"}
        facts.save_party(boris, world.case, compartment=rules.CASEWORK, data=known)
        going = {"state": "planned", "planned_on": SOON, "met_by": planted.MET_BY}
        returning.save_return(boris, world.case, data=going, text=planted.ARRIVES)
        opened = folders.open_one(boris, world.case, verb="case.read")
        world.party = opened.of_kind("party")[0].id
        world.going_home = opened.of_kind("return")[0].id


def plant(boris: Any, alina: Any, case: str) -> None:
    """Write one of everything through the pages of an installation (test_dump): words of tests/planted.py."""
    room = case + "what-happened/"
    where = {"countries_1": "IT", "places": planted.EXPLOITED_AT, "from_year": "2024"}
    hers = {"vulnerabilities": "Poverty", "vulnerability_words": planted.VULNERABILITY}
    home = {
        "state": "planned",
        "escort": planted.ESCORT,
        "met_by": planted.MET_BY,
        "arrival": planted.ARRIVES,
    }
    boxes = {
        f"planned_on_{part}": number
        for part, number in zip(("year", "month", "day"), SOON.split("-"), strict=True)
    }
    party = {"roles": "Exploiter", "name": planted.EXPLOITER}
    for who, address, values in (
        (boris, "step/places/", where),
        (boris, "step/vulnerability/", hers),
        (boris, "return/", home | boxes),
        # A name takes somebody who holds the legal compartment.
        (alina, "person/", party),
    ):
        done = who.submit(who.get(room + address), values)
        assert done.url == room, (address, done.url, done.errors)
    assert planted.EXPLOITER in alina.get(room).text
    assert planted.EXPLOITER not in boris.get(room).text


def read(alina: Any, case: str) -> str:
    """Pages on which what was planted is read."""
    return str(alina.get(case + "what-happened/").text)
