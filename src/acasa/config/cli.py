"""The command line. ``acasa --help`` lists the commands; each loads only what it needs.

A slice adds its command as one line of ELSEWHERE: its name, and ``module:attribute`` of a typer application
or of a plain function with type hints. A command that touches data works inside
``acasa.config.runtime.installation()``. Errors whose message is a sentence for the administrator are printed
as such; all others are bugs and show fully.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup
from typer.main import get_command

from acasa.config.postgres import DatabaseError, Embedded, require_embedded
from acasa.config.processes import ProcessError
from acasa.config.secrets import SecretsError, data_folder
from acasa.config.serve import Address, ServeError, Supervisor

ELSEWHERE: list[tuple[str, str]] = [
    ("audit", "acasa.config.audit_commands:app"),
    ("backup", "acasa.config.backup.commands:backup"),
    ("restore", "acasa.config.backup.commands:restore"),
    ("import", "acasa.config.import_command:import_caseload"),
    ("deadlines", "acasa.config.deadline_commands:app"),
    ("form", "acasa.config.form_commands:app"),
    ("score", "acasa.config.score_command:score"),
    ("screen", "acasa.config.screen_command:screen"),
    ("bench", "acasa.config.bench.cli:bench"),
    ("demo", "acasa.config.demo.cli:demo"),
]

SENTENCES: tuple[type[Exception], ...] = (DatabaseError, ProcessError, SecretsError, ServeError)

out = Console()
err = Console(stderr=True)


class Commands(TyperGroup):
    """The commands of this module, and those of ELSEWHERE, imported when asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All names, in the order of an administrator's day."""
        return [*super().list_commands(ctx), *(name for name, _ in ELSEWHERE)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, or None."""
        place = dict(ELSEWHERE).get(cmd_name)
        if place is None:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = place.partition(":")
        found = getattr(import_module(module), attribute)
        if not isinstance(found, typer.Typer):
            alone = typer.Typer(add_completion=False, rich_markup_mode=None)
            alone.command(name=cmd_name)(found)
            found = alone
        command = get_command(found)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Acasa: case work for organisations that assist trafficked persons and their children.",
)
database_app = typer.Typer(no_args_is_help=True, help="The database: start, stop, look, prepare.")
app.add_typer(database_app, name="database")


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on.", show_default="127.0.0.1; --office: all private ones")
    ] = "",
    port: Annotated[int, typer.Option(help="Port to listen on.", show_default="8000; --office: 8443")] = 0,
    office: Annotated[
        bool,
        typer.Option("--office", help="Let in an office network over HTTPS, with a certificate made here."),
    ] = False,
    welcome_port: Annotated[
        int, typer.Option(help="With --office: port of the page that lets devices in (0: none).")
    ] = 8080,
    public: Annotated[
        bool,
        typer.Option("--public", help="With --office: serve addresses that the internet may reach, too."),
    ] = False,
    certificate: Annotated[
        Path | None, typer.Option(help="TLS certificate (PEM, with its chain).", exists=True, dir_okay=False)
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="The certificate's private key (PEM).", exists=True, dir_okay=False)
    ] = None,
    processes: Annotated[int, typer.Option(min=1, help="Web server processes.")] = 2,
    threads: Annotated[int, typer.Option(min=1, help="Threads in each process.")] = 4,
) -> None:
    """Start everything: the database, its preparation, the web server. Ctrl-C stops it."""
    if (certificate is None) != (key is None):
        raise ServeError("Give both --certificate and --key, or neither.")
    if office:
        if certificate is not None:
            raise ServeError("Give --office, which makes its own certificate, or --certificate and --key.")
        _serve_office(host, port, welcome_port, public, processes, threads)
        return
    if public:
        raise ServeError("--public goes with --office.")
    address = Address(host or "127.0.0.1", port or 8000, certificate, key)
    if not address.local and certificate is None:
        err.print(
            "Browsers on other machines can't sign in over plain http. Give --certificate and --key, or put "
            f"a server with TLS in front of {address.bind}.",
            style="yellow",
        )
    Supervisor(address, processes, threads, say=out.print).run()


def _serve_office(
    host: str, port: int, welcome_port: int, public: bool, processes: int, threads: int
) -> None:
    from acasa.config.office.keeper import HTTPS_PORT, Office

    if public:
        err.print(
            "With --public everybody on the internet may reach the sign-in page. A certificate of a public "
            "authority (--certificate, --key) would be better there.",
            style="yellow",
        )
    office = Office(data_folder(), port or HTTPS_PORT, welcome_port, host, public, say=_plain)
    Supervisor(office.address, processes, threads, say=_plain, office=office).run()


def _plain(text: str) -> None:
    """Print as it is: addresses have brackets, and a code must keep its lines."""
    out.print(text, markup=False, highlight=False, soft_wrap=True)


@app.command()
def migrate(
    link: Annotated[str, typer.Option(help="Print the set-up link under this address, if not set up.")] = "",
) -> None:
    """Bring the database to this version of Acasa. Safe to run again."""
    from acasa.config import runtime

    with runtime.installation(migrated=False):
        from acasa.config import preparation

        if waiting := runtime.pending_migrations():
            with err.status(f"Preparing the database ({waiting} steps)…"):
                preparation.migrate()
        else:
            preparation.migrate()
        if link and (url := preparation.setup_url(link)):
            out.print(f"Set up your organisation here, once:\n{url}", soft_wrap=True, markup=False)


@app.command()
def check() -> None:
    """Look over the installation and say in words what is wrong. Exit code 1 when something is."""
    from acasa.config import health

    bad = 0
    for finding in health.findings():
        bad += not finding.good
        out.print(f"[{'green' if finding.good else 'red'}]{'ok ' if finding.good else 'bad'}[/] ", end="")
        out.print(finding.text, markup=False, highlight=False, soft_wrap=True)
    if bad:
        raise typer.Exit(1)


@app.command()
def version() -> None:
    """Print the version."""
    from importlib.metadata import version as installed

    out.print(f"Acasa {installed('acasa')}", highlight=False)


@database_app.command()
def start() -> None:
    """Start the embedded database and leave it running, until 'acasa database stop'."""
    embedded = _embedded()
    with embedded.session():
        embedded.keep()
    _print_status()


@database_app.command()
def stop() -> None:
    """Stop the embedded database."""
    out.print("Stopped." if _embedded().stop() else "It was not running.")


@database_app.command()
def status() -> None:
    """Say whether the embedded database runs, and where it keeps its files."""
    _print_status()


@database_app.command()
def prepare() -> None:
    """Make Acasa's roles and empty database; with DATABASE_URL there, as the superuser that it names."""
    from acasa.config import postgres, roles, runtime

    url = os.environ.get("DATABASE_URL")
    if url:
        name = postgres.server(data_folder(), os.environ)["dbname"]
        done = roles.bootstrap(roles.superuser_dsn(url), runtime.secrets(), name)
    else:
        embedded = _embedded()
        with embedded.session():
            done = roles.bootstrap(embedded.dsn(database="postgres"), embedded.secrets)
    out.print(f"PostgreSQL {done.version}: the database and its roles are ready.")
    if url:
        out.print("From now on DATABASE_URL needs no user: postgresql://HOST/DATABASE")


def _embedded() -> Embedded:
    require_embedded(os.environ)
    return Embedded(data_folder())


def _print_status() -> None:
    state = _embedded().status()
    out.print(f"Running, process {state.pid}." if state.running else "Not running.")
    out.print(f"Files: {state.folder}", soft_wrap=True, highlight=False)
    out.print(f"Socket: {state.sockets}", soft_wrap=True, highlight=False)


def main() -> None:
    """The ``acasa`` command."""
    try:
        app(prog_name="acasa")
    except SENTENCES as error:
        err.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
