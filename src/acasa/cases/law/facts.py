"""Facts of a case, as far as these keys open them, from which deadlines are calculated."""

from __future__ import annotations

from acasa.cases.law import rules
from acasa.people import rules as people
from acasa.vault.folders import OpenFolder


def facts(case: OpenFolder, person: OpenFolder) -> dict[str, str]:
    """Names of facts to their values: an ISO date, or a code. What is not known is not there."""
    return rules.facts(record.data for record in case.records if record.compartment == people.LEGAL)
