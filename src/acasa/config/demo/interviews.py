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

FIRST, CAMP = "acasa_first_interview", "acasa_camp_interview"
ROMANIAN = "Română (ro)"
NATALIA = {
    "agrees": "yes",
    "language": "ro",
    "safe_tonight": "yes",
    "first_needs": ["place", "papers", "children"],
    "most": ["children", "place", "papers"],
    "papers": ["id", "child"],
    "doctor_now": "no",
    "children": 1,
    "child": [{"child_age": 6, "child_where": "family", "child_safe": "yes", "child_school": "yes"}],
    "wishes": "Să dorm fără să mă trezesc la fiecare mașină. Și să-l iau pe Artiom acasă.",
    "stands_by": ["relative", "colleague"],
    "strengths": "Sora mea. Și că am scris în fiecare seară ce am mâncat, ca să știu că a trecut încă o zi.",
    "meet_again": "yes",
}
DARIA = {
    "agrees": "yes",
    "language": "ro",
    "safe_tonight": "unsure",
    "afraid_words": "De telefonul lui. Nu vreau să spun mai mult azi.",
}


def tell(teller: Any, ids: Mapping[str, UUID]) -> None:
    """Elena asked Natalia; Daria stopped, and nothing followed from it; a talk is under way."""
    elena = teller.actor("elena")
    with scoped(teller.house.org.id):
        published = _published(elena, FIRST)
        if published is None:
            return
        begun = timezone.make_aware(datetime.combine(teller.today - timedelta(days=9), time(10, 40)))
        told: dict[str, Any] = {"ref": published.ref, "language": ROMANIAN, "begun_at": begun.isoformat()}
        keep(elena, ids["natalia"], answers=_asked(published, NATALIA, begun), **told)
        keep(
            elena,
            ids["daria"],
            answers=_asked(published, DARIA, begun),
            state="stopped",
            not_said=["/data/safety/afraid_of"],
            **told,
        )
        camp = _published(elena, CAMP) or published
        drafting.begin(elena, ids["liuba"], published=camp, language=ROMANIAN, respondent="self")


def _published(actor: Any, form_id: str) -> Published | None:
    for listed in catalogue.listing(actor):
        found = catalogue.find(actor, listed.ref)
        if found.form.id == form_id:
            return found
    return None


def _asked(published: Published, answers: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Only what this form asks, in its shape; what it does not know is left out."""
    return Session(published.form, answers, now=now, language=ROMANIAN).relevant_answers()
