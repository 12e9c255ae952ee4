"""The cast, with Natalia's case of Boris and her daughter Daria in the family."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from acasa.cases.family import services as family
from acasa.cases.services import opening
from acasa.core.scope import scoped
from acasa.vault.testing import Cast, cast, cheap_passwords  # noqa: F401


@pytest.fixture(autouse=True)
def no_second_factor(settings: Any) -> None:
    settings.ACASA_SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def case(cast: Cast) -> UUID:
    with scoped(cast.org_id):
        new = opening.NewCase(essentials={"working_name": "Natalia"})
        return opening.open_case(cast.boris.actor(), team_id=cast.north.id, new=new).id


@pytest.fixture
def daria(cast: Cast, case: UUID) -> UUID:
    with scoped(cast.org_id):
        return family.add_kin(cast.boris.actor(), case, data={"relation": "child", "name": "Daria"})
