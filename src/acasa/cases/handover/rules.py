"""How a load is weighed. Pure.

The limit of 25 cases for a worker: Minimum Standards for Child Protection in Humanitarian Action, standard 18
(certainty medium, recalled). The weights are Acasa's own: a case of high risk takes about the time of three.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

CASES_AT_MOST: Final = 25
# Not assessed weighs as much as medium: nobody knows yet.
WEIGHTS: Final[Mapping[str, int]] = {"high": 3, "medium": 2, "low": 1, "": 2}
# How many cases one pack holds: a pack is read, not stored.
PACK_AT_MOST: Final = 40


@dataclass(frozen=True)
class Load:
    """What one colleague carries: open cases by risk, how many have no next step, and what is late."""

    cases: int = 0
    by_risk: Mapping[str, int] = field(default_factory=dict)
    without_step: int = 0
    late: int = 0
    late_since: date | None = None

    @property
    def weight(self) -> int:
        return sum(WEIGHTS.get(risk, WEIGHTS[""]) * count for risk, count in self.by_risk.items())

    @property
    def is_over(self) -> bool:
        return self.cases > CASES_AT_MOST


def summed(loads: Iterable[Load]) -> Load:
    """Several loads as one."""
    by_risk: dict[str, int] = {}
    cases = without = late = 0
    since = None
    for load in loads:
        cases, without, late = cases + load.cases, without + load.without_step, late + load.late
        since = min((day for day in (since, load.late_since) if day), default=None)
        for risk, count in load.by_risk.items():
            by_risk[risk] = by_risk.get(risk, 0) + count
    return Load(cases, by_risk, without, late, since)
