"""Facts that a rule may name, what kind of value each has, and the compartment in which it stands.

Whoever can't open that compartment can't calculate the rule; what others calculated then stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DATE: Final = "date"
CODE: Final = "code"

ESSENTIALS: Final = "essentials"
CASEWORK: Final = "casework"
IDENTITY: Final = "identity"
LEGAL: Final = "legal"


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that rules may name."""

    kind: str
    compartment: str


_DATES: Final = {
    ESSENTIALS: ("opened_on", "risk_review_on"),
    CASEWORK: (
        "closed_on",
        "identified_on",
        "first_contact_on",
        "arrived_on",
        "risk_assessed_on",
        "safety_plan_on",
        "danger_signal_on",
        "guardian_on",
        "best_interests_on",
        "child_notified_on",
        "placed_on",
        "child_plan_on",
        "child_plan_review_on",
        "outcomes_on",
        "plan_on",
        "plan_reviewed_on",
        "assessed_on",
        "followed_up_on",
        "conference_on",
        "plan_approved_on",
        "screened_on",
        "presumed_on",
        "determined_on",
        "decision_told_on",
        "appeal_until",
    ),
    IDENTITY: ("eighteenth_birthday",),
    LEGAL: ("reflection_from", "reflection_to", "hearing_on", "status_until", "protection_until"),
}
_CODES: Final = {
    ESSENTIALS: ("risk", "case"),
    CASEWORK: ("stage", "trafficking_status", "determination"),
    IDENTITY: ("is_child",),
}

FACTS: Final[dict[str, Known]] = {
    name: Known(kind, compartment)
    for kind, names in ((DATE, _DATES), (CODE, _CODES))
    for compartment, found in names.items()
    for name in found
}
