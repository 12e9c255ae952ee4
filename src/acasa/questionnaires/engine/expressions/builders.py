"""How functions are made of their arguments."""

from __future__ import annotations

from collections.abc import Callable

from acasa.questionnaires.engine.expressions.parser import ExpressionError
from acasa.questionnaires.engine.expressions.paths import Builder, Compiled
from acasa.questionnaires.engine.expressions.tree import Context, Evaluate, Find
from acasa.questionnaires.engine.expressions.values import Value, calculated, to_double


def simple(function: Callable[..., Value]) -> Builder:
    """A function of its arguments' values alone."""

    def build(arguments: list[Compiled]) -> Evaluate:
        calls = [each.value for each in arguments]
        if len(calls) == 1:
            only = calls[0]
            return lambda context: function(only(context))
        if len(calls) == 2:
            first, second = calls
            return lambda context: function(first(context), second(context))
        return lambda context: function(*[call(context) for call in calls])

    return build


def here(function: Callable[..., Value]) -> Builder:
    """A function that also looks at where and when it stands."""

    def build(arguments: list[Compiled]) -> Evaluate:
        calls = [each.value for each in arguments]
        return lambda context: function(context, *[call(context) for call in calls])

    return build


def mathematics(function: Callable[..., float]) -> Builder:
    return simple(lambda *given: calculated(function, *[to_double(each) for each in given]))


def elements(argument: Compiled, name: str) -> Find:
    if argument.find is None:
        raise ExpressionError("arguments", f"{name}() needs a question or repeat, not a value.", name)
    return argument.find


def spread(arguments: list[Compiled]) -> Callable[[Context], list[Value]]:
    """The values of all arguments; one argument that is a path stands for all that it finds."""
    if len(arguments) == 1 and arguments[0].find is not None:
        find = arguments[0].find
        return lambda context: [each.value for each in find(context)]
    calls = [each.value for each in arguments]
    return lambda context: [call(context) for call in calls]
