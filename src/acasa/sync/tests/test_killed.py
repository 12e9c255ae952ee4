"""A server that is killed while telephones send: what was acknowledged is there, whole and once."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from tests.installation import free_port
from tests.visitor import Visitor

from acasa.audit.verify import verify
from acasa.config.bench.phone import Network, Phone
from acasa.config.testing import Server
from acasa.core.scope import scoped
from acasa.sync import queries
from acasa.sync.models import Piece, Submission
from acasa.sync.services import deciding, letting_in
from acasa.sync.tests.helpers import answers
from acasa.vault.audited import SOURCES
from acasa.vault.testing import Cast

KILLS = int(os.environ.get("ACASA_KILLS", "2"))
PHONES = 4
PICTURE = os.urandom(60_000)


class Place:
    """gunicorn as shipped, with the questionnaires of these tests, to be killed and started again."""

    def __init__(self, server: Server) -> None:
        self.port = free_port()
        self.environment = {
            **server.environment(),
            "ACASA_BIND": f"127.0.0.1:{self.port}",
            "ACASA_PROCESSES": "1",
            "ACASA_THREADS": "4",
            "DJANGO_SETTINGS_MODULE": "acasa.sync.tests.device_settings",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Until it answers."""
        command = [sys.executable, "-m", "gunicorn", "--config", "python:acasa.config.web_server"]
        self.process = subprocess.Popen(
            [*command, "acasa.config.wsgi:application"], env=self.environment, start_new_session=True
        )
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if Visitor(self.port).ask("GET", "/sign-in/").status == 200:
                    return
            time.sleep(0.05)
        raise AssertionError("the server never answered")

    def kill(self) -> None:
        """All of its processes at once, in the middle of whatever they do."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(60)


@pytest.fixture
def place(cast: Cast, acasa_server: Server) -> Iterator[Place]:
    found = Place(acasa_server)
    try:
        found.start()
        yield found
    finally:
        found.kill()


class Sender(threading.Thread):
    """A telephone with a day's interviews, which tries each again until it hears that it was kept."""

    def __init__(self, number: int, place: Place, made: letting_in.Made, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.number = number
        self.network = Network(place.port)
        self.phone = Phone(self.network, f"/openrosa/{made.id}", made.username, made.password)
        self.over = over
        self.kept: list[str] = []
        self.tries = 0

    def run(self) -> None:
        count = 0
        while not self.over.is_set():
            count += 1
            name = f"uuid:{self.number}-{count}"
            xml = answers(name, photo="1.jpg")
            while True:
                self.tries += 1
                try:
                    sent = self.phone.submit(xml, [("1.jpg", "image/jpeg", PICTURE + name.encode())])
                except (OSError, http.client.HTTPException):
                    sent = []
                if sent and sent[-1].status == 201:
                    self.kept.append(name)
                    break
                time.sleep(0.02)
        self.network.close()


def test_nothing_that_was_acknowledged_is_lost(cast: Cast, place: Place) -> None:
    with scoped(cast.org_id):
        made = [
            letting_in.let_in(cast.boris.actor(), team_id=cast.north.id, name=f"phone {n}", seals=False)
            for n in range(PHONES)
        ]
    over = threading.Event()
    senders = [Sender(number, place, one, over) for number, one in enumerate(made)]
    for sender in senders:
        sender.start()
    try:
        for _kill in range(KILLS):
            # Each of them has something behind it before the blow falls.
            before = [len(sender.kept) for sender in senders]
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline and any(
                len(sender.kept) <= count for sender, count in zip(senders, before, strict=True)
            ):
                time.sleep(0.005)
            place.kill()
            place.start()
    finally:
        over.set()
    for sender in senders:
        sender.join(60)
        assert not sender.is_alive()
    kept = [name for sender in senders for name in sender.kept]
    assert len(kept) >= PHONES * KILLS and sum(sender.tries for sender in senders) > len(kept)
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        assert Submission.objects.count() == len(kept) == Piece.objects.count()
        found = {}
        for submission_id in Submission.objects.values_list("id", flat=True):
            whole = queries.submission(boris, submission_id)
            (version,) = whole.versions
            found[whole.instance_id] = deciding.attachment(boris, whole, version, "1.jpg").content
    assert found == {name: PICTURE + name.encode() for name in kept}
    connection.ensure_connection()
    assert verify(connection.connection, settings.AUDIT_KEY, cast.org_id, sources=SOURCES).good
