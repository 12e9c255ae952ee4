"""A plan: goals with their actions, found and changed without touching what is around them.

A plan is what the sealed record holds: `goals`, each with `id` ("g1"), `words`, `needs`, `challenges`, `child_view`
and `actions`, each of these with `id` ("a1"), `text`, `due` (ISO day or ""), `status` and `outcome`. `rev` counts a
goal's or an action's changes, so that two colleagues at two goals don't disturb each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

SEVERITIES: Final = ("urgent", "serious", "some", "met")
NEED_STATUS: Final = ("open", "met", "not_wanted")
ACTION_STATUS: Final = ("open", "done", "dropped")
ANSWERS: Final = ("agreed", "not_yet", "refused")
AT_HOME: Final = ("yes", "no", "not_asked")
CHILDREN: Final = ("child", "stepchild", "ward", "grandchild")

Plan = Mapping[str, Any]
Goal = dict[str, Any]
Action = dict[str, Any]

NOT_YET: Final = {"answer": "not_yet", "on": "", "how": "", "safe_to_take_home": "not_asked"}


def goals(plan: Plan | None) -> list[Goal]:
    """Goals of a plan, none of no plan."""
    return list(plan.get("goals", ())) if plan else []


def actions(plan: Plan | None) -> Iterator[tuple[Goal, Action]]:
    """Every action with its goal."""
    for goal in goals(plan):
        for action in goal.get("actions", ()):
            yield goal, action


def goal_of(plan: Plan | None, goal_id: str) -> Goal | None:
    return next((goal for goal in goals(plan) if goal["id"] == goal_id), None)


def action_of(plan: Plan | None, action_id: str) -> tuple[Goal, Action] | None:
    return next(((goal, action) for goal, action in actions(plan) if action["id"] == action_id), None)


def present(plans: Iterable[Plan]) -> Plan | None:
    """The version that holds: the one with the highest number."""
    return max(plans, key=lambda plan: int(plan["number"]), default=None)


def new_id(letter: str, plans: Iterable[Plan | None]) -> str:
    """The next free name of a goal ("g") or an action ("a") over all versions: one name is one thing for ever."""
    used = [0]
    for plan in plans:
        found = goals(plan) if letter == "g" else [action for _, action in actions(plan)]
        used += [int(item["id"][1:]) for item in found]
    return f"{letter}{max(used) + 1}"


def with_goal(items: Sequence[Goal], goal: Goal) -> list[Goal]:
    """The goals with this one changed, or added at the end."""
    if any(item["id"] == goal["id"] for item in items):
        return [goal if item["id"] == goal["id"] else item for item in items]
    return [*items, goal]


def with_action(items: Sequence[Goal], goal_id: str, action: Action) -> list[Goal]:
    """The goals with this action changed, or added at the end of its goal."""
    return [
        {**goal, "actions": with_goal(goal.get("actions", []), action)} if goal["id"] == goal_id else goal
        for goal in items
    ]


def without(items: Sequence[Goal], goal_id: str, action_id: str = "") -> list[Goal]:
    """The goals without this action, or without the whole goal."""
    if not action_id:
        return [goal for goal in items if goal["id"] != goal_id]
    return [
        {**goal, "actions": [item for item in goal.get("actions", []) if item["id"] != action_id]}
        if goal["id"] == goal_id
        else goal
        for goal in items
    ]


def next_action(goal: Goal) -> Action | None:
    """What is to be done next for a goal: the open action that is due first; without a day, last."""
    still = [action for action in goal.get("actions", ()) if action.get("status", "open") == "open"]
    return min(still, key=lambda action: (not action.get("due"), action.get("due") or ""), default=None)


def is_childs(alerts: Iterable[str], kin: Iterable[Mapping[str, Any]]) -> tuple[bool, bool]:
    """Whether the plan is a child's own; and whether a child is among those it may concern."""
    own = "minor" in set(alerts)
    return own, own or any(item.get("relation") in CHILDREN for item in kin)
