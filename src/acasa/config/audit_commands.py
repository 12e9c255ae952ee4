"""``acasa audit``: check the record, and take a checkpoint of it to keep elsewhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, cast

import psycopg
import typer
from rich.console import Console

app = typer.Typer(
    no_args_is_help=True, help="The record of who did what: check it, and take a checkpoint of it."
)
out = Console()
err = Console(stderr=True)


@app.command("verify")
def verify(
    checkpoint: Annotated[
        Path | None,
        typer.Option(
            help="A checkpoint that was kept elsewhere: finds a record cut off.", exists=True, dir_okay=False
        ),
    ] = None,
    files: Annotated[bool, typer.Option(help="Also read every sealed file on the disk.")] = False,
) -> None:
    """Check every entry, and every sealed row against what the record says of it. Exit code 1 when something is
    wrong."""
    from acasa.config import runtime

    with runtime.installation():
        from django.conf import settings

        from acasa.audit import checkpoint as checkpoints
        from acasa.audit.verify import verify_all
        from acasa.people.models import Organisation
        from acasa.vault.audited import SOURCES
        from acasa.vault.files import damaged

        kept = None
        if checkpoint is not None:
            try:
                kept = checkpoints.read(checkpoint.read_text(encoding="utf-8"), settings.AUDIT_KEY)
            except (checkpoints.NotACheckpoint, UnicodeDecodeError) as error:
                _say(f"{checkpoint}: {error}", bad=True)
                raise typer.Exit(1) from None
            _say(f"Checkpoint {kept.short} of {kept.made_at:%Y-%m-%d %H:%M} UTC, {kept.entries()} entries.")
        with err.status("Checking the record…"):
            report = verify_all(owner_connection(), settings.AUDIT_KEY, sources=SOURCES, checkpoint=kept)
        names = dict(Organisation.objects.values_list("id", "name"))
        for problem in report.problems:
            of = names.get(problem.org_id, problem.org_id) if problem.org_id else "the installation"
            _say(f"{of}: {problem.words()}", bad=True)
        if report.found > len(report.problems):
            _say(f"… and {report.found - len(report.problems)} more.", bad=True)
        broken = 0
        if files:
            with err.status("Reading sealed files…"):
                for file_id, what in damaged(owner_connection()):
                    broken += 1
                    _say(f"The sealed file {file_id} is {what}.", bad=True)
        if broken or not report.good:
            raise typer.Exit(1)
        _say(f"The record is whole: {report.entries} entries, {report.rows} sealed rows.")
        if kept is None:
            _say(
                "Without a checkpoint, entries cut off at the end can't be seen: acasa audit checkpoint FILE"
            )


@app.command("checkpoint")
def checkpoint(
    file: Annotated[
        Path, typer.Argument(help="Where to write it. Keep it, or its short form, off this machine.")
    ],
) -> None:
    """Write down where the record stands now, so that a record cut off later is noticed."""
    from acasa.config import runtime

    with runtime.installation():
        from django.conf import settings

        from acasa.audit import checkpoint as checkpoints

        taken = checkpoints.take(owner_connection(), settings.AUDIT_KEY)
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "w", encoding="utf-8") as sink:
                sink.write(taken.as_json() + "\n")
        except OSError as error:
            _say(f"{file} can't be written: {error.strerror}. Choose another name.", bad=True)
            raise typer.Exit(1) from None
        _say(f"{taken.entries()} entries. Short form, to write down: {taken.short}")


def owner_connection() -> psycopg.Connection[Any]:
    """The owner's connection itself, outside Django's transactions."""
    from django.db import connections

    wrapper = connections["owner"]
    wrapper.ensure_connection()
    return cast("psycopg.Connection[Any]", wrapper.connection)


def _say(text: str, *, bad: bool = False) -> None:
    (err if bad else out).print(
        text, style="red" if bad else "", markup=False, highlight=False, soft_wrap=True
    )
