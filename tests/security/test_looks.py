"""Whoever saw who she is stands in the record, whichever page showed it."""

from __future__ import annotations

import pytest

from acasa.audit.models import Entry
from acasa.core.scope import scoped
from tests import planted
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def looks(world: World) -> int:
    with scoped(world.cast.org.id):
        return Entry.objects.filter(verb="identity.reveal", subject_id=world.case).count()


def test_a_conflict_that_shows_identity_is_a_look_at_it(world: World) -> None:
    """A form with a version that nobody ever saw brings the stored identity onto the page."""
    boris, before = world.client("boris"), looks(world)
    page = boris.post(f"/cases/{world.case}/identity/change/", {"given": "X"})
    assert planted.FAMILY in page.content.decode()
    assert looks(world) == before + 1
