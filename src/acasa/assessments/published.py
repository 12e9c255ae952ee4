"""Instruments as a source of forms: free ones from the library, others from the organisation's own permission."""

from __future__ import annotations

from django.utils.translation import gettext as _

from acasa.assessments import library
from acasa.assessments.permissions import queries
from acasa.assessments.scoring.model import said
from acasa.cases import codes
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.questionnaires.catalogue import Listed, Published


def find(actor: Actor, key: str) -> Published:
    """One version, also an older one that was answered. Refused where its text may not be shown."""
    instrument = library.versions().get(key)
    form = library.shown(key) or (queries.own_form(actor, instrument, now=False) if instrument else None)
    if instrument is None or form is None:
        raise Refused("form.open")
    return Published(instrument.ref, instrument.titled(codes.language()), instrument.compartment, form)


def listing(actor: Actor) -> list[Listed]:
    """What may be filled in now on a case, by title."""
    language = codes.language()
    return [
        Listed(
            ref=each.instrument.ref,
            title=each.instrument.titled(language),
            compartment=each.instrument.compartment,
            about=said(each.instrument.construct, language),
            group=_("Instruments"),
            languages=each.languages,
        )
        for each in queries.entries(actor)
        if each.usable and each.instrument.about != "staff"
    ]
