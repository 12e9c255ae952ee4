"""What the library says of children: limits of a determination, options and what they allow, the checklist."""

from __future__ import annotations

from functools import lru_cache

from acasa import vocabularies
from acasa.cases.children.rules import Limits
from acasa.vocabularies.loader import library_root, read_yaml


@lru_cache(maxsize=1)
def limits() -> Limits:
    """How many sit on a panel, how long an emergency may last."""
    told = read_yaml(library_root() / "children" / "best_interests.yaml")
    return Limits(
        panel=int(told["panel_at_least"]),
        professions=int(told["professions_at_least"]),
        options=int(told["options_at_least"]),
        hours=int(told["emergency_hours"]),
        days=int(told["emergency_days"]),
    )


def allows() -> dict[str, frozenset[str]]:
    """Each decision, and the acts that it opens."""
    return {code.code: frozenset(code.extra.get("acts", ())) for code in _codes("durable_solutions")}


def questions() -> dict[str, str]:
    """Questions about a guardian, and what a yes means."""
    return {code.code: str(code.extra["means"]) for code in _codes("guardian_conflicts")}


def checklist() -> dict[str, int]:
    """What is prepared before an eighteenth birthday, and how many days before."""
    return {code.code: int(code.extra["days"]) for code in _codes("turning_eighteen")}


def carer_kind(placement: str) -> str:
    """The kind of carer, as the family's room says it."""
    entry = vocabularies.load("placements").get(placement)
    return str(entry.extra["carer"]) if entry else "known"


def _codes(name: str) -> list[vocabularies.loader.Code]:
    return [code for code in vocabularies.load(name).codes if not code.deprecated]
