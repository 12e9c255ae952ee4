"""Everything that can be seen to be wrong in the sheets, all at once; pyxform stops at the first.

pyxform judges whether a form can be used at all: what is found here about names, types and lists counts only when it
refuses. Expressions it doesn't read, so those are judged here.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from acasa.questionnaires.engine import outline
from acasa.questionnaires.engine.grid import SHEETS, Grid, Sheet
from acasa.questionnaires.engine.model import Form
from acasa.questionnaires.engine.outline import Line
from acasa.questionnaires.engine.problems import Problem

_NAME = re.compile(r"^[^\W\d][\w.\-]*$")
_SURVEY_COLUMNS = (
    *(
        "type",
        "name",
        "label",
        "hint",
        "guidance_hint",
        "relevant",
        "required",
        "required_message",
        "constraint",
    ),
    *(
        "constraint_message",
        "calculation",
        "default",
        "readonly",
        "appearance",
        "parameters",
        "choice_filter",
    ),
    *(
        "repeat_count",
        "trigger",
        "image",
        "audio",
        "video",
        "big-image",
        "autoplay",
        "disabled",
        "intent",
        "note",
    ),
    *(
        "save_to",
        "instance",
        "bind",
        "control",
        "body",
        "media",
        "rows",
        "query",
        "comment",
        "comments",
        "notes",
    ),
)
_TRANSLATED = (
    "label",
    "hint",
    "guidance_hint",
    "required_message",
    "constraint_message",
    "image",
    "audio",
    "video",
)
_CHOICES_COLUMNS = ("list_name", "name", "label", "image", "audio", "video", "big-image", "media", "geometry")
_SETTINGS_TYPES = ("form_title", "set_form_title", "form_id", "set_form_id", "prefix")
_FREE_TYPES = (
    "audit",
    "csv-external",
    "xml-external",
    "csv_external",
    "xml_external",
    "background-audio",
    "note",
)
_NAMELESS = ("note", "audit")


@cache
def types() -> frozenset[str]:
    """The types of questions that forms may use, with all their other names."""
    from pyxform.aliases import _type_alias_map
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    return frozenset({*QUESTION_TYPE_DICT, *_type_alias_map, *_FREE_TYPES, *_SETTINGS_TYPES})


def nearest(word: str, words: Iterable[str]) -> str:
    """The word that was probably meant, "" for none."""
    found = difflib.get_close_matches(word.lower(), list(words), 1, 0.8)
    return found[0] if found else ""


# --- Sheets and columns ------------------------------------------------------------------------


def _columns(sheet: Sheet, known: tuple[str, ...], needed: tuple[str, ...]) -> Iterator[Problem]:
    meant = {outline.column(header)[0]: header for header in sheet.headers}
    for header in sheet.headers:
        name, language = outline.column(header)
        if name in _TRANSLATED and "::" in language:
            yield Problem(
                "invalid-column",
                f"The header '{header}' names more than one language.",
                sheet=sheet.name,
                row=1,
                column=header,
                details={"column": header},
            )
        if name in known or ":" in header:
            continue
        near = nearest(name, known)
        if near and near not in meant:
            yield Problem(
                "misspelt-column",
                f"The column '{header}' is not known; '{near}' may be meant.",
                sheet=sheet.name,
                row=1,
                column=header,
                level="warning",
                details={"column": header, "meant": near},
            )
    for name in needed:
        if name not in meant:
            yield Problem(
                "no-column",
                f"The sheet has no column '{name}'.",
                sheet=sheet.name,
                row=1,
                column=name,
                details={"column": name},
            )


def structure(grid: Grid) -> Iterator[Problem]:
    """Sheets that are missing, and columns that are missing or misspelt."""
    for name in grid.names:
        near = nearest(name.strip().lower().replace(" ", "_"), SHEETS)
        known = name.strip().lower() in SHEETS or name.startswith("_")
        if near and near not in grid.sheets and not known:
            yield Problem(
                "misspelt-sheet",
                f"The sheet '{name}' is not read; '{near}' may be meant.",
                level="warning",
                details={"candidates": name, "meant": near},
            )
    survey = grid.sheet("survey")
    if "survey" not in grid.sheets or not survey.headers:
        details = {"sheets": ", ".join(grid.names)}
        yield Problem("no-survey", "There is no sheet called 'survey'.", details=details)
        return
    yield from _columns(survey, _SURVEY_COLUMNS, ("type", "name"))
    if not any(True for _ in survey.numbered()):
        yield Problem("no-questions", "The sheet 'survey' has no questions.", sheet="survey")
    if "choices" in grid.sheets:
        yield from _columns(grid.sheet("choices"), _CHOICES_COLUMNS, ("list_name", "name"))


# --- Questions ---------------------------------------------------------------------------------


def _kind(line: Line, lists: Collection[str], external: Collection[str]) -> Iterator[Problem]:
    """What is wrong with a row's type."""

    def wrong(code: str, message: str, **details: str) -> Problem:
        return Problem(
            code, message, sheet="survey", row=line.row, column=line.header("type"), details=details
        )

    if not line.type:
        if line.name or line.cell("label") or any(name == "label" for name, _ in line.cells):
            yield wrong("no-type", "The row has no type.", name=line.name)
        return
    if line.kind != "question":
        return
    select = outline.SELECT.match(line.type)
    if select:
        name = select["list"]
        if "${" in name or re.search(r"\.(csv|xml|geojson)$", name, re.IGNORECASE):
            return
        known = external if "external" in select["command"] else lists
        if name not in known:
            yield wrong(
                "unknown-list",
                f"There is no list '{name}' in the choices.",
                list=name,
                meant=nearest(name, known),
            )
        return
    if line.type in types() or line.type.startswith("osm") or line.type.startswith("cascading"):
        return
    first = line.type.split(" ")[0]
    if first in (
        "select_one",
        "select_multiple",
        "rank",
        "select_one_from_file",
        "select_multiple_from_file",
    ):
        yield wrong(
            "no-list", f"The question '{line.name}' doesn't say from which list to choose.", name=line.name
        )
        return
    meant = nearest(line.type, types()) or nearest(first, ("select_one", "select_multiple", "begin", "end"))
    yield wrong("unknown-type", f"There is no type '{line.type}'.", type=line.type, meant=meant)


def survey(found: list[Line], grid: Grid) -> Iterator[Problem]:
    """Types, names and the order of groups."""
    lists = {row.get(("list_name", ""), "") for _, row, _ in outline.cells(grid.sheet("choices"))} - {""}
    external = {
        row.get(("list_name", ""), "") for _, row, _ in outline.cells(grid.sheet("external_choices"))
    } - {""}
    open_: list[Line] = []
    names: dict[tuple[str, ...], Line] = {}
    for line in found:
        yield from _kind(line, lists, external)
        if line.kind == "end":
            if not open_ or open_[-1].what != line.what:
                yield Problem(
                    "unmatched-end",
                    f"'{line.type}' ends nothing that was begun.",
                    sheet="survey",
                    row=line.row,
                    column=line.header("type"),
                    details={"what": line.what, "open": open_[-1].name if open_ else ""},
                )
            if open_:
                open_.pop()
            continue
        if line.kind == "begin":
            open_.append(line)
        if not line.type or line.type in _SETTINGS_TYPES:
            continue
        if not line.name:
            if line.type not in _NAMELESS:
                yield Problem(
                    "no-name",
                    "The row has no name.",
                    sheet="survey",
                    row=line.row,
                    column=line.header("name"),
                )
            continue
        if not _NAME.match(line.name):
            yield Problem(
                "invalid-name",
                f"The name '{line.name}' can't be used: a letter first, then letters, digits, _ - or points.",
                sheet="survey",
                row=line.row,
                column=line.header("name"),
                details={"name": line.name},
            )
        if line.path in names:
            yield Problem(
                "duplicate-name",
                f"The name '{line.name}' is in row {names[line.path].row} already.",
                sheet="survey",
                row=line.row,
                column=line.header("name"),
                details={"name": line.name, "other": str(names[line.path].row)},
            )
        names.setdefault(line.path, line)
        if line.type == "calculate" and not line.cell("calculation") and not line.cell("default"):
            yield Problem(
                "no-calculation",
                f"'{line.name}' calculates nothing.",
                sheet="survey",
                row=line.row,
                column=line.header("calculation"),
                details={"name": line.name},
            )
    for line in open_:
        yield Problem(
            "unmatched-begin",
            f"'{line.type}' ({line.name}) is never ended.",
            sheet="survey",
            row=line.row,
            column=line.header("type"),
            details={"what": line.what, "name": line.name},
        )


# --- Choices -----------------------------------------------------------------------------------


def choices(found: list[Line], grid: Grid) -> Iterator[Problem]:
    """Answers without a name, twice in a list, or with a space where several may be chosen."""
    several = {
        select["list"]
        for line in found
        if (select := outline.SELECT.match(line.type))
        and ("multiple" in select["command"] or "all" in select["command"])
    }
    settings = next((row for _, row, _ in outline.cells(grid.sheet("settings"))), {})
    twice = settings.get(("allow_choice_duplicates", ""), "").lower() in ("yes", "true", "true()")
    seen: dict[tuple[str, str], int] = {}
    for row, cells, headers in outline.cells(grid.sheet("choices")):
        list_ = cells.get(("list_name", ""), "")
        name = cells.get(("name", ""), "")
        column = headers.get(("name", ""), "name")
        if not list_:
            # A remark of the author; it belongs to no list.
            continue
        if not name:
            yield Problem(
                "no-choice-name",
                "The answer has no name.",
                sheet="choices",
                row=row,
                column=column,
                details={"list": list_},
            )
            continue
        if " " in name and list_ in several:
            yield Problem(
                "choice-space",
                f"'{name}' has a space, but several answers of this list may be chosen.",
                sheet="choices",
                row=row,
                column=column,
                details={"choice": name, "list": list_},
            )
        if (list_, name) in seen and not twice:
            yield Problem(
                "duplicate-choice",
                f"'{name}' is in row {seen[list_, name]} of the list '{list_}' already.",
                sheet="choices",
                row=row,
                column=column,
                details={"choice": name, "list": list_, "other": str(seen[list_, name])},
            )
        seen.setdefault((list_, name), row)


def unlabelled(form: Form, grid: Grid) -> Iterator[Problem]:
    """Lists that are chosen from and have no label; without the column a device refuses the whole form."""
    given = {outline.column(header)[0] for header in grid.sheet("choices").headers}
    level = "warning" if given & {*_TRANSLATED} else "error"
    rows: dict[str, int] = {}
    for row, cells, _ in outline.cells(grid.sheet("choices")):
        rows.setdefault(cells.get(("list_name", ""), ""), row)
    for name in dict.fromkeys(node.choices for node in form.walk() if node.choices):
        found = form.choices.get(name, ())
        if name in rows and found and not any(choice.label for choice in found):
            yield Problem(
                "no-choice-label",
                f"The answers of the list '{name}' have no label.",
                sheet="choices",
                row=rows[name],
                column="label",
                level=level,
                details={"list": name},
            )


def empty_groups(form: Form) -> Iterator[Problem]:
    """Sections with nothing in them."""
    for node in form.walk():
        if node.kind != "question" and not node.children:
            yield Problem(
                "empty-group",
                f"The group or repeat '{node.name}' has nothing in it.",
                sheet="survey",
                row=node.row,
                column="type",
                level="warning",
                details={"name": node.name},
            )


def settings(grid: Grid) -> Iterator[Problem]:
    """A form that says neither its title nor how it is known."""
    rows = list(outline.cells(grid.sheet("settings")))
    given = {name: value for _, row, _ in rows for (name, _), value in row.items()}
    if not given.get("form_title") and not given.get("title"):
        yield Problem(
            "no-title", "The form has no title.", sheet="settings", column="form_title", level="warning"
        )
    if len(rows) > 1:
        yield Problem(
            "more-settings",
            "Only the first row of the settings counts.",
            sheet="settings",
            row=rows[1][0],
            level="warning",
        )
