"""ODK's functions, as JavaRosa has them: of compiled arguments each makes a function of the answers."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

from acasa.questionnaires.engine.expressions import geo, texts, values
from acasa.questionnaires.engine.expressions.builders import elements, here, mathematics, simple, spread
from acasa.questionnaires.engine.expressions.compiling import compile_token
from acasa.questionnaires.engine.expressions.parser import ExpressionError, parse
from acasa.questionnaires.engine.expressions.paths import (
    Builder,
    Compiled,
    NodeBuilder,
    Path,
    everywhere,
    path_of,
)
from acasa.questionnaires.engine.expressions.shuffling import shuffled
from acasa.questionnaires.engine.expressions.tree import Context, Element, Evaluate, Find
from acasa.questionnaires.engine.expressions.values import (
    EvaluationError,
    Value,
    to_index,
    to_number,
    to_text,
    to_truth,
    to_whole,
)


def _if(arguments: list[Compiled]) -> Evaluate:
    condition, yes, no = (each.value for each in arguments)
    return lambda context: yes(context) if to_truth(condition(context)) else no(context)


def _coalesce(arguments: list[Compiled]) -> Evaluate:
    first, second = (each.value for each in arguments)

    def evaluate(context: Context) -> Value:
        value = first(context)
        empty = value == "" if isinstance(value, str) else isinstance(value, float) and math.isnan(value)
        return second(context) if empty else value

    return evaluate


def _once(arguments: list[Compiled]) -> Evaluate:
    new = arguments[0].value

    def evaluate(context: Context) -> Value:
        element = context.element
        value = element.value if element.relevant else ""
        return new(context) if to_text(value) == "" else value

    return evaluate


def _truth_from_text(value: Value) -> bool:
    text = to_text(value)
    return text.lower() == "true" or text == "1"


def _checklist(arguments: list[Compiled]) -> Evaluate:
    least, most = arguments[0].value, arguments[1].value
    factors = spread(arguments[2:])

    def evaluate(context: Context) -> Value:
        lowest, highest = to_index(least(context)), to_index(most(context))
        count = sum(to_truth(each) for each in factors(context))
        return (lowest < 0 or count >= lowest) and (highest < 0 or count <= highest)

    return evaluate


def _weighted_checklist(arguments: list[Compiled]) -> Evaluate:
    if len(arguments) % 2:
        raise ExpressionError("arguments", "weighted-checklist() needs pairs.", "weighted-checklist")
    least, most = arguments[0].value, arguments[1].value
    if len(arguments) == 4 and arguments[2].find is not None and arguments[3].find is not None:
        flags, weights = spread(arguments[2:3]), spread(arguments[3:4])
    else:
        calls = [each.value for each in arguments[2:]]

        def flags(context: Context) -> list[Value]:
            return [call(context) for call in calls[::2]]

        def weights(context: Context) -> list[Value]:
            return [call(context) for call in calls[1::2]]

    def evaluate(context: Context) -> Value:
        first, second = flags(context), weights(context)
        if len(first) != len(second):
            raise EvaluationError("weighted-checklist() needs as many weights as answers.")
        total = sum(to_number(weight) for flag, weight in zip(first, second, strict=True) if to_truth(flag))
        return to_number(least(context)) <= total <= to_number(most(context))

    return evaluate


# ------------------------------------------------------------------ choices


def _selected(answers: Value, answer: Value) -> bool:
    return f" {to_text(answer).strip()} " in f" {to_text(answers)} "


def _selected_at(answers: Value, place: Value) -> str:
    chosen = to_text(answers).split()
    index = to_index(to_whole(place))
    return chosen[index] if 0 <= index < len(chosen) else ""


def _choice_name(arguments: list[Compiled]) -> Evaluate:
    value, named = arguments[0].value, arguments[1]
    if not isinstance(named.constant, str):
        raise ExpressionError("arguments", "jr:choice-name() needs the question in quotes.", "jr:choice-name")
    path = path_of(parse(named.constant.strip()), compile_token)
    if path is None:
        raise ExpressionError("arguments", "jr:choice-name() needs the question in quotes.", "jr:choice-name")
    find = everywhere(path)

    def evaluate(context: Context) -> Value:
        questions = find(context)
        return context.world.choice_name(questions[0], to_text(value(context))) if questions else ""

    return evaluate


def _pulldata(context: Context, file: Value, column: Value, key: Value, wanted: Value) -> str:
    rows = context.world.rows(to_text(file), to_text(key), to_text(wanted))
    return rows[0].get(to_text(column), "") if rows else ""


# ------------------------------------------------------------------ numbers and repeats


def _rounded(number: Value, places: Value = 0.0) -> float:
    value, digits = to_number(number), to_index(places)
    if math.isnan(value) or math.isinf(value):
        return value
    if abs(digits) > 30:
        return math.nan
    exact = Decimal(repr(value))
    if digits >= 0:
        # Halves go up: 2.5 to 3, and -2.5 to -2.
        rounding = ROUND_HALF_DOWN if value < 0 else ROUND_HALF_UP
        return (
            float(exact.quantize(Decimal(1).scaleb(-digits), rounding=rounding))
            if abs(value) < 1e25
            else value
        )
    return float(Decimal(math.trunc(float(exact.scaleb(digits)) + 0.5)).scaleb(-digits))


def _extreme(choose: Callable[[list[float]], float]) -> Builder:
    def build(arguments: list[Compiled]) -> Evaluate:
        given = spread(arguments)

        def evaluate(context: Context) -> Value:
            numbers = [number for each in given(context) if not math.isnan(number := to_number(each))]
            return choose(numbers) if numbers else math.nan

        return evaluate

    return build


def _sum(arguments: list[Compiled]) -> Evaluate:
    find = elements(arguments[0], "sum")
    return lambda context: float(
        sum(number for each in find(context) if not math.isnan(number := to_number(each.value)))
    )


def _count(arguments: list[Compiled]) -> Evaluate:
    find = elements(arguments[0], "count")
    return lambda context: float(len(find(context)))


def _count_filled(arguments: list[Compiled]) -> Evaluate:
    find = elements(arguments[0], "count-non-empty")
    return lambda context: float(sum(bool(each.fields) or each.value != "" for each in find(context)))


def _position(arguments: list[Compiled]) -> Evaluate:
    if not arguments:
        return lambda context: float(context.position or context.element.index + 1)
    find = elements(arguments[0], "position")

    def evaluate(context: Context) -> Value:
        found = find(context)
        return float(found[0].index + 1) if found else 0.0

    return evaluate


def _path(argument: Compiled, name: str) -> Path:
    if argument.path is None or argument.path.start == "instance" or not argument.path.plain:
        raise ExpressionError("arguments", f"{name}() needs questions and repeats of this form.", name)
    return argument.path


def _names(path: Path, context: Context) -> tuple[list[str], int]:
    """The whole path from the root, and how many of its first names are those of the place of use itself."""
    names = [step.name for step in path.steps]
    if path.start == "root":
        return names, 0
    chain = (context.origin if path.start == "current" else context.element).chain
    base = [each.name for each in chain[: len(chain) - path.ups]]
    return base + names, len(base)


def _indexed_repeat(arguments: list[Compiled]) -> Find:
    if len(arguments) % 2 == 0:
        raise ExpressionError(
            "arguments",
            "indexed-repeat() takes a question, then repeats with their numbers.",
            "indexed-repeat",
        )
    target = _path(arguments[0], "indexed-repeat")
    pairs = [
        (_path(arguments[place], "indexed-repeat"), arguments[place + 1].value)
        for place in range(1, len(arguments), 2)
    ]

    def find(context: Context) -> list[Element]:
        names, _ = _names(target, context)
        bound: dict[int, int] = {}
        for place, each in enumerate(context.element.chain):
            if place >= len(names) or each.name != names[place]:
                break
            bound[place] = each.index
        for repeat, number in pairs:
            above, _ = _names(repeat, context)
            if names[: len(above)] != above:
                raise EvaluationError("indexed-repeat() needs repeats around the question.")
            bound[len(above) - 1] = max(1, to_index(to_whole(number(context)))) - 1
        found = [context.world.root] if names and names[0] == context.world.root.name else []
        for place, name in enumerate(names[1:], start=1):
            found = [child for each in found for child in each.fields.get(name, ())]
            if place in bound:
                found = [each for each in found if each.index == bound[place]]
        return [each for each in found if each.relevant]

    return find


def _randomize(arguments: list[Compiled]) -> Find:
    find = elements(arguments[0], "randomize")
    seed = arguments[1].value if len(arguments) == 2 else None

    def found(context: Context) -> list[Element]:
        return shuffled(find(context), seed(context) if seed else None, context.world.random)

    return found


def _points(arguments: list[Compiled]) -> Callable[[Context], list[str]]:
    given = spread(arguments)

    def points(context: Context) -> list[str]:
        texts = [to_text(each) for each in given(context)]
        return texts[0].split(";") if len(texts) == 1 else texts

    return points


def _area(arguments: list[Compiled]) -> Evaluate:
    points = _points(arguments)
    return lambda context: geo.area(points(context))


def _distance(arguments: list[Compiled]) -> Evaluate:
    points = _points(arguments)
    return lambda context: geo.distance(points(context))


def _geofence(arguments: list[Compiled]) -> Evaluate:
    point, fence = arguments[0].value, _points(arguments[1:])
    return lambda context: geo.inside(to_text(point(context)), fence(context))


# ------------------------------------------------------------------ moments


def _date(context: Context, value: Value) -> Value:
    return values.to_moment(value, context.world.now.tzinfo, keep_time=False)


def _date_time(context: Context, value: Value) -> Value:
    return values.to_moment(value, context.world.now.tzinfo, keep_time=True)


def _formatted(context: Context, value: Value, form: Value) -> Value:
    moment = values.to_moment(value, context.world.now.tzinfo, keep_time=True)
    return values.formatted(moment, to_text(form)) if isinstance(moment, datetime) else ""


def _property(context: Context, name: Value) -> Value:
    return str(context.world.values.get(to_text(name), ""))


def _itext(context: Context, name: Value) -> Value:
    return context.world.itext(to_text(name))


FINDERS: dict[str, NodeBuilder] = {"indexed-repeat": _indexed_repeat, "randomize": _randomize}

FUNCTIONS: dict[str, Builder] = {
    "abs": mathematics(abs),
    "acos": mathematics(math.acos),
    "area": _area,
    "asin": mathematics(math.asin),
    "atan": mathematics(math.atan),
    "atan2": mathematics(math.atan2),
    "base64-decode": simple(texts.decode),
    "boolean": simple(to_truth),
    "boolean-from-string": simple(_truth_from_text),
    "checklist": _checklist,
    "coalesce": _coalesce,
    "concat": texts.concat,
    "contains": simple(lambda text, part: to_text(part) in to_text(text)),
    "cos": mathematics(math.cos),
    "count": _count,
    "count-non-empty": _count_filled,
    "count-selected": simple(lambda answers: float(len(to_text(answers).split()))),
    "date": here(_date),
    "date-time": here(_date_time),
    "decimal-date-time": here(
        lambda context, value: values.to_decimal(value, context.world.now.tzinfo, keep_date=True)
    ),
    "decimal-time": here(
        lambda context, value: values.to_decimal(value, context.world.now.tzinfo, keep_date=False)
    ),
    "depend": simple(lambda *given: given[0]),
    "digest": simple(texts.digest),
    "distance": _distance,
    "enclosed-area": _area,
    "ends-with": simple(lambda text, part: to_text(text).endswith(to_text(part))),
    "exp": mathematics(math.exp),
    "exp10": mathematics(lambda number: 10.0**number),
    "false": simple(lambda: False),
    "format-date": here(_formatted),
    "format-date-time": here(_formatted),
    "geofence": _geofence,
    "if": _if,
    "int": simple(to_whole),
    "is-selected": simple(_selected),
    "join": texts.joined,
    "jr:choice-name": _choice_name,
    "jr:itext": here(_itext),
    "log": mathematics(lambda number: math.log(number) if number else -math.inf),
    "log10": mathematics(lambda number: math.log10(number) if number else -math.inf),
    "max": _extreme(max),
    "min": _extreme(min),
    "normalize-space": texts.of_self(lambda text: " ".join(to_text(text).split())),
    "not": simple(lambda value: not to_truth(value)),
    "now": here(lambda context: context.world.now),
    "number": simple(to_number),
    "once": _once,
    "pi": simple(lambda: math.pi),
    "position": _position,
    "pow": mathematics(math.pow),
    "property": here(_property),
    "pulldata": here(_pulldata),
    "random": here(lambda context: context.world.random.random()),
    "regex": texts.regex,
    "round": simple(_rounded),
    "selected": simple(_selected),
    "selected-at": simple(_selected_at),
    "sin": mathematics(math.sin),
    "sqrt": mathematics(math.sqrt),
    "starts-with": simple(lambda text, part: to_text(text).startswith(to_text(part))),
    "string": simple(to_text),
    "string-length": texts.of_self(lambda text: float(len(to_text(text)))),
    "substr": simple(texts.substr),
    "substring-after": simple(texts.after),
    "substring-before": simple(texts.before),
    "sum": _sum,
    "tan": mathematics(math.tan),
    "today": here(lambda context: values.midnight(context.world.now)),
    "translate": simple(texts.translate),
    "true": simple(lambda: True),
    "uuid": here(lambda context, size=None: _uuid(context, size)),
    "version": here(lambda context: context.world.version),
    "weighted-checklist": _weighted_checklist,
}

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _uuid(context: Context, size: Value | None) -> str:
    if size is None:
        return context.world.uuid()
    return "".join(context.world.random.choice(_LETTERS) for _ in range(min(to_index(size), 1000)))
