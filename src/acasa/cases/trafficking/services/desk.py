"""What every write of this part begins and ends with."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from acasa.cases.services import after
from acasa.cases.services.desks import desk_of as casework
from acasa.cases.services.opening import stamp
from acasa.cases.services.working import Desk
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened

__all__ = ["casework", "find", "finish", "stamp"]


def find(desk: Desk, kind: str, record_id: UUID, verb: str) -> Opened:
    """A record of this case, or Refused."""
    for record in desk.case_folder.of_kind(kind):
        if record.id == record_id and not record.data.get("removed"):
            return record
    raise Refused(verb, desk.case.id)


def finish(actor: Actor, desk: Desk, verb: str, written: Sequence[bytes]) -> None:
    """What follows a change of facts, and the record of it: the last thing of a transaction."""
    more = after.changed(actor, desk) if desk.case_folder.can_open(people.CASEWORK) else []
    folders.note(actor, verb, desk.case.id, written=[*written, *more])
