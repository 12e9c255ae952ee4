"""Where everything stands in a picture of change. Pure: numbers in, coordinates out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

WIDTH, HEIGHT = 860, 320
LEFT, RIGHT, TOP, BOTTOM = 46, 190, 20, 44
# Days nearer than this to each other on paper share one label.
APART = 84


@dataclass(frozen=True)
class Track:
    """A line to draw: its name, and (day, value) in order."""

    name: str
    points: Sequence[tuple[date, float]]


@dataclass(frozen=True)
class Zone:
    """A range of the scale with its name: `low` to `high`."""

    low: float
    high: float
    name: str
    tone: str = "grey"


@dataclass(frozen=True)
class Dot:
    x: int
    y: int
    value: float
    on: date
    # Whether the value is written above or below, so that it does not lie on the line.
    above: bool


@dataclass(frozen=True)
class Line:
    name: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Strip:
    """A horizontal strip of the picture."""

    y: int
    height: int
    name: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Picture:
    """Everything placed. `days` are labels of the lower edge, `ticks` those of the left one."""

    lines: tuple[Line, ...]
    zones: tuple[Strip, ...]
    band: Strip | None
    days: tuple[tuple[int, date], ...]
    ticks: tuple[tuple[int, float], ...]
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM
    width: int = WIDTH
    height: int = HEIGHT


def place(
    tracks: Sequence[Track],
    *,
    low: float,
    high: float,
    zones: Sequence[Zone] = (),
    band: tuple[float, float] | None = None,
) -> Picture:
    """Lay a picture out. `low` and `high` are the ends of the scale; the higher value is always above."""
    span = (high - low) or 1.0
    floor, ceiling = HEIGHT - BOTTOM, TOP

    def y(value: float) -> int:
        return round(floor - (min(max(value, low), high) - low) / span * (floor - ceiling))

    days = sorted({day for track in tracks for day, _value in track.points})
    first, length = (days[0], (days[-1] - days[0]).days) if days else (date.min, 0)
    # Room at both ends, so that no dot lies on an edge.
    begin, end = LEFT + 24, WIDTH - RIGHT - 24

    def x(day: date) -> int:
        if not length:
            return (begin + end) // 2
        return round(begin + (day - first).days / length * (end - begin))

    def strip(low_value: float, high_value: float, name: str = "", tone: str = "") -> Strip:
        top = y(high_value)
        return Strip(top, max(1, y(low_value) - top), name, tone)

    return Picture(
        tuple(Line(track.name, _dots(track, x, y)) for track in tracks),
        tuple(strip(zone.low, zone.high, zone.name, zone.tone) for zone in _without_gaps(zones, high)),
        strip(*band) if band else None,
        _labels([(x(day), day) for day in days]),
        tuple((y(value), value) for value in sorted({low, high, *(zone.low for zone in zones)})),
    )


def _without_gaps(zones: Sequence[Zone], high: float) -> list[Zone]:
    """Zones touch each other: one of whole numbers ends where the next begins."""
    ordered = sorted(zones, key=lambda zone: zone.low)
    found = [Zone(one.low, after.low, one.name, one.tone) for one, after in pairwise(ordered)]
    if ordered:
        last = ordered[-1]
        found.append(Zone(last.low, max(last.high, high), last.name, last.tone))
    return found


def _dots(track: Track, x: object, y: object) -> tuple[Dot, ...]:
    assert callable(x)
    assert callable(y)
    dots = []
    values = [value for _day, value in track.points]
    for at, (day, value) in enumerate(track.points):
        around = [*values[max(0, at - 1) : at], *values[at + 1 : at + 2]]
        above = not around or value >= sum(around) / len(around)
        dots.append(Dot(x(day), y(value), value, day, above))
    return tuple(dots)


def _labels(places: Sequence[tuple[int, date]]) -> tuple[tuple[int, date], ...]:
    """Days that are written: the first, the last, and those between that have room."""
    if len(places) < 2:
        return tuple(places)
    last = places[-1]
    kept = [places[0]]
    for one in places[1:-1]:
        if one[0] - kept[-1][0] >= APART and last[0] - one[0] >= APART:
            kept.append(one)
    if last[0] - kept[-1][0] >= APART or len(kept) == 1:
        kept.append(last)
    return tuple(kept)
