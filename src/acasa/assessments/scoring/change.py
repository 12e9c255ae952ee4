"""Has she changed by more than the instrument's own noise? The reliable change index, or published points.

Source of the formula: Jacobson and Truax 1991, RCI = (after - before) / (sqrt(2) * SD * sqrt(1 - reliability)),
reliable from 1.96 on. Only scores of the same instrument, version, respondent and language may be compared; the
caller sees to that. Reliable is not the same as important, and says nothing of the cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isclose, sqrt
from typing import Literal

from acasa.assessments.scoring.model import Band, Case, Criterion, Instrument, tidy

RELIABLE = 1.96


@dataclass(frozen=True)
class Change:
    """From one score to another. `verdict` is "unknown" where no criterion is known or a score is missing.

    `points`: the difference as counted. `needed`: from how many points on it is reliable. `crossed`: "into" when she
    came into the range that a screening calls positive, "out" when she left it, "" otherwise.
    """

    points: float | None
    needed: float | None
    rci: float | None
    verdict: Literal["better", "worse", "same", "unknown"]
    crossed: Literal["into", "out", ""]
    certainty: str
    source: str


def _error(sd: float, reliability: float) -> float:
    """The standard error of a difference."""
    if sd <= 0 or not 0 <= reliability < 1:
        raise ValueError("a standard deviation above 0 and a reliability from 0 to below 1 are needed")
    return sqrt(2) * sd * sqrt(1 - reliability)


def rci(before: float, after: float, *, sd: float, reliability: float) -> float:
    """The reliable change index."""
    return (after - before) / _error(sd, reliability)


def reliable_points(criterion: Criterion) -> float | None:
    """From how many points on a change counts; None when the criterion doesn't say."""
    if criterion.points is not None:
        return criterion.points
    if criterion.sd is None or criterion.reliability is None:
        return None
    return RELIABLE * _error(criterion.sd, criterion.reliability)


def change(
    instrument: Instrument, before: float | None, after: float | None, *, scale: str = "total"
) -> Change:
    """What happened between two scores of one scale."""
    criterion = instrument.change if instrument.change and instrument.change.scale == scale else None
    certainty, source = (criterion.certainty, criterion.source) if criterion else ("", "")
    needed = reliable_points(criterion) if criterion else None
    if before is None or after is None:
        return Change(None, needed, None, "unknown", "", certainty, source)
    points = tidy(after - before)
    index = None
    if criterion and criterion.sd is not None and criterion.reliability is not None:
        index = rci(before, after, sd=criterion.sd, reliability=criterion.reliability)
    verdict: Literal["better", "worse", "same", "unknown"] = "unknown"
    if needed is not None:
        enough = abs(points) >= needed or isclose(abs(points), needed)
        better = (points > 0) == (instrument.direction == "higher")
        verdict = "same" if not enough else "better" if better else "worse"
    crossed = _crossed(instrument.case, before, after) if scale == "total" else ""
    return Change(points, needed, index, verdict, crossed, certainty, source)


def _within(case: Case, value: float) -> bool:
    if case.upto is not None:
        return value <= case.upto
    return case.start is not None and value >= case.start


def _crossed(case: Case | None, before: float, after: float) -> Literal["into", "out", ""]:
    if case is None or _within(case, before) == _within(case, after):
        return ""
    return "into" if _within(case, after) else "out"


def band_of(
    instrument: Instrument, value: float, *, scale: str = "total", respondent: str = ""
) -> Band | None:
    """What this score is called."""
    found = instrument.scale_by_id.get(scale)
    reached = [band for band in found.bands_for(respondent) if band.reached(value)] if found else []
    return reached[-1] if reached else None
