"""Pictures of what changed over time, drawn by the server as small multiples: one little chart for each domain.

Her own rating is a filled circle on a solid line, the worker's a hollow square on a dashed one: they are told apart
by shape, in print and without colour. A cross beneath the scale is an answer without a number. A table says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acasa.cases.presenters import day_words
from acasa.cases.reintegration.rules import Point
from acasa.ui.html import format_html, join

WIDTH, HEIGHT = 260, 158
LEFT, RIGHT, TOP, BOTTOM = 24, 14, 12, 44
# Two marks on one place would hide each other.
ASIDE = 5


@dataclass(frozen=True)
class Scale:
    """Days to the right, levels upward; the row beneath the lowest level is for answers without one."""

    first: date
    last: date
    lowest: int
    highest: int
    # Whether there is a row for answers without a level.
    other: bool = True

    def x(self, day: date) -> float:
        span = (self.last - self.first).days
        inner = WIDTH - LEFT - RIGHT - 2 * ASIDE
        at = (day - self.first).days / span if span else 0.5
        return round(LEFT + ASIDE + inner * at, 1)

    def y(self, value: int | None) -> float:
        rows = self.highest - self.lowest + (1 if self.other else 0)
        step = (HEIGHT - TOP - BOTTOM) / rows
        at = self.highest - value if value is not None else rows
        return round(TOP + step * at, 1)


def profile(title: str, points: Sequence[Point], days: tuple[date, date]) -> SafeString:
    """One domain: her ratings and the worker's over time. `days`: the first and last day of all domains."""
    scale = Scale(*days, 1, 5)
    hers = [(p.on, p.hers) for p in points if p.hers_said]
    ours = [(p.on, p.ours) for p in points if p.ours_said]
    parts = [
        _grid(scale),
        _line(scale, hers, -ASIDE, "way-line"),
        _line(scale, ours, ASIDE, "way-line way-line--ours"),
        *(_circle(scale.x(on) - ASIDE, scale.y(value)) for on, value in hers if value is not None),
        *(_square(scale.x(on) + ASIDE, scale.y(value)) for on, value in ours if value is not None),
        *(_cross(scale.x(on) - ASIDE, scale.y(None)) for on, value in hers if value is None),
        *(_cross(scale.x(on) + ASIDE, scale.y(None)) for on, value in ours if value is None),
    ]
    return _picture(title, len(points), scale, parts)


def seen(title: str, points: Sequence[tuple[date, int]], days: tuple[date, date]) -> SafeString:
    """One thing that was looked at between mother and child, over the sessions."""
    scale = Scale(*days, 0, 4, other=False)
    marks: list[tuple[date, int | None]] = list(points)
    parts = [
        _grid(scale),
        _line(scale, marks, 0, "way-line"),
        *(_circle(scale.x(on), scale.y(value)) for on, value in points),
    ]
    return _picture(title, len(points), scale, parts)


def _picture(title: str, count: int, scale: Scale, parts: Sequence[SafeString]) -> SafeString:
    times = ngettext("%(count)d time", "%(count)d times", count) % {"count": count}
    label = f"{title}, {times}. {_('The table beneath says the same in words.')}"
    return format_html(
        '<svg class="way-picture" role="img" aria-label="{}" viewBox="0 0 {} {}" focusable="false">{}</svg>',
        label,
        WIDTH,
        HEIGHT,
        join([*parts, _dates(scale)]),
    )


def _grid(scale: Scale) -> SafeString:
    lines = []
    for value in range(scale.lowest, scale.highest + 1):
        y = scale.y(value)
        lines.append(format_html('<path class="way-grid" d="M{} {} H{}"/>', LEFT - 4, y, WIDTH - RIGHT + 4))
        lines.append(_text(LEFT - 10, y + 4, str(value), "end"))
    if scale.other:
        y = scale.y(None)
        lines.append(
            format_html(
                '<path class="way-grid way-grid--other" d="M{} {} H{}"/>', LEFT - 4, y, WIDTH - RIGHT + 4
            )
        )
        lines.append(_text(LEFT - 10, y + 4, "–", "end"))
    return join(lines)


def _dates(scale: Scale) -> SafeString:
    y = HEIGHT - 8
    if scale.first == scale.last:
        return _text(scale.x(scale.first), y, day_words(scale.first), "middle")
    return join(
        [
            _text(LEFT - 4, y, day_words(scale.first), "start"),
            _text(WIDTH - RIGHT + 4, y, day_words(scale.last), "end"),
        ]
    )


def _line(scale: Scale, marks: Sequence[tuple[date, int | None]], aside: int, css: str) -> SafeString:
    """A line through the numbers; an answer without one breaks nothing and claims nothing: the line passes by."""
    known = [(scale.x(on) + aside, scale.y(value)) for on, value in marks if value is not None]
    if len(known) < 2:
        return join([])
    path = " ".join(f"{'L' if at else 'M'}{x} {y}" for at, (x, y) in enumerate(known))
    return format_html('<path class="{}" d="{}"/>', css, path)


def _circle(x: float, y: float) -> SafeString:
    return format_html('<circle class="way-hers" cx="{}" cy="{}" r="5"/>', x, y)


def _square(x: float, y: float) -> SafeString:
    return format_html('<rect class="way-ours" x="{}" y="{}" width="9" height="9"/>', x - 4.5, y - 4.5)


def _cross(x: float, y: float) -> SafeString:
    return format_html(
        '<path class="way-cross" d="M{} {} L{} {} M{} {} L{} {}"/>',
        x - 3.5,
        y - 3.5,
        x + 3.5,
        y + 3.5,
        x - 3.5,
        y + 3.5,
        x + 3.5,
        y - 3.5,
    )


def _text(x: float, y: float, text: str, anchor: str) -> SafeString:
    return format_html('<text class="way-text" x="{}" y="{}" text-anchor="{}">{}</text>', x, y, anchor, text)
