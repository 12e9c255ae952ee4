"""Pages at their places: which there are now, each occurrence of a repeat with its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from acasa.questionnaires.engine.model import Node
from acasa.questionnaires.engine.session import Session
from acasa.questionnaires.pages.layout import Page

_POSITION = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True)
class Place:
    """A page at one place: `at` are the positions of the repeats around it, from 1."""

    page: Page
    at: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """What it is called in an address: the page's number and the positions, "5.2"."""
        return ".".join(str(number) for number in (self.page.number, *self.at))

    def path(self, node: Node) -> str:
        """A node's path at this place: /data/kids[2]/name."""
        return located(node.path, self.page.repeats, self.at)


def located(path: str, repeats: Iterable[Node], at: Iterable[int]) -> str:
    """A path with the positions of the repeats around it."""
    for repeat, position in reversed(list(zip(repeats, at, strict=True))):
        if path.startswith(f"{repeat.path}/"):
            path = f"{repeat.path}[{position}]{path[len(repeat.path) :]}"
    return path


def places(session: Session, pages: Iterable[Page], at: tuple[int, ...] = ()) -> Iterator[Place]:
    """All places that there are, asked or not, in order."""
    for page in pages:
        place = Place(page, at)
        yield place
        if page.repeat:
            for position in range(1, session.count(place.path(page.repeat)) + 1):
                yield from places(session, page.inside, (*at, position))


def is_relevant(session: Session, path: str) -> bool:
    """Whether this place is there and asked now."""
    try:
        return session.element(path).relevant
    except KeyError:
        return False


def alive(session: Session, place: Place) -> bool:
    """Whether anything is asked or shown at this place now."""
    repeat = place.page.repeat
    if repeat:
        # A repeat that the form counts itself has nothing to add or take away.
        return not repeat.count and session.state(place.path(repeat)).relevant
    return any(is_relevant(session, place.path(node)) for node in place.page.questions())


def name_of(path: str) -> str:
    """A path as the name of a form's field: /data/kids[2]/name is "kids~2:name"."""
    return _POSITION.sub(r"~\1", path.split("/", 2)[2]).replace("/", ":")


def without(path: str, removed: str) -> str:
    """What a path is called once the occurrence `removed` (/data/kids[2]) is gone; "" if it went with it."""
    before, position = removed.rsplit("[", 1)
    gone = int(position.rstrip("]"))
    if not path.startswith(f"{before}["):
        return path
    number, _close, rest = path[len(before) + 1 :].partition("]")
    if int(number) == gone:
        return ""
    return f"{before}[{int(number) - (int(number) > gone)}]{rest}"
