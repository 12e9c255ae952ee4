"""Rows of the access matrix of this part, what they need in the world, and what is looked for in a dump."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from acasa.cases.queries import case as cases
from acasa.cases.reintegration.services import joint, outcomes
from acasa.core.scope import scoped
from tests import planted
from tests.security.rows.base import CASE, NORTH, SOON, TODAY, Row, day

WAY, TOGETHER = "/cases/{case}/way/", "/cases/{case}/way/together/"
SERIES = {**CASE, "series_id": "joint_series"}

ROWS: tuple[Row, ...] = (
    Row("reintegration:room", CASE, get=NORTH, only_get=True),
    Row(
        "reintegration:outcomes",
        CASE,
        get=NORTH,
        post=NORTH,
        done=WAY,
        data=lambda w: {"moment": "between", "work_her_level": "3", **day("on", TODAY)},
    ),
    Row("reintegration:closing", CASE, get=NORTH, only_get=True),
    Row("reintegration:together", CASE, get=NORTH, only_get=True),
    Row(
        "reintegration:plan",
        CASE,
        get=NORTH,
        post=NORTH,
        done=TOGETHER,
        data=lambda w: {
            "child": str(w.kin),
            "number": "2",
            "rhythm": "week",
            "lead": str(w.boris_id),
            "place": "none",
            **day("begin", SOON),
        },
    ),
    Row(
        "reintegration:session",
        {**CASE, "session_id": "joint_session"},
        get=NORTH,
        post=NORTH,
        done=TOGETHER,
        data=lambda w: {"state": "held", **day("on", TODAY)},
    ),
    Row(
        "reintegration:one_more",
        SERIES,
        get=NORTH,
        post=NORTH,
        done=TOGETHER,
        data=lambda w: day("due", SOON),
    ),
    Row("reintegration:end", SERIES, get=NORTH, post=NORTH, done=TOGETHER),
    Row(
        "reintegration:observe",
        CASE,
        get=NORTH,
        post=NORTH,
        done=TOGETHER,
        data=lambda w: {"answer": "agreed", **day("on", TODAY)},
    ),
    Row(
        "reintegration:remove",
        CASE,
        get=NORTH,
        post=NORTH,
        done=TOGETHER,
        data=lambda w: {"what": "remove"},
    ),
    # A search is under way in `case`: it may wait, and what does not wait is not resumed.
    Row(
        "visits:pause_search",
        CASE,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/visits/",
        data=lambda w: day("until", SOON),
    ),
    Row("visits:resume_search", CASE, post=NORTH, only_post=True, done="/cases/{case}/visits/"),
)


def prepare(world: Any) -> None:
    """A round of outcomes, and a series with its first session, in `case`."""
    with scoped(world.cast.org.id):
        boris, today = world.cast.boris.actor(), datetime.now(UTC).date()
        said = {"work": {"her_level": "2", "level": "1", "words": planted.OUTCOME_WORDS}}
        outcomes.record(boris, world.case, on=today, moment="intake", answers=said)
        new = joint.NewSeries(world.kin, 2, "week", today + timedelta(days=1), planted.JOINT_AIM)
        world.joint_series = joint.plan(boris, world.case, new=new)
        folder = cases.case_page(boris, world.case).case_folder
        world.joint_session = folder.of_kind("joint_session")[0].id


def _boxes(name: str, when: date) -> dict[str, str]:
    return {f"{name}_day": str(when.day), f"{name}_month": str(when.month), f"{name}_year": str(when.year)}


def plant(boris: Any, alina: Any, case: str) -> None:
    """Write one of everything through the pages of an installation (test_dump): words of tests/planted.py."""
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    way, together = f"{case}way/", f"{case}way/together/"
    done = boris.submit(boris.get(f"{way}outcomes/"), {"work_words": planted.OUTCOME_WORDS})
    assert done.url == way and planted.OUTCOME_WORDS in done.text, (done.url, done.errors)
    series = {"aim": planted.JOINT_AIM, "number": "2", **_boxes("begin", tomorrow)}
    done = boris.submit(boris.get(f"{together}plan/"), series)
    assert done.url == together and planted.JOINT_AIM in done.text, (done.url, done.errors)
    said = {"answer": "agreed", "words": planted.OBSERVED_WORDS}
    done = boris.submit(boris.get(f"{together}observing/"), said)
    assert done.url == together and planted.OBSERVED_WORDS in done.text, (done.url, done.errors)
    first = re.search(rf"{together}session/[0-9a-f-]{{36}}/", done.text)
    assert first
    # Notes of a session are health's: the founder holds every ring.
    told = {"state": "held", "mood_after": planted.JOINT_MOOD, "see_play": "3", "note": planted.JOINT_NOTE}
    done = alina.submit(alina.get(first[0]), told)
    assert done.url == together and planted.JOINT_NOTE in done.text, (done.url, done.errors)
    second = re.search(rf"{together}[0-9a-f-]{{36}}/end/", done.text)
    assert second
    done = boris.submit(boris.get(second[0]), {"words": planted.JOINT_END})
    assert done.url == together and planted.JOINT_END in done.text, (done.url, done.errors)
    done = boris.submit(boris.get(f"{case}visits/search/"), {"words": planted.LOST_AGAIN})
    assert done.url == f"{case}visits/", (done.url, done.errors)
    wait = {"reason": planted.PAUSE_REASON, **_boxes("until", tomorrow)}
    done = boris.submit(boris.get(f"{case}visits/search/pause/"), wait)
    assert done.url == f"{case}visits/" and planted.PAUSE_REASON in done.text, (done.url, done.errors)
    # It ends; the story of visits begins another one.
    done = boris.submit(boris.get(f"{case}visits/search/end/"), {"words": planted.PAUSE_REASON})
    assert done.url == f"{case}visits/", (done.url, done.errors)
