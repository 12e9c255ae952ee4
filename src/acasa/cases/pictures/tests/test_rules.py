"""Pure rules of the pictures: nobody stands on anybody, no line runs through a box, no need is lost."""

from __future__ import annotations

from itertools import combinations
from math import hypot

from hypothesis import given, settings
from hypothesis import strategies as st

from acasa.cases.pictures import rules
from acasa.cases.pictures.rules import Node, Place, Service

WIDE, HIGH = rules.BOX


def crosses(start: rules.Point, end: rules.Point, box: Place) -> bool:
    """Whether a line comes into a box (looked at in a hundred steps)."""
    for step in range(101):
        x = start[0] + (end[0] - start[0]) * step / 100
        y = start[1] + (end[1] - start[1]) * step / 100
        if abs(x - box.x) < WIDE / 2 - 1 and abs(y - box.y) < HIGH / 2 - 1:
            return True
    return False


@settings(deadline=None, max_examples=45)
@given(st.integers(0, 40))
def test_nobody_stands_on_anybody_and_no_line_runs_through_a_box(count: int) -> None:
    found = rules.layout([str(at) for at in range(count)])
    assert [place.id for place in found.places] == [str(at) for at in range(count)]
    for place in found.places:
        assert WIDE / 2 <= place.x <= rules.WIDTH - WIDE / 2
        assert HIGH / 2 <= place.y <= found.height - HIGH / 2
        # She stands free.
        dx = max(abs(place.x - found.middle[0]) - WIDE / 2, 0)
        dy = max(abs(place.y - found.middle[1]) - HIGH / 2, 0)
        assert hypot(dx, dy) > rules.RADIUS + 40
    for one, other in combinations(found.places, 2):
        assert abs(one.x - other.x) >= WIDE or abs(one.y - other.y) >= HIGH, (one, other)
    for place in found.places:
        start, end = rules.tie(found.middle, place)
        assert not any(crosses(start, end, other) for other in found.places if other is not place)


@settings(deadline=None, max_examples=50)
@given(st.floats(-500, 500), st.floats(-500, 500), st.floats(-500, 500), st.floats(-500, 500))
def test_a_jagged_line_begins_and_ends_where_it_should(x: float, y: float, a: float, b: float) -> None:
    points = rules.zigzag((x, y), (a, b))
    assert points[0] == (x, y) and points[-1] == (a, b)


def test_one_name_is_one_place() -> None:
    clinic, again = rules.name_id("Clinic „Salcia”"), rules.name_id("  clinic  „salcia” ")
    assert clinic == again
    record = {
        "ties": {clinic: {"strength": "strong", "direction": "to_her"}, "gone": {"strength": "weak"}},
        "added": [{"id": "h1", "name": "Lelea Axenia", "group": "friend"}],
    }
    found = [
        Node(clinic, "Clinic „Salcia”", "service", ("plan",)),
        Node("us", "North", "us"),
        Node(clinic, "clinic „salcia”", "aid", ("aid",)),
    ]
    nodes = rules.gathered(found, record)
    assert [(node.name, node.strength, node.sources, node.by_hand) for node in nodes] == [
        ("Lelea Axenia", "", (), True),
        ("North", "", (), False),
        ("Clinic „Salcia”", "strong", ("plan", "aid"), False),
    ]


NEEDS = st.lists(st.sampled_from(["open", "met", "not_wanted"]), max_size=6)
SERVICES = st.lists(
    st.builds(
        Service,
        need=st.integers(0, 7).map(str),
        text=st.just("x"),
        kind=st.sampled_from(["", "a", "b"]),
        organisation=st.sampled_from(["", "Clinic"]),
        who=st.just(""),
        state=st.sampled_from(["open", "done", "dropped"]),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=60)
@given(NEEDS, SERVICES, st.sampled_from(["kind", "organisation"]))
def test_no_need_and_no_service_is_lost(needs: list[str], services: list[Service], by: str) -> None:
    rows = [(str(at), status) for at, status in enumerate(needs)]
    made = rules.matrix(rows, services, by=by)
    assert [row.need for row in made.rows] == [need for need, _status in rows]
    ours = [service for service in services if int(service.need) < len(needs)]
    assert sum(len(cell) for row in made.rows for cell in row.cells) == len(ours)
    for row, (need, status) in zip(made.rows, rows, strict=True):
        assert len(row.cells) == len(made.columns)
        stands = any(service.need == need and service.state != "dropped" for service in services)
        # A gap is an open need for which nothing stands, and nothing else is one.
        assert row.gap == (status == "open" and not stands)
    assert "" not in made.columns[:-1]
