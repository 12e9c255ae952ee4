"""The record knows each sealed row that work writes, so that a verifier of it raises no false alarm."""

from __future__ import annotations

from datetime import date
from typing import Any, cast
from uuid import UUID

import psycopg
import pytest
from django.db import connections

from acasa.audit.verify import verify_all
from acasa.cases.services import opening, working
from acasa.cases.services.opening import NewCase, Step
from acasa.core.scope import scoped
from acasa.vault.audited import SOURCES
from acasa.vault.testing import Cast

TODAY = date(2026, 3, 10)

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def problems(key: bytes) -> list[str]:
    wrapper = connections["owner"]
    wrapper.ensure_connection()
    report = verify_all(cast("psycopg.Connection[Any]", wrapper.connection), key, sources=SOURCES)
    return [problem.words() for problem in report.problems]


def open_with_step(cast: Cast) -> UUID:
    new = NewCase(essentials={"working_name": "Natalia"}, step=Step("Call her sister", TODAY))
    with scoped(cast.org_id):
        return opening.open_case(cast.boris.actor(), team_id=cast.north.id, new=new).id


def test_closing_ends_open_steps_and_the_record_knows_their_rows(cast: Cast, settings: Any) -> None:
    case_id = open_with_step(cast)
    with scoped(cast.org_id):
        assert working.close(cast.boris.actor(), case_id, reason="chose_to_stop", on=TODAY)
    assert problems(settings.AUDIT_KEY) == []


def test_reopening_with_a_step_and_the_record_knows_its_row(cast: Cast, settings: Any) -> None:
    case_id = open_with_step(cast)
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        assert working.close(boris, case_id, reason="chose_to_stop", on=TODAY)
        again = Step("See her", TODAY)
        assert working.reopen(boris, case_id, stage="crisis", reason="She called.", step=again)
    assert problems(settings.AUDIT_KEY) == []
