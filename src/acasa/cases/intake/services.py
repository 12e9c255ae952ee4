"""What an intake writes: answers, what she was told, consent, needs with their steps, reports. All of it sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.intake import library, rules
from acasa.cases.intake.queries import record_of
from acasa.cases.intake.rules import Answers, Section
from acasa.cases.models import Obligation
from acasa.cases.services import after, cards, editing
from acasa.cases.services.desks import desk_of, worker_of
from acasa.cases.services.opening import Step, add_step, stamp
from acasa.cases.services.working import Desk
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Conflict, Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened


def _put(
    desk: Desk, compartment: str, record: Opened | None, data: dict[str, Any], version: int
) -> tuple[Opened, bytes]:
    """Write a page's record; Conflict if somebody wrote it since `version` (0: there was none yet)."""
    if record is None:
        return folders.add(desk.case_folder, compartment, data)
    if version != record.version:
        raise Conflict(record.data, data, record.version)
    return folders.change(desk.case_folder, record, data, expected_version=version)


def save_section(
    actor: Actor, case_id: UUID, *, section: Section, answers: Answers, version: int, risk: str = ""
) -> None:
    """Keep a page of questions. Raises Conflict if somebody saved since `version`.

    Answers about safety raise alerts, and `risk` if given, through the service that changes them anywhere.
    """
    with scope.scoped(actor.org_id):
        desk = desk_of(actor, case_id, "intake.save", section.compartment)
        kept = rules.tidy(section, answers)
        data = {"kind": "intake", "step": section.code, "answers": kept, **stamp(actor)}
        written = _put(desk, section.compartment, record_of(desk.case_folder, section.code), data, version)[1]
        folders.note(actor, "intake.save", case_id, written=[written])
        if section.code == rules.SAFETY.code:
            _raise(actor, desk, rules.alerts_of(kept), risk)


def _raise(actor: Actor, desk: Desk, alerts: Sequence[str], risk: str = "") -> None:
    """Alerts are only added here, never taken away; nothing is written when nothing changes."""
    facts = desk.case_folder.one("case")
    if facts is None:
        return
    before = list(facts.data.get("alerts", []))
    wanted = [*before, *(alert for alert in alerts if alert not in before)]
    if wanted == before and risk in ("", facts.data.get("risk", "")):
        return
    review = facts.data.get("risk_review")
    editing.set_risk(
        actor,
        desk.case.id,
        risk=risk or str(facts.data.get("risk", "")),
        review_on=date.fromisoformat(review) if review else None,
        alerts=wanted,
        version=facts.version,
    )


def save_needs(actor: Actor, case_id: UUID, *, answers: Answers, version: int) -> None:
    """Keep the needs of the first days. Each "yes" becomes a need of the case, once; a later "no" says it is met."""
    with scope.scoped(actor.org_id):
        desk = desk_of(actor, case_id, "intake.needs")
        record = record_of(desk.case_folder, "needs")
        kept = rules.tidy(library.needs(), answers)
        planned = record.data.get("planned", []) if record else []
        data = {"kind": "intake", "step": "needs", "answers": kept, "planned": planned, **stamp(actor)}
        written = [_put(desk, people.CASEWORK, record, data, version)[1]]
        known = {r.data.get("first_days"): r for r in desk.case_folder.of_kind("need")}
        for code, given in kept.items():
            written += _need(actor, desk, code, given, known.get(code))
        if len(written) > 1:
            # The first need is the day of the assessment, which deadlines look at.
            written += after.changed(actor, desk)
        folders.note(actor, "intake.needs", case_id, written=written)


def _need(actor: Actor, desk: Desk, code: str, given: rules.Answer, known: Opened | None) -> list[bytes]:
    if given["answer"] == rules.YES:
        if known is None:
            essentials = desk.person_folder.one("essentials")
            data: dict[str, Any] = {
                "kind": "need",
                "about": str(desk.case.person_id),
                "about_name": str(essentials.data.get("working_name", "")) if essentials else "",
                "domain": library.domain(code),
                "severity": "urgent",
                "words": given["words"],
                "status": "open",
                "first_days": code,
                **stamp(actor),
            }
            return [folders.add(desk.case_folder, people.CASEWORK, data)[1]]
        if known.data.get("status") == "open" and known.data.get("words") == given["words"]:
            return []
        changed = {**known.data, "status": "open", "words": given["words"] or known.data.get("words", "")}
    elif given["answer"] == rules.NO and known is not None and known.data.get("status") == "open":
        changed = {**known.data, "status": "met"}
    else:
        return []
    changed |= stamp(actor)
    return [folders.change(desk.case_folder, known, changed, expected_version=known.version)[1]]


def plan_needs(actor: Actor, case_id: UUID, *, steps: Sequence[tuple[str, Step | None]]) -> int:
    """Make next steps of needs, each need once; None means that it needs no step. Returns how many were made.

    A need that a colleague planned meanwhile is left to them.
    """
    with scope.scoped(actor.org_id):
        desk = desk_of(actor, case_id, "intake.plan")
        record = record_of(desk.case_folder, "needs")
        if record is None:
            raise Refused("intake.plan", case_id)
        planned = list(record.data.get("planned", []))
        fresh = [(code, step) for code, step in steps if code not in planned]
        if not fresh:
            return 0
        made = [add_step(actor, desk.case, desk.case_folder, step) for _, step in fresh if step is not None]
        data = {**record.data, "planned": [*planned, *(code for code, _ in fresh)]}
        written = [
            *made,
            folders.change(desk.case_folder, record, data, expected_version=record.version)[1],
        ]
        written += cards.refresh(actor, desk.case, desk.case_folder, desk.person_folder, (people.CASEWORK,))
        folders.note(actor, "intake.plan", case_id, written=written)
    return len(made)


@dataclass(frozen=True)
class Telling:
    """How something was told to her: in which language, how, by which interpreter, and what she said to it."""

    explained: Sequence[str]
    language: str
    how: str
    interpreter: str = ""
    words: str = ""


def tell(actor: Actor, case_id: UUID, *, telling: Telling) -> None:
    """She was told what can't be kept secret. Each time is a record of its own."""
    with scope.scoped(actor.org_id):
        desk = desk_of(actor, case_id, "intake.tell")
        data = {"kind": "told", **_told(telling), **stamp(actor)}
        written = [folders.add(desk.case_folder, people.CASEWORK, data)[1]]
        folders.note(actor, "intake.tell", case_id, written=written)


def _told(telling: Telling) -> dict[str, Any]:
    return {
        "explained": list(telling.explained),
        "language": telling.language,
        "how": telling.how,
        "interpreter": telling.interpreter,
        "words": telling.words,
    }


def answer_consent(
    actor: Actor,
    case_id: UUID,
    *,
    purpose: str,
    answer: str,
    telling: Telling,
    seen: int,
    stopped: bool = False,
) -> None:
    """Record what she answers; former answers stay. Raises Conflict if another was recorded since `seen` of them.

    Nothing else changes: no answer takes help away.
    """
    with scope.scoped(actor.org_id):
        if purpose not in rules.PURPOSES or answer not in rules.CONSENT_ANSWERS:
            raise Refused("consent.answer", case_id)
        points = [code for code, _ in library.consent_points(purpose, "en")]
        if answer == rules.AGREED and rules.unexplained(telling.explained, points):
            raise Refused("consent.answer", case_id)
        desk = desk_of(actor, case_id, "consent.answer")
        former = [r for r in desk.case_folder.of_kind("consent") if r.data.get("purpose") == purpose]
        data = {
            "kind": "consent",
            "purpose": purpose,
            "answer": answer,
            **_told(telling),
            **({"stopped": True} if stopped else {}),
            **stamp(actor),
        }
        if len(former) != seen:
            raise Conflict(former[-1].data if former else {}, data, len(former))
        written = [folders.add(desk.case_folder, people.CASEWORK, data)[1]]
        written += after.consented(actor, desk)
        folders.note(actor, "consent.answer", case_id, written=written)


@dataclass(frozen=True)
class Report:
    """A report that the law demands: the least facts, to whom, by when, and whether she knows of it."""

    duty: str
    what: str
    to: str
    facts: str
    due: date
    text: str
    tell_text: str
    look_again: date
    reported_on: date | None = None
    reference: str = ""
    told_on: date | None = None
    told_words: str = ""
    # Whether she may read of it in her own view though nobody has told her yet.
    safe_to_tell: bool = False
    police: str = ""


def save_report(
    actor: Actor, case_id: UUID, *, report: Report, report_id: UUID | None = None, version: int = 0
) -> UUID:
    """Record a report, or what became of it. It stands on the day list until it is made and she is told.

    What she answers about the police changes nothing but an alert for colleagues. Raises Conflict.
    """
    with scope.scoped(actor.org_id):
        desk = desk_of(actor, case_id, "intake.report")
        record = next((r for r in desk.case_folder.of_kind("report") if r.id == report_id), None)
        if report_id is not None and record is None:
            raise Refused("intake.report", case_id)
        due = rules.report_due(
            _iso(report.reported_on), _iso(report.told_on), due=report.due, look_again=report.look_again
        )
        data = {
            "kind": "report",
            "duty": report.duty,
            "what": report.what,
            "to": report.to,
            "facts": report.facts,
            "due": report.due.isoformat(),
            "look_again": report.look_again.isoformat(),
            "reported_on": _iso(report.reported_on),
            "reference": report.reference,
            "told_on": _iso(report.told_on),
            "told_words": report.told_words,
            "safe_to_tell": "yes" if report.safe_to_tell else "",
            "police": report.police,
            "text": report.tell_text if due and due[0] == rules.TELL else report.text,
            "obligation": record.data["obligation"] if record else "",
            **stamp(actor),
        }
        if record is not None and record.version != version:
            raise Conflict(record.data, data, record.version)
        if record is None:
            made = Obligation.objects.create(
                org_id=actor.org_id,
                case=desk.case,
                worker_id=worker_of(actor, desk),
                due=due[1] if due else report.due,
                is_done=due is None or not desk.case.is_open,
            )
            data["obligation"] = str(made.id)
        elif due is None:
            Obligation.objects.filter(id=data["obligation"], case_id=case_id).update(is_done=True)
        else:
            Obligation.objects.filter(id=data["obligation"], case_id=case_id).update(
                is_done=not desk.case.is_open, due=due[1]
            )
        kept, written = _put(desk, people.CASEWORK, record, data, version)
        folders.note(actor, "intake.report", case_id, written=[written])
        if report.police == rules.NO:
            _raise(actor, desk, ("no_police",))
    return kept.id


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
