from __future__ import annotations

from typing import Any

import pytest

from acasa.vault.testing import cast, cheap_passwords  # noqa: F401


@pytest.fixture
def one_factor(settings: Any) -> None:
    """Signing in takes a password here."""
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
