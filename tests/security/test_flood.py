"""A flood of sign-ins at the door, from as many addresses as it likes: those inside are served, memory is bounded."""

from __future__ import annotations

import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import Installation
from tests.visitor import Visitor

SECONDS = 6
AT_MOST = 600 << 20


@pytest.fixture(scope="module")
def place() -> Iterator[Installation]:
    # Behind a proxy each try may claim an address of its own, which is the worst case for a limiter by address.
    made = Installation(ACASA_BEHIND_PROXY="1")
    try:
        made.start()
        yield made
    finally:
        made.remove()


def resident(place: Installation) -> int:
    """Bytes that the web server's processes hold (what they share counted once each)."""
    total = 0
    for pid in place.web_processes():
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) << 10
    return total


def test_those_inside_are_served_while_the_door_is_flooded(place: Installation) -> None:
    alina = place.first_run()
    page = alina.get("/sign-in/")
    door = place.visitor()
    form = dict(door.get("/sign-in/").form("email", "password").fields)
    quiet = [_timed(alina) for _ in range(8)]
    answers: Counter[int] = Counter()
    stop = threading.Event()

    def flood(number: int) -> None:
        chance = random.Random(number)
        while not stop.is_set():
            address = ".".join(str(chance.randrange(1, 255)) for _ in range(4))
            visitor = Visitor(place.port, **{"X-Forwarded-For": address})
            visitor.cookies = dict(door.cookies)
            data = {
                **form,
                "email": f"worker{chance.randrange(10**6)}@example.org",
                "password": "not the password",
            }
            try:
                answers[visitor.send("/sign-in/", data).status] += 1
            except OSError:
                answers[0] += 1

    threads = [threading.Thread(target=flood, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    try:
        time.sleep(1)
        ends, times = time.monotonic() + SECONDS, []
        while time.monotonic() < ends:
            times.append(_timed(alina))
        memory = resident(place)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    # Everybody was answered: wrong, busy or wait; none failed, none got in.
    assert set(answers) <= {422, 429, 503} and sum(answers.values()) > 30, answers
    assert answers[503] + answers[429] > 0, "the flood was larger than what is let through"
    assert len(times) >= 5
    assert statistics.median(times) < max(0.6, 12 * statistics.median(quiet)), (quiet, times)
    assert memory < AT_MOST, memory
    # And afterwards the door is open again to whoever knows the password.
    assert page.status == 200
    time.sleep(1)
    assert place.sign_in("alina").get("/").status == 200


def _timed(visitor: Visitor) -> float:
    started = time.monotonic()
    assert visitor.get("/people/").status == 200
    return time.monotonic() - started
