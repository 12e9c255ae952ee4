"""Where each person stands in the picture of a family. Pure, and the same for the same family.

Generations are rows: grandparents, parents with aunts and uncles, she with siblings and partners, children,
grandchildren; beneath them whoever is no relative. A row is one run of cells of equal width, so nobody can stand on
somebody else; lines run between rows and in the gaps between cells, where no words are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from acasa.cases.family.lines import care_line, households, lines_of
from acasa.cases.family.shapes import (
    AROUND,
    AROUND_IN_A_ROW,
    BAND,
    BOX_HEIGHT,
    CELL,
    CHILDREN,
    FATHER_SIDE,
    GRANDCHILDREN,
    GRANDPARENTS,
    HERS,
    INDEX,
    MARGIN,
    MOTHER_SIDE,
    PARENTS,
    ROW,
    ROW_OF,
    Box,
    Care,
    Person,
    Picture,
    partners_in_order,
)


def layout(people: Iterable[Person], care: Iterable[Care] = ()) -> Picture:
    """Place everybody. `people` holds her, with the id INDEX; the others keep their order where nothing decides."""
    by_id = {person.id: person for person in people}
    if INDEX not in by_id:
        raise ValueError("She herself is missing from the picture.")
    rows = _rows(by_id)
    shift = _shifts(rows, by_id)
    boxes, around, height = _boxes(rows, shift)
    lines = lines_of(rows, boxes, by_id)
    known = [one for one in care if one.carer in boxes and one.child in boxes and one.carer != one.child]
    lines += [care_line(boxes[one.carer], boxes[one.child]) for one in sorted(set(known), key=_care_key)]
    around_them = households(rows, boxes, by_id)
    width = max(box.right for box in boxes.values()) + MARGIN
    return Picture(width, height, boxes, tuple(lines), tuple(around_them), around)


def _care_key(care: Care) -> tuple[str, str]:
    return care.carer, care.child


# --- who stands in which row, and in which order


def _rows(by_id: dict[str, Person]) -> dict[int, list[str]]:
    rows: dict[int, list[str]] = {row: [] for row in range(AROUND + 1)}
    for person in by_id.values():
        if person.id != INDEX:
            rows[ROW_OF.get(person.place, AROUND)].append(person.id)
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
