"""From what is sealed to a questionnaire with its answers: an interview under way, and one that was kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from acasa.cases.forms.working import PICTURE_DAMAGED
from acasa.cases.interviews.services import drafting
from acasa.cases.papers import metadata
from acasa.cases.papers import rules as pads
from acasa.core.actor import Actor
from acasa.questionnaires.catalogue import Published
from acasa.questionnaires.pages.filling import Filled, Filling, KeepFile

SIGNATURE = "image/svg+xml"


def filled_of(state: Mapping[str, Any]) -> Filled:
    """What is answered so far, or in an interview that was kept."""
    return Filled(
        answers=dict(state.get("answers", {})),
        not_said=list(state.get("not_said", ())),
        typed=dict(state.get("typed", {})),
        files=dict(state.get("files", {})),
    )


def put_back(state: dict[str, Any], filled: Filled) -> None:
    """Into the draft, what is answered now."""
    state |= {
        "answers": filled.answers,
        "not_said": filled.not_said,
        "typed": filled.typed,
        "files": filled.files,
    }


def filling(actor: Actor, published: Published, state: Mapping[str, Any]) -> Filling:
    """The questionnaire as it stands with these answers."""
    return Filling(
        published,
        filled_of(state),
        now=timezone.localtime(),
        language=str(state.get("language", "")),
        values={"username": actor.display_name},
        media_url=lambda name: media_url(published.ref, name),
    )


def media_url(ref: str, name: str) -> str:
    """Where a file of a questionnaire (a picture of a question) is seen."""
    return f"{reverse('interviews:media')}?ref={quote(ref)}&name={quote(name)}"


def file_keeper(actor: Actor, draft_id: UUID) -> KeepFile:
    """Keeps what was brought in an interview under way: sealed to its leader, without place and camera."""

    def keep(path: str, name: str, kind: str, content: bytes, strokes: str) -> dict[str, Any]:
        if strokes:
            try:
                drawn = pads.strokes(strokes)
            except pads.NotASignature:
                raise ValidationError(_("These strokes could not be read. Sign again.")) from None
            if not drawn:
                return {}
            name, kind, content = "signature.svg", SIGNATURE, pads.drawing(drawn).encode()
        drawn_by = metadata.kind_of(content)
        picture = kind.startswith("image/") and not strokes and drawn_by not in (metadata.JPEG, metadata.PNG)
        if picture or drawn_by in metadata.NOT_CLEANED:
            raise ValidationError(
                _(
                    "Place and camera can't be taken out of a HEIC, WebP or TIFF picture here. Set the camera to “most "
                    "compatible” (JPEG), or save the picture as JPEG or PNG, and add it again."
                )
            )
        try:
            content = metadata.stripped(content)
        except metadata.Damaged:
            raise ValidationError(str(PICTURE_DAMAGED)) from None
        file_id = drafting.put_file(actor, draft_id, content)
        return {"id": file_id, "name": name, "type": kind, "size": len(content)}

    return keep
