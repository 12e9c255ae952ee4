"""What is true of a child's file. Pure: no Django, no keys, no words of a page."""

from acasa.cases.children.rules.age import Standing, eighteenth, latest_birth, presume, standing
from acasa.cases.children.rules.care import (
    act_of,
    against_extending,
    changes_care,
    current,
    present_care,
    review_by,
)
from acasa.cases.children.rules.guardians import (
    conflict,
    guardian_may_sign,
    in_office,
    may_sign,
    needs_another,
)
from acasa.cases.children.rules.interests import (
    ACTS,
    Limits,
    against,
    against_beginning,
    against_deciding,
    being_written,
    holding,
)
from acasa.cases.children.rules.turning import days_of

__all__ = [
    "ACTS",
    "Limits",
    "Standing",
    "act_of",
    "against",
    "against_beginning",
    "against_deciding",
    "against_extending",
    "being_written",
    "changes_care",
    "conflict",
    "current",
    "days_of",
    "eighteenth",
    "guardian_may_sign",
    "holding",
    "in_office",
    "latest_birth",
    "may_sign",
    "needs_another",
    "present_care",
    "presume",
    "review_by",
    "standing",
]
