"""Pure rules of screening: indicators of three strengths in dimensions, and the published rule of each dimension.

The rule is that of the operational indicators of ILO and European Commission (2009), as transcribed in the library.
What the answers say is explained, and it is never a determination.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

PRESENT: Final = "present"
ABSENT: Final = "absent"
UNKNOWN: Final = "unknown"
NOT_ASKED: Final = "not_asked"
ANSWERS: Final = (PRESENT, ABSENT, UNKNOWN, NOT_ASKED)
OPEN_ANSWERS: Final = (UNKNOWN, NOT_ASKED)

STRONG: Final = "strong"
MEDIUM: Final = "medium"
WEAK: Final = "weak"
STRENGTHS: Final = (STRONG, MEDIUM, WEAK)

# What a dimension speaks of. The parts of the definition, or lists of their own.
ACT: Final = "act"
MEANS: Final = "means"
EXPLOITATION: Final = "exploitation"
PARTS: Final = (ACT, MEANS, EXPLOITATION, "form", "vulnerability", "protective", "impeding")

# How a set is read: by the published rule of dimensions, or as signs that are listed and weigh nothing.
DELPHI: Final = "delphi"
SIGNS: Final = "signs"
# What must come together. A child is protected without any means being shown (Palermo Protocol, art. 3(c)).
COMBINATIONS: Final[dict[str, tuple[str, ...]]] = {
    "act_means_exploitation": (ACT, MEANS, EXPLOITATION),
    "act_exploitation": (ACT, EXPLOITATION),
    "none": (),
}

YES: Final = "yes"
NO: Final = "no"
OPEN: Final = "open"

ADULT: Final = "adult"
CHILD: Final = "child"
BOTH: Final = "both"


@dataclass(frozen=True)
class Indicator:
    """One indicator. `id` is `dimension.code` and never changes its meaning."""

    id: str
    strength: str = ""


@dataclass(frozen=True)
class Dimension:
    """Indicators that speak of one thing, and to which part of the definition they belong."""

    code: str
    part: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class IndicatorSet:
    """A set of indicators: for whom, by which rule, and which parts must come together."""

    code: str
    rule: str
    combine: str
    for_: str
    dimensions: tuple[Dimension, ...]

    def indicators(self) -> list[Indicator]:
        return [one for dimension in self.dimensions for one in dimension.indicators]

    def dimension(self, code: str) -> Dimension | None:
        return next((one for one in self.dimensions if one.code == code), None)


# --- the rule of a dimension


@dataclass(frozen=True)
class Counts:
    """How many indicators of each strength."""

    strong: int = 0
    medium: int = 0
    weak: int = 0

    @classmethod
    def of(cls, indicators: Iterable[Indicator]) -> Counts:
        found = [one.strength for one in indicators]
        return cls(found.count(STRONG), found.count(MEDIUM), found.count(WEAK))


# A way to be positive: its name, and how many strong, medium and weak; `other`: of medium or weak.
TWO_STRONG: Final = "two_strong"
STRONG_AND_OTHER: Final = "strong_and_other"
THREE_MEDIUM: Final = "three_medium"
TWO_MEDIUM_ONE_WEAK: Final = "two_medium_one_weak"
_USED: Final[dict[str, tuple[str, ...]]] = {
    TWO_STRONG: (STRONG,),
    STRONG_AND_OTHER: STRENGTHS,
    THREE_MEDIUM: (MEDIUM,),
    TWO_MEDIUM_ONE_WEAK: (MEDIUM, WEAK),
}


@dataclass(frozen=True, order=True)
class Need:
    """What more would make a dimension positive; `other` is of medium or weak strength."""

    total: int
    strong: int = 0
    medium: int = 0
    weak: int = 0
    other: int = 0


def way(counts: Counts) -> str:
    """By which way a dimension with so many indicators is positive; "" when it is not."""
    if counts.strong >= 2:
        return TWO_STRONG
    if counts.strong >= 1 and counts.medium + counts.weak >= 1:
        return STRONG_AND_OTHER
    if counts.medium >= 3:
        return THREE_MEDIUM
    if counts.medium >= 2 and counts.weak >= 1:
        return TWO_MEDIUM_ONE_WEAK
    return ""


def needs(have: Counts, still: Counts) -> list[Need]:
    """What more would make it positive, of what is not answered yet; the least first, empty when nothing could."""
    ways = (
        Need(0, strong=max(0, 2 - have.strong)),
        Need(0, strong=max(0, 1 - have.strong), other=0 if have.medium + have.weak else 1),
        Need(0, medium=max(0, 3 - have.medium)),
        Need(0, medium=max(0, 2 - have.medium), weak=0 if have.weak else 1),
    )
    found = set()
    for need in ways:
        enough = need.strong <= still.strong and need.medium <= still.medium and need.weak <= still.weak
        if enough and need.other <= still.medium + still.weak:
            total = need.strong + need.medium + need.weak + need.other
            found.add(Need(total, need.strong, need.medium, need.weak, need.other))
    # Not what only asks for more of the same than another way does.
    return sorted(one for one in found if not any(_less(other, one) for other in found))


def _less(one: Need, than: Need) -> bool:
    """Whether what the other asks for would do for this one as well."""
    rest = than.medium - one.medium + than.weak - one.weak + than.other
    return (
        one != than
        and one.strong <= than.strong
        and one.medium <= than.medium
        and one.weak <= than.weak
        and one.other <= rest
    )


# --- what the answers say


@dataclass(frozen=True)
class DimensionResult:
    """What the answers say of one dimension.

    `positive` by `way`, made so by `made_by` (ids); `open`: not positive, and what is not known or was not asked could
    still make it so, by one of `needs`.
    """

    code: str
    part: str
    positive: bool
    open: bool
    way: str = ""
    made_by: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True)
class Element:
    """Whether a part of the definition is spoken for: yes, open or no; and what made it so (dimensions or ids)."""

    code: str
    state: str
    made_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """What a set says of these answers. `reading`: yes, open, no, or "" for a set that weighs nothing.

    It informs. A determination is made by people, and stands elsewhere.
    """

    set: str
    dimensions: tuple[DimensionResult, ...]
    elements: tuple[Element, ...] = ()
    reading: str = ""
    remarks: tuple[str, ...] = ()
    answered: int = 0
    of: int = 0

    def dimension(self, code: str) -> DimensionResult | None:
        return next((one for one in self.dimensions if one.code == code), None)

    def stored(self) -> dict[str, Any]:
        """The result as it is kept beside the answers: what was read from them on that day."""
        return {
            "dimensions": {
                one.code: {"positive": one.positive, "open": one.open, "made_by": list(one.made_by)}
                for one in self.dimensions
            },
            "elements": {one.code: one.state for one in self.elements},
            "reading": self.reading,
            "remarks": list(self.remarks),
        }


def screen(set_: IndicatorSet, answers: Mapping[str, str]) -> Result:
    """What the answers say. An indicator without an answer was not asked. Raises ValueError for other words."""
    known = {one.id for one in set_.indicators()}
    for name, answer in answers.items():
        if name not in known or answer not in ANSWERS:
            raise ValueError(f"{name!r}: {answer!r}")
    found = tuple(_dimension(set_, dimension, answers) for dimension in set_.dimensions)
    elements = tuple(_element(part, found) for part in COMBINATIONS[set_.combine])
    return Result(
        set_.code,
        found,
        elements,
        _reading(elements),
        _remarks(set_, found, elements),
        sum(answers.get(name, NOT_ASKED) in (PRESENT, ABSENT) for name in known),
        len(known),
    )


def _dimension(set_: IndicatorSet, dimension: Dimension, answers: Mapping[str, str]) -> DimensionResult:
    by: dict[str, list[Indicator]] = {answer: [] for answer in ANSWERS}
    for one in dimension.indicators:
        by[answers.get(one.id, NOT_ASKED)].append(one)
    there = by[PRESENT]
    still = [*by[UNKNOWN], *by[NOT_ASKED]]
    how, made, more = "", there, []
    if set_.rule == SIGNS or dimension.part == ACT:
        # One act is enough; a sign is a reason to look, and weighs nothing.
        positive, open_ = bool(there), not there and bool(still)
    else:
        have = Counts.of(there)
        how = way(have)
        positive = bool(how)
        made = [one for one in there if one.strength in _USED[how]] if positive else []
        more = [] if positive else needs(have, Counts.of(still))
        open_ = bool(more)
    return DimensionResult(
        dimension.code,
        dimension.part,
        positive,
        open_,
        how,
        _ids(made),
        _ids(there),
        _ids(by[UNKNOWN]),
        _ids(by[NOT_ASKED]),
        tuple(more),
    )


def _ids(indicators: Iterable[Indicator]) -> tuple[str, ...]:
    return tuple(one.id for one in indicators)


def is_recruitment(code: str) -> bool:
    """Whether a dimension speaks of how somebody was recruited: recruiting is an act."""
    return "recruitment" in code


def _element(part: str, found: Sequence[DimensionResult]) -> Element:
    if part == ACT:
        acts = [name for one in found if one.part == ACT for name in one.present]
        # Whoever was deceived, forced or used when recruited was recruited, though nobody marked it so.
        acts = acts or [name for one in found if is_recruitment(one.code) for name in one.present]
        if acts:
            return Element(part, YES, tuple(acts))
        waits = any(
            one.unknown or one.not_asked for one in found if one.part == ACT or is_recruitment(one.code)
        )
        return Element(part, OPEN if waits else NO)
    ours = [one for one in found if one.part == part]
    if made := tuple(one.code for one in ours if one.positive):
        return Element(part, YES, made)
    return Element(part, OPEN if any(one.open for one in ours) else NO)


def _reading(elements: Sequence[Element]) -> str:
    states = {one.state for one in elements}
    if not states:
        return ""
    if NO in states:
        return NO
    return OPEN if OPEN in states else YES


def _remarks(
    set_: IndicatorSet, found: Sequence[DimensionResult], elements: Sequence[Element]
) -> tuple[str, ...]:
    """What must be said beside the reading, where a bare yes or no would mislead."""
    state = {one.code: one.state for one in elements}
    told = []
    if set_.combine == "act_means_exploitation":
        ways = {one.code for one in found if one.part == MEANS and one.positive}
        if state[EXPLOITATION] == YES and state[MEANS] != YES:
            told.append("exploitation_without_means")
        if state[EXPLOITATION] == YES and ways == {"deceptive_recruitment"}:
            told.append("deception_without_coercion")
        if state[MEANS] == YES and state[EXPLOITATION] != YES:
            told.append("means_without_exploitation")
    if set_.combine == "act_exploitation":
        told.append("means_not_needed")
        if state[EXPLOITATION] != YES and any(one.positive for one in found if one.part == MEANS):
            told.append("means_without_exploitation")
    return tuple(told)


# Signs are short: several groups stand on one page, up to so many questions.
ON_A_PAGE: Final = 17


def pages(set_: IndicatorSet) -> list[tuple[Dimension, ...]]:
    """The dimensions as they are asked: one on a page; groups of signs together while they are few."""
    if set_.rule != SIGNS:
        return [(one,) for one in set_.dimensions]
    found: list[tuple[Dimension, ...]] = []
    for one in set_.dimensions:
        last = found[-1] if found else ()
        if last and sum(len(each.indicators) for each in (*last, one)) <= ON_A_PAGE:
            found[-1] = (*last, one)
        else:
            found.append((one,))
    return found
