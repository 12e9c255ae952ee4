from typing import Any

import pytest

from acasa.vault.testing import cast, cheap_passwords  # noqa: F401


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    """The password alone lets in: the second factor has tests of its own."""
    settings.ACASA_SECOND_FACTOR_REQUIRED = False
