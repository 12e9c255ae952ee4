"""Rows of the access matrix of this part, what they need in the world, and what is looked for in a dump."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from acasa.cases.safety import queries
from acasa.cases.safety.services import assessing, planning, protocols
from acasa.core.scope import scoped
from tests import planted
from tests.security.rows.base import NORTH, SOON, TODAY, Row, day

CASE = {"case_id": "safety_case"}
PAGE = "/cases/{safety_case}/"
ROOM = PAGE + "safety/"
PROTOCOL = {**CASE, "protocol_id": "safety_protocol"}
RUNNING = ROOM + "protocol/{safety_protocol}/"
AGE = {**CASE, "age": "=6-11"}
# Alina, who founded the house, holds health as Carmen does.
HEALTH = frozenset({"alina", "carmen"})


def _decision(world: Any) -> dict[str, Any]:
    return {
        "do": "save",
        "debt": "present",
        "level": "medium",
        **day("on", TODAY),
        **day("review_on", SOON),
        "version": world.safety_facts,
    }


def _end(_world: Any) -> dict[str, Any]:
    return {"outcome": "safe_with_us", "step_text": "Ana sees her", **day("step_due", SOON)}


def _seen(world: Any) -> dict[str, Any]:
    told = {"child": str(world.safety_person), "intensity": "mild", "seen_bodily": ["sleep"]}
    return {**told, **day("on", TODAY)}


def _plan(_world: Any) -> dict[str, Any]:
    told = {"warning": "steps", "agreed": "agreed", "safe_to_take_home": "no", "number": "1"}
    return {**told, **day("on", TODAY)}


ROWS: tuple[Row, ...] = (
    Row("safety:room", CASE, get=NORTH, only_get=True),
    Row("safety:assess", CASE, get=NORTH, post=NORTH, done=ROOM, data=_decision),
    Row("safety:assessment", {**CASE, "risk_id": "safety_risk"}, get=NORTH, only_get=True),
    Row("safety:plan", CASE, get=NORTH, post=NORTH, done=ROOM, data=_plan),
    Row("safety:version", {**CASE, "number": "=1"}, get=NORTH, only_get=True),
    Row(
        "safety:answer",
        CASE,
        get=NORTH,
        post=NORTH,
        done=ROOM,
        data=lambda w: {"agreed": "agreed", "safe_to_take_home": "yes", "number": "1"},
    ),
    Row(
        "safety:print",
        CASE,
        get=NORTH,
        post=NORTH,
        done="page",
        data=lambda w: {"language": "ro", "names": "working", "safe": "no", "instead": "no_names"},
    ),
    Row(
        "safety:begin",
        {**CASE, "signal": "=suicide"},
        post=NORTH,
        only_post=True,
        done=RUNNING,
    ),
    Row(
        "safety:decline",
        {**CASE, "signal": "=danger_now"},
        get=NORTH,
        post=NORTH,
        done=PAGE,
        data=lambda w: {"words": "an old message"},
    ),
    Row("safety:protocol", PROTOCOL, get=NORTH, only_get=True),
    Row("safety:done", {**PROTOCOL, "step": "=stay"}, post=NORTH, only_post=True, done=RUNNING),
    Row(
        "safety:skip",
        {**PROTOCOL, "step": "=means"},
        get=NORTH,
        post=NORTH,
        done=RUNNING,
        data=lambda w: {"words": "there is nothing"},
    ),
    Row("safety:end", PROTOCOL, get=NORTH, post=NORTH, done=PAGE, data=_end),
    Row(
        "safety:note",
        PROTOCOL,
        get=HEALTH,
        post=HEALTH,
        done=RUNNING,
        data=lambda w: {"text": "no plan"},
    ),
    Row("safety:reactions", CASE, get=NORTH, only_get=True),
    Row("safety:add_reaction", AGE, get=NORTH, post=NORTH, done=ROOM + "reactions/", data=_seen),
    Row("safety:guidance", {**AGE, "language": "=ro"}, get=NORTH, only_get=True),
)


def prepare(world: Any) -> None:
    """A case of its own (a running protocol holds it open): an assessment, a plan, and a protocol that runs."""
    from tests.world import open_case

    cast = world.cast
    case, world.safety_person = open_case(cast.boris, cast.north, "Sanda", alerts=["danger_now"])
    world.safety_case = case
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        file = queries.safety_file(boris, case)
        assessing.assess(
            boris,
            case,
            answers={"debt": "present"},
            words={"debt": planted.RISK_WORDS},
            protective=["trusted_person"],
            protective_words="",
            level="high",
            why="",
            on=_day(),
            review_on=None,
            alerts=file.page.facts["alerts"],
            version=file.page.facts_version,
        )
        planning.save(
            boris,
            case,
            parts={"warning": planted.SAFETY_PLAN, "night": planted.SAFETY_NIGHT},
            on=_day(),
            review_on=None,
            agreed="not_yet",
            safe_to_take_home="no",
            number=0,
        )
        world.safety_protocol = protocols.begin(boris, case, signal="suicide")
        file = queries.safety_file(boris, case)
    world.safety_risk = file.assessments[0].id
    world.safety_facts = file.page.facts_version


def _day() -> date:
    return date.fromisoformat(TODAY)


def plant(boris: Any, alina: Any, case: str) -> None:
    """Write one of everything through the pages of an installation (test_dump): words of tests/planted.py."""

    def send(who: Any, part: str, values: dict[str, Any], to: str, **more: Any) -> Any:
        done = who.submit(who.get(case + part), values, **more)
        assert re.fullmatch(case + to, done.url), (part, done.url, done.errors)
        return done

    answers = {
        "debt": "present",
        "debt_words": planted.RISK_WORDS,
        "self_harm": "present",
        "self_harm_words": planted.RISK_CLINICAL,
        "protective_words": planted.RISK_HOLDS,
    }
    page = alina.submit(alina.get(case + "safety/risk/"), answers)
    decided = {"level": "high", "why": planted.RISK_WHY, "begin": "suicide"}
    done = alina.submit(page, decided)
    protocol = re.fullmatch(case + r"(safety/protocol/[0-9a-f-]{36}/)", done.url)
    assert protocol, (done.url, done.errors)
    here = protocol[1]
    send(alina, here + "note/", {"text": planted.PROTOCOL_NOTE}, here)
    send(boris, here + "step/means/left-out/", {"words": planted.PROTOCOL_SKIPPED}, here)
    ended = {
        "outcome": "other",
        "words": planted.PROTOCOL_END,
        "step_text": planted.PROTOCOL_NEXT,
    }
    send(boris, here + "end/", ended, "")
    send(boris, "safety/signal/missing_child/not-needed/", {"words": planted.PROTOCOL_DECLINED}, "")
    plan = {
        "warning": planted.SAFETY_PLAN,
        "people": planted.SAFETY_PEOPLE,
        "night": planted.SAFETY_NIGHT,
        "code_word": planted.SAFETY_WORD,
        "agreed": "agreed",
        "safe_to_take_home": "no",
    }
    send(boris, "safety/plan/", plan, "safety/")
    answer = {"agreed": "agreed", "safe_to_take_home": "no", "words": planted.SAFETY_ANSWER}
    send(boris, "safety/plan/answer/", answer, "safety/")
    boris.submit(boris.get(case + "safety/plan/print/"), {"safe": "yes", "language": "ro"})
    seen = {"intensity": "strong", "words": planted.REACTION, "helped": planted.REACTION_HELPED}
    send(boris, "safety/reactions/6-11/", seen, "safety/reactions/")


def read(alina: Any, case: str) -> str:
    """What the room and its pages show of it."""
    room = alina.get(f"{case}safety/").text
    parts = re.findall(rf"{case}safety/(?:risk|protocol)/[0-9a-f-]{{36}}/", room)
    assert len(set(parts)) == 2
    return str(room) + "".join(alina.get(part).text for part in [*parts, f"{case}safety/reactions/"])
