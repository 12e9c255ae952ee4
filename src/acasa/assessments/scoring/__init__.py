"""Scores, bands, reliable change: pure, from the data of library/instruments.

`reading.build` makes an Instrument of an `instrument.yaml`; `counting.score` counts one set of answers;
`change.change` says whether two scores of the same person differ by more than the instrument's own noise. A score is
a screening, never a diagnosis, and never a condition of help.
"""

from acasa.assessments.scoring.change import Change, change, rci, reliable_points
from acasa.assessments.scoring.counting import BadAnswers, Fault, Hit, Result, ScaleResult, flatten, score
from acasa.assessments.scoring.model import (
    Band,
    Criterion,
    Critical,
    Instrument,
    Item,
    Licence,
    Rule,
    Scale,
    said,
)
from acasa.assessments.scoring.reading import InstrumentError, build

__all__ = [
    "BadAnswers",
    "Band",
    "Change",
    "Criterion",
    "Critical",
    "Fault",
    "Hit",
    "Instrument",
    "InstrumentError",
    "Item",
    "Licence",
    "Result",
    "Rule",
    "Scale",
    "ScaleResult",
    "build",
    "change",
    "flatten",
    "rci",
    "reliable_points",
    "said",
    "score",
]
