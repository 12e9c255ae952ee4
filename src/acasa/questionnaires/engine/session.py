"""One set of answers to a form: what is asked, what may be answered, what is calculated.

This is the face of the engine; its parts stand in `expressions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from acasa.questionnaires.engine.expressions import lexical
from acasa.questionnaires.engine.expressions.answering import MOST, Answering
from acasa.questionnaires.engine.expressions.parser import ExpressionError
from acasa.questionnaires.engine.expressions.program import Names, Spec, expression, generic, program_of
from acasa.questionnaires.engine.expressions.shuffling import shuffled
from acasa.questionnaires.engine.expressions.tree import Context, Element
from acasa.questionnaires.engine.expressions.values import to_text, to_truth, write_moment
from acasa.questionnaires.engine.languages import nearest
from acasa.questionnaires.engine.model import Choice, Form, Node, Output, Text

# Answers as they are kept: groups are dictionaries, repeats lists of dictionaries, values XForms' lexical forms
# ("" for none, select-many separated by spaces, "yes" is "yes"). From outside, numbers and lists are understood too.
Answers = dict[str, Any]


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


_STEP = re.compile(r"([^\[\]]+)(?:\[(\d+)\])?")
_CHOSEN = ("select1", "select", "rank")
# Hidden values that only the place of use knows, by their name in the form.
_PLACE = ("deviceid", "username", "email", "phonenumber", "subscriberid", "simserial")


class Session(Answering):
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
            self.settle()
            if answers:
                self._answer(answers)
        else:
            self._load(self.program.root, self.root, self._nested(answers or {}))
            self.follow(everything, resumed=True)
            self.settle()

    # --- answers in and out ---

    def answers(self) -> Answers:
        """All values, relevant or not, in the shape in which they are kept."""
        return self._dump(self.program.root, self.root, relevant=False)

    def relevant_answers(self) -> Answers:
        """As `answers`, without what is not asked: what a device would send."""
        return self._dump(self.program.root, self.root, relevant=True)

    def _dump(self, spec: Spec, element: Element, *, relevant: bool) -> Answers:
        found: Answers = {}
        for child in self._own(spec):
            several = element.fields.get(child.node.name, [])
            if relevant:
                several = [each for each in several if each.relevant]
            if child.repeated:
                if several or not relevant:
                    found[child.node.name] = [self._dump(child, each, relevant=relevant) for each in several]
            elif several and child.node.kind == "group":
                found[child.node.name] = self._dump(child, several[0], relevant=relevant)
            elif several:
                found[child.node.name] = several[0].text
        return found

    def _own(self, spec: Spec) -> list[Spec]:
        """What stands inside, without the meta data of a submission."""
        if spec is self.program.root and self.form.meta:
            return spec.children[:-1]
        return spec.children

    def _nested(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Answers by group, also where they came with paths or with the bare names of questions."""
        found: dict[str, Any] = {}
        for key, value in answers.items():
            names = generic(key)
            if len(names) > 1 and names[0] == self.form.root:
                names = names[1:]
            spec = self.program.specs.get((self.form.root, *names))
            if spec is None and len(names) == 1:
                several = self.program.by_name.get(names[0], [])
                if len(several) == 1 and (several[0].parent is None or not several[0].parent.many):
                    spec = several[0]
                    names = spec.names[1:]
            if spec is None or "[" in key:
                self.unknown.append(key)
                continue
            inner = found
            for name in names[:-1]:
                inner = inner.setdefault(name, {})
                if not isinstance(inner, dict):
                    self.unknown.append(key)
                    break
            else:
                both = inner.get(names[-1])
                if isinstance(both, dict) and isinstance(value, Mapping):
                    both.update(value)
                else:
                    inner[names[-1]] = dict(value) if isinstance(value, Mapping) else value
        return found

    def _load(self, spec: Spec, element: Element, answers: Mapping[str, Any]) -> None:
        """Answers that stood before, as they were."""
        self._note_unknown(spec, element, answers)
        for child in self._own(spec):
            value = answers.get(child.node.name)
            if child.repeated:
                for occurrence in _occurrences(value):
                    inner = self.build(child, element, occurrences=False)
                    self._load(child, inner, occurrence)
            elif child.node.kind == "group":
                self._load(
                    child, element.fields[child.node.name][0], value if isinstance(value, Mapping) else {}
                )
            elif child.node.name in answers:
                self.put(element.fields[child.node.name][0], lexical.written(value))
            else:
                self.put(element.fields[child.node.name][0], "")

    def _answer(self, answers: Mapping[str, Any]) -> None:
        """Answer question after question, as somebody would who goes through the form."""
        self._answer_inside(self.program.root, self.root, self._nested(answers))
        self.settle()

    def _answer_inside(self, spec: Spec, element: Element, answers: Mapping[str, Any]) -> None:
        self._note_unknown(spec, element, answers)
        for child in self._own(spec):
            if child.node.name not in answers:
                continue
            value = answers[child.node.name]
            if child.repeated:
                wanted = _occurrences(value)
                if child.count is not None:
                    self.settle()
                several = element.fields[child.node.name]
                while len(several) < len(wanted) and child.count is None and len(several) < MOST:
                    self.occur(child, element)
                if child.count is None and len(wanted) < len(several):
                    del several[len(wanted) :]
                    self.follow(self.program.inside(child.names), element)
                for inner, occurrence in zip(several, wanted, strict=False):
                    self._answer_inside(child, inner, occurrence)
            elif child.node.kind == "group":
                if isinstance(value, Mapping):
                    self._answer_inside(child, element.fields[child.node.name][0], value)
            elif child.calculate is None:
                self._set(element.fields[child.node.name][0], value)

    def _note_unknown(self, spec: Spec, element: Element, answers: Mapping[str, Any]) -> None:
        known = {child.node.name for child in spec.children}
        self.unknown += [f"{element.path}/{name}" for name in answers if name not in known]

    def _preload(self) -> None:
        """Hidden values that are known from the beginning."""
        for spec in self.program.specs.values():
            what = spec.node.preload
            if not what:
                continue
            for element in self.elements(spec):
                if what == "start":
                    self.put(element, write_moment(self.now))
                elif what == "today":
                    self.put(element, to_text(self.now))
                elif what == "uid":
                    self.put(element, f"uuid:{self.uuid()}")
                elif what in _PLACE and self.values.get(what):
                    self.put(element, self.values[what])

    def finish(self, now: datetime) -> None:
        """Note the moment at which it ended, where the form asks for it."""
        for spec in self.program.specs.values():
            if spec.node.preload == "end":
                for element in self.elements(spec):
                    self.put(element, write_moment(now))
                    self.changed(element)
        self.settle()

    # --- one question ---

    def element(self, path: str) -> Element:
        """The place of a path. Raises KeyError."""
        parts = [_STEP.fullmatch(part) for part in path.strip("/").split("/")]
        found = self.root
        for place, part in enumerate(parts):
            if part is None:
                raise KeyError(path)
            index = int(part[2]) - 1 if part[2] else 0
            if place == 0:
                if part[1] != found.name or index:
                    raise KeyError(path)
                continue
            several = found.fields.get(part[1], [])
            if not 0 <= index < len(several):
                raise KeyError(path)
            found = several[index]
        return found

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

    def _set(self, element: Element, value: Any) -> None:
        text = lexical.written(value)
        if value is True and element.mark.node.type == "acknowledge":
            text = "OK"
        if text == element.text and not element.fault:
            return
        self.put(element, text)
        self.changed(element)
        if element.mark.triggered:
            self.trigger(element)

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
        if spec.count is not None or len(parent.fields.get(spec.node.name, ())) >= MOST:
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

    # --- what is shown ---

    def _everything(self, element: Element) -> list[Element]:
        node: Node = element.mark.node
        if not node.choices:
            return []
        return self._items(node)

    def _items(self, node: Node) -> list[Element]:
        from acasa.questionnaires.engine.expressions.values import EvaluationError

        try:
            return self.instance(node.choices).root.fields.get("item", [])
        except EvaluationError:
            return []

    def _choices(self, element: Element) -> list[Choice]:
        spec: Spec = element.mark
        if spec.itemset is not None:
            return self._earlier(element)
        items = self._everything(element)
        if spec.filter is not None and items:
            from acasa.questionnaires.engine.expressions.values import EvaluationError

            try:
                instance = self.instance(spec.node.choices)
                items = spec.filter(Context(self, element), items, instance, "item")
            except (EvaluationError, ArithmeticError, ValueError) as error:
                self.troubles[f"{element.path} choice_filter"] = str(error)
        return [each.mark for each in items if isinstance(each.mark, Choice)]

    def _earlier(self, element: Element) -> list[Choice]:
        """Choices that are earlier answers, one for each occurrence."""
        spec: Spec = element.mark
        assert spec.itemset is not None
        if spec.itemset.find is None:
            return []
        found = []
        for each in spec.itemset.find(Context(self, element)):
            value = expression(spec.node.item_value or ".").value(Context(self, each))
            label = expression(spec.node.item_label or ".").value(Context(self, each))
            if to_text(value):
                found.append(Choice(to_text(value), {"": Text((to_text(label),))}))
        return found

    def _offer(self, element: Element) -> list[Choice]:
        """The choices of a place, found once after each change."""
        known = self._offered.get(element)
        if known is None:
            known = self._offered[element] = self._choices(element)
        return known

    def choices(self, path: str) -> list[Choice]:
        """What may be chosen here now, filtered and in the order in which it is shown."""
        element = self.element(path)
        found = self._offer(element)
        parameters = element.mark.node.parameters
        if parameters.get("randomize", "").lower() in ("true", "yes", "1", "true()"):
            seed = parameters.get("seed", "")
            value = self.evaluate(expression(seed), element, "seed") if seed else None
            # Without a seed the order is the same whenever this page is opened: it hangs on the place alone.
            found = shuffled(
                found, value if value is not None else f"{self.form.id} {element.path}", self.random
            )
        return list(found)

    def choice_name(self, element: Element, value: str) -> str:
        """The label of one answer of a select."""
        every = [each.mark for each in self._everything(element) if isinstance(each.mark, Choice)]
        for choice in (*self._choices(element), *every):
            if choice.name == value:
                return self._text(choice.label, element)
        return ""

    def text(self, texts: Mapping[str, Any], path: str) -> str:
        """A label, hint or message in the session's language, expressions filled in as seen from `path`."""
        return self._text(texts, self.element(path) if path else self.root)

    def _text(self, texts: Mapping[str, Any], element: Element) -> str:
        text = words(texts, self.language, self.form.languages)
        parts: list[str] = []
        for part in text.parts:
            if isinstance(part, Output):
                try:
                    value = self.evaluate(expression(part.expression), element, "text")
                except ExpressionError:
                    value = None
                parts.append("" if value is None else to_text(value))
            else:
                parts.append(part)
        return "".join(parts)

    def instance_name(self) -> str:
        """What the form calls these answers, "" for nothing."""
        if not self.form.instance_name:
            return ""
        value = self.evaluate(expression(self.form.instance_name), self.root, "instance_name")
        return "" if value is None else to_text(value)


def words(texts: Mapping[str, Text], language: str, languages: tuple[str, ...]) -> Text:
    """A text in a language, else in the form's first, else in any."""
    for name in (language, "", *languages, *texts):
        found = texts.get(name)
        if found is not None and (found.parts or found.media):
            return found
    return Text()


def _occurrences(value: Any) -> list[Mapping[str, Any]]:
    """The occurrences of a repeat, however they came."""
    if isinstance(value, Mapping):
        return [value]
    if isinstance(value, list | tuple):
        return [each if isinstance(each, Mapping) else {} for each in value]
    return []


__all__ = ["Answers", "Names", "Session", "State", "words"]
