"""Fixtures of the attacks and the journeys."""

from __future__ import annotations

from typing import Any

import pytest

from acasa.vault.testing import Cast, cast, cheap_passwords  # noqa: F401
from tests.world import World, make_world


@pytest.fixture
def no_second_factor(settings: Any) -> None:
    """As in the demo: the password alone lets in. The second factor has tests of its own."""
    settings.ACASA_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def world(cast: Cast, no_second_factor: None, settings: Any) -> World:
    """The cast with its cases, on a database with real commits; its pages by the rules of a country."""
    made = make_world(cast)
    settings.ACASA_COUNTRY_PACK = "md"
    return made
