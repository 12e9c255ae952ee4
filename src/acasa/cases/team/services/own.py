"""Notes of one's own, and the one thing of them that may be shared: that supervision took place on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from acasa.cases.team.models import OwnNote, TookPlace
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Conflict, Refused
from acasa.people.models import User
from acasa.vault import folders, own


def write(actor: Actor, *, data: Mapping[str, Any]) -> UUID:
    """A new note. The record does not tell of it, as it does not tell of drafts: a hard day is nobody's business."""
    with scope.scoped(actor.org_id):
        note_id = uuid4()
        OwnNote.objects.create(
            id=note_id,
            org_id=actor.org_id,
            author_id=actor.user_id,
            user_key_id=own.key_of(actor),
            sealed=own.seal(actor, note_id, 1, dict(data)),
        )
    return note_id


def change(actor: Actor, note_id: UUID, *, data: Mapping[str, Any], version: int) -> None:
    """Say it otherwise. Raises Conflict if another window of one's own saved meanwhile."""
    with scope.scoped(actor.org_id):
        row = (
            OwnNote.objects.select_for_update()
            .filter(id=note_id, author_id=actor.user_id, user_key_id=own.key_of(actor))
            .first()
        )
        if row is None:
            raise Refused("own.write", note_id)
        if row.version != version:
            stored = own.open_(actor, [(row.id, row.version, bytes(row.sealed))])
            raise Conflict(stored.get(row.id, {}), dict(data), row.version)
        row.version += 1
        row.sealed = own.seal(actor, row.id, row.version, dict(data))
        row.save(update_fields=["version", "sealed"])


def delete(actor: Actor, note_id: UUID) -> None:
    """Gone, in old backups too. A second press changes nothing."""
    with scope.scoped(actor.org_id):
        deleted, _by_model = OwnNote.objects.filter(id=note_id, author_id=actor.user_id).delete()
        if deleted:
            own.forget([note_id])


def delete_unreadable(actor: Actor) -> None:
    """Remove what an earlier key of one's own sealed: nobody can open it any more."""
    with scope.scoped(actor.org_id):
        rows = OwnNote.objects.filter(author_id=actor.user_id).exclude(user_key_id=own.key_of(actor))
        ids = list(rows.values_list("id", flat=True))
        rows.delete()
        own.forget(ids)


def share(actor: Actor, *, supervisor_id: UUID, on: date) -> None:
    """Tell a supervisor that supervision took place on a day, and nothing else. Telling it twice is once."""
    with scope.scoped(actor.org_id):
        if not User.objects.filter(
            id=supervisor_id, org_id=actor.org_id, is_active=True, is_supervisor=True
        ).exists():
            raise Refused("own.share", supervisor_id)
        TookPlace.objects.get_or_create(
            org_id=actor.org_id, worker_id=actor.user_id, supervisor_id=supervisor_id, on=on
        )
        folders.note(actor, "own.share", supervisor_id)


def unshare(actor: Actor, told_id: UUID) -> None:
    """Take such a statement back."""
    with scope.scoped(actor.org_id):
        TookPlace.objects.filter(id=told_id, worker_id=actor.user_id).delete()
        folders.note(actor, "own.share", actor.user_id)
