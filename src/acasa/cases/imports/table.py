"""A file of any kind as one table: column names and rows of cells.

`read_table` finds the row of names, knows the layout of the official HTCDS template, leaves out blank rows,
and says in `notices` whatever it left aside. Nothing here interprets a value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from acasa.cases.imports import csvfile, headers, htcds
from acasa.cases.imports.problems import ImportProblem, Problem, shown
from acasa.cases.imports.workbook import Cell, is_workbook, read_workbook

Layout = Literal["plain", "htcds_excel"]

# Titles may stand above the names, within this many rows.
_SEARCHED: Final = 20
_MARGIN: Final = 40

_BINARY: Final = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"{\\rtf",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may hold. `bytes` as uploaded; `cells` counts the filled ones; `longest` letters a cell."""

    bytes: int = 20 * 2**20
    rows: int = 200_000
    columns: int = 300
    cells: int = 6_000_000
    longest: int = 100_000


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the row as a spreadsheet shows it; `cells` has one place for each header, None if empty."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `headers` are unique; `names` are the template's hidden names beside them ("" if none).

    `notices` tell what was left aside or guessed. `encoding` and `delimiter` are those of a CSV file, else "".
    """

    filename: str
    sheet: str
    sheets: tuple[str, ...]
    layout: Layout
    headers: tuple[str, ...]
    names: tuple[str, ...]
    rows: list[Row]
    notices: tuple[Problem, ...] = ()
    encoding: str = ""
    delimiter: str = ""

    def samples(self, limit: int = 200) -> list[list[Cell]]:
        """The first filled cells of each column, for guessing what a column holds."""
        found: list[list[Cell]] = [[] for _ in self.headers]
        for row in self.rows[: limit * 5]:
            for cells, cell in zip(found, row.cells, strict=True):
                if cell is not None and len(cells) < limit:
                    cells.append(cell)
        return found


def read_table(
    data: bytes,
    filename: str,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    limits: Limits = LIMITS,
) -> Table:
    """The table in an uploaded file. Raises ImportProblem, with words for the person, when there is none.

    `filename` is only shown: what a file is, its bytes say. `sheet`, `encoding` and `delimiter` are what a
    person chose instead of what was found.
    """
    if not data.strip():
        raise ImportProblem("empty_file")
    if len(data) > limits.bytes:
        raise ImportProblem("too_large", limit=limits.bytes // 2**20)
    if data.startswith(_BINARY):
        raise ImportProblem("not_a_table")
    if is_workbook(data):
        return _from_workbook(data, filename, sheet, limits)
    return _from_csv(data, filename, encoding, delimiter, limits)


def _from_workbook(data: bytes, filename: str, sheet: str | None, limits: Limits) -> Table:
    read = read_workbook(
        data,
        sheet=sheet,
        max_rows=limits.rows + _MARGIN,
        max_columns=limits.columns,
        max_cells=limits.cells,
    )
    notices = []
    if read.others_with_content and sheet is None:
        names = shown(", ".join((read.name, *read.others_with_content)))
        notices.append(Problem("several_sheets", params={"sheet": read.name, "sheets": names}))
    if read.error_cells:
        notices.append(Problem("error_cells", params={"count": read.error_cells}))
    return _table(filename, read.rows, notices, limits, sheet=read.name, sheets=read.sheets)


def _from_csv(
    data: bytes, filename: str, encoding: str | None, delimiter: str | None, limits: Limits
) -> Table:
    if encoding:
        text, used, guessed = csvfile.decode_as(data, encoding), encoding, False
    else:
        text, used, guessed = csvfile.decode(data)
    separator = delimiter or csvfile.sniff(text)
    if separator not in csvfile.DELIMITERS:
        separator = ","
    read = csvfile.read_rows(
        text,
        separator,
        max_rows=limits.rows + _MARGIN,
        max_columns=limits.columns,
        max_cells=limits.cells,
        longest=limits.longest,
    )
    notices = []
    if guessed:
        notices.append(Problem("encoding_guessed", params={"encoding": used}))
    if text.count('"') % 2:
        notices.append(Problem("odd_quotes"))
    rows: list[tuple[int, list[Cell]]] = [(number, list(cells)) for number, cells in read]
    return _table(filename, rows, notices, limits, encoding=used, delimiter=separator)


def _table(
    filename: str,
    rows: list[tuple[int, list[Cell]]],
    notices: list[Problem],
    limits: Limits,
    *,
    sheet: str = "",
    sheets: tuple[str, ...] = (),
    encoding: str = "",
    delimiter: str = "",
) -> Table:
    if not rows:
        raise ImportProblem("empty_sheet", sheet=sheet or filename)
    rows = [(number, [_clean(cell) for cell in cells]) for number, cells in rows]
    at = _find_names(rows)
    if at > 0:
        notices.append(Problem("rows_above_header", params={"count": at}))
    layout, labels, names, body = _split(rows[at:])
    width = max(len(labels), len(names), *(len(cells) for _, cells in body), 0)
    found, header_notices = _unique(labels, names, width, body)
    kept, numbering = _without_numbering(found, body)
    notices += header_notices
    if numbering is not None:
        notices = [notice for notice in notices if notice.column != found[numbering]]
        notices.append(Problem("numbering_column", column=found[numbering]))
    columns = [
        index for index in range(width) if index != numbering and not _is_void(index, labels, names, body)
    ]
    body_rows, row_notices = _body(kept, columns, width, found)
    if len(body_rows) > limits.rows:
        raise ImportProblem("too_many_rows", limit=limits.rows)
    if not body_rows:
        raise ImportProblem("no_rows")
    return Table(
        filename=filename,
        sheet=sheet,
        sheets=sheets,
        layout=layout,
        headers=tuple(found[index] for index in columns),
        names=tuple(names[index] if index < len(names) else "" for index in columns),
        rows=body_rows,
        notices=(*notices, *_conflicts(found, names), *row_notices),
        encoding=encoding,
        delimiter=delimiter,
    )


def _clean(cell: Cell) -> Cell:
    """A text of spaces only is empty. NUL can be kept in no database: it becomes a visible mark."""
    if isinstance(cell, str):
        if not cell or cell.isspace():
            return None
        return cell.replace("\x00", "\ufffd") if "\x00" in cell else cell
    return cell


def _name(cell: Cell) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _find_names(rows: Sequence[tuple[int, list[Cell]]]) -> int:
    """Index of the row of column names: the first of those with the most known names, else the first row with
    two filled cells (a title above a table fills one), else the first."""
    best, best_known = -1, 1
    for index, (_, cells) in enumerate(rows[:_SEARCHED]):
        known = sum(1 for cell in cells if isinstance(cell, str) and _is_known(cell))
        if known > best_known:
            best, best_known = index, known
    if best >= 0:
        return best
    for index, (_, cells) in enumerate(rows[:_SEARCHED]):
        if sum(1 for cell in cells if isinstance(cell, str)) >= 2:
            return index
    return 0


def _is_known(text: str) -> bool:
    return len(text) < 200 and (htcds.field_of(text) is not None or headers.known_header(text))


def _split(
    rows: list[tuple[int, list[Cell]]],
) -> tuple[Layout, list[str], list[str], list[tuple[int, list[Cell]]]]:
    """(layout, visible names, hidden names, rows below). The template has two rows of names: the standard's
    own, hidden, and the labels that one sees and types under."""
    first = [_name(cell) for cell in rows[0][1]]
    own = [htcds.field_of(text) for text in first]
    if len(rows) > 1 and sum(1 for field in own if field) >= 5:
        second = [_name(cell) for cell in rows[1][1]]
        labels = sum(1 for text in second if text and htcds.field_of_label(text))
        if labels >= 5 and labels >= len([text for text in second if text]) * 0.6:
            shown_names = [
                (second[index] if index < len(second) else "") or (first[index] if index < len(first) else "")
                for index in range(max(len(first), len(second)))
            ]
            return "htcds_excel", shown_names, first, rows[2:]
    return "plain", first, [], rows[1:]


def _unique(
    labels: list[str], names: list[str], width: int, body: list[tuple[int, list[Cell]]]
) -> tuple[list[str], list[Problem]]:
    """Names that are unique and not empty: "Phone", "Phone (2)", "[C]" for the third column without one."""
    notices = []
    taken: Counter[str] = Counter()
    used: set[str] = {label.casefold() for label in labels if label}
    found: list[str] = []
    for index in range(width):
        label = shown(labels[index]) if index < len(labels) else ""
        if not label:
            label = f"[{_letters(index)}]"
            while label.casefold() in used:
                label += "'"
            used.add(label.casefold())
            if not _is_void(index, labels, names, body):
                notices.append(Problem("unnamed_column", column=label))
            found.append(label)
            continue
        taken[label.casefold()] += 1
        if taken[label.casefold()] > 1:
            original, count = label, taken[label.casefold()]
            while (label := f"{original} ({count})").casefold() in used:
                count += 1
            used.add(label.casefold())
            notices.append(Problem("duplicate_header", column=label, params={"name": original}))
        found.append(label)
    return found, notices


def _letters(index: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA: as a spreadsheet names its columns."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def _is_void(index: int, labels: list[str], names: list[str], body: list[tuple[int, list[Cell]]]) -> bool:
    """Without a name and without a cell: padding of the sheet, no column."""
    if (index < len(labels) and labels[index]) or (index < len(names) and names[index]):
        return False
    return not any(index < len(cells) and cells[index] is not None for _, cells in body)


def _without_numbering(
    found: list[str], body: list[tuple[int, list[Cell]]]
) -> tuple[list[tuple[int, list[Cell]]], int | None]:
    """The rows, less those that hold nothing but their number (the template numbers a thousand empty rows)."""
    column = next((index for index, name in enumerate(found) if _is_numbering(index, name, body)), None)
    if column is None:
        return body, None
    rows = [
        (number, cells)
        for number, cells in body
        if any(cell is not None for index, cell in enumerate(cells) if index != column)
    ]
    return rows, column


def _is_numbering(index: int, name: str, body: list[tuple[int, list[Cell]]]) -> bool:
    """Whole numbers that rise. Under a name such as "№" they must count from 0 or 1 without a gap, since a
    case number may stand there; without any name a gap (of a deleted row) is no reason to keep them."""
    unnamed = name == f"[{_letters(index)}]"
    if not unnamed and not headers.is_numbering(name):
        return False
    before: int | None = None
    for _, cells in body:
        cell = cells[index] if index < len(cells) else None
        if cell is None:
            continue
        text = str(cell).strip().rstrip(".)")
        if isinstance(cell, bool) or len(text) > 9 or not (text.isascii() and text.isdigit()):
            return False
        value = int(text)
        if before is None and value > 1:
            return False
        if before is not None and (value <= before or (not unnamed and value != before + 1)):
            return False
        before = value
    return before is not None


def _body(
    rows: list[tuple[int, list[Cell]]], columns: list[int], width: int, names: list[str]
) -> tuple[list[Row], list[Problem]]:
    """Rows with one cell for each column. A row that repeats the names is none."""
    found: list[Row] = []
    notices: list[Problem] = []
    wanted = [names[index].casefold() for index in columns]
    whole = columns == list(range(width))
    for number, cells in rows:
        if len(cells) < width:
            cells = cells + [None] * (width - len(cells))
        kept = tuple(cells) if whole else tuple(cells[index] for index in columns)
        if all(cell is None for cell in kept):
            continue
        head = kept[0]
        if (
            isinstance(head, str)
            and _name(head).casefold() == wanted[0]
            and [_name(cell).casefold() for cell in kept] == wanted
        ):
            notices.append(Problem("header_repeated", row=number))
            continue
        found.append(Row(number, kept))
    return found, notices


def _conflicts(found: list[str], names: list[str]) -> list[Problem]:
    """Columns of the template whose hidden name is not that of the visible label."""
    problems = []
    for label, name in zip(found, names, strict=False):
        hidden, seen = htcds.field_of(name) if name else None, htcds.field_of_label(label)
        if hidden is not None and seen is not None and hidden.name != seen.name:
            problems.append(Problem("template_conflict", column=label, params={"name": name}))
    return problems
