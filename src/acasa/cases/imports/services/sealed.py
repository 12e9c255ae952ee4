"""Reading and writing what an import keeps sealed to its author: drafts, and the parts of a batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from acasa.cases.models import Draft, ImportPart
from acasa.core.actor import Actor
from acasa.vault import drafts

# What is known of a batch: file name, counts, doubles, choices; after the end, file name and counts only.
PLAN: Final = "import_plan"


def _name(kind: str, about: UUID | None) -> str:
    return f"{kind}:{about or ''}"


def put(actor: Actor, kind: str, about: UUID | None, data: Mapping[str, Any]) -> None:
    """Keep data of this kind, in place of the former."""
    sealed = drafts.seal(actor, _name(kind, about), dict(data))
    drop(actor, kind, about)
    Draft.objects.create(org_id=actor.org_id, author_id=actor.user_id, kind=kind, about=about, sealed=sealed)


def kept(actor: Actor, kind: str, about: UUID | None) -> dict[str, Any] | None:
    """One's own data of this kind, or None."""
    row = Draft.objects.filter(author_id=actor.user_id, kind=kind, about=about).first()
    return drafts.open_(actor, _name(kind, about), bytes(row.sealed)) if row else None


def drop(actor: Actor, kind: str, about: UUID | None = None) -> None:
    Draft.objects.filter(author_id=actor.user_id, kind=kind, about=about).delete()


def _part_name(part: ImportPart) -> str:
    # A part that was made holds other things than before: neither passes for the other.
    return f"import-part:{part.batch_id}:{part.number}:{'made' if part.is_made else 'rows'}"


def seal_part(actor: Actor, part: ImportPart, data: Mapping[str, Any]) -> None:
    """Put data into a part, without saving the row."""
    part.sealed = drafts.seal(actor, _part_name(part), dict(data))


def open_part(actor: Actor, part: ImportPart) -> dict[str, Any]:
    """What `seal_part` put there."""
    return drafts.open_(actor, _part_name(part), bytes(part.sealed))
