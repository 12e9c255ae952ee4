"""Where the child lives: a change of care, an emergency, visits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from acasa.cases.children import library, queries, rules, words
from acasa.cases.children.services.common import (
    add,
    change,
    child_desk,
    due_again,
    finish,
    settle,
    stamp,
    tell,
)
from acasa.cases.services import after
from acasa.core import clock, scope
from acasa.core.actor import Actor
from acasa.core.errors import NotYet, Refused
from acasa.vault.folders import Opened

VERB: Final = "child.care"


def place(actor: Actor, case_id: UUID, *, data: Mapping[str, Any], emergency: bool = False) -> UUID:
    """The child lives somewhere now. `data`: placement, who_name, from (ISO), decided_by, danger, next_visit.

    A change of care, or living with a parent again, needs a determination that allows it (NotYet with the reasons),
    but for immediate danger: then the reason is written down, the placement is marked, and it is due to be looked at
    again within the hours of the library. Whatever went on before ends with it.
    """
    with scope.scoped(actor.org_id):
        desk, child = child_desk(actor, case_id, VERB)
        facts = desk.case_folder.one("case")
        opened_on = str(facts.data.get("opened_on") or "") if facts else ""
        # Whatever day is written: where the child lives by its file, this ends.
        going_on = any(not one.data.get("to") for one in child.cares)
        changes = going_on or rules.changes_care(data, opened_on=opened_on)
        if emergency and not str(data.get("danger") or "").strip():
            raise NotYet(words.reasons(["danger_missing"]))
        if changes and not emergency:
            after.require(rules.act_of(str(data["placement"])), actor, desk)
        visit: date | None = data.get("next_visit")
        value = {
            **{name: content for name, content in data.items() if name != "next_visit"},
            "kind": "care",
            "kin": queries.SELF,
            "who_kind": library.carer_kind(str(data["placement"])),
            "to": "",
            "emergency": emergency,
            # On what it rests, if it was a change: the version that allowed it.
            "determination": int(child.holding.data["number"])
            if changes and not emergency and child.holding
            else 0,
            **stamp(actor),
        }
        if emergency:
            until = rules.review_by(clock.now(), library.limits().hours)
            value["review_by"] = until.isoformat(timespec="minutes")
            value["obligation"] = due_again(actor, desk, "", timezone.localtime(until).date())
            value["text"] = _("Look at the emergency placement again")
        written = [_end(actor, desk, one, str(data["from"])) for one in child.cares if not one.data.get("to")]
        record, first = add(desk, value)
        name, told = str(data["placement"]), "emergency" if emergency else "care"
        written += [first, tell(actor, desk, told, name=name, words=str(data.get("danger") or ""))]
        if visit:
            written.append(_next_visit(actor, desk, record.id, "", visit))
        finish(actor, desk, VERB, written)
    return record.id


def _end(actor: Actor, desk: Any, care: Opened, on: str) -> bytes:
    settle(desk, str(care.data.get("obligation", "")))
    for planned in desk.case_folder.of_kind("care_visit"):
        if planned.data["care"] == str(care.id) and planned.data["state"] == "planned":
            settle(desk, str(planned.data.get("obligation", "")))
    ended = {"to": on, **({"reviewed_on": on} if care.data.get("emergency") else {})}
    return change(desk, care, {**ended_first(care.data), **ended, **stamp(actor)})


def ended_first(data: Mapping[str, Any]) -> dict[str, Any]:
    """The record without what was due from it."""
    return {name: content for name, content in data.items() if name not in ("obligation", "text")}


def _next_visit(actor: Actor, desk: Any, care_id: UUID, known: str, day: date) -> bytes:
    value = {
        "kind": "care_visit",
        "care": str(care_id),
        "state": "planned",
        "on": day.isoformat(),
        "obligation": due_again(actor, desk, known, day),
        "text": _("Visit the child where the child lives"),
        **stamp(actor),
    }
    return add(desk, value)[1]


def visited(actor: Actor, case_id: UUID, care_id: UUID, *, data: Mapping[str, Any]) -> None:
    """A visit where the child lives. `data`: on, alone, words, said, next_visit."""
    verb = "child.care_visit"
    with scope.scoped(actor.org_id):
        desk, child = child_desk(actor, case_id, verb)
        care = queries.record(child.cares, care_id, verb)
        written = []
        for planned in child.care_visits:
            if planned.data["care"] == str(care_id) and planned.data["state"] == "planned":
                settle(desk, str(planned.data.get("obligation", "")))
                written.append(change(desk, planned, {**ended_first(planned.data), "state": "over"}))
        told = {name: content for name, content in data.items() if name != "next_visit"}
        told["on"] = data["on"].isoformat()
        value = {**told, "kind": "care_visit", "care": str(care_id), "state": "done", **stamp(actor)}
        written.append(add(desk, value)[1])
        name = str(care.data["placement"])
        written.append(tell(actor, desk, "care_visit", name=name, words=str(data.get("words") or "")))
        if data.get("next_visit") and not care.data.get("to"):
            written.append(_next_visit(actor, desk, care_id, "", data["next_visit"]))
        finish(actor, desk, verb, written)


def review_emergency(
    actor: Actor,
    case_id: UUID,
    care_id: UUID,
    *,
    result: str,
    on: date,
    until: date | None = None,
    reason: str = "",
) -> None:
    """An emergency placement was looked at again: `determined`, `extended` until a day, or `ended`.

    Raises NotYet if no determination allows it to stay, or if it would last longer than the library allows.
    """
    verb = "child.emergency"
    with scope.scoped(actor.org_id):
        desk, child = child_desk(actor, case_id, verb)
        care = queries.record(child.emergencies, care_id, verb)
        value = {**care.data, **stamp(actor), "review_words": reason}
        if result == "extended":
            if until is None:
                raise Refused(verb, care_id)
            if codes_against := rules.against_extending(care.data, until, days=library.limits().days):
                raise NotYet(words.reasons(codes_against))
            value["extended_to"] = until.isoformat()
            value["obligation"] = due_again(actor, desk, str(care.data.get("obligation", "")), until)
        else:
            if result == "determined":
                after.require(rules.act_of(str(care.data["placement"])), actor, desk)
                value["determination"] = int(child.holding.data["number"]) if child.holding else 0
            settle(desk, str(care.data.get("obligation", "")))
            value = {**ended_first(value), "reviewed_on": on.isoformat(), "review_result": result}
            if result == "ended":
                value["to"] = on.isoformat()
        written = [change(desk, care, value), tell(actor, desk, "emergency_reviewed", words=reason)]
        finish(actor, desk, verb, written)
