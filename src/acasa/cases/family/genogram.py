"""Where each person stands in the picture of a family. Pure, and the same for the same family.

Generations are rows: grandparents, parents with aunts and uncles, she with siblings and partners, children,
grandchildren; beneath them whoever is no relative. A row is one run of cells of equal width, so nobody can stand on
somebody else; lines run between rows and in the gaps between cells, where no words are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

INDEX: Final = "index"
CELL: Final = 132
SYMBOL: Final = 46
ROW: Final = 158
# From the top of a row to the middle of its symbols; words stand beneath.
MIDDLE: Final = 40
BOX_HEIGHT: Final = 112
MARGIN: Final = 24
# The outline of a household keeps off the lines that run in the gaps between cells.
INSET: Final = 8
# Above the lowest rows there is a heading.
BAND: Final = 30
AROUND_IN_A_ROW: Final = 6

GRANDPARENTS, PARENTS, HERS, CHILDREN, GRANDCHILDREN, AROUND = range(6)
_ROW_OF: Final = {
    "grandparent": GRANDPARENTS,
    "parent": PARENTS,
    "step_parent": PARENTS,
    "aunt": PARENTS,
    "sibling": HERS,
    "partner": HERS,
    "child": CHILDREN,
    "grandchild": GRANDCHILDREN,
}
MOTHER_SIDE, FATHER_SIDE = "mother", "father"


@dataclass(frozen=True)
class Person:
    """Somebody to draw. `parent`: the id of a child's other parent, or of a grandchild's parent."""

    id: str
    place: str
    relation: str = ""
    gender: str = ""
    side: str = ""
    bond: str = ""
    parent: str = ""
    household: bool = False
    significant: bool = False
    ended: bool = False
    died: bool = False


@dataclass(frozen=True)
class Care:
    """Who cared for a child while she was away; both ids are persons' of the picture."""

    carer: str
    child: str


@dataclass(frozen=True)
class Box:
    """A person's cell; the symbol stands in its upper half, in the middle."""

    id: str
    x: int
    y: int
    row: int

    @property
    def left(self) -> int:
        return self.x - CELL // 2

    @property
    def right(self) -> int:
        return self.x + CELL // 2

    @property
    def middle(self) -> int:
        return self.y + MIDDLE

    @property
    def bottom(self) -> int:
        return self.y + BOX_HEIGHT

    @property
    def head(self) -> int:
        """The upper edge of the symbol."""
        return self.middle - SYMBOL // 2

    def overlaps(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )


Point = tuple[int, int]


@dataclass(frozen=True)
class Line:
    """`kind`: union, descent, care. A union's `bond` says how many strokes cross it, at `mark`."""

    kind: str
    points: tuple[Point, ...]
    bond: str = ""
    mark: Point | None = None
    ended: bool = False


@dataclass(frozen=True)
class Picture:
    """Everything to draw, in units of the screen."""

    width: int
    height: int
    boxes: dict[str, Box]
    lines: tuple[Line, ...]
    households: tuple[tuple[Point, ...], ...]
    # Where the heading of those who are no relatives stands; None if there are none.
    around: int | None


@dataclass
class _Plan:
    rows: dict[int, list[str]] = field(default_factory=dict)
    centres: dict[int, float] = field(default_factory=dict)


def layout(people: Iterable[Person], care: Iterable[Care] = ()) -> Picture:
    """Place everybody. `people` holds her, with the id INDEX; the others keep their order where nothing decides."""
    by_id = {person.id: person for person in people}
    if INDEX not in by_id:
        raise ValueError("She herself is missing from the picture.")
    rows = _rows(by_id)
    shift = _shifts(rows, by_id)
    boxes, around, height = _boxes(rows, shift)
    lines = _lines(rows, boxes, by_id)
    known = [one for one in care if one.carer in boxes and one.child in boxes and one.carer != one.child]
    lines += [_care(boxes[one.carer], boxes[one.child]) for one in sorted(set(known), key=_care_key)]
    households = _households(rows, boxes, by_id)
    width = max(box.right for box in boxes.values()) + MARGIN
    return Picture(width, height, boxes, tuple(lines), tuple(households), around)


def _care_key(care: Care) -> tuple[str, str]:
    return care.carer, care.child


# --- who stands in which row, and in which order


def _rows(by_id: dict[str, Person]) -> dict[int, list[str]]:
    rows: dict[int, list[str]] = {row: [] for row in range(AROUND + 1)}
    for person in by_id.values():
        if person.id != INDEX:
            rows[_ROW_OF.get(person.place, AROUND)].append(person.id)
    rows[PARENTS] = _parents(rows[PARENTS], by_id)
    rows[HERS] = _hers(rows[HERS], by_id)
    rows[CHILDREN] = _children(rows, by_id)
    rows[GRANDCHILDREN].sort(key=lambda one: _at(rows[CHILDREN], by_id[one].parent))
    # Father's parents stand on father's side, to the left, as he does.
    rows[GRANDPARENTS].sort(
        key=lambda one: {FATHER_SIDE: 0, MOTHER_SIDE: 2}.get(by_id[one].side, 1 if by_id[one].side else 3)
    )
    return rows


def _at(row: Sequence[str], one: str) -> int:
    return row.index(one) if one in row else len(row)


def _parents(ids: list[str], by_id: dict[str, Person]) -> list[str]:
    fathers = [one for one in ids if by_id[one].relation == "father"]
    mothers = [one for one in ids if by_id[one].place == "parent" and one not in fathers]
    rest = [one for one in ids if by_id[one].place != "parent"]
    left = [one for one in rest if by_id[one].side == FATHER_SIDE]
    right = [one for one in rest if one not in left]
    # The first father and the first mother stand side by side.
    return [*left, *reversed(fathers), *mothers, *right]


def _hers(ids: list[str], by_id: dict[str, Person]) -> list[str]:
    siblings = [one for one in ids if by_id[one].place == "sibling"]
    partners = partners_in_order(by_id)
    # Whoever lives with her stands beside her, so that the outline of the household stays whole.
    siblings.sort(key=lambda one: by_id[one].household)
    left = partners[1:2]
    return [*siblings, *left, INDEX, *partners[:1], *partners[2:]]


def partners_in_order(by_id: dict[str, Person]) -> list[str]:
    """Her partners: who lives with her first, then present ones, then former ones."""
    partners = [one for one in by_id if by_id[one].place == "partner"]
    return sorted(partners, key=lambda one: (not by_id[one].household, by_id[one].ended))


def _children(rows: dict[int, list[str]], by_id: dict[str, Person]) -> list[str]:
    hers = rows[HERS]

    def key(one: str) -> tuple[float, bool]:
        parent = by_id[one].parent
        if parent in hers and by_id[parent].place == "partner":
            return float(hers.index(parent)), not by_id[one].household
        # A child of whom nobody said who the other parent is hangs on her alone.
        return float(hers.index(INDEX)), not by_id[one].household

    return sorted(rows[CHILDREN], key=key)


# --- where the rows stand


def _shifts(rows: dict[int, list[str]], by_id: dict[str, Person]) -> dict[int, float]:
    """The place of each row's first cell, in cells, so that parents stand above their children."""
    shift: dict[int, float] = {HERS: 0.0}
    index = rows[HERS].index(INDEX)
    siblings = [at for at, one in enumerate(rows[HERS]) if by_id[one].place == "sibling"]
    if rows[PARENTS]:
        over = (min([index, *siblings]) + max([index, *siblings])) / 2
        pair = [at for at, one in enumerate(rows[PARENTS]) if by_id[one].place == "parent"]
        anchor = _couple_point(rows[PARENTS], by_id) if pair else (len(rows[PARENTS]) - 1) / 2
        shift[PARENTS] = over - anchor
    if rows[GRANDPARENTS]:
        base = shift.get(PARENTS, 0.0)
        under = base + (_couple_point(rows[PARENTS], by_id) if rows[PARENTS] else index)
        shift[GRANDPARENTS] = under - (len(rows[GRANDPARENTS]) - 1) / 2
    if rows[CHILDREN]:
        under = index + (0.5 if partners_in_order(by_id) else 0.0)
        shift[CHILDREN] = under - (len(rows[CHILDREN]) - 1) / 2
    if rows[GRANDCHILDREN]:
        parents = [
            at
            for at, one in enumerate(rows[CHILDREN])
            if any(by_id[g].parent == one for g in rows[GRANDCHILDREN])
        ]
        base = shift.get(CHILDREN, float(index))
        under = base + (sum(parents) / len(parents) if parents else (len(rows[CHILDREN]) - 1) / 2)
        shift[GRANDCHILDREN] = under - (len(rows[GRANDCHILDREN]) - 1) / 2
    return shift


def _couple_point(row: list[str], by_id: dict[str, Person]) -> float:
    """From where the children of the parents' row hang, in cells from its beginning."""
    fathers = [at for at, one in enumerate(row) if by_id[one].relation == "father"]
    mothers = [at for at, one in enumerate(row) if by_id[one].place == "parent" and at not in fathers]
    if fathers and mothers:
        return fathers[-1] + 0.5
    one = (fathers or mothers or [(len(row) - 1) // 2])[0]
    return one + 0.5 if fathers or mothers else (len(row) - 1) / 2


def _boxes(rows: dict[int, list[str]], shift: dict[int, float]) -> tuple[dict[str, Box], int | None, int]:
    used = [row for row in range(AROUND) if rows[row]]
    least = min(shift[row] for row in used)
    boxes: dict[str, Box] = {}
    top = MARGIN
    for row in used:
        for at, one in enumerate(rows[row]):
            x = MARGIN + CELL // 2 + round((shift[row] - least + at) * CELL)
            boxes[one] = Box(one, x, top, row)
        top += ROW
    bottom = top - ROW + BOX_HEIGHT
    around = None
    if rows[AROUND]:
        widest = max(box.right for box in boxes.values()) - MARGIN
        in_a_row = max(min(AROUND_IN_A_ROW, max(widest // CELL, 3)), 1)
        around = bottom + BAND
        top = around + BAND // 2
        for at, one in enumerate(rows[AROUND]):
            line, column = divmod(at, in_a_row)
            boxes[one] = Box(
                one, MARGIN + CELL // 2 + column * CELL, top + line * (BOX_HEIGHT + 12), AROUND + line
            )
        bottom = max(box.bottom for box in boxes.values())
    return boxes, around, bottom + MARGIN


# --- lines


def _lines(rows: dict[int, list[str]], boxes: dict[str, Box], by_id: dict[str, Person]) -> list[Line]:
    return [
        *_grandparents(rows, boxes, by_id),
        *_her_parents(rows, boxes, by_id),
        *_her_unions(rows, boxes, by_id),
        *_grandchildren(rows, boxes, by_id),
    ]


def _down(start: Point, level: int, children: Sequence[Box]) -> list[Line]:
    """From a point down to a level, along it, and down to each child's symbol."""
    lines = []
    for child in children:
        points = [start, (start[0], level), (child.x, level), (child.x, child.head)]
        lines.append(Line("descent", _bare(points)))
    return lines


def _bare(points: Iterable[Point]) -> tuple[Point, ...]:
    """A way without points that stand twice."""
    kept: list[Point] = []
    for point in points:
        if not kept or kept[-1] != point:
            kept.append(point)
    return tuple(kept)


def _beside(box: Box) -> Point:
    return box.right, box.middle


def _join(left: Box, right: Box, bond: str = "", *, ended: bool = False) -> tuple[Line, Point]:
    """The line of a pair that stands side by side, and the point from which children hang."""
    first, second = sorted((left, right), key=lambda box: box.x)
    start, end = (first.x + SYMBOL // 2, first.middle), (second.x - SYMBOL // 2, second.middle)
    hang = (first.right, first.middle)
    return Line("union", (start, end), bond, ((start[0] + end[0]) // 2, first.middle), ended), hang


def _alone(box: Box) -> tuple[Line, Point]:
    """A short line beside somebody whose children have no other parent in the picture."""
    hang = _beside(box)
    return Line("descent", ((box.x + SYMBOL // 2, box.middle), hang)), hang


def _grandparents(rows: dict[int, list[str]], boxes: dict[str, Box], by_id: dict[str, Person]) -> list[Line]:
    lines = []
    for number, side in enumerate((FATHER_SIDE, MOTHER_SIDE)):
        old = [boxes[one] for one in rows[GRANDPARENTS] if by_id[one].side == side]
        young = [
            boxes[one]
            for one in rows[PARENTS]
            if (by_id[one].place == "parent" and by_id[one].relation == side)
            or (by_id[one].place == "aunt" and by_id[one].side == side)
        ]
        if not old or not young:
            continue
        line, hang = _join(old[0], old[1]) if len(old) > 1 else _alone(old[0])
        lines += [line, *_down(hang, young[0].y - 16 + 10 * number, young)]
    return lines


def _her_parents(rows: dict[int, list[str]], boxes: dict[str, Box], by_id: dict[str, Person]) -> list[Line]:
    fathers = [one for one in rows[PARENTS] if by_id[one].relation == "father"]
    mothers = [one for one in rows[PARENTS] if by_id[one].place == "parent" and one not in fathers]
    if not fathers and not mothers:
        return []
    if fathers and mothers:
        line, hang = _join(
            boxes[fathers[-1]], boxes[mothers[0]], by_id[mothers[0]].bond or by_id[fathers[-1]].bond
        )
    else:
        line, hang = _alone(boxes[(fathers or mothers)[0]])
    family = [boxes[one] for one in rows[HERS] if one == INDEX or by_id[one].place == "sibling"]
    return [line, *_down(hang, boxes[INDEX].y - 8, family)]


def _her_unions(rows: dict[int, list[str]], boxes: dict[str, Box], by_id: dict[str, Person]) -> list[Line]:
    index, partners = boxes[INDEX], partners_in_order(by_id)
    lines: list[Line] = []
    hangs: list[tuple[Point, list[Box]]] = []
    for number, one in enumerate(partners):
        box, person = boxes[one], by_id[one]
        if number < 2:
            line, hang = _join(index, box, person.bond, ended=person.ended)
        else:
            # Past those who stand between, above their heads.
            level = index.head - 6 - 5 * (number - 2)
            points = ((index.x + 8, index.head + 3), (index.x + 8, level), (box.x, level), (box.x, box.head))
            line = Line("union", points, person.bond, (box.left - 8, level), person.ended)
            hang = (box.left, level)
        lines.append(line)
        hangs.append((hang, [boxes[c] for c in rows[CHILDREN] if by_id[c].parent == one]))
    alone = [boxes[c] for c in rows[CHILDREN] if by_id[c].parent not in partners]
    if alone:
        # Beside her if there is room, else beneath her words.
        if len(partners) < 2:
            right = not partners
            hang = (index.right if right else index.left, index.middle)
            edge = index.x + (SYMBOL // 2 if right else -SYMBOL // 2)
            lines.append(Line("descent", ((edge, index.middle), hang)))
        else:
            hang = (index.x, index.bottom)
        hangs.append((hang, alone))
    for number, (hang, children) in enumerate(sorted(hangs, key=lambda item: item[0])):
        if children:
            level = index.bottom + 8 + min(8 * number, 32)
            lines += _down(hang, level, children)
    return lines


def _grandchildren(rows: dict[int, list[str]], boxes: dict[str, Box], by_id: dict[str, Person]) -> list[Line]:
    lines = []
    for one in rows[CHILDREN]:
        young = [boxes[g] for g in rows[GRANDCHILDREN] if by_id[g].parent == one]
        if young:
            line, hang = _alone(boxes[one])
            lines += [line, *_down(hang, young[0].y - 12, young)]
    return lines


def _care(carer: Box, child: Box) -> Line:
    """From a carer's symbol to the child's, bowed a little so that it is not taken for a line of descent."""
    away = 1 if child.x >= carer.x else -1
    start = (carer.x + away * (SYMBOL // 2), carer.middle + 8)
    end = (child.x - away * (SYMBOL // 2), child.middle)
    if carer.x == child.x:
        start, end = (carer.x + SYMBOL // 2, carer.middle), (child.x + SYMBOL // 2, child.middle)
        bow = (carer.x + CELL // 2 + 10, (carer.middle + child.middle) // 2)
    elif carer.row == child.row:
        bow = ((start[0] + end[0]) // 2, carer.head - 30)
    else:
        bow = (end[0] - away * CELL // 3, (start[1] + end[1]) // 2)
    return Line("care", (start, bow, end))


# --- who lives together


def _households(
    rows: dict[int, list[str]], boxes: dict[str, Box], by_id: dict[str, Person]
) -> list[tuple[Point, ...]]:
    """Outlines around those who live with her: one through neighbouring rows as far as they meet."""
    if not any(person.household for person in by_id.values() if person.id != INDEX):
        return []
    lines: dict[int, list[Box]] = {}
    for box in boxes.values():
        lines.setdefault(box.y, []).append(box)
    chains: list[list[tuple[int, int, int]]] = []
    for y in sorted(lines):
        row = sorted(lines[y], key=lambda box: box.x)
        added: list[list[tuple[int, int, int]]] = []
        for left, right in _runs(row, by_id):
            chain = next(
                (
                    chain
                    for chain in chains
                    if chain not in added
                    and chain[-1][2] == y - ROW
                    and chain[-1][0] + 20 < right
                    and left + 20 < chain[-1][1]
                ),
                None,
            )
            if chain is None or row[0].row >= AROUND:
                chain = []
                chains.append(chain)
            chain.append((left, right, y))
            added.append(chain)
    return [_outline(chain) for chain in chains]


def _runs(row: Sequence[Box], by_id: dict[str, Person]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    before = None
    for box in row:
        if box.id != INDEX and not by_id[box.id].household:
            before = None
            continue
        if before is not None and before.right == box.left:
            runs[-1] = (runs[-1][0], box.right - INSET)
        else:
            runs.append((box.left + INSET, box.right - INSET))
        before = box
    return runs


def _outline(chain: Sequence[tuple[int, int, int]]) -> tuple[Point, ...]:
    """Down the right edges, up the left ones; between two rows the step lies in the gap."""
    half = (BOX_HEIGHT + ROW) // 2
    right: list[Point] = []
    left: list[Point] = []
    for at, (x0, x1, y) in enumerate(chain):
        top = y + 2 if at == 0 else y - ROW + half
        bottom = y + BOX_HEIGHT + 4 if at == len(chain) - 1 else y + half
        right += [(x1, top), (x1, bottom)]
        left += [(x0, top), (x0, bottom)]
    return _bare([*right, *reversed(left)])
