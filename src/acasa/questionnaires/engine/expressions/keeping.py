"""Answers in and out of the tree: as they are kept, as they come from outside, as a device would send them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from acasa.questionnaires.engine.expressions import lexical
from acasa.questionnaires.engine.expressions.answering import ALL, MOST, Answering
from acasa.questionnaires.engine.expressions.program import Spec, generic
from acasa.questionnaires.engine.expressions.tree import Element
from acasa.questionnaires.engine.expressions.values import to_text, write_moment

# As they are kept: groups are dictionaries, repeats lists of dictionaries, values XForms' lexical forms.
Answers = dict[str, Any]
_STEP = re.compile(r"([^\[\]]+)(?:\[(\d+)\])?")
# Hidden values that only the place of use knows, by their name in the form.
_PLACE = ("deviceid", "username", "email", "phonenumber", "subscriberid", "simserial")


class Keeping(Answering):
    """Answers with their way in and out."""

    unknown: list[str]

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
        if spec is self.program.root and self.program.form.meta:
            return spec.children[:-1]
        return spec.children

    def _nested(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Answers by group, also where they came with paths or with the bare names of questions."""
        found: dict[str, Any] = {}
        root = self.program.form.root
        if len(answers) == 1 and isinstance(answers.get(root), Mapping) and root not in self.program.by_name:
            # The whole answer under the name of its root, as a submission has it.
            answers = answers[root]
        for key, value in answers.items():
            names = generic(key)
            if len(names) > 1 and names[0] == self.program.form.root:
                names = names[1:]
            spec = self.program.specs.get((self.program.form.root, *names))
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
            elif child.node.name in answers and _is_answer(value):
                self.put(element.fields[child.node.name][0], lexical.written(value))
            else:
                self.put(element.fields[child.node.name][0], "")

    def _answer(self, answers: Mapping[str, Any]) -> None:
        """Answer question after question, as somebody would who goes through the form from its beginning."""
        self.near = True
        self._answer_inside(self.program.root, self.root, self._nested(answers))
        self.settle()
        self.near = False
        # Occurrences that look at later ones see them now.
        self.follow(range(len(self.program.rules)), resumed=True)
        self.settle()

    def _answer_inside(self, spec: Spec, element: Element, answers: Mapping[str, Any]) -> None:
        self._note_unknown(spec, element, answers)
        for child in self._own(spec):
            value = answers.get(child.node.name)
            if child.repeated:
                self._answer_occurrences(
                    child, element, _occurrences(value), given=child.node.name in answers
                )
            elif child.node.kind == "group":
                inside = value if isinstance(value, Mapping) else {}
                self._answer_inside(child, element.fields[child.node.name][0], inside)
            elif child.node.name not in answers:
                continue
            elif not _is_answer(value):
                self.unknown.append(element.fields[child.node.name][0].path)
            elif child.calculate is None:
                self._set(element.fields[child.node.name][0], value)

    def _answer_occurrences(
        self, spec: Spec, parent: Element, wanted: list[Mapping[str, Any]], *, given: bool
    ) -> None:
        several = parent.fields[spec.node.name]
        if spec.count is not None:
            # What was answered so far says how many there are.
            self.number(spec, parent)
        elif given:
            while len(several) < min(len(wanted), MOST) and self._occurrences < ALL:
                self.occur(spec, parent)
            if len(wanted) < len(several):
                del several[len(wanted) :]
                self.follow(self.program.inside(spec.names), parent)
        for place, inner in enumerate(several):
            self._answer_inside(spec, inner, wanted[place] if place < len(wanted) else {})

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


def _is_answer(value: Any) -> bool:
    """Whether a question may have this: one value or several, no group of answers."""
    several = value if isinstance(value, list | tuple) else [value]
    return not any(isinstance(each, Mapping | list | tuple) for each in several)


def _occurrences(value: Any) -> list[Mapping[str, Any]]:
    """The occurrences of a repeat, however they came."""
    if isinstance(value, Mapping):
        return [value]
    if isinstance(value, list | tuple):
        return [each if isinstance(each, Mapping) else {} for each in value]
    return []
