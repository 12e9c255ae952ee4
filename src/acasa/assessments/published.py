"""Instruments as a source of forms: free ones from the library, others from the organisation's own permission."""

from __future__ import annotations

from django.utils.translation import gettext as _

from acasa.assessments import library
from acasa.assessments.permissions import queries
from acasa.assessments.scoring.model import Instrument, said
from acasa.cases import codes
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.questionnaires.catalogue import Listed, Published
from acasa.questionnaires.engine.model import Form


def _form(actor: Actor, instrument: Instrument, *, now: bool) -> Form | None:
    return library.shown(instrument.key) or queries.own_form(actor, instrument, now=now)


def find(actor: Actor, key: str) -> Published:
    """One version, also an older one that was answered. Refused where its text may not be shown."""
    instrument = library.versions().get(key)
    form = _form(actor, instrument, now=False) if instrument else None
    if instrument is None or form is None:
        raise Refused("form.open")
    return Published(instrument.ref, instrument.title, instrument.compartment, form)


def listing(actor: Actor) -> list[Listed]:
    """What may be filled in now on a case, by title."""
    found: list[Listed] = []
    language = codes.language()
    for each in queries.entries(actor):
        one = each.instrument
        if not each.usable or one.about == "staff":
            continue
        form = _form(actor, one, now=True)
        found.append(
            Listed(
                ref=one.ref,
                title=one.title,
                compartment=one.compartment,
                about=said(one.construct, language),
                group=_("Instruments"),
                languages=form.languages if form else (),
            )
        )
    return found
