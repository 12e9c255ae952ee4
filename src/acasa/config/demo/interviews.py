"""Interviews of the demonstration: one that was kept, one that she stopped, one under way. Everybody is fictional."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from acasa.cases.interviews.services import drafting, keep
from acasa.core.scope import scoped
from acasa.questionnaires import catalogue
from acasa.questionnaires.catalogue import Published
from acasa.questionnaires.engine.session import Session

FIRST = "acasa_first_interview"
ROMANIAN, RUSSIAN = "Română (ro)", "Русский (ru)"
NATALIA = {
    "agrees": "yes",
    "language": "ru",
    "safe_tonight": "yes",
    "first_needs": ["place", "papers", "children"],
    "most": ["children", "place", "papers"],
    "papers": ["id", "child"],
    "doctor_now": "no",
    "children": 2,
    "child": [
        {"child_age": 6, "child_where": "family", "child_safe": "yes", "child_school": "yes"},
        {"child_age": 8, "child_where": "family", "child_safe": "yes", "child_school": "yes"},
    ],
    "stands_by": ["relative", "colleague"],
    "wishes": "Спать и не просыпаться от каждой машины. И чтобы дети были со мной.",
    "strengths": "Сестра. И то, что каждый вечер записывала, что ела: значит, прошёл ещё день.",
    "meet_again": "yes",
}
VIORICA = {
    "agrees": "yes",
    "language": "ro",
    "safe_tonight": "unsure",
    "afraid_words": "De vecinul. Nu vreau să spun mai mult azi.",
}


def tell(teller: Any, ids: Mapping[str, UUID]) -> None:
    """Elena asked Natalia; Viorica stopped, and nothing followed from it; a talk with Cristina is under way."""
    elena = teller.actor("elena")
    with scoped(teller.house.org.id):
        published = _published(elena, FIRST)
        if published is None:
            return
        begun = timezone.make_aware(datetime.combine(teller.today - timedelta(days=9), time(10, 40)))
        told: dict[str, Any] = {"ref": published.ref, "begun_at": begun.isoformat()}
        answers = _asked(published, NATALIA, begun)
        keep(elena, ids["natalia"], answers=answers, language=RUSSIAN, **told)
        keep(
            elena,
            ids["viorica"],
            answers=_asked(published, VIORICA, begun),
            language=ROMANIAN,
            state="stopped",
            not_said=["/data/safety/afraid_of"],
            **told,
        )
        drafting.begin(elena, ids["cristina"], published=published, language=ROMANIAN, respondent="self")


def _published(actor: Any, form_id: str) -> Published | None:
    for listed in catalogue.listing(actor):
        found = catalogue.find(actor, listed.ref)
        if found.form.id == form_id:
            return found
    return None


def _asked(published: Published, answers: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Only what this form asks, in its shape; what it does not know is left out."""
    return Session(published.form, answers, now=now).relevant_answers()
