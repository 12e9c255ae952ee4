"""A real browser before a real server (gunicorn as shipped) on this process's test database."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from acasa.accounts.tests.helpers import give_app
from acasa.config.testing import Server
from acasa.vault.testing import Cast, _one_rsa_pair, found_cast
from tests.installation import free_port
from tests.journeys.person import Person
from tests.visitor import Visitor

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = os.environ.get("ACASA_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them drive a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not Path(CHROMIUM).exists():
                item.add_marker(pytest.mark.skip(reason="no Chromium here; ./run test installs it"))


@pytest.fixture(scope="module")
def port(acasa_server: Server) -> Iterator[int]:
    """gunicorn with the settings of `acasa serve`, in fewer processes."""
    chosen = free_port()
    environment = {
        **acasa_server.environment(),
        "ACASA_BIND": f"127.0.0.1:{chosen}",
        "ACASA_PROCESSES": "1",
        "ACASA_THREADS": "4",
        "ACASA_COMPONENTS": "1",
        "DJANGO_SETTINGS_MODULE": "acasa.config.settings",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "python:acasa.config.web_server"]
    process = subprocess.Popen([*command, "acasa.config.wsgi:application"], env=environment)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if Visitor(chosen).ask("GET", "/sign-in/").status == 200:
                    break
            except OSError:
                time.sleep(0.1)
        else:
            raise AssertionError("the server never answered")
        yield chosen
    finally:
        process.terminate()
        process.wait(40)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for the tests of a module."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


# The cast of this process's journeys and its rows.
_kept: list[tuple[Cast, Any]] = []


@pytest.fixture
def cast(clean_database: Server, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast with passwords at their full cost, since another process checks them. Founded once in each process."""
    # The browser's loop runs in this thread; the tests look into the database beside it.
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    pair = _one_rsa_pair()
    monkeypatch.setattr("acasa.vault.rings.rsa.generate", lambda: pair)
    if _kept:
        clean_database.put_back(_kept[0][1])
    else:
        clean_database.empty()
        _kept.append((found_cast(), clean_database.rows()))
    return copy.deepcopy(_kept[0][0])


@pytest.fixture
def enters(cast: Cast, port: int, chromium: Any) -> Iterator[Callable[..., Person]]:
    """`enters("boris", phone=True)`: a colleague at the day's page, signed in with password and second factor."""
    contexts = []

    def enter(name: str, *, phone: bool = False, script: bool = True, language: str = "en") -> Person:
        context = chromium.new_context(
            viewport={"width": 320, "height": 640} if phone else {"width": 1240, "height": 900},
            java_script_enabled=script,
            locale=language,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        colleague = getattr(cast, name)
        person = Person(context.new_page(), f"http://localhost:{port}", script=script)
        person.sign_in(colleague.email, colleague.password, give_app(colleague.user))
        return person

    yield enter
    for context in contexts:
        context.close()
