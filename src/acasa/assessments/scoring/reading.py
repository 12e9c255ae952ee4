"""Make an Instrument of what stands in an `instrument.yaml`, and say in words what is wrong with it.

The format is described in `library/README.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, TypeVar, cast

from acasa.assessments.scoring import model
from acasa.assessments.scoring.model import (
    Band,
    Case,
    Condition,
    Criterion,
    Critical,
    Gate,
    Instrument,
    Item,
    Licence,
    Rule,
    Scale,
    Texts,
    Verdict,
)

T = TypeVar("T")

LANGUAGES = ("en", "ro", "ru")
CERTAINTY = ("high", "medium", "low")
TONES = ("calm", "watch", "grave")
COMPARTMENTS = ("health", "casework")
KEYS = {
    "kind",
    "slug",
    "version",
    "title",
    "name",
    "construct",
    "group",
    "about",
    "respondents",
    "compartment",
    "population",
    "age",
    "length",
    "languages",
    "direction",
    "licence",
    "source",
    "certainty",
    "options",
    "items",
    "orders",
    "scales",
    "rules",
    "verdicts",
    "case",
    "change",
    "critical",
    "gate",
    "moments",
    "interval_days",
    "warnings",
    "unofficial",
}


class InstrumentError(Exception):
    """The file can't be used; every problem in words."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class _Reader:
    """Collects what is wrong, so that all of it is said at once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[str] = []

    def wrong(self, where: str, words: str) -> None:
        self.problems.append(f"{self.name}: {where}: {words}")

    def texts(self, data: Any, where: str) -> Texts:
        if isinstance(data, Mapping) and all(data.get(language) for language in LANGUAGES):
            return {str(language): str(text) for language, text in data.items()}
        self.wrong(where, f"words in {', '.join(LANGUAGES)} are expected")
        return {"en": ""}

    def one_of(self, data: Mapping[str, Any], key: str, allowed: Iterable[str], default: str = "") -> str:
        value = str(data.get(key, default))
        if value not in allowed:
            self.wrong(key, f"{value!r} is none of {', '.join(allowed)}")
        return value

    def number(self, value: Any, where: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(where, f"{value!r} is not a number")
            return 0.0
        return value

    def mapping(self, value: Any, where: str) -> Mapping[str, Any]:
        if isinstance(value, Mapping):
            return cast(Mapping[str, Any], value)
        self.wrong(where, "a mapping is expected")
        return {}

    def list(self, value: Any, where: str) -> list[Any]:
        if isinstance(value, list):
            return value
        if value is not None:
            self.wrong(where, "a list is expected")
        return []

    def names(self, value: Any, where: str) -> tuple[str, ...]:
        return tuple(str(name) for name in self.list(value, where))


def build(name: str, data: Mapping[str, Any]) -> Instrument:
    """The instrument that this data describes; `name` is the file's, for messages. Raises InstrumentError."""
    reader = _Reader(name)
    for key in sorted(set(map(str, data)) - KEYS):
        reader.wrong(key, "no such field")
    for key in ("slug", "version", "title", "certainty", "licence", "source"):
        if not data.get(key):
            reader.wrong(key, "is missing")
    instrument = _instrument(reader, data)
    if not reader.problems:
        _consistent(reader, instrument)
    if reader.problems:
        raise InstrumentError(reader.problems)
    return instrument


def _instrument(reader: _Reader, data: Mapping[str, Any]) -> Instrument:
    age = reader.mapping(data.get("age", {}), "age")
    direction = reader.one_of(data, "direction", ("lower", "higher"), "lower")
    return Instrument(
        slug=str(data.get("slug", "")),
        version=str(data.get("version", "")),
        title=str(data.get("title", "")),
        name=reader.texts(data.get("name"), "name"),
        construct=reader.texts(data.get("construct"), "construct"),
        group=reader.one_of(data, "group", ("psychosocial", "reintegration", "staff"), "psychosocial"),
        about=reader.one_of(data, "about", model.ABOUT, "person"),
        respondents=_respondents(reader, data),
        compartment=reader.one_of(data, "compartment", COMPARTMENTS, "health"),
        population=reader.texts(data.get("population"), "population"),
        age=(age.get("from"), age.get("to")),
        length=data.get("length"),
        languages=reader.names(data.get("languages"), "languages"),
        direction=cast(Literal["lower", "higher"], direction),
        licence=_licence(reader, reader.mapping(data.get("licence", {}), "licence")),
        source=reader.names(data.get("source"), "source"),
        certainty=reader.one_of(data, "certainty", CERTAINTY),
        items=_items(reader, data),
        orders={
            str(key): reader.names(order, f"orders.{key}")
            for key, order in reader.mapping(data.get("orders", {}), "orders").items()
        },
        scales=tuple(
            _scale(reader, str(key), reader.mapping(scale, f"scales.{key}"))
            for key, scale in reader.mapping(data.get("scales", {}), "scales").items()
        ),
        rules=tuple(
            _rule(reader, str(key), reader.mapping(rule, f"rules.{key}"))
            for key, rule in reader.mapping(data.get("rules", {}), "rules").items()
        ),
        verdicts=tuple(
            Verdict(_band(reader, each, "verdicts"), str(each.get("rule", "")))
            for each in reader.list(data.get("verdicts"), "verdicts")
        ),
        case=_optional(data.get("case"), lambda found: _case(reader, found)),
        change=_optional(data.get("change"), lambda found: _criterion(reader, found)),
        critical=tuple(_critical(reader, each) for each in reader.list(data.get("critical"), "critical")),
        gate=_optional(data.get("gate"), lambda found: Gate(str(found.get("item")), str(found.get("code")))),
        moments=reader.names(data.get("moments"), "moments"),
        interval_days=int(reader.number(data.get("interval_days", 0), "interval_days")),
        warnings=tuple(
            reader.texts(each, "warnings") for each in reader.list(data.get("warnings"), "warnings")
        ),
        unofficial=bool(data.get("unofficial", False)),
    )


def _optional(data: Any, make: Callable[[Mapping[str, Any]], T]) -> T | None:
    return make(data) if isinstance(data, Mapping) else None


def _respondents(reader: _Reader, data: Mapping[str, Any]) -> tuple[str, ...]:
    found = reader.names(data.get("respondents", ["self"]), "respondents")
    for who in found:
        if who not in model.RESPONDENTS:
            reader.wrong("respondents", f"{who!r} is none of {', '.join(model.RESPONDENTS)}")
    return found


def _licence(reader: _Reader, data: Mapping[str, Any]) -> Licence:
    cls = reader.one_of(data, "class", model.CLASSES)
    if not data.get("text"):
        reader.wrong("licence.text", "is missing")
    return Licence(
        cls,
        str(data.get("text", "")),
        str(data.get("holder", "")),
        str(data.get("notice", "")),
        reader.names(data.get("sources"), "licence.sources"),
    )


def _items(reader: _Reader, data: Mapping[str, Any]) -> tuple[Item, ...]:
    sets: dict[str, dict[str, float | None]] = {}
    for key, codes in reader.mapping(data.get("options", {}), "options").items():
        found = reader.mapping(codes, f"options.{key}")
        sets[str(key)] = {
            str(code): None if number is None else reader.number(number, f"options.{key}.{code}")
            for code, number in found.items()
        }
    items = []
    for each in reader.list(data.get("items"), "items"):
        row = reader.mapping(each, "items")
        item_id = str(row.get("id", ""))
        for key in sorted(set(row) - {"id", "options", "reverse", "scored"}):
            reader.wrong(f"items.{item_id}", f"{key}: no such field")
        options = sets.get(str(row.get("options")))
        if not item_id or options is None:
            reader.wrong(
                f"items.{item_id}", f"an id and options of {', '.join(sets) or 'options'} are needed"
            )
        items.append(Item(item_id, options or {}, bool(row.get("reverse")), bool(row.get("scored", True))))
    ids = [item.id for item in items]
    for twice in sorted({item_id for item_id in ids if ids.count(item_id) > 1}):
        reader.wrong(f"items.{twice}", "stands twice")
    return tuple(items)


def _band(reader: _Reader, data: Mapping[str, Any], where: str) -> Band:
    start = data.get("from", data.get("above"))
    return Band(
        str(data.get("code", "")),
        reader.texts(data.get("title"), f"{where}.{data.get('code', '')}"),
        None if start is None else reader.number(start, where),
        "above" in data,
        reader.one_of(data, "tone", TONES, "calm"),
    )


def _bands(reader: _Reader, data: Any, where: str) -> tuple[Band, ...]:
    bands = tuple(_band(reader, each, where) for each in reader.list(data, where))
    starts = [band.start for band in bands[1:]]
    if (
        (bands and bands[0].start is not None)
        or None in starts
        or starts != sorted(s for s in starts if s is not None)
    ):
        reader.wrong(where, "the first band has no start, each next one begins higher")
    return bands


def _scale(reader: _Reader, scale_id: str, data: Mapping[str, Any]) -> Scale:
    where = f"scales.{scale_id}"
    method = reader.one_of(data, "method", ("sum", "mean"), "sum")
    return Scale(
        id=scale_id,
        title=reader.texts(data.get("title"), where),
        parts=reader.names(data.get("of"), where),
        method=cast(Literal["sum", "mean"], method),
        times=reader.number(data.get("times", 1), where),
        weights={
            str(part): reader.number(weight, where)
            for part, weight in reader.mapping(data.get("weights", {}), where).items()
        },
        may_miss=int(reader.number(data.get("may_miss", 0), where)),
        may_miss_share=reader.number(data.get("may_miss_share", 0), where),
        bands=_bands(reader, data.get("bands"), where),
        respondent_bands={
            str(who): _bands(reader, bands, f"{where}.{who}")
            for who, bands in reader.mapping(data.get("respondent_bands", {}), where).items()
        },
        inner=bool(data.get("inner", False)),
    )


def _rule(reader: _Reader, rule_id: str, data: Mapping[str, Any]) -> Rule:
    where = f"rules.{rule_id}"
    conditions = []
    for each in reader.list(data.get("all"), where):
        row = reader.mapping(each, where)
        other = str(row.get("rule") or row.get("not") or "")
        if other:
            conditions.append(Condition(rule=other, negated="not" in row))
            continue
        conditions.append(
            Condition(
                reader.names(row.get("of"), where),
                reader.number(row.get("from"), where),
                int(reader.number(row.get("at_least", 1), where)),
            )
        )
    if not conditions:
        reader.wrong(where, "has no conditions")
    return Rule(rule_id, reader.texts(data.get("title"), where), tuple(conditions))


def _case(reader: _Reader, data: Mapping[str, Any]) -> Case:
    certainty = reader.one_of(data, "certainty", CERTAINTY)
    start, upto = data.get("from"), data.get("upto")
    if (start is None) == (upto is None):
        reader.wrong("case", "either from or upto is needed")
    return Case(start, upto, str(data.get("source", "")), certainty)


def _criterion(reader: _Reader, data: Mapping[str, Any]) -> Criterion:
    certainty = reader.one_of(data, "certainty", CERTAINTY)
    points, sd, reliability = data.get("points"), data.get("sd"), data.get("reliability")
    if points is None and (sd is None or reliability is None):
        reader.wrong("change", "points, or sd and reliability, are needed")
    if not data.get("source"):
        reader.wrong("change.source", "is missing")
    for key, value in (("points", points), ("sd", sd)):
        if value is not None and reader.number(value, f"change.{key}") <= 0:
            reader.wrong(f"change.{key}", "must be above 0")
    if reliability is not None and not 0 <= reader.number(reliability, "change.reliability") < 1:
        reader.wrong("change.reliability", "must be from 0 to below 1")
    return Criterion(
        str(data.get("scale", "total")), points, sd, reliability, str(data.get("source", "")), certainty
    )


def _critical(reader: _Reader, data: Mapping[str, Any]) -> Critical:
    return Critical(
        str(data.get("item", "")),
        reader.number(data.get("from"), "critical"),
        str(data.get("protocol", "")),
        reader.texts(data.get("title"), "critical"),
        str(data.get("clock", "same_day")),
    )


def _consistent(reader: _Reader, instrument: Instrument) -> None:
    """Do names point at something, and do the numbers fit?"""
    known = set(instrument.by_id)
    for scale in instrument.scales:
        for part in (*scale.parts, *scale.weights):
            if part not in known:
                reader.wrong(f"scales.{scale.id}", f"{part}: no such item or earlier scale")
        if not scale.parts:
            reader.wrong(f"scales.{scale.id}", "has no items")
        if any(weight <= 0 for weight in scale.weights.values()):
            reader.wrong(f"scales.{scale.id}", "weights are above 0")
        known.add(scale.id)
    before: set[str] = set()
    for rule in instrument.rules:
        for condition in rule.conditions:
            names = [item for item in condition.items if item not in instrument.by_id]
            names += [condition.rule] if condition.rule and condition.rule not in before else []
            for lost in names:
                reader.wrong(f"rules.{rule.id}", f"{lost}: no such item or earlier rule")
        before.add(rule.id)
    for verdict in instrument.verdicts:
        if verdict.rule and verdict.rule not in before:
            reader.wrong("verdicts", f"{verdict.rule}: no such rule")
    for key, order in instrument.orders.items():
        if sorted(order) != sorted(instrument.by_id):
            reader.wrong(f"orders.{key}", "must name each item once")
    for item in [each.item for each in instrument.critical] + (
        [instrument.gate.item] if instrument.gate else []
    ):
        if item not in instrument.by_id:
            reader.wrong("critical" if instrument.critical else "gate", f"{item}: no such item")
    if instrument.change and instrument.change.scale not in instrument.scale_by_id:
        reader.wrong("change.scale", f"{instrument.change.scale}: no such scale")
    if not reader.problems:
        _within(reader, instrument)


def _within(reader: _Reader, instrument: Instrument) -> None:
    for scale in instrument.scales:
        low, high = instrument.range(scale.id) or (0.0, 0.0)
        bands = [*scale.bands]
        for more in scale.respondent_bands.values():
            bands += more
        for band in bands:
            if band.start is not None and not low < band.start <= high:
                reader.wrong(f"scales.{scale.id}.{band.code}", f"begins outside of {low:g} to {high:g}")
