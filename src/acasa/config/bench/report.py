"""Rows of figures: how they are told on the screen and kept as JSON."""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` (0..1) of all values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@dataclass(frozen=True)
class Row:
    """One measurement. `target` is what the value may be at most (or, with `at_least`, must reach).

    For latencies `value` is the 95th percentile in milliseconds; `against_ms` is the median of the same work over
    a plain-text table, and `ratio` what sealing costs: median over median.
    """

    name: str
    n: int
    value: float
    unit: str = "ms"
    users: int = 1
    p50_ms: float | None = None
    p95_ms: float | None = None
    requests: int = 0
    target: float | None = None
    at_least: bool = False
    against_ms: float | None = None
    ratio: float | None = None
    # Processor time of one request in the server and in PostgreSQL: the same on a busy machine.
    cpu_ms: float | None = None
    db_cpu_ms: float | None = None
    load: float = 0.0
    note: str = ""

    @property
    def good(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target


def latency(
    name: str,
    n: int,
    seconds: Sequence[float],
    *,
    users: int = 1,
    target: float | None = None,
    against: Sequence[float] = (),
    cpu: tuple[float, float] | None = None,
    note: str = "",
) -> Row:
    """A row of latencies, given in seconds."""
    p50, p95 = (round(quantile(seconds, share) * 1000, 1) for share in (0.5, 0.95))
    plain = round(quantile(against, 0.5) * 1000, 1) if against else None
    return Row(
        name=name,
        n=n,
        value=p95,
        users=users,
        p50_ms=p50,
        p95_ms=p95,
        requests=len(seconds),
        target=target,
        against_ms=plain,
        ratio=round(p50 / plain, 2) if plain else None,
        cpu_ms=round(cpu[0] * 1000, 1) if cpu else None,
        db_cpu_ms=round(cpu[1] * 1000, 1) if cpu else None,
        load=load_now(),
        note=note,
    )


def load_now() -> float:
    """The machine's load average of the last minute: above one for each core, figures say little."""
    return round(os.getloadavg()[0], 2)


def machine() -> dict[str, Any]:
    """What was measured on."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "load": load_now(),
    }


def show(rows: Sequence[Row], out: Console) -> None:
    """Print a table of rows; the last column says whether the target is met."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in (
        "measured",
        "cases",
        "users",
        "requests",
        "p50",
        "p95",
        "target",
        "plain text p50",
        "ratio",
        "load",
    ):
        table.add_column(title, justify="left" if title == "measured" else "right")
    table.add_column("")
    for row in rows:
        timed = row.p50_ms is not None
        sign = "≥ " if row.at_least else "≤ "
        table.add_row(
            row.name,
            f"{row.n:,}" if row.n else "",
            str(row.users),
            str(row.requests or ""),
            f"{row.p50_ms:.1f}" if timed else "",
            f"{row.p95_ms:.1f}" if timed else f"{row.value:g} {row.unit}",
            f"{sign}{row.target:g}" if row.target is not None else "",
            f"{row.against_ms:.1f}" if row.against_ms is not None else "",
            f"{row.ratio:.2f}×" if row.ratio is not None else "",
            f"{row.cpu_ms:.0f}+{row.db_cpu_ms:.0f}" if row.cpu_ms is not None else "",
            f"{row.load:.1f}",
            {None: row.note, True: f"met {row.note}".rstrip(), False: f"MISSED {row.note}".rstrip()}[
                row.good
            ],
            style="red" if row.good is False else None,
        )
    out.print(table)


def save(rows: Sequence[Row], path: Path) -> None:
    """Write the rows as JSON, with what they were measured on."""
    told = {"machine": machine(), "rows": [{**asdict(row), "good": row.good} for row in rows]}
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
