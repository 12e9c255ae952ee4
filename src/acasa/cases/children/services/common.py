"""What every write of a child's file shares."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.children import queries
from acasa.cases.children.queries import Child
from acasa.cases.models import Obligation
from acasa.cases.plan.services import dues
from acasa.cases.plan.services.desk import casework, stamp
from acasa.cases.services import after
from acasa.cases.services.working import Desk
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened

__all__ = ["casework", "stamp"]


def child_desk(actor: Actor, case_id: UUID, verb: str) -> tuple[Desk, Child]:
    """The case, locked, and its child. Somebody who is no child has no such file: Refused."""
    desk = casework(actor, case_id, verb)
    child = child_of(desk)
    if not child.standing.child and not queries.began(child):
        raise Refused(verb, case_id)
    return desk, child


def child_of(desk: Desk) -> Child:
    return queries.of(desk.case_folder, desk.person_folder)


def add(desk: Desk, data: Mapping[str, Any]) -> tuple[Opened, bytes]:
    return folders.add(desk.case_folder, people.CASEWORK, dict(data))


def change(desk: Desk, record: Opened, data: Mapping[str, Any], version: int | None = None) -> bytes:
    """Raises Conflict if somebody saved since `version`; without it the case's lock is enough."""
    return folders.change(desk.case_folder, record, dict(data), expected_version=version or record.version)[1]


def tell(actor: Actor, desk: Desk, what: str, *, name: str = "", words: str = "") -> bytes:
    """A line of the timeline."""
    return add(desk, {"kind": "child_event", "what": what, "name": name, "words": words, **stamp(actor)})[1]


def alerts(
    actor: Actor, desk: Desk, *, raised: Collection[str] = (), taken: Collection[str] = ()
) -> list[bytes]:
    """Raise alerts and take others away; nothing is written where nothing changes."""
    facts = desk.case_folder.one("case")
    if facts is None:
        return []
    before = list(facts.data.get("alerts", ()))
    now = [alert for alert in before if alert not in taken]
    now += [alert for alert in raised if alert not in now]
    if now == before:
        return []
    return [change(desk, facts, {**facts.data, "alerts": now, "by_name": actor.display_name})]


def due_again(actor: Actor, desk: Desk, known: str, day: date | None) -> str:
    """Let the day follow: an open obligation is moved, a done one begun anew, none settled. Returns its id or ""."""
    rows = Obligation.objects.filter(id=known, case_id=desk.case.id) if known else Obligation.objects.none()
    if day is None:
        rows.update(is_done=True)
        return ""
    if rows.filter(is_done=False).update(due=day):
        return known
    return dues.again(actor, desk, day)


def settle(desk: Desk, *obligations: str) -> None:
    """These are done."""
    known = [obligation for obligation in obligations if obligation]
    if known:
        Obligation.objects.filter(id__in=known, case_id=desk.case.id).update(is_done=True)


def finish(actor: Actor, desk: Desk, verb: str, written: Sequence[bytes]) -> None:
    """What follows from the change, and the entry of the record."""
    folders.note(actor, verb, desk.case.id, written=[*written, *after.changed(actor, desk)])
