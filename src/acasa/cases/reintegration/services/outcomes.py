"""How life goes: one round is what was said of some domains at one time, by her and by whoever accompanies her."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from acasa.cases.plan.services.desk import casework, stamp
from acasa.cases.reintegration import rules
from acasa.cases.services import after
from acasa.cases.services.working import Desk
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders

VERB = "outcomes.add"
Answers = Mapping[str, Mapping[str, str]]


def record(
    actor: Actor, case_id: UUID, *, on: date, moment: str, answers: Answers, together: bool = True
) -> int:
    """A round of outcomes. `answers`: domain to `level` (ours), `her_level` and `words`; an empty one is not kept.

    `together`: whether it was asked of her; else it is only what the colleague sees. Returns how many were kept.
    """
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, VERB)
        written, count = write(actor, desk, on=on, moment=moment, answers=answers, together=together)
        if count:
            written += after.changed(actor, desk)
            folders.note(actor, VERB, case_id, written=written)
    return count


def write(
    actor: Actor, desk: Desk, *, on: date, moment: str, answers: Answers, together: bool = True
) -> tuple[list[bytes], int]:
    """Write a round into an opened case, within somebody's transaction; what was not said leaves no trace."""
    said = {domain: dict(answer) for domain, answer in answers.items() if rules.told(answer)}
    for answer in said.values():
        if any(answer.get(name, "") not in ("", *rules.ANSWERS) for name in ("level", "her_level")):
            raise Refused(VERB, desk.case.id)
    if not said:
        return [], 0
    by: dict[str, Any] = {**stamp(actor), "round": str(uuid4()), "moment": moment, "on": on.isoformat()}
    written = []
    for domain, answer in said.items():
        kept = {name: answer.get(name, "") for name in ("level", "her_level", "words")}
        data = {"kind": "outcome", "domain": domain, **kept, **by}
        written.append(folders.add(desk.case_folder, people.CASEWORK, data)[1])
    told = {"kind": "outcome_round", "domains": list(said), "together": together, **by}
    written.append(folders.add(desk.case_folder, people.CASEWORK, told)[1])
    return written, len(said)
