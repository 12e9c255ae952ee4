"""The lines of a picture: pairs, descent, care; and the outlines of those who live together. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from acasa.cases.family.shapes import (
    AROUND,
    BOX_HEIGHT,
    CELL,
    CHILDREN,
    FATHER_SIDE,
    GRANDCHILDREN,
    GRANDPARENTS,
    HERS,
    INDEX,
    INSET,
    MOTHER_SIDE,
    PARENTS,
    ROW,
    SYMBOL,
    Box,
    Line,
    Person,
    Point,
    partners_in_order,
)

# --- lines


def lines_of(rows: dict[int, list[str]], boxes: dict[str, Box], by_id: dict[str, Person]) -> list[Line]:
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


def care_line(carer: Box, child: Box) -> Line:
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


def households(
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
