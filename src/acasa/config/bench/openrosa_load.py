"""Telephones that send as fast as they are answered, in a process of their own.

``python -m acasa.config.bench.openrosa_load`` reads a plan as JSON from standard input and writes what it measured.
It imports nothing of Acasa but the telephone, so that it costs the machine as little as can be.

Plan: {"port", "seconds", "warm", "bytes", "phones": [{"base", "username", "password"}]}
Answer: {"seconds": passed, "latencies": [seconds, …], "kept": how many were acknowledged at all}
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from typing import Any
from uuid import uuid4

from acasa.config.bench.phone import Network, Phone


def answers(instance: str) -> bytes:
    """A filled-in questionnaire of the benchmark."""
    return (
        '<data id="bench" version="1"><case_code>B-0007</case_code><words>She wants to look for work in the town.'
        f"</words><picture>1.jpg</picture><meta><instanceID>{instance}</instanceID></meta></data>"
    ).encode()


class Sender(threading.Thread):
    """One telephone."""

    def __init__(self, plan: dict[str, Any], settings: dict[str, str], gate: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self.plan = plan
        self.gate = gate
        self.network = Network(plan["port"])
        self.phone = Phone(self.network, settings["base"], settings["username"], settings["password"])
        self.latencies: list[float] = []
        self.kept = 0
        self.wrong = ""

    def run(self) -> None:
        picture = os.urandom(self.plan["bytes"])
        try:
            for _time in range(self.plan["warm"]):
                self._send(picture)
            self.gate.wait(300)
            end = time.monotonic() + self.plan["seconds"]
            while time.monotonic() < end:
                began = time.perf_counter()
                self._send(picture)
                self.latencies.append(time.perf_counter() - began)
        except BaseException as error:
            self.wrong = f"{type(error).__name__}: {error}"
            self.gate.abort()
        finally:
            self.network.close()

    def _send(self, picture: bytes) -> None:
        instance = f"uuid:{uuid4()}"
        sent = self.phone.submit(answers(instance), [("1.jpg", "image/jpeg", instance.encode() + picture)])
        if sent[-1].status != 201:
            raise RuntimeError(f"answered {sent[-1].status}")
        self.kept += 1


def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Carry a plan out."""
    gate = threading.Barrier(len(plan["phones"]) + 1)
    senders = [Sender(plan, settings, gate) for settings in plan["phones"]]
    for sender in senders:
        sender.start()
    try:
        gate.wait(300)
    except threading.BrokenBarrierError:
        raise SystemExit(next((s.wrong for s in senders if s.wrong), "a telephone gave up")) from None
    began = time.monotonic()
    for sender in senders:
        sender.join()
    passed = time.monotonic() - began
    if wrong := [sender.wrong for sender in senders if sender.wrong]:
        raise SystemExit(wrong[0])
    return {
        "seconds": passed,
        "latencies": [one for sender in senders for one in sender.latencies],
        "kept": sum(sender.kept for sender in senders),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(json.load(sys.stdin))))
