"""Facts from records that have no part of their own here. What another part knows better comes after these."""

from __future__ import annotations

from typing import Any

from acasa.vault.folders import OpenFolder

_KINDS = ("case", "need", "plan", "plan_event", "followup", "event")


def facts(case: OpenFolder, _person: OpenFolder) -> dict[str, str]:
    """Names of facts to their values: an ISO date, or a code. What is not known is not there."""
    found: dict[str, str] = {}
    for kind in _KINDS:
        for record in case.of_kind(kind):
            _take(found, record.data)
    return {name: value for name, value in found.items() if value}


def _take(found: dict[str, str], data: dict[str, Any]) -> None:
    kind = data.get("kind")
    if kind == "case":
        found["risk"] = str(data.get("risk") or "")
        found["risk_review_on"] = str(data.get("risk_review") or "")[:10]
    elif kind == "need":
        day = str(data.get("at", ""))[:10]
        found["assessed_on"] = min(found.get("assessed_on", day), day)
    elif kind == "plan":
        found["plan_on"] = max(found.get("plan_on", ""), str(data.get("at", ""))[:10])
    elif kind == "plan_event" and data.get("what") == "reviewed":
        found["plan_reviewed_on"] = max(found.get("plan_reviewed_on", ""), str(data.get("at", ""))[:10])
    elif kind == "followup" and data.get("done_at"):
        found["followed_up_on"] = max(found.get("followed_up_on", ""), str(data["done_at"])[:10])
    elif kind == "event" and data.get("what") == "risk":
        found["risk_assessed_on"] = max(found.get("risk_assessed_on", ""), str(data.get("at", ""))[:10])
