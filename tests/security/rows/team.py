"""Rows of the access matrix of this part, what they need in the world, and what is looked for in a dump."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from acasa.cases.team.services import approving, conferences, members, own, tasks
from acasa.core.scope import scoped
from tests import planted
from tests.security.rows.base import BORIS, CASE, NORTH, SIGNED_IN, SOON, TODAY, Row, day

ROOM = "/cases/{case}/team/"
APPROVALS = "/cases/{case}/team/approvals/"
OWN = "/my-notes/"
SUPERVISORS = frozenset({"alina", "olga"})
PLANNED = {**CASE, "conference_id": "conference"}
HELD = {**CASE, "conference_id": "held"}
TASK = {**CASE, "task_id": "task"}


def _task(world: Any) -> dict[str, str]:
    return {"text": "Call", "who": str(world.boris_id), "version": "1", **day("due", SOON)}


ROWS: tuple[Row, ...] = (
    # --- the room: whoever holds the case work of the team
    Row("team:room", CASE, get=NORTH, only_get=True),
    Row(
        "team:add_member",
        CASE,
        get=NORTH,
        post=NORTH,
        done=ROOM,
        data=lambda w: {"name": "Petru", "role": "adviser"},
    ),
    Row(
        "team:change_member",
        {**CASE, "member_id": "member"},
        get=NORTH,
        post=NORTH,
        done=ROOM,
        data=lambda w: {"name": "Petru", "role": "adviser", "version": "1"},
    ),
    Row("team:add_task", CASE, get=NORTH, post=NORTH, done=ROOM, data=_task),
    Row("team:change_task", TASK, get=NORTH, post=NORTH, done=ROOM, data=_task),
    Row(
        "team:finish_task",
        TASK,
        get=NORTH,
        post=NORTH,
        done=ROOM,
        data=lambda w: {"state": "done", "version": "1"},
    ),
    # --- conferences
    Row(
        "team:plan_conference",
        CASE,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/team/conference/*/",
        data=lambda w: day("on", SOON),
    ),
    Row("team:conference", PLANNED, get=NORTH, only_get=True),
    Row(
        "team:change_conference",
        PLANNED,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/team/conference/{conference}/",
        data=lambda w: {"version": "1", **day("on", SOON)},
    ),
    Row("team:call_off", PLANNED, post=NORTH, only_post=True, done=ROOM),
    Row(
        "team:minutes",
        PLANNED,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/team/conference/{conference}/",
        data=lambda w: {"her_part": "took_part", "version": "1", **day("on", TODAY)},
    ),
    Row(
        "team:decide",
        HELD,
        get=NORTH,
        post=NORTH,
        done="/cases/{case}/team/conference/{held}/",
        data=lambda w: {"text": "We go on", "becomes": "only"},
    ),
    Row(
        "team:print",
        HELD,
        get=NORTH,
        post=NORTH,
        done="page",
        data=lambda w: {"language": "ro", "where": "leaves"},
    ),
    # --- approvals: Boris asked about his plan; a supervisor of the team answers
    Row("team:approvals", CASE, get=NORTH, only_get=True),
    Row(
        "team:ask",
        {**CASE, "what": "=closure"},
        get=NORTH,
        post=NORTH,
        done=APPROVALS,
        data=lambda w: {"reason": "administrative"},
    ),
    Row(
        "team:answer",
        {**CASE, "what": "=plan"},
        get=frozenset({"alina"}),
        post=frozenset({"alina"}),
        done=APPROVALS,
        data=lambda w: {"do": "return", "words": "Add work."},
    ),
    Row("team:take_back", {**CASE, "approval_id": "approval"}, post=NORTH, only_post=True, done=APPROVALS),
    Row("team:waiting", get=SUPERVISORS, only_get=True),
    # --- one's own: another's note looks as if it were not there; deleting it changes nothing
    Row("team:own", get=SIGNED_IN, only_get=True),
    Row(
        "team:add_own",
        get=SIGNED_IN,
        post=SIGNED_IN,
        done=OWN,
        data=lambda w: {"what": "debrief", "text": "Hard.", **day("on", TODAY)},
    ),
    Row(
        "team:change_own",
        {"note_id": "own_note"},
        get=BORIS,
        post=BORIS,
        done=OWN,
        data=lambda w: {"what": "debrief", "text": "Hard.", "version": "1", **day("on", TODAY)},
    ),
    Row("team:delete_own", {"note_id": "own_note"}, post=SIGNED_IN, only_post=True, done=OWN),
    Row("team:delete_unreadable", post=SIGNED_IN, only_post=True, done=OWN),
    Row(
        "team:share",
        post=SIGNED_IN,
        only_post=True,
        done=OWN,
        data=lambda w: {"supervisor": str(w.cast.alina.user.id), **day("on", TODAY)},
        # Nobody tells herself, and nobody another organisation's supervisor.
        but={("POST", "alina"): 422, ("POST", "olga"): 422},
    ),
    Row("team:unshare", {"told_id": "own_note"}, post=SIGNED_IN, only_post=True, done=OWN),
)


def prepare(world: Any) -> None:
    """Make what the rows name: `setattr(world, name, id)`."""
    case, cast = world.case, world.cast
    soon = datetime.now(UTC).date() + timedelta(days=2)
    with scoped(cast.org.id):
        boris = cast.boris.actor()
        outside = {"user": "", "name": planted.TEAM_MEMBER, "role": "adviser", "from": "", "to": ""}
        world.member = members.add(boris, case, data={**outside, "brings": planted.TEAM_BRINGS})
        world.task = tasks.add(boris, case, text=planted.TASK, who=world.boris_id, due_on=soon)
        told = {"hour": "", "place": planted.CONFERENCE_PLACE, "agenda": [planted.CONFERENCE_POINT]}
        told |= {"invited": [], "guests": planted.CONFERENCE_GUEST}
        world.conference = conferences.plan(boris, case, data=told, on=soon, words="Conference")
        world.held = conferences.plan(boris, case, data=told, on=soon, words="Conference")
        minutes = {"on": TODAY, "present": [], "her_part": "chose_not"}
        minutes |= {"her_view": planted.CONFERENCE_VIEW, "discussed": planted.CONFERENCE_MINUTES}
        decided = [conferences.Decision(planted.DECISION)]
        conferences.hold(boris, case, world.held, minutes=minutes, decisions=decided, version=1)
        world.approval = approving.ask(boris, case, what="plan", words=planted.APPROVAL_WORDS)
        note = {"what": "debrief", "on": TODAY, "text": planted.OWN_NOTE, "takes": planted.OWN_TAKES}
        world.own_note = own.write(boris, data={**note, "at": TODAY})


def plant(boris: Any, alina: Any, case: str) -> None:
    """Write one of everything through the pages of an installation (test_dump): words of tests/planted.py."""
    team = f"{case}team/"

    def fill(who: Any, at: str, values: dict[str, str], after: str) -> Any:
        done = who.submit(who.get(at), values)
        assert re.fullmatch(after, done.url), (at, done.url, done.errors)
        return done

    def boxes(name: str, value: str) -> dict[str, str]:
        year, month, number = value.split("-")
        return {f"{name}_day": number, f"{name}_month": month, f"{name}_year": year}

    member = {"name": planted.TEAM_MEMBER, "role": "adviser", "brings": planted.TEAM_BRINGS}
    fill(boris, f"{team}member/", member, team)
    page = fill(boris, f"{team}task/", {"text": planted.TASK, **boxes("due", SOON)}, team)
    task = re.search(rf"{team}task/[0-9a-f-]{{36}}/", page.text)
    assert task
    fill(boris, task[0], {"state": "done", "result": planted.TASK_RESULT}, team)
    told = {"place": planted.CONFERENCE_PLACE, "agenda": planted.CONFERENCE_POINT}
    told |= {"guests": planted.CONFERENCE_GUEST, **boxes("on", SOON)}
    one = fill(boris, f"{team}conference/", told, rf"{team}conference/[0-9a-f-]{{36}}/").url
    minutes = {"her_part": "chose_not", "her_view": planted.CONFERENCE_VIEW, "text_1": planted.DECISION}
    fill(boris, f"{one}minutes/", {**minutes, "discussed": planted.CONFERENCE_MINUTES}, one)
    fill(boris, f"{team}approvals/plan/ask/", {"words": planted.APPROVAL_WORDS}, f"{team}approvals/")
    # The button that is pressed says what is done: here, the second one.
    answer = alina.get(f"{team}approvals/plan/answer/")
    sent = [*answer.form("words").fields, ("do", "return"), ("words", planted.APPROVAL_ANSWER)]
    done = alina.post(answer.url, [pair for pair in sent if pair != ("words", "")])
    assert done.url == f"{team}approvals/" and planted.APPROVAL_ANSWER in done.text, (done.url, done.errors)
    note = {"text": planted.OWN_NOTE, "takes": planted.OWN_TAKES}
    fill(boris, "/my-notes/add/", note, "/my-notes/")
    page = boris.get("/my-notes/").text
    assert planted.OWN_NOTE in page and planted.OWN_TAKES in page


def read(alina: Any, case: str) -> str:
    """Pages on which a colleague with the key reads what was planted; her own notes are not among them."""
    team = f"{case}team/"
    room = alina.get(team).text
    conference = re.search(rf"{team}conference/[0-9a-f-]{{36}}/", room)
    assert conference
    pages = (conference[0], f"{team}approvals/", "/my-notes/")
    found = room + "".join(alina.get(page).text for page in pages)
    assert planted.OWN_NOTE not in found and planted.OWN_TAKES not in found
    return str(found)
