"""The server under measurement: the real one, as ``acasa serve`` starts it, and what it holds in memory."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from acasa.config import cluster, processes
from acasa.config.serve import LEAN, PATIENCE, Address, ServeError, Supervisor, answers

SHIPPED = "acasa.config.wsgi:application"
LOG = "server.log"
PLAIN = "acasa.config.bench.plain_wsgi:application"


def environment(data_dir: Path) -> dict[str, str]:
    """Of the server and of measurements inside one process. The demonstration's mode spares the second factor."""
    return LEAN | dict(os.environ) | {"ACASA_DATA": str(data_dir), "ACASA_DEMO": "1"}


@dataclass(frozen=True)
class Driven:
    """Seconds of each request by its name, and processor seconds of one request: in the server, in PostgreSQL."""

    latencies: dict[str, list[float]]
    cpu: tuple[float, float]


@dataclass
class Running:
    """A server that answers, watched for its memory."""

    port: int
    pid: int
    database: Path
    peak_server: int = 0
    peak_all: int = 0
    _quiet: threading.Event = field(default_factory=threading.Event)

    def drive(
        self, users: list[dict[str, Any]], warm: int = 10, started: Callable[[], object] = lambda: None
    ) -> Driven:
        """Let people click (see load.py); `started` is called when all are in and the measurement begins."""
        plan = {"host": "127.0.0.1", "port": self.port, "users": users, "warm": warm}
        own = subprocess.Popen(
            [sys.executable, "-m", "acasa.config.bench.load"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert own.stdin is not None and own.stdout is not None
        with own:
            own.stdin.write(json.dumps(plan))
            own.stdin.close()
            if own.stdout.readline() != "start\n":
                raise ServeError("The measurement failed; the reason is above.")
            started()
            before = self.processor_time()
            own.stdout.readline()
            after = self.processor_time()
            text = own.stdout.read()
        if own.returncode:
            raise ServeError("The measurement failed; the reason is above.")
        found: dict[str, list[float]] = json.loads(text)["latencies"]
        count = sum(len(seconds) for seconds in found.values())
        return Driven(found, ((after[0] - before[0]) / count, (after[1] - before[1]) / count))

    def processor_time(self) -> tuple[float, float]:
        """Seconds of processor time so far: of the server, and of PostgreSQL."""
        server = sum(worked(pid) for pid in (self.pid, *descendants(self.pid)))
        return server, sum(worked(pid) for pid in processes.servers_of(self.database))

    def watch(self) -> None:
        """Keep the highest memory of all processes together, until the server is told to stop."""
        while not self._quiet.wait(0.1):
            server = sum(memory(pid) for pid in (self.pid, *descendants(self.pid)))
            database = sum(memory(pid) for pid in processes.servers_of(self.database))
            self.peak_server = max(self.peak_server, server)
            self.peak_all = max(self.peak_all, server + database)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(data_dir: Path, application: str = SHIPPED) -> Iterator[Running]:
    """The server with two processes of four threads, on a port of its own, inside the block."""
    port = free_port()
    log = data_dir / LOG
    with log.open("ab") as output:
        own = subprocess.Popen(
            [sys.executable, "-m", "acasa.config.bench.server", application, str(port)],
            env=environment(data_dir),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    found = Running(port, own.pid, cluster.home(data_dir) / "data")
    watcher = threading.Thread(target=found.watch, daemon=True)
    try:
        deadline = time.monotonic() + 120
        while not answers(Address(port=port)):
            if own.poll() is not None or time.monotonic() > deadline:
                raise ServeError(f"The server did not start; see {log}.")
            time.sleep(0.2)
        watcher.start()
        yield found
    finally:
        found._quiet.set()
        own.send_signal(signal.SIGTERM)
        try:
            own.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(own.pid, signal.SIGKILL)


def descendants(pid: int) -> list[int]:
    """All processes below one, found by their parents (Linux)."""
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                # The name in parentheses may hold spaces; the parent is the second field behind it.
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                below.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        children = below.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def worked(pid: int) -> float:
    """Processor seconds of one process, its ended children left out (Linux)."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def memory(pid: int) -> int:
    """A process's share of the memory in bytes: pages that several use are divided among them (Linux: PSS)."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    Supervisor(Address(port=int(sys.argv[2])), application=sys.argv[1], say=lambda words: None).run()
