"""The survey sheet line by line: which row makes which question, and inside what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from acasa.questionnaires.engine.grid import Grid, Sheet

# Other names of columns that forms in circulation use, all in lower case with underscores.
COLUMN_ALIASES = {
    "command": "type",
    "tag": "name",
    "value": "name",
    "caption": "label",
    "relevance": "relevant",
    "bind::relevant": "relevant",
    "bind::constraint": "constraint",
    "bind::calculate": "calculation",
    "bind::required": "required",
    "bind::readonly": "readonly",
    "calculate": "calculation",
    "read_only": "readonly",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "control::jr:count": "repeat_count",
    "body::jr:count": "repeat_count",
    "bind::jr:constraintmsg": "constraint_message",
    "constraining_message": "constraint_message",
    "bind::jr:requiredmsg": "required_message",
    "requiredmsg": "required_message",
    "control::appearance": "appearance",
    "body::appearance": "appearance",
    "list name": "list_name",
}

BEGIN = re.compile(
    r"^begin[\s_](?P<what>group|lgroup|repeat|loop|looped group)(\s+(over\s+)?(?P<list>\S+))?$", re.I
)
END = re.compile(r"^end[\s_](?P<what>group|lgroup|repeat|loop|looped group)$", re.I)
SELECT = re.compile(
    r"^(?P<command>add select one prompt using|add select multiple prompt using|select all that apply from"
    r"|select one from file|select multiple from file|select_one_from_file|select_multiple_from_file"
    r"|select one from|select1|select_one_external|select_one|select one|select_multiple|select all that apply|rank)"
    r"\s+(?P<list>\S+)(?P<other>\s+(or specify other|or_other|or other))?$"
)


def column(header: str) -> tuple[str, str]:
    """The column that a header means, and the language that it adds ("" for none)."""
    plain = re.sub(r"\s+", "_", header.strip()).lower()
    if plain in COLUMN_ALIASES:
        return COLUMN_ALIASES[plain], ""
    first, separator, rest = header.partition("::")
    if not separator and header.count(":") == 1 and not plain.startswith("jr:"):
        first, separator, rest = header.partition(":")
    name = re.sub(r"\s+", "_", first.strip()).lower()
    if name == "media" and separator:
        name, _, rest = rest.partition("::" if "::" in rest else ":")
        name = name.strip()
    return COLUMN_ALIASES.get(name, name), rest.strip()


@dataclass(frozen=True)
class Line:
    """A row of the survey. `cells` by the column's plain name and language; `headers` say what it is called there."""

    row: int
    type: str
    name: str
    kind: str
    what: str
    path: tuple[str, ...]
    cells: Mapping[tuple[str, str], str]
    headers: Mapping[tuple[str, str], str]

    def cell(self, name: str) -> str:
        """A column that has no languages."""
        return self.cells.get((name, ""), "")

    def header(self, name: str) -> str:
        """What the sheet calls the column."""
        return self.headers.get((name, ""), name)


def cells(sheet: Sheet) -> Iterator[tuple[int, dict[tuple[str, str], str], dict[tuple[str, str], str]]]:
    """The rows with their columns by plain names."""
    columns = {header: column(header) for header in sheet.headers}
    headers = {meant: header for header, meant in columns.items()}
    for number, row in sheet.numbered():
        yield number, {columns[header]: value for header, value in row.items()}, headers


def _kind(type_: str) -> tuple[str, str]:
    for kind, pattern in (("begin", BEGIN), ("end", END)):
        match = pattern.match(type_)
        if match:
            what = match["what"].lower()
            return kind, "repeat" if what in ("lgroup", "looped group") else what
    return "question", ""


def lines(grid: Grid) -> list[Line]:
    """All rows that are not disabled, with their place."""
    found: list[Line] = []
    inside: list[str] = []
    for number, row, headers in cells(grid.sheet("survey")):
        type_ = re.sub(r"\s+", " ", row.get(("type", ""), "")).strip()
        name = row.get(("name", ""), "").strip()
        if row.get(("disabled", ""), "").lower() in ("yes", "true", "true()"):
            continue
        kind, what = _kind(type_)
        if kind == "end":
            if inside:
                inside.pop()
            found.append(Line(number, type_, name, kind, what, tuple(inside), row, headers))
            continue
        path = (*inside, name)
        found.append(Line(number, type_, name, kind, what, path, row, headers))
        if kind == "begin":
            inside.append(name)
    return found


def places(found: list[Line]) -> dict[tuple[str, ...], Line]:
    """The lines by path, the first of each; the question that "other" adds stands in the same row."""
    by: dict[tuple[str, ...], Line] = {}
    for line in found:
        if line.kind == "end":
            continue
        by.setdefault(line.path, line)
        if (select := SELECT.match(line.type)) and select["other"]:
            by.setdefault((*line.path[:-1], f"{line.name}_other"), line)
    return by
