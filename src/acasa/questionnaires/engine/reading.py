"""Reading a questionnaire: an XLSForm comes in, a Form or everything that is wrong with it comes out."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from defusedxml import ElementTree

from acasa.questionnaires.engine import grid as grids
from acasa.questionnaires.engine import outline
from acasa.questionnaires.engine.grid import Grid
from acasa.questionnaires.engine.model import Choice, Form, Text, Texts
from acasa.questionnaires.engine.problems import Problem, Problems
from acasa.questionnaires.engine.xform import form_of, local

_NO_MEDIA: Mapping[str, bytes] = {}


def items_of(name: str, content: bytes) -> list[dict[str, str]]:
    """The rows of a file of choices: CSV, XML or GeoJSON, as devices read them."""
    ending = PurePath(name).suffix.lower()
    if ending == ".csv":
        text = content.decode("utf-8-sig", "replace")
        first = text.split("\n", 1)[0]
        separator = max(",;\t", key=first.count)
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        headers = [header.strip() for header in next(rows, [])]
        return [
            {header: cell.strip() for header, cell in zip(headers, row, strict=False) if header}
            for row in rows
            if any(cell.strip() for cell in row)
        ]
    if ending == ".geojson":
        features = json.loads(content).get("features", [])
        return [
            {
                "id": str(feature.get("id", "")),
                **{k: str(v) for k, v in (feature.get("properties") or {}).items()},
            }
            for feature in features
            if isinstance(feature, dict)
        ]
    document = ElementTree.fromstring(content)
    return [
        {local(child.tag): (child.text or "").strip() for child in item} for item in document.iter("item")
    ]


def _external_choices(grid: Grid) -> dict[str, tuple[Choice, ...]]:
    """Lists of the sheet external_choices, which a device gets as a file."""
    found: dict[str, list[Choice]] = {}
    for _, row, _ in outline.cells(grid.sheet("external_choices")):
        label: Texts = {
            language: Text((value,)) for (name, language), value in row.items() if name == "label"
        }
        columns = {name: value for (name, language), value in row.items() if not language and name != "label"}
        found.setdefault(columns.pop("list_name", ""), []).append(
            Choice(columns.pop("name", ""), label, columns)
        )
    return {name: tuple(choices) for name, choices in found.items()}


def _convert(grid: Grid) -> tuple[str, list[str]]:
    """The XForm of these sheets, with what pyxform would say beside it."""
    from pyxform.xls2xform import convert

    warnings: list[str] = []
    workbook: Any = grid.workbook()
    result = convert(workbook, warnings=warnings)
    return result.xform, warnings


def read(content: bytes, filename: str, media: Mapping[str, bytes] = _NO_MEDIA) -> Form:
    """The form that a file holds. `media` are the files that it names, as far as they are there.

    Raises Problems, whatever the bytes are.
    """
    grid = grids.read(content, filename)
    rows = {"/".join(path): line.row for path, line in outline.places(outline.lines(grid)).items()}

    def choices(name: str, value: str, label: str) -> tuple[Choice, ...]:
        if name not in media:
            return ()
        return tuple(
            Choice(item.get(value, ""), {"": Text((item.get(label, ""),))}, item)
            for item in items_of(name, media[name])
        )

    from pyxform.errors import PyXFormError

    try:
        xml, warnings = _convert(grid)
        return form_of(
            xml,
            rows=lambda path: rows.get(re.sub(r"^/[^/]+/", "", path), 0),
            others=_external_choices(grid),
            files=choices,
            warnings=tuple(warnings),
        )
    except PyXFormError as error:
        raise Problems([Problem("form", str(error))]) from error
