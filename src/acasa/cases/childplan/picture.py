"""How it goes in each domain over time, as SVG drawn by the server; the table beneath says the same in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.cases.childplan import rules, words
from acasa.cases.presenters import day_words
from acasa.ui.html import EMPTY, format_html, join

WIDTH, LABEL, LANE, TOP = 720, 210, 64, 10
_LEFT, _RIGHT = LABEL + 14, WIDTH - 18
_STEPS = 5


def picture(points: Mapping[str, Sequence[rules.Point]], today: date) -> SafeString:
    """A lane for each domain: the higher, the better it goes. Nothing if nobody has looked yet."""
    days = [date.fromisoformat(point.on) for told in points.values() for point in told]
    if not days:
        return EMPTY
    first, last = min(days), max([*days, today])
    height = TOP + LANE * len(points) + 26
    lanes = [_lane(at, code, told, first, last) for at, (code, told) in enumerate(points.items())]
    feet = format_html(
        '<text class="cp-day" x="{}" y="{}">{}</text><text class="cp-day cp-day--last" x="{}" y="{}">{}</text>',
        _LEFT, height - 6, day_words(first), _RIGHT, height - 6, day_words(last),
    )  # fmt: skip
    return format_html(
        '<svg class="cp-picture" role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}"'
        ' focusable="false">{}{}</svg>',
        _("How it goes in each domain over time. The table beneath says the same in words."),
        WIDTH, height, WIDTH, height, join(lanes), feet,
    )  # fmt: skip


def _lane(at: int, code: str, told: Sequence[rules.Point], first: date, last: date) -> SafeString:
    top = TOP + at * LANE
    spots = [(_x(point.on, first, last), _y(top, point.step), point) for point in told]
    parts = [
        format_html('<text class="cp-name" x="0" y="{}">{}</text>', top + LANE // 2 + 4, words.domain(code)),
        format_html('<path class="cp-rule" d="M{} {}H{}"/>', _LEFT, top + LANE - 6, _RIGHT),
    ]
    if len(spots) > 1:
        path = " ".join(f"{'L' if number else 'M'}{x} {y}" for number, (x, y, _point) in enumerate(spots))
        parts.append(format_html('<path class="cp-line" d="{}"/>', path))
    for x, y, point in spots:
        title = f"{day_words(point.on)}: {words.level(point.level)}"
        kind = "cp-dot cp-dot--low" if point.step == 1 else "cp-dot"
        parts.append(
            format_html(
                '<circle class="{}" cx="{}" cy="{}" r="6"><title>{}</title></circle>', kind, x, y, title
            )
        )
    return join(parts)


def _x(on: str, first: date, last: date) -> int:
    span = (last - first).days
    if not span:
        return (_LEFT + _RIGHT) // 2
    return _LEFT + 8 + round((date.fromisoformat(on) - first).days / span * (_RIGHT - _LEFT - 16))


def _y(top: int, step: int) -> int:
    return top + LANE - 12 - round((step - 1) / (_STEPS - 1) * (LANE - 24))
