"""One set of answers to a form: what is asked, what may be answered, what is calculated.

This is the face of the engine; its parts stand in `expressions`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from acasa.questionnaires.engine.expressions.answering import ALL, MOST
from acasa.questionnaires.engine.expressions.keeping import Answers
from acasa.questionnaires.engine.expressions.offering import Offering, words
from acasa.questionnaires.engine.expressions.program import Spec, generic, program_of
from acasa.questionnaires.engine.expressions.tree import Element
from acasa.questionnaires.engine.expressions.values import to_truth
from acasa.questionnaires.engine.languages import nearest
from acasa.questionnaires.engine.model import Choice, Form, Node

# Answers as they are kept: groups are dictionaries, repeats lists of dictionaries, values XForms' lexical forms
# ("" for none, select-many separated by spaces, "yes" is "yes"). From outside, numbers and lists are understood too.


@dataclass(frozen=True)
class State:
    """How a question, group or repeat stands at one place."""

    node: Node
    # With positions of repeats: /data/kids[2]/name.
    path: str
    relevant: bool
    required: bool
    readonly: bool
    value: str
    # "" when the value may stand; "required", "constraint" or "type" when not.
    fault: str


_CHOSEN = ("select1", "select", "rank")


class Session(Offering):
    """Answers under way.

    `now` is the moment in the person's time zone (aware); `values` holds what only the place of use knows: username,
    deviceid, email, phonenumber. `begin` false for answers that stood before: then defaults are not set again.
    `files` are the form's media by name, for lists that come from a file. `unknown` names what the answers hold that
    the form has not; `troubles` what the form could not calculate, by place, with why.
    """

    def __init__(
        self,
        form: Form,
        answers: Mapping[str, Any] | None = None,
        *,
        now: datetime,
        language: str = "",
        values: Mapping[str, str] | None = None,
        begin: bool = True,
        files: Mapping[str, bytes] | None = None,
        chance: Random | None = None,
    ) -> None:
        super().__init__(program_of(form), now=now, values=values or {}, files=files or {}, chance=chance)
        self.form = form
        self.language = nearest(form.languages, language)
        self.unknown: list[str] = []
        # What was found out since the last change: choices and states by place.
        self._offered: dict[Element, list[Choice]] = {}
        self._told: dict[Element, State] = {}
        self.fill(self.program.root, self.root, occurrences=begin)
        everything = range(len(self.program.rules))
        if begin:
            self._preload()
            for spec in self.program.dynamic:
                for element in self.elements(spec):
                    self.begin(spec, element)
            self.follow(everything)
            self._answer(answers or {})
        else:
            self._load(self.program.root, self.root, self._nested(answers or {}))
            self.follow(everything, resumed=True)
            self.settle()

    # --- one question ---

    def set(self, path: str, value: str | int | float | list[str] | None) -> None:
        """Answer one question and calculate anew. Raises KeyError for a path that is not there."""
        element = self.element(path)
        if element.mark.node.kind != "question":
            raise KeyError(path)
        self._set(element, value)
        self.settle()

    def settle(self) -> None:
        """After a change: counted repeats, and nothing that was found out before holds any longer."""
        super().settle()
        self._offered.clear()
        self._told.clear()

    def state(self, path: str) -> State:
        """How this place stands, also a repeat as a whole (without a position). Raises KeyError for another path."""
        try:
            return self._state(self.element(path))
        except KeyError:
            spec = self.program.specs.get(generic(path))
            if spec is None or not spec.repeated or path.endswith("]"):
                raise
            above = self.element(path.rpartition("/")[0])
            relevant = above.relevant
            if relevant and spec.relevant is not None:
                value = self.evaluate(spec.relevant, Element(spec.node.name, above, spec), "relevant")
                relevant = value is None or to_truth(value)
            return State(spec.node, path, relevant, False, False, "", "")

    def states(self, path: str = "") -> list[State]:
        """Everything inside a group or occurrence (the whole form for ""), in the form's order, repeats laid out."""
        start = self.element(path) if path else self.root
        return [self._state(element) for element in self._inside(start) if element is not start]

    def _inside(self, element: Element) -> Iterator[Element]:
        yield element
        for child in self._own(element.mark):
            for each in element.fields.get(child.node.name, ()):
                yield from self._inside(each)

    def _state(self, element: Element) -> State:
        known = self._told.get(element)
        if known is None:
            known = self._told[element] = self._judge(element)
        return known

    def _judge(self, element: Element) -> State:
        spec: Spec = element.mark
        required = relevant = element.relevant
        if required:
            required = spec.required is not None and self._holds(spec.required, element, "required")
        return State(
            spec.node,
            element.path,
            relevant,
            required,
            self._readonly(element),
            element.text,
            self._fault(element, required) if relevant and spec.shown else "",
        )

    def _holds(self, compiled: Any, element: Element, what: str) -> bool:
        value = self.evaluate(compiled, element, what)
        return value is not None and to_truth(value)

    def _readonly(self, element: Element) -> bool:
        """Whether it, or a group around it, may only be read."""
        return any(
            each.mark.readonly is not None and self._holds(each.mark.readonly, each, "readonly")
            for each in element.chain
        )

    def _fault(self, element: Element, required: bool) -> str:
        spec: Spec = element.mark
        if element.text == "":
            return "required" if required else ""
        if element.fault:
            return element.fault
        if spec.node.type in _CHOSEN and not self._on_offer(element):
            return "type"
        if spec.constraint is not None:
            value = self.evaluate(spec.constraint, element, "constraint")
            if value is not None and not to_truth(value):
                return "constraint"
        return ""

    def _on_offer(self, element: Element) -> bool:
        """Whether what was chosen is among what may be chosen; true where the list is not known."""
        offered = {choice.name for choice in self._offer(element)}
        if not offered and not self._everything(element):
            return True
        chosen = element.text.split() if element.mark.node.type != "select1" else [element.text.strip()]
        return all(each in offered for each in chosen)

    def faults(self) -> list[State]:
        """What stands in the way of finishing, in the form's order."""
        return [
            state
            for element in self._inside(self.root)
            if element.relevant and element.mark.shown and (state := self._state(element)).fault
        ]

    # --- repeats ---

    def count(self, path: str) -> int:
        """How many occurrences a repeat has."""
        above, _, name = path.strip("/").rpartition("/")
        spec = self.program.specs.get(generic(path))
        if spec is None or not spec.repeated:
            raise KeyError(path)
        return sum(not each.beyond for each in self.element(above).fields.get(name, ()))

    def add(self, path: str) -> str:
        """One occurrence more; returns its path. Raises ValueError where the form counts them itself."""
        spec = self.program.specs.get(generic(path))
        if spec is None or not spec.repeated or path.endswith("]"):
            raise KeyError(path)
        parent = self.element(path.strip("/").rpartition("/")[0])
        if spec.count is not None or self._occurrences >= ALL or len(parent.fields[spec.node.name]) >= MOST:
            raise ValueError("No more can be added here.")
        element = self.occur(spec, parent)
        self.settle()
        return element.path

    def remove(self, path: str) -> None:
        """Take an occurrence away, `/data/kids[2]`."""
        element = self.element(path)
        spec: Spec = element.mark
        if not spec.repeated or element.parent is None:
            raise KeyError(path)
        if spec.count is not None:
            raise ValueError("The form itself says how many there are.")
        several = element.parent.fields[spec.node.name]
        several.remove(element)
        for place, each in enumerate(several):
            each.index = place
        self.follow(self.program.inside(spec.names), element.parent)
        self.settle()


__all__ = ["Answers", "Session", "State", "words"]
