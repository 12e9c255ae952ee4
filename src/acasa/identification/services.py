"""Writes: a screening as it was answered, the determination that people made, and the facts that follow it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.children import queries as children
from acasa.cases.models import Obligation
from acasa.cases.services import after
from acasa.cases.services.desks import desk_of, find, worker_of
from acasa.cases.services.opening import stamp
from acasa.cases.services.working import Desk
from acasa.cases.trafficking.rules import shape
from acasa.cases.trafficking.services import facts
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.identification import library, queries
from acasa.identification.rules import answers as taking
from acasa.identification.rules import determination as decided
from acasa.identification.rules import screening as rules
from acasa.people import rules as people
from acasa.vault import folders

# What of a determination is worth keeping when it is changed.
_SAID = (
    "status", "by_whom", "who", "procedure", "ground", "screenings", "on", "told_on", "appeal", "appeal_until",
    "appeal_words",
)  # fmt: skip


def screen(
    actor: Actor, case_id: UUID, *, set_: str, answers: Mapping[str, str], words: str = "", on: date
) -> UUID:
    """Keep a screening with what the rule says of it, and return its id. A child is never screened by an adult's set.

    Each is a record of its own: what was answered on another day stays as it was. A second press changes nothing.
    """
    published = library.find(set_)
    if published is None:
        raise Refused("screening.save", case_id)
    taken = taking.known_answers(published.shape, answers)
    with scope.scoped(actor.org_id):
        desk = desk_of(actor, case_id, "screening.save")
        if (
            published.shape.for_ == rules.ADULT
            and children.of(desk.case_folder, desk.person_folder).standing.child
        ):
            raise Refused("screening.save", case_id)
        data = {
            "kind": "screening",
            "set": set_,
            "set_version": published.version,
            # What was not asked says so too: later nobody can tell a gap from an answer.
            "answers": {one.id: taken.get(one.id, rules.NOT_ASKED) for one in published.shape.indicators()},
            "result": rules.screen(published.shape, taken).stored(),
            "words": words.strip(),
            "on": on.isoformat(),
            **stamp(actor),
        }
        for known in queries.screenings(desk.case_folder):
            if _same(known.data, data, ("set", "answers", "words", "on", "by")):
                return known.id
        record, sealed = folders.add(desk.case_folder, people.CASEWORK, data)
        written = [sealed, *after.changed(actor, desk)]
        folders.note(actor, "screening.save", case_id, written=written)
    return record.id


def _same(known: Mapping[str, Any], new: Mapping[str, Any], parts: Sequence[str]) -> bool:
    return all((known.get(part) or "") == (new.get(part) or "") for part in parts)


def determine(
    actor: Actor,
    case_id: UUID,
    *,
    data: Mapping[str, Any],
    text: str,
    determination_id: UUID | None = None,
    version: int = 0,
) -> UUID:
    """Keep a determination that people made, or change one; return its id. `text`: what the day says of its appeal.

    `data`: status, by_whom, who, procedure, ground, screenings, on, told_on, appeal, appeal_until, appeal_words; days
    as ISO text. What stood there before a change stays in its history. A second press changes nothing. Raises Conflict
    if somebody saved since `version`.
    """
    with scope.scoped(actor.org_id):
        desk = desk_of(actor, case_id, "determination.save")
        known = (
            find(desk, "determination", determination_id, "determination.save") if determination_id else None
        )
        before: Mapping[str, Any] = known.data if known else {}
        appeal = str(data.get("appeal") or decided.APPEAL_NONE)
        if data.get("status") not in decided.STATUSES or not data.get("on") or not data.get("ground"):
            raise Refused("determination.save", case_id)
        if appeal not in decided.APPEALS[str(before.get("appeal") or decided.APPEAL_NONE)]:
            raise Refused("determination.save", case_id)
        rests_on = _rests_on(desk, data.get("screenings") or ())
        value = {name: data[name] for name in _SAID if data.get(name)}
        value |= {
            "kind": "determination",
            "screenings": rests_on,
            "appeal": appeal,
            "text": text,
            **stamp(actor),
        }
        if known is None:
            for one in queries.determinations(desk.case_folder):
                if _same(one.data, value, (*_SAID, "by")):
                    return one.id
        value["history"] = list(before.get("history") or ())
        if before:
            value["history"].append(
                {name: before[name] for name in (*_SAID, "at", "by_name") if before.get(name)}
            )
        value["obligation"] = _due(actor, desk, before, value)
        if known is None:
            record, sealed = folders.add(desk.case_folder, people.CASEWORK, value)
            kept = record.id
        else:
            kept, sealed = (
                known.id,
                folders.change(desk.case_folder, known, value, expected_version=version)[1],
            )
        written = [sealed, *after.changed(actor, desk)]
        folders.note(actor, "determination.save", case_id, written=written)
    return kept


def _rests_on(desk: Desk, ids: Sequence[str]) -> list[str]:
    there = {str(record.id) for record in queries.screenings(desk.case_folder)}
    return [one for one in ids if one in there]


def _due(actor: Actor, desk: Desk, before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Let the day follow: the last day of an appeal stands there while nobody made or waived it."""
    known = str(before.get("obligation") or "")
    row = Obligation.objects.filter(id=known, case_id=desk.case.id).first() if known else None
    day = decided.waits_for_appeal(now) if desk.case.is_open else ""
    if not day:
        if row is not None:
            Obligation.objects.filter(id=row.id).update(is_done=True)
        return str(row.id) if row else ""
    if row is None:
        row = Obligation(org_id=actor.org_id, case=desk.case, worker_id=worker_of(actor, desk))
    row.due, row.is_done = date.fromisoformat(day), False
    row.save()
    return str(row.id)


def take_over(actor: Actor, case_id: UUID, *, rev: int) -> None:
    """Write the determination that holds into the facts of the trafficking; what else stands there stays.

    `rev` is that of the facts' step when both were shown: raises Conflict if somebody saved it since.
    """
    with scope.scoped(actor.org_id):
        desk = desk_of(actor, case_id, "determination.status")
        standing = decided.standing(one.data for one in queries.determinations(desk.case_folder))
        if not standing.now:
            raise Refused("determination.status", case_id)
        record = desk.case_folder.one("trafficking", people.CASEWORK)
        now: Mapping[str, Any] = record.data if record else {}
        values = {**shape.values_of(shape.STATUS, now), **decided.as_facts(standing.now, now)}
        folders.note(actor, "determination.status", case_id)
        facts.save_section(actor, case_id, section=shape.STATUS, values=values, told="", rev=rev)


def printed(actor: Actor, case_id: UUID, *, to_pdf: Callable[[], bytes]) -> bytes:
    """Set a paper in memory and record that it was printed. Returns the PDF, which is stored nowhere."""
    with scope.scoped(actor.org_id):
        pdf = to_pdf()
        folders.note(actor, "screening.print", case_id)
    return pdf
