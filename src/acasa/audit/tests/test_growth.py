"""Writing to the record costs the same however long it has become: the chain's lock is held meanwhile."""

from __future__ import annotations

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from acasa.audit import services as audit
from acasa.people.models import Organisation


@pytest.mark.parametrize("installation", [False, True])
def test_the_last_entry_is_found_by_index(clean_database: object, installation: bool) -> None:
    org = Organisation.objects.create(name="Dawn")
    org_id = None if installation else org.id
    with CaptureQueriesContext(connection) as told:
        audit.append_now(org_id=org_id, actor_id=None, verb="test", outcome="done")
    (newest,) = [row["sql"] for row in told if row["sql"].startswith("select seq, mac")]
    with transaction.atomic(), connection.cursor() as cursor:
        # So few rows would be read one by one; the question is whether the index can be used at all.
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(f"explain {newest}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert re.search(r"Index Cond: \(org_id (=|IS NULL)", plan), plan
