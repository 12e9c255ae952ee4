"""Reading a questionnaire: an XLSForm comes in, a Form or everything that is wrong with it comes out."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from defusedxml import ElementTree

from acasa.questionnaires.engine import checks, logic, outline
from acasa.questionnaires.engine import grid as grids
from acasa.questionnaires.engine import said as telling
from acasa.questionnaires.engine.expressions import checking, supported
from acasa.questionnaires.engine.grid import Grid
from acasa.questionnaires.engine.model import Choice, Form, Text, Texts
from acasa.questionnaires.engine.outline import Line
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


def _convert(grid: Grid, version: str) -> tuple[str, list[str], str]:
    """The XForm of these sheets, what pyxform would say beside it, and the lists that go in a file of their own."""
    from pyxform.xls2xform import convert

    warnings: list[str] = []
    workbook: Any = grid.workbook(version)
    result = convert(workbook, warnings=warnings)
    return result.xform, warnings, result.itemsets or ""


@dataclass(frozen=True)
class Checked:
    """What a file holds: the form when it can be used, and all that was noticed."""

    form: Form | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> list[Problem]:
        """What must be mended."""
        return [problem for problem in self.problems if problem.level == "error"]

    @property
    def warnings(self) -> list[Problem]:
        """What may stay."""
        return [problem for problem in self.problems if problem.level != "error"]


def _order(problem: Problem) -> tuple[int, int, int, str]:
    sheets = ("", "survey", "choices", "external_choices", "settings", "entities")
    place = sheets.index(problem.sheet) if problem.sheet in sheets else len(sheets)
    return (problem.level != "error", place, problem.row, problem.code)


def _together(*groups: Iterable[Problem]) -> list[Problem]:
    """All of them once, where several say the same of one row the first of it."""
    found: dict[tuple[str, str, int, str], Problem] = {}
    for problem in itertools.chain(*groups):
        key = (problem.code, problem.sheet, problem.row, problem.details.get("name") or problem.column)
        found.setdefault(key, problem)
    return sorted(found.values(), key=_order)


def _judge(grid: Grid, media: Mapping[str, bytes], version: str) -> Checked:
    """pyxform says whether the sheets are a form; our own checks say everything that is wrong with them."""
    found = outline.lines(grid)
    seen = list(
        itertools.chain(
            checks.structure(grid),
            checks.survey(found, grid),
            checks.choices(found, grid),
            logic.references(found, grid),
            checks.settings(grid),
        )
    )
    deep = list(itertools.chain(logic.expressions(found, supported()), logic.cycles(found)))
    gentle = [problem for problem in seen if problem.level != "error"]
    said: list[Problem] = []
    form: Form | None = None
    try:
        form, warnings = _form(grid, found, media, version)
        said = [each for message in warnings for each in telling.problems(message, "warning")]
    except Problems as refused:
        # What we saw of the same row says more; what only pyxform saw is added.
        errors = [problem for problem in seen if problem.level == "error"]
        rows, codes = {(each.sheet, each.row) for each in errors}, {each.code for each in errors}
        others = [
            each
            for each in refused.problems
            if not errors or (each.row and (each.sheet, each.row) not in rows and each.code not in codes)
        ]
        return Checked(None, tuple(_together(grid.problems, seen, deep, others)))
    shape = [*checks.unlabelled(form, grid), *checks.empty_groups(form)]
    missing = [
        Problem(
            "missing-file", f"The form asks for the file '{name}'.", level="warning", details={"file": name}
        )
        for name in form.media
        if name not in media
    ]
    # Evaluation itself judges what the sheets show no fault of: arguments, paths, circles through groups.
    told = {(problem.row, problem.column) for problem in deep} | {
        (problem.row, problem.code) for problem in deep
    }
    compiled = [
        each for each in checking.check(form) if not {(each.row, each.column), (each.row, each.code)} & told
    ]
    problems = _together(grid.problems, gentle, deep, compiled, _files(form, media), shape, missing, said)
    return Checked(form, tuple(problems))


def _files(form: Form, media: Mapping[str, bytes]) -> Iterator[Problem]:
    """Files of lists that can't be read, or lack the columns that a question takes."""
    wanted: dict[str, set[str]] = {}
    for node in form.walk():
        name = form.external.get(node.choices)
        if name:
            wanted.setdefault(name, set()).update(filter(None, (node.item_value, node.item_label)))
    for name in sorted({*form.external.values()} & set(media)):
        try:
            items = items_of(name, media[name])
        except Exception:
            yield Problem("bad-file", f"The file '{name}' can't be read.", details={"file": name})
            continue
        columns = {key for item in items for key in item}
        if not items:
            yield Problem(
                "empty-file", f"The file '{name}' has no rows.", level="warning", details={"file": name}
            )
        for column in sorted(wanted.get(name, set()) - columns if items else set()):
            yield Problem(
                "file-column",
                f"The file '{name}' has no column '{column}'.",
                details={"file": name, "column": column},
            )


def _made(
    xml: str, grid: Grid, found: list[Line], media: Mapping[str, bytes], warnings: tuple[str, ...] = ()
) -> Form:
    """The form of an XForm, with what only the sheets know."""
    rows = {"/".join(path): line.row for path, line in outline.places(found).items()}

    def choices(name: str, value: str, label: str) -> tuple[Choice, ...]:
        try:
            items = items_of(name, media[name]) if name in media else []
        except Exception:
            # Said of the file itself, see _files.
            items = []
        return tuple(Choice(item.get(value, ""), {"": Text((item.get(label, ""),))}, item) for item in items)

    return form_of(
        xml,
        rows=lambda path: rows.get(re.sub(r"^/[^/]+/", "", path), 0),
        others=_external_choices(grid),
        files=choices,
        warnings=warnings,
    )


def _form(grid: Grid, found: list[Line], media: Mapping[str, bytes], version: str) -> tuple[Form, list[str]]:
    """The form and pyxform's remarks. Raises Problems in place of whatever pyxform raises."""
    from pyxform.errors import PyXFormError

    try:
        xml, warnings, itemsets = _convert(grid, version)
        form = replace(_made(xml, grid, found, media, tuple(warnings)), itemsets=itemsets)
    except PyXFormError as error:
        by_name = {line.name: line.row for line in reversed(found) if line.name}
        raise Problems([telling.locate(each, by_name) for each in telling.problems(str(error))]) from error
    except (Exception, RecursionError) as error:
        # pyxform fails on some sheets without saying why; nobody is helped by its traceback.
        raise Problems(
            [Problem("form", "The form can't be read.", details={"why": type(error).__name__})]
        ) from error
    return form, warnings


def check(
    content: bytes, filename: str, media: Mapping[str, bytes] = _NO_MEDIA, *, version: str = ""
) -> Checked:
    """All that can be said of a file. Raises nothing, whatever the bytes are. `version` stands in place of its own."""
    try:
        grid = grids.read(content, filename)
    except Problems as refused:
        return Checked(None, tuple(refused.problems))
    return _judge(grid, media, version)


def again(xml: str, content: bytes, filename: str, media: Mapping[str, bytes]) -> Form:
    """The form of an XForm that was made from this file before; a tenth of the time of reading it anew."""
    grid = grids.read(content, filename)
    return _made(xml, grid, outline.lines(grid), media)


def read(content: bytes, filename: str, media: Mapping[str, bytes] = _NO_MEDIA) -> Form:
    """The form that a file holds. `media` are the files that it names, as far as they are there.

    Raises Problems, whatever the bytes are.
    """
    checked = check(content, filename, media)
    if checked.form is None or checked.errors:
        raise Problems(checked.errors)
    return checked.form
