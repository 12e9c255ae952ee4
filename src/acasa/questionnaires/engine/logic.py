"""Expressions and references of the sheets: whether they can be read, what they name, and circles among them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from acasa.questionnaires.engine import outline, syntax
from acasa.questionnaires.engine.checks import nearest
from acasa.questionnaires.engine.grid import Grid
from acasa.questionnaires.engine.outline import Line
from acasa.questionnaires.engine.problems import Problem

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
_SMART = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


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
                        details={"function": called, "meant": nearest(called, functions)},
                    )


def references(found: list[Line], grid: Grid) -> Iterator[Problem]:
    """`${name}` that names nothing, or more than one question, or is not closed."""
    given = next((row for _, row, _ in outline.cells(grid.sheet("settings"))), {})
    # The whole form has a name too, which no question that is referred to may share.
    count: dict[str, int] = {"instanceID": 1, "instanceName": 1, given.get(("name", ""), "data"): 1}
    for line in found:
        if line.kind != "end" and line.name:
            count[line.name] = count.get(line.name, 0) + 1
            if (select := outline.SELECT.match(line.type)) and select["other"]:
                count[f"{line.name}_other"] = 1
            if line.kind == "begin" and line.cell("repeat_count"):
                count.setdefault(f"{line.name}_count", 1)
    places = [
        ("survey", line.row, line.headers[meant], value)
        for line in found
        for meant, value in line.cells.items()
    ]
    for row, cells, headers in outline.cells(grid.sheet("settings")):
        places += [("settings", row, headers[meant], value) for meant, value in cells.items()]
    for sheet, row, column, value in places:
        if _OPEN_REFERENCE.search(value):
            yield Problem(
                "bad-reference",
                "A reference is opened with ${ and not closed.",
                sheet=sheet,
                row=row,
                column=column,
                details={"text": value[:120]},
            )
        for wanted in dict.fromkeys(_REFERENCE.findall(value)):
            if count.get(wanted, 0) == 0:
                yield Problem(
                    "unknown-reference",
                    f"${{{wanted}}} names no question.",
                    sheet=sheet,
                    row=row,
                    column=column,
                    details={"name": wanted, "meant": nearest(wanted, count)},
                )
            elif count[wanted] > 1:
                yield Problem(
                    "ambiguous-reference",
                    f"${{{wanted}}} names {count[wanted]} questions.",
                    sheet=sheet,
                    row=row,
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
