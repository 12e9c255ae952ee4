import pytest

from acasa.vault.testing import cast, cheap_passwords  # noqa: F401


@pytest.fixture(autouse=True)
def one_factor(settings: object) -> None:
    """Signing in takes a password here."""
    settings.ACASA_SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]
