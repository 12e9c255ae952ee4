"""Whoever hands something in can't read it back; who holds the ring can."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection

from acasa.audit.verify import verify
from acasa.core.errors import Refused
from acasa.core.scope import scoped
from acasa.sealing.errors import MissingRecipient, Tampered
from acasa.vault import folders, keyless
from acasa.vault.audited import SOURCES
from acasa.vault.keyring import METHOD_PUBLIC, METHOD_RING
from acasa.vault.models import Folder, FolderKey, Record
from acasa.vault.tests.conftest import Cast

TOLD = {"text": "Наталья asks to be called after six"}


def test_it_is_sealed_at_once_and_wrapped_anew_when_first_opened(ours: Cast) -> None:
    item = keyless.hand_in(ours.org.id, team_id=ours.team.id, data=TOLD)
    with scoped(ours.org.id):
        assert "Наталья".encode() not in bytes(Record.objects.get().sealed)
        assert bytes(FolderKey.objects.get().wrapped)[:1] == METHOD_PUBLIC
        opened = folders.open_one(ours["manager"], item, verb="inbox.read")
        assert opened.one("inbox").data == {"kind": "inbox", **TOLD}
        assert bytes(FolderKey.objects.get().wrapped)[:1] == METHOD_RING
    with scoped(ours.org.id):
        again = folders.open_one(ours.again(ours["manager"]), item, verb="inbox.read")
        assert again.one("inbox").data["text"] == TOLD["text"]
    with pytest.raises(Refused), scoped(ours.org.id):
        folders.open_one(ours["far"], item, verb="inbox.read")


def test_without_the_ring_nothing_is_stored(ours: Cast, theirs: Cast) -> None:
    with pytest.raises(MissingRecipient):
        keyless.hand_in(ours.org.id, team_id=theirs.team.id, data=TOLD)
    with scoped(ours.org.id):
        assert not Folder.objects.exists()


def test_a_swapped_public_key_is_refused(ours: Cast, theirs: Cast) -> None:
    with scoped(theirs.org.id), connection.cursor() as cursor:
        cursor.execute("select public from vault_ringversion limit 1")
        stolen = cursor.fetchone()[0]
    with scoped(ours.org.id), connection.cursor() as cursor:
        cursor.execute("update vault_ringversion set public = %s", [stolen])
    with pytest.raises(Tampered):
        keyless.hand_in(ours.org.id, team_id=ours.team.id, data=TOLD)


def test_the_record_knows_what_was_handed_in(ours: Cast) -> None:
    keyless.hand_in(ours.org.id, team_id=ours.team.id, data=TOLD)
    connection.ensure_connection()
    report = verify(connection.connection, settings.AUDIT_KEY, ours.org.id, sources=SOURCES)
    assert report.good
    with scoped(ours.org.id), connection.cursor() as cursor:
        cursor.execute("update vault_record set sealed = sealed || '\\x00'")
    report = verify(connection.connection, settings.AUDIT_KEY, ours.org.id, sources=SOURCES)
    assert report.found == 1
