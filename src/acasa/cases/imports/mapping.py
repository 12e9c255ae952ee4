"""Which column goes where: a suggestion by names and samples, and the changes that a person makes to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from acasa.cases.imports import headers, htcds
from acasa.cases.imports.coordinates import is_coordinate_column, is_coordinate_name
from acasa.cases.imports.fields import COMPARTMENTS, FIELDS, KEEP, LEAVE_OUT, REFUSED, Compartment
from acasa.cases.imports.headers import Certainty
from acasa.cases.imports.problems import Problem
from acasa.cases.imports.table import Table
from acasa.cases.imports.values import read_emails, read_phones, text_of
from acasa.cases.imports.workbook import Cell

_SURE: Final = {"certain": 0, "likely": 1, "guess": 2, "none": 3}
_NAMING: Final = frozenset({"working_name", "given_name", "family_name", "full_name", "other_names"})


@dataclass(frozen=True, slots=True)
class Column:
    """Where one column goes. `target` is a field's key, or KEEP, LEAVE_OUT or REFUSED.

    `compartment` is where its cells are sealed: the field's own, or for KEEP what suits. `name` is how kept
    cells are labelled: the standard's name where there is one, else the header.
    """

    index: int
    header: str
    target: str
    compartment: Compartment
    certainty: Certainty
    name: str
    family_first: bool = False


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """One Column per column of the table, in its order."""

    columns: tuple[Column, ...]

    def column_for(self, target: str) -> Column | None:
        """The first column that goes to `target`."""
        return next((column for column in self.columns if column.target == target), None)

    def with_target(self, index: int, target: str, compartment: Compartment | None = None) -> ColumnMapping:
        """The mapping with one column sent elsewhere by a person.

        Raises ValueError for an unknown target or compartment, and for a refused column: nobody can decide to
        keep coordinates.
        """
        column = self.columns[index]
        if column.target == REFUSED and target not in (REFUSED, LEAVE_OUT):
            raise ValueError("a refused column stays refused")
        if compartment is not None and compartment not in COMPARTMENTS:
            raise ValueError(f"{compartment!r} is no compartment")
        if target in FIELDS:
            place = FIELDS[target].compartment
        elif target in (KEEP, LEAVE_OUT, REFUSED):
            place = compartment or headers.compartment_of(column.header)
        else:
            raise ValueError(f"{target!r} is no target")
        changed = replace(column, target=target, compartment=place, certainty="certain")
        return ColumnMapping((*self.columns[:index], changed, *self.columns[index + 1 :]))

    def problems(self) -> list[Problem]:
        """What is wrong with the mapping as a whole, and what each column without a field means for its cells."""
        found: list[Problem] = []
        first: dict[str, Column] = {}
        for column in self.columns:
            if column.target == REFUSED:
                found.append(Problem("coordinates_refused", column=column.header))
            elif column.target == LEAVE_OUT:
                found.append(Problem("left_out", column=column.header))
            elif column.target == KEEP:
                found.append(Problem("kept_sealed", column=column.header))
            elif column.target == "phone":
                found.append(Problem("phones_not_safe", column=column.header))
            if column.target in FIELDS and not FIELDS[column.target].several:
                other = first.setdefault(column.target, column)
                if other is not column:
                    params = {"other": other.header}
                    found.append(Problem("same_target", "error", column=column.header, params=params))
        targets = {column.target for column in self.columns}
        if not targets & (_NAMING | {"case_code"}):
            found.append(Problem("no_name_column", "error"))
        elif "working_name" not in targets:
            found.append(Problem("no_working_name"))
        return found

    def to_plain(self) -> list[dict[str, Any]]:
        """For keeping between two pages; `from_plain` reads it back."""
        return [
            {
                "header": column.header,
                "target": column.target,
                "compartment": column.compartment,
                "certainty": column.certainty,
            }
            for column in self.columns
        ]


def from_plain(table: Table, data: Sequence[Mapping[str, Any]]) -> ColumnMapping:
    """The mapping kept by `to_plain` for the same table. Columns that it does not fit are suggested anew; what
    the suggestion refuses stays refused. Raises ValueError for unknown targets."""
    mapping = suggest(table)
    kept = {str(each.get("header")): each for each in data}
    for column in mapping.columns:
        chosen = kept.get(column.header)
        if chosen is not None and column.target != REFUSED:
            target, place = str(chosen.get("target")), chosen.get("compartment")
            if (target, place) != (column.target, column.compartment):
                mapping = mapping.with_target(column.index, target, place)
    return mapping


def suggest(table: Table) -> ColumnMapping:
    """The mapping that a table's names and first cells suggest."""
    return suggest_mapping(table.headers, table.samples(), names=table.names)


def suggest_mapping(
    column_names: Sequence[str],
    samples: Sequence[Sequence[Cell]] = (),
    *,
    names: Sequence[str] = (),
) -> ColumnMapping:
    """A target for each column, by its name (HTCDS in any of its spellings; English, Romanian, Russian) and by
    its first cells. `names` are the hidden names of the official template. What is not known is kept sealed;
    coordinates are refused."""
    columns = []
    for index, header in enumerate(column_names):
        cells = samples[index] if index < len(samples) else ()
        columns.append(_suggest_one(index, header, names[index] if index < len(names) else "", cells))
    return ColumnMapping(tuple(_without_doubles(_by_neighbours(columns))))


def _suggest_one(index: int, header: str, hidden: str, cells: Sequence[Cell]) -> Column:
    if is_coordinate_name(header) or is_coordinate_name(hidden) or is_coordinate_column(cells):
        return Column(index, header, REFUSED, "identity", "certain", header)
    # In the template the label is what one sees and types under; its hidden name may be another's.
    field = (
        htcds.field_of(header) or (htcds.field_of_label(header) if hidden else None) or htcds.field_of(hidden)
    )
    certainty: Certainty = "certain"
    if field is None:
        target, certainty = headers.match(header)
        if target:
            first = headers.is_family_first(header)
            return Column(index, header, target, FIELDS[target].compartment, certainty, header, first)
        field, certainty = htcds.field_of_label(header), "likely"
    if field is not None and field.home:
        return Column(index, header, field.home, FIELDS[field.home].compartment, certainty, field.name)
    if field is not None:
        return Column(index, header, KEEP, field.compartment, certainty, field.name)
    if headers.is_numbering(header):
        # Not one, two, three (such a column was left out by the reader): the numbers of cases.
        return Column(index, header, "case_code", "casework", "guess", header)
    return _by_cells(index, header, cells)


def _by_cells(index: int, header: str, cells: Sequence[Cell]) -> Column:
    """A column whose name says nothing: e-mail addresses and telephones are known by their look."""
    texts = [cell for cell in cells if isinstance(cell, str) and text_of(cell)]
    if _mostly(texts, lambda text: read_emails(text).value is not None):
        return Column(index, header, "email", "identity", "guess", header)
    if _mostly(texts, _looks_like_phone):
        return Column(index, header, "phone", "identity", "guess", header)
    return Column(index, header, KEEP, headers.compartment_of(header), "none", header)


def _looks_like_phone(text: str) -> bool:
    phones = read_phones(text).value
    if not isinstance(phones, tuple) or not phones:
        return False
    digits = [letter for letter in text if letter.isdigit()]
    return text.lstrip(" (").startswith(("+", "0")) and 8 <= len(digits) <= 15 and "." not in text


def _mostly(texts: Iterable[str], test: Callable[[str], bool]) -> bool:
    results = Counter(test(text) for text in texts)
    return results[True] >= 3 and results[True] >= 4 * results[False]


def _by_neighbours(columns: list[Column]) -> list[Column]:
    """Names such as "Nume" mean the family name beside "Prenume", and the whole name when alone."""
    targets = {column.target for column in columns}
    settled = []
    for column in columns:
        depends = headers.depends_on(column.header) if column.target == KEEP else None
        if depends is not None:
            target = depends.then if depends.beside in targets else depends.alone
            column = replace(
                column,
                target=target,
                compartment=FIELDS[target].compartment,
                certainty="likely",
                family_first=target == "full_name" and depends.then == "family_name",
            )
        settled.append(column)
    return settled


def _without_doubles(columns: list[Column]) -> list[Column]:
    """Where a field takes one column, the surest claim stays and the others are kept sealed."""
    winners: dict[str, Column] = {}
    for column in columns:
        best = winners.get(column.target)
        if best is None or _SURE[column.certainty] < _SURE[best.certainty]:
            winners[column.target] = column
    return [
        column
        if column.target not in FIELDS or FIELDS[column.target].several or winners[column.target] is column
        else replace(column, target=KEEP, certainty="none")
        for column in columns
    ]
