"""Facts of a case, as far as these keys open them, from which deadlines are calculated."""

from __future__ import annotations

from acasa.cases.childplan import library, rules
from acasa.vault.folders import OpenFolder


def facts(case: OpenFolder, person: OpenFolder) -> dict[str, str]:
    """Names of facts to their values: an ISO date, or a code. What is not known is not there.

    child_plan_on: the day of the present version; child_plan_review_on: when something of it is looked at again next;
    school_enrolled_on: since when the child is enrolled where it learns now.
    """
    plan = max(
        (record.data for record in case.of_kind("child_plan")),
        key=lambda data: int(data["number"]),
        default=None,
    )
    schools = [record.data for record in case.of_kind("school")]
    found = {
        "child_plan_on": str(plan["on"]) if plan else "",
        "child_plan_review_on": rules.review_day(plan),
        "school_enrolled_on": rules.enrolled_on(schools, library.enrolled()) if schools else "",
    }
    return {name: value for name, value in found.items() if value}
