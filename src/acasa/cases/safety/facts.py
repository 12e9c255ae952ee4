"""Facts of a case, as far as these keys open them, from which deadlines are calculated."""

from __future__ import annotations

from acasa.vault.folders import OpenFolder


def facts(case: OpenFolder, person: OpenFolder) -> dict[str, str]:
    """Names of facts to their values: an ISO date, or a code. What is not known is not there.

    risk_assessed_on: the day of the newest assessment. risk_review_on: when the level is looked at again.
    safety_plan_on: the day of the plan's newest version. danger_signal_on: when a protocol was last opened.
    """
    told = case.one("case")
    known = {
        "risk_assessed_on": _newest(case, "risk"),
        "risk_review_on": str(told.data.get("risk_review") or "") if told else "",
        "safety_plan_on": _newest(case, "safety_plan"),
        "danger_signal_on": _newest(case, "protocol"),
    }
    return {name: value[:10] for name, value in known.items() if value}


def _newest(case: OpenFolder, kind: str) -> str:
    return max((str(record.data.get("on", "")) for record in case.of_kind(kind)), default="")
