"""What an instrument is, as its folder in library/instruments says it. Texts are by language: en, ro, ru.

The wording of items and answers is not here: it stands in the form beside it (`form.md`), where the licence lets it
be shown. So an instrument whose text may not be shown can still be described, and counted from a paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

Texts = Mapping[str, str]

# Licence classes under which the items are shown without asking anybody. All others wait for a permission record.
FREE: Final = ("own", "free-embed", "free-embed-as-data")
# Here the owner wants to be asked before any software works with it: not even counted without a permission.
OWNER_DECIDES: Final = ("permission", "restricted")
CLASSES: Final = (
    *FREE,
    "free-check",
    "free-no-amend",
    "permission-light",
    "no-derivatives",
    "no-amend-noncommercial",
    "separate-data",
    "metadata-link",
    *OWNER_DECIDES,
)
RESPONDENTS: Final = ("self", "parent", "child", "worker")
ABOUT: Final = ("person", "child", "dyad", "staff")


def said(texts: Texts, language: str) -> str:
    """A text in this language, in English when there is none."""
    return str(texts.get(language) or texts.get("en", ""))


def tidy(number: float) -> float:
    """Without the dust of binary fractions; whole numbers whole."""
    rounded = round(number, 4)
    return int(rounded) if rounded == int(rounded) else rounded


@dataclass(frozen=True)
class Item:
    """One question. `options` are the answers it takes, as code to number; None for "does not apply".

    `reverse` belongs to the item itself, never to its position: the same scale circulates in several orders.
    """

    id: str
    options: Mapping[str, float | None]
    reverse: bool = False
    scored: bool = True

    @cached_property
    def bounds(self) -> tuple[float, float]:
        """The lowest and highest number that it may count."""
        numbers = [number for number in self.options.values() if number is not None]
        return (min(numbers), max(numbers)) if numbers else (0.0, 0.0)

    def number(self, code: str) -> float | None:
        """What this answer counts. Raises KeyError for an answer that is not offered."""
        raw = self.options[code]
        if raw is None or not self.reverse:
            return raw
        low, high = self.bounds
        return low + high - raw


@dataclass(frozen=True)
class Band:
    """What a score is called. It begins at `start`, itself included unless `above`; the first has no start."""

    code: str
    title: Texts
    start: float | None = None
    above: bool = False
    # calm, watch or grave: how loudly a page shows it.
    tone: str = "calm"

    def reached(self, score: float) -> bool:
        """Does this score come up to it?"""
        return self.start is None or (score > self.start if self.above else score >= self.start)


@dataclass(frozen=True)
class Scale:
    """One number made of items, or of scales that stand before it. The one called "total" is the score."""

    id: str
    title: Texts
    parts: tuple[str, ...]
    method: Literal["sum", "mean"] = "sum"
    times: float = 1
    weights: Mapping[str, float] = field(default_factory=dict)
    # How many parts may be missing; the rest then counts for them (prorated). A share is of those that apply.
    may_miss: int = 0
    may_miss_share: float = 0.0
    bands: tuple[Band, ...] = ()
    # Other cut-offs by who answered, where the manual has them.
    respondent_bands: Mapping[str, tuple[Band, ...]] = field(default_factory=dict)
    # Only a step on the way: not shown as a subscale.
    inner: bool = False

    def weight(self, part: str) -> float:
        return self.weights.get(part, 1.0)

    def bands_for(self, respondent: str) -> tuple[Band, ...]:
        return self.respondent_bands.get(respondent, self.bands)


@dataclass(frozen=True)
class Condition:
    """A part of a rule: at least so many of these items at least so high; or another rule, or its contrary."""

    items: tuple[str, ...] = ()
    start: float = 0
    at_least: int = 1
    rule: str = ""
    negated: bool = False


@dataclass(frozen=True)
class Rule:
    """A published algorithm: all of its conditions hold."""

    id: str
    title: Texts
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Verdict:
    """A band that a rule gives rather than a sum; without rule, what is left."""

    band: Band
    rule: str = ""


@dataclass(frozen=True)
class Criterion:
    """From how many points on a change is more than noise: published points, or standard deviation and reliability."""

    scale: str
    points: float | None = None
    sd: float | None = None
    reliability: float | None = None
    source: str = ""
    certainty: str = "low"


@dataclass(frozen=True)
class Critical:
    """An answer that is never only a score: it opens a protocol of library/protocols, the same day."""

    item: str
    start: float
    protocol: str
    title: Texts
    clock: str = "same_day"


@dataclass(frozen=True)
class Case:
    """From which score on a screening counts as positive; `upto` where a low score is the worrying one."""

    start: float | None = None
    upto: float | None = None
    source: str = ""
    certainty: str = "low"


@dataclass(frozen=True)
class Gate:
    """An answer after which the rest is not asked and counts nothing."""

    item: str
    code: str


@dataclass(frozen=True)
class Licence:
    """What may be done with the text. `notice` is what the owner wants to be shown with it."""

    cls: str
    text: str
    holder: str = ""
    notice: str = ""
    sources: tuple[str, ...] = ()

    @property
    def free(self) -> bool:
        """May its items be shown without a permission record?"""
        return self.cls in FREE

    @property
    def owner_decides(self) -> bool:
        """Does the owner want to be asked before any software works with it?"""
        return self.cls in OWNER_DECIDES


@dataclass(frozen=True)
class Instrument:
    """One version of an instrument."""

    slug: str
    version: str
    title: str
    name: Texts
    construct: Texts
    group: str
    about: str
    respondents: tuple[str, ...]
    compartment: str
    population: Texts
    age: tuple[int | None, int | None]
    length: int | None
    languages: tuple[str, ...]
    direction: Literal["lower", "higher"]
    licence: Licence
    source: tuple[str, ...]
    certainty: str
    items: tuple[Item, ...] = ()
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scales: tuple[Scale, ...] = ()
    rules: tuple[Rule, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    case: Case | None = None
    change: Criterion | None = None
    critical: tuple[Critical, ...] = ()
    gate: Gate | None = None
    # Months after the first at which it is usually asked again; the shortest sensible distance in days.
    moments: tuple[str, ...] = ()
    interval_days: int = 0
    warnings: tuple[Texts, ...] = ()
    unofficial: bool = False

    def titled(self, language: str) -> str:
        """What it is called: our own by its words, all others by the name that their owners gave."""
        return said(self.name, language) if self.licence.cls == "own" else self.title

    @property
    def key(self) -> str:
        return f"{self.slug}/{self.version}"

    @property
    def ref(self) -> str:
        """As a questionnaire: see acasa.questionnaires.catalogue."""
        return f"instrument:{self.key}"

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def scale_by_id(self) -> Mapping[str, Scale]:
        return {scale.id: scale for scale in self.scales}

    @property
    def total(self) -> Scale | None:
        return self.scale_by_id.get("total")

    @property
    def scored(self) -> bool:
        """Can it be counted at all?"""
        return bool(self.scales or self.verdicts)

    @cached_property
    def subscales(self) -> tuple[Scale, ...]:
        return tuple(scale for scale in self.scales if scale.id != "total" and not scale.inner)

    def range(self, scale_id: str = "total") -> tuple[float, float] | None:
        """The lowest and highest score of a scale; None when it has none of that name."""
        scale = self.scale_by_id.get(scale_id)
        if scale is None:
            return None
        ends = []
        for part in scale.parts:
            item = self.by_id.get(part)
            inner = None if item else self.range(part)
            low, high = item.bounds if item else inner or (0.0, 0.0)
            ends.append((low * scale.weight(part), high * scale.weight(part)))
        low, high = sum(end[0] for end in ends), sum(end[1] for end in ends)
        if scale.method == "mean":
            whole = sum(scale.weight(part) for part in scale.parts)
            low, high = low / whole, high / whole
        return (tidy(low * scale.times), tidy(high * scale.times))

    def order(self, name: str = "") -> tuple[str, ...]:
        """Item ids as a published sheet has them: q1 is the first. Raises KeyError for an order it hasn't."""
        if name:
            return self.orders[name]
        return next(iter(self.orders.values()), tuple(item.id for item in self.items))

    def band(self, code: str, scale_id: str = "total") -> Band | None:
        """A band by its code, with its words."""
        scale = self.scale_by_id.get(scale_id)
        bands = list(scale.bands) if scale else []
        for more in (scale.respondent_bands if scale else {}).values():
            bands += more
        if scale_id == "total":
            bands += [verdict.band for verdict in self.verdicts]
        return next((band for band in bands if band.code == code), None)
