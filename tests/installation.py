"""An installation as shipped, of its own: `acasa serve` over its own database, in a folder of its own."""

from __future__ import annotations

import base64
import hmac
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from acasa.config import processes
from acasa.config.postgres import Embedded
from tests.visitor import Page, Visitor

PASSWORDS = {"alina": "lantern over the quiet river", "boris": "seven mills beside a birch"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def code_of(secret: str, ahead: int = 0) -> str:
    """What an authenticator shows (RFC 6238), written apart from the product's own."""
    key = base64.b32decode(secret.replace(" ", "") + "=" * (-len(secret.replace(" ", "")) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30 + ahead), "sha1")
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


class Installation:
    """A served installation. `room` holds everything that it writes: data, log, temporary files."""

    def __init__(self, **environment: str) -> None:
        self.room = Path(tempfile.mkdtemp(prefix="acasa-room-"))
        self.room.chmod(0o711)
        self.port = free_port()
        self.data = self.room / "var"
        self.embedded = Embedded(self.data)
        self.log = self.room / "said"
        self.temporary = self.room / "tmp"
        self.temporary.mkdir(mode=0o1777)
        self.temporary.chmod(0o1777)
        self.codes: dict[str, list[str]] = {}
        self.secrets: dict[str, str] = {}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ACASA_")}
        keep = {
            name: os.environ[name] for name in ("ACASA_POSTGRES_BIN", "ACASA_RUN_AS") if name in os.environ
        }
        self._environment = {
            **kept,
            **keep,
            "ACASA_DATA": str(self.data),
            "TMPDIR": str(self.temporary),
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "acasa.config.cli", "serve", "--port", str(self.port)],
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.until(lambda: self.said().count("Acasa is at") > 0, "it never answered")

    def said(self) -> str:
        return self.log.read_text()

    def until(self, condition: Callable[[], object], words: str, seconds: float = 90) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if condition():
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"{words}\n{self.said()}")

    def web_processes(self) -> list[int]:
        """gunicorn's first process and its children."""
        assert self.process is not None
        first = _children(self.process.pid)
        return [*first, *(child for pid in first for child in _children(pid))]

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
        processes.end(processes.servers_of(self.embedded.status().folder / "data"))

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.room, ignore_errors=True)

    # --- what people do

    def visitor(self) -> Visitor:
        return Visitor(self.port)

    def first_run(self) -> Visitor:
        """The printed link, the organisation, the kit kept and proved, the second factor, the card: Alina is in."""
        alina = self.visitor()
        found = re.search(r"http://localhost:\d+(/setup/\S+)", self.said())
        assert found, self.said()
        page = alina.get(found[1])
        page = alina.get("/setup/organisation/")
        page = alina.submit(page, {"name": "Casa Luminii", "team": "North", "case_prefix": "CL"})
        page = alina.submit(page, {"form_of_kit": "one"})
        page = alina.submit(
            page,
            {
                "display_name": "Alina Rusu",
                "email": "alina@example.org",
                "profession": "case_manager",
                "new_password": PASSWORDS["alina"],
                "again": PASSWORDS["alina"],
            },
        )
        assert page.url == "/kit/", page.url
        groups = next(found for found in page.read.lists if len(found) >= 14)
        self.kit = "-".join(groups)
        page = alina.get("/kit/proof/")
        labels = page.read.labels()
        answers = {
            name: groups[int(number[1]) - 1]
            for name, words in labels.items()
            if (number := re.search(r"Group (\d+)", words))
        }
        assert len(answers) == 2, labels
        page = alina.submit(page, answers)
        self.enrol(alina, "alina")
        return alina

    def enrol(self, visitor: Visitor, name: str) -> Page:
        """Add an app, keep the ten codes, keep the card."""
        page = visitor.get("/account/second-factor/app/")
        secret = re.search(r"\b((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})\b", page.text)
        assert secret, page.text
        self.secrets[name] = secret[1]
        page = visitor.submit(page, {"code": code_of(secret[1])})
        self.codes[name] = next(found for found in page.read.lists if len(found) == 10)
        page = visitor.submit(page, {"kept": "1"})
        page = visitor.get("/account/card/")
        page = visitor.post("/account/card/", dict(page.form("csrfmiddlewaretoken").fields))
        assert any(len(found) > 5 for found in page.read.lists), "the card is shown"
        return visitor.submit(page, {"kept": "1"})

    def sign_in(self, name: str) -> Visitor:
        """Password, then a code from paper."""
        visitor = self.visitor()
        page = visitor.get("/sign-in/")
        page = visitor.submit(page, {"email": f"{name}@example.org", "password": PASSWORDS[name]})
        assert page.url == "/sign-in/second/", page.url
        page = visitor.submit(page, {"code": self.codes[name].pop()})
        assert page.url == "/", (page.url, page.errors)
        return visitor

    def invite(self, keeper: Visitor, name: str, shown: str, profession: str) -> Visitor:
        """A colleague comes by the one-time link, and is in."""
        page = keeper.get("/colleagues/invite/")
        team = re.search(r'name="teams"[^>]*value="([^"]+)"', page.text) or re.search(
            r'value="([^"]+)"[^>]*name="teams"', page.text
        )
        assert team, page.text
        page = keeper.submit(
            page,
            {
                "display_name": shown,
                "email": f"{name}@example.org",
                "profession": profession,
                "teams": team[1],
            },
        )
        page = keeper.submit(
            page, {"rings_0": [value for field, value in page.form("rings_0").fields if field == "rings_0"]}
        )
        link = re.search(r"http://localhost:\d+(/join/\S+?)<", page.text)
        assert link, page.text
        visitor = self.visitor()
        page = visitor.get(link[1])
        page = visitor.submit(page, {"new_password": PASSWORDS[name], "again": PASSWORDS[name]})
        self.enrol(visitor, name)
        return visitor


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
