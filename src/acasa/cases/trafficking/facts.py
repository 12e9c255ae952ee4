"""Facts of a case, as far as these keys open them, from which deadlines are calculated."""

from __future__ import annotations

from acasa.cases.trafficking.rules import shape
from acasa.vault.folders import OpenFolder


def facts(case: OpenFolder, person: OpenFolder) -> dict[str, str]:
    """`identified_on`, `first_contact_on`, `trafficking_status`, `arrived_on`; only what is known to the day.

    Without an entry of its own the first contact is the first one that reached her, and she is presumed since the
    day on which it was decided so.
    """
    record = case.one("trafficking")
    data = record.data if record else {}
    status = str(data.get("status", ""))
    known = {
        "trafficking_status": status,
        "identified_on": shape.whole_day(data.get("identified_on")),
        "first_contact_on": shape.whole_day(data.get("first_contact_on")) or _first_contact(case),
    }
    if not known["identified_on"] and status in (shape.POSSIBLE, shape.ACTUAL):
        known["identified_on"] = shape.whole_day(data.get("decided_on"))
    back = shape.latest_return([item.data for item in case.of_kind("return")])
    known["arrived_on"] = shape.whole_day((back or {}).get("arrived_on"))
    return {name: value for name, value in known.items() if value}


def _first_contact(case: OpenFolder) -> str:
    reached = [
        str(record.data.get("at", ""))[:10]
        for record in case.of_kind("contact")
        if record.data.get("what") != "attempt"
    ]
    return min(reached, default="")
