"""Read CSV as people really save it: any of three separators, any of the encodings of our region."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from itertools import pairwise
from typing import Final

from acasa.cases.imports.problems import ImportProblem

DELIMITERS: Final = (";", ",", "\t", "|")

# Single-byte encodings, guessed when the text is not UTF-8. The Cyrillic ones are told by their runs of
# letters; the others share their Romanian letters and differ elsewhere.
CYRILLIC: Final = ("cp1251", "cp866", "koi8-r")
LATIN: Final = ("cp1250", "iso8859-2")
ENCODINGS: Final = ("utf-8", "utf-16", *CYRILLIC, *LATIN, "cp1252")

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE: Final = 200_000
_LINES: Final = 60
_RUNS = re.compile(rb"[\x80-\xff]{2,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")
# The commonest letters of Russian, in the order of their frequency, tell one Cyrillic encoding from another.
_COMMON = frozenset("оеаинтсрвлкмдпу")


def decode(data: bytes) -> tuple[str, str, bool]:
    """(text, encoding, was it guessed?). Raises ImportProblem for what is no text."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly(data, encoding), encoding, False
    if wide := _utf16_without_mark(data):
        return _strictly(data, wide), wide, True
    if b"\x00" in data[:_SAMPLE]:
        raise ImportProblem("not_a_table")
    try:
        return data.decode("utf-8"), "utf-8", False
    except UnicodeDecodeError:
        encoding = _guess(data[:_SAMPLE])
        return data.decode(encoding, errors="replace"), encoding, True


def decode_as(data: bytes, encoding: str) -> str:
    """The text in an encoding that a person chose. Raises ImportProblem when it does not fit."""
    if encoding not in ENCODINGS:
        raise ImportProblem("unknown_encoding")
    return _strictly(data, "utf-8-sig" if encoding == "utf-8" else encoding)


def sniff(text: str) -> str:
    """The separator: the one that splits the first lines into most columns, most evenly. "sep=;" decides."""
    first = text[:8].lower()
    if first.startswith("sep=") and len(text) > 4:
        return text[4]
    sample = text[:_SAMPLE]
    best, best_score = ",", 0
    for delimiter in DELIMITERS:
        # Titles and short lines count for little: the width that fills most cells is the table's.
        score = max(((width - 1) * lines for width, lines in _widths(sample, delimiter).items()), default=0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def read_rows(
    text: str, delimiter: str, *, max_rows: int, max_columns: int, max_cells: int, longest: int
) -> list[tuple[int, list[str | None]]]:
    """(row number, cells) of the rows that are not blank. A cell of spaces only is empty; others are as typed.

    Row numbers are those a spreadsheet would show: a cell of several lines is one row.
    """
    csv.field_size_limit(longest)
    skip = 1 if text[:4].lower() == "sep=" else 0
    rows: list[tuple[int, list[str | None]]] = []
    known: dict[str, str] = {}
    filled = 0
    number = 0
    try:
        for number, raw in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            if number <= skip:
                continue
            cells: list[str | None] = [
                known.setdefault(cell, cell) if cell and not cell.isspace() else None for cell in raw
            ]
            while cells and cells[-1] is None:
                cells.pop()
            if not cells:
                continue
            if len(rows) >= max_rows:
                raise ImportProblem("too_many_rows", limit=max_rows)
            if len(cells) > max_columns:
                raise ImportProblem("too_many_columns", limit=max_columns)
            filled += len(cells)
            if filled > max_cells:
                raise ImportProblem("too_many_cells", limit=max_cells)
            rows.append((number, cells))
    except csv.Error as problem:
        raise ImportProblem("cell_too_long", row=number + 1, limit=longest) from problem
    return rows


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise ImportProblem("unknown_encoding") from problem


def _utf16_without_mark(data: bytes) -> str:
    """Text of two bytes a letter shows by zeros in every other place (separators and digits at least)."""
    sample = data[:4000]
    if len(sample) < 8 or len(data) % 2:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    enough = max(2, len(sample) // 12)
    if odd >= enough and even == 0:
        return "utf-16-le"
    if even >= enough and odd == 0:
        return "utf-16-be"
    return ""


def _guess(sample: bytes) -> str:
    """The single-byte encoding that fits best. Cyrillic words are unbroken runs of high bytes; in Romanian
    a high byte mostly stands alone among plain letters."""
    high = sum(1 for byte in sample if byte > 0x7F)
    in_runs = sum(len(run) for run in _RUNS.findall(sample))
    candidates = CYRILLIC if in_runs > high * 0.6 else LATIN
    scores = {encoding: _score(sample, encoding) for encoding in candidates}
    return max(scores, key=lambda encoding: scores[encoding])


def _score(sample: bytes, encoding: str) -> int:
    text = sample.decode(encoding, errors="replace")
    common = sum(1 for letter in text if letter in _COMMON)
    letters = sum(1 for letter in text if letter.isalpha())
    strange = text.count("\ufffd") + len(_CONTROL.findall(text))
    mixed = sum(1 for a, b in pairwise(text) if a.islower() and b.isupper())
    return 2 * common + letters - 5 * strange - 3 * mixed


def _widths(sample: str, delimiter: str) -> Counter[int]:
    """How many lines have how many cells, among the first; lines without the separator count as one."""
    widths: Counter[int] = Counter()
    try:
        for number, row in enumerate(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)):
            if number >= _LINES:
                break
            if row:
                widths[len(row)] += 1
    except csv.Error:
        return Counter()
    return widths
