"""A spreadsheet as tables of text: from XLSX, XLS, Markdown or CSV, with the rows as its author counts them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from acasa.questionnaires.engine.problems import Problem, Problems

KINDS = ("xlsx", "xlsm", "xls", "md", "csv")
SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")

MAX_BYTES = 5 * 1024 * 1024
# What a packed file may grow to, all its parts together.
MAX_UNPACKED = 80 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 400
MAX_CELL = 40_000
# Where the forms' own reader stops too: what stands further below or to the right are notes of the author.
EMPTY_ROWS = 60
EMPTY_COLUMNS = 20

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Sheet:
    """One sheet. `rows[0]` is row 2 of the spreadsheet; an empty row is an empty dictionary."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[dict[str, str], ...]

    def numbered(self) -> Iterable[tuple[int, dict[str, str]]]:
        """The rows that hold something, with their numbers."""
        return ((number, row) for number, row in enumerate(self.rows, start=2) if row)


@dataclass(frozen=True)
class Grid:
    """The sheets of a form by name in lower case, and what was odd in the file itself."""

    sheets: dict[str, Sheet]
    names: tuple[str, ...]
    problems: tuple[Problem, ...] = ()
    stem: str = ""

    def sheet(self, name: str) -> Sheet:
        """One sheet, empty when it is not there."""
        return self.sheets.get(name) or Sheet(name, (), ())

    def workbook(self, version: str = "") -> dict[str, Any]:
        """As pyxform takes it; with a version in place of the sheet's own."""
        found: dict[str, Any] = {"sheet_names": list(self.names), "fallback_form_name": self.stem or None}
        for name in SHEETS:
            if name in self.sheets:
                sheet = self.sheets[name]
                found[name] = [dict(row) for row in sheet.rows]
                found[f"{name}_header"] = [dict.fromkeys(sheet.headers)] if sheet.headers else []
        if version:
            rows = found.setdefault("settings", []) or [{}]
            header: dict[str, None] = next(iter(found.get("settings_header") or []), {})
            named = next((each for each in header if each.strip().lower() == "version"), "version")
            found["settings"] = [{**rows[0], named: version}, *rows[1:]]
            found["settings_header"] = [{**header, named: None}]
        return found


@dataclass
class _Raw:
    """A sheet as its rows of cells came, the header first."""

    name: str
    rows: list[list[str]] = field(default_factory=list)


def _stop(code: str, message: str, **details: str) -> Problems:
    return Problems([Problem(code, message, details=details)])


def stem(filename: str) -> str:
    """The file's name without folders and ending, as a name that may stand in a form."""
    base = re.split(r"[/\\]", filename)[-1].rsplit(".", 1)[0]
    return re.sub(r"[^\w.-]+", "_", base).strip("_.-")[:60]


def kind_of(content: bytes, filename: str) -> str:
    """What the file is, by its first bytes before its name. Raises Problems for what is no spreadsheet."""
    if len(content) > MAX_BYTES:
        megabytes = str(MAX_BYTES // (1024 * 1024))
        raise _stop("too-big", f"The file is larger than {megabytes} MB.", limit=megabytes)
    if not content.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise _stop("empty", "The file is empty.")
    ending = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if content.startswith(b"PK"):
        return "xlsx"
    if content.startswith(_COMPOUND):
        # A workbook with a password is an encrypted package within the old container.
        if (
            "EncryptedPackage".encode("utf-16-le") in content
            or "EncryptionInfo".encode("utf-16-le") in content
        ):
            raise _stop("password", "The workbook is protected with a password. Save it without one.")
        return "xls"
    if ending in ("xlsx", "xlsm", "xls"):
        raise _stop("not-readable", "The file is not a workbook that can be read, or it is damaged.")
    if ending in ("md", "csv"):
        return ending
    text = content[:5000].decode("utf-8", "replace")
    return "md" if re.search(r"^\s*\|", text, re.MULTILINE) else "csv"


def _text(content: bytes) -> str:
    """The words of a text file, whatever it was saved as."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Old spreadsheet programs save in the code page of their country. Cyrillic letters come in runs; the letters
        # with marks of other languages stand alone between plain ones.
        return content.decode("cp1251" if re.search(rb"[\xc0-\xff]{3}", content) else "cp1250", "replace")


# --- Workbooks ---------------------------------------------------------------------------------


def _guard(content: bytes) -> zipfile.ZipFile:
    """The package, when it is a whole one of bearable size."""
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        parts = package.infolist()
    except Exception as damaged:
        raise _stop(
            "not-readable", "The file is not a workbook that can be read, or it is damaged."
        ) from damaged
    if sum(part.file_size for part in parts) > MAX_UNPACKED or len(parts) > 2000:
        raise _stop("too-big-unpacked", "The workbook is packed far too tightly to be an honest form.")
    if any(part.flag_bits & 0x1 for part in parts):
        raise _stop("password", "The workbook is protected with a password. Save it without one.")
    # Sizes in the directory may lie; reading never goes past what was announced.
    names = {part.filename for part in parts}
    if "content.xml" in names and "mimetype" in names:
        raise _stop("opendocument", "This is an OpenDocument spreadsheet. Save it as XLSX.")
    if "xl/workbook.bin" in names:
        raise _stop("binary-workbook", "This is a binary workbook (XLSB). Save it as XLSX.")
    return package


def _xlsx(content: bytes) -> tuple[list[_Raw], list[Problem]]:
    from openpyxl import load_workbook
    from pyxform.xls2json_backends import xlsx_value_to_str

    package = _guard(content)
    found: list[_Raw] = []
    problems: list[Problem] = []
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            raw = _Raw(sheet.title)
            found.append(raw)
            if sheet.title.strip().lower() not in SHEETS and len(book.worksheets) > 1:
                continue
            sheet.reset_dimensions()
            raw.rows = _rows(
                ["" if value is None else xlsx_value_to_str(value) for value in row]
                for row in sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
            )
            part = getattr(sheet, "_worksheet_path", "")
            if part in package.namelist():
                problems += _odd(package.read(part), raw)
    finally:
        book.close()
    return found, problems


_MERGED = re.compile(rb'<mergeCell [^>]*?ref="([A-Z]+)(\d+):([A-Z]+\d+)"')
_FORMULA = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*>\s*<f(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(<v/>|<v>[^<]*</v>)?')
_FORMULA_FAULT = re.compile(rb"<v>#(REF|NAME|VALUE|N/A|DIV)")


def _odd(part: bytes, raw: _Raw) -> list[Problem]:
    """Formulas without a result, and merged cells: the words that they show are not in the file's cells.

    They are looked for in the sheet's XML: loading the workbook a second time takes minutes where a whole column is
    coloured.
    """
    title = raw.name.strip().lower()
    problems = [
        Problem(
            "merged",
            f"Cells {(first + row + b':' + last).decode()} are merged; only the first of them holds the words.",
            sheet=title,
            row=int(row),
            level="warning",
            details={"cells": (first + row + b":" + last).decode()},
        )
        for first, row, last in _MERGED.findall(part)
        if int(row) <= len(raw.rows)
    ]
    for letters, row, shown in _FORMULA.findall(part):
        number, column = int(row), 0
        for letter in letters:
            column = column * 26 + letter - 64
        header = raw.rows[0][column - 1] if raw.rows and column <= len(raw.rows[0]) else ""
        fault = bool(_FORMULA_FAULT.match(shown))
        # Beside the form authors calculate for themselves; an empty result is a result.
        if number > len(raw.rows) or not header or (shown and not fault):
            continue
        cell = f"{letters.decode()}{number}"
        problems.append(
            Problem(
                "formula",
                f"Cell {cell} holds a spreadsheet formula without a result.",
                sheet=title,
                row=number,
                column=header,
                level="error" if fault else "warning",
                details={"cell": cell},
            )
        )
    return problems[:100]


def _xls(content: bytes) -> tuple[list[_Raw], list[Problem]]:
    from pyxform.xls2json_backends import xls_value_to_unicode
    from xlrd import open_workbook

    book = open_workbook(file_contents=content, logfile=io.StringIO())
    found: list[_Raw] = []
    for sheet in book.sheets():
        raw = _Raw(sheet.name)
        found.append(raw)
        if sheet.name.strip().lower() not in SHEETS and book.nsheets > 1:
            continue
        raw.rows = _rows(
            [
                ""
                if cell.value in ("", None)
                else xls_value_to_unicode(cell.value, cell.ctype, book.datemode)
                for cell in sheet.row(number)[:MAX_COLUMNS]
            ]
            for number in range(sheet.nrows)
        )
    return found, []


def _rows(rows: Iterable[list[str]]) -> list[list[str]]:
    """The rows down to where the form ends."""
    found: list[list[str]] = []
    empty = 0
    for row in rows:
        cells = [cell.strip() for cell in row]
        empty = 0 if any(cells) else empty + 1
        if empty > EMPTY_ROWS:
            break
        if len(found) > MAX_ROWS:
            raise _stop("too-big", f"A sheet has more than {MAX_ROWS} rows.", limit=str(MAX_ROWS))
        found.append(cells)
    while found and not any(found[-1]):
        found.pop()
    return found


# --- Texts -------------------------------------------------------------------------------------

_MD_ROW = re.compile(r"^\s*\|(.*)\|\s*(#[^|]*)?$")
_MD_PIPE = re.compile(r"(?<!\\)\|")


def _md(content: bytes) -> tuple[list[_Raw], list[Problem]]:
    found: list[_Raw] = []
    for line in _text(content).splitlines():
        match = _MD_ROW.match(line)
        if not match or re.fullmatch(r"[|:\s-]*-{2,}[|:\s-]*", match[1]):
            continue
        first, *cells = [cell.strip().replace(r"\|", "|") for cell in _MD_PIPE.split(match[1])]
        if first:
            found.append(_Raw(first))
        if found and any(cells):
            found[-1].rows.append(cells)
    return found, []


def _csv(content: bytes) -> tuple[list[_Raw], list[Problem]]:
    """Sheets one below the other, their names in the first column; or a survey alone, without such a column."""
    text = _text(content)
    first = next((line for line in text.splitlines() if re.search(r"[,;\t]", line.strip(",;\t "))), "")
    separator = max(",;\t", key=first.count)
    found: list[_Raw] = []
    alone = False
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        cells = [cell.strip() for cell in row]
        named = bool(cells) and cells[0].lower() in SHEETS
        if named and not alone:
            found.append(_Raw(cells[0]))
        elif not found:
            if "type" not in [cell.lower() for cell in cells]:
                if any(cells):
                    raise _stop("not-a-form", "The file is not a form: nothing in it is called survey.")
                continue
            alone = True
            found.append(_Raw("survey"))
        content_cells = cells if alone else cells[1:]
        # An empty line within a sheet is an empty row of it.
        if any(content_cells) or found[-1].rows:
            found[-1].rows.append(content_cells)
    for raw in found:
        while raw.rows and not any(raw.rows[-1]):
            raw.rows.pop()
    return found, []


# --- All together ------------------------------------------------------------------------------

_READERS = {"xlsx": _xlsx, "xlsm": _xlsx, "xls": _xls, "md": _md, "csv": _csv}


def _sheet(raw: _Raw, problems: list[Problem]) -> Sheet:
    """Headers and rows of a raw sheet; a column twice keeps its first."""
    name = raw.name.strip().lower()
    # A byte order mark or an odd space in a header is nobody's intention.
    first = (
        [re.sub(r"\s+", " ", cell.replace("\ufeff", "")).strip() for cell in raw.rows[0]] if raw.rows else []
    )
    headers: list[str] = []
    empty = 0
    for number, header in enumerate(first):
        empty = 0 if header else empty + 1
        if empty > EMPTY_COLUMNS:
            break
        if header and header in headers:
            problems.append(
                Problem(
                    "duplicate-column",
                    f"The column '{header}' is there twice.",
                    sheet=name,
                    row=1,
                    column=header,
                    details={"column": header},
                )
            )
            headers.append("")
        else:
            headers.append(header)
        if not header and any(number < len(row) and row[number] for row in raw.rows[1:]):
            problems.append(
                Problem(
                    "no-header",
                    f"Column {number + 1} has words but no header; they are not read.",
                    sheet=name,
                    row=1,
                    level="warning",
                    details={"number": str(number + 1)},
                )
            )
    rows: list[dict[str, str]] = []
    for number, cells in enumerate(raw.rows[1:], start=2):
        row = {}
        for header, cell in zip(headers, cells, strict=False):
            if not header or not cell:
                continue
            if len(cell) > MAX_CELL:
                raise Problems(
                    [Problem("too-long", "A cell is far too long.", sheet=name, row=number, column=header)]
                )
            # Characters that XML can't carry come from copying; nobody sees them.
            row[header] = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", cell)
        rows.append(row)
    return Sheet(name, tuple(header for header in headers if header), tuple(rows))


def read(content: bytes, filename: str) -> Grid:
    """The file's tables. Raises Problems when it can't be read at all, whatever its bytes are."""
    kind = kind_of(content, filename)
    try:
        raws, problems = _READERS[kind](content)
    except Problems:
        raise
    except Exception as error:
        # Libraries that read foreign files fail in countless ways; the person needs one sentence.
        raise _stop(
            "not-readable",
            "The file is not a workbook that can be read, or it is damaged.",
            why=type(error).__name__,
        ) from error
    if len(raws) == 1 and raws[0].name.strip().lower() not in SHEETS and kind != "csv":
        raws[0].name = "survey"
    sheets: dict[str, Sheet] = {}
    for raw in raws:
        name = raw.name.strip().lower()
        if name in SHEETS and name not in sheets:
            sheets[name] = _sheet(raw, problems)
    return Grid(sheets, tuple(raw.name for raw in raws), tuple(problems), stem(filename))
