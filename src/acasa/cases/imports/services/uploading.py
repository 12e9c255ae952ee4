"""The uploaded file between two pages: sealed to its author, gone at the start of the import or after a week."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from acasa.cases.imports import ColumnMapping, Table, from_plain, read_table, suggest
from acasa.cases.imports.services import access, undoing
from acasa.cases.imports.services.sealed import PLAN, drop, kept, put
from acasa.cases.models import Draft, ImportBatch
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.vault import drafts, folders

UPLOAD: Final = "import"
FILE: Final = "import_file"
KEPT_FOR: Final = timedelta(days=7)


def keep(actor: Actor, filename: str, content: bytes) -> None:
    """Keep a file that can be read; it replaces the former one. Raises ImportProblem when it holds no table."""
    access.require_any_team(actor, "import.upload")
    table = read_table(content, filename)
    with scope.scoped(actor.org_id):
        forget(actor)
        sealed = drafts.seal_bytes(actor, FILE, content)
        Draft.objects.create(org_id=actor.org_id, author_id=actor.user_id, kind=FILE, sealed=sealed)
        put(actor, UPLOAD, None, {"filename": filename[:200], "mapping": suggest(table).to_plain()})
        folders.note(actor, "import.upload", detail={"filename": filename, "bytes": len(content)})


def upload(actor: Actor) -> dict[str, Any] | None:
    """What is known of the file under way: its name, the mapping, how to read it, where its cases go."""
    return kept(actor, UPLOAD, None)


def table(actor: Actor, told: Mapping[str, Any]) -> Table:
    """The file under way as a table, read as `told` says. Raises ImportProblem; Refused when there is none."""
    row = Draft.objects.filter(author_id=actor.user_id, kind=FILE).first()
    if row is None:
        raise Refused("import.read")
    return read_table(
        drafts.open_bytes(actor, FILE, bytes(row.sealed)),
        str(told["filename"]),
        sheet=told.get("sheet") or None,
        encoding=told.get("encoding") or None,
    )


def mapping_of(told: Mapping[str, Any], read: Table) -> ColumnMapping:
    """The mapping as it was chosen so far."""
    return from_plain(read, told.get("mapping") or [])


def read_differently(actor: Actor, *, sheet: str = "", encoding: str = "") -> None:
    """Read the file under way from another sheet or with other letters. Raises ImportProblem, changing nothing."""
    told = upload(actor)
    if told is None:
        raise Refused("import.read")
    told |= {"sheet": sheet, "encoding": encoding}
    remember(actor, {**told, "mapping": suggest(table(actor, told)).to_plain()})


def remember(actor: Actor, told: Mapping[str, Any]) -> None:
    """Keep the mapping and where the cases go, so that coming back shows them."""
    with scope.scoped(actor.org_id):
        put(actor, UPLOAD, None, told)


def forget(actor: Actor) -> None:
    """Remove the actor's file under way, and what was prepared of it but never started."""
    with scope.scoped(actor.org_id):
        for kind in (UPLOAD, FILE):
            drop(actor, kind)
        undoing.drop_prepared(ImportBatch.objects.filter(created_by=actor.user_id, started_at=None))


def sweep(actor: Actor) -> None:
    """Remove what has lain for a week: files that nobody brought in, and imports that were never finished.

    Needs no keys, so anybody of the organisation who opens the page does it for all.
    """
    limit = timezone.now() - KEPT_FOR
    with scope.scoped(actor.org_id):
        Draft.objects.filter(kind__in=(UPLOAD, FILE), saved_at__lt=limit).delete()
        undoing.drop_prepared(ImportBatch.objects.filter(started_at=None, created_at__lt=limit))
        stale = ImportBatch.objects.filter(started_at__lt=limit, finished_at=None, undone_at=None).first()
        if stale is not None:
            undoing.abandon(actor, stale)
        # One part of what is being taken back, so that a page stays quick.
        for batch in ImportBatch.objects.filter(undone_at__lt=limit, parts__isnull=False)[:1]:
            undoing.remove_part(actor, batch)


__all__ = ["PLAN", "forget", "keep", "mapping_of", "read_differently", "remember", "sweep", "table", "upload"]
