"""Built caseloads are kept between runs, in a data folder of their own, until the code that seals them changes."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

from acasa.config.postgres import Embedded

PACKAGE = Path(__file__).resolve().parents[2]
# What decides how rows are stored: a change of these makes kept ones worthless.
_SOURCES = (
    "core/bulk.py", "core/db.py", "sealing/*.py", "vault/*.py", "people/*.py", "*/migrations/*.py",
    "*/*/migrations/*.py", "vault/folders/*.py", "cases/columns.py",
    "cases/rules.py", "cases/names/*.py", "config/bench/world.py", "config/bench/plain.py",
)  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """An organisation of the benchmark: how many cases, whether they are complete, and who can sign in."""

    size: int
    org_id: UUID
    team_id: UUID
    emails: tuple[str, ...]
    complete: bool
    seconds: float


def fingerprint() -> str:
    """Changes with the sources that decide how rows are stored."""
    digest = hashlib.sha256()
    for pattern in _SOURCES:
        for path in sorted(PACKAGE.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


class Shelf:
    """The list of kept caseloads, beside the database that holds them."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self._path = data_dir / "bench.json"

    def clear_if_stale(self, *, fresh: bool) -> None:
        """Remove everything when asked to, or when it was built by other code. Nobody may be using it."""
        if not self.data_dir.exists():
            return
        known = json.loads(self._path.read_text()) if self._path.exists() else {}
        if fresh or known.get("fingerprint") != fingerprint():
            Embedded(self.data_dir).stop()
            shutil.rmtree(self.data_dir)

    def all(self) -> dict[int, Kept]:
        """Kept caseloads by size."""
        if not self._path.exists():
            return {}
        found = [
            Kept(
                row["size"],
                UUID(row["org_id"]),
                UUID(row["team_id"]),
                tuple(row["emails"]),
                row["complete"],
                row["seconds"],
            )
            for row in json.loads(self._path.read_text())["kept"]
        ]
        return {kept.size: kept for kept in found}

    def keep(self, kept: Kept) -> None:
        """Add one to the list."""
        rows = [asdict(row) for row in {**self.all(), kept.size: kept}.values()]
        told = {"fingerprint": fingerprint(), "kept": rows}
        self._path.write_text(json.dumps(told, default=str, indent=1))
