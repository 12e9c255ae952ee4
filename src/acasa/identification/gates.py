"""What must come first: a case is not closed while there is time to appeal and nobody asked her."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from acasa.cases import presenters
from acasa.cases.services.working import Desk
from acasa.core import clock
from acasa.core.actor import Actor
from acasa.identification import queries
from acasa.identification.rules import determination as decided


def gate(act: str, actor: Actor, desk: Desk) -> list[str]:
    """Why this act may not be done now: closing ends what stands on the day, the last day of an appeal with it."""
    if act != "close":
        return []
    now = decided.standing(one.data for one in queries.determinations(desk.case_folder)).now
    until = decided.waits_for_appeal(now)
    if not until or until < timezone.localtime(clock.now()).date().isoformat():
        return []
    return [
        _("Until %(day)s she may appeal what was decided. Ask her, and write down what she says.")
        % {"day": presenters.day_words(until)}
    ]
