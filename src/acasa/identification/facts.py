"""Facts from which deadlines are calculated."""

from __future__ import annotations

from acasa.vault.folders import OpenFolder


def facts(case: OpenFolder, person: OpenFolder) -> dict[str, str]:
    """Names of facts to an ISO date or a code."""
    return {}
