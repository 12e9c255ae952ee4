"""What is shown of a place: the choices that are offered, and texts in the language of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from acasa.questionnaires.engine.expressions.keeping import Keeping
from acasa.questionnaires.engine.expressions.parser import ExpressionError
from acasa.questionnaires.engine.expressions.program import Spec, expression
from acasa.questionnaires.engine.expressions.shuffling import shuffled
from acasa.questionnaires.engine.expressions.tree import Context, Element
from acasa.questionnaires.engine.expressions.values import EvaluationError, to_text
from acasa.questionnaires.engine.model import Choice, Form, Node, Output, Text


class Offering(Keeping):
    """Answers with what is offered and said."""

    form: Form
    language: str
    # The choices of a place, found once after each change.
    _offered: dict[Element, list[Choice]]

    def _everything(self, element: Element) -> list[Element]:
        node: Node = element.mark.node
        if not node.choices:
            return []
        return self._items(node)

    def _items(self, node: Node) -> list[Element]:
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

    def itext(self, name: str) -> str:
        """A text of the form by its name, in the session's language."""
        texts = self.program.texts.get(name)
        if texts is None:
            raise EvaluationError(f"There is no text {name}.")
        return self._text(texts, self.root)

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
