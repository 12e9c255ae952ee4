"""A case's plain row says whose it is and of which team; the case itself knows better."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from acasa.cases.models import Case
from acasa.cases.queries import case as case_queries
from acasa.cases.services import opening, working
from acasa.cases.services.opening import NewCase
from acasa.core.scope import scoped
from acasa.vault.testing import Cast
from acasa.vault.tokens import Tampered


def open_case(cast: Cast, name: str, contact: str) -> UUID:
    new = NewCase(essentials={"working_name": name, "contact": contact})
    with scoped(cast.org_id):
        return opening.open_case(cast.alina.actor(), team_id=cast.north.id, new=new).id


def refused(cast: Cast, case_id: UUID, **swapped: Any) -> None:
    with scoped(cast.org_id):
        assert Case.objects.filter(id=case_id).update(**swapped) == 1
    with pytest.raises(Tampered), scoped(cast.org_id):
        case_queries.case_page(cast.alina.actor(), case_id)
    with pytest.raises(Tampered), scoped(cast.org_id):
        working.add_contact(cast.alina.actor(), case_id, what="call", text="Reached her.")


def test_another_persons_safe_contact_is_not_shown_as_hers(cast: Cast) -> None:
    hers, other = open_case(cast, "Natalia", "her sister"), open_case(cast, "Irina", "the trafficker")
    with scoped(cast.org_id):
        person = Case.objects.get(id=other).person_id
    refused(cast, hers, person_id=person)


def test_a_case_moved_to_another_team_does_not_go_into_its_list(cast: Cast) -> None:
    """Alina holds both teams' rings: her next change would write the card for the other one."""
    refused(cast, open_case(cast, "Natalia", "her sister"), team=cast.south)
