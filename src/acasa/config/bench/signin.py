"""Benchmark `signin`: how long the door takes, and whether a crowd at it slows those inside."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from acasa.config.bench import scene, server, world
from acasa.config.bench.caseload import USERS, some_cases
from acasa.config.bench.keeping import Kept
from acasa.config.bench.load import Browser
from acasa.config.bench.report import Row, latency

INSIDE_AT = 10_000
TARGET_MS = 300
TIMES = 25
CROWD = 8


def measure(kept: Kept, data_dir: Path, out: Console) -> list[Row]:
    """One after another; then lists for those inside, without and with a crowd that signs in without pause."""
    with server.running(data_dir) as own:
        with out.status("Signing in, one after another…"):
            alone = [_sign_in(own.port, kept.emails[i % USERS]) for i in range(TIMES + 3)][3:]
        with out.status("Four users inside…"):
            quiet = _inside(own, kept)
        crowd = Crowd(own.port, kept.emails)
        with out.status("Four users inside, a crowd at the door…"):
            try:
                crowded = _inside(own, kept, crowd.begin)
            finally:
                crowd.end()
    note = f"{crowd.entered} came in, {crowd.turned_away} were asked to wait meanwhile"
    return [
        latency("sign-in", 0, alone, target=TARGET_MS),
        latency("list, door quiet", kept.size, quiet, users=USERS),
        latency(
            f"list, {CROWD} sign in without pause", kept.size, crowded, users=USERS, against=quiet, note=note
        ),
    ]


def _sign_in(port: int, email: str) -> float:
    browser = Browser("127.0.0.1", port)
    try:
        status, took = browser.sign_in(email, world.PASSWORD)
    finally:
        browser.close()
    if status != 302:
        raise RuntimeError(f"{email} could not sign in: {status}")
    return took


def _inside(
    own: server.Running, kept: Kept, started: Callable[[], object] = lambda: None, count: int = 60
) -> list[float]:
    cases = some_cases(kept, 10)
    work = [scene.requests("list", kept.size, count, user, cases) for user in range(USERS)]
    driven = own.drive(scene.people(kept.emails, world.PASSWORD, work), started=started)
    return driven.latencies["list"]


class Crowd:
    """People who sign in again and again with the right password; who is asked to wait waits for half a second."""

    def __init__(self, port: int, emails: tuple[str, ...]) -> None:
        self.port = port
        self.emails = emails
        self.entered = self.turned_away = 0
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._push, args=(i,)) for i in range(CROWD)]

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _push(self, number: int) -> None:
        while not self._over.is_set():
            browser = Browser("127.0.0.1", self.port)
            try:
                status, _ = browser.sign_in(self.emails[number % len(self.emails)], world.PASSWORD)
            except OSError:
                status = 0
            finally:
                browser.close()
            if status == 302:
                self.entered += 1
            else:
                self.turned_away += 1
                self._over.wait(0.5)
