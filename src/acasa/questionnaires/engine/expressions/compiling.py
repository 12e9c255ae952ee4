"""From the tokens of an expression to a function of the answers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from acasa.questionnaires.engine.expressions import values
from acasa.questionnaires.engine.expressions.names import ARITY, MANY, VOLATILE
from acasa.questionnaires.engine.expressions.parser import ORIGINAL, ExpressionError, parse
from acasa.questionnaires.engine.expressions.tree import Context, Element, Evaluate, Find, Instance, unpack
from acasa.questionnaires.engine.expressions.values import Value, to_number, to_truth

# Elements that pass a predicate, of these.
Filter = Callable[[Context, list[Element], "Instance | None", str], list[Element]]


@dataclass(frozen=True)
class Step:
    """One name of a path, with its predicates. `bound`: whether occurrences may be those of the place of use."""

    name: str
    predicates: tuple[Filter, ...] = ()
    tokens: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Path:
    """A path: from the root, from `ups` above the place of use, or within a list beside."""

    start: str  # "root", "here", "current", "instance"
    ups: int
    steps: tuple[Step, ...]
    instance: str = ""

    @property
    def plain(self) -> bool:
        """Without predicates and wildcards."""
        return all(not step.predicates and step.name != "*" for step in self.steps)


@dataclass(frozen=True)
class Compiled:
    """An expression as a function: of `value`, and for paths also of the elements (`find`)."""

    value: Evaluate
    find: Find | None = None
    path: Path | None = None
    constant: Value | None = None
    # Names of functions whose value changes with the moment.
    volatile: bool = False


@dataclass(frozen=True)
class Seen:
    """What an expression looks at: paths of the form, as seen from where it stands."""

    paths: frozenset[tuple[str, ...]] = field(default_factory=frozenset)
    volatile: bool = False
    # It holds something by chance, which must not change when a page is opened again.
    chance: bool = False


Builder = Callable[[list[Compiled]], Evaluate]
NodeBuilder = Callable[[list[Compiled]], Find]


def _wrong(message: str) -> ExpressionError:
    return ExpressionError("syntax", message)


def constant(value: Value) -> Compiled:
    """Always the same."""
    return Compiled(lambda context: value, constant=value)


# ------------------------------------------------------------------ paths


def _flatten(token: Any) -> tuple[str, list[Any], Any]:
    """Where a path begins, its steps as tokens, and the call with which it begins."""
    symbol = token.symbol
    if symbol == "/":
        if len(token) == 0:
            return "root", [], None
        if len(token) == 1:
            return "root", [token[0]], None
        start, steps, call = _flatten(token[0])
        return start, [*steps, token[1]], call
    if symbol == "instance" and token.label == "function":
        return "instance", [], token
    if symbol == "current" and token.label == "function":
        return "current", [], token
    return "here", [token], None


def path_of(token: Any, compiler: Callable[[Any], Compiled]) -> Path | None:
    """The path that a token is, or None. Raises ExpressionError for a path that devices can't follow."""
    if token.symbol == "//":
        raise _wrong("// is not supported: write the whole path.")
    if token.symbol not in (
        "/",
        "(name)",
        "*",
        ".",
        "..",
        "[",
        "child",
        "parent",
        "self",
        "@",
        "instance",
        "current",
    ):
        return None
    if token.label == "function" and token.symbol not in ("instance", "current"):
        return None
    if token.symbol == "*" and len(token):
        return None
    start, tokens, call = _flatten(token)
    ups = 0
    steps: list[Step] = []
    for each in tokens:
        conditions: list[Any] = []
        while each.symbol == "[":
            conditions.insert(0, each[1])
            each = each[0]
        if each.symbol in ("child", "parent", "self") and each.label == "axis":
            inner = each[0]
            if each.symbol != "child" or inner.symbol not in ("(name)", "*"):
                raise _wrong(f"{each.symbol}:: is not supported: write . or .. or a name.")
            each = inner
        if each.symbol == ".":
            continue
        if each.symbol == "..":
            if steps and not steps[-1].predicates:
                steps.pop()
            elif steps or start in ("root", "instance"):
                raise _wrong(".. is not supported here.")
            else:
                ups += 1
            continue
        if each.symbol == "@":
            raise _wrong("Attributes are not supported.")
        if each.symbol == "(name)":
            name = str(each.value)
        elif each.symbol == "*" and not len(each):
            name = "*"
        else:
            raise _wrong("A path may hold only names, . and ..")
        predicates = tuple(predicate(each_, compiler) for each_ in conditions)
        steps.append(Step(name, predicates, tuple(conditions)))
    instance = ""
    if start == "instance":
        argument = call[0] if len(call) else None
        if argument is None or argument.symbol != "(string)":
            raise _wrong("instance() needs the name of a list in quotes.")
        instance = str(argument.value)
    return Path(start, ups, tuple(steps), instance)


def _children(elements: list[Element], name: str) -> list[Element]:
    if name == "*":
        return [child for each in elements for several in each.fields.values() for child in several]
    if len(elements) == 1:
        return elements[0].fields.get(name, [])
    return [child for each in elements for child in each.fields.get(name, ())]


def _filtered(
    context: Context, origin: Element, step: Step, elements: list[Element], list_: Instance | None
) -> list[Element]:
    for condition in step.predicates:
        elements = condition(Context(context.world, context.element, origin), elements, list_, step.name)
        list_ = None
    return elements


def everywhere(path: Path) -> Find:
    """All elements of a path as seen from the place of use, whether they are asked or not."""
    steps = path.steps
    names = tuple(step.name for step in steps)

    if path.start == "instance":

        def in_list(context: Context) -> list[Element]:
            instance = context.world.instance(path.instance)
            found = [instance.root]
            if not steps or steps[0].name not in (instance.root.name, "*"):
                return found if not steps else []
            for place, step in enumerate(steps[1:], start=1):
                indexed = instance if place == 1 else None
                if indexed is not None and step.predicates:
                    found = _filtered(context, context.origin, step, _children(found, step.name), indexed)
                else:
                    found = _filtered(context, context.origin, step, _children(found, step.name), None)
            return found

        return in_list

    if path.start == "root":

        def from_root(context: Context) -> list[Element]:
            world = context.world
            if not steps:
                return [world.root]
            chain = context.element.chain
            same = True
            found = [world.root] if names[0] in (world.root.name, "*") else []
            same = bool(found) and chain[0] is world.root
            for place, step in enumerate(steps[1:], start=1):
                inside = _children(found, step.name)
                same = same and place < len(chain) and chain[place].name == step.name
                if step.predicates:
                    inside = _filtered(context, context.origin, step, inside, None)
                elif same and len(inside) > 1:
                    # The occurrence in which the expression stands.
                    index = chain[place].index
                    inside = [each for each in inside if each.index == index]
                found = inside
            return found

        if path.plain:

            def one(context: Context) -> list[Element]:
                element = context.world.fixed(names)
                return from_root(context) if element is None else [element]

            return one
        return from_root

    if path.start == "here" and not path.ups and len(steps) == 1 and path.plain:
        # The column of a row: asked for each row of a list.
        column = names[0]
        return lambda context: context.element.fields.get(column, [])

    def from_here(context: Context) -> list[Element]:
        base = context.origin if path.start == "current" else context.element
        for _ in range(path.ups):
            if base.parent is None:
                raise values.EvaluationError("A path leads above the form.")
            base = base.parent
        found = [base]
        for step in steps:
            found = _filtered(context, context.origin, step, _children(found, step.name), None)
        return found

    return from_here


def asked(find: Find) -> Find:
    """Only what is asked: what is not has no value for anybody else."""

    def found(context: Context) -> list[Element]:
        elements = find(context)
        if len(elements) == 1:
            return elements if elements[0].relevant else []
        return [each for each in elements if each.relevant]

    return found


# ------------------------------------------------------------------ predicates


def _conjuncts(token: Any) -> list[Any]:
    if token.symbol == "and" and len(token) == 2:
        return [*_conjuncts(token[0]), *_conjuncts(token[1])]
    if token.symbol == "(":
        return _conjuncts(token[0])
    return [token]


def leans_on_item(token: Any) -> bool:
    """Whether the value differs from item to item of a list: relative paths, position()."""
    if token.symbol in (".", "..", "(name)") and token.label != "function":
        return True
    if token.symbol == "*" and not len(token):
        return True
    if token.symbol in ("/", "["):
        start, steps, _ = _flatten(token) if token.symbol == "/" else ("here", [], None)
        if token.symbol == "[" or start == "here":
            return True
        # Relative paths within predicates are relative to others.
        return False
    if token.label == "function":
        if token.symbol in ("position", "once") or (
            token.symbol in ("string-length", "normalize-space") and not len(token)
        ):
            return True
        if token.symbol == "current":
            return False
    return any(leans_on_item(each) for each in token)


def _column(token: Any) -> str:
    while token.symbol == "(":
        token = token[0]
    return str(token.value) if token.symbol == "(name)" else ""


def predicate(token: Any, compiler: Callable[[Any], Compiled]) -> Filter:
    """What stands in square brackets. A column that must equal something is looked up instead of searched."""
    parts = _conjuncts(token)
    lookup: tuple[str, Compiled] | None = None
    rest: list[Compiled] = []
    for part in parts:
        if lookup is None and part.symbol == "=" and len(part) == 2:
            sides = (part[0], part[1]) if _column(part[0]) else (part[1], part[0])
            if _column(sides[0]) and not leans_on_item(sides[1]):
                lookup = (_column(sides[0]), compiler(sides[1]))
                continue
        rest.append(compiler(part))
    whole = compiler(token)
    others = tuple(rest)

    def passes(compiled: Compiled, inner: Context, alone: bool) -> bool:
        value = compiled.value(inner)
        if alone and isinstance(value, float) and not isinstance(value, bool):
            return value == inner.position
        return to_truth(value)

    def keep(context: Context, elements: list[Element], list_: Instance | None, name: str) -> list[Element]:
        world, origin = context.world, context.origin
        if lookup is not None and list_ is not None and elements:
            wanted = lookup[1].value(Context(world, context.element, origin))
            if isinstance(wanted, str):
                found = list_.having(name, lookup[0], wanted)
                if not others:
                    return found
                return [
                    each
                    for each in found
                    if all(
                        passes(part, Context(world, each, origin, each.index + 1), False) for part in others
                    )
                ]
        return [
            each
            for place, each in enumerate(elements, start=1)
            if passes(whole, Context(world, each, origin, place), True)
        ]

    return keep


# ------------------------------------------------------------------ everything else


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
    raise _wrong(f"{symbol} is not supported.")


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
        raise _wrong("This is nested too deeply.") from error


def compile_filter(text: str) -> Filter:
    """A choice filter: what would stand in square brackets after the items."""
    return predicate(parse(text), compile_token)


# ------------------------------------------------------------------ what an expression looks at


def seen_by(text: str, place: tuple[str, ...], *, within: tuple[str, ...] | None = None) -> Seen:
    """Paths of the form that an expression depends on, as seen from `place`. `within`: it is a predicate of that."""
    paths: set[tuple[str, ...]] = set()
    volatile = chance = False

    def absolute(path: Path, here: tuple[str, ...]) -> tuple[str, ...] | None:
        if path.start == "instance":
            return None
        names = tuple(step.name for step in path.steps)
        if path.start == "root":
            return names
        base = place if path.start == "current" else here
        if path.ups > len(base):
            return None
        return (*base[: len(base) - path.ups], *names)

    def look(token: Any, here: tuple[str, ...]) -> None:
        nonlocal volatile, chance
        path = path_of(token, _nothing)
        if path is not None:
            whole = absolute(path, here)
            if whole is not None:
                paths.add(whole)
            base = () if whole is None else whole[: len(whole) - len(path.steps)]
            for count, step in enumerate(path.steps, start=1):
                for condition in step.tokens:
                    # Within a list beside the form only absolute paths and current() lead to answers.
                    inner = (*base, *[each.name for each in path.steps[:count]]) if whole is not None else ()
                    look_inside(condition, inner, beside=whole is None)
            return
        if token.label == "function" and token.symbol in VOLATILE:
            volatile = True
            chance = chance or token.symbol in ("random", "uuid")
        for each in token:
            look(each, here)

    def look_inside(token: Any, here: tuple[str, ...], *, beside: bool) -> None:
        if not beside:
            look(token, here)
            return
        path = path_of(token, _nothing)
        if path is not None and path.start == "here":
            for step in path.steps:
                for condition in step.tokens:
                    look_inside(condition, (), beside=True)
            return
        if path is not None:
            look(token, place)
            return
        for each in token:
            look_inside(each, here, beside=True)

    tree = parse(text)
    if within is None:
        look(tree, place)
    else:
        look_inside(tree, within, beside=not within)
    return Seen(frozenset(paths), volatile, chance)


def _nothing(token: Any) -> Compiled:
    """In the place of a compiler, where only the paths matter."""
    return Compiled(lambda context: math.nan)
