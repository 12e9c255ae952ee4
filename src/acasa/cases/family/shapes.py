"""What the picture of a family is made of: persons, their places, the lines between them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
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
ROW_OF: Final = {
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


def partners_in_order(by_id: dict[str, Person]) -> list[str]:
    """Her partners: who lives with her first, then present ones, then former ones."""
    partners = [one for one in by_id if by_id[one].place == "partner"]
    return sorted(partners, key=lambda one: (not by_id[one].household, by_id[one].ended))
