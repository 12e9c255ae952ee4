"""Places on the earth: distance in metres, area in square metres, inside or outside. A place is "lat lon alt accuracy"."""

from __future__ import annotations

import math

from acasa.questionnaires.engine.expressions.values import EvaluationError

_RADIUS = 6_378_100.0
_CIRCUMFERENCE = 2 * _RADIUS * math.pi


def _places(points: list[str]) -> list[tuple[float, float]]:
    found = []
    for point in points:
        parts = point.split()
        if not parts and len(points) == 1:
            continue
        if not parts:
            # A line ends with a semicolon.
            continue
        try:
            found.append((float(parts[0]), float(parts[1])))
        except (ValueError, IndexError) as error:
            raise EvaluationError("A text that is no place stands where a place must be.") from error
    return found


def distance(points: list[str]) -> float:
    """Along all points."""
    places = _places(points)
    total = 0.0
    for first, second in zip(places, places[1:], strict=False):
        north, south = math.radians(first[0]), math.radians(second[0])
        turn = math.radians(first[1] - second[1])
        cosine = math.sin(north) * math.sin(south) + math.cos(north) * math.cos(south) * math.cos(turn)
        total += math.acos(min(1.0, max(-1.0, cosine))) * _RADIUS
    return total


def area(points: list[str]) -> float:
    """Within all points."""
    places = _places(points)
    if len(places) < 3:
        return 0.0
    latitude, longitude = places[0]
    ys = [(each[0] - latitude) * _CIRCUMFERENCE / 360 for each in places[1:]]
    xs = [
        (each[1] - longitude) * _CIRCUMFERENCE * math.cos(math.radians(each[0])) / 360 for each in places[1:]
    ]
    total = sum((ys[i - 1] * xs[i] - xs[i - 1] * ys[i]) / 2 for i in range(1, len(xs)))
    return abs(total)


def inside(point: str, fence: list[str]) -> bool:
    """Whether a place lies within a closed line."""
    found = _places([point])
    if not found:
        raise EvaluationError("A text that is no place stands where a place must be.")
    (y, x), corners = found[0], _places(fence)
    within = False
    for first, second in zip(corners, corners[1:], strict=False):
        if (second[0] > y) != (first[0] > y):
            edge = (first[1] - second[1]) * (y - second[0]) / (first[0] - second[0]) + second[1]
            if x < edge:
                within = not within
    return within
