"""An assessment of risk: what was asked and answered, what it suggested, and what people decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.safety import library, rules
from acasa.cases.safety.services import protocols
from acasa.cases.safety.services.common import desk_of, stamp
from acasa.cases.services import editing
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders


def assess(
    actor: Actor,
    case_id: UUID,
    *,
    answers: Mapping[str, str],
    words: Mapping[str, str],
    protective: Sequence[str],
    protective_words: str,
    level: str,
    why: str,
    on: date,
    review_on: date | None,
    alerts: Sequence[str],
    version: int,
    begin: Sequence[str] = (),
) -> UUID | None:
    """Keep an assessment, set level, review and alerts of the case, and open protocols: one transaction.

    Words of factors about health are sealed in health; without that key there are none. `version` is that of the
    case's facts: raises Conflict if somebody changed risk or alerts meanwhile, and nothing is written. Returns the
    first protocol opened.
    """
    if level not in rules.LEVELS:
        raise Refused("risk.assess", case_id)
    factors = library.factors()
    clinical = {factor.code for factor in factors if factor.health}
    given = {factor.code: answers.get(factor.code) or rules.NOT_ASKED for factor in factors}
    said = {code: text.strip() for code, text in words.items() if code in given and text.strip()}
    proposed = rules.proposal(factors, given)
    with scope.scoped(actor.org_id):
        desk = desk_of(actor, case_id, "risk.assess")
        told = stamp(actor)
        data: dict[str, Any] = {
            "kind": "risk",
            "level": level,
            "on": on.isoformat(),
            "review_on": review_on.isoformat() if review_on else "",
            "answers": given,
            "words": {code: text for code, text in said.items() if code not in clinical},
            "protective": list(protective),
            "protective_words": protective_words,
            "proposed": proposed.level,
            "because": list(proposed.because),
            "why": why,
            **told,
        }
        record, first = folders.add(desk.case_folder, people.CASEWORK, data)
        written = [first]
        sealed = {code: text for code, text in said.items() if code in clinical}
        if sealed:
            if not desk.case_folder.can_open(people.HEALTH):
                raise Refused("risk.assess", case_id)
            more = {"kind": "risk_words", "of": str(record.id), "words": sealed, **told}
            written.append(folders.add(desk.case_folder, people.HEALTH, more)[1])
        folders.note(actor, "risk.assess", case_id, written=written)
        editing.set_risk(actor, case_id, risk=level, review_on=review_on, alerts=alerts, version=version)
        begun = [protocols.begin(actor, case_id, signal=signal) for signal in begin]
    return begun[0] if begun else None
