"""How a form is divided into pages: the same division whatever is answered, so that an address stays what it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from acasa.questionnaires.engine.model import Form, Node

# More questions than these make a page of their own too long, unless the form's author wants them together.
MANY = 15
TOGETHER = "field-list"


@dataclass(frozen=True)
class Page:
    """One page of a form. `number` counts from 1 through the whole form.

    A page of questions shows `nodes`: questions, and groups without repeats. The page of a repeat lists its
    occurrences; `inside` are the pages of each of them. `parents` are the groups and repeats around, outermost first.
    """

    number: int
    nodes: tuple[Node, ...]
    parents: tuple[Node, ...] = ()
    repeat: Node | None = None
    inside: tuple[Page, ...] = ()

    @property
    def repeats(self) -> tuple[Node, ...]:
        """The repeats around it, outermost first."""
        return tuple(parent for parent in self.parents if parent.kind == "repeat")

    @cached_property
    def _shown(self) -> list[Node]:
        return [each for node in self.nodes for each in node.walk() if is_shown(each)]

    def questions(self) -> list[Node]:
        """What is asked or shown on it, in order; of a repeat's page nothing."""
        return [] if self.repeat else self._shown


def is_shown(node: Node) -> bool:
    """Whether a node stands on a page at all: calculations and what the device writes do not."""
    if node.kind != "question":
        return False
    return node.type not in ("calculate", "hidden") and not node.preload


# Forms that are in use, by their XForm: a form is divided once, not for each page of it.
_DIVIDED: dict[str, tuple[Page, ...]] = {}
_DIVIDED_AT_MOST = 50


def divide(form: Form) -> tuple[Page, ...]:
    """The form's pages, nested by repeats."""
    found = _DIVIDED.get(form.xml) if form.xml else None
    if found is None:
        found = _Division().pages(form.nodes, ())
        if form.xml:
            if len(_DIVIDED) >= _DIVIDED_AT_MOST:
                _DIVIDED.clear()
            _DIVIDED[form.xml] = found
    return found


class _Division:
    def __init__(self) -> None:
        self.last = 0

    def _next(self) -> int:
        self.last += 1
        return self.last

    def pages(self, nodes: Iterable[Node], parents: tuple[Node, ...]) -> tuple[Page, ...]:
        made: list[Page] = []
        loose: list[Node] = []

        def flush() -> None:
            made.extend(Page(self._next(), tuple(part), parents) for part in evenly(loose))
            loose.clear()

        for node in nodes:
            if node.kind == "repeat":
                flush()
                number = self._next()
                inside = self.pages(node.children, (*parents, node))
                made.append(Page(number, (), parents, node, inside))
            elif node.kind == "group" and not weight(node) and not _has_repeat(node):
                continue
            elif node.kind == "group" and (_has_repeat(node) or _is_long(node)):
                flush()
                made.extend(self.pages(node.children, (*parents, node)))
            elif node.kind == "group" and (TOGETHER in node.appearance or not _groups(parents)):
                flush()
                made.append(Page(self._next(), node.children, (*parents, node)))
            elif node.kind == "group" or is_shown(node):
                loose.append(node)
        flush()
        return tuple(made)


def weight(node: Node) -> int:
    """How many questions stand in it."""
    return sum(is_shown(each) for each in node.walk())


def _groups(parents: Sequence[Node]) -> bool:
    """Whether a group stands around, within the innermost repeat."""
    return bool(parents) and parents[-1].kind == "group"


def _has_repeat(node: Node) -> bool:
    return any(each.kind == "repeat" for each in node.walk())


def _is_long(node: Node) -> bool:
    return weight(node) > MANY and TOGETHER not in node.appearance


def evenly(nodes: Sequence[Node]) -> list[list[Node]]:
    """In parts of at most MANY questions, about equally long; a group stays in one part."""
    total = sum(weight(node) for node in nodes)
    if not total:
        return []
    parts: list[list[Node]] = [[]]
    most = ceil(total / ceil(total / MANY))
    filled = 0
    for node in nodes:
        if parts[-1] and filled + weight(node) > most:
            parts.append([])
            filled = 0
        parts[-1].append(node)
        filled += weight(node)
    return parts
