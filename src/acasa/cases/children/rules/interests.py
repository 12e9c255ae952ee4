"""Best interests: what must be there before a determination is decided, and which acts it opens.

A determination is a draft until it is decided; a decided one never changes. What is new is a new version. While a new
version is being written, the old one opens nothing: the reason to reopen it may be the reason not to act.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

ACTS: Final = frozenset({"return", "reunification", "care_change"})
DRAFT, DECIDED = "draft", "decided"
Determination = Mapping[str, Any]


@dataclass(frozen=True)
class Limits:
    """What the library asks for."""

    panel: int = 3
    professions: int = 2
    options: int = 2
    hours: int = 72
    days: int = 45


def _of(records: Sequence[Determination], what: str, state: str) -> list[Determination]:
    return [one for one in records if one.get("what") == what and one.get("state") == state]


def holding(records: Sequence[Determination]) -> Determination | None:
    """The decided determination with the highest number."""
    decided = _of(records, "determination", DECIDED)
    return max(decided, key=lambda one: int(one["number"]), default=None)


def being_written(records: Sequence[Determination]) -> Determination | None:
    """The version that is being written."""
    return next(iter(_of(records, "determination", DRAFT)), None)


def against_assessing(data: Mapping[str, Any]) -> list[str]:
    """Why an assessment is not finished: the child was not heard, or an element says nothing.

    "Nobody knows yet" is a finding, and a child who could not be heard has a reason for it.
    """
    reasons = []
    if not data.get("child_view") and not data.get("not_heard_why"):
        reasons.append("view_missing")
    if data.get("child_view") and not (data.get("heard_how") and data.get("heard_by")):
        reasons.append("heard_missing")
    elements = data.get("elements", {})
    if not elements or not all(str(one.get("findings") or "").strip() for one in elements.values()):
        reasons.append("elements_missing")
    return reasons


def against_beginning(records: Sequence[Determination]) -> list[str]:
    """Why no version may be begun now."""
    if being_written(records):
        return ["draft_open"]
    return [] if _of(records, "assessment", DECIDED) else ["no_assessment"]


def against_deciding(
    records: Sequence[Determination], decision: Mapping[str, Any], limits: Limits, on: date
) -> list[str]:
    """Why the version being written may not be decided so. `decision`: decision, reasons, review_on."""
    draft = being_written(records)
    if draft is None:
        return ["no_draft"]
    reasons = [] if _of(records, "assessment", DECIDED) else ["no_assessment"]
    panel = draft.get("panel", ())
    if len(panel) < limits.panel:
        reasons.append("panel_small")
    if len({member.get("profession") for member in panel}) < limits.professions:
        reasons.append("panel_one_profession")
    if any(member.get("conflict") for member in panel):
        reasons.append("panel_conflict")
    options = {option["code"]: option for option in draft.get("options", ())}
    if len(options) < limits.options:
        reasons.append("options_few")
    if any(not option.get("child_view") for option in options.values()):
        reasons.append("child_view_missing")
    if decision.get("decision") not in options:
        reasons.append("decision_not_weighed")
    if not str(decision.get("reasons") or "").strip():
        reasons.append("reasons_missing")
    review = str(decision.get("review_on") or "")
    if not review or review <= on.isoformat():
        reasons.append("review_missing")
    return reasons


def against(
    act: str,
    *,
    child: bool,
    records: Sequence[Determination],
    told: Collection[int],
    allows: Mapping[str, Collection[str]],
    on: date,
) -> list[str]:
    """Why an act may not be done for this person on a day; empty when it may.

    `told`: numbers of the determinations that the child was told; `allows`: a decision and the acts it opens.
    """
    if act not in ACTS or not child:
        return []
    present = holding(records)
    if being_written(records):
        return ["being_reviewed" if present else "not_decided"]
    if present is None:
        return ["no_determination"]
    reasons = []
    if act not in allows.get(str(present.get("decision")), ()):
        reasons.append("decided_otherwise")
    if str(present.get("review_on") or "") < on.isoformat():
        reasons.append("review_overdue")
    if int(present["number"]) not in told:
        reasons.append("child_not_told")
    return reasons
