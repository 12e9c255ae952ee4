"""Owners' permissions: recorded, filled with a form, ended. Key keepers do it; each act is in the record."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils import timezone

from acasa.assessments import library
from acasa.assessments.fitting import Misfit, misfits
from acasa.assessments.models import Permission
from acasa.assessments.scoring.model import Instrument
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.questionnaires.engine.reading import read
from acasa.vault import folders

LARGEST = 2 * 1024 * 1024


class DoesNotFit(Exception):
    """The form doesn't ask what the instrument counts."""

    def __init__(self, found: list[Misfit]) -> None:
        super().__init__("; ".join(f"{each.code} {each.item}" for each in found))
        self.misfits = found


def permit(
    actor: Actor, *, slug: str, granted_by: str, scope_words: str, reference: str, until: date | None
) -> UUID:
    """Record that the owner permits it: who, for what, until when, and where that is written."""
    actor.require_key_keeper("instrument.permit")
    instrument = library.newest().get(slug)
    if instrument is None or instrument.licence.free:
        raise Refused("instrument.permit")
    with scope.scoped(actor.org_id):
        row = Permission.objects.create(
            org_id=actor.org_id,
            slug=slug,
            version=instrument.version,
            granted_by=granted_by,
            scope=scope_words,
            reference=reference,
            until=until,
            recorded_by=actor.user_id,
            recorded_at=timezone.now(),
        )
        folders.note(actor, "instrument.permit", row.id, detail={"instrument": slug, "reference": reference})
    return row.id


def _mine(actor: Actor, verb: str, permission_id: UUID) -> Permission:
    actor.require_key_keeper(verb)
    row = Permission.objects.select_for_update().filter(id=permission_id, org_id=actor.org_id).first()
    if row is None or row.ended_at is not None:
        raise Refused(verb, permission_id)
    return row


def add_form(actor: Actor, permission_id: UUID, *, content: bytes, name: str) -> None:
    """The owner's sheet as an XLSForm, once for each permission. Raises Problems, or DoesNotFit."""
    with scope.scoped(actor.org_id):
        row = _mine(actor, "instrument.form", permission_id)
        instrument: Instrument | None = library.versions().get(f"{row.slug}/{row.version}")
        if row.form_name or instrument is None:
            raise Refused("instrument.form", permission_id)
        form = read(content, name)
        if found := misfits(form, instrument):
            raise DoesNotFit(found)
        row.form, row.form_name, row.languages = content, name[-120:], list(form.languages)
        row.form_by, row.form_at = actor.user_id, timezone.now()
        row.save(update_fields=["form", "form_name", "languages", "form_by", "form_at"])
        folders.note(
            actor, "instrument.form", row.id, detail={"instrument": row.slug, "filename": row.form_name}
        )


def end(actor: Actor, permission_id: UUID) -> None:
    """The owner took it back, or it is not used any more. What was answered stays readable."""
    with scope.scoped(actor.org_id):
        row = _mine(actor, "instrument.end", permission_id)
        row.ended_by, row.ended_at = actor.user_id, timezone.now()
        row.save(update_fields=["ended_by", "ended_at"])
        folders.note(actor, "instrument.end", row.id, detail={"instrument": row.slug})
