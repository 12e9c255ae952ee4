"""``acasa backup`` and ``acasa restore``."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from acasa.config.backup import BackupError, default_folder, kit, place
from acasa.config.secrets import data_folder
from acasa.core import backup_state

out = Console()
err = Console(stderr=True)

PHRASE = "replace everything"


class Shown:
    """Progress as bars in the terminal and, for the page, as a small file in the data folder."""

    def __init__(self, data_dir: Path | None, folder: str = "") -> None:
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=err,
            transient=True,
            disable=not err.is_terminal,
        )
        self._data_dir = data_dir
        self._task: Any = None
        self._state = backup_state.Progress(os.getpid(), datetime.now(UTC), folder=folder)
        self._noted = 0.0

    def __enter__(self) -> Shown:
        self._bars.start()
        self._note()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        self._bars.stop()
        words = ""
        if error is not None:
            words = str(error) if isinstance(error, Exception) else "It was interrupted."
        self._change(finished_at=datetime.now(UTC), error=words)

    def begin(self, words: str, total: int = 0) -> None:
        if self._task is not None:
            self._bars.update(self._task, visible=False)
        self._task = self._bars.add_task(words, total=total or None)
        if not err.is_terminal:
            err.print(words, markup=False, highlight=False)
        self._change(step=words, number=self._state.number + 1, done=0, total=total)

    def advance(self, count: int) -> None:
        self._bars.advance(self._task, count)
        self._state = _with(self._state, done=self._state.done + count)
        if datetime.now(UTC).timestamp() - self._noted > 0.5:
            self._note()

    def warn(self, words: str) -> None:
        say(f"Note: {words}", style="yellow")

    def _change(self, **values: Any) -> None:
        self._state = _with(self._state, **values)
        self._note()

    def _note(self) -> None:
        self._noted = datetime.now(UTC).timestamp()
        if self._data_dir is not None:
            backup_state.record_progress(self._data_dir, self._state)


def _with(state: backup_state.Progress, **values: Any) -> backup_state.Progress:
    from dataclasses import replace

    return replace(state, **values)


def say(text: str, style: str = "", *, console: Console | None = None) -> None:
    (console or err).print(text, style=style, markup=False, highlight=False, soft_wrap=True)


def backup(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Where backups are kept. ACASA_BACKUP_DIR, or 'backups' beside the data."),
    ] = None,
    verify: Annotated[
        bool,
        typer.Option("--verify/--no-verify", help="Restore into a scratch database and compare every row."),
    ] = True,
    keep: Annotated[
        int, typer.Option(min=1, help="How many backups stay in the folder.")
    ] = place.DEFAULT_KEEP,
    keep_shred_days: Annotated[
        int, typer.Option(min=0, help="Days that a second snapshot of the shred store stays.")
    ] = place.DEFAULT_SHRED_DAYS,
    scheduled: Annotated[bool, typer.Option("--scheduled", hidden=True)] = False,
) -> None:
    """Back up everything, sealed to the recovery kit, and see that it restores."""
    from acasa.config import runtime

    data_dir = data_folder()
    target = (folder or default_folder(data_dir)).expanduser().absolute()
    try:
        with runtime.installation():
            from acasa.config.backup import create

            if scheduled:
                os.nice(10)
                if create.nothing_yet():
                    return
            with Shown(data_dir, str(target)) as steps:
                made = create.make(target, steps, verify=verify, keep=keep, shred_days=keep_shred_days)
    except BackupError as error:
        say(f"No backup was made. {error}", "red")
        raise typer.Exit(1) from None
    say(f"{made.path}", console=out)
    say(f"{made.rows} rows, {made.files} sealed files, {size_in_words(made.size)}.", console=out)
    for finding in made.findings:
        say(finding, "red")
    if made.findings:
        say("The backup was made, but something is wrong with the installation itself.", "red")
        raise typer.Exit(1)
    if made.verified:
        say(
            f"OK: restored, and every row compared. Audit checkpoint, to write down: {made.checkpoint}",
            console=out,
        )
    else:
        say("Not verified: nobody knows yet whether it restores.", "yellow")


def restore(
    source: Annotated[
        Path, typer.Argument(help="A backup file, or the folder with it: then the newest.", exists=True)
    ],
    kit_file: Annotated[
        Path | None,
        typer.Option(help="A file with the recovery kit, or two shares.", exists=True, dir_okay=False),
    ] = None,
    shred: Annotated[
        Path | None,
        typer.Option(help="The snapshot of the shred store. Else: the newest beside it.", exists=True),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of what is here.")] = False,
    confirm: Annotated[str, typer.Option(help=f"With --replace: '{PHRASE}', instead of being asked.")] = "",
) -> None:
    """Bring an installation back from a backup and the recovery kit, on this or a bare machine."""
    from acasa.config.backup import restore as restoring
    from acasa.config.backup.target import State, look_at

    try:
        found = restoring.find(source, shred)
        say(f"Backup of {found.made_at:%Y-%m-%d %H:%M} UTC, Acasa {found.head.fields['acasa']}.")
        state = look_at(data_folder())
        if state is State.OCCUPIED:
            if not replace:
                raise BackupError(
                    f"There is an installation in {data_folder()}. To put the backup in its place, use --replace; "
                    "to restore beside it, set ACASA_DATA to an empty folder."
                )
            typed = confirm or typer.prompt(f"Type '{PHRASE}' to put the backup in the place of what is here")
            if typed.strip().lower() != PHRASE:
                raise BackupError("Nothing was changed.")
        elif state is State.HALF_DONE:
            say("A restore was left half done here; it is done again from the beginning.", "yellow")
        seed = kit.from_file(kit_file) if kit_file else kit.ask(sys.stdin.isatty())
        with Shown(None) as steps:
            done = restoring.restore(found, seed, data_folder(), steps)
    except BackupError as error:
        say(f"{error}", "red")
        raise typer.Exit(1) from None
    say(
        f"{', '.join(done.organisations)}: {done.rows} rows and {done.files} sealed files are back.",
        console=out,
    )
    if done.erased:
        say(f"{done.erased} folders that were erased stay erased.", console=out)
    for warning in done.warnings:
        say(warning, "red")
    for path in done.kept_aside:
        say(f"What was here before is kept in {path}; delete it when all is well.", console=out)
    say(
        "OK: every row was compared, and the record holds."
        if not done.warnings
        else "Restored, with losses.",
        console=out,
    )
    say(
        "Next: acasa serve. Everybody signs in with the password of that day; then make a new backup.",
        console=out,
    )
    if done.warnings:
        raise typer.Exit(1)


def size_in_words(size: int) -> str:
    """1 536 as "1.5 kB"."""
    amount = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "B" or amount >= 10 else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} TB"
