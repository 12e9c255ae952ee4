"""The work itself: contacts, notes, steps, stages, closing and reopening, files."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO
from uuid import UUID

from acasa.cases import rules
from acasa.cases.models import Assignment, Case, Obligation
from acasa.cases.papers import metadata
from acasa.cases.services import after, cards
from acasa.cases.services.opening import Step, add_step, now, stamp
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import Membership, User
from acasa.vault import files, folders, tokens
from acasa.vault.folders import Opened, OpenFolder

# Kinds and states of records whose lines of the day a closure does not end by itself.
STAYS = frozenset({("followup", "planned"), ("lost_contact", "looking"), ("deadline", "open")})
# Open records that name whose they are: kind, state, and where the colleague's id and name stand.
NAMED = (("task", "open", "who", "who_name"), ("joint_series", "running", "lead", "lead_name"))


@dataclass
class Desk:
    """A case with both folders open, ready for work."""

    case: Case
    case_folder: OpenFolder
    person_folder: OpenFolder


def take(actor: Actor, case_id: UUID, verb: str) -> Desk:
    """Open a case and its person, or Refused. Locks the case's row, so that two changes queue up."""
    scope.require()
    case = Case.objects.select_for_update(of=("self",)).select_related("worker").filter(id=case_id).first()
    # A case that is not there takes the same way as one that is not theirs: time must not tell them apart.
    found = folders.open_many(actor, [case.id, case.person_id] if case else [case_id])
    if case is None:
        raise Refused(verb, case_id)
    if case.id not in found or case.person_id not in found:
        raise Refused(verb, case_id)
    if found[case.id].visiting or (
        not found[case.id].restricted and not actor.require_keyring().holds(case.team_id, people.ESSENTIALS)
    ):
        # On duty one reads the essentials of every team; the work stays with the team.
        raise Refused(verb, case_id)
    facts = found[case.id].one("case")
    if facts and not rules.belongs(facts.data, person_id=case.person_id, team_id=case.team_id):
        raise tokens.Tampered("The case's row names another person or team than the case itself.")
    return Desk(case, found[case.id], found[case.person_id])


def _need(desk: Desk, compartment: str, verb: str) -> None:
    if not desk.case_folder.can_open(compartment):
        raise Refused(verb, desk.case.id)


def _by(actor: Actor) -> dict[str, str]:
    # The profession as it was then: a colleague may become something else.
    return {**stamp(actor), "profession": actor.profession}


def add_contact(
    actor: Actor,
    case_id: UUID,
    *,
    what: str,
    text: str,
    on: date | None = None,
    minutes: int | None = None,
    more: Mapping[str, Any] | None = None,
) -> None:
    """What was done with her or for her; an attempt without an answer is a contact too.

    `more`: way, where, with_whom, interpreter; for an attempt result and message_left. What is empty is not kept.
    """
    with scope.scoped(actor.org_id):
        desk = take(actor, case_id, "contact.add")
        _need(desk, people.CASEWORK, "contact.add")
        data: dict[str, Any] = {"kind": "contact", "what": what, "text": text, **_by(actor)}
        if on is not None:
            # Noon keeps the day the same in every time zone of the field.
            data["noted_at"], data["at"] = data["at"], f"{on.isoformat()}T12:00:00+00:00"
        if minutes is not None:
            data["minutes"] = minutes
        data |= {name: value for name, value in (more or {}).items() if value}
        written = [folders.add(desk.case_folder, people.CASEWORK, data)[1]]
        written += cards.refresh(actor, desk.case, desk.case_folder, desk.person_folder, (people.CASEWORK,))
        folders.note(actor, "contact.add", case_id, written=written)


def add_note(actor: Actor, case_id: UUID, *, compartment: str, text: str, shareable: bool = False) -> None:
    """A note in the compartment that it belongs to: casework, health or legal. `shareable`: she may read it."""
    with scope.scoped(actor.org_id):
        desk = take(actor, case_id, "note.add")
        if compartment not in (people.CASEWORK, people.HEALTH, people.LEGAL):
            raise Refused("note.add", case_id)
        _need(desk, compartment, "note.add")
        data = {"kind": "note", "text": text, **_hers(shareable), **_by(actor)}
        written = [folders.add(desk.case_folder, compartment, data)[1]]
        folders.note(actor, "note.add", case_id, written=written)


def _hers(shareable: bool) -> dict[str, bool]:
    """The mark by which her own view shows her a record's words; silence hides them."""
    return {"shareable": True} if shareable else {}


def plan_step(actor: Actor, case_id: UUID, *, step: Step) -> None:
    """Say what comes next."""
    with scope.scoped(actor.org_id):
        desk = take(actor, case_id, "step.add")
        _need(desk, people.CASEWORK, "step.add")
        written = [add_step(actor, desk.case, desk.case_folder, step)]
        written += cards.refresh(actor, desk.case, desk.case_folder, desk.person_folder, (people.CASEWORK,))
        folders.note(actor, "step.add", case_id, written=written)


def finish_step(
    actor: Actor, case_id: UUID, step_id: UUID, *, on: date, result: str = "", version: int | None = None
) -> None:
    """A step is done, or no longer needed. A second press changes nothing.

    Raises Conflict if somebody changed it since `version`.
    """
    with scope.scoped(actor.org_id):
        desk = take(actor, case_id, "step.finish")
        step = _find(desk, "step", step_id, "step.finish")
        if step.data.get("done_on"):
            return
        data = {
            **step.data,
            "done_on": on.isoformat(),
            "done_at": now(),
            "result": result,
            "done_by": actor.display_name,
        }
        seen_as = version or step.version
        written = [folders.change(desk.case_folder, step, data, expected_version=seen_as)[1]]
        Obligation.objects.filter(id=step.data["obligation"], case_id=case_id).update(is_done=True)
        written += cards.refresh(actor, desk.case, desk.case_folder, desk.person_folder, (people.CASEWORK,))
        folders.note(actor, "step.finish", case_id, written=written)


def move_step(actor: Actor, case_id: UUID, step_id: UUID, *, due: date, version: int | None = None) -> None:
    """Put a step on another day. Raises Conflict if somebody changed it since `version`."""
    with scope.scoped(actor.org_id):
        desk = take(actor, case_id, "step.move")
        step = _find(desk, "step", step_id, "step.move")
        data = {**step.data, "due": due.isoformat(), "moved_by": actor.display_name}
        seen_as = version or step.version
        written = [folders.change(desk.case_folder, step, data, expected_version=seen_as)[1]]
        Obligation.objects.filter(id=step.data["obligation"], case_id=case_id).update(due=due)
        written += cards.refresh(actor, desk.case, desk.case_folder, desk.person_folder, (people.CASEWORK,))
        folders.note(actor, "step.move", case_id, written=written)


def _find(desk: Desk, kind: str, record_id: UUID, verb: str) -> Opened:
    for record in desk.case_folder.of_kind(kind):
        if record.id == record_id:
            return record
    raise Refused(verb, desk.case.id)


def _course(desk: Desk, verb: str) -> Opened:
    course = desk.case_folder.one("course")
    if course is None:
        raise Refused(verb, desk.case.id)
    return course


def set_stage(actor: Actor, case_id: UUID, *, stage: str, reason: str = "") -> bool:
    """Move an open case along the table; False if the table has no such step (somebody was faster).

    Raises NotYet if something must come first.
    """
    with scope.scoped(actor.org_id):
        desk = take(actor, case_id, "case.stage")
        course = _course(desk, "case.stage")
        if not desk.case.is_open or not rules.may("stage", course.data["stage"], stage):
            return False
        after.require(f"stage:{stage}", actor, desk)
        _step_stage(actor, desk, course, "case.stage", stage, {"reason": reason}, {})
    return True


def close(actor: Actor, case_id: UUID, *, reason: str, on: date, words: str = "") -> bool:
    """Close a case with its reason; open steps are finished as not needed. False if it is closed already.

    Raises NotYet if something must come first.
    """
    with scope.scoped(actor.org_id):
        desk = take(actor, case_id, "case.close")
        course = _course(desk, "case.close")
        if not desk.case.is_open or not rules.may("close", course.data["stage"], rules.AFTER_CLOSURE):
            return False
        after.require("close", actor, desk)
        after.require(f"close:{reason}", actor, desk)
        desk.case.is_open = False
        desk.case.save(update_fields=["is_open"])
        ending = _ended_by_closing(desk)
        rows = Obligation.objects.filter(case_id=case_id, is_done=False, id__in=list(ending))
        ended = {str(obligation): ending[str(obligation)] for obligation in rows.values_list("id", flat=True)}
        rows.update(is_done=True)
        written = []
        for step in desk.case_folder.of_kind("step"):
            if not step.data.get("done_on"):
                data = {
                    **step.data,
                    "done_on": on.isoformat(),
                    "done_at": now(),
                    "result": "closed",
                    "done_by": actor.display_name,
                }
                written.append(folders.change(desk.case_folder, step, data, expected_version=step.version)[1])
        closing: dict[str, Any] = {"reason": reason, "on": on.isoformat(), "words": words}
        more = {"closing": {**closing, "ended": ended} if ended else closing}
        more["stage_before"] = course.data["stage"]
        _step_stage(actor, desk, course, "case.close", rules.AFTER_CLOSURE, closing, more, written)
    return True


def _ended_by_closing(desk: Desk) -> dict[str, int]:
    """What is due in the case and ends with it: obligations, each with the version of the record that it is of.

    Asking how she is, looking for her, and deadlines that still hold go on. So does what the law set, which courts
    do not forget, and what is sealed to somebody else: whoever closes can't know what it is.
    """
    ended: dict[str, int] = {}
    for record in desk.case_folder.records:
        data = record.data
        goes_along = data.get("kind") == "appointment" and data.get("what") == "accompany"
        if record.compartment == people.LEGAL or goes_along or (data.get("kind"), data.get("state")) in STAYS:
            continue
        for obligation in (data.get("obligation"), *data.get("dues", {})):
            if obligation:
                ended[str(obligation)] = record.version
    return ended


def _taken_up(desk: Desk, course: Opened) -> None:
    """What a closure ended is due again, but for what changed with it or since: steps, which it finished."""
    ended = (course.data.get("closing") or {}).get("ended", {})
    again = [due for due, version in _ended_by_closing(desk).items() if ended.get(due) == version]
    Obligation.objects.filter(case_id=desk.case.id, id__in=again).update(is_done=False)


def reopen(actor: Actor, case_id: UUID, *, stage: str, reason: str, step: Step | None = None) -> bool:
    """Take a closed case up again, at a stage that the table allows. False if it is open."""
    with scope.scoped(actor.org_id):
        desk = take(actor, case_id, "case.reopen")
        course = _course(desk, "case.reopen")
        if desk.case.is_open or not rules.may("reopen", course.data["stage"], stage):
            return False
        desk.case.is_open = True
        desk.case.save(update_fields=["is_open"])
        _taken_up(desk, course)
        written = [add_step(actor, desk.case, desk.case_folder, step)] if step is not None else []
        _step_stage(actor, desk, course, "case.reopen", stage, {"reason": reason}, {"closing": None}, written)
    return True


def _step_stage(
    actor: Actor,
    desk: Desk,
    course: Opened,
    verb: str,
    stage: str,
    event: dict[str, Any],
    more: dict[str, Any],
    written: Sequence[bytes] = (),
) -> None:
    """`written`: what the audit must say was written before, beside the stage itself."""
    told = {
        "kind": "event",
        "what": verb.removeprefix("case."),
        "before": course.data["stage"],
        "after": stage,
        **event,
        **_by(actor),
    }
    _, first = folders.change(
        desk.case_folder, course, {**course.data, **more, "stage": stage}, expected_version=course.version
    )
    written = [*written, first, folders.add(desk.case_folder, people.CASEWORK, told)[1]]
    written += after.changed(actor, desk)
    folders.note(actor, verb, desk.case.id, written=written)


def assign(actor: Actor, case_id: UUID, *, worker_id: UUID, words: str = "") -> None:
    """Give a case to another colleague of its team: its worker or a supervisor may.

    `words`: what the colleague should know; they need casework.
    """
    with scope.scoped(actor.org_id):
        desk = take(actor, case_id, "case.assign")
        if not (actor.is_supervisor or desk.case.worker_id == actor.user_id) or desk.case_folder.restricted:
            raise Refused("case.assign", case_id)
        worker = User.objects.filter(id=worker_id, org_id=actor.org_id, is_active=True).first()
        if (
            worker is None
            or not Membership.objects.filter(team_id=desk.case.team_id, user_id=worker_id).exists()
        ):
            raise Refused("case.assign", worker_id)
        before = desk.case.worker
        desk.case.worker = worker
        desk.case.save(update_fields=["worker"])
        moved = handed_over(desk, before, worker)
        Assignment.objects.update_or_create(
            case=desk.case, defaults={"org_id": actor.org_id, "worker": worker}
        )
        told = {"kind": "event", "what": "assigned", "to": worker.display_name, "to_id": str(worker.id)}
        told |= {**({"words": words} if words else {}), **_by(actor)}
        written = (
            [folders.add(desk.case_folder, people.CASEWORK, told)[1]]
            if desk.case_folder.can_open(people.CASEWORK)
            else []
        )
        written += moved
        written += cards.refresh(actor, desk.case, desk.case_folder, desk.person_folder, (people.ESSENTIALS,))
        folders.note(actor, "case.assign", case_id, written=written)


def handed_over(desk: Desk, before: User, worker: User) -> list[bytes]:
    """What stood on the former colleague's day stands on the new one's, and says so. Returns the audit's bytes."""
    Obligation.objects.filter(case_id=desk.case.id, worker=before, is_done=False).update(worker=worker)
    written = []
    for kind, state, who, name in NAMED:
        for record in desk.case_folder.of_kind(kind):
            if record.data.get("state") == state and record.data.get(who) == str(before.id):
                data = {**record.data, who: str(worker.id), name: worker.display_name}
                written.append(
                    folders.change(desk.case_folder, record, data, expected_version=record.version)[1]
                )
    return written


def seen(actor: Actor, case_id: UUID) -> None:
    """The worker has opened a case that was new."""
    Assignment.objects.filter(case_id=case_id, worker_id=actor.user_id).delete()


def add_file(
    actor: Actor,
    case_id: UUID,
    *,
    compartment: str,
    name: str,
    kind: str,
    size: int,
    source: BinaryIO,
    shareable: bool = False,
) -> None:
    """Seal a file into the case. Its name, type and size are sealed beside it.

    A JPEG or PNG goes in without place, camera, time and comments. Raises metadata.Damaged if that can't be done.
    """
    content = source.read()
    bare = metadata.stripped(content)
    with scope.scoped(actor.org_id):
        desk = take(actor, case_id, "file.add")
        if compartment not in (people.CASEWORK, people.HEALTH, people.LEGAL):
            raise Refused("file.add", case_id)
        _need(desk, compartment, "file.add")
        file_id, stored = files.store(desk.case_folder, compartment, io.BytesIO(bare))
        size = size if bare == content else len(bare)
        data = {"kind": "file", "file": str(file_id), "name": name, "type": kind, "size": size}
        data |= {**_hers(shareable), **_by(actor)}
        written = [stored, folders.add(desk.case_folder, compartment, data)[1]]
        folders.note(actor, "file.add", case_id, written=written)
