from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from acasa.config.bench.phone import Answer, Phone
from acasa.core.scope import scoped
from acasa.sync.services import letting_in
from acasa.vault.testing import Cast, Colleague, cast, cheap_passwords  # noqa: F401

LetIn = Callable[..., Phone]


@pytest.fixture(autouse=True)
def one_factor(settings: Any) -> None:
    """Signing in takes a password here; questionnaires come from these tests."""
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
    settings.ACASA_FORM_SOURCES = {"test": "acasa.sync.tests.source"}


def over_django(client: Client | None = None) -> Any:
    """Requests of a phone to the application itself."""
    browser = client or Client()

    def ask(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        kind = headers.pop("Content-Type", "application/octet-stream")
        response = browser.generic(method, path, body, content_type=kind, headers=headers)
        return Answer(response.status_code, dict(response.headers), response.content)

    return ask


@pytest.fixture
def lets_in(cast: Cast) -> LetIn:
    """Let a colleague's phone in for her team: `lets_in(cast.boris, seals=False)`."""

    def make(colleague: Colleague, *, seals: bool = False, team: UUID | None = None) -> Phone:
        with scoped(colleague.user.org_id):
            made = letting_in.let_in(
                colleague.actor(), team_id=team or cast.north.id, name="blue tablet", seals=seals
            )
        return Phone(over_django(), f"/openrosa/{made.id}", made.username, made.password)

    return make
