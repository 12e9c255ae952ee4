"""What may follow what in a case. Pure: no Django, no keys.

The stages are those of the account of La Strada Moldova and of the usual national referral mechanism; the table
is Acasa's reading of them (certainty: medium) and its picture in docs/stages.md is generated from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

IDENTIFICATION: Final = "identification"
CRISIS: Final = "crisis"
STABILISATION: Final = "stabilisation"
REINTEGRATION: Final = "reintegration"
AUTONOMY: Final = "autonomy"
AFTER_CLOSURE: Final = "after_closure"

STAGES: Final = (IDENTIFICATION, CRISIS, STABILISATION, REINTEGRATION, AUTONOMY, AFTER_CLOSURE)

OPEN: Final = "open"
CLOSED: Final = "closed"

RISKS: Final = ("high", "medium", "low")


@dataclass(frozen=True)
class Transition:
    """From one stage to another by an act; `act` is the audit's verb."""

    act: str
    before: str
    after: str


TRANSITIONS: Final = (
    Transition("stage", IDENTIFICATION, CRISIS),
    Transition("stage", IDENTIFICATION, STABILISATION),
    Transition("stage", IDENTIFICATION, REINTEGRATION),
    Transition("stage", CRISIS, STABILISATION),
    Transition("stage", CRISIS, REINTEGRATION),
    Transition("stage", STABILISATION, CRISIS),
    Transition("stage", STABILISATION, REINTEGRATION),
    Transition("stage", REINTEGRATION, CRISIS),
    Transition("stage", REINTEGRATION, STABILISATION),
    Transition("stage", REINTEGRATION, AUTONOMY),
    Transition("stage", AUTONOMY, CRISIS),
    Transition("stage", AUTONOMY, REINTEGRATION),
    *(
        Transition("close", stage, AFTER_CLOSURE)
        for stage in (IDENTIFICATION, CRISIS, STABILISATION, REINTEGRATION, AUTONOMY)
    ),
    *(
        Transition("reopen", AFTER_CLOSURE, stage)
        for stage in (IDENTIFICATION, CRISIS, STABILISATION, REINTEGRATION)
    ),
)


def next_stages(stage: str, act: str) -> tuple[str, ...]:
    """Stages that `act` may lead to from here, in their usual order."""
    allowed = {item.after for item in TRANSITIONS if item.act == act and item.before == stage}
    return tuple(item for item in STAGES if item in allowed)


def may(act: str, before: str, after: str) -> bool:
    """Whether the table has this step."""
    return Transition(act, before, after) in TRANSITIONS


def diagram() -> str:
    """The table as a Mermaid state diagram, as it stands in docs/stages.md."""
    lines = ["stateDiagram-v2", f"    [*] --> {IDENTIFICATION}"]
    lines += [f"    {item.before} --> {item.after}: {item.act}" for item in TRANSITIONS]
    return "\n".join(lines) + "\n"


def belongs(facts: Mapping[str, Any], *, person_id: UUID, team_id: UUID) -> bool:
    """Whether a case's sealed facts name this person and team, as its plain row does."""
    return facts.get("person", str(person_id)) == str(person_id) and facts.get("team", str(team_id)) == str(
        team_id
    )


def lateness(due: date, today: date) -> int:
    """Days late; 0 is today, negative is still to come."""
    return (today - due).days


def days(value: date | None) -> int | None:
    """A date as days since 1970, the form of sealed columns."""
    return (value - date(1970, 1, 1)).days if value else None
