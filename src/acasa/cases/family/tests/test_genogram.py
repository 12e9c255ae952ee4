"""The picture of a family: everybody once, nobody on somebody else, the same for the same family."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acasa.cases.family import shapes
from acasa.cases.family.genogram import layout
from acasa.cases.family.shapes import INDEX, Care, Person

PLACES = {
    "parent": ("mother", "father"),
    "step_parent": ("step_parent",),
    "aunt": ("aunt_uncle",),
    "grandparent": ("grandmother", "grandfather"),
    "partner": ("partner", "husband"),
    "sibling": ("sibling",),
    "child": ("child",),
    "grandchild": ("grandchild",),
    "other": ("guardian", "neighbour"),
}
HER = Person(INDEX, "index", gender="Feminine")


@st.composite
def families(draw: st.DrawFn) -> tuple[list[Person], list[Care]]:
    count = draw(st.integers(0, 16))
    ids = [f"p{at}" for at in range(count)]
    people = [HER]
    for one in ids:
        place = draw(st.sampled_from(sorted(PLACES)))
        people.append(
            Person(
                one,
                place,
                relation=draw(st.sampled_from(PLACES[place])),
                side=draw(st.sampled_from(["", "mother", "father"])),
                bond=draw(st.sampled_from(["", "together", "separated", "divorced"])),
                parent=draw(st.sampled_from(["", "gone", *ids])),
                household=draw(st.booleans()),
                ended=draw(st.booleans()),
            )
        )
    known = st.sampled_from([INDEX, "gone", *ids])
    care = draw(st.lists(st.builds(Care, known, known), max_size=4))
    return people, care


@given(families())
def test_everybody_stands_once_and_on_nobody(family: tuple[list[Person], list[Care]]) -> None:
    people, care = family
    picture = layout(people, care)
    assert set(picture.boxes) == {person.id for person in people}
    for one, other in combinations(picture.boxes.values(), 2):
        assert not one.overlaps(other), (one, other)
    for box in picture.boxes.values():
        assert box.left >= 0 and box.right <= picture.width and box.y >= 0 and box.bottom <= picture.height
    assert layout(people, care) == picture


@given(families())
def test_lines_stay_in_the_picture_and_reach_those_they_join(
    family: tuple[list[Person], list[Care]],
) -> None:
    people, care = family
    picture = layout(people, care)
    for line in picture.lines:
        assert len(line.points) >= 2
        assert all(0 <= x <= picture.width and 0 <= y <= picture.height for x, y in line.points), line
    heads = {(box.x, box.head) for box in picture.boxes.values()}
    ends = {line.points[-1] for line in picture.lines if line.kind == "descent"}
    # A child's line ends at the child.
    for person in people:
        box = picture.boxes[person.id]
        if person.place == "child":
            assert (box.x, box.head) in ends & heads


def test_she_must_be_in_the_picture() -> None:
    with pytest.raises(ValueError, match="missing"):
        layout([Person("a", "child")])


def test_generations_stand_beneath_each_other() -> None:
    picture = layout(
        [
            HER,
            Person("m", "parent", "mother"),
            Person("g", "grandparent", "grandmother", side="mother"),
            Person("h", "partner", "husband", bond="divorced"),
            Person("c", "child", parent="h"),
            Person("n", "other", "neighbour"),
        ],
        [Care("n", "c"), Care("gone", "c")],
    )
    y = {one: box.y for one, box in picture.boxes.items()}
    assert y["g"] < y["m"] < y[INDEX] == y["h"] < y["c"] < y["n"]
    union = next(line for line in picture.lines if line.kind == "union")
    assert union.bond == "divorced" and union.mark is not None
    assert [line.kind for line in picture.lines].count("care") == 1
    assert picture.around is not None and picture.households == ()


def test_one_outline_runs_around_a_household_of_two_generations() -> None:
    picture = layout(
        [
            HER,
            Person("h", "partner", household=True),
            Person("former", "partner", ended=True),
            Person("a", "child", parent="h", household=True),
            Person("b", "child", parent="former"),
        ]
    )
    (outline,) = picture.households
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    for one in (INDEX, "h", "a"):
        box = picture.boxes[one]
        assert min(xs) <= box.x <= max(xs) and min(ys) <= box.middle <= max(ys)
    away = picture.boxes["former"]
    assert not min(xs) < away.x < max(xs)


def test_a_child_hangs_between_its_parents() -> None:
    picture = layout([HER, Person("h", "partner"), Person("c", "child", parent="h")])
    hang = picture.boxes[INDEX].right
    assert any(line.kind == "descent" and line.points[0][0] == hang for line in picture.lines)
    assert shapes.CELL > shapes.SYMBOL
