"""Two versions of a plan, side by side: what was added, changed, taken out, or stayed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from acasa.cases.plan.rules import plans

ADDED: Final = "added"
CHANGED: Final = "changed"
REMOVED: Final = "removed"
SAME: Final = "same"

GOAL_FIELDS: Final = ("words", "child_view", "needs", "challenges")
ACTION_FIELDS: Final = (
    "text",
    "assistance",
    "with_whom",
    "who_name",
    "organisation",
    "due",
    "status",
    "outcome",
)


@dataclass(frozen=True)
class Difference:
    """A goal or an action in both versions; the side on which it is missing is None. `fields` are what changed."""

    part: str
    id: str
    goal_id: str
    what: str
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    fields: tuple[str, ...] = ()


def compare(old: plans.Plan | None, new: plans.Plan | None) -> list[Difference]:
    """Goals in the order of the newer version, each followed by its actions; what was taken out stands last."""
    found: list[Difference] = []
    for before, after in pairs(plans.goals(old), plans.goals(new)):
        there = after or before or {}
        found.append(difference("goal", there["id"], before, after, GOAL_FIELDS))
        inside = pairs((before or {}).get("actions", ()), (after or {}).get("actions", ()))
        found += [difference("action", there["id"], was, now, ACTION_FIELDS) for was, now in inside]
    return found


def pairs(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> list[tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]]:
    """Parts with the same id beside each other, in the newer order; what was taken out stands last."""
    was = {item["id"]: item for item in old}
    now = {item["id"] for item in new}
    return [(was.get(item["id"]), item) for item in new] + [
        (item, None) for item in old if item["id"] not in now
    ]


def difference(
    part: str,
    goal_id: str,
    old: Mapping[str, Any] | None,
    new: Mapping[str, Any] | None,
    fields: Sequence[str],
) -> Difference:
    """What happened to one part, by these of its fields."""
    there = new or old or {}
    if old is None or new is None:
        return Difference(part, there["id"], goal_id, REMOVED if new is None else ADDED, old, new)
    changed = tuple(name for name in fields if (old.get(name) or "") != (new.get(name) or ""))
    return Difference(part, there["id"], goal_id, CHANGED if changed else SAME, old, new, changed)
