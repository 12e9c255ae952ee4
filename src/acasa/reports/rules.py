"""Tables that expose no one: what of a count may be shown so that nothing of what is withheld can be calculated.

Pure. A number under the threshold is never shown, zero included. Whatever would let it be calculated from the sums
is withheld as well (secondary suppression), and of two ways the one that costs the smaller number. Sums over one
field are the same in every table of the whole caseload, so that two tables tell no more than each alone: categories
that are too small are put together, never left to be found by subtraction.

What a withheld number may be is measured exactly. Cells and sums form a network through which people flow: rows
give them, columns take them. How far a withheld cell can move while all that is shown stays as it is, is the most
that flows round through it: it must be able to take at least `threshold` values. See docs/adr/0026.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

THRESHOLD: Final = 5

# How people stand in a table:
# both: everybody in one row and in one column; rows: in one row, perhaps in several columns; columns: the other way;
# named: in several rows, of each of these in one column (when it was named first); free: in several of both.
Shape = Literal["both", "rows", "columns", "named", "free"]


@dataclass(frozen=True)
class Counts:
    """How many people stand where: the truth, which is never shown. Cells that are missing are zero.

    `named` tables have no sums of columns.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], int]
    row_sums: Mapping[str, int]
    column_sums: Mapping[str, int]
    total: int
    shape: Shape

    def cell(self, row: str, column: str) -> int:
        return self.cells.get((row, column), 0)


@dataclass(frozen=True)
class Head:
    """A column or row as it is shown. `codes`: several when small ones were put together.

    `total` None: withheld, because nearly everybody is in it (`nearly`), or because there is none.
    """

    codes: tuple[str, ...]
    total: int | None
    nearly: bool = False


@dataclass(frozen=True)
class Shown:
    """What may be shown. `cells` line by line, None for what is withheld.

    `total` None: so few people that nothing is shown. `left_out`: whether a table of many answers may have more rows
    (columns), each with fewer people than the threshold, or none.
    """

    total: int | None
    rows: tuple[Head, ...] = ()
    columns: tuple[Head, ...] = ()
    cells: tuple[tuple[int | None, ...], ...] = ()
    left_out: bool = False
    rounded: int = 0

    @property
    def withheld(self) -> int:
        """How many cells are not shown."""
        return sum(cell is None for line in self.cells for cell in line)


def expose(counts: Counts, *, threshold: int = THRESHOLD, rounded: bool = False) -> Shown:
    """What of these counts may be shown.

    `rounded` for a part of the caseload: every number is the nearest multiple of the threshold then, because tables
    of parts can be subtracted from each other.
    """
    if counts.total < threshold:
        return Shown(None)
    rows = _heads(counts.rows, counts.row_sums, counts, threshold, one=counts.shape in ("both", "rows"))
    columns = _columns(counts, threshold)
    kept_rows = [head for head in rows if len(head.codes)]
    net = _Net(counts, kept_rows, columns, threshold)
    net.withhold()
    step = threshold if rounded else 1
    cells = tuple(
        tuple(_round(net.value(r, c), step) if net.is_shown(r, c) else None for c in range(len(columns)))
        for r in range(len(kept_rows))
    )
    return Shown(
        total=_round(counts.total, step),
        rows=tuple(_rounded(head, step) for head in kept_rows),
        columns=tuple(_rounded(head, step) for head in columns),
        cells=cells,
        left_out=counts.shape != "both",
        rounded=threshold if rounded else 0,
    )


def share(part: int | None, whole: int | None) -> int | None:
    """Per cent, whole numbers; None while either is withheld or nobody is there. Half a per cent goes up."""
    if part is None or not whole:
        return None
    return min(100, (200 * part + whole) // (2 * whole))


def _round(value: int, step: int) -> int:
    return step * ((2 * value + step) // (2 * step)) if step > 1 else value


def _rounded(head: Head, step: int) -> Head:
    return head if head.total is None else Head(head.codes, _round(head.total, step), head.nearly)


# --- rows and columns


def gather(codes: Sequence[str], sums: Mapping[str, int], threshold: int) -> list[tuple[str, ...]]:
    """Categories of which everybody has one, the small ones put together in a last one until it is large enough."""
    small = [code for code in codes if sums.get(code, 0) < threshold]
    large = [code for code in codes if sums.get(code, 0) >= threshold]
    together = sum(sums.get(code, 0) for code in small)
    while 0 < together < threshold and large:
        least = min(large, key=lambda code: (sums[code], codes.index(code)))
        large.remove(least)
        small.append(least)
        together += sums[least]
    groups: list[tuple[str, ...]] = [(code,) for code in large]
    if together:
        groups.append(tuple(sorted(small, key=codes.index)))
    return groups


def _heads(
    codes: Sequence[str], sums: Mapping[str, int], counts: Counts, threshold: int, *, one: bool
) -> list[Head]:
    """`one`: everybody has exactly one of these codes."""
    if one:
        return [
            Head(group, sum(sums.get(code, 0) for code in group)) for group in gather(codes, sums, threshold)
        ]
    found = []
    for code in codes:
        here = sums.get(code, 0)
        # Who does not have it are a small number too.
        nearly = 0 < counts.total - here < threshold
        if here >= threshold:
            found.append(Head((code,), None if nearly else here, nearly))
    return found


def _columns(counts: Counts, threshold: int) -> list[Head]:
    if counts.shape == "named":
        mentions = {column: sum(counts.cell(row, column) for row in counts.rows) for column in counts.columns}
        return [Head(group, None) for group in gather(counts.columns, mentions, threshold)]
    one = counts.shape in ("both", "columns")
    return _heads(counts.columns, counts.column_sums, counts, threshold, one=one)


# --- what else must be withheld

_OUTSIDE: Final = -1_000_000


@dataclass
class _Arc:
    """A cell: people flow from its row to its column. `least` and `most` are what anybody knows it to be."""

    start: int
    end: int
    value: int
    least: int
    most: int
    shown: bool = True
    # Of a row or column that nearly everybody is in: withheld, and no sum is shown that tells of it.
    apart: bool = False


@dataclass
class _Net:
    counts: Counts
    rows: Sequence[Head]
    columns: Sequence[Head]
    threshold: int
    arcs: list[_Arc] = field(default_factory=list)
    touching: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        row_sums = self.counts.shape in ("both", "columns", "named")
        column_sums = self.counts.shape in ("both", "rows")
        for r, row in enumerate(self.rows):
            for c, column in enumerate(self.columns):
                value = sum(self.counts.cell(a, b) for a in row.codes for b in column.codes)
                sums = [head.total for head in (row, column) if head.total is not None]
                least = max(0, sum(sums) - self.counts.total) if len(sums) == 2 else 0
                self.arcs.append(
                    _Arc(
                        # Where only one of both has sums, each line is a net of its own, open on the other side.
                        start=r if row_sums else -1 - c if column_sums else _OUTSIDE,
                        end=len(self.rows) + c if column_sums else -1 - r if row_sums else _OUTSIDE,
                        value=value,
                        least=least,
                        most=min([self.counts.total, *sums]),
                        apart=row.nearly or column.nearly,
                    )
                )
        for at, arc in enumerate(self.arcs):
            for node in {arc.start, arc.end}:
                self.touching.setdefault(node, []).append(at)

    def _at(self, r: int, c: int) -> _Arc:
        return self.arcs[r * len(self.columns) + c]

    def value(self, r: int, c: int) -> int:
        return self._at(r, c).value

    def is_shown(self, r: int, c: int) -> bool:
        arc = self._at(r, c)
        return arc.shown and not arc.apart

    def withhold(self) -> None:
        """Withhold what is small, then as much more as it takes that none of it can be calculated."""
        waiting = []
        for at, arc in enumerate(self.arcs):
            if not arc.apart and arc.value < self.threshold:
                arc.shown = False
                waiting.append(at)
        while waiting:
            more = self._protect(waiting.pop())
            if more is None:
                # There is no room at all: rather nothing than something that can be calculated.
                for arc in self.arcs:
                    arc.shown = False
                return
            waiting += more

    def _protect(self, at: int) -> list[int] | None:
        """Let a withheld cell take `threshold` values. Returns what was withheld for it, None if that can't be."""
        arc = self.arcs[at]
        wanted = self.threshold - 1
        more: list[int] = []
        # First as far as what is withheld already lets it, both ways; only then is more withheld.
        for paying in (False, True):
            up = self._push(at, min(wanted, arc.most - arc.value), 1, more, paying=paying)
            down = self._push(at, min(wanted - up, arc.value - arc.least), -1, more, paying=paying)
            if up + down >= wanted:
                return more
        return None

    def _push(self, at: int, wanted: int, sign: int, more: list[int], *, paying: bool) -> int:
        """How far this cell can rise (sign 1) or fall (-1), at most as wanted, others giving way.

        `paying`: cells on the cheapest ways are withheld where needed and added to `more`.
        """
        arc = self.arcs[at]
        start, goal = (arc.end, arc.start) if sign > 0 else (arc.start, arc.end)
        moved: dict[int, int] = {}
        pushed = 0
        while pushed < wanted:
            if start == goal:
                return wanted
            way = self._way(start, goal, at, moved, paying=paying)
            if way is None:
                return pushed
            room = min(
                (self.arcs[i].most - self.arcs[i].value - moved.get(i, 0))
                if step > 0
                else (self.arcs[i].value + moved.get(i, 0) - self.arcs[i].least)
                for i, step in way
            )
            amount = min(room, wanted - pushed)
            for i, step in way:
                moved[i] = moved.get(i, 0) + step * amount
                if self.arcs[i].shown:
                    self.arcs[i].shown = False
                    more.append(i)
            pushed += amount
        return pushed

    def _way(
        self, start: int, goal: int, without: int, moved: Mapping[int, int], *, paying: bool
    ) -> list[tuple[int, int]] | None:
        """The way that withholds least, as arcs with 1 (more people) or -1 (fewer)."""
        best = {start: 0}
        came: dict[int, tuple[int, int, int]] = {}
        heap = [(0, start)]
        while heap:
            cost, node = heapq.heappop(heap)
            if cost > best[node]:
                continue
            if node == goal:
                break
            for i in self.touching.get(node, ()):
                arc = self.arcs[i]
                if i == without or arc.apart or (arc.shown and not paying):
                    continue
                now = arc.value + moved.get(i, 0)
                if node == arc.start and now < arc.most:
                    there, step = arc.end, 1
                elif node == arc.end and now > arc.least:
                    there, step = arc.start, -1
                else:
                    continue
                price = cost + (arc.value + 1 if arc.shown else 0)
                if price < best.get(there, price + 1):
                    best[there] = price
                    came[there] = (node, i, step)
                    heapq.heappush(heap, (price, there))
        if goal not in came:
            return None
        way = []
        node = goal
        while node != start:
            node, i, step = came[node]
            way.append((i, step))
        return way


# --- ranking


def ranked(shown: Shown, order: Iterable[str] = ()) -> list[int]:
    """Numbers of the rows, the most frequent first; "nearly everybody" stands above all, equal ones in `order`."""
    place = {code: at for at, code in enumerate(order)}

    def key(at: int) -> tuple[int, int, int]:
        head = shown.rows[at]
        return (
            0 if head.nearly else 1 if len(head.codes) == 1 else 2,
            -(head.total or 0),
            place.get(head.codes[0], at),
        )

    return sorted(range(len(shown.rows)), key=key)
