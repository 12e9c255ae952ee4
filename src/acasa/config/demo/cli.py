"""``acasa demo``: load the fictional organisation where there is nothing yet, serve it, and say who to be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from acasa.config.demo.load import HALF, REFUSED, note_path
from acasa.config.postgres import Embedded
from acasa.config.secrets import data_folder
from acasa.config.secrets import load as load_secrets
from acasa.config.serve import LEAN, Address, ServeError, Supervisor

out = Console()


def demo(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    load_only: Annotated[bool, typer.Option(help="Load it, print who to be, and stop.")] = False,
) -> None:
    """Try Acasa on a fictional organisation. Nobody in it exists; nothing real may be kept in it."""
    os.environ["ACASA_DEMO"] = "1"
    os.environ["ACASA_DATA"] = str(data_folder())
    folder = data_folder()
    os.umask(0o077)
    address = Address(host, port)
    if os.environ.get("DATABASE_URL"):
        _load()
        _go_on(address, folder, load_only)
        return
    # One session over both, so that the database is started once.
    with Embedded(folder, load_secrets(folder, create=True)).session():
        _load()
        _go_on(address, folder, load_only)


def _load() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "acasa.config.demo.load"],
        env=LEAN | dict(os.environ),
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode == REFUSED:
        raise ServeError(
            "This data folder holds an organisation of your own, so the demonstration keeps out of it. "
            "Give it another folder: ACASA_DATA=/some/other/folder acasa demo"
        )
    if done.returncode == HALF:
        raise ServeError(
            f"Loading the demonstration was broken off. Remove the folder {data_folder()} and start again."
        )
    if done.returncode:
        raise ServeError("The demonstration could not be loaded; the reason is above.")


def _go_on(address: Address, folder: Path, load_only: bool) -> None:
    tell(json.loads(note_path(folder).read_text(encoding="utf-8")), address.url)
    if not load_only:
        Supervisor(address, say=out.print).run()


def tell(note: dict[str, Any], url: str) -> None:
    """Print where to go and who to be."""
    out.print()
    for organisation, kit in note["kits"].items():
        table = Table(box=None, pad_edge=False, title=organisation, title_justify="left", header_style="bold")
        for title in ("sign in as", "who", "why"):
            table.add_column(title, no_wrap=title == "sign in as")
        for person in note["people"]:
            if person["organisation"] == organisation:
                table.add_row(person["email"], person["name"], person["why"])
        out.print(table)
        out.print("[bold]recovery kit[/] (on paper only, elsewhere):", highlight=False)
        out.print(kit, markup=False, highlight=False, soft_wrap=True)
        out.print()
    out.print(f"Password of all: [bold]{note['password']}[/]", highlight=False)
    out.print(f"Address: [bold]{url}[/]", highlight=False)
    out.print("Everyone here is fictional. No second factor is asked for, so keep nothing real in it.\n")
