"""The picture of change as SVG; colours come from the style sheet's classes alone."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from datetime import date

from django.utils.formats import number_format
from django.utils.safestring import SafeString

from acasa.assessments.plots.geometry import Dot, Line, Picture
from acasa.cases.presenters import day_words
from acasa.ui.html import format_html, join

# Lines differ in colour, in dashes and in the form of their dots.
STYLES = ("a", "b", "c", "d")
_ANY = date(2000, 1, 1)
# Of the names of zones: letters in a line, and its height.
LETTERS, LINE = 25, 16


def number(value: float) -> str:
    """A score as people write it in their language: 7, 0.63."""
    rounded = round(value, 2)
    plain = str(int(rounded)) if rounded == int(rounded) else f"{rounded:.2f}"
    return str(number_format(plain))


def svg(picture: Picture, title: str, show: Callable[[float], str] = number) -> SafeString:
    """The whole picture. `title` is what it says to whoever does not see it."""
    parts = [_zones(picture), _band(picture), _axes(picture, show)]
    parts += [_line(line, STYLES[at % len(STYLES)]) for at, line in enumerate(picture.lines)]
    parts.append(_values(picture, show))
    return format_html(
        '<svg class="plot" role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}" focusable="false">'
        "{}</svg>",
        title,
        picture.width,
        picture.height,
        picture.width,
        picture.height,
        join(parts),
    )


def _zones(picture: Picture) -> SafeString:
    width = picture.right - picture.left
    parts = []
    for at, zone in enumerate(picture.zones):
        parts.append(
            format_html(
                '<rect class="plot-zone plot-zone--{}" x="{}" y="{}" width="{}" height="{}"/>',
                "even" if at % 2 == 0 else "odd",
                picture.left,
                zone.y,
                width,
                zone.height,
            )
        )
        lines = _lines(zone.name, zone.height)
        for row, words in enumerate(lines):
            parts.append(
                format_html(
                    '<text class="plot-words plot-words--zone" x="{}" y="{}">{}</text>',
                    picture.right + 8,
                    zone.y + zone.height // 2 + 5 + round((row - (len(lines) - 1) / 2) * LINE),
                    words,
                )
            )
    return join(parts)


def _lines(words: str, height: int) -> list[str]:
    """A zone's name in as many lines as it has room for; none when there is no room at all."""
    room = max(0, (height + 3) // LINE)
    found = textwrap.wrap(words, LETTERS)
    if len(found) > room:
        found = textwrap.wrap(words, LETTERS, max_lines=room, placeholder=" …") if room else []
    return found


def _band(picture: Picture) -> SafeString:
    if picture.band is None:
        return join([])
    band, width = picture.band, picture.right - picture.left
    edges = "".join(f"M{picture.left} {y} h{width} " for y in (band.y, band.y + band.height))
    return format_html(
        '<rect class="plot-band" x="{}" y="{}" width="{}" height="{}"/><path class="plot-band-edge" d="{}"/>',
        picture.left,
        band.y,
        width,
        band.height,
        edges.strip(),
    )


def _axes(picture: Picture, show: Callable[[float], str]) -> SafeString:
    parts = [
        format_html(
            '<path class="plot-axis" d="M{} {} V{} H{}"/>',
            picture.left,
            picture.top,
            picture.bottom,
            picture.right,
        )
    ]
    former = picture.height + 100
    for y, value in picture.ticks:
        if former - y < 15:
            continue
        former = y
        parts.append(
            format_html(
                '<text class="plot-words plot-words--tick" x="{}" y="{}">{}</text>',
                picture.left - 8,
                y + 4,
                show(value),
            )
        )
    for x, day in picture.days:
        parts.append(
            format_html(
                '<path class="plot-axis" d="M{} {} v5"/>'
                '<text class="plot-words plot-words--day" x="{}" y="{}">{}</text>',
                x,
                picture.bottom,
                x,
                picture.bottom + 22,
                day_words(day),
            )
        )
    return join(parts)


def _mark(dot: Dot, style: str) -> SafeString:
    if style == "a":
        return format_html('<circle class="plot-dot plot-dot--a" cx="{}" cy="{}" r="6"/>', dot.x, dot.y)
    if style == "b":
        return format_html(
            '<rect class="plot-dot plot-dot--b" x="{}" y="{}" width="11" height="11"/>', dot.x - 5, dot.y - 5
        )
    half = 7
    path = f"M{dot.x} {dot.y - half} l{half} {half} l-{half} {half} l-{half} -{half} Z"
    if style == "d":
        path = f"M{dot.x} {dot.y - half} l{half} {2 * half} h-{2 * half} Z"
    return format_html('<path class="plot-dot plot-dot--{}" d="{}"/>', style, path)


def _line(line: Line, style: str) -> SafeString:
    path = " ".join(f"{'M' if at == 0 else 'L'}{dot.x} {dot.y}" for at, dot in enumerate(line.dots))
    drawn = format_html('<path class="plot-line plot-line--{}" d="{}"/>', style, path)
    return join([drawn, *(_mark(dot, style) for dot in line.dots)])


def _values(picture: Picture, show: Callable[[float], str]) -> SafeString:
    """The numbers beside their dots, above or below; one that would lie on another is left to the table."""
    placed: list[tuple[int, int]] = []
    parts = []
    for line in picture.lines:
        for dot in line.dots:
            sides = (dot.y - 12, dot.y + 24) if dot.above else (dot.y + 24, dot.y - 12)
            free = [
                y for y in sides if all(abs(dot.x - x) > 30 or abs(y - other) > 15 for x, other in placed)
            ]
            if free and free[0] < picture.bottom + 6:
                placed.append((dot.x, free[0]))
                parts.append(
                    format_html(
                        '<text class="plot-words plot-words--value" x="{}" y="{}">{}</text>',
                        dot.x,
                        free[0],
                        show(dot.value),
                    )
                )
    return join(parts)


def key(style_at: int) -> SafeString:
    """The mark of a line, for the key beneath the picture."""
    style = STYLES[style_at % len(STYLES)]
    drawn = _mark(Dot(22, 9, 0, _ANY, above=True), style)
    return format_html(
        '<svg class="plot-key" width="44" height="18" viewBox="0 0 44 18" aria-hidden="true" focusable="false">'
        '<path class="plot-line plot-line--{}" d="M2 9 H42"/>{}</svg>',
        style,
        drawn,
    )


def band_key() -> SafeString:
    """The mark of the change band."""
    return format_html(
        '<svg class="plot-key" width="44" height="18" viewBox="0 0 44 18" aria-hidden="true" focusable="false">'
        '<rect class="plot-band" x="2" y="2" width="40" height="14"/><path class="plot-band-edge" d="{}"/></svg>',
        "M2 2 H42 M2 16 H42",
    )


def small(values: Sequence[float], ends: tuple[float, float]) -> SafeString:
    """A few scores as a little line, where a table says the numbers already; empty for fewer than two."""
    if len(values) < 2:
        return join([])
    low, high = ends
    span = (high - low) or 1.0
    places = [
        (round(6 + at / (len(values) - 1) * 88), round(30 - (value - low) / span * 24))
        for at, value in enumerate(values)
    ]
    path = " ".join(f"{'M' if at == 0 else 'L'}{x} {y}" for at, (x, y) in enumerate(places))
    x, y = places[-1]
    return format_html(
        '<svg class="plot-small" width="100" height="36" viewBox="0 0 100 36" aria-hidden="true" focusable="false">'
        '<path class="plot-line plot-line--a" d="{}"/>'
        '<circle class="plot-dot plot-dot--a" cx="{}" cy="{}" r="4"/></svg>',
        path,
        x,
        y,
    )
