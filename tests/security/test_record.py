"""Whatever people do on the pages, every sealed row stands in the record: an honest day verifies without findings."""

from __future__ import annotations

from typing import Any, cast

import psycopg
import pytest
from django.db import connections
from django.test import Client

from acasa.audit.verify import Report, verify_all
from acasa.vault.audited import SOURCES
from tests.security.access_matrix import MATRIX
from tests.security.test_access import address
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def checked(key: bytes) -> Report:
    wrapper = connections["owner"]
    wrapper.ensure_connection()
    return verify_all(cast("psycopg.Connection[Any]", wrapper.connection), key, sources=SOURCES)


def test_an_honest_day_verifies(world: World, settings: Any) -> None:
    """The world made through the services, then every form of every address sent by somebody who may."""
    report = checked(settings.AUDIT_KEY)
    assert [problem.words() for problem in report.problems] == []
    assert report.rows > 20
    sent = 0
    for row in MATRIX:
        if not row.post or row.name in ("accounts:sign_out", "accounts:lock", "accounts:sign_in"):
            continue
        role = "boris" if "boris" in row.post else next(iter(sorted(row.post - {"anonymous", "locked"})))
        client: Client = world.client(role)
        client.post(address(row, world), row.data(world))
        sent += 1
        report = checked(settings.AUDIT_KEY)
        assert [problem.words() for problem in report.problems] == [], row.name
    assert sent > 20
