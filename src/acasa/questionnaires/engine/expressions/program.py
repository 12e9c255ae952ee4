"""A form made ready for evaluation: its expressions compiled, what depends on what, in which order it is calculated."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import Any

from acasa.questionnaires.engine.expressions.compiling import compile_expression, compile_filter
from acasa.questionnaires.engine.expressions.paths import Compiled, Filter, everywhere
from acasa.questionnaires.engine.expressions.seeing import seen_by
from acasa.questionnaires.engine.expressions.tree import Evaluate, Find, Instance, unpack
from acasa.questionnaires.engine.model import Choice, Form, Node, Texts

Names = tuple[str, ...]
_POSITION = re.compile(r"\[\d+\]")


class Cycle(ValueError):
    """Questions that depend on each other in a circle."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__("These depend on each other: " + ", ".join(paths))
        self.paths = paths


class Spec:
    """A question, group or repeat with its expressions compiled."""

    def __init__(self, node: Node, names: Names, parent: Spec | None) -> None:
        self.node = node
        self.names = names
        self.parent = parent
        self.repeated = node.kind == "repeat"
        # Inside a repeat, or one itself.
        self.many: bool = self.repeated or (parent is not None and parent.many)
        self.data_type = node.data_type or (node.type if node.kind == "question" else "")
        # Questions that nobody sees have no faults.
        self.shown = node.kind == "question" and node.type not in ("calculate", "hidden")
        self.children: list[Spec] = []
        self.calculate = _compiled(node.calculate)
        self.relevant = _compiled(node.relevant)
        self.required = _compiled(node.required)
        self.readonly = _compiled(node.readonly)
        self.constraint = _compiled(node.constraint)
        self.dynamic = _compiled(node.dynamic_default)
        self.on_trigger = _compiled(node.on_trigger)
        self.count = _compiled(node.count)
        # As devices count: by the number that was given, also where it is no longer asked.
        path = self.count.path if self.count is not None else None
        self.counter = Compiled(_value_of(everywhere(path))) if path is not None else self.count
        self.itemset = _compiled(node.itemset)
        self.filter: Filter | None = compile_filter(node.choice_filter) if node.choice_filter else None
        # Repeats around what triggers it, to find the occurrence that is meant.
        self.triggered: list[Spec] = []

    def walk(self) -> Iterable[Spec]:
        """Itself and all inside, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


def _value_of(find: Find) -> Evaluate:
    return lambda context: unpack(find(context))


def _compiled(text: str) -> Compiled | None:
    return compile_expression(text) if text else None


@dataclass(eq=False)
class Rule:
    """A calculation, or whether something is asked."""

    spec: Spec
    kind: str  # "calculate" or "relevant"
    compiled: Compiled
    seen: frozenset[Names]
    # Another moment gives another value.
    volatile: bool
    chance: bool
    order: int = 0
    followers: set[int] = field(default_factory=set)

    @property
    def targets(self) -> Iterable[Names]:
        """Paths whose value changes with it."""
        if self.kind != "relevant":
            return (self.spec.names,)
        return (each.names for each in self.spec.walk())


class Program:
    """Everything of a form that does not change from answer to answer.

    `strict` raises Cycle where a device would refuse the form; else a circle is followed in the form's order.
    """

    def __init__(self, form: Form, *, strict: bool = False) -> None:
        self.form = form
        root = Node(path=f"/{form.root}", name=form.root, kind="group", children=form.nodes)
        self.root = self._spec(root, (form.root,), None)
        if form.meta:
            meta = Node(path=f"/{form.root}/meta", name="meta", kind="group", children=form.meta)
            self.root.children.append(self._spec(meta, (form.root, "meta"), self.root))
        self.specs: dict[Names, Spec] = {spec.names: spec for spec in self.root.walk()}
        self.by_name: dict[str, list[Spec]] = {}
        for spec in self.specs.values():
            if spec is not self.root:
                self.by_name.setdefault(spec.node.name, []).append(spec)
        for spec in self.specs.values():
            for path in spec.node.triggers:
                found = self.specs.get(tuple(path.strip("/").split("/")))
                if found is not None:
                    found.triggered.append(spec)
        self.rules = self._rules(strict=strict)
        self.counted = [spec for spec in self.specs.values() if spec.count is not None]
        self.dynamic = [spec for spec in self.specs.values() if spec.dynamic is not None]
        self._affected: dict[Names, tuple[int, ...]] = {}
        self._inside: dict[Names, tuple[int, ...]] = {}
        self.instances: dict[str, Instance] = {
            name: Instance.of_rows(
                [(columns_of(choice, f"{name}-{place}"), choice) for place, choice in enumerate(choices)]
            )
            for name, choices in form.choices.items()
            if name not in form.external
        }
        # Texts by the names that pyxform gives them, for jr:itext().
        self.texts: dict[str, Texts] = {
            f"{name}-{place}": choice.label
            for name, choices in form.choices.items()
            for place, choice in enumerate(choices)
        }
        self.texts |= {f"{node.path}:label": node.label for node in form.walk() if node.label}
        # Lists in files, by name and content: a form has few, and they are the same for everybody.
        self.files: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self.lock = Lock()

    def _spec(self, node: Node, names: Names, parent: Spec | None) -> Spec:
        spec = Spec(node, names, parent)
        spec.children = [self._spec(child, (*names, child.name), spec) for child in node.children]
        return spec

    def _rules(self, *, strict: bool) -> list[Rule]:
        rules: list[Rule] = []
        for spec in self.specs.values():
            kinds = [
                ("relevant", spec.node.relevant, spec.relevant),
                ("calculate", spec.node.calculate, spec.calculate),
            ]
            if strict:
                # Nothing hangs on these, but a device counts them among what depends on each other.
                kinds += [
                    ("required", spec.node.required, spec.required),
                    ("readonly", spec.node.readonly, spec.readonly),
                ]
            for kind, text, compiled in kinds:
                if compiled is not None:
                    seen = seen_by(text, spec.names)
                    rules.append(
                        Rule(spec, kind, compiled, self._widened(seen.paths), seen.volatile, seen.chance)
                    )
        return ordered(rules, strict=strict)

    def _widened(self, paths: Iterable[Names]) -> frozenset[Names]:
        """With wildcards replaced by what there is."""
        found: set[Names] = set()
        for path in paths:
            if "*" not in path:
                found.add(path)
                continue
            for names in self.specs:
                if len(names) == len(path) and all(b in ("*", a) for a, b in zip(names, path, strict=True)):
                    found.add(names)
        return frozenset(found)

    def affected(self, names: Names) -> tuple[int, ...]:
        """Rules to follow, in order, after a value of this path changed."""
        known = self._affected.get(names)
        if known is None:
            known = self._closure(rule.order for rule in self.rules if names in rule.seen)
            self._affected[names] = known
        return known

    def inside(self, names: Names) -> tuple[int, ...]:
        """Rules to follow after an occurrence of this repeat came or went: its own, and all that look into it."""
        known = self._inside.get(names)
        if known is None:
            size = len(names)
            known = self._closure(
                rule.order
                for rule in self.rules
                if rule.spec.names[:size] == names or any(path[:size] == names for path in rule.seen)
            )
            self._inside[names] = known
        return known

    def _closure(self, first: Iterable[int]) -> tuple[int, ...]:
        found = set(first)
        waiting = list(found)
        while waiting:
            for follower in self.rules[waiting.pop()].followers:
                if follower not in found:
                    found.add(follower)
                    waiting.append(follower)
        return tuple(sorted(found))


def columns_of(choice: Choice, text: str = "") -> dict[str, str]:
    """What a filter may look at in an answer of a list: its name, its columns, and its label; where that has
    languages, the name of the text instead."""
    columns = {"name": choice.name, **choice.columns}
    plain = choice.label.get("")
    if plain is not None and len(choice.label) == 1 and all(isinstance(part, str) for part in plain.parts):
        columns.setdefault("label", "".join(str(part) for part in plain.parts))
    elif text:
        columns.setdefault("itextId", text)
    return columns


def ordered(rules: list[Rule], *, strict: bool) -> list[Rule]:
    """The rules such that each follows those on which it depends. Raises Cycle when strict."""
    by_target: dict[Names, list[int]] = {}
    for index, rule in enumerate(rules):
        for target in rule.targets:
            by_target.setdefault(target, []).append(index)
    before: list[set[int]] = []
    for rule in rules:
        needed: set[int] = set()
        for path in rule.seen:
            needed.update(by_target.get(path, ()))
        before.append(needed)
    order: list[int] = []
    state = [0] * len(rules)
    for start in range(len(rules)):
        if state[start]:
            continue
        stack = [(start, iter(sorted(before[start])))]
        state[start] = 1
        while stack:
            index, waiting = stack[-1]
            for other in waiting:
                if state[other] == 1 and not strict:
                    continue
                if state[other] == 1:
                    circle = [each for each, _ in stack]
                    circle = circle[circle.index(other) :]
                    raise Cycle(["/" + "/".join(rules[each].spec.names) for each in circle])
                if state[other] == 0:
                    state[other] = 1
                    stack.append((other, iter(sorted(before[other]))))
                    break
            else:
                state[index] = 2
                order.append(index)
                stack.pop()
    place = {index: count for count, index in enumerate(order)}
    for index, rule in enumerate(rules):
        rule.order = place[index]
    for index, needed in enumerate(before):
        for other in needed:
            rules[other].followers.add(place[index])
    return [rules[index] for index in order]


# ------------------------------------------------------------------ made once

# By the identity of the form (which is kept, so that it stays its own) and by its XForm: the same version read again.
_by_form: OrderedDict[int, Program] = OrderedDict()
_forms: OrderedDict[int, Form] = OrderedDict()
_lock = Lock()
_KEPT = 64


def program_of(form: Form) -> Program:
    """The form made ready: once for each version. Raises ExpressionError or Cycle."""
    key = id(form)
    with _lock:
        if _forms.get(key) is form:
            _by_form.move_to_end(key)
            _forms.move_to_end(key)
            return _by_form[key]
        same = [each for each in _by_form.values() if form.xml and each.form.xml == form.xml]
    known = next((each for each in same if each.form == form), None) or Program(form)
    with _lock:
        _by_form[key], _forms[key] = known, form
        while len(_by_form) > _KEPT:
            _by_form.popitem(last=False)
            _forms.popitem(last=False)
    return known


@lru_cache(maxsize=2048)
def expression(text: str) -> Compiled:
    """An expression of a text, compiled once. Raises ExpressionError."""
    return compile_expression(text)


def generic(path: str) -> Names:
    """A path without positions, as names."""
    return tuple(_POSITION.sub("", path).strip("/").split("/"))
