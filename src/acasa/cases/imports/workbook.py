"""Read XLSX, XLSM, XLSB, ODS and XLS in a process of its own, with little memory and little time.

A spreadsheet is a hostile format: a file of 5 kB with two far-apart cells makes the parser ask for 500 GB, and
the whole process aborts. So the parser (calamine) runs in a child that may die without hurting the server, and
packed sizes are checked before.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from acasa.cases.imports.problems import ImportProblem

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | None

CHILD: Final = Path(__file__).with_name("calamine_child.py")

# Sum of all unpacked members, and how much a member may swell (deflate of real sheets reaches about 30).
UNPACKED_LIMIT: Final = 320 * 2**20
SWELL_LIMIT: Final = 400
_SMALL: Final = 2**20

SECONDS: Final = 120


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet's cells. Row numbers count from 1 as the spreadsheet shows them; empty rows are absent."""

    name: str
    sheets: tuple[str, ...]
    others_with_content: tuple[str, ...]
    error_cells: int
    rows: list[tuple[int, list[Cell]]]


def is_workbook(data: bytes) -> bool:
    """Zip (XLSX, ODS …) or the old compound file (XLS, or an encrypted XLSX)."""
    return data[:4] == b"PK\x03\x04" or data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_workbook(
    data: bytes, *, sheet: str | None, max_rows: int, max_columns: int, max_cells: int
) -> Sheet:
    """The sheet called `sheet`, else the first visible one with content. Raises ImportProblem."""
    errors = check_package(data) if data[:2] == b"PK" else 0
    request = {"sheet": sheet, "rows": max_rows, "columns": max_columns, "cells": max_cells}
    try:
        # -I: neither the environment nor the current folder decides what is imported. A pipe and no file:
        # what the sheet says must not touch the disk.
        done = subprocess.run(
            [sys.executable, "-I", str(CHILD), json.dumps(request)],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise ImportProblem("took_too_long") from late
    if done.returncode != 0:  # killed by a limit, or aborted for want of memory
        raise ImportProblem("too_large_inside" if done.returncode < 0 else "unreadable")
    lines = iter(BytesIO(done.stdout))
    head = _said(next(lines))
    left = int(head["left"])
    return Sheet(
        name=head["sheet"],
        sheets=tuple(head["sheets"]),
        others_with_content=tuple(head["others"]),
        error_cells=errors,
        rows=list(_rows(lines, [None] * left)),
    )


def check_package(data: bytes) -> int:
    """Refuse a zip that is no spreadsheet or would unpack to far more than it looks; count error cells.

    The declared sizes are checked first and every member is then unpacked to nowhere, since a declared size
    may lie. Raises ImportProblem.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            members = package.infolist()
            names = {member.filename for member in members}
            if not names & {"[Content_Types].xml", "content.xml"}:
                raise ImportProblem("not_a_table")
            if not any(n.startswith("xl/workbook.") for n in names) and "content.xml" not in names:
                raise ImportProblem("not_a_table")
            if any(member.flag_bits & 1 for member in members):
                raise ImportProblem("encrypted")
            _check_sizes(members)
            return sum(_unpack(package, member) for member in members)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, RuntimeError) as problem:
        raise ImportProblem("unreadable") from problem
    except Exception as problem:
        if isinstance(problem, ImportProblem):
            raise
        # zlib.error and struct.error have no common base with the others.
        raise ImportProblem("unreadable") from problem


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    if sum(member.file_size for member in members) > UNPACKED_LIMIT:
        raise ImportProblem("too_large_inside")
    for member in members:
        if member.file_size > _SMALL and member.file_size > SWELL_LIMIT * max(1, member.compress_size):
            raise ImportProblem("too_large_inside")


def _unpack(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """Read a member through (its checksum is verified at the end); the number of error cells in a sheet."""
    is_sheet = member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml")
    count = 0
    with package.open(member) as content:
        tail = b""
        while block := content.read(2**20):
            if is_sheet:
                # A mark that straddles two blocks: its beginning is carried over, shorter than the mark.
                text = tail + block
                count += text.count(b't="e"')
                tail = text[-4:]
    return count


def _said(line: bytes) -> Any:
    said = json.loads(line)
    if isinstance(said, dict) and "problem" in said:
        raise ImportProblem(said["problem"], **said["params"])
    return said


def _rows(lines: Iterator[bytes], margin: list[Cell]) -> Iterator[tuple[int, list[Cell]]]:
    """Rows from column A on. Equal texts become one object: most columns repeat a few values."""
    known: dict[str, str] = {}
    for line in lines:
        number, cells = _said(line)
        yield (
            number,
            margin
            + [known.setdefault(cell, cell) if isinstance(cell, str) else _cell(cell) for cell in cells],
        )


def _cell(cell: Any) -> Cell:
    if isinstance(cell, list):
        kind, text = cell
        if kind == "d":
            return dt.date.fromisoformat(text)
        if kind == "dt":
            return dt.datetime.fromisoformat(text)
        return dt.time.fromisoformat(text)
    value: Cell = cell
    return value
