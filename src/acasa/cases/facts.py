"""What is known of a case, gathered from every part of the work: the one place where deadlines look."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from acasa.vault.folders import OpenFolder


def facts(case: OpenFolder, person: OpenFolder) -> dict[str, str]:
    """Names of facts to an ISO date or a code, by ACASA_CASE_FACTS; only what these keys open and what is known."""
    found = _own(case)
    for source in _sources(tuple(settings.ACASA_CASE_FACTS)):
        found |= source(case, person)
    return found


@cache
def _sources(paths: tuple[str, ...]) -> list[Callable[[OpenFolder, OpenFolder], dict[str, str]]]:
    return [import_string(path) for path in paths]


def _own(case: OpenFolder) -> dict[str, str]:
    told, course = case.one("case"), case.one("course")
    known = {"opened_on": str(told.data.get("opened_on") or "")[:10]} if told else {}
    if course:
        known["stage"] = str(course.data["stage"])
        known["closed_on"] = str((course.data.get("closing") or {}).get("on", ""))
    return {name: value for name, value in known.items() if value}
