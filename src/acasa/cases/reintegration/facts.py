"""Facts of a case, as far as these keys open them, from which deadlines are calculated."""

from __future__ import annotations

from acasa.vault.folders import OpenFolder


def facts(case: OpenFolder, person: OpenFolder) -> dict[str, str]:
    """Names of facts to ISO dates. What is not known is not there.

    `outcomes_on`: when how life goes was last looked at with her. `plan_on`: the day of the newest version of the plan.
    `assessed_on`: when her needs were first written down; it never moves back once it is there.
    """
    outcomes = [str(record.data["on"]) for record in case.of_kind("outcome")]
    plan = max(case.of_kind("plan"), key=lambda record: int(record.data["number"]), default=None)
    needs = [str(record.data.get("at", ""))[:10] for record in case.of_kind("need")]
    known = {
        "outcomes_on": max(outcomes, default=""),
        "plan_on": str(plan.data.get("at", ""))[:10] if plan else "",
        "assessed_on": min((day for day in needs if day), default=""),
    }
    return {name: day for name, day in known.items() if day}
