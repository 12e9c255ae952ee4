"""Which papers there are, who may make them, what they are called, and what a signature on the screen may be.

Pure: no Django, no keys.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from itertools import pairwise
from typing import Any, Final

from acasa.people import rules as people

CONSENT: Final = "consent"
PLAN: Final = "plan"
SAFETY: Final = "safety"
REFERRAL: Final = "referral"
SUMMARY: Final = "summary"
INTAKE: Final = "intake"

KINDS: Final = (CONSENT, PLAN, SAFETY, REFERRAL, SUMMARY, INTAKE)
# Papers that she signs.
SIGNED: Final = (CONSENT, PLAN)

# What a colleague must hold to make one; the others show what their maker's keys open.
_NEEDS: Final = {CONSENT: people.CASEWORK, PLAN: people.CASEWORK, REFERRAL: people.CASEWORK}

LANGUAGES: Final = ("en", "ro", "ru")

# Is it safe to take home?
YES: Final = "yes"
NO: Final = "no"
NOT_ASKED: Final = "not_asked"
SAFE: Final = (YES, NO, NOT_ASKED)

# What is done when it is not: she reads it here, it is printed without names, or it stays in the office.
READ_HERE: Final = "read_here"
NO_NAMES: Final = "no_names"
STAYS: Final = "stays"

# Whose name stands on it: the one she chose, or only the code.
WORKING_NAME: Final = "working"
CODE_ONLY: Final = "code"

HER: Final = "her"
WORKER: Final = "worker"
GUARDIAN: Final = "guardian"
SIGNERS: Final = (HER, WORKER, GUARDIAN)

ANSWERS: Final = ("accepted", "declined", "waiting_list", "no_answer")


def may_make(what: str, compartments: Collection[str]) -> bool:
    """Whether somebody who holds these compartments of the case may make this paper."""
    return what in KINDS and (what not in _NEEDS or _NEEDS[what] in compartments)


def home_of(compartments: Collection[str]) -> str:
    """The compartment in which it is recorded that a paper was made."""
    for compartment in (people.CASEWORK, people.HEALTH, people.LEGAL):
        if compartment in compartments:
            return compartment
    return people.ESSENTIALS


def filename(what: str, code: str, extension: str = "pdf") -> str:
    """plan-AC-0012.pdf: the paper's kind and the case's code, never a name."""
    safe = re.sub(r"[^A-Za-z0-9-]", "", code)
    return f"{what}-{safe}.{extension}" if safe else f"{what}.{extension}"


def names_on_it(names: str, safe: str, instead: str) -> str:
    """Whose name stands on the paper after the question was asked."""
    return CODE_ONLY if safe == NO and instead == NO_NAMES else names


# --- a signature on the screen

WIDTH, HEIGHT = 1000, 320
STROKES_AT_MOST, POINTS_AT_MOST = 300, 8000

Point = tuple[int, int]


class NotASignature(ValueError):
    """What was sent are not strokes of a pen on the pad."""


def strokes(text: str) -> list[list[Point]]:
    """Strokes as the pad sends them: JSON, lists of points (x 0..1000, y 0..320). An empty pad is no stroke.

    Neither time nor pressure is taken: how somebody writes would identify her.
    """
    if not text.strip():
        return []
    try:
        sent = json.loads(text)
    except (ValueError, RecursionError):
        raise NotASignature("not JSON") from None
    if not isinstance(sent, list) or len(sent) > STROKES_AT_MOST:
        raise NotASignature("not strokes")
    found = [_stroke(stroke) for stroke in sent]
    if sum(len(stroke) for stroke in found) > POINTS_AT_MOST:
        raise NotASignature("too many points")
    return [stroke for stroke in found if stroke]


def _stroke(sent: Any) -> list[Point]:
    if not isinstance(sent, list):
        raise NotASignature("not a stroke")
    return [_point(point) for point in sent]


def _point(sent: Any) -> Point:
    if not isinstance(sent, list) or len(sent) != 2:
        raise NotASignature("not a point")
    x, y = sent
    if type(x) is not int or type(y) is not int or not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
        raise NotASignature("not a point of the pad")
    return x, y


def drawing(lines: Iterable[list[Point]]) -> str:
    """Strokes as a vector picture (SVG), smoothed between the points."""
    parts = "".join(f'<path d="{_path(stroke)}"/>' for stroke in lines)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        '<g fill="none" stroke="#16302c" stroke-width="5" stroke-linecap="round" stroke-linejoin="round">'
        f"{parts}</g></svg>"
    )


def _path(stroke: list[Point]) -> str:
    (x, y), *rest = stroke
    if not rest:
        return f"M{x} {y}h1"  # a dot
    said = [f"M{x} {y}"]
    for (bx, by), (cx, cy) in pairwise(rest):
        # Through the middle of each pair of points: a curve without corners.
        said.append(f"Q{bx} {by} {(bx + cx) / 2:g} {(by + cy) / 2:g}")
    said.append(f"L{rest[-1][0]} {rest[-1][1]}")
    return "".join(said)
