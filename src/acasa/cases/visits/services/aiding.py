"""Aid in kind and money, and the budget lines it is paid from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from acasa.cases.services import working
from acasa.cases.services.opening import now
from acasa.cases.visits.models import BudgetLine
from acasa.cases.visits.services import common
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders


@dataclass(frozen=True)
class Aid:
    """What was given: an amount of money, or a quantity in words, or both."""

    what: str
    on: date
    amount: Decimal | None = None
    currency: str = ""
    quantity: str = ""
    line_id: UUID | None = None
    receipt: str = "not_asked"
    text: str = ""


def add(actor: Actor, case_id: UUID, *, aid: Aid) -> UUID:
    """Record aid. The donor's name is kept in it, so that a renamed or ended line changes no old entry."""
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, "aid.add")
        common.need(desk, people.CASEWORK, "aid.add")
        line = BudgetLine.objects.filter(id=aid.line_id, org_id=actor.org_id).first() if aid.line_id else None
        if aid.line_id and line is None:
            raise Refused("aid.add", aid.line_id)
        data = {
            "kind": "aid",
            "what": aid.what,
            "on": aid.on.isoformat(),
            # Text, not a number: money is decimal.
            "amount": f"{aid.amount:.2f}" if aid.amount is not None else "",
            "currency": aid.currency if aid.amount is not None else "",
            "quantity": aid.quantity,
            "line_id": str(line.id) if line else "",
            "donor": line.donor if line else "",
            "line": line.line if line else "",
            "receipt": aid.receipt,
            "text": aid.text,
            **common.by(actor),
        }
        record, written = folders.add(desk.case_folder, people.CASEWORK, data)
        folders.note(actor, "aid.add", case_id, written=[written])
    return record.id


def take_back(actor: Actor, case_id: UUID, record_id: UUID, *, why: str) -> bool:
    """An entry was wrong. It stays, struck out, with the reason: money is not erased. False when it was already."""
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, "aid.take_back")
        record = common.find(desk, "aid", record_id, "aid.take_back")
        if record.data.get("taken_back"):
            return False
        data = {**record.data, "taken_back": now(), "taken_back_by": actor.display_name, "why": why}
        written = folders.change(desk.case_folder, record, data, expected_version=record.version)[1]
        folders.note(actor, "aid.take_back", case_id, written=[written])
    return True


def add_line(actor: Actor, *, donor: str, line: str = "") -> None:
    """A supervisor adds a budget line; one that was ended comes back."""
    if not actor.is_supervisor:
        raise Refused("aid.lines")
    with scope.scoped(actor.org_id):
        BudgetLine.objects.update_or_create(
            org_id=actor.org_id, donor=donor.strip(), line=line.strip(), defaults={"is_active": True}
        )
        folders.note(actor, "aid.lines")


def end_line(actor: Actor, line_id: UUID) -> None:
    """A supervisor ends a budget line: it is offered no more; what was given from it stays."""
    if not actor.is_supervisor:
        raise Refused("aid.lines")
    with scope.scoped(actor.org_id):
        if not BudgetLine.objects.filter(id=line_id, org_id=actor.org_id).update(is_active=False):
            raise Refused("aid.lines", line_id)
        folders.note(actor, "aid.lines", line_id)
