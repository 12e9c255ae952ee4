"""What can be wrong with a file, a column or a cell, and the words for it.

A problem is data: a code and named values, so that a page can say it in any language. `MESSAGES` holds the
English templates; they are marked for extraction with a local `_` that only returns its argument.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]

# Values shown in a message are cut to this length: a pasted story has no place in a list of problems.
SHOWN = 80


def _(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `row` is the row number as a spreadsheet shows it, None for a whole column or file.

    An error keeps the row from being imported until it is put right. A warning tells what was understood or
    kept aside. `params` may quote what was typed: it is as sensitive as the file itself.
    """

    code: str
    severity: Severity = "warning"
    row: int | None = None
    column: str | None = None
    params: Mapping[str, str | int] = field(default_factory=dict)


class ImportProblem(Exception):
    """The file as a whole can't be read. `code` and `params` fit `MESSAGES` as those of a Problem do."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, str | int] = params

    def as_problem(self) -> Problem:
        return Problem(self.code, "error", params=self.params)

    def __str__(self) -> str:
        return describe(self.as_problem())


def shown(value: object) -> str:
    """`value` on one line, short enough for a message."""
    text = " ".join(str(value).split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def describe(problem: Problem, translate: Callable[[str], str] = _) -> str:
    """The problem in words. `translate` is a page's gettext; placeholders are filled after it."""
    return translate(MESSAGES[problem.code]) % {
        "column": problem.column or "",
        "row": problem.row or "",
        **problem.params,
    }


MESSAGES: Mapping[str, str] = {
    # The file
    "too_large": _(
        "The file is larger than %(limit)s MB. Split it and bring in the parts one after another."
    ),
    "too_large_inside": _(
        "Unpacked, the file would be far larger than it looks. Save the sheet as CSV and try again."
    ),
    "too_many_rows": _("The table has more than %(limit)s rows. Split it and bring in the parts."),
    "too_many_columns": _("The table has more than %(limit)s columns. Remove the ones that you don't need."),
    "too_many_cells": _("The table has more than %(limit)s filled cells. Split it and bring in the parts."),
    "cell_too_long": _(
        "Row %(row)s has a cell of more than %(limit)s characters. Often a quotation mark is not closed."
    ),
    "empty_file": _("The file is empty."),
    "empty_sheet": _("The sheet “%(sheet)s” has no table in it."),
    "no_such_sheet": _("The file has no sheet called “%(sheet)s”. Its sheets are: %(sheets)s."),
    "no_rows": _("The table has column names but no rows below them."),
    "not_a_table": _("This is not a table. Save it as XLSX, ODS or CSV and try again."),
    "encrypted": _("The file is locked with a password. Save it without one and try again."),
    "unreadable": _(
        "The file can't be read. It may be damaged: open it, save it again as XLSX or CSV, try again."
    ),
    "took_too_long": _("Reading the file took too long. Save the sheet as CSV and try again."),
    "unknown_encoding": _("The letters of this file can't be read. Save it as CSV in UTF-8 and try again."),
    "several_sheets": _("The file has several sheets (%(sheets)s). Only “%(sheet)s” is read."),
    "encoding_guessed": _(
        "The file does not say how its letters are written; %(encoding)s fits best. Check the names below."
    ),
    "odd_quotes": _("A quotation mark is not closed, so rows may run together. Check the rows below."),
    "error_cells": _("%(count)s cells hold a spreadsheet error such as #N/A. They count as empty."),
    "rows_above_header": _("%(count)s rows above the column names are not read."),
    "header_repeated": _("The column names are repeated here; this row is not a person."),
    "numbering_column": _("The column “%(column)s” only numbers the rows. It is not kept."),
    "duplicate_header": _("Two columns are called “%(name)s”. The later one is shown as “%(column)s”."),
    "unnamed_column": _("A column without a name is shown as “%(column)s”."),
    "template_conflict": _(
        "The template's hidden name for “%(column)s” is %(name)s. The name that one sees was followed."
    ),
    # Columns
    "coordinates_refused": _(
        "“%(column)s” holds coordinates. Coordinates of persons are never kept: they would lead to her door."
    ),
    "coordinates_cell": _(
        "The cell holds coordinates or a map link. That part is not kept: it would lead to her door."
    ),
    "left_out": _("You chose to leave “%(column)s” out. It is not kept."),
    "kept_sealed": _("“%(column)s” has no place of its own yet. It is kept sealed and shown as imported."),
    "ambiguous_dates": _(
        "Dates such as “%(value)s” may be day first or month first. Day first was taken for the column."
    ),
    "mixed_dates": _("Some dates are day first and some month first. Unclear ones were read as day first."),
    "month_first": _("The dates of this column are written month first and were read so."),
    "excel_serials": _("Dates were numbers, as in “%(value)s”, and were read as a spreadsheet counts days."),
    "no_working_name": _("No column holds the name to use with her. You can set it for each person later."),
    "no_name_column": _("No column holds a name. Say which one does, or which holds the case code."),
    "phones_not_safe": _(
        "Nothing says that the numbers in “%(column)s” are safe to call. They are kept as not known to be safe."
    ),
    "same_target": _("“%(column)s” and “%(other)s” both go to the same place. Choose one."),
    # Rows
    "no_name": _("The row has no name and no case code, so nobody could find it again."),
    "code_twice": _("The case code “%(value)s” stands in row %(other)s too."),
    "code_taken": _("A case with the code “%(value)s” is already in Acasa."),
    "same_person": _("The same name and date of birth stand in row %(other)s. Is it the same person?"),
    "closed_before_opened": _("The case was closed before it was opened. Both dates are kept as typed."),
    "closed_with_next_step": _("The case is closed, yet has a next step."),
    "no_consent": _("The row says that she did not agree to her data being kept. Ask before importing it."),
    # Cells
    "not_a_date": _("“%(value)s” can't be read as a date. It is kept as typed."),
    "future_birth": _("The date of birth “%(value)s” lies in the future."),
    "future_date": _("“%(value)s” lies in the future. Check it."),
    "old_birth": _("The date of birth “%(value)s” is more than 110 years ago. It is kept as typed."),
    "old_date": _("“%(value)s” is long ago for a case. Check it."),
    "two_digit_year": _("The year in “%(value)s” has two digits; %(year)s was understood."),
    "age_for_birth": _("“%(value)s” is an age; the year of birth is about %(year)s."),
    "time_dropped": _("The time of day in “%(value)s” has no place here. The whole is kept as typed."),
    "age_disagrees": _("The age “%(value)s” does not fit the date of birth. The date is used."),
    "not_an_age": _("“%(value)s” can't be read as an age. It is kept as typed."),
    "not_a_number": _("“%(value)s” can't be read as a whole number. It is kept as typed."),
    "unknown_code": _("“%(value)s” is not in the list. It is kept as typed."),
    "several_codes": _("Only one value fits here. “%(value)s” is kept as typed."),
    "not_yes_no": _("“%(value)s” is neither yes nor no. It is kept as typed."),
    "unknown_worker": _("Nobody here is called “%(value)s”. The name is kept as typed."),
    "worker_twice": _("More than one colleague is called “%(value)s”. The name is kept as typed."),
    "not_an_email": _("“%(value)s” is not an e-mail address. It is kept as typed."),
    "phone_odd": _("“%(value)s” is not a telephone number. It is kept as typed."),
    "phone_was_number": _("“%(value)s” was stored as a number: a leading zero or plus may be lost."),
    "phone_rounded": _("The spreadsheet has shortened the number “%(value)s”; digits are lost."),
    "name_not_split": _("It is not clear which part of “%(value)s” is the family name. It is kept whole."),
    "text_too_long": _("The text is longer than %(limit)s characters. The whole is kept as imported."),
    "second_value": _("Another column already gave this value. “%(value)s” is kept as imported."),
}
