"""Rows of the access matrix of the legal track and of the pictures, and what is looked for in a dump."""

from __future__ import annotations

from typing import Any

from tests import planted
from tests.security.rows.base import CASE, NORTH, OURS, SOON, TODAY, Row, day

ROOM = "/cases/{case}/law/"
HEARING = {
    "what_for": "interview",
    "place": planted.LAW_HEARING,
    "state": "planned",
    "protection": ["screen"],
}
DOCUMENT = {"type": "passport", "held_by": "us", "kept_at": "", "words": planted.LAW_DOCUMENT}


def _hearing(world: Any) -> dict[str, Any]:
    return {**HEARING, **day("on", SOON)}


ROWS: tuple[Row, ...] = (
    Row("law:room", CASE, get=OURS, only_get=True),
    Row("law:add", {**CASE, "what": "=hearing"}, get=OURS, post=OURS, done=ROOM, data=_hearing),
    Row(
        "law:change",
        {**CASE, "record_id": "law_hearing"},
        get=OURS,
        post=OURS,
        done=ROOM,
        data=lambda world: {**_hearing(world), "state": "held"},
    ),
    Row("law:give_back", {**CASE, "record_id": "law_document"}, post=OURS, done=ROOM, only_post=True),
    # --- pictures: with casework
    Row("pictures:ecomap", CASE, get=NORTH, only_get=True),
    Row("pictures:matrix", CASE, get=NORTH, only_get=True),
    Row(
        "pictures:ties",
        CASE,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/pictures/ecomap/",
        data=lambda world: {"strength_us": "strong", "new_name": "A neighbour", "new_group": "friend"},
    ),
)


def prepare(world: Any) -> None:
    """A hearing and a document of hers that we keep, written by the one who holds every key."""
    from acasa.cases.law import rules, services
    from acasa.core.scope import scoped

    with scoped(world.cast.org.id):
        alina = world.cast.alina.actor()
        told = {**HEARING, "on": SOON, "start": "", "accompany": "", "share": ""}
        world.law_hearing = services.add(alina, world.case, kind=rules.HEARING, data=told)
        kept = {**DOCUMENT, "asked_on": TODAY}
        world.law_document = services.add(alina, world.case, kind=rules.DOCUMENT, data=kept)


def plant(boris: Any, alina: Any, case: str) -> None:
    """Write one of everything through the pages of an installation (test_dump): words of tests/planted.py."""
    today = dict(zip(("on_year", "on_month", "on_day"), TODAY.split("-"), strict=True))
    written: dict[str, dict[str, Any]] = {
        "hearing": {"what_for": "interview", "place": planted.LAW_HEARING, **today},
        "cooperation": {"answer": "not_now", "words": planted.LAW_DECISION, **today},
        "legal_document": {"type": "passport", "held_by": "exploiter", "words": planted.LAW_DOCUMENT},
        "compensation": {
            "against": "employer",
            "state": "asked",
            "currency": "MDL",
            "basis": planted.LAW_CLAIM,
            "amount": "9000",
        },
    }
    for kind, values in written.items():
        done = alina.submit(alina.get(f"{case}law/add/{kind}/"), values)
        assert done.url == f"{case}law/", (kind, done.url, done.errors)
    page = boris.get(f"{case}pictures/ecomap/ties/")
    done = boris.submit(page, {"new_name": planted.ECOMAP_FRIEND, "new_group": "friend"})
    assert planted.ECOMAP_FRIEND in done.text, (done.url, done.errors)
    # The case manager has no way to what is the lawyer's.
    assert boris.get(f"{case}law/").status == 404
