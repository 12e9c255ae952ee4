"""From the tokens of an expression to a function of the answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from acasa.questionnaires.engine.expressions import values
from acasa.questionnaires.engine.expressions.names import ARITY, MANY, VOLATILE
from acasa.questionnaires.engine.expressions.parser import ORIGINAL, ExpressionError, parse
from acasa.questionnaires.engine.expressions.paths import (
    Compiled,
    Filter,
    Path,
    asked,
    everywhere,
    leans_on_item,
    path_of,
    predicate,
    wrong,
)
from acasa.questionnaires.engine.expressions.tree import Context, Evaluate, Find, unpack
from acasa.questionnaires.engine.expressions.values import Value, to_number, to_truth


def constant(value: Value) -> Compiled:
    """Always the same."""
    return Compiled(lambda context: value, constant=value)


def _number(token: Any) -> float:
    return float(token.value)


def _binary(symbol: str, first: Evaluate, second: Evaluate) -> Evaluate:
    if symbol == "and":
        return lambda context: to_truth(first(context)) and to_truth(second(context))
    if symbol == "or":
        return lambda context: to_truth(first(context)) or to_truth(second(context))
    if symbol == "=":
        return lambda context: values.equal(first(context), second(context))
    if symbol == "!=":
        return lambda context: not values.equal(first(context), second(context))
    if symbol == "<":
        return lambda context: to_number(first(context)) < to_number(second(context))
    if symbol == "<=":
        return lambda context: to_number(first(context)) <= to_number(second(context))
    if symbol == ">":
        return lambda context: to_number(first(context)) > to_number(second(context))
    if symbol == ">=":
        return lambda context: to_number(first(context)) >= to_number(second(context))
    if symbol == "+":
        return lambda context: _sum(to_number(first(context)), to_number(second(context)))
    if symbol == "-":
        return lambda context: _sum(to_number(first(context)), -to_number(second(context)))
    if symbol == "*":
        return lambda context: _product(to_number(first(context)), to_number(second(context)))
    if symbol == "div":
        return lambda context: values.divided(to_number(first(context)), to_number(second(context)))
    return lambda context: values.remainder(to_number(first(context)), to_number(second(context)))


def _sum(first: float, second: float) -> float:
    return first + second


def _product(first: float, second: float) -> float:
    return first * second


_BINARY = ("and", "or", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod")


def _once_for_all(token: Any) -> Compiled:
    """Within a predicate something that is the same for every row: found with the first."""
    compiled = compile_token(token, False)
    if compiled.volatile or compiled.constant is not None:
        return compiled
    value, key = compiled.value, object()

    def found(context: Context) -> Value:
        memo = context.memo
        if memo is None:
            return value(context)
        if key not in memo:
            memo[key] = value(context)
        return memo[key]

    return replace(compiled, value=found)


def _at(path: Path, find: Find) -> Evaluate:
    """The value of a path. Most are questions outside of repeats, found at once."""
    if path.start != "root" or not path.plain:
        return lambda context: unpack(find(context))
    names = tuple(step.name for step in path.steps)

    def value(context: Context) -> Value:
        element = context.world.fixed(names)
        if element is None:
            return unpack(find(context))
        return element.value if element.relevant else ""

    return value


def compile_token(token: Any, within: bool = False) -> Compiled:
    """A token with all that stands under it; `within`: it stands in square brackets."""
    symbol = token.symbol
    if within and not leans_on_item(token):
        return _once_for_all(token)
    if symbol == "(string)":
        return constant(str(token.value))
    if symbol in ("(integer)", "(decimal)", "(float)"):
        return constant(_number(token))
    if symbol == "(":
        return compile_token(token[0], within)
    path = path_of(token, compile_token)
    if path is not None:
        find = asked(everywhere(path))
        return Compiled(_at(path, find), find, path)
    if symbol in _BINARY and len(token) == 2:
        first, second = compile_token(token[0], within), compile_token(token[1], within)
        return Compiled(
            _binary(symbol, first.value, second.value), volatile=first.volatile or second.volatile
        )
    if symbol == "-" and len(token) == 1:
        inner = compile_token(token[0], within)
        if isinstance(inner.constant, float):
            return constant(-inner.constant)
        return Compiled(lambda context: -to_number(inner.value(context)), volatile=inner.volatile)
    if token.label == "function":
        return _call(token, within)
    raise wrong(f"{symbol} is not supported.")


def _call(token: Any, within: bool) -> Compiled:
    from acasa.questionnaires.engine.expressions.functions import FINDERS, FUNCTIONS

    name = ORIGINAL.get(token.symbol, token.symbol)
    arguments = [compile_token(each, within) for each in token]
    least, most = ARITY[name]
    if not least <= len(arguments) <= most:
        wanted = str(least) if least == most else f"{least} to {most}" if most < MANY else f"at least {least}"
        raise ExpressionError("arguments", f"{name}() takes {wanted} arguments, not {len(arguments)}.", name)
    volatile = name in VOLATILE or any(each.volatile for each in arguments)
    finder = FINDERS.get(name)
    if finder is not None:
        find = finder(arguments)
        return Compiled(lambda context: unpack(find(context)), find, volatile=volatile)
    return Compiled(FUNCTIONS[name](arguments), volatile=volatile)


def compile_expression(text: str) -> Compiled:
    """An expression as a function. Raises ExpressionError."""
    try:
        return compile_token(parse(text))
    except RecursionError as error:
        raise wrong("This is nested too deeply.") from error


def compile_filter(text: str) -> Filter:
    """A choice filter: what would stand in square brackets after the items."""
    return predicate(parse(text), compile_token)
