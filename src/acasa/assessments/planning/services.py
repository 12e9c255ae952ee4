"""Writes of the measurement plan. A line is a sealed record; its day stands outside as an obligation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from acasa.assessments import rules
from acasa.assessments.measures import instruments
from acasa.assessments.measures.queries import PLANNED
from acasa.assessments.planning.words import line_words
from acasa.assessments.rules import Key
from acasa.cases import facts
from acasa.cases.models import Obligation
from acasa.cases.services import after
from acasa.cases.services.desks import desk_of, find
from acasa.cases.services.opening import now, stamp
from acasa.cases.services.working import Desk
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Conflict, Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened


@dataclass(frozen=True)
class When:
    """A moment to measure at: counted from a fact of the case, or on a day that people said."""

    moment: str
    due: date
    base: str = ""


def plan(
    actor: Actor,
    case_id: UUID,
    *,
    keys: Iterable[Key],
    moments: Iterable[When],
    worker_id: UUID,
    worker_name: str,
) -> int:
    """Plan each instrument at each moment; what is planned already stays as it is. Returns how many are new."""
    wanted, whens = list(keys), list(moments)
    with scope.scoped(actor.org_id):
        made, written = 0, []
        for compartment in sorted({instruments.newest(key.instrument).compartment for key in wanted}):
            desk = desk_of(actor, case_id, "measure.plan", compartment)
        if not wanted or not desk.case.is_open:
            raise Refused("measure.plan", case_id)
        standing = {
            (rules.key_of(one.data), one.data["moment"], one.data["due"])
            for one in desk.case_folder.of_kind(PLANNED)
            if one.data["state"] == rules.OPEN
        }
        kin = {str(one.id): str(one.data.get("name", "")) for one in desk.case_folder.of_kind("kin")}
        for key in wanted:
            if key.about and key.about not in kin:
                raise Refused("measure.plan", case_id)
            for when in whens:
                if (key, when.moment, when.due.isoformat()) in standing:
                    continue
                data = _data(key, when, worker_id, worker_name, kin.get(key.about, ""), actor, desk)
                compartment = instruments.newest(key.instrument).compartment
                written.append(folders.add(desk.case_folder, compartment, data)[1])
                made += 1
        if made:
            written += after.changed(actor, desk)
            folders.note(actor, "measure.plan", case_id, written=written)
    return made


def _data(
    key: Key, when: When, worker_id: UUID, worker_name: str, about_name: str, actor: Actor, desk: Desk
) -> dict[str, Any]:
    row = Obligation.objects.create(org_id=actor.org_id, case=desk.case, worker_id=worker_id, due=when.due)
    title = instruments.newest(key.instrument).title
    return {
        "kind": PLANNED,
        "instrument": key.instrument,
        "respondent": key.respondent,
        "about": key.about,
        "about_name": about_name,
        "moment": when.moment,
        "base": when.base,
        "due": when.due.isoformat(),
        "who": str(worker_id),
        "who_name": worker_name,
        "state": rules.OPEN,
        "obligation": str(row.id),
        "text": line_words(title, about_name, when.moment),
        **stamp(actor),
    }


def _line(actor: Actor, case_id: UUID, line_id: UUID, verb: str) -> tuple[Desk, Opened]:
    """An open line and its case; Conflict when a colleague settled it meanwhile."""
    # A line that these keys don't open is not found: it is in the folder, the essentials open that.
    desk = desk_of(actor, case_id, verb, people.ESSENTIALS)
    line = find(desk, PLANNED, line_id, verb)
    if line.data["state"] != rules.OPEN:
        raise Conflict(line.data, {}, line.version)
    return desk, line


def move(
    actor: Actor,
    case_id: UUID,
    line_id: UUID,
    *,
    due: date,
    worker_id: UUID,
    worker_name: str,
    version: int,
) -> None:
    """Put a measurement on another day, or give it to another colleague. Then no fact moves it any more.

    Raises Conflict if somebody changed it since `version`.
    """
    with scope.scoped(actor.org_id):
        desk, line = _line(actor, case_id, line_id, "measure.move")
        data = {**line.data, "due": due.isoformat(), "who": str(worker_id), "who_name": worker_name}
        if data["due"] != line.data["due"]:
            data["base"] = ""
        written = [
            folders.change(desk.case_folder, line, {**data, **_by(actor)}, expected_version=version)[1]
        ]
        rows = Obligation.objects.filter(id=line.data["obligation"], case_id=case_id)
        rows.update(due=due, worker_id=worker_id)
        written += after.changed(actor, desk)
        folders.note(actor, "measure.move", case_id, written=written)


def drop(actor: Actor, case_id: UUID, line_id: UUID, *, why: str, version: int) -> None:
    """She does not want it, or it is not needed: no penalty, a word why. Raises Conflict as `move` does."""
    with scope.scoped(actor.org_id):
        desk, line = _line(actor, case_id, line_id, "measure.drop")
        data = {**line.data, "state": rules.DROPPED, "why": why, "ended_at": now(), **_by(actor)}
        written = [folders.change(desk.case_folder, line, data, expected_version=version)[1]]
        Obligation.objects.filter(id=line.data["obligation"], case_id=case_id).update(is_done=True)
        written += after.changed(actor, desk)
        folders.note(actor, "measure.drop", case_id, written=written)


def _by(actor: Actor) -> dict[str, str]:
    return {"changed_by": actor.display_name, "changed_at": now()}


def answered_by(desk: Desk, key: Key, on: date) -> Opened | None:
    """The planned line that a measurement answers."""
    lines = {str(one.id): one for one in desk.case_folder.of_kind(PLANNED)}
    found = rules.fulfilled(((record, one.data) for record, one in lines.items()), key, on)
    return lines.get(found)


def done(actor: Actor, desk: Desk, line: Opened, *, measure: Opened) -> list[bytes]:
    """The line is done by this result."""
    data: Mapping[str, Any] = {
        **line.data,
        "state": rules.DONE,
        "measure": str(measure.id),
        "ended_at": now(),
        **_by(actor),
    }
    Obligation.objects.filter(id=line.data["obligation"], case_id=desk.case.id).update(is_done=True)
    return [folders.change(desk.case_folder, line, dict(data), expected_version=line.version)[1]]


def follow(actor: Actor, desk: Desk) -> list[bytes]:
    """Open lines move with the fact that they are counted from; nothing is written if none has moved."""
    lines = [one for one in desk.case_folder.of_kind(PLANNED) if one.data["state"] == rules.OPEN]
    if not any(one.data.get("base") for one in lines) or not desk.case.is_open:
        return []
    known = facts.facts(desk.case_folder, desk.person_folder)
    written = []
    for line in lines:
        day = rules.moved(line.data, known)
        if day is None:
            continue
        data = {**line.data, "due": day.isoformat(), **_by(actor)}
        written.append(folders.change(desk.case_folder, line, data, expected_version=line.version)[1])
        Obligation.objects.filter(id=line.data["obligation"], case_id=desk.case.id).update(due=day)
    return written
