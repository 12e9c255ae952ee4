"""Facts from records that have no part of their own here. What another part knows better comes after these."""

from __future__ import annotations

from datetime import date
from typing import Any

from acasa.cases.deadlines.rules.calendars import add_months
from acasa.core import clock
from acasa.people import rules as people
from acasa.vault.folders import OpenFolder

CHILD_YEARS = 18


def facts(case: OpenFolder, person: OpenFolder) -> dict[str, str]:
    """Names of facts to their values: an ISO date, or a code. What is not known is not there."""
    found: dict[str, str] = {}
    for record in case.records:
        _take(found, record.data)
    identity = person.one("identity", people.IDENTITY)
    born = str(identity.data.get("birth_date", "")) if identity else ""
    if len(born) == 10:
        grown = _eighteenth(born)
        if grown:
            found["eighteenth_birthday"] = grown
            if clock.now().date().isoformat() < grown:
                found["is_child"] = "yes"
    return {name: value for name, value in found.items() if value}


def _take(found: dict[str, str], data: dict[str, Any]) -> None:
    kind = data.get("kind")
    if kind == "case":
        found["risk"] = str(data.get("risk") or "")
        found["risk_review_on"] = str(data.get("risk_review") or "")[:10]
        if "minor" in (data.get("alerts") or ()):
            found["is_child"] = "yes"
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


def _eighteenth(born: str) -> str:
    try:
        return add_months(date.fromisoformat(born), 12 * CHILD_YEARS).isoformat()
    except ValueError:
        return ""
