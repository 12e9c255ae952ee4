"""What every write of this part begins with."""

from __future__ import annotations

from uuid import UUID

from acasa.cases.services.opening import stamp as stamp
from acasa.cases.services.working import Desk, take
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault.folders import Opened


def casework(actor: Actor, case_id: UUID, verb: str) -> Desk:
    """The case, locked for this transaction; Refused without casework."""
    desk = take(actor, case_id, verb)
    if not desk.case_folder.can_open(people.CASEWORK):
        raise Refused(verb, case_id)
    return desk


def find(desk: Desk, kind: str, record_id: UUID, verb: str) -> Opened:
    """A record of this case, or Refused."""
    for record in desk.case_folder.of_kind(kind):
        if record.id == record_id:
            return record
    raise Refused(verb, desk.case.id)
