"""Everything that can be seen to be wrong in the sheets, all at once; pyxform stops at the first.

pyxform judges whether a form can be used at all: what is found here about names, types and lists counts only when it
refuses. Expressions it doesn't read, so those are judged here.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from acasa.questionnaires.engine import outline, syntax
from acasa.questionnaires.engine.grid import Grid, Sheet
from acasa.questionnaires.engine.outline import Line
from acasa.questionnaires.engine.problems import Problem

_NAME = re.compile(r"^[^\W\d][\w.\-]*$")
_REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?([^{}]*?)\s*\}")
_OPEN_REFERENCE = re.compile(r"\$\{(?![^{}$]*\})")
# Columns that hold expressions, by plain name.
EXPRESSIONS = (
    "relevant",
    "constraint",
    "calculation",
    "required",
    "readonly",
    "choice_filter",
    "repeat_count",
)
_YES_NO = {"yes", "no", "true", "false", "true()", "false()"}
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
# Types that may stand without a name.
_NAMELESS = ("note", "audit")
_SMART = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


@cache
def types() -> frozenset[str]:
    """The types of questions that forms may use, with all their other names."""
    from pyxform.aliases import _type_alias_map
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    return frozenset({*QUESTION_TYPE_DICT, *_type_alias_map, *_FREE_TYPES, *_SETTINGS_TYPES})


def _close(word: str, words: Iterable[str]) -> str:
    """The word that was probably meant, "" for none."""
    found = difflib.get_close_matches(word.lower(), list(words), 1, 0.8)
    return found[0] if found else ""


# --- Sheets and columns ------------------------------------------------------------------------


def _columns(sheet: Sheet, known: tuple[str, ...], needed: tuple[str, ...]) -> Iterator[Problem]:
    meant = {outline.column(header)[0]: header for header in sheet.headers}
    for header in sheet.headers:
        name, _ = outline.column(header)
        if name in known or ":" in header:
            continue
        close = _close(name, known)
        if close and close not in meant:
            yield Problem(
                "misspelt-column",
                f"The column '{header}' is not known; '{close}' may be meant.",
                sheet=sheet.name,
                row=1,
                column=header,
                level="warning",
                details={"column": header, "meant": close},
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
    survey = grid.sheet("survey")
    if "survey" not in grid.sheets or not survey.headers:
        close = next(
            (name for name in grid.names if _close(name, ["survey"]) and name.lower() != "survey"), ""
        )
        yield Problem(
            "no-survey",
            "There is no sheet called 'survey'.",
            details={"meant": close, "sheets": ", ".join(grid.names)},
        )
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
                meant=_close(name, known),
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
    meant = _close(line.type, types()) or _close(first, ("select_one", "select_multiple", "begin", "end"))
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


# --- Expressions -------------------------------------------------------------------------------


def _dynamic(line: Line) -> bool:
    from pyxform.utils import default_is_dynamic

    return bool(default_is_dynamic(line.cell("default"), line.type))


def expressions_of(line: Line) -> Iterator[tuple[str, str]]:
    """The columns of a row that hold an expression, with it."""
    for name in EXPRESSIONS:
        value = line.cell(name).translate(_SMART).strip()
        if value and not (name in ("required", "readonly") and value.lower() in _YES_NO):
            yield name, value
    if line.cell("default") and _dynamic(line):
        yield "default", line.cell("default").translate(_SMART).strip()


def expressions(found: list[Line], functions: Collection[str]) -> Iterator[Problem]:
    """Expressions that can't be read, and functions that nobody knows. `functions` empty: none is asked."""
    for line in found:
        for name, value in expressions_of(line):
            try:
                parsed = syntax.parse(value)
            except syntax.NotReadable as fault:
                yield Problem(
                    "bad-expression",
                    f"The expression can't be read at position {fault.at}"
                    + (f": '{fault.found}'." if fault.found else ": something is missing at its end."),
                    sheet="survey",
                    row=line.row,
                    column=line.header(name),
                    details={"expression": value[:300], "at": str(fault.at), "found": fault.found},
                )
                continue
            for called, _ in parsed.functions:
                if functions and called not in functions:
                    yield Problem(
                        "unknown-function",
                        f"There is no function '{called}()'.",
                        sheet="survey",
                        row=line.row,
                        column=line.header(name),
                        details={"function": called, "meant": _close(called, functions)},
                    )


def references(found: list[Line]) -> Iterator[Problem]:
    """`${name}` that names nothing, or more than one question, or is not closed."""
    count: dict[str, int] = {"instanceID": 1, "instanceName": 1}
    for line in found:
        if line.kind != "end" and line.name:
            count[line.name] = count.get(line.name, 0) + 1
            if (select := outline.SELECT.match(line.type)) and select["other"]:
                count[f"{line.name}_other"] = 1
            if line.kind == "begin" and line.cell("repeat_count"):
                count.setdefault(f"{line.name}_count", 1)
    for line in found:
        for (name, language), value in line.cells.items():
            column = line.headers[name, language]
            if _OPEN_REFERENCE.search(value):
                yield Problem(
                    "bad-reference",
                    "A reference is opened with ${ and not closed.",
                    sheet="survey",
                    row=line.row,
                    column=column,
                    details={"text": value[:120]},
                )
            for wanted in dict.fromkeys(_REFERENCE.findall(value)):
                if count.get(wanted, 0) == 0:
                    yield Problem(
                        "unknown-reference",
                        f"${{{wanted}}} names no question.",
                        sheet="survey",
                        row=line.row,
                        column=column,
                        details={"name": wanted, "meant": _close(wanted, count)},
                    )
                elif count[wanted] > 1:
                    yield Problem(
                        "ambiguous-reference",
                        f"${{{wanted}}} names {count[wanted]} questions.",
                        sheet="survey",
                        row=line.row,
                        column=column,
                        details={"name": wanted},
                    )


# --- Circles -----------------------------------------------------------------------------------


def _edges(found: list[Line]) -> dict[str, dict[str, tuple[Line, str]]]:
    """For each name, what its value or presence depends on, with the row and column that say so."""
    edges: dict[str, dict[str, tuple[Line, str]]] = {}
    inside: dict[str, list[str]] = {}
    for line in found:
        if line.kind == "end":
            continue
        for group in line.path[:-1]:
            inside.setdefault(group, []).append(line.name)
    for line in found:
        for name, value in expressions_of(line):
            # An earlier occurrence of itself may be asked; constraints and filters change nothing.
            if name not in ("calculation", "relevant") or "[" in value or "indexed-repeat" in value:
                continue
            targets = [line.name, *(inside.get(line.name, []) if name == "relevant" else [])]
            # What stands in quotes is text, and the answer kept last time is another one.
            for wanted in _REFERENCE.findall(re.sub(r"'[^']*'|\"[^\"]*\"|\$\{last-saved#[^}]*\}", "", value)):
                for target in targets:
                    edges.setdefault(target, {}).setdefault(wanted, (line, name))
    return edges


def cycles(found: list[Line]) -> Iterator[Problem]:
    """Values that depend on themselves. Two questions that only hide each other are allowed, as devices allow it."""
    edges = _edges(found)
    told: set[frozenset[str]] = set()
    done: set[str] = set()
    for begin in edges:
        # Depth first with its own stack: a form may be a long chain.
        way: list[str] = []
        stack: list[tuple[str, Iterator[str]]] = [(begin, iter(edges.get(begin, {})))]
        on_way = {begin}
        way.append(begin)
        if begin in done:
            continue
        while stack:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                way.pop()
                on_way.discard(name)
                done.add(name)
                continue
            if following in on_way:
                circle = way[way.index(following) :]
                columns = [
                    edges[one][other][1] for one, other in zip(circle, [*circle[1:], circle[0]], strict=True)
                ]
                if frozenset(circle) in told or (len(circle) > 1 and "calculation" not in columns):
                    continue
                told.add(frozenset(circle))
                line, column = edges[circle[-1]][following]
                yield Problem(
                    "cycle",
                    f"'{line.name}' depends on itself: {' → '.join([*circle, circle[0]])}.",
                    sheet="survey",
                    row=line.row,
                    column=line.header(column),
                    details={"name": line.name, "circle": " → ".join([*circle, circle[0]])},
                )
            elif following in edges and following not in done:
                stack.append((following, iter(edges[following])))
                on_way.add(following)
                way.append(following)


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
