"""Check a table against a mapping: what each row would become, and every problem in words.

Nothing is dropped silently: a filled cell becomes a value, or stands in `imported` as it was typed, or a problem
says that it is not kept. Each distinct cell of a column is read once, so a hundred thousand rows take seconds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from acasa.cases.imports.coordinates import cut, is_coordinate_column, is_coordinate_name
from acasa.cases.imports.dates import Birth, column_order
from acasa.cases.imports.fields import FIELDS, KEEP, LEAVE_OUT, REFUSED, Compartment
from acasa.cases.imports.mapping import Column, ColumnMapping
from acasa.cases.imports.people import People
from acasa.cases.imports.problems import Problem, shown
from acasa.cases.imports.rows import ImportRow, finish
from acasa.cases.imports.table import Table
from acasa.cases.imports.values import Outcome, Reader, Value, reader_for, text_of, with_place
from acasa.cases.imports.workbook import Cell
from acasa.vocabularies import fold

# Notices about a column's cells, idle where it has none.
_OF_CELLS: Final = frozenset(
    {"kept_sealed", "left_out", "phones_not_safe", "template_conflict", "unnamed_column"}
)
_DATED: Final = frozenset({"birth", "date"})
# Values that hold nothing of what was typed.
_NO_TEXT: Final = (Birth, dt.date, bool, int)
# So many cells of a column, evenly spread, decide whether it holds coordinates.
_JUDGED: Final = 5_000


@dataclass(frozen=True, slots=True)
class KnownContext:
    """What is known outside the file. `case_codes`: codes already in use, folded with `fold`. `name_key` makes
    spellings of one name equal; the default knows case, marks and spaces only."""

    people: People = field(default_factory=People)
    case_codes: Collection[str] = frozenset()
    name_key: Callable[[str], str] = fold


NOBODY: Final = KnownContext()


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. `problems` are those of the file and its columns; a row's own are with the row."""

    mapping: ColumnMapping
    rows: list[ImportRow]
    problems: list[Problem]

    @property
    def ready(self) -> list[ImportRow]:
        """The rows without an error, which can be imported. Empty while the mapping itself has an error."""
        if any(problem.severity == "error" for problem in self.problems):
            return []
        return [row for row in self.rows if row.ok]

    @property
    def refused(self) -> list[ImportRow]:
        return [row for row in self.rows if not row.ok]

    @property
    def doubtful(self) -> list[ImportRow]:
        """The rows that can be imported and have a warning."""
        return [row for row in self.rows if row.ok and row.problems]

    def all_problems(self) -> Iterator[Problem]:
        yield from self.problems
        for row in self.rows:
            yield from row.problems


def check(
    table: Table,
    mapping: ColumnMapping,
    today: dt.date,
    known: KnownContext = NOBODY,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Preview:
    """Read every cell as the mapping says. `progress(done, total)` is called now and then, in rows.

    `mapping` must be of this table. Coordinates are refused here too, whatever the mapping says.
    """
    if len(mapping.columns) != len(table.headers):
        raise ValueError("the mapping belongs to another table")
    settled, readers, problems = _prepare(table, mapping, today, known)
    rows = []
    total = len(table.rows)
    for count, row in enumerate(table.rows):
        if progress is not None and count % 2_000 == 0:
            progress(count, total)
        rows.append(_row(row.number, row.cells, readers))
    finish(rows, today=today, case_codes=known.case_codes, name_key=known.name_key)
    if progress is not None:
        progress(total, total)
    filled = {
        column.header
        for column in settled.columns
        if any(row.cells[column.index] is not None for row in table.rows)
    }
    told = [
        problem
        for problem in (*table.notices, *settled.problems())
        if problem.code not in _OF_CELLS or problem.column in filled
    ]
    return Preview(settled, rows, [*told, *problems])


@dataclass(slots=True)
class _ColumnReader:
    """Reads the cells of one column, each distinct one once."""

    column: Column
    read: Reader
    seen: dict[object, Outcome] = field(default_factory=dict)

    def outcome(self, cell: Cell) -> Outcome:
        # True, 1 and 1.0 are one key to a dictionary, yet not one cell.
        key: object = cell if isinstance(cell, str) else (type(cell), cell)
        known = self.seen.get(key)
        if known is None:
            known = self.seen[key] = with_place(self.read(cell), self.column.header)
        return known


def _prepare(
    table: Table, mapping: ColumnMapping, today: dt.date, known: KnownContext
) -> tuple[ColumnMapping, list[tuple[int, _ColumnReader]], list[Problem]]:
    """The mapping with coordinates refused, a reader for each column that is kept, the columns' problems."""
    columns: list[Column] = []
    readers: list[tuple[int, _ColumnReader]] = []
    problems: list[Problem] = []
    for column in mapping.columns:
        cells = list({row.cells[column.index] for row in table.rows})
        if column.target not in (LEAVE_OUT, REFUSED) and (
            is_coordinate_name(column.header)
            or is_coordinate_name(table.names[column.index])
            or is_coordinate_column(cells[:: 1 + len(cells) // _JUDGED])
        ):
            column = replace(column, target=REFUSED, compartment="identity")
        columns.append(column)
        if column.target in (LEAVE_OUT, REFUSED):
            continue
        read, found = _reader(column, cells, today, known)
        problems += found
        readers.append((column.index, _ColumnReader(column, read)))
    return ColumnMapping(tuple(columns)), readers, problems


def _reader(
    column: Column, cells: list[Cell], today: dt.date, known: KnownContext
) -> tuple[Reader, list[Problem]]:
    """How a column's cells are read, and what its dates say about themselves."""
    if column.target == KEEP:
        return _cutting(lambda cell: Outcome(keep=text_of(cell))), []
    target = FIELDS[column.target]
    order, doubt = column_order(cells) if target.kind in _DATED else ("day_first", None)
    read = reader_for(target, order=order, today=today, people=known.people, family_first=column.family_first)
    problems = [replace(doubt, column=column.header)] if doubt else []
    if target.kind in _DATED:
        counted = next((cell for cell in cells if _is_serial(read(cell))), None)
        if counted is not None:
            params = {"value": shown(counted)}
            problems.append(Problem("excel_serials", column=column.header, params=params))
        read = _once_told(read)
    return _cutting(read), problems


def _is_serial(outcome: Outcome) -> bool:
    return any(problem.code == "excel_serials" for problem in outcome.problems)


def _once_told(read: Reader) -> Reader:
    """Dates that a spreadsheet counted in days are told once for the column, not in every row."""

    def outcome(cell: Cell) -> Outcome:
        found = read(cell)
        return Outcome(found.value) if _is_serial(found) else found

    return outcome


def _cutting(read: Reader) -> Reader:
    """Coordinates and map links are cut out of every text before it is read."""

    def outcome(cell: Cell) -> Outcome:
        first = read(cell)
        if not isinstance(cell, str) or (isinstance(first.value, _NO_TEXT) and not first.keep):
            return first
        clean, was_cut = cut(cell)
        if not was_cut:
            return first
        problem = Problem("coordinates_cell")
        if not clean.strip():
            return Outcome(problems=(problem,))
        found = read(clean)
        return replace(found, problems=(problem, *found.problems))

    return outcome


def _row(number: int, cells: tuple[Cell, ...], readers: list[tuple[int, _ColumnReader]]) -> ImportRow:
    values: dict[str, Value] = {}
    imported: dict[Compartment, dict[str, str]] = {}
    problems: list[Problem] = []
    for index, reader in readers:
        cell = cells[index]
        if cell is None:
            continue
        column = reader.column
        outcome = reader.outcome(cell)
        if outcome.problems:
            problems += [replace(problem, row=number) for problem in outcome.problems]
        keep = outcome.keep
        if outcome.value is not None:
            before = values.get(column.target)
            if before is None:
                values[column.target] = outcome.value
            elif FIELDS[column.target].several:
                values[column.target] = _joined(column.target, before, outcome.value)
            else:
                keep = text_of(cell)
                params = {"value": shown(keep)}
                problems.append(Problem("second_value", "warning", number, column.header, params))
        if keep:
            imported.setdefault(column.compartment, {})[column.header] = keep
    return ImportRow(number, values, imported, problems)


def _joined(target: str, before: Value, more: Value) -> Value:
    """The values of two columns that go to one place: lists end to end, an address by commas, texts by lines."""
    if isinstance(before, tuple) and isinstance(more, tuple):
        return (*before, *(each for each in more if each not in before))
    return f"{before}{', ' if target == 'address' else chr(10)}{more}"


__all__ = ["Birth", "KnownContext", "Preview", "check"]
