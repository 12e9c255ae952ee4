"""From the tokens of an expression to a function of the answers."""

from __future__ import annotations

from typing import Any

from acasa.questionnaires.engine.expressions import values
from acasa.questionnaires.engine.expressions.names import ARITY, MANY, VOLATILE
from acasa.questionnaires.engine.expressions.parser import ORIGINAL, ExpressionError, parse
from acasa.questionnaires.engine.expressions.paths import (
    Compiled,
    Filter,
    asked,
    everywhere,
    path_of,
    predicate,
    wrong,
)
from acasa.questionnaires.engine.expressions.tree import Evaluate, unpack
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


def compile_token(token: Any) -> Compiled:
    """A token with all that stands under it."""
    symbol = token.symbol
    if symbol == "(string)":
        return constant(str(token.value))
    if symbol in ("(integer)", "(decimal)", "(float)"):
        return constant(_number(token))
    if symbol == "(":
        return compile_token(token[0])
    path = path_of(token, compile_token)
    if path is not None:
        find = asked(everywhere(path))
        return Compiled(lambda context: unpack(find(context)), find, path)
    if symbol in _BINARY and len(token) == 2:
        first, second = compile_token(token[0]), compile_token(token[1])
        return Compiled(
            _binary(symbol, first.value, second.value), volatile=first.volatile or second.volatile
        )
    if symbol == "-" and len(token) == 1:
        inner = compile_token(token[0])
        if isinstance(inner.constant, float):
            return constant(-inner.constant)
        return Compiled(lambda context: -to_number(inner.value(context)), volatile=inner.volatile)
    if token.label == "function":
        return _call(token)
    raise wrong(f"{symbol} is not supported.")


def _call(token: Any) -> Compiled:
    from acasa.questionnaires.engine.expressions.functions import FINDERS, FUNCTIONS

    name = ORIGINAL.get(token.symbol, token.symbol)
    arguments = [compile_token(each) for each in token]
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
