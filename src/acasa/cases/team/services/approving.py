"""Asking for approval of assessment, plan or closure; approving, or returning for changes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from acasa.cases.plan.services import dues
from acasa.cases.plan.services.desk import casework, find, stamp
from acasa.cases.services import after
from acasa.cases.services.opening import now, today_of
from acasa.cases.services.working import Desk
from acasa.cases.team import approvals, rules
from acasa.cases.team.models import Waiting
from acasa.cases.team.services.common import due, own_day, settle
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened


def _who(actor: Actor, desk: Desk) -> rules.Who:
    return rules.Who(str(actor.user_id), actor.is_supervisor and desk.case.team_id in actor.teams)


def _state(desk: Desk, what: str) -> tuple[list[Opened], list[rules.Request], rules.Subject]:
    records = approvals.records_of(desk.case_folder, what)
    subject = approvals.subject(desk.case_folder, what, worker=desk.case.worker_id, is_open=desk.case.is_open)
    return records, [approvals.request(record) for record in records], subject


def _after(
    actor: Actor, desk: Desk, act: str, requests: list[rules.Request], subject: rules.Subject, **more: Any
) -> tuple[rules.Request, ...]:
    """What the rules make of it. A step that is not this colleague's at all looks as if it were not there."""
    try:
        return rules.after(act, requests, subject, _who(actor, desk), **more)
    except rules.NotAllowed as forbidden:
        if forbidden.reason == rules.NOT_SUPERVISOR:
            raise Refused(f"approval.{act}", desk.case.id) from None
        raise


def _told(subject: rules.Subject) -> dict[str, Any]:
    """What a request is of: the record that names it, and all parts with their versions."""
    told: dict[str, Any] = {
        "what": subject.what,
        "of": subject.parts[-1][0],
        "parts": [list(part) for part in subject.parts],
    }
    if subject.what == rules.PLAN:
        told["number"] = subject.parts[0][1]
    return told


def ask(actor: Actor, case_id: UUID, *, what: str, words: str, more: dict[str, Any] | None = None) -> UUID:
    """Ask the supervisors of the team. `more`: what goes with it, as the reason of a closure.

    Raises rules.NotAllowed with its reason.
    """
    verb = "approval.ask"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        records, requests, subject = _state(desk, what)
        _after(actor, desk, rules.ASK, requests, subject)
        waiting = Waiting.objects.create(org_id=actor.org_id, case_id=case_id, asked_by=actor.user_id)
        data = {
            "kind": "approval",
            **_told(subject),
            **(more or {}),
            "state": rules.ASKED,
            "words": words,
            "asked_by": str(actor.user_id),
            "asked_by_name": actor.display_name,
            "waiting": str(waiting.id),
            **stamp(actor),
        }
        # Who was asked to change something has done it.
        settle(desk, [str(record.data.get("obligation", "")) for record in records])
        record, written = folders.add(desk.case_folder, people.CASEWORK, data)
        folders.note(actor, verb, case_id, written=[written])
    return record.id


def _answer(
    actor: Actor, desk: Desk, request: Opened, expected: rules.Request, said: dict[str, Any]
) -> list[bytes]:
    """Write how the rules left a request."""
    data = {
        **request.data,
        "state": expected.state,
        "parts": [list(part) for part in expected.parts],
        "decided_by": str(actor.user_id),
        "decided_by_name": actor.display_name,
        "done_at": now(),
        "done_by": actor.display_name,
        **said,
    }
    Waiting.objects.filter(id=request.data["waiting"], case_id=desk.case.id).update(is_over=True)
    return [folders.change(desk.case_folder, request, data, expected_version=request.version)[1]]


def approve(
    actor: Actor, case_id: UUID, *, what: str, words: str = "", seen: rules.Parts | None = None
) -> None:
    """A supervisor of the team approves what she saw. Raises rules.NotAllowed with its reason."""
    verb = "approval.approve"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        records, requests, subject = _state(desk, what)
        decided = _after(actor, desk, rules.APPROVE, requests, subject, seen=seen)
        if len(decided) > len(requests):
            data = {
                "kind": "approval",
                **_told(subject),
                "state": rules.APPROVED,
                "words": "",
                "answer": words,
                "asked_by": "",
                "decided_by": str(actor.user_id),
                "decided_by_name": actor.display_name,
                **stamp(actor),
            }
            data |= {"done_at": data["at"], "done_by": actor.display_name}
            written = [folders.add(desk.case_folder, people.CASEWORK, data)[1]]
        else:
            place = next(at for at, item in enumerate(decided) if item != requests[at])
            said = {**_told(subject), "answer": words}
            written = _answer(actor, desk, records[place], decided[place], said)
        settle(desk, [str(record.data.get("obligation", "")) for record in records])
        written += after.changed(actor, desk)
        folders.note(actor, verb, case_id, written=written)


def return_(actor: Actor, case_id: UUID, *, what: str, words: str, day_words: str) -> None:
    """Back to who asked, with words; it stands on that colleague's day. `day_words`: what the day says."""
    verb = "approval.return"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        records, requests, subject = _state(desk, what)
        decided = _after(actor, desk, rules.RETURN, requests, subject)
        place = next(at for at, item in enumerate(decided) if item != requests[at])
        asker = UUID(requests[place].asked_by)
        whose = asker if asker in dues.members(desk) else own_day(actor, desk)
        back = due(actor, desk, whose, today_of(actor.org_id))
        said = {"answer": words, "obligation": back, "text": day_words}
        written = _answer(actor, desk, records[place], decided[place], said)
        folders.note(actor, verb, case_id, written=written)


def take_back(actor: Actor, case_id: UUID, approval_id: UUID) -> None:
    """Who asked does not ask any more. Raises rules.NotAllowed with its reason."""
    verb = "approval.take_back"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        record = find(desk, "approval", approval_id, verb)
        records, requests, subject = _state(desk, record.data["what"])
        decided = _after(actor, desk, rules.TAKE_BACK, requests, subject)
        place = next(at for at, item in enumerate(decided) if item != requests[at])
        if records[place].id != approval_id:
            raise Refused(verb, case_id)
        Waiting.objects.filter(id=record.data["waiting"], case_id=case_id).update(is_over=True)
        data = {**record.data, "state": rules.TAKEN_BACK}
        data |= {"done_at": now(), "done_by": actor.display_name}
        written = folders.change(desk.case_folder, record, data, expected_version=record.version)[1]
        folders.note(actor, verb, case_id, written=[written])
