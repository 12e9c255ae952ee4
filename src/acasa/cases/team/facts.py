"""Facts of a case, as far as these keys open them, from which deadlines are calculated."""

from __future__ import annotations

from acasa.cases.team import approvals, rules
from acasa.vault.folders import OpenFolder


def facts(case: OpenFolder, person: OpenFolder) -> dict[str, str]:
    """`conference_on`: the last conference held. `plan_approved_on`: when the present plan was approved."""
    held = [
        str(record.data["on"]) for record in case.of_kind("conference") if record.data["state"] == rules.HELD
    ]
    plan = approvals.present_plan(case)
    approved = approvals.of_plan(case, plan) if plan else {}
    known = {"conference_on": max(held, default=""), "plan_approved_on": str(approved.get("at", ""))[:10]}
    return {name: value for name, value in known.items() if value}
