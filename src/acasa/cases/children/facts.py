"""Facts of a case, as far as these keys open them, from which deadlines are calculated."""

from __future__ import annotations

from acasa.cases.children import queries, rules
from acasa.vault.folders import OpenFolder


def facts(case: OpenFolder, person: OpenFolder) -> dict[str, str]:
    """Names of facts to their values: an ISO date, or a code. What is not known is not there."""
    on = queries.today()
    child = queries.of(case, person, on)
    if not child.standing.child and not queries.began(child):
        return {}
    found = {"is_child": "yes" if child.standing.child else ""}
    if child.standing.eighteenth:
        found["eighteenth_birthday"] = child.standing.eighteenth.isoformat()
    able = [one.data for one in child.guardians if not rules.guardian_may_sign(one.data, on)]
    found["guardian_on"] = max((str(one.get("from") or "") for one in able), default="")
    if child.holding:
        found["best_interests_on"] = str(child.holding.data["on"])
        found["best_interests_review_on"] = str(child.holding.data["review_on"])
    found["child_notified_on"] = min((str(one.data["on"]) for one in child.notices), default="")
    if child.care:
        found["placement_kind"] = str(child.care.data.get("placement") or "")
    # Only what the hours of an emergency run for: a home as any other has none, and an extension has its own day.
    waiting = [one.data for one in child.emergencies if not one.data.get("extended_to")]
    found["placed_on"] = max((str(one.get("from") or "") for one in waiting), default="")
    return {name: value for name, value in found.items() if value}
