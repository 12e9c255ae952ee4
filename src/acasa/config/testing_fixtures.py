"""The fixtures of ``acasa.config.testing``, in a module of their own so that they can be registered last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from acasa.config.testing import Server, running_server


@pytest.fixture(scope="session")
def acasa_server(django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[Server]:
    """The test server, with this process's own database in it."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with running_server() as server:
        with django_db_blocker.unblock():
            server.make_copy(worker)
        try:
            yield server
        finally:
            with django_db_blocker.unblock():
                from django.db import connections

                connections.close_all()
            server.drop_copy()


@pytest.fixture(scope="session")
def django_db_setup(acasa_server: Server) -> Iterator[None]:
    """What pytest-django calls before the first test with a database."""
    from django.test import TransactionTestCase

    def teardown(_case: TransactionTestCase) -> None:
        # Django would truncate as the application's role, which may not.
        acasa_server.empty()

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
    yield
    patch.undo()


@pytest.fixture
def clean_database(acasa_server: Server, django_db_blocker: Any) -> Iterator[Server]:
    """Real commits without Django's test transaction; every table is emptied afterwards."""
    with django_db_blocker.unblock():
        yield acasa_server
        from django.db import connections

        connections.close_all()
    acasa_server.empty()


@pytest.fixture
def child_environment(acasa_server: Server) -> dict[str, str]:
    """The environment for a child process (a server, a command) on this process's test database."""
    return acasa_server.environment()
