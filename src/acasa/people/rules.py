"""Professions, and which compartments each holds by default. Need-to-know is then enforced by keys.

Source: vault.md of the design ("A member holds only the rings of their role") and product.md (a priest has no
access to cases by being a priest; a data officer holds statistics and nothing else).
"""

from __future__ import annotations

from typing import Final

ESSENTIALS: Final = "essentials"
IDENTITY: Final = "identity"
CASEWORK: Final = "casework"
HEALTH: Final = "health"
LEGAL: Final = "legal"
STATISTICS: Final = "statistics"

# What a team seals, each under a ring of its own.
TEAM_COMPARTMENTS: Final = (ESSENTIALS, IDENTITY, CASEWORK, HEALTH, LEGAL)

# Rings of the whole organisation: coded columns; the signing key; the audit's details; colleagues on duty; and what
# emergency opening opens, which no page uses without a reason and a second proof (see vault/emergency.py).
KEEPERS: Final = "keepers"
AUDIT: Final = "audit"
ON_DUTY: Final = "on_duty"
EMERGENCY: Final = "emergency"
ORGANISATION_RINGS: Final = (STATISTICS, KEEPERS, AUDIT, ON_DUTY, EMERGENCY)

PROFESSIONS: Final = (
    "case_manager",
    "psychologist",
    "psychopedagogue",
    "doctor",
    "lawyer",
    "priest",
    "shelter_staff",
    "hotline_operator",
    "trainer",
    "data_officer",
)

_DEFAULTS: Final[dict[str, frozenset[str]]] = {
    "case_manager": frozenset({ESSENTIALS, IDENTITY, CASEWORK}),
    "psychologist": frozenset({ESSENTIALS, CASEWORK, HEALTH}),
    "psychopedagogue": frozenset({ESSENTIALS, CASEWORK}),
    "doctor": frozenset({ESSENTIALS, IDENTITY, HEALTH}),
    "lawyer": frozenset({ESSENTIALS, IDENTITY, LEGAL}),
    "shelter_staff": frozenset({ESSENTIALS}),
}


def default_compartments(profession: str, *, supervisor: bool = False) -> frozenset[str]:
    """Team compartments that a colleague of this profession holds unless somebody decides otherwise.

    A supervisor also approves plans and closures, which takes casework and identity.
    """
    held = _DEFAULTS.get(profession, frozenset())
    return held | {ESSENTIALS, IDENTITY, CASEWORK} if supervisor else held


def organisation_rings(
    profession: str, *, supervisor: bool = False, key_keeper: bool = False
) -> frozenset[str]:
    """Rings of the organisation that come with a profession and its rights."""
    held: set[str] = set()
    if profession == "data_officer":
        held.add(STATISTICS)
    if supervisor:
        held |= {STATISTICS, AUDIT, EMERGENCY}
    if key_keeper:
        held |= {KEEPERS, AUDIT}
    if profession == "shelter_staff":
        held |= {ON_DUTY, EMERGENCY}
    return frozenset(held)
