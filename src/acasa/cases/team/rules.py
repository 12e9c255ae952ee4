"""What may follow what in the work of a team: approvals, tasks, conferences. Pure: no Django, no keys.

An approval is of one exact thing, its `parts`: record ids with their versions. Whatever changes them later makes it
not approved. Who made the thing, or asked, does not approve it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

ASSESSMENT: Final = "assessment"
PLAN: Final = "plan"
CLOSURE: Final = "closure"
WHAT: Final = (ASSESSMENT, PLAN, CLOSURE)

# How a thing stands. A request itself is `asked`, `approved`, `returned` or `taken_back`.
NOTHING: Final = "nothing"  # there is nothing to approve yet
OPEN: Final = "open"  # nobody asked
ASKED: Final = "asked"
RETURNED: Final = "returned"
APPROVED: Final = "approved"
CHANGED: Final = "changed"  # it was approved, and changed since
TAKEN_BACK: Final = "taken_back"
STANDINGS: Final = (NOTHING, OPEN, ASKED, RETURNED, APPROVED, CHANGED)

ASK: Final = "ask"
APPROVE: Final = "approve"
RETURN: Final = "return"
TAKE_BACK: Final = "take_back"
ACTS: Final = (ASK, APPROVE, RETURN, TAKE_BACK)

# Why an act is not possible.
NOT_SUPERVISOR: Final = "not_supervisor"
OWN: Final = "own"
ASKED_ALREADY: Final = "asked_already"
APPROVED_ALREADY: Final = "approved_already"
NOT_ASKED: Final = "not_asked"
NOT_ASKER: Final = "not_asker"
NEWER: Final = "newer"
REASONS: Final = (
    NOTHING,
    NOT_SUPERVISOR,
    OWN,
    ASKED_ALREADY,
    APPROVED_ALREADY,
    NOT_ASKED,
    NOT_ASKER,
    NEWER,
)

Parts = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Subject:
    """What would be approved as it now stands; no parts: there is nothing. `authors` made it."""

    what: str
    parts: Parts = ()
    authors: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Request:
    """One request with its answer. Requests of a case are kept for ever, the oldest first."""

    parts: Parts
    state: str
    asked_by: str
    decided_by: str = ""


@dataclass(frozen=True)
class Who:
    """Somebody who acts. `supervises`: a supervisor of the case's team."""

    id: str
    supervises: bool = False


class NotAllowed(Exception):
    """The rules forbid this step; `reason` is one of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def last(requests: Sequence[Request]) -> Request | None:
    """The request that counts: what was taken back is as if it had never been asked."""
    return next((request for request in reversed(requests) if request.state != TAKEN_BACK), None)


def standing(requests: Sequence[Request], subject: Subject) -> str:
    """How the thing stands now."""
    if not subject.parts:
        return NOTHING
    newest = last(requests)
    if newest is None:
        return OPEN
    if newest.state == APPROVED and newest.parts != subject.parts:
        return CHANGED
    return newest.state


def reason_against(
    act: str, requests: Sequence[Request], subject: Subject, who: Who, seen: Parts | None = None
) -> str:
    """Why this act is not possible now; "" when it is. `seen`: the parts that the decider had before her eyes."""
    state, newest = standing(requests, subject), last(requests)
    if act in (APPROVE, RETURN) and not who.supervises:
        return NOT_SUPERVISOR
    if state == NOTHING:
        return NOTHING
    if act == ASK:
        # An approved closure holds for its reason alone: for another one it is asked anew.
        if state == APPROVED and subject.what == CLOSURE:
            return ""
        return {ASKED: ASKED_ALREADY, APPROVED: APPROVED_ALREADY}.get(state, "")
    asker = newest.asked_by if newest and state == ASKED else ""
    if act == TAKE_BACK:
        if state != ASKED:
            return NOT_ASKED
        return "" if who.id == asker else NOT_ASKER
    if state == APPROVED:
        return APPROVED_ALREADY
    # A supervisor may approve a plan that nobody asked about; assessment and closure are put forward by their worker.
    if state != ASKED and (act == RETURN or subject.what != PLAN):
        return NOT_ASKED
    if who.id == asker or who.id in subject.authors:
        return OWN
    if seen is not None and seen != subject.parts:
        return NEWER
    return ""


def after(
    act: str, requests: Sequence[Request], subject: Subject, who: Who, seen: Parts | None = None
) -> tuple[Request, ...]:
    """The requests after this act. Raises NotAllowed with its reason; then nothing has changed."""
    if reason := reason_against(act, requests, subject, who, seen):
        raise NotAllowed(reason)
    known = tuple(requests)
    if act == ASK:
        return (*known, Request(subject.parts, ASKED, who.id))
    newest = last(known)
    if act == APPROVE and (newest is None or newest.state != ASKED):
        return (*known, Request(subject.parts, APPROVED, "", who.id))
    assert newest is not None
    state = {APPROVE: APPROVED, RETURN: RETURNED, TAKE_BACK: TAKEN_BACK}[act]
    # What is approved is what the decider saw, which may be newer than what was asked about.
    parts = subject.parts if act == APPROVE else newest.parts
    decided = replace(newest, state=state, parts=parts, decided_by=who.id if act != TAKE_BACK else "")
    at = max(place for place, request in enumerate(known) if request is newest)
    return (*known[:at], decided, *known[at + 1 :])


# --- tasks and conferences

PLANNED: Final = "planned"
HELD: Final = "held"
CALLED_OFF: Final = "called_off"
DONE: Final = "done"
DROPPED: Final = "dropped"

_MOVES: Final = {
    "task": {("open", DONE), ("open", DROPPED)},
    "conference": {(PLANNED, HELD), (PLANNED, CALLED_OFF), (PLANNED, PLANNED), (HELD, HELD)},
}


def may_move(kind: str, before: str, now: str) -> bool:
    """Whether a task or a conference may go from one state to another; a held conference may be amended."""
    return (before, now) in _MOVES[kind]


# What she did with an invitation to her own conference.
TOOK_PART: Final = "took_part"
CHOSE_NOT: Final = "chose_not"
COULD_NOT: Final = "could_not"
NOT_ASKED_HER: Final = "not_asked"
HER_PART: Final = (TOOK_PART, CHOSE_NOT, COULD_NOT, NOT_ASKED_HER)

# What a decision becomes.
TASK: Final = "task"
ACTION: Final = "action"
ONLY: Final = "only"
BECOMES: Final = (TASK, ACTION, ONLY)


def initials(name: str) -> str:
    """How somebody is called on a paper that leaves the house: Ana-Maria Lupu is A. L."""
    return " ".join(f"{part[0].upper()}." for part in name.split() if part[:1].isalpha()) or "–"
