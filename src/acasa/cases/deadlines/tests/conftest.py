"""The cast, and Moldova's rules in force; without them no case has deadlines by rule in the tests."""

from __future__ import annotations

import pytest

from acasa.vault.testing import cast, cheap_passwords  # noqa: F401


@pytest.fixture(autouse=True)
def moldova(settings: object) -> None:
    settings.ACASA_COUNTRY_PACK = "md"  # type: ignore[attr-defined]
    settings.ACASA_SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]
