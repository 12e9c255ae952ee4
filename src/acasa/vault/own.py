"""What a colleague writes for herself alone: no ring opens it, no recovery key, no colleague.

Sealed under the colleague's own key and a shred secret of the note: once it is deleted, nothing opens its copies in
old backups. Another key pair (after a password was reset without its card) opens none of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from acasa.core.actor import Actor
from acasa.sealing.envelope import Context, RecordKey
from acasa.vault import shred
from acasa.vault.folders.opened import dumps, loads
from acasa.vault.keyring import Keyring

_FIELD = "own note"


def key_of(actor: Actor) -> UUID:
    """The key pair that seals and opens now."""
    keyring: Keyring = actor.require_keyring()
    return keyring.bundle.user_key_id


def _context(actor: Actor, note_id: UUID, version: int) -> Context:
    return Context(actor.org_id, actor.user_id, note_id, _FIELD, version, 0)


def seal(actor: Actor, note_id: UUID, version: int, data: dict[str, Any]) -> bytes:
    """A note; the first version makes its shred secret, durable before the note is."""
    named = actor.require_keyring().named_key
    secret = shred.new_secrets([note_id])[note_id] if version == 1 else shred.secret_of(note_id)
    return RecordKey(named, secret).seal(dumps(data), _context(actor, note_id, version))


def open_(actor: Actor, sealed: Iterable[tuple[UUID, int, bytes]]) -> dict[UUID, dict[str, Any]]:
    """One's own notes by id, from (id, version, sealed). One whose secret was destroyed is simply absent."""
    rows = list(sealed)
    named = actor.require_keyring().named_key
    secrets = shred.secrets_of(note_id for note_id, _version, _sealed in rows)
    return {
        note_id: loads(RecordKey(named, secrets[note_id]).open_(content, _context(actor, note_id, version)))
        for note_id, version, content in rows
        if note_id in secrets
    }


def forget(ids: Iterable[UUID]) -> None:
    """Destroy the secrets of deleted notes, once their deletion is certain."""
    transaction.on_commit(partial(shred.store().destroy, list(ids)))
