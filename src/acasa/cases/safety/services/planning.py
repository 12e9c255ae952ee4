"""The safety plan made with her: each saving is a version; what she says to it is recorded on the newest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from acasa.cases.models import Obligation
from acasa.cases.papers import rules as papers
from acasa.cases.papers import typesetting
from acasa.cases.papers.document import Document
from acasa.cases.papers.orders import Order
from acasa.cases.safety import rules
from acasa.cases.safety.queries import newest_plan
from acasa.cases.safety.services.common import desk_of, stamp, worker_of
from acasa.cases.services import after
from acasa.cases.services.working import Desk
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Conflict, Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened

PAPER = "safety_plan"


def save(
    actor: Actor,
    case_id: UUID,
    *,
    parts: Mapping[str, str],
    on: date,
    review_on: date | None,
    agreed: str,
    safe_to_take_home: str,
    number: int,
) -> int:
    """Make a new version. `number` is the version that was seen; raises Conflict if there is a newer one."""
    if agreed not in rules.AGREEMENTS:
        raise Refused("safety_plan.save", case_id)
    with scope.scoped(actor.org_id):
        desk = desk_of(actor, case_id, "safety_plan.save")
        if not desk.case.is_open:
            raise Refused("safety_plan.save", case_id)
        present, night = newest_plan(desk.case_folder)
        told = stamp(actor)
        kept = {part: str(parts.get(part, "")).strip() for part in rules.PARTS}
        data: dict[str, Any] = {
            "kind": "safety_plan",
            **{part: kept[part] for part in rules.PLAN_PARTS},
            "on": on.isoformat(),
            "review_on": review_on.isoformat() if review_on else "",
            "agreed": agreed,
            "safe_to_take_home": safe_to_take_home,
            **told,
        }
        if present is not None and int(present.data["number"]) != number:
            current = {**(night.data if night else {}), **present.data}
            raise Conflict(current, {**data, **kept}, int(present.data["number"]))
        data["number"] = number + 1
        former = str(present.data.get("obligation", "")) if present else ""
        data["obligation"] = _review(actor, desk, former, review_on)
        data["text"] = _("Look at the safety plan again with her")
        at_night = {
            "kind": "safety_night",
            **{part: kept[part] for part in rules.NIGHT_PARTS},
            "number": number + 1,
            **told,
        }
        written = [
            folders.add(desk.case_folder, people.CASEWORK, data)[1],
            folders.add(desk.case_folder, people.ESSENTIALS, at_night)[1],
        ]
        written += after.changed(actor, desk)
        folders.note(actor, "safety_plan.save", case_id, written=written)
    return number + 1


def _review(actor: Actor, desk: Desk, known: str, due: date | None) -> str:
    """One obligation for all versions: it moves, begins or ends with the newest."""
    if due is None:
        if known:
            Obligation.objects.filter(id=known, case_id=desk.case.id).update(is_done=True)
        return known
    if known and Obligation.objects.filter(id=known, case_id=desk.case.id).update(due=due, is_done=False):
        return known
    row = Obligation.objects.create(
        org_id=actor.org_id, case=desk.case, worker_id=worker_of(actor, desk), due=due
    )
    return str(row.id)


def answer(
    actor: Actor, case_id: UUID, *, number: int, agreed: str, safe_to_take_home: str, words: str
) -> None:
    """What she says to the newest version, and whether it may go home. Raises Conflict if there is a newer one."""
    if agreed not in rules.AGREEMENTS:
        raise Refused("safety_plan.answer", case_id)
    with scope.scoped(actor.org_id):
        desk = desk_of(actor, case_id, "safety_plan.answer")
        present: Opened | None = newest_plan(desk.case_folder)[0]
        if present is None:
            raise Refused("safety_plan.answer", case_id)
        said = {"agreed": agreed, "safe_to_take_home": safe_to_take_home, "answer_words": words.strip()}
        told = stamp(actor)
        data = {**present.data, **said, "answered_at": told["at"], "answered_by": told["by_name"]}
        if int(present.data["number"]) != number:
            raise Conflict(present.data, data, int(present.data["number"]))
        written = [folders.change(desk.case_folder, present, data, expected_version=present.version)[1]]
        folders.note(actor, "safety_plan.answer", case_id, written=written)


def _printed(actor: Actor, case_id: UUID, order: Order, verb: str, **more: Any) -> None:
    desk = desk_of(actor, case_id, verb)
    data = {
        "kind": "paper",
        "what": PAPER,
        "language": order.language,
        "signed": "no",
        "file": "",
        "name": "",
        "size": 0,
        "names": papers.CODE_ONLY if order.without_names else order.names,
        "safe": order.safe,
        **stamp(actor),
        **more,
    }
    written = [folders.add(desk.case_folder, people.CASEWORK, data)[1]]
    folders.note(actor, verb, case_id, written=written)


def print_it(actor: Actor, case_id: UUID, *, order: Order, document: Document) -> bytes:
    """Set the plan in memory and record that it was printed; the PDF is kept nowhere."""
    with scope.scoped(actor.org_id):
        pdf = typesetting.pdf(document.data())
        _printed(actor, case_id, order, "paper.make")
    return pdf


def read_here(actor: Actor, case_id: UUID, *, order: Order) -> None:
    """Record that she read it on the screen, here."""
    with scope.scoped(actor.org_id):
        _printed(actor, case_id, order, "paper.read_here", read_here=True)
