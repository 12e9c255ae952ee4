"""Rows of the access matrix of this part, what they need in the world, and what is looked for in a dump."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from acasa.cases.children import queries
from acasa.cases.children.services import aging, caring, deciding, guarding, turning
from acasa.cases.services import opening
from acasa.core.scope import scoped
from acasa.vault import folders
from tests import planted
from tests.security.rows.base import NORTH, SOON, TODAY, Row, day

CHILD = {"case_id": "child_case"}
ROOM = "/cases/{child_case}/child/"
TABLE = ROOM + "determination/"
QUESTIONS = (
    "suspect",
    "benefits",
    "same_party",
    "related_to_suspect",
    "refuses_alone",
    "pressure",
    "child_objects",
)
ELEMENTS = ("identity", "family", "safety", "vulnerability", "health", "education", "solutions")
MEMBERS = (("Ana", "psychologist"), ("Ion", "lawyer"), ("Vera", "other"))
OPTIONS = ("family_care", "residential")


def _guardian(_world: Any) -> dict[str, Any]:
    told = {"name": "Maria", "by_whom": "Decision 12", **day("since", TODAY)}
    return {**told, **{f"q_{code}": "no" for code in QUESTIONS}}


def _age(_world: Any) -> dict[str, Any]:
    return {"source": "document", **day("on", TODAY)}


def _option(_world: Any) -> dict[str, Any]:
    return {"code": "residential", "child_view": "No."}


ROWS: tuple[Row, ...] = (
    Row("children:room", CHILD, get=NORTH, only_get=True),
    Row("children:age", CHILD, get=NORTH, post=NORTH, data=_age, done=ROOM),
    Row("children:add_guardian", CHILD, get=NORTH, post=NORTH, data=_guardian, done=ROOM),
    Row(
        "children:guardian",
        {**CHILD, "guardian_id": "guardian"},
        get=NORTH,
        post=NORTH,
        data=_guardian,
        done=ROOM,
    ),
    Row(
        "children:notice",
        CHILD,
        get=NORTH,
        post=NORTH,
        data=lambda w: {**day("on", TODAY), "to": "The authority"},
        done=ROOM,
    ),
    Row(
        "children:care",
        CHILD,
        get=NORTH,
        post=NORTH,
        data=lambda w: {
            "placement": "shelter",
            "who_name": "House",
            "emergency": "on",
            "danger": "now",
            **day("on", TODAY),
        },
        done=ROOM,
    ),
    Row(
        "children:care_visit",
        {**CHILD, "care_id": "child_care"},
        get=NORTH,
        post=NORTH,
        data=lambda w: {**day("on", TODAY), "alone": "yes", "words": "Quiet."},
        done=ROOM,
    ),
    Row(
        "children:emergency",
        {**CHILD, "care_id": "child_care"},
        get=NORTH,
        post=NORTH,
        data=lambda w: {"result": "ended", "reason": "Over."},
        done=ROOM,
    ),
    Row(
        "children:assessment",
        CHILD,
        get=NORTH,
        post=NORTH,
        data=lambda w: {"child_view": "Home."},
        done=ROOM,
    ),
    Row("children:read_assessment", {**CHILD, "record_id": "child_assessment"}, get=NORTH, only_get=True),
    Row("children:determination", CHILD, get=NORTH, only_get=True),
    # A version is being written already: both lead back and say so.
    Row("children:begin", CHILD, get=NORTH, post=NORTH, page=ROOM, done=ROOM),
    Row(
        "children:member",
        CHILD,
        get=NORTH,
        post=NORTH,
        data=lambda w: {"name": "Ira", "profession": "doctor", "organisation": "Clinic", "conflict": "no"},
        done=TABLE,
    ),
    Row("children:remove_member", {**CHILD, "member_id": "=m1"}, post=NORTH, only_post=True, done=TABLE),
    Row("children:add_option", CHILD, get=NORTH, post=NORTH, data=_option, done=TABLE),
    Row(
        "children:option", {**CHILD, "code": "=residential"}, get=NORTH, post=NORTH, data=_option, done=TABLE
    ),
    Row("children:drop_option", {**CHILD, "code": "=residential"}, post=NORTH, only_post=True, done=TABLE),
    Row(
        "children:decide",
        CHILD,
        get=NORTH,
        post=NORTH,
        data=lambda w: {
            "decision": "residential",
            "reasons": "So.",
            "version": str(w.child_draft_version),
            **day("on", TODAY),
            **day("review_on", SOON),
        },
        done=ROOM,
    ),
    Row("children:put_aside", CHILD, post=NORTH, only_post=True, done=ROOM),
    Row("children:version", {**CHILD, "number": "=1"}, get=NORTH, only_get=True),
    Row(
        "children:told",
        {**CHILD, "number": "=1"},
        get=NORTH,
        post=NORTH,
        data=lambda w: {**day("on", TODAY), "how": "talk", "told_by": "Carmen"},
        done=ROOM,
    ),
    Row("children:prepare", CHILD, post=NORTH, only_post=True, done=ROOM),
    Row("children:of_age", CHILD, post=NORTH, only_post=True, done=ROOM),
    Row(
        "children:item",
        {**CHILD, "code": "=documents"},
        get=NORTH,
        post=NORTH,
        data=lambda w: {**day("on", TODAY), "result": "Asked for."},
        done=ROOM,
    ),
)


def prepare(world: Any) -> None:
    """A child of team north: guardian, emergency placement, a decided version, and the next one being written."""
    cast = world.cast
    now = datetime.now(UTC).date()
    with scoped(cast.org.id):
        boris = cast.boris.actor()
        new = opening.NewCase(
            essentials={"working_name": "Daria"},
            identity={"birth_date": f"{now.year - 15}-01-01"},
            alerts=["minor"],
        )
        case = opening.open_case(boris, team_id=cast.north.id, new=new).id
        age = {"source": "document", "method": "", "on": now.isoformat()}
        aging.set_age(boris, case, data=age, version=0)
        guardian: dict[str, Any] = {
            "kin": "",
            "name": "Maria",
            "by_whom": "Decision 12",
            "from": now.isoformat(),
            "to": "",
        }
        guardian |= {"contact": "", "tasks": "", "words": "", "answers": dict.fromkeys(QUESTIONS, "no")}
        world.guardian = guarding.save(boris, case, data=guardian)
        care = {"placement": "shelter", "who_name": "House", "from": now.isoformat(), "danger": "now"}
        world.child_care = caring.place(boris, case, data=care, emergency=True)
        told: dict[str, Any] = {"child_view": "Home.", "heard_how": "play", "heard_by": "Carmen"}
        told |= {"not_heard_why": "", "took_part": ""}
        told["elements"] = {code: {"findings": "-", "source": "", "certainty": ""} for code in ELEMENTS}
        deciding.save_assessment(boris, case, data=told, version=0, finished=True)
        deciding.begin(boris, case)
        for name, profession in MEMBERS:
            member = {"name": name, "profession": profession, "organisation": "-", "conflict": False}
            deciding.add_member(boris, case, member=member)
        for code in OPTIONS:
            option = {"code": code, "pros": "", "cons": "", "risks": "", "child_view": "-"}
            deciding.weigh(boris, case, option=option, version=_draft(boris, case))
        deciding.decide(
            boris, case, decision="family_care", reasons="-", dissent=[], on=now,
            review_on=date(now.year + 1, 1, 1), version=_draft(boris, case),
        )  # fmt: skip
        deciding.begin(boris, case, reason="-")
        turning.prepare(boris, case)
        opened = folders.open_one(boris, case, verb="case.read")
        assessments = [one for one in opened.of_kind("best_interests") if one.data["what"] == "assessment"]
        world.child_case, world.child_assessment = case, assessments[0].id
        world.child_draft_version = _draft(boris, case)


def _draft(boris: Any, case: Any) -> int:
    draft = queries.need(boris, case, "child.read")[1].draft
    assert draft is not None
    return draft.version


def plant(boris: Any, alina: Any, case: str) -> None:
    """Write one of everything through the pages of an installation (test_dump): words of tests/planted.py."""
    room = case + "child/"
    table = room + "determination/"
    later = datetime.now(UTC).date() + timedelta(days=60)

    def boxes(name: str, when: date) -> dict[str, str]:
        return {
            f"{name}_day": str(when.day),
            f"{name}_month": str(when.month),
            f"{name}_year": str(when.year),
        }

    def fill(part: str, values: dict[str, Any], after: str = room) -> Any:
        done = boris.submit(boris.get(room + part), values)
        assert done.url == after, (part, done.url, done.errors, done.text[:3000])
        return done

    doubt = {"source": "medical", "method": planted.CHILD_AGE, "doubt": "on", **boxes("review_on", later)}
    fill("age/", doubt)
    clear = {f"q_{code}": "no" for code in QUESTIONS}
    guardian = {"name": planted.GUARDIAN, "by_whom": "-", "words": planted.GUARDIAN_WORDS}
    fill("guardian/", {**guardian, **clear, "q_benefits": "yes"})
    fill("notice/", {"to": planted.CHILD_NOTICE})
    heard = {"child_view": planted.CHILD_VIEW, "heard_how": "play", "heard_by": "-", "finished": "on"}
    fill("assessment/", {**heard, **{f"findings_{code}": planted.CHILD_FINDING for code in ELEMENTS}})
    done = boris.submit(boris.get(room), {}, action=f"{table}begin/")
    assert done.url == table
    for name, profession in MEMBERS:
        member = {"name": planted.PANEL_MEMBER if name == "Ana" else name, "profession": profession}
        fill("determination/member/", {**member, "organisation": "-", "conflict": "no"}, table)
    for code in OPTIONS:
        option = {"code": code, "risks": planted.OPTION_RISK, "child_view": "-"}
        fill("determination/option/", option, table)
    decision = {"decision": "family_care", "reasons": planted.DECISION_WHY, "dissent_m1": planted.DISSENT}
    fill("determination/decide/", {**decision, **boxes("review_on", later)})
    fill("determination/1/told/", {"how": "talk", "told_by": "-", "said": planted.TOLD_CHILD})
    fill("determination/begin/", {"reason": planted.REOPENED_WHY}, table)
    placed = {"placement": "foster", "who_name": planted.CARE_WHO, "danger": planted.CARE_DANGER}
    done = fill("care/", {**placed, "emergency": "on"})
    care = re.search(rf"{room}care/[0-9a-f-]{{36}}/", done.text)
    assert care
    part = care[0].removeprefix(room)
    fill(f"{part}visit/", {"alone": "yes", "words": planted.CARE_VISIT, "said": "-"})
    fill(f"{part}emergency/", {"result": "ended", "reason": planted.EMERGENCY_OVER})


def read(alina: Any, case: str) -> str:
    """What a colleague with the keys reads of it."""
    room = str(alina.get(case + "child/").text)
    assessment = re.search(rf"{case}child/assessment/[0-9a-f-]{{36}}/", room)
    assert assessment
    return room + str(alina.get(case + "child/determination/1/").text) + str(alina.get(assessment[0]).text)
