"""A table of figures as a file: XLSX and CSV, made in memory of what may be shown and nothing else."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any, Final

import openpyxl
from openpyxl.styles import Font

KINDS: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
# A spreadsheet program calculates what begins so; labels of a questionnaire may.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def made(kind: str, lines: Sequence[Sequence[Any]], language: str) -> bytes:
    """The file. `kind` is a key of KINDS."""
    safe = [[_safe(cell) for cell in line] for line in lines]
    return _xlsx(safe) if kind == "xlsx" else _csv(safe, language)


def _safe(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _csv(lines: Sequence[Sequence[Any]], language: str) -> bytes:
    text = io.StringIO()
    # What a spreadsheet program of that language splits by; the mark lets it read the letters.
    delimiter = "," if language.startswith("en") else ";"
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(lines)
    return text.getvalue().encode("utf-8-sig")


def _xlsx(lines: Sequence[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in lines:
        sheet.append(list(line))
    sheet["A1"].font = Font(bold=True)
    sheet.column_dimensions["A"].width = 44
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
