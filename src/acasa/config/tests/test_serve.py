"""``acasa serve``: it brings back what dies, lets requests finish, and takes the database along when it goes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from acasa.config import processes
from acasa.config.postgres import Embedded
from acasa.config.serve import Address, ServeError, Supervisor, require_free

SCRIPT = """
import sys
from acasa.config.serve import Address, Supervisor
Supervisor(Address(port=int(sys.argv[1])), application=sys.argv[2], before=lambda: print("before", flush=True),
           say=lambda text: print(text, flush=True)).run()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Serving:
    """A supervisor in a process of its own, over an installation of its own."""

    def __init__(self, room: Path, application: str = "acasa.config.tests.tiny:application") -> None:
        self.port = free_port()
        self.embedded = Embedded(room / "var")
        self.log = room / "said"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", SCRIPT, str(self.port), application],
                env={**os.environ, "ACASA_DATA": str(room / "var")},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.log.read_text()

    def get(self, path: str = "/") -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return str(answer.read().decode())

    def until(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if condition():
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError(self.said())

    def ready(self) -> None:
        self.until(lambda: "Acasa is at" in self.said())

    def web_server(self) -> int:
        """The process id of gunicorn's first process."""
        listing = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        assert len(listing) == 1
        return int(listing[0])

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """One installation for all of them: after the first start there is nothing to migrate."""
    folder = Path(tempfile.mkdtemp(prefix="acasa-room-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def serving(place: Path) -> Iterator[Serving]:
    started = Serving(place)
    try:
        started.ready()
        yield started
    finally:
        started.end()
        processes.end(processes.servers_of(started.embedded.status().folder / "data"))


def test_it_prepares_serves_and_leaves_nothing_running(serving: Serving) -> None:
    assert serving.get("/database") == "acasa_app"
    assert serving.said().index("before") < serving.said().index("Acasa is at")
    started = time.monotonic()
    serving.end()
    assert serving.process.returncode == 0
    assert time.monotonic() - started < 15
    assert not serving.embedded.status().running
    with pytest.raises(urllib.error.URLError):
        serving.get()


def test_what_dies_comes_back(serving: Serving) -> None:
    worker = int(serving.get())
    os.kill(worker, signal.SIGKILL)
    serving.until(lambda: serving.get() != str(worker))

    old = serving.embedded.status().pid
    assert old is not None
    processes.end(processes.servers_of(serving.embedded.status().folder / "data"))
    serving.until(lambda: serving.embedded.status().pid not in {None, old})
    serving.until(lambda: serving.get("/database") == "acasa_app")
    assert "was started again" in serving.said()

    first = serving.web_server()
    os.kill(first, signal.SIGKILL)
    serving.until(lambda: serving.web_server() != first and serving.get())


def test_requests_under_way_are_finished(serving: Serving) -> None:
    answers: list[str] = []
    asking = threading.Thread(target=lambda: answers.append(serving.get("/slow")))
    asking.start()
    time.sleep(0.7)
    serving.process.send_signal(signal.SIGINT)
    asking.join(30)
    assert answers and answers[0].isdigit()
    assert serving.process.wait(60) == 0


def test_a_killed_supervisor_frees_the_port_and_the_next_one_takes_over(
    serving: Serving, place: Path
) -> None:
    serving.process.kill()
    serving.process.wait()
    serving.until(lambda: not _answers(serving.port))
    assert serving.embedded.status().running
    following = Serving(place)
    try:
        following.ready()
        assert following.get("/database") == "acasa_app"
    finally:
        following.end()
    assert not serving.embedded.status().running


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_an_application_that_cannot_load_is_said_at_once(place: Path) -> None:
    broken = Serving(place, application="acasa.nowhere:application")
    try:
        assert broken.process.wait(60) == 1
        assert "can't load Acasa" in broken.said()
        assert not broken.embedded.status().running
    finally:
        broken.end()


def test_a_taken_port_is_said_before_anything_is_started(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACASA_DATA", str(room / "var"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = Address(port=taken.getsockname()[1])
        with pytest.raises(ServeError, match="choose another with --port"):
            Supervisor(address).run()
    require_free(address)
    assert not (room / "var").exists()


def test_the_web_server_is_told_to_use_little_memory_and_the_administrator_has_the_last_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("POLARS_MAX_THREADS", raising=False)
    assert Supervisor(Address()).environment()["POLARS_MAX_THREADS"] == "1"
    monkeypatch.setenv("POLARS_MAX_THREADS", "3")
    assert Supervisor(Address()).environment()["POLARS_MAX_THREADS"] == "3"


@pytest.mark.parametrize(
    ("address", "url", "bind"),
    [
        (Address(), "http://localhost:8000", "127.0.0.1:8000"),
        (Address(host="0.0.0.0", port=80), "http://localhost:80", "0.0.0.0:80"),
        (Address(host="::1"), "http://localhost:8000", "[::1]:8000"),
        (
            Address(host="acasa.example", certificate=Path("c"), key=Path("k")),
            "https://acasa.example:8000",
            None,
        ),
    ],
)
def test_addresses(address: Address, url: str, bind: str | None) -> None:
    assert address.url == url
    if bind:
        assert address.bind == bind
