"""Same-day protocols: opened with one press, their steps stamped, ended with an outcome and what comes next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from acasa.cases.models import Obligation
from acasa.cases.safety import library, rules
from acasa.cases.safety.models import Run
from acasa.cases.safety.services.common import desk_of, find, stamp, worker_of
from acasa.cases.services import after, editing
from acasa.cases.services.opening import Step, add_step, now, today_of
from acasa.cases.services.working import Desk
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Conflict, Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened


def running(desk: Desk, signal: str) -> Opened | None:
    """The protocol of this signal that is open in the case."""
    for record in desk.case_folder.of_kind("protocol"):
        if record.data.get("signal") == signal and record.data.get("state") == rules.OPEN:
            return record
    return None


def begin(actor: Actor, case_id: UUID, *, signal: str) -> UUID:
    """Open the protocol of a signal; a second press leads to the one that is running. Returns the record's id."""
    definition = library.protocols().get(signal)
    if definition is None:
        raise Refused("protocol.begin", case_id)
    with scope.scoped(actor.org_id):
        desk = desk_of(actor, case_id, "protocol.begin", people.ESSENTIALS)
        if not desk.case.is_open:
            raise Refused("protocol.begin", case_id)
        record, written = begin_at(actor, desk, signal=signal)
        if written:
            written += after.changed(actor, desk)
            folders.note(actor, "protocol.begin", case_id, written=written)
    return record.id


def begin_at(actor: Actor, desk: Desk, *, signal: str) -> tuple[Opened, list[bytes]]:
    """Open it within a transaction that has the open case before it: the record, and what was written.

    Nothing is written when it runs already. What follows a change and the audit are the caller's.
    """
    if (known := running(desk, signal)) is not None:
        return known, []
    definition = library.protocols()[signal]
    told, today = stamp(actor), today_of(actor.org_id)
    run = Run.objects.create(
        org_id=actor.org_id,
        case_id=desk.case.id,
        begun_by=actor.user_id,
        begun_at=datetime.fromisoformat(told["at"]),
    )
    due = Obligation.objects.create(
        org_id=actor.org_id, case=desk.case, worker_id=worker_of(actor, desk), due=today
    )
    data = {
        **rules.begin(signal, definition.clock(), at=told["at"], on=today.isoformat()),
        "run": str(run.id),
        "obligation": str(due.id),
        "text": definition.title(),
        **told,
    }
    record, written = folders.add(desk.case_folder, people.ESSENTIALS, data)
    return record, [written]


def decline(actor: Actor, case_id: UUID, *, signal: str, words: str) -> None:
    """A signal was looked at and needs no protocol now: why, in a word. It is offered again when it shows again."""
    if signal not in library.protocols() or not words.strip():
        raise Refused("protocol.decline", case_id)
    with scope.scoped(actor.org_id):
        desk = desk_of(actor, case_id, "protocol.decline", people.ESSENTIALS)
        data = {
            "kind": "protocol_declined",
            "signal": signal,
            "words": words.strip(),
            **stamp(actor),
        }
        written = [folders.add(desk.case_folder, people.ESSENTIALS, data)[1]]
        written += after.changed(actor, desk)
        folders.note(actor, "protocol.decline", case_id, written=written)


def _change(
    actor: Actor,
    case_id: UUID,
    record_id: UUID,
    verb: str,
    change: Callable[[Desk, dict[str, Any]], dict[str, Any]],
    compartment: str = people.ESSENTIALS,
) -> None:
    """Change a protocol by its rules; what they refuse is a Conflict with what stands, for the page to show."""
    with scope.scoped(actor.org_id):
        desk = desk_of(actor, case_id, verb, compartment)
        record = find(desk, "protocol", record_id, verb)
        try:
            data = change(desk, dict(record.data))
        except rules.Impossible as problem:
            raise Conflict(record.data, {"problem": str(problem)}, record.version) from None
        extra: list[bytes] = data.pop("_written", [])
        written = [folders.change(desk.case_folder, record, data, expected_version=record.version)[1], *extra]
        written += after.changed(actor, desk)
        folders.note(actor, verb, case_id, written=written)


def settle(actor: Actor, case_id: UUID, record_id: UUID, *, step: str, state: str, words: str = "") -> None:
    """Stamp a step as done, or as left out with a word. Raises Conflict when somebody was faster."""

    def change(_desk: Desk, data: dict[str, Any]) -> dict[str, Any]:
        return rules.settle(data, step, state, at=now(), by_name=actor.display_name, words=words)

    _change(actor, case_id, record_id, "protocol.step", change)


def end(
    actor: Actor,
    case_id: UUID,
    record_id: UUID,
    *,
    outcome: str,
    words: str,
    step: Step,
    alerts_off: bool = False,
) -> None:
    """End a protocol: how it ended, and what comes next and when. Takes case work. Raises Conflict if it has ended.

    With `alerts_off` the alerts that offer this protocol are taken from the case in the same transaction.
    """

    def change(desk: Desk, data: dict[str, Any]) -> dict[str, Any]:
        ended = rules.end(data, outcome=outcome, words=words, at=now(), by_name=actor.display_name)
        Obligation.objects.filter(id=data["obligation"], case_id=case_id).update(is_done=True)
        Run.objects.filter(id=data["run"], ended_at__isnull=True).update(
            ended_at=datetime.fromisoformat(ended["ended_at"])
        )
        ended["_written"] = [add_step(actor, desk.case, desk.case_folder, step)]
        # What comes next is case work: its words stay in the step, the night learns the day.
        ended["followup"] = {"due": step.due.isoformat(), "step": str(desk.case_folder.records[-1].id)}
        return ended

    with scope.scoped(actor.org_id):
        _change(actor, case_id, record_id, "protocol.end", change, people.CASEWORK)
        if alerts_off:
            _alerts_off(actor, case_id, record_id)


def _alerts_off(actor: Actor, case_id: UUID, record_id: UUID) -> None:
    desk = desk_of(actor, case_id, "protocol.end")
    facts = desk.case_folder.one("case")
    definition = library.protocols().get(find(desk, "protocol", record_id, "protocol.end").data["signal"])
    if facts is None or definition is None:
        return
    alerts = list(facts.data.get("alerts", ()))
    kept = [alert for alert in alerts if alert not in definition.alerts]
    if kept != alerts:
        review = str(facts.data.get("risk_review") or "")
        editing.set_risk(
            actor,
            case_id,
            risk=str(facts.data.get("risk", "")),
            review_on=datetime.fromisoformat(review).date() if review else None,
            alerts=kept,
            version=facts.version,
        )


def add_note(actor: Actor, case_id: UUID, record_id: UUID, *, text: str) -> None:
    """Clinical words to a protocol: sealed in health, never beside the steps that the night reads."""
    with scope.scoped(actor.org_id):
        desk = desk_of(actor, case_id, "protocol.note", people.HEALTH)
        find(desk, "protocol", record_id, "protocol.note")
        data = {"kind": "protocol_note", "of": str(record_id), "text": text, **stamp(actor)}
        written = [folders.add(desk.case_folder, people.HEALTH, data)[1]]
        folders.note(actor, "protocol.note", case_id, written=written)
