"""One set of answers as a tree that is kept calculated: what a session stands on."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from acasa.questionnaires.engine.expressions import lexical
from acasa.questionnaires.engine.expressions.paths import Compiled
from acasa.questionnaires.engine.expressions.program import Names, Program, Rule, Spec, columns_of
from acasa.questionnaires.engine.expressions.tree import Context, Element, Instance
from acasa.questionnaires.engine.expressions.values import (
    EvaluationError,
    Value,
    to_index,
    to_number,
    to_truth,
    to_whole,
)

# More occurrences of one repeat than anybody has of anything, and more than any form has of all.
MOST = 1000
ALL = 5000
# Rounds in which counts may change counts.
_ROUNDS = 50


class Answering:
    """The tree of answers and its lists; every change calculates anew what hangs on it."""

    def __init__(
        self,
        program: Program,
        *,
        now: datetime,
        values: Mapping[str, str],
        files: Mapping[str, bytes],
        chance: random.Random | None = None,
    ) -> None:
        self.program = program
        self.now = now
        self.values = values
        self.files = files
        # Order of answers and codes of sheets, nothing that must be kept from guessing.
        self.random = chance or random.Random()  # noqa: S311
        self.version = program.form.version
        self.root = Element(program.root.node.name, None, program.root)
        self._fixed: dict[Names, Element] = {program.root.names: self.root}
        self._occurrences = 0
        # Follow rules only in the occurrences around what changed, as devices do: many answers come at once.
        self.near = False
        # Paths whose expression could not be evaluated, with why: a mistake of the form.
        self.troubles: dict[str, str] = {}

    # --- what expressions ask for ---

    def fixed(self, path: Names) -> Element | None:
        """The one element of a path without repeats."""
        return self._fixed.get(path)

    def instance(self, name: str) -> Instance:
        """A list beside the answers."""
        program = self.program
        known = program.instances.get(name)
        if known is not None:
            return known
        file = program.form.external.get(name)
        if file is None:
            raise EvaluationError(f"There is no list {name}.")
        return self._file(name, file)

    def _file(self, name: str, file: str) -> Instance:
        from acasa.questionnaires.engine.reading import items_of

        content = self.files.get(file)
        if content is None:
            choices = self.program.form.choices.get(name, ())
            return Instance.of_rows([(columns_of(each), each) for each in choices])
        key = (f"{name}/{file}", str(hash(content)))
        with self.program.lock:
            found = self.program.files.get(key)
        if found is None:
            # Each row stands for the answer that the form made of it, where it has answers.
            choices = self.program.form.choices.get(name, ())
            rows = items_of(file, content)
            marks: list[Any] = list(choices) if len(choices) == len(rows) else [None] * len(rows)
            found = Instance.of_rows(list(zip(rows, marks, strict=True)))
            with self.program.lock:
                self.program.files[key] = found
                while len(self.program.files) > 32:
                    self.program.files.popitem(last=False)
        instance: Instance = found
        return instance

    def rows(self, file: str, column: str, text: str) -> list[dict[str, str]]:
        """Rows of a file whose column has this text."""
        known = {name for name in (file, f"{file}.csv") if name in self.files}
        if not known:
            name = next(
                (each for each, path in self.program.form.external.items() if path in (file, f"{file}.csv")),
                "",
            )
            if not name:
                raise EvaluationError(f"The file {file} is missing.")
            found = self._file(name, self.program.form.external[name])
        else:
            path = known.pop()
            found = self._file(path, path)
        return [
            {name: cells[0].text for name, cells in item.fields.items()}
            for item in found.having("item", column, text)
        ]

    def choice_name(self, element: Element, value: str) -> str:
        """The label of one answer of a select; a session gives it."""
        raise NotImplementedError

    def itext(self, name: str) -> str:
        """A text of the form by its name; a session knows the language."""
        raise NotImplementedError

    def uuid(self) -> str:
        """A new random UUID."""
        return str(uuid.uuid4())

    # --- the tree ---

    def build(self, spec: Spec, parent: Element, *, occurrences: bool = True) -> Element:
        """A new element with all inside, one occurrence of each repeat: so the forms of devices begin."""
        element = Element(spec.node.name, parent, spec)
        several = parent.fields.setdefault(spec.node.name, [])
        element.index = len(several)
        several.append(element)
        self._occurrences += spec.repeated
        if not spec.many:
            self._fixed[spec.names] = element
        element.relevant = parent.relevant
        if spec.node.kind == "question":
            self.put(element, spec.node.default)
        self.fill(spec, element, occurrences=occurrences)
        return element

    def fill(self, spec: Spec, element: Element, *, occurrences: bool = True) -> None:
        """Everything inside of a group, occurrence or the whole form."""
        for child in spec.children:
            if child.repeated:
                element.fields.setdefault(child.node.name, [])
                if occurrences:
                    self.build(child, element, occurrences=occurrences)
            else:
                self.build(child, element, occurrences=occurrences)

    def elements(self, spec: Spec, within: Element | None = None) -> list[Element]:
        """All that a question, group or repeat stands for; `within`: only in the occurrences around that."""
        if not spec.many:
            element = self._fixed.get(spec.names)
            return [] if element is None else [element]
        found = [self.root]
        chain = within.chain if within is not None else ()
        same = True
        for place, name in enumerate(spec.names[1:], start=1):
            inside = [child for each in found for child in each.fields.get(name, ())]
            same = same and place < len(chain) and chain[place].name == name
            if same and len(inside) > 1:
                inside = [each for each in inside if each is chain[place]]
            found = inside
        return found

    def put(self, element: Element, text: str) -> None:
        """A written answer, as it came."""
        value, good = lexical.read(text, element.mark.data_type, self.now)
        element.value, element.text, element.fault = value, text, "" if good else "type"

    def keep(self, element: Element, value: Value) -> None:
        """A calculated value."""
        element.value, element.text = lexical.kept(value, element.mark.data_type, self.now)
        element.fault = ""

    def evaluate(self, compiled: Compiled, element: Element, what: str) -> Value | None:
        """A value as seen from an element; None when it can't be told, which is then a trouble of the form."""
        key = f"{element.path} {what}"
        try:
            value = compiled.value(Context(self, element))
        except (EvaluationError, ArithmeticError, ValueError, RecursionError) as error:
            self.troubles[key] = str(error)
            return None
        self.troubles.pop(key, None)
        return value

    # --- keeping it calculated ---

    def follow(self, orders: Iterable[int], within: Element | None = None, *, resumed: bool = False) -> None:
        """Carry out these rules, in order. `within`: where something changed."""
        for order in orders:
            rule = self.program.rules[order]
            scope = within if rule.volatile or self.near else None
            for element in self.elements(rule.spec, scope):
                if resumed and rule.chance and element.text:
                    continue
                self.apply(rule, element)

    def apply(self, rule: Rule, element: Element) -> None:
        """One rule at one place."""
        value = self.evaluate(rule.compiled, element, rule.kind)
        if rule.kind == "relevant":
            own = True if value is None else to_truth(value)
            if own != element.own:
                element.own = own
                element.cascade()
            return
        try:
            self.keep(element, "" if value is None else value)
        except EvaluationError as error:
            self.troubles[f"{element.path} calculate"] = str(error)
            element.value = element.text = ""

    def changed(self, element: Element) -> None:
        """Calculate what hangs on an answer."""
        self.follow(self.program.affected(element.mark.names), element)

    def wanted(self, spec: Spec, parent: Element) -> int:
        """How many occurrences the form wants of a repeat."""
        if spec.counter is None:
            return 0
        # Seen from where an occurrence would stand.
        value = self.evaluate(spec.counter, Element(spec.node.name, parent, spec), "count")
        number = to_whole(value) if value is not None else 0.0
        return max(0, min(MOST, to_index(number))) if to_number(number) == number else 0

    def settle(self) -> None:
        """Give each counted repeat as many occurrences as the form wants; fewer are hidden, not lost."""
        if not self.program.counted:
            return
        near, self.near = self.near, True
        moved = False
        for _ in range(_ROUNDS):
            again = False
            for spec in self.program.counted:
                assert spec.parent is not None
                for parent in self.elements(spec.parent):
                    again = self.number(spec, parent) or again
            moved = moved or again
            if not again:
                break
        self.near = near
        if moved and not near:
            self.follow(range(len(self.program.rules)), resumed=True)

    def number(self, spec: Spec, parent: Element) -> bool:
        """Give one counted repeat as many occurrences as the form wants; whether anything changed."""
        wanted = self.wanted(spec, parent)
        several = parent.fields.setdefault(spec.node.name, [])
        moved = False
        for element in several:
            beyond = element.index >= wanted
            if beyond != element.beyond:
                element.beyond = beyond
                element.cascade()
                moved = True
        while len(several) < wanted and self._occurrences < ALL:
            self.furnish(spec, parent)
            moved = True
        if moved:
            self.follow(self.program.inside(spec.names), parent)
        return moved

    def occur(self, spec: Spec, parent: Element) -> Element:
        """One occurrence more, in which repeats have none yet."""
        element = self.furnish(spec, parent)
        self.follow(self.program.inside(spec.names), parent)
        return element

    def furnish(self, spec: Spec, parent: Element) -> Element:
        """A new occurrence with its calculated defaults; what hangs on it is not calculated yet."""
        element = self.build(spec, parent, occurrences=False)
        for inner in spec.walk():
            if inner.dynamic is not None:
                for each in self.elements(inner, element):
                    self.begin(inner, each, within=spec)
        return element

    def begin(self, spec: Spec, element: Element, *, within: Spec | None = None) -> None:
        """A default that is calculated. `within`: follow it only inside this repeat."""
        if spec.dynamic is None:
            return
        value = self.evaluate(spec.dynamic, element, "default")
        if value is None:
            return
        before = element.text
        try:
            self.keep(element, value)
        except EvaluationError as error:
            self.troubles[f"{element.path} default"] = str(error)
        orders = self.program.affected(spec.names)
        if within is not None:
            size, rules = len(within.names), self.program.rules
            orders = tuple(each for each in orders if rules[each].spec.names[:size] == within.names)
        near, self.near = self.near, self.near or within is not None
        self.follow(orders, element)
        self.near = near
        if element.text != before:
            self.trigger(element)

    def trigger(self, element: Element, depth: int = 0) -> None:
        """Values that follow when somebody answers this."""
        for spec in element.mark.triggered:
            for target in self.elements(spec, element):
                value = "" if spec.on_trigger is None else self.evaluate(spec.on_trigger, target, "trigger")
                if value is None:
                    continue
                before = target.text
                try:
                    self.keep(target, value)
                except EvaluationError as error:
                    self.troubles[f"{target.path} trigger"] = str(error)
                    continue
                self.changed(target)
                if target.text != before and target is not element and depth < _ROUNDS:
                    self.trigger(target, depth + 1)
