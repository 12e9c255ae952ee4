"""Runs as a script in a process of its own: a spreadsheet on stdin, its cells as JSON lines on stdout.

First line: {"sheet", "sheets", "others"} or {"problem", "params"}. Then one line per row that is not empty:
[row number from 1, [cell, …]] where a cell is text, number, bool, null, or ["d"|"dt"|"t", ISO text]; or, where
a limit is passed, {"problem", "params"} as the last line.
Imports nothing of Acasa, so that it starts fast and can be run with -I.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from io import BytesIO
from typing import Any

MEMORY = 1536 * 2**20
LETTERS = 128_000_000
CPU_SECONDS = 90


def limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the parent's time limit remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def say(line: Any) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


def cell(value: Any) -> Any:
    if value == "" or value is None:
        return None
    if isinstance(value, bool | str | int):
        return value
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return None
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, dt.datetime):
        return ["dt", value.isoformat()]
    if isinstance(value, dt.date):
        return ["d", value.isoformat()]
    if isinstance(value, dt.time):
        return ["t", value.isoformat()]
    return str(value)


def has_content(sheet: Any) -> bool:
    return bool(sheet.height and sheet.width)


def main() -> None:
    limit()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    wanted = json.loads(sys.argv[1])
    import python_calamine as calamine

    data = BytesIO(sys.stdin.buffer.read())
    try:
        book = calamine.CalamineWorkbook.from_filelike(data)
    except calamine.PasswordError:
        say({"problem": "encrypted", "params": {}})
        return
    except Exception:
        say({"problem": "unreadable", "params": {}})
        return
    kinds = {m.name: m for m in book.sheets_metadata}
    names = [
        name
        for name in book.sheet_names
        if kinds[name].typ == calamine.SheetTypeEnum.WorkSheet
        and kinds[name].visible == calamine.SheetVisibleEnum.Visible
    ] or list(book.sheet_names)
    if wanted["sheet"] is not None and wanted["sheet"] not in book.sheet_names:
        params = {"sheet": str(wanted["sheet"])[:80], "sheets": ", ".join(names)[:400]}
        say({"problem": "no_such_sheet", "params": params})
        return
    try:
        chosen = None
        others = []
        for name in names:
            if name == wanted["sheet"]:
                continue
            sheet = book.get_sheet_by_name(name)
            if has_content(sheet):
                if chosen is None and wanted["sheet"] is None:
                    chosen = sheet
                else:
                    others.append(name)
        if wanted["sheet"] is not None:
            chosen = book.get_sheet_by_name(wanted["sheet"])
    except Exception:
        say({"problem": "unreadable", "params": {}})
        return
    if chosen is None or not has_content(chosen):
        say({"problem": "empty_sheet", "params": {"sheet": (wanted["sheet"] or (names or [""])[0])[:80]}})
        return
    tell(chosen, names, others, wanted)


def tell(sheet: Any, names: list[str], others: list[str], wanted: Any) -> None:
    """The head line and the rows. Limits count only what is filled: an empty formatted column is nothing."""
    left = sheet.start[1] if sheet.start else 0
    say({"sheet": sheet.name, "sheets": names, "others": others, "left": left})
    rows = filled = letters = 0
    for offset, row in enumerate(sheet.iter_rows()):  # begins at row 1, but at the first filled column
        cells = [cell(value) for value in row]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            continue
        rows += 1
        filled += sum(1 for value in cells if value is not None)
        letters += sum(len(value) for value in cells if isinstance(value, str))
        if rows > wanted["rows"]:
            say({"problem": "too_many_rows", "params": {"limit": wanted["rows"]}})
            return
        if len(cells) > wanted["columns"]:
            say({"problem": "too_many_columns", "params": {"limit": wanted["columns"]}})
            return
        if filled > wanted["cells"]:
            say({"problem": "too_many_cells", "params": {"limit": wanted["cells"]}})
            return
        if letters > LETTERS:  # one long shared text may stand in a million cells
            say({"problem": "too_large_inside", "params": {}})
            return
        say([offset + 1, cells])


if __name__ == "__main__":
    main()
