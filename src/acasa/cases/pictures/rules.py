"""Where things stand in an ecomap, how a tie is drawn, and which needs meet which services. Pure.

An ecomap (Ann Hartman, 1978; certainty: high) has the person in the middle and around her everybody and everything
that she has a tie with; how strong a tie is and which way it flows is hers to say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import hypot
from typing import Any, Final

GROUPS: Final = ("household", "family", "friend", "us", "service", "school", "work", "aid", "other")
STRENGTHS: Final = ("strong", "weak", "stressful", "broken")
DIRECTIONS: Final = ("both", "to_her", "from_her")

Point = tuple[float, float]


@dataclass(frozen=True)
class Node:
    """Somebody or something around her. `sources` says where the case speaks of it."""

    id: str
    name: str
    group: str
    sources: tuple[str, ...] = ()
    strength: str = ""
    direction: str = ""
    by_hand: bool = False
    # What this is to her, when it has a name of its own: her sister, her child.
    note: str = ""


def name_id(name: str) -> str:
    """One id for one name, however it is spelt in capitals and spaces. It never stands in an address."""
    plain = " ".join(name.casefold().split())
    return f"o{hashlib.blake2b(plain.encode(), digest_size=6).hexdigest()}"


def gathered(found: Iterable[Node], record: Mapping[str, Any] | None) -> list[Node]:
    """Everything once, with the ties that were set by hand, in the order of the groups."""
    ties: Mapping[str, Mapping[str, str]] = (record or {}).get("ties", {})
    by_hand = [
        Node(str(item["id"]), str(item["name"]), str(item["group"]), by_hand=True)
        for item in (record or {}).get("added", ())
    ]
    once: dict[str, Node] = {}
    for node in (*found, *by_hand):
        known = once.get(node.id)
        sources = tuple(dict.fromkeys((*(known.sources if known else ()), *node.sources)))
        tie = ties.get(node.id, {})
        once[node.id] = Node(
            node.id,
            known.name if known else node.name,
            known.group if known else node.group,
            sources,
            tie.get("strength", ""),
            tie.get("direction", ""),
            node.by_hand and (known is None or known.by_hand),
            known.note if known else node.note,
        )
    order = {group: at for at, group in enumerate(GROUPS)}
    # The order in which the case speaks of them stays within a group.
    return sorted(once.values(), key=lambda node: order.get(node.group, len(order)))


# --- the picture

WIDTH: Final = 850
BOX: Final = (152, 46)
STEP: Final = 74
ROW_GAP: Final = 170
RADIUS: Final = 54
LEAST: Final = 380
ROW_MOST: Final = 3
EDGE: Final = 34


@dataclass(frozen=True)
class Place:
    """The middle of a box."""

    id: str
    x: float
    y: float


@dataclass(frozen=True)
class Layout:
    """Boxes around her; she stands at `middle`."""

    height: int
    middle: Point
    places: tuple[Place, ...]


def layout(ids: Sequence[str]) -> Layout:
    """Around her in the order given, clockwise from the top; no two boxes meet, no line runs through another's box."""
    count = len(ids)
    top = min(ROW_MOST, (count + 3) // 4)
    bottom = min(ROW_MOST, (count - top + 2) // 3)
    right = (count - top - bottom + 1) // 2
    left = count - top - bottom - right
    height = max(LEAST, max(left, right) * STEP + 2 * EDGE)
    x, y = WIDTH / 2, height / 2

    def row(many: int, at: float) -> list[Point]:
        return [(x + (place - (many - 1) / 2) * ROW_GAP, at) for place in range(many)]

    def column(many: int, at: float) -> list[Point]:
        return [(at, y + (place - (many - 1) / 2) * STEP) for place in range(many)]

    side = BOX[0] / 2 + 8
    around = [
        *row(top, EDGE),
        *column(right, WIDTH - side),
        *reversed(row(bottom, height - EDGE)),
        *reversed(column(left, side)),
    ]
    places = tuple(Place(one, *point) for one, point in zip(ids, around, strict=True))
    return Layout(height, (x, y), places)


def tie(middle: Point, place: Place) -> tuple[Point, Point]:
    """From the edge of her circle to the middle of that side of the box which looks at her."""
    x, y = place.x - middle[0], place.y - middle[1]
    beside = abs(x) > WIDTH / 2 - BOX[0]
    if beside:
        end = (place.x - BOX[0] / 2 * (1 if x > 0 else -1), place.y)
    else:
        end = (place.x, place.y - BOX[1] / 2 * (1 if y > 0 else -1))
    dx, dy = end[0] - middle[0], end[1] - middle[1]
    length = hypot(dx, dy)
    return (middle[0] + dx * RADIUS / length, middle[1] + dy * RADIUS / length), end


def zigzag(start: Point, end: Point, *, wide: float = 7, long: float = 14) -> list[Point]:
    """A jagged line from one point to the other."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy)
    if not length:
        return [start, end]
    count = max(2, round(length / long))
    across = (-dy / length * wide, dx / length * wide)
    points = [start]
    for at in range(1, count):
        sign = 1 if at % 2 else -1
        share = at / count
        points.append((start[0] + dx * share + sign * across[0], start[1] + dy * share + sign * across[1]))
    return [*points, end]


def head(start: Point, end: Point, *, size: float = 11) -> list[Point]:
    """An arrow's head at `end`, coming from `start`."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy) or 1
    ux, uy = dx / length, dy / length
    back = (end[0] - ux * size, end[1] - uy * size)
    half = size * 0.55
    return [end, (back[0] - uy * half, back[1] + ux * half), (back[0] + uy * half, back[1] - ux * half)]


# --- needs against services

DONE: Final = "done"
OPEN: Final = "open"
DROPPED: Final = "dropped"
STANDS: Final = (OPEN, DONE)


@dataclass(frozen=True)
class Service:
    """Something that is done for a need: by whom, of which kind, and how it stands."""

    need: str
    text: str
    kind: str
    organisation: str
    who: str
    state: str
    due: str = ""
    # What the organisation answered to a referral, if it was asked.
    answer: str = ""


@dataclass(frozen=True)
class Row:
    """A need with a cell for each column; `gap` when it is open and nothing that stands is planned."""

    need: str
    cells: tuple[tuple[Service, ...], ...]
    gap: bool


@dataclass(frozen=True)
class Matrix:
    """Needs in rows, kinds of help or organisations in columns."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    open_needs: int = 0
    met: int = 0
    # Columns are ordered by their first use.
    used: Mapping[str, int] = field(default_factory=dict)

    @property
    def gaps(self) -> int:
        return sum(row.gap for row in self.rows)


def matrix(needs: Sequence[tuple[str, str]], services: Sequence[Service], *, by: str) -> Matrix:
    """`needs`: pairs of id and status, in their order. `by`: "kind" or "organisation"."""
    known = {need for need, _status in needs}
    ours = [service for service in services if service.need in known]

    def column(service: Service) -> str:
        return service.organisation if by == "organisation" else service.kind

    used: dict[str, int] = {}
    for service in ours:
        used[column(service)] = used.get(column(service), 0) + 1
    # What has no name of its own stands last.
    columns = tuple(sorted(used, key=lambda name: not name))
    rows = []
    for need, status in needs:
        cells = tuple(
            tuple(service for service in ours if service.need == need and column(service) == name)
            for name in columns
        )
        stands = any(service.state in STANDS for cell in cells for service in cell)
        rows.append(Row(need, cells, status == "open" and not stands))
    open_needs = sum(status == "open" for _need, status in needs)
    met = sum(status == "met" for _need, status in needs)
    return Matrix(columns, tuple(rows), open_needs, met, used)
