"""Facts from which deadlines are calculated."""

from __future__ import annotations

from acasa.assessments import rules
from acasa.assessments.measures.queries import PLANNED, measures_of
from acasa.vault.folders import OpenFolder

INDEX = "reintegration-index"


def facts(case: OpenFolder, person: OpenFolder) -> dict[str, str]:
    """Names of facts to an ISO date; what is not known, or not opened by these keys, is not there.

    `first_measured_on`, `last_measured_on`: days of the first and newest result of her own, of any instrument.
    `reintegration_measured_on`: of the newest reintegration index. `measure_due_on`: the next that is planned.
    """
    found = [record for record in measures_of(case) if not record.data.get("about")]
    days = [str(record.data["on"]) for record in found]
    index = [str(record.data["on"]) for record in found if record.data["instrument"] == INDEX]
    open_lines = [str(r.data["due"]) for r in case.of_kind(PLANNED) if r.data["state"] == rules.OPEN]
    known = {
        "first_measured_on": min(days, default=""),
        "last_measured_on": max(days, default=""),
        "reintegration_measured_on": max(index, default=""),
        "measure_due_on": min(open_lines, default=""),
    }
    return {name: day for name, day in known.items() if day}
