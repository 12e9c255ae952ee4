"""insert_many writes what save() would: every column, the database's own keys, and nothing by halves."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from acasa.cases.models import ImportBatch
from acasa.core import bulk
from acasa.core.scope import scoped
from acasa.people.models import Organisation, Team
from acasa.vault.models import Card, Folder, Ring


@pytest.fixture
def org(clean_database: object) -> Organisation:
    return Organisation.objects.create(name="Dawn")


def _folder(org: Organisation, **more: object) -> Folder:
    return Folder(org_id=org.id, kind="case", short=uuid.uuid4().int >> 65, shred_id=uuid.uuid4(), **more)


def test_rows_come_back_as_they_went(org: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 3)
    with scoped(org.id):
        folders = bulk.insert_many([_folder(org, restricted=bool(i % 2)) for i in range(10)])
        stored = {row.id: row for row in Folder.objects.all()}
        assert len(stored) == 10
        for row in folders:
            assert vars(row).keys() == vars(stored[row.id]).keys()
            assert (row.short, row.shred_id, row.restricted) == (
                stored[row.id].short,
                stored[row.id].shred_id,
                stored[row.id].restricted,
            )


def test_keys_of_the_database_and_empty_columns(org: Organisation) -> None:
    with scoped(org.id):
        folder = _folder(org)
        folder.save()
        ring = Ring.objects.create(org_id=org.id, compartment="essentials")
        sealed = bytes(range(256)) * 9
        (card,) = bulk.insert_many([Card(org_id=org.id, folder_id=folder.id, sealed=sealed)])
        another = Card.objects.create(org_id=org.id, folder_id=folder.id, ring=ring, sealed=b"x")
        assert card.id < another.id
        found = Card.objects.get(id=card.id)
        assert bytes(found.sealed) == sealed
        assert found.ring_id is None and found.user_key_id is None and found.in_segment is False


def test_times_and_nothing_at_all(org: Organisation) -> None:
    with scoped(org.id):
        assert bulk.insert_many([]) == []
        team = Team.objects.create(org=org, name="Home")
        undone = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
        made = [
            ImportBatch(org_id=org.id, team=team, created_by=uuid.uuid4(), undone_at=at)
            for at in (undone, None)
        ]
        bulk.insert_many(made)
        assert {row.undone_at for row in ImportBatch.objects.all()} == {undone, None}
        assert ImportBatch.objects.filter(created_at__isnull=True).count() == 0
        bulk.insert_many([ImportBatch(org_id=org.id, team=team, created_by=uuid.uuid4())])
        assert ImportBatch.objects.count() == 3


def test_row_level_security_holds(org: Organisation) -> None:
    other = Organisation.objects.create(name="Another")
    with pytest.raises(Exception, match="row-level security"), scoped(org.id):
        bulk.insert_many([_folder(other)])


def test_a_double_key_is_refused(org: Organisation) -> None:
    with scoped(org.id):
        row = _folder(org)
        bulk.insert_many([row])
    with pytest.raises(IntegrityError), scoped(org.id):
        bulk.insert_many([_folder(org), row])
