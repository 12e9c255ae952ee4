"""Facts of a case, as far as these keys open them, from which deadlines are calculated."""

from __future__ import annotations

from acasa.identification import library, queries
from acasa.identification.rules import determination as decided
from acasa.identification.rules import screening as rules
from acasa.vault.folders import OpenFolder


def facts(case: OpenFolder, person: OpenFolder) -> dict[str, str]:
    """`screened_on`, `determination`, `presumed_on`, `determined_on`, `decision_told_on`, `appeal_until`.

    Only what is known. Only a set that is read by the rule of dimensions is a screening here. Of the determinations
    the one that holds counts; since when she is presumed stands beside it.
    """
    screened = [
        str(one.data["on"])
        for one in queries.screenings(case)
        if (found := library.find(str(one.data["set"]))) and found.shape.rule == rules.DELPHI
    ]
    standing = decided.standing(one.data for one in queries.determinations(case))
    now = standing.now
    is_decision = standing.status in decided.DECISIONS
    known = {
        "screened_on": max(screened, default=""),
        "determination": standing.status,
        "presumed_on": standing.presumed_on,
        "determined_on": str(now["on"]) if is_decision else "",
        "decision_told_on": str(now.get("told_on") or "") if is_decision else "",
        "appeal_until": decided.waits_for_appeal(now),
    }
    return {name: value for name, value in known.items() if value}
