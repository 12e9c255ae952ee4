"""The ecomap as SVG, drawn by the server; colours come from the style sheet's classes, and shapes say the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import hypot

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.cases.pictures import rules, words
from acasa.cases.pictures.rules import Node, Place, Point
from acasa.ui.html import EMPTY, format_html, join

_LETTERS = 18


def ecomap(nodes: Sequence[Node], name: str) -> SafeString:
    """She in the middle, and around her whoever and whatever there is. The table beneath says the same in words."""
    drawn = rules.layout([node.id for node in nodes])
    by_id = {node.id: node for node in nodes}
    parts = [_tie(drawn.middle, place, by_id[place.id]) for place in drawn.places]
    parts += [_box(place, by_id[place.id]) for place in drawn.places]
    x, y = drawn.middle
    parts.append(format_html('<circle class="eco-her" cx="{}" cy="{}" r="{}"/>', _n(x), _n(y), rules.RADIUS))
    parts.append(_text(x, y + 5, _short(name, 12), "eco-words eco-words--her"))
    title = _("What is around “%(name)s”") % {"name": name}
    also = _("The table beneath says the same in words.")
    return format_html(
        '<svg class="eco-picture" role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}"'
        ' focusable="false">{}</svg>',
        f"{title}. {also}",
        rules.WIDTH,
        drawn.height,
        rules.WIDTH,
        drawn.height,
        join(parts),
    )


def sample(strength: str, direction: str = "") -> SafeString:
    """A tie of this kind, for the key beneath the picture."""
    line = _line((2.0, 9.0), (54.0, 9.0), strength, direction)
    return format_html(
        '<svg class="eco-sample" width="56" height="18" viewBox="0 0 56 18" aria-hidden="true"'
        ' focusable="false">{}</svg>',
        line,
    )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _path(points: Iterable[Point]) -> str:
    return " ".join(f"{'L' if at else 'M'}{_n(x)} {_n(y)}" for at, (x, y) in enumerate(points))


def _tie(middle: Point, place: Place, node: Node) -> SafeString:
    start, end = rules.tie(middle, place)
    return _line(start, end, node.strength, node.direction)


def _line(start: Point, end: Point, strength: str, direction: str) -> SafeString:
    points = rules.zigzag(start, end) if strength == "stressful" else [start, end]
    kind = strength or "unsaid"
    drawn = format_html('<path class="eco-tie eco-tie--{}" d="{}"/>', kind, _path(points))
    marks = EMPTY
    if strength == "broken":
        marks = _strokes(start, end)
    heads = []
    if direction in ("both", "to_her"):
        heads.append(rules.head(end, start))
    if direction in ("both", "from_her"):
        heads.append(rules.head(start, end))
    arrows = [
        format_html('<path class="eco-head eco-head--{}" d="{} Z"/>', kind, _path(head)) for head in heads
    ]
    return join([drawn, marks, *arrows])


def _strokes(start: Point, end: Point) -> SafeString:
    """Two strokes across the middle of a tie that is broken off."""
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy) or 1
    ux, uy = dx / length, dy / length
    made = []
    for along in (-4, 4):
        mx, my = x + ux * along, y + uy * along
        stroke = [(mx - uy * 8, my + ux * 8), (mx + uy * 8, my - ux * 8)]
        made.append(format_html('<path class="eco-tie eco-tie--stroke" d="{}"/>', _path(stroke)))
    return join(made)


def _box(place: Place, node: Node) -> SafeString:
    width, height = rules.BOX
    rounded = {"household": 22, "family": 22, "friend": 22}.get(node.group, 4)
    box = format_html(
        '<rect class="eco-box eco-box--{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>',
        node.group,
        _n(place.x - width / 2),
        _n(place.y - height / 2),
        width,
        height,
        rounded,
    )
    name = _text(place.x, place.y - 2, _short(node.name, _LETTERS), "eco-words")
    group = _text(
        place.x,
        place.y + 15,
        _short(node.note or str(words.GROUPS[node.group]), 22),
        "eco-words eco-words--small",
    )
    return join([box, name, group])


def _text(x: float, y: float, text: str, css: str) -> SafeString:
    return format_html(
        '<text class="{}" x="{}" y="{}" text-anchor="middle">{}</text>', css, _n(x), _n(y), text
    )


def _short(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"
