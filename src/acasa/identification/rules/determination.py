"""The human determination, apart from what screening says: statuses, appeal, and the same in HTCDS. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

PRESUMED: Final = "presumed"
IDENTIFIED: Final = "identified"
NOT_IDENTIFIED: Final = "not_identified"
STATUSES: Final = (PRESUMED, IDENTIFIED, NOT_IDENTIFIED)
DECISIONS: Final = (IDENTIFIED, NOT_IDENTIFIED)

# Whether it may be appealed, and what became of that.
APPEAL_NONE: Final = "none"
APPEAL_OPEN: Final = "open"
APPEAL_FILED: Final = "filed"
APPEAL_NOT_WANTED: Final = "not_wanted"
APPEAL_UPHELD: Final = "upheld"
APPEAL_REJECTED: Final = "rejected"
APPEALS: Final[dict[str, tuple[str, ...]]] = {
    APPEAL_NONE: (APPEAL_NONE, APPEAL_OPEN, APPEAL_FILED),
    APPEAL_OPEN: (APPEAL_OPEN, APPEAL_FILED, APPEAL_NOT_WANTED),
    # She may think better of it while there is time.
    APPEAL_NOT_WANTED: (APPEAL_NOT_WANTED, APPEAL_OPEN, APPEAL_FILED),
    APPEAL_FILED: (APPEAL_FILED, APPEAL_UPHELD, APPEAL_REJECTED),
    APPEAL_UPHELD: (APPEAL_UPHELD,),
    APPEAL_REJECTED: (APPEAL_REJECTED,),
}

# The same in the facts of the trafficking (HTCDS).
AS_TRAFFICKING: Final = {
    PRESUMED: "PossibleVictimOfTrafficking",
    IDENTIFIED: "ActualVictimOfTrafficking",
    NOT_IDENTIFIED: "NotAVictimOfTrafficking",
}


@dataclass(frozen=True)
class Standing:
    """How somebody stands by the determinations: the one that holds, and since when she is presumed."""

    now: Mapping[str, Any] = field(default_factory=dict)
    presumed_on: str = ""

    @property
    def status(self) -> str:
        return str(self.now.get("status", ""))


def standing(determinations: Iterable[Mapping[str, Any]]) -> Standing:
    """The determination that holds is the newest by its day, then by when it was written down."""
    told = sorted(determinations, key=lambda one: (str(one.get("on", "")), str(one.get("at", ""))))
    if not told:
        return Standing()
    presumed = [str(one["on"]) for one in told if one.get("status") == PRESUMED]
    return Standing(told[-1], presumed[-1] if presumed else "")


def waits_for_appeal(determination: Mapping[str, Any]) -> str:
    """The last day of an appeal that nobody made or waived yet; "" when nothing waits."""
    if determination.get("appeal") != APPEAL_OPEN:
        return ""
    return str(determination.get("appeal_until") or "")


def differs(determination: Mapping[str, Any], trafficking: Mapping[str, Any]) -> bool:
    """Whether the facts of the trafficking say something else than the determination that holds."""
    status = str(determination.get("status", ""))
    return bool(status) and trafficking.get("status", "") != AS_TRAFFICKING[status]


def as_facts(determination: Mapping[str, Any], trafficking: Mapping[str, Any]) -> dict[str, Any]:
    """The determination as facts of the trafficking; what stands there beside it stays."""
    told = {
        "status": AS_TRAFFICKING[str(determination["status"])],
        "decided_by": str(determination.get("by_whom", "")),
        "decided_on": str(determination["on"]),
    }
    first = str(trafficking.get("identified_on") or "")
    if determination["status"] != NOT_IDENTIFIED and not first:
        # Deadlines run from the day on which somebody first had good reason to think so.
        told["identified_on"] = str(determination["on"])
    return told


def from_facts(trafficking: Mapping[str, Any]) -> dict[str, str]:
    """What the facts of the trafficking say already, as the beginning of a determination: nothing is asked twice."""
    back = {code: status for status, code in AS_TRAFFICKING.items()}
    status = back.get(str(trafficking.get("status", "")), "")
    if not status:
        return {}
    on = str(trafficking.get("decided_on") or "")
    told = {"status": status, "by_whom": str(trafficking.get("decided_by") or "")}
    # A day known by half is asked anew: deadlines count from it.
    told["on"] = on if len(on) == 10 else ""
    return {name: value for name, value in told.items() if value}
