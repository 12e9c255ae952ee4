"""``acasa bench``: print Acasa's figures, measured here and now."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from acasa.config.bench import report, server
from acasa.config.bench.report import Row
from acasa.config.secrets import data_folder

NAMES = ("caseload", "signin", "names", "cases", "long", "paper", "deadlines", "forms")


def bench(
    name: Annotated[str, typer.Argument(help=f"{', '.join(NAMES)}, or all.")] = "all",
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Also write the rows to this file.")
    ] = None,
    sizes: Annotated[str, typer.Option(help="Numbers of cases, with commas between.")] = "1000,10000,100000",
    full: Annotated[
        bool, typer.Option(help="Also a million cases (lists, search and group-by alone).")
    ] = False,
    requests: Annotated[int, typer.Option(min=5, help="Requests of each kind by each user.")] = 60,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds, of which the middle one counts.")] = 3,
    fresh: Annotated[bool, typer.Option(help="Build the caseloads anew.")] = False,
    data: Annotated[Path | None, typer.Option(help="Where the caseloads are kept.")] = None,
) -> None:
    """Measure Acasa on this machine. Exit code 1 when a figure misses its target."""
    if name not in (*NAMES, "all"):
        raise typer.BadParameter(f"There is no benchmark {name}: choose of {', '.join(NAMES)} or all.")
    try:
        numbers = sorted({int(part) for part in sizes.split(",")})
    except ValueError as error:
        raise typer.BadParameter("Sizes are numbers with commas between.") from error
    place = (data or data_folder() / "bench").absolute()
    out = Console() if sys.stdout.isatty() else Console(width=150)
    wanted = NAMES if name == "all" else (name,)
    rows: list[Row] = []
    try:
        _run(rows, wanted, [*numbers, *([1_000_000] if full else [])], requests, rounds, fresh, place, out)
    finally:
        # What was measured before something failed is told too.
        out.print(
            f"{os.cpu_count()} cores, load average {report.load_now()}; two processes of four threads, the "
            "second factor left out; times in milliseconds.",
            highlight=False,
        )
        report.show(rows, out)
        if json_file is not None:
            report.save(rows, json_file)
    if any(row.good is False for row in rows):
        raise typer.Exit(1)


def _run(
    rows: list[Row],
    wanted: tuple[str, ...],
    sizes: list[int],
    requests: int,
    rounds: int,
    fresh: bool,
    place: Path,
    out: Console,
) -> None:
    if "names" in wanted:
        from acasa.config.bench import names

        rows += names.measure(out)
    if "paper" in wanted:
        from acasa.config.bench import paper

        rows += paper.measure(out)
    if "forms" in wanted:
        from acasa.config.bench import forms

        rows += forms.measure(out)
    if not {"caseload", "signin", "cases", "long", "deadlines", "forms"} & set(wanted):
        return
    from acasa.config import runtime
    from acasa.config.bench import caseload
    from acasa.config.bench.keeping import Shelf

    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    Shelf(place).clear_if_stale(fresh=fresh)
    for variable in ("DATABASE_URL", "SHRED_DATABASE_URL"):
        os.environ.pop(variable, None)
    os.environ.update(server.environment(place))
    plan = caseload.Plan(sizes if "caseload" in wanted else [], requests, rounds)
    with runtime.installation(migrated=False):
        kept = caseload.prepare(plan, place, out)
        if "caseload" in wanted:
            rows += caseload.over_http(plan, kept, place, out)
            rows += caseload.growth(plan, kept, place, out)
        if "cases" in wanted:
            from acasa.config.bench import cases

            if cases.SIZE not in kept:
                kept = caseload.prepare(caseload.Plan([cases.SIZE]), place, out)
            rows += cases.measure(kept[cases.SIZE], place, out, count=requests, rounds=rounds)
        if "long" in wanted:
            from acasa.config.bench import long

            if long.SIZE not in kept:
                kept = caseload.prepare(caseload.Plan([long.SIZE]), place, out)
            rows += long.measure(kept[long.SIZE], place, out, count=requests, rounds=rounds)
        if "forms" in wanted:
            from acasa.config.bench import forms_pages

            if forms_pages.SIZE not in kept:
                kept = caseload.prepare(caseload.Plan([forms_pages.SIZE]), place, out)
            rows += forms_pages.measure(kept[forms_pages.SIZE], place, out, count=requests, rounds=rounds)
        if "deadlines" in wanted:
            from acasa.config.bench import deadlines

            if deadlines.SIZE not in kept:
                kept = caseload.prepare(caseload.Plan([deadlines.SIZE]), place, out)
            rows += deadlines.measure(kept[deadlines.SIZE], out)
        if "signin" in wanted:
            from acasa.config.bench import signin

            if signin.INSIDE_AT not in kept:
                kept = caseload.prepare(caseload.Plan([signin.INSIDE_AT]), place, out)
            rows += signin.measure(kept[signin.INSIDE_AT], place, out)


if __name__ == "__main__":
    typer.run(bench)
