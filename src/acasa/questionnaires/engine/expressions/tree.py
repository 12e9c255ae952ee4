"""The tree of one set of answers, and of the lists beside it: what expressions look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from random import Random
from typing import Any, Protocol

from acasa.questionnaires.engine.expressions.values import EvaluationError, Value


class Element:
    """A question, group or occurrence of a repeat in a set of answers; or a row of a list, or one of its columns.

    `chain` leads from the root to itself; `index` is its place among those of its name, from 0.
    """

    __slots__ = (
        "beyond",
        "chain",
        "fault",
        "fields",
        "index",
        "mark",
        "name",
        "own",
        "parent",
        "relevant",
        "text",
        "value",
    )

    def __init__(self, name: str, parent: Element | None, mark: Any = None) -> None:
        self.name = name
        self.parent = parent
        # What made it: the compiled question, or the choice.
        self.mark = mark
        self.index = 0
        self.chain: tuple[Element, ...] = (*parent.chain, self) if parent is not None else (self,)
        # What stands inside, by name; a repeat has several of one name.
        self.fields: dict[str, list[Element]] = {}
        self.value: Value = ""
        # The value as it is written in a submission.
        self.text = ""
        self.fault = ""
        # Its own rule says that it is asked; it is beyond the number that the form wants.
        self.own = True
        self.beyond = False
        self.relevant = True

    @property
    def path(self) -> str:
        """With positions of repeats, from 1: /data/kids[2]/name."""
        parts = []
        for each in self.chain:
            many = getattr(each.mark, "repeated", False)
            parts.append(f"{each.name}[{each.index + 1}]" if many else each.name)
        return "/" + "/".join(parts)

    def walk(self) -> Iterator[Element]:
        """Itself and everything inside, in order."""
        yield self
        for several in self.fields.values():
            for child in several:
                yield from child.walk()

    def cascade(self) -> None:
        """Pass on whether it is asked: nothing is asked inside of what is not."""
        self.relevant = self.own and not self.beyond and (self.parent is None or self.parent.relevant)
        for several in self.fields.values():
            for child in several:
                if child.relevant != (child.own and not child.beyond and self.relevant):
                    child.cascade()


class Instance:
    """A list beside the answers, with an index for each column by which it was searched."""

    __slots__ = ("_indexes", "root")

    def __init__(self, root: Element) -> None:
        self.root = root
        self._indexes: dict[tuple[str, str], dict[str, list[Element]]] = {}

    @classmethod
    def of_rows(cls, rows: list[tuple[dict[str, str], Any]]) -> Instance:
        """A list of rows: each its columns and what it stands for."""
        root = Element("root", None)
        items = root.fields.setdefault("item", [])
        for columns, mark in rows:
            item = Element("item", root, mark)
            item.index = len(items)
            items.append(item)
            for column, text in columns.items():
                cell = Element(column, item)
                cell.value = cell.text = text
                item.fields[column] = [cell]
        return cls(root)

    def having(self, name: str, column: str, text: str) -> list[Element]:
        """Elements of this name directly inside, whose column has this text."""
        key = (name, column)
        index = self._indexes.get(key)
        if index is None:
            index = {}
            for item in self.root.fields.get(name, ()):
                cell = item.fields.get(column)
                index.setdefault(cell[0].text if cell else "", []).append(item)
            self._indexes[key] = index
        return index.get(text, [])


class World(Protocol):
    """What an expression may ask for besides the answers."""

    root: Element
    now: datetime
    random: Random
    version: str
    values: Any

    def fixed(self, path: tuple[str, ...]) -> Element | None:
        """The one element of a path without repeats."""

    def instance(self, name: str) -> Instance:
        """A list beside the answers. Raises EvaluationError."""

    def rows(self, file: str, column: str, text: str) -> list[dict[str, str]]:
        """Rows of a file whose column has this text."""

    def choice_name(self, element: Element, value: str) -> str:
        """The label of one answer of a select."""

    def uuid(self) -> str:
        """A new random UUID."""


class Context:
    """From where an expression is seen."""

    __slots__ = ("element", "origin", "position", "world")

    def __init__(
        self, world: World, element: Element, origin: Element | None = None, position: int = 0
    ) -> None:
        self.world = world
        self.element = element
        # Where the whole expression stands, also within a predicate: current().
        self.origin = origin if origin is not None else element
        # Within a predicate the place in the list, from 1.
        self.position = position


Evaluate = Callable[[Context], Value]
Find = Callable[[Context], list[Element]]


def unpack(found: list[Element]) -> Value:
    """The value of the one element there is; "" for none. Raises EvaluationError for several."""
    if not found:
        return ""
    if len(found) > 1:
        raise EvaluationError(
            f"{found[0].name} has several values here; indexed-repeat() says which one is meant."
        )
    return found[0].value
