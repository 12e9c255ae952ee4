"""Who may speak and sign for a child."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

NONE, POSSIBLE, FOUND = "none", "possible", "found"
YES, NO = "yes", "no"
_ORDER: Final = (NONE, POSSIBLE, FOUND)
Guardian = Mapping[str, Any]


def conflict(answers: Mapping[str, str], questions: Mapping[str, str]) -> str:
    """What the answers say. `questions`: each question and what a yes means. What nobody knows is possible."""
    found = NONE
    for question, means in questions.items():
        answer = answers.get(question, "")
        says = NONE if answer == NO else means if answer == YES else POSSIBLE
        found = worse(found, says)
    return found


def worse(one: str, other: str) -> str:
    """The graver of two."""
    return max(one, other, key=_ORDER.index)


def guardian_may_sign(record: Guardian, on: date | None = None) -> list[str]:
    """Codes of the reasons why this guardian may not sign for the child; empty when they may.

    Without a day only what lies in the person counts: a conflict of interest. Whoever was never checked may not.
    """
    reasons = []
    state = record.get("conflict")
    if state == FOUND:
        reasons.append("conflict_found")
    elif state != NONE:
        reasons.append("conflict_possible")
    if record.get("to") and (on is None or record["to"] < on.isoformat()):
        reasons.append("guardian_ended")
    if on is not None and str(record.get("from") or "") > on.isoformat():
        reasons.append("guardian_not_begun")
    return reasons


def in_office(record: Guardian, on: date) -> bool:
    """Whether the appointment holds on a day, whatever stands against a signature."""
    return not {"guardian_ended", "guardian_not_begun"} & set(guardian_may_sign(record, on))


def may_sign(guardian_records: Sequence[Guardian], on: date, *, eighteenth: date | None = None) -> list[str]:
    """Codes of the reasons why no guardian may sign on a day; empty when one may.

    From the eighteenth birthday on nobody signs but the person.
    """
    if eighteenth is not None and on >= eighteenth:
        return ["adult"]
    here = [record for record in guardian_records if in_office(record, on)]
    if not here:
        return ["no_guardian"]
    against = [guardian_may_sign(record, on) for record in here]
    if any(not reasons for reasons in against):
        return []
    return sorted({reason for reasons in against for reason in reasons})


def needs_another(guardian_records: Sequence[Guardian], on: date) -> bool:
    """Whether another guardian must be appointed: those in office are all barred by a conflict."""
    here = [record for record in guardian_records if in_office(record, on)]
    return bool(here) and bool(may_sign(here, on))


def conflicted(guardian_records: Iterable[Guardian], on: date) -> list[Guardian]:
    """Those in office with a conflict, possible or found."""
    return [one for one in guardian_records if in_office(one, on) and one.get("conflict") != NONE]
