"""Turning eighteen: what must be ready before the birthday, and what changes on it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from acasa.cases import codes
from acasa.cases.children import library, queries, rules, words
from acasa.cases.children.services.common import (
    add,
    alerts,
    change,
    child_desk,
    due_again,
    finish,
    settle,
    stamp,
    tell,
)
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import NotYet, Refused


def prepare(actor: Actor, case_id: UUID) -> None:
    """Put the checklist before the birthday onto the days, or move it when the birthday turned out another.

    Raises NotYet while the birthday is not known to the day.
    """
    verb = "child.eighteen"
    with scope.scoped(actor.org_id):
        desk, child = child_desk(actor, case_id, verb)
        if not child.standing.child:
            raise Refused(verb, case_id)
        birthday = child.birthday
        if birthday is None:
            raise NotYet(words.reasons(["birthday_unknown"]))
        record = child.eighteen
        items: dict[str, Any] = dict(record.data["items"]) if record else {}
        for code, due in rules.days_of(birthday, library.checklist(), queries.today()).items():
            item = items.get(code, {"state": "open"})
            if item["state"] == "open":
                obligation = due_again(actor, desk, str(item.get("obligation", "")), due)
                items[code] = {**item, "due": due.isoformat(), "obligation": obligation}
        value = {"kind": "eighteen", "birthday": birthday.isoformat(), "items": items, **stamp(actor)}
        value["dues"] = _dues(items)
        written = [change(desk, record, value) if record else add(desk, value)[1]]
        finish(actor, desk, verb, written)


def _dues(items: dict[str, Any]) -> dict[str, str]:
    return {
        item["obligation"]: codes.label("turning_eighteen", code)
        for code, item in items.items()
        if item["state"] == "open"
    }


def done(actor: Actor, case_id: UUID, code: str, *, on: date, result: str) -> None:
    """An item of the checklist is done. A second press changes nothing."""
    verb = "child.eighteen"
    with scope.scoped(actor.org_id):
        desk, child = child_desk(actor, case_id, verb)
        record = child.eighteen
        if record is None or code not in record.data["items"]:
            raise Refused(verb, case_id)
        item = record.data["items"][code]
        if item["state"] == "done":
            return
        settle(desk, str(item.get("obligation", "")))
        item = {**item, "state": "done", "done_on": on.isoformat(), "words": result, "by": actor.display_name}
        items = {**record.data["items"], code: item}
        written = [
            change(desk, record, {**record.data, "items": items, "dues": _dues(items), **stamp(actor)})
        ]
        written.append(tell(actor, desk, "eighteen", name=code, words=result))
        finish(actor, desk, verb, written)


def of_age(actor: Actor, case_id: UUID) -> None:
    """The birthday has come: guardians' appointments end on the day before, and the alert goes.

    Raises NotYet before that day, while it is not known to the day, and while minority is presumed.
    """
    verb = "child.of_age"
    with scope.scoped(actor.org_id):
        desk, child = child_desk(actor, case_id, verb)
        birthday = child.birthday
        if child.standing.child or birthday is None:
            raise NotYet(words.reasons(["still_a_child"]))
        last = (birthday - timedelta(days=1)).isoformat()
        written = [
            change(desk, one, {**one.data, "to": last, **stamp(actor)})
            for one in child.guardians
            if not one.data.get("to") or one.data["to"] > last
        ]
        written += alerts(actor, desk, taken=[queries.ALERT])
        if written:
            finish(actor, desk, verb, [*written, tell(actor, desk, "of_age")])
