"""Count one set of answers: the score, its subscales and bands, what is missing, what may not wait.

Nothing is guessed. An answer that is not offered is named and nothing is counted; a missing one leaves the score out,
unless the manual says that the rest may count for it. Critical items are looked at even when the rest is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from acasa.assessments.scoring.model import Band, Instrument, Rule, Scale, tidy

_YES_NO = {"yes": "1", "true": "1", "no": "0", "false": "0"}


@dataclass(frozen=True)
class Fault:
    """What is wrong with one answer. `code`: unknown_item, not_offered or twice."""

    item: str
    code: str
    message: str
    offered: tuple[str, ...] = ()


class BadAnswers(Exception):
    """Some answers can't be counted; all of them are named."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class ScaleResult:
    """One scale. `score` is None when too much is missing; `possible`: between what it lies, had all been answered."""

    score: float | None
    band: str
    complete: bool
    prorated: bool
    missing: tuple[str, ...]
    possible: tuple[float, float]


@dataclass(frozen=True)
class Hit:
    """A critical answer that was given."""

    item: str
    value: float
    protocol: str
    clock: str
    title: Mapping[str, str]


@dataclass(frozen=True)
class Result:
    """What was counted. `band` is "" where there is none, or not enough to say."""

    instrument: str
    version: str
    score: float | None
    band: str
    complete: bool
    prorated: bool
    missing: tuple[str, ...]
    possible: tuple[float, float] | None
    positive: bool | None
    subscales: Mapping[str, ScaleResult] = field(default_factory=dict)
    rules: Mapping[str, bool | None] = field(default_factory=dict)
    critical: tuple[Hit, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For the command line and for the sealed record."""
        data = asdict(self)
        data["missing"] = list(self.missing)
        data["critical"] = [
            {"item": hit.item, "value": hit.value, "protocol": hit.protocol, "clock": hit.clock}
            for hit in self.critical
        ]
        for found in (data, *data["subscales"].values()):
            found["missing"] = list(found["missing"])
            found["possible"] = None if found["possible"] is None else list(found["possible"])
        return data


def flatten(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers of a form without its groups. What repeats is left out: no instrument has repeats."""
    found: dict[str, Any] = {}
    for name, value in answers.items():
        if isinstance(value, Mapping):
            found |= flatten(value)
        else:
            found[name] = value
    return found


def _code(value: Any, offered: Mapping[str, Any]) -> str | None:
    """The offered code that this answer means, "" for no answer, None for none that is offered."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        value = "1" if value else "0"
    if isinstance(value, float) and value == value and abs(value) != float("inf") and value == int(value):
        value = int(value)
    if not isinstance(value, str | int | float):
        return None
    text = str(value).strip()
    if text in offered:
        return text
    short = text[:-2] if text.endswith(".0") else text
    if short in offered:
        return short
    yes_no = _YES_NO.get(text.casefold(), "") if set(offered) == {"0", "1"} else ""
    return yes_no or None


def _take(
    instrument: Instrument, answers: Mapping[str, Any], order: Sequence[str], strict: bool
) -> dict[str, str]:
    """Codes by item id. Raises BadAnswers with everything that can't be counted."""
    places = {f"q{number}": item for number, item in enumerate(order, start=1)}
    taken: dict[str, str] = {}
    faults: list[Fault] = []
    for name, value in flatten(answers).items():
        item_id = name if name in instrument.by_id else places.get(name, "")
        if not item_id:
            if strict:
                faults.append(Fault(name, "unknown_item", f"{name}: {instrument.title} has no such item"))
            continue
        offered = instrument.by_id[item_id].options
        code = _code(value, offered)
        if code is None:
            words = f"{name}: {value!r} is not an answer here; one of {', '.join(offered)} is"
            faults.append(Fault(name, "not_offered", words, tuple(offered)))
        elif code and item_id in taken and taken[item_id] != code:
            faults.append(Fault(name, "twice", f"{name}: the same item is answered twice, differently"))
        elif code:
            taken[item_id] = code
    if faults:
        raise BadAnswers(faults)
    return taken


def _scale(
    scale: Scale,
    numbers: Mapping[str, float],
    bounds: Mapping[str, tuple[float, float]],
    applies: Mapping[str, bool],
    respondent: str,
) -> ScaleResult:
    parts = [part for part in scale.parts if applies.get(part, True)]
    missing = tuple(part for part in parts if part not in numbers)
    allowed = max(scale.may_miss, int(scale.may_miss_share * len(parts) + 1e-9))
    answered = [part for part in parts if part in numbers]
    whole = sum(scale.weight(part) for part in parts)
    known = sum(scale.weight(part) for part in answered)
    counted = sum(scale.weight(part) * numbers[part] for part in answered)
    # A part that was itself prorated is as uncertain here as it is there.
    low = sum(scale.weight(part) * bounds[part][0] for part in parts)
    high = sum(scale.weight(part) * bounds[part][1] for part in parts)
    per = (1 / whole if whole else 0.0) if scale.method == "mean" else 1.0
    possible = (tidy(low * per * scale.times), tidy(high * per * scale.times))
    if not answered or len(missing) > allowed or not known:
        return ScaleResult(None, "", False, False, missing, possible)
    mean = counted / known
    raw = mean if scale.method == "mean" else mean * whole
    value = tidy(raw * scale.times)
    reached = [band for band in scale.bands_for(respondent) if band.reached(value)]
    band = reached[-1].code if reached else ""
    return ScaleResult(value, band, not missing, bool(missing), missing, possible)


def _holds(
    rule: Rule, values: Mapping[str, float], before: Mapping[str, bool | None], silent: frozenset[str]
) -> bool | None:
    """Does it hold? None when what is missing could decide it."""
    verdict: bool | None = True
    for condition in rule.conditions:
        if condition.rule:
            one = before[condition.rule]
            one = (not one) if condition.negated and one is not None else one
        else:
            high = sum(values.get(item, float("-inf")) >= condition.start for item in condition.items)
            open_ = sum(item not in values and item not in silent for item in condition.items)
            one = (
                True if high >= condition.at_least else None if high + open_ >= condition.at_least else False
            )
        if one is False:
            return False
        if one is None:
            verdict = None
    return verdict


def _verdict(instrument: Instrument, rules: Mapping[str, bool | None]) -> Band | None:
    for verdict in instrument.verdicts:
        holds = rules[verdict.rule] if verdict.rule else True
        if holds is None:
            return None
        if holds:
            return verdict.band
    return None


def score(
    instrument: Instrument,
    answers: Mapping[str, Any],
    *,
    respondent: str = "",
    order: str = "",
    strict: bool = True,
) -> Result:
    """Count these answers, by the items' own names or by q1 … qN in the published `order`.

    Values are codes, numbers or their texts; groups of a form are looked into. `strict` false leaves aside names that
    the instrument doesn't know, as a form may ask more. Raises BadAnswers, ValueError when the instrument isn't scored,
    KeyError for an order that it hasn't.
    """
    if not instrument.scored:
        raise ValueError(f"{instrument.title} is not scored here")
    taken = _take(instrument, answers, instrument.order(order), strict)
    if (gate := instrument.gate) and taken.get(gate.item) == gate.code:
        lowest = {
            item.id: min(item.options, key=lambda code: item.number(code) or 0) for item in instrument.items
        }
        taken = {item.id: lowest[item.id] for item in instrument.items if item.scored} | {
            gate.item: gate.code
        }
    numbers: dict[str, float] = {}
    applies: dict[str, bool] = {}
    raw: dict[str, float] = {}
    for item_id, code in taken.items():
        item = instrument.by_id[item_id]
        number = item.number(code)
        applies[item_id] = number is not None
        if number is not None:
            numbers[item_id] = number
            raw[item_id] = item.options[code] or 0.0
    bounds = {item.id: item.bounds for item in instrument.items}
    bounds |= {item_id: (number, number) for item_id, number in numbers.items()}
    results: dict[str, ScaleResult] = {}
    for scale in instrument.scales:
        found = _scale(scale, numbers, bounds, applies, respondent)
        results[scale.id] = found
        bounds[scale.id] = found.possible
        if found.score is not None:
            numbers[scale.id] = found.score
    rules: dict[str, bool | None] = {}
    silent = frozenset(item for item, there in applies.items() if not there)
    for rule in instrument.rules:
        rules[rule.id] = _holds(rule, numbers, rules, silent)
    total = results.get("total")
    band = _verdict(instrument, rules)
    missing = tuple(
        item.id
        for item in instrument.items
        if item.scored and item.id not in numbers and item.id not in silent
    )
    value = total.score if total else None
    return Result(
        instrument=instrument.slug,
        version=instrument.version,
        score=value,
        band=band.code if band else ("" if instrument.verdicts or total is None else total.band),
        complete=not missing,
        prorated=bool(total and total.prorated),
        missing=missing,
        possible=total.possible if total else None,
        positive=_positive(instrument, value),
        subscales={scale.id: results[scale.id] for scale in instrument.subscales},
        rules=rules,
        critical=tuple(
            Hit(each.item, tidy(raw[each.item]), each.protocol, each.clock, each.title)
            for each in instrument.critical
            if raw.get(each.item, float("-inf")) >= each.start
        ),
    )


def _positive(instrument: Instrument, value: float | None) -> bool | None:
    case = instrument.case
    if case is None or value is None:
        return None
    if case.upto is not None:
        return value <= case.upto
    return case.start is not None and value >= case.start
