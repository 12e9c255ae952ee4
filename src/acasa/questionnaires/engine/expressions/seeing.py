"""What an expression looks at: on what its value hangs."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from acasa.questionnaires.engine.expressions.names import VOLATILE
from acasa.questionnaires.engine.expressions.parser import parse
from acasa.questionnaires.engine.expressions.paths import Compiled, Path, path_of


@dataclass(frozen=True)
class Seen:
    """What an expression looks at: paths of the form, as seen from where it stands."""

    paths: frozenset[tuple[str, ...]] = field(default_factory=frozenset)
    volatile: bool = False
    # It holds something by chance, which must not change when a page is opened again.
    chance: bool = False


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


def _nothing(token: Any, within: bool = False) -> Compiled:
    """In the place of a compiler, where only the paths matter."""
    return Compiled(lambda context: math.nan)
