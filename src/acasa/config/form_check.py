"""``acasa form check``: what is wrong with a questionnaire, before anybody is asked anything."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

# More than this is no folder of a form.
MAX_MEDIA = 200


def media_beside(path: Path, folder: Path | None) -> dict[str, bytes]:
    """The files of a form: those of a folder, else of `<name>-media` beside it, as form tools name it."""
    folder = folder or path.with_name(f"{path.stem}-media")
    if not folder.is_dir():
        return {}
    files = sorted(each for each in folder.iterdir() if each.is_file())[:MAX_MEDIA]
    return {each.name: each.read_bytes() for each in files}


def report(path: Path, folder: Path | None) -> dict[str, Any]:
    """The result of a check, as docs/schemas/form-problems.schema.json describes it."""
    from acasa.questionnaires.engine.reading import check

    checked = check(path.read_bytes(), path.name, media_beside(path, folder))
    form = checked.form
    return {
        "file": path.name,
        "ok": form is not None and not checked.errors,
        "form": None
        if form is None
        else {
            "id": form.id,
            "version": form.version,
            "title": form.title,
            "languages": list(form.languages),
            "questions": sum(
                node.kind == "question" and node.type not in ("calculate", "hidden") for node in form.walk()
            ),
            "media": list(form.media),
        },
        "problems": [problem.as_json() for problem in checked.problems],
    }


def line(problem: dict[str, Any]) -> str:
    """One problem in one line: where, and what."""
    place = [
        problem["sheet"],
        f"row {problem['row']}" if problem["row"] else "",
        f"column {problem['column']}" if problem["column"] else "",
    ]
    where = ", ".join(part for part in place if part)
    meant = problem["details"].get("meant")
    hint = f" Is '{meant}' meant?" if meant and meant not in problem["message"] else ""
    level = "" if problem["level"] == "error" else "Note: "
    return f"{level}{where + ': ' if where else ''}{problem['message']}{hint}"


def check(
    file: Annotated[Path, typer.Argument(help="The form: XLSX, XLS, or XLSForm as Markdown or CSV.")],
    as_json: Annotated[bool, typer.Option("--json", help="All of it as JSON.")] = False,
    media: Annotated[
        Path | None, typer.Option(help="Folder of the files that the form names; else NAME-media beside it.")
    ] = None,
) -> None:
    """Check a questionnaire and say what must be mended: sheet, row and column.

    Exit code 0 when it can be used, 1 when not, 2 when the file can't be opened. Notes don't count.
    """
    try:
        found = report(file, media)
    except OSError as error:
        typer.echo(f"{file}: {error.strerror or 'cannot be opened'}", err=True)
        raise typer.Exit(2) from error
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for problem in found["problems"]:
            typer.echo(line(problem))
        if found["ok"]:
            form = found["form"]
            languages = ", ".join(form["languages"]) or "one language"
            typer.echo(f"{found['file']}: {form['questions']} questions, {languages}. Good.")
        else:
            errors = sum(problem["level"] == "error" for problem in found["problems"])
            typer.echo(f"{found['file']}: {errors} to mend.")
    if not found["ok"]:
        raise typer.Exit(1)
