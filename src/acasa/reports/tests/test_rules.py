"""No withheld number can be calculated: tried by listing every table that what is shown leaves possible."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from acasa.reports import rules
from acasa.reports.rules import Counts, Shown, expose

T = 3
Person = tuple[frozenset[str], frozenset[str]]


def tables(shape: str) -> st.SearchStrategy[Counts]:
    """Tables of up to eighteen people in up to three rows and columns, counted person by person."""
    rows, columns = ("a", "b", "c"), ("x", "y", "z")
    one_row = st.sampled_from(rows).map(lambda r: frozenset({r}))
    one_column = st.sampled_from(columns).map(lambda c: frozenset({c}))
    some_rows = st.frozensets(st.sampled_from(rows))
    some_columns = st.frozensets(st.sampled_from(columns))
    if shape == "named":
        # For each row that a person is in, the column in which it was named first.
        person = st.dictionaries(st.sampled_from(rows), st.sampled_from(columns))
        return st.lists(person, max_size=18).map(_named)
    person = st.tuples(
        one_row if shape in ("both", "rows") else some_rows,
        one_column if shape in ("both", "columns") else some_columns,
    )
    return st.lists(person, max_size=18).map(lambda people: count(people, shape))


def count(people: list[Person], shape: str) -> Counts:
    rows, columns = ("a", "b", "c"), ("x", "y", "z")
    cells = {(r, c): sum(r in p[0] and c in p[1] for p in people) for r in rows for c in columns}
    return Counts(
        rows,
        columns,
        cells,
        {r: sum(r in p[0] for p in people) for r in rows},
        {c: sum(c in p[1] for p in people) for c in columns},
        len(people),
        shape,  # type: ignore[arg-type]
    )


def _named(people: list[dict[str, str]]) -> Counts:
    rows, columns = ("a", "b", "c"), ("x", "y", "z")
    cells = {(r, c): sum(p.get(r) == c for p in people) for r in rows for c in columns}
    return Counts(
        rows, columns, cells, {r: sum(r in p for p in people) for r in rows}, {}, len(people), "named"
    )


def lines(cells: tuple[int | None, ...], total: int | None, most: list[int]) -> Iterator[tuple[int, ...]]:
    """Every line of whole numbers that fits what is shown of it."""
    options = [
        [cell] if cell is not None else list(range(limit + 1))
        for cell, limit in zip(cells, most, strict=True)
    ]
    for line in product(*options):
        if total is None or sum(line) == total:
            yield line


def possible(shown: Shown, shape: str) -> list[list[set[int]]]:
    """What each cell may be, given everything that is shown and nothing else."""
    assert shown.total is not None
    whole = shown.total
    heads = [head.total if head.total is not None else whole for head in shown.columns]
    by_row = []
    for head, cells in zip(shown.rows, shown.cells, strict=True):
        own = whole if head.total is None else head.total
        most = [min(own, column) for column in heads]
        sums = head.total if shape in ("both", "columns", "named") else None
        fits = list(lines(cells, sums, most))
        if shape in ("columns", "free"):
            # Who is in neither the row nor the column are not fewer than none.
            fits = [
                line
                for line in fits
                if head.total is None
                or all(
                    column.total is None or own + column.total - x <= whole
                    for x, column in zip(line, shown.columns, strict=True)
                )
            ]
        by_row.append(fits)
    found = [[set[int]() for _ in shown.columns] for _ in shown.rows]
    if shape not in ("both", "rows"):
        for r, fits in enumerate(by_row):
            for line in fits:
                for c, value in enumerate(line):
                    found[r][c].add(value)
        return found
    for table in product(*by_row):
        if all(
            head.total is None or sum(line[c] for line in table) == head.total
            for c, head in enumerate(shown.columns)
        ):
            for r, line in enumerate(table):
                for c, value in enumerate(line):
                    found[r][c].add(value)
    return found


def holds(counts: Counts, shape: str) -> None:
    shown = expose(counts, threshold=T)
    if shown.total is None:
        assert counts.total < T
        return
    for head in (*shown.rows, *shown.columns):
        assert head.total is None or head.total >= T
    options = possible(shown, shape)
    for r, line in enumerate(shown.cells):
        for c, cell in enumerate(line):
            true = sum(counts.cell(a, b) for a in shown.rows[r].codes for b in shown.columns[c].codes)
            assert true in options[r][c]
            if cell is None:
                assert len(options[r][c]) >= T, (shown, options)
            else:
                assert cell == true >= T


@settings(max_examples=40)
@given(tables("both"))
def test_everybody_in_one_row_and_one_column(counts: Counts) -> None:
    holds(counts, "both")


@settings(max_examples=40)
@given(tables("columns"))
def test_several_rows_one_column(counts: Counts) -> None:
    holds(counts, "columns")


@settings(max_examples=40)
@given(tables("rows"))
def test_one_row_several_columns(counts: Counts) -> None:
    holds(counts, "rows")


@settings(max_examples=40)
@given(tables("named"))
def test_named_once(counts: Counts) -> None:
    holds(counts, "named")


@settings(max_examples=40)
@given(tables("free"))
def test_several_of_both(counts: Counts) -> None:
    holds(counts, "free")


def one_sum(total: int, **sums: int) -> Counts:
    """Everybody in one row and in the one column."""
    return Counts(
        tuple(sums), ("all",), {(r, "all"): n for r, n in sums.items()}, sums, {"all": total}, total, "both"
    )


def test_what_is_small_is_put_together_until_it_is_large_enough() -> None:
    # Two and one would be found by subtraction, and three still: the smallest of the others goes with them.
    shown = expose(one_sum(36, north=20, south=13, east=2, west=1))
    assert [(head.codes, head.total) for head in shown.rows] == [
        (("north",), 20),
        (("south", "east", "west"), 16),
    ]
    assert shown.withheld == 0


def test_a_small_number_takes_another_one_with_it() -> None:
    cells = {("a", "x"): 2, ("a", "y"): 20, ("b", "x"): 30, ("b", "y"): 9, ("c", "x"): 40, ("c", "y"): 50}
    counts = Counts(
        ("a", "b", "c"), ("x", "y"), cells, {"a": 22, "b": 39, "c": 90}, {"x": 72, "y": 79}, 151, "both"
    )
    shown = expose(counts)
    # The cheapest square with 2 in it: the row's other number, and the row with the smallest ones.
    assert shown.cells == ((None, None), (None, None), (40, 50))
    assert [head.total for head in shown.rows] == [22, 39, 90]


def test_few_people_are_no_table_and_zero_is_small() -> None:
    assert expose(one_sum(4, a=4)).total is None
    counts = Counts(("a",), ("x", "y"), {("a", "x"): 9}, {"a": 9}, {"x": 20, "y": 20}, 40, "columns")
    # Nine of nine in the first column would say that nobody of the second has it.
    assert expose(counts).cells == ((None, None),)


def test_nearly_everybody_is_as_small_a_number_as_hardly_anybody() -> None:
    counts = Counts(
        ("a", "b"), ("x",), {("a", "x"): 18, ("b", "x"): 3}, {"a": 18, "b": 3}, {"x": 20}, 20, "columns"
    )
    shown = expose(counts)
    assert [(head.codes, head.total, head.nearly) for head in shown.rows] == [(("a",), None, True)]
    assert shown.cells == ((None,),)


@given(st.integers(0, 400), st.integers(0, 400), st.sampled_from([3, 5, 10]))
def test_subtracting_rounded_tables_leaves_as_many_possibilities_as_the_threshold(
    whole: int, part: int, threshold: int
) -> None:
    # What is known of a rounded number: all whole numbers that are rounded to it.
    rounded = rules._round(part, threshold)
    fits = [
        n
        for n in range(rounded - threshold, rounded + threshold + 1)
        if rules._round(n, threshold) == rounded
    ]
    assert part in fits
    assert len({whole - n for n in fits}) == threshold


def test_shares_and_ranks_know_what_is_withheld() -> None:
    assert rules.share(None, 10) is None
    assert rules.share(3, None) is None
    assert rules.share(1, 8) == 13
    shown = expose(one_sum(60, a=10, b=30, c=18, d=2))
    assert [shown.rows[at].codes for at in rules.ranked(shown)] == [("b",), ("c",), ("a", "d")]
