"""``acasa deadlines``: look over a country's deadlines before anybody relies on them. Needs no database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

app = typer.Typer(no_args_is_help=True, help="Deadlines of a country: check a file before it is used.")


@app.callback()
def deadlines() -> None:
    """Deadlines of a country, as files of the library."""


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Files of deadlines, as library/deadlines/md.yaml.")],
) -> None:
    """Check files of deadlines and say in words what is wrong: file, rule and field. Exit code 1 when something is."""
    from acasa.cases.deadlines import library
    from acasa.cases.deadlines.rules.packs import PackError

    out = Console()
    bad = False
    for path in files:
        try:
            pack = library.read(path)
        except PackError as error:
            bad = True
            for problem in error.problems:
                out.print(str(problem), style="red", markup=False, highlight=False, soft_wrap=True)
            continue
        unsure = sum(rule.certainty != "high" for rule in pack.rules)
        words = f"{path.name}: {len(pack.rules)} rules, {unsure} of them not sure. Good."
        out.print(words, markup=False, highlight=False, soft_wrap=True)
    if bad:
        raise typer.Exit(1)
