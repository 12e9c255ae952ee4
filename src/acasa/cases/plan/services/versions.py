"""The plan itself: making a version, what she says to it, what became of each action."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.plan.rules import plans
from acasa.cases.plan.services import dues
from acasa.cases.plan.services.desk import casework, stamp
from acasa.cases.plan.services.drafting import open_draft, versions, write_draft
from acasa.cases.services import after
from acasa.cases.services.working import Desk
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Conflict, Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened


def _present(desk: Desk, verb: str) -> Opened:
    found = desk.case_folder.of_kind("plan")
    if not found:
        raise Refused(verb, desk.case.id)
    return max(found, key=lambda record: int(record.data["number"]))


def _write(desk: Desk, record: Opened, data: Mapping[str, Any]) -> bytes:
    # The case's row is locked: nobody wrote since it was read. What its author saw is told by `rev`.
    return folders.change(desk.case_folder, record, dict(data), expected_version=record.version)[1]


def _tell(actor: Actor, desk: Desk, what: str, **said: Any) -> bytes:
    told = {"kind": "plan_event", "what": what, **said, **stamp(actor)}
    return folders.add(desk.case_folder, people.CASEWORK, told)[1]


def make_version(
    actor: Actor,
    case_id: UUID,
    *,
    review_on: date | None,
    review_words: str,
    reason: str = "",
    version: int,
) -> int | None:
    """Turn the draft into a version with the next number; what is due in it stands on the day from now on.

    `version` is the draft as its author saw it: Conflict if somebody changed it since. None if there is no draft
    (somebody was faster). `review_words` is what the day says of the review.
    """
    verb = "plan.version"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        draft = open_draft(desk)
        if draft is None or not draft.data["goals"]:
            return None
        if draft.version != version:
            raise Conflict(draft.data, {}, draft.version)
        former = plans.present(versions(desk))
        number = int(former["number"]) + 1 if former else 1
        review = review_on.isoformat() if review_on else ""
        goals, review_obligation, words = dues.keep(
            actor,
            desk,
            goals=plans.goals(draft.data),
            review_on=review,
            review_words=review_words,
            former=former,
        )
        data = {
            "kind": "plan",
            "number": number,
            "goals": goals,
            "review_on": review,
            "review_obligation": review_obligation,
            "reason": reason,
            "dues": words,
            "agreed": {**plans.NOT_YET, "rev": 0},
            **stamp(actor),
        }
        written = [
            folders.add(desk.case_folder, people.CASEWORK, data)[1],
            write_draft(actor, desk, [], number, is_open=False),
        ]
        written += after.changed(actor, desk)
        folders.note(actor, verb, case_id, written=written)
    return number


def agree(actor: Actor, case_id: UUID, *, data: Mapping[str, Any], number: int, rev: int) -> None:
    """What she says to the present version, how, and whether her copy is safe at home.

    Conflict if a colleague recorded another answer since, or if there is a newer version than she was shown.
    """
    verb = "plan.agree"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        record = _present(desk, verb)
        former = record.data.get("agreed", {})
        if int(former.get("rev", 0)) != rev or int(record.data["number"]) != number:
            current = {**former, "by_name": former.get("by_name", record.data["by_name"])}
            raise Conflict(current, dict(data), int(former.get("rev", 0)))
        said = {**data, "rev": rev + 1, "at": stamp(actor)["at"], "by_name": actor.display_name}
        written = [
            _write(desk, record, {**record.data, "agreed": said}),
            _tell(actor, desk, str(data["answer"]), number=number, text=data.get("words", "")),
        ]
        folders.note(actor, verb, case_id, written=written)


def finish(
    actor: Actor,
    case_id: UUID,
    action_id: str,
    *,
    status: str,
    outcome: str,
    due: date | None = None,
    rev: int,
) -> None:
    """What became of an action of the present version: done, dropped, or still open and (with `due`) put off.

    Raises Conflict if a colleague said something else of it since `rev`. The draft learns it too.
    """
    verb = "plan.finish"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        record = _present(desk, verb)
        found = plans.action_of(record.data, action_id)
        if found is None:
            raise Refused(verb, case_id)
        goal, former = found
        said = {"status": status, "outcome": outcome}
        if due is not None:
            said["due"] = due.isoformat()
        if int(former.get("rev", 1)) != rev:
            raise Conflict(dict(former), said, int(former.get("rev", 1)))
        made = stamp(actor)
        action = {**former, **said, "rev": rev + 1, "by_name": actor.display_name, "done_at": made["at"]}
        dues.settle(action, desk.case.id)
        goals = plans.with_action(plans.goals(record.data), goal["id"], action)
        written = [_write(desk, record, {**record.data, "goals": goals})]
        written += _follow(actor, desk, action_id, said)
        what = "put_off" if status == "open" and due is not None else f"action_{status}"
        written.append(_tell(actor, desk, what, action=former["text"], text=outcome, due=said.get("due", "")))
        folders.note(actor, verb, case_id, written=written)


def _follow(actor: Actor, desk: Desk, action_id: str, said: Mapping[str, str]) -> list[bytes]:
    """The draft's copy of an action takes over what became of it; its own `rev` stays, what is typed there holds."""
    draft = open_draft(desk)
    found = plans.action_of(draft.data, action_id) if draft else None
    if draft is None or found is None:
        return []
    goal, action = found
    goals = plans.with_action(plans.goals(draft.data), goal["id"], {**action, **said})
    return [write_draft(actor, desk, goals, int(draft.data["base"]), is_open=True)]


def reviewed(actor: Actor, case_id: UUID, *, on: date | None, review_words: str) -> None:
    """The plan was looked at with her and stays as it is: the review is done, and falls due again on `on`."""
    verb = "plan.review"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        record = _present(desk, verb)
        data = dict(record.data)
        former = str(data.get("review_obligation", ""))
        dues.settle({"obligation": former, "status": "done"}, desk.case.id)
        words = {key: text for key, text in data.get("dues", {}).items() if key != former}
        data |= {"review_on": "", "review_obligation": "", "dues": words}
        if on is not None:
            again = dues.again(actor, desk, on)
            data |= {"review_on": on.isoformat(), "review_obligation": again}
            words[again] = review_words
        written = [
            _write(desk, record, data),
            _tell(actor, desk, "reviewed", number=data["number"], text=""),
        ]
        written += after.changed(actor, desk)
        folders.note(actor, verb, case_id, written=written)
