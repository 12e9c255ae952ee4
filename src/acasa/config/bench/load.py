"""The load generator: people who click as fast as pages come, in a process of their own.

``python -m acasa.config.bench.load`` reads a plan from standard input as JSON and writes three lines: "start" when
everybody is in and warm, "end" when all is done, and the latencies as JSON. It imports nothing of Acasa, so that
it costs the machine as little as can be.

Plan: {"host", "port", "users": [{"email", "password", "requests": [[name, method, path, form|null], …]}], "warm": n}
Answer: {"latencies": {name: [seconds, …]}, "signed_in": [seconds, …]}
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode


class Browser:
    """One person's connection, with its cookies."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.cookies: dict[str, str] = {}
        self._link = http.client.HTTPConnection(host, port, timeout=120)

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, bytes, float]:
        """Status, body, and the seconds that passed until the last byte was here."""
        headers = {"Host": f"localhost:{self.port}", "Accept-Encoding": "identity"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if form is not None:
            # The cookie's own value passes as the form's token.
            form = {**form, "csrfmiddlewaretoken": self.cookies.get("__Host-acasa-csrf", "")}
            body = urlencode(form).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        self._link.request(method, path, body, headers)
        response = self._link.getresponse()
        content = response.read()
        took = time.perf_counter() - start
        for header in response.headers.get_all("Set-Cookie") or []:
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        return response.status, content, took

    def sign_in(self, email: str, password: str) -> tuple[int, float]:
        """Status of the answer (302 is in), and the seconds that the password took."""
        self.ask("GET", "/sign-in/")
        status, _, took = self.ask("POST", "/sign-in/", {"email": email, "password": password})
        return status, took

    def close(self) -> None:
        self._link.close()


def run(plan: dict[str, Any], told: Callable[[str], None] = lambda event: None) -> dict[str, Any]:
    """Carry a plan out: everybody signs in, warms up, and starts at the same moment."""
    people = []
    signed_in = []
    for user in plan["users"]:
        browser = Browser(plan["host"], plan["port"])
        status, took = browser.sign_in(user["email"], user["password"])
        if status != 302:
            browser.close()
            raise SystemExit(f"{user['email']} could not sign in: {status}")
        signed_in.append(took)
        people.append((browser, user["requests"]))
    latencies: dict[str, list[float]] = {}
    wrong: list[str] = []
    lock = threading.Lock()
    gate = threading.Barrier(len(people))

    def click(browser: Browser, requests: list[Any]) -> None:
        for _, method, path, form in requests[: plan.get("warm", 0)]:
            browser.ask(method, path, form)
        if gate.wait(timeout=300) == 0:
            told("start")
        gate.wait(timeout=300)
        own: list[tuple[str, float]] = []
        for name, method, path, form in requests:
            status, content, took = browser.ask(method, path, form)
            # A form that was taken sends on to the page where it stands.
            if status != 200 and (method, status) != ("POST", 302):
                with lock:
                    wrong.append(f"{method} {path}: {status} {content[:200]!r}")
                return
            own.append((name, took))
        with lock:
            for name, took in own:
                latencies.setdefault(name, []).append(took)

    threads = [threading.Thread(target=click, args=person) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told("end")
    for browser, _ in people:
        browser.close()
    if wrong:
        raise SystemExit("\n".join(wrong[:3]))
    return {"latencies": latencies, "signed_in": signed_in}


if __name__ == "__main__":
    answer = run(json.load(sys.stdin), lambda event: print(event, flush=True))  # noqa: T201
    json.dump(answer, sys.stdout)
