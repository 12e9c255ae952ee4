"""What of a plan is due on a day: a plain date with opaque ids outside, its words sealed in the plan.

A plan's `dues` say the words of each obligation, so that the day needs no reading of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from acasa.cases.models import Obligation
from acasa.cases.plan.rules import plans
from acasa.cases.services.working import Desk
from acasa.core.actor import Actor
from acasa.people.models import Membership


@dataclass
class Wanted:
    """Something that shall be due: when, and by whom."""

    due: date
    worker_id: UUID


def members(desk: Desk) -> set[UUID]:
    """Colleagues who can be given work in this case."""
    rows = Membership.objects.filter(team_id=desk.case.team_id, user__is_active=True)
    there = set(rows.values_list("user_id", flat=True))
    facts = desk.case_folder.one("case")
    named = set(facts.data.get("named", ())) if facts else set()
    return {user for user in there if not named or str(user) in named}


def keep(
    actor: Actor,
    desk: Desk,
    *,
    goals: list[plans.Goal],
    review_on: str,
    review_words: str,
    former: plans.Plan | None,
) -> tuple[list[plans.Goal], str, dict[str, str]]:
    """Make the day follow a new version: returns its goals with their obligations, the review's, and all words.

    Three statements and what is written at once, however many actions: kept are those that are still open, moved
    those whose day or colleague changed, closed those that the new version no longer has.
    """
    there = members(desk)
    default = desk.case.worker_id if desk.case.worker_id in there else actor.user_id
    before = {action["obligation"] for _, action in plans.actions(former) if action.get("obligation")}
    review = str(former.get("review_obligation", "")) if former else ""
    rows = {
        str(row.id): row
        for row in Obligation.objects.filter(
            case_id=desk.case.id, id__in=[*before, *([review] if review else [])]
        )
    }
    words: dict[str, str] = {}
    new: list[Obligation] = []
    moved: list[Obligation] = []

    def placed(known: str, wanted: Wanted) -> str:
        row = rows.pop(known, None)
        if row is None or row.is_done:
            row = Obligation(
                id=uuid4(), org_id=actor.org_id, case=desk.case, worker_id=wanted.worker_id, due=wanted.due
            )
            new.append(row)
        elif (row.due, row.worker_id) != (wanted.due, wanted.worker_id):
            row.due, row.worker_id = wanted.due, wanted.worker_id
            moved.append(row)
        return str(row.id)

    def settled(action: plans.Action) -> plans.Action:
        if action.get("status", "open") != "open" or not action.get("due"):
            return {**action, "obligation": ""}
        who = UUID(action["who"]) if action.get("who") else default
        wanted = Wanted(date.fromisoformat(action["due"]), who if who in there else default)
        obligation = placed(str(action.get("obligation", "")), wanted)
        words[obligation] = line(action)
        return {**action, "obligation": obligation}

    kept = [{**goal, "actions": [settled(item) for item in goal.get("actions", ())]} for goal in goals]
    review_obligation = ""
    if review_on:
        review_obligation = placed(review, Wanted(date.fromisoformat(review_on), default))
        words[review_obligation] = review_words
    Obligation.objects.bulk_create(new)
    Obligation.objects.bulk_update(moved, ["due", "worker"])
    Obligation.objects.filter(id__in=list(rows), is_done=False).update(is_done=True)
    return kept, review_obligation, words


def again(actor: Actor, desk: Desk, due: date) -> str:
    """Something of the case's own colleague that is due once more; returns the new obligation."""
    worker = desk.case.worker_id if desk.case.worker_id in members(desk) else actor.user_id
    row = Obligation.objects.create(org_id=actor.org_id, case=desk.case, worker_id=worker, due=due)
    return str(row.id)


def line(action: plans.Action) -> str:
    """How an action reads on the day: what, and by whom if it is not the colleague's own."""
    by = action.get("organisation") or (action.get("who_name") if action.get("herself") else "")
    return f"{action['text']} ({by})" if by else str(action["text"])


def settle(action: dict[str, Any], case_id: UUID) -> None:
    """Let the day follow one action that was finished, taken up again or put off."""
    if not action.get("obligation"):
        return
    rows = Obligation.objects.filter(id=action["obligation"], case_id=case_id)
    if action["status"] != "open":
        rows.update(is_done=True)
    elif action.get("due"):
        rows.update(is_done=False, due=date.fromisoformat(action["due"]))
