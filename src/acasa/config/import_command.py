"""``acasa import``: bring a caseload in from a spreadsheet, on the machine itself and of any size.

Cases are sealed with the key of the colleague who imports, so the command asks for the password (and second
factor) as the sign-in page does; root alone can't import. What it does is what the pages do, by the same services.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table as Grid
from rich.text import Text

if TYPE_CHECKING:
    from acasa.cases.imports import ColumnMapping, Table
    from acasa.core.actor import Actor

out = Console()
err = Console(stderr=True)

LARGEST = 200 * 2**20
# Rows with something to look at, of which the summary shows so many.
SHOWN = 20


def import_caseload(
    file: Annotated[
        Path | None, typer.Argument(help="The table: XLSX, ODS or CSV.", exists=True, dir_okay=False)
    ] = None,
    as_: Annotated[str, typer.Option("--as", help="E-mail address of the colleague who imports.")] = "",
    team: Annotated[str, typer.Option(help="The team's name; needed only where there are several.")] = "",
    worker: Annotated[
        str, typer.Option(help="E-mail address of who accompanies those whose row names nobody.")
    ] = "",
    mapping: Annotated[
        Path | None,
        typer.Option(
            help="YAML: column name to field, keep:COMPARTMENT or leave_out.", exists=True, dir_okay=False
        ),
    ] = None,
    sheet: Annotated[str, typer.Option(help="Which sheet of a workbook.")] = "",
    encoding: Annotated[str, typer.Option(help="How a CSV file writes its letters, if not as found.")] = "",
    columns: Annotated[
        bool, typer.Option("--columns", help="Print the suggested mapping as YAML, and do nothing else.")
    ] = False,
    doubles: Annotated[
        str, typer.Option(help="Rows that look like somebody known: skip or import.", metavar="skip|import")
    ] = "skip",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, keep nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask before bringing the rows in.")] = False,
    go_on: Annotated[
        bool, typer.Option("--continue", help="Go on with an import that was left in the middle.")
    ] = False,
) -> None:
    """Bring a caseload in from a spreadsheet: all rows together, or none. It can be taken back on the page.

    Asks for the password of the colleague named by --as. First prints what would come in.
    """
    from acasa.config import runtime

    if doubles not in ("skip", "import"):
        _fail("--doubles takes skip or import.")
    if file is None and not go_on:
        _fail("Name the file to bring in, or --continue.")
    if columns and file is not None:
        runtime.set_up_django()
        table = _read(file, sheet, encoding)
        _print_columns(table, _mapping(table, mapping))
        return
    if not as_:
        _fail("Say with --as who imports: the cases are sealed with that colleague's key.")
    with runtime.installation():
        actor = _sign_in(as_)
        if go_on:
            _seal(actor, _unfinished(actor))
            return
        assert file is not None
        table = _read(file, sheet, encoding)
        chosen = _mapping(table, mapping)
        batch_id = _check(actor, table, chosen, team, worker, doubles, dry_run)
        if batch_id is None:
            return
        if not yes and not typer.confirm("Bring these cases in?", err=True):
            _forget(actor)
            out.print("Nothing was brought in.")
            return
        _start(actor, batch_id)
        _seal(actor, batch_id)


def _fail(words: str) -> NoReturn:
    err.print(words, style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1)


def _say(words: str) -> None:
    out.print(_plain(words), soft_wrap=True)


def _plain(words: str) -> Text:
    """Words that may quote a cell, as a terminal may show them: no markup, no control characters."""
    return Text("".join(letter if letter.isprintable() else "\ufffd" for letter in words))


def _sign_in(email: str) -> Actor:
    """The actor with an open key, after password and second factor as on the page."""
    from acasa.accounts import queries
    from acasa.accounts.services import factors, sign_in
    from acasa.cases.imports.queries import may_import
    from acasa.core.actor import Actor
    from acasa.core.scope import scoped
    from acasa.vault.keyring import Keyring

    verb = "session.command"
    try:
        user, bundle = sign_in.check_password(email, typer.prompt("Password", hide_input=True, err=True))
    except sign_in.Busy:
        _fail("Many people are signing in at this moment. Try again in a few seconds.")
    if user is None or bundle is None:
        sign_in.note_failure(email, "failed", verb)
        _fail("The e-mail address or the password is not right.")
    if sign_in.must_enrol(user.id):
        _fail("Sign in on the page first, and add a second factor there.")
    if queries.has_second_factor(user.id):
        code = typer.prompt("Code of the second factor, or a paper code", hide_input=True, err=True)
        if not factors.check_code(user.id, code):
            sign_in.note_failure(email, "failed", verb)
            _fail("The code is not right.")
    with scoped(user.org_id):
        sign_in.record(user, verb)
        actor = Actor(
            user_id=user.id,
            org_id=user.org_id,
            display_name=user.display_name,
            profession=user.profession,
            language=user.language,
            organisation_name=user.org.name,
            is_supervisor=user.is_supervisor,
            is_key_keeper=user.is_key_keeper,
            teams=queries.team_ids(user.id),
            keyring=Keyring(user_id=user.id, org_id=user.org_id, bundle=bundle),
        )
        if not may_import(actor):
            _fail("This colleague holds no team's identity, essentials and casework, and can't import.")
    return actor


def _read(file: Path, sheet: str, encoding: str) -> Table:
    from acasa.cases.imports import ImportProblem, Limits, read_table

    try:
        return read_table(
            file.read_bytes(),
            file.name,
            sheet=sheet or None,
            encoding=encoding or None,
            limits=Limits(bytes=LARGEST),
        )
    except ImportProblem as problem:
        _fail(str(problem))


def _mapping(table: Table, path: Path | None) -> ColumnMapping:
    """The suggested mapping with what a file changes. Every mistake in the file is told at once."""
    import yaml

    from acasa.cases.imports import suggest

    mapping = suggest(table)
    if path is None:
        return mapping
    try:
        wanted = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        _fail(f"{path} is no YAML: {error}")
    if not isinstance(wanted, dict):
        _fail(f"{path} must say, for each column's name, where it goes.")
    places = {column.header: column.index for column in mapping.columns}
    wrong = []
    for header, target in wanted.items():
        if str(header) not in places:
            wrong.append(f"The table has no column “{header}”.")
            continue
        place, _colon, compartment = str(target).partition(":")
        try:
            mapping = mapping.with_target(places[str(header)], place, compartment or None)  # type: ignore[arg-type]
        except ValueError as error:
            wrong.append(f"“{header}”: {error}.")
    if wrong:
        _fail("\n".join(wrong))
    return mapping


def _print_columns(table: Table, mapping: ColumnMapping) -> None:
    import yaml

    from acasa.cases.imports import KEEP

    found = {
        column.header: f"{KEEP}:{column.compartment}" if column.target == KEEP else column.target
        for column in mapping.columns
    }
    typer.echo(yaml.safe_dump(found, allow_unicode=True, sort_keys=False), nl=False)


@contextmanager
def _bar(words: str, total: int) -> Iterator[Any]:
    shape = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*shape, console=err, transient=True) as bar:
        task = bar.add_task(words, total=total)
        yield lambda done: bar.update(task, completed=done)


def _target(actor: Actor, team: str, worker: str) -> tuple[UUID, UUID]:
    """(team, worker) as named; the only team, the importing colleague where nothing is said."""
    from acasa.cases.imports import queries
    from acasa.cases.imports.services import access

    targets = queries.targets(actor)
    found = [each for each in targets if not team or each.name.casefold() == team.casefold()]
    if len(found) != 1:
        names = ", ".join(each.name for each in targets)
        _fail(f"Say with --team into which team: {names}.")
    people = {user.email: user.id for user in access.team_people(found[0].team_id)}
    chosen = people.get(worker.strip().lower()) if worker else actor.user_id
    if chosen is None or chosen not in people.values():
        _fail(
            f"{worker or actor.display_name} is not of the team {found[0].name}. Name somebody with --worker."
        )
    return found[0].team_id, chosen


def _check(
    actor: Actor,
    table: Table,
    mapping: ColumnMapping,
    team: str,
    worker: str,
    doubles: str,
    dry_run: bool,
) -> UUID | None:
    """Check and tell. The prepared batch, or None when nothing is to be brought in."""
    from acasa.cases.imports.services import preparing, running
    from acasa.cases.services import opening
    from acasa.core.scope import scoped

    for problem in mapping.problems():
        if problem.severity == "error":
            from acasa.cases.imports import describe

            _fail(f"{describe(problem)} Change it with --mapping (see --columns).")
    with scoped(actor.org_id) as unit:
        team_id, worker_id = _target(actor, team, worker)
        with _bar("Checking rows", len(table.rows)) as told:
            batch_id = preparing.prepare(
                actor,
                table,
                mapping,
                team_id=team_id,
                worker_id=worker_id,
                today=opening.today_of(actor.org_id),
                told=lambda done, _total: told(done),
            )
        plan = running.plan_of(actor, batch_id)
        running.choose(actor, batch_id, {int(number): doubles for number in plan["doubles"]})
        counted = preparing.counts(running.plan_of(actor, batch_id))
        _tell(actor, batch_id, plan, counted)
        unit.rollback = dry_run or not counted["bring"]
    if dry_run:
        _say("Nothing was brought in: this was a dry run.")
    elif not counted["bring"]:
        _fail("There is no row to bring in.")
    return None if unit.rollback else batch_id


def _tell(actor: Actor, batch_id: UUID, plan: dict[str, Any], counted: dict[str, int]) -> None:
    from acasa.cases.imports import Problem, describe, queries

    for code, severity, column, params in plan["problems"]:
        _say(f"- {describe(Problem(code, severity, None, column, params))}")
    found = False
    page = queries.preview(actor, batch_id, shown="problems")
    grid = Grid("Row", "Column", "What to look at", title="The first rows with something to look at")
    for row in page.rows[:SHOWN]:
        for finding in row.findings:
            style = "red" if finding.severity == "error" else ""
            grid.add_row(str(row.number), _plain(finding.column), _plain(finding.text), style=style)
            found = True
    if found:
        out.print(grid)
    for words, name in (
        ("Rows", "all"),
        ("with an error, not brought in", "refused"),
        ("with something unclear", "doubtful"),
        ("perhaps known already", "doubles"),
        ("of those left aside", "skipped"),
        ("New cases", "bring"),
    ):
        _say(f"{counted[name]:>8}  {words}")


def _start(actor: Actor, batch_id: UUID) -> None:
    from acasa.cases.imports.services import running
    from acasa.core.scope import scoped

    with scoped(actor.org_id):
        running.start(actor, batch_id)


def _forget(actor: Actor) -> None:
    from acasa.cases.imports.services import uploading
    from acasa.core.scope import scoped

    with scoped(actor.org_id):
        uploading.forget(actor)


def _unfinished(actor: Actor) -> UUID:
    from acasa.cases.imports import queries
    from acasa.core.scope import scoped

    with scoped(actor.org_id):
        left = [each.id for each in queries.former(actor) if each.state == "running" and each.mine]
    if not left:
        _fail("There is no import of yours that was left in the middle.")
    return left[0]


def _seal(actor: Actor, batch_id: UUID) -> None:
    """Make the cases, part by part, each in a transaction of its own; they appear with the last."""
    from acasa.cases.imports import queries
    from acasa.cases.imports.services import running
    from acasa.core.scope import scoped

    try:
        with scoped(actor.org_id):
            progress = queries.run_progress(actor, batch_id)
        with _bar("Sealing cases", progress.total) as told:
            while not progress.over:
                told(progress.done)
                with scoped(actor.org_id):
                    progress = running.step(actor, batch_id)
    except KeyboardInterrupt:
        err.print()
        _fail(
            "Left in the middle; nothing of it can be seen. Go on with: acasa import --continue --as ADDRESS"
        )
    _say(f"{progress.total} cases are here. The page “Bring a caseload” can take them back.")
