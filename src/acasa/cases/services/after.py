"""What follows a change of a case's facts, in the same transaction: its cards, and what other parts derive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from acasa.cases.services import cards
from acasa.core.actor import Actor
from acasa.core.errors import NotYet
from acasa.people import rules as people

if TYPE_CHECKING:
    from acasa.cases.services.working import Desk


def changed(actor: Actor, desk: Desk) -> list[bytes]:
    """Write what ACASA_AFTER_CHANGE derives from the facts, and the cards anew. Returns what the audit must name."""
    both = (people.ESSENTIALS, people.CASEWORK)
    # First what is derived: the cards show it.
    written = derived(actor, desk)
    return written + cards.refresh(actor, desk.case, desk.case_folder, desk.person_folder, both)


def derived(actor: Actor, desk: Desk) -> list[bytes]:
    """Only what ACASA_AFTER_CHANGE derives, for those who wrote the cards themselves or changed none of them."""
    written: list[bytes] = []
    for path in settings.ACASA_AFTER_CHANGE:
        written += import_string(path)(actor, desk)
    return written


def consented(actor: Actor, desk: Desk) -> list[bytes]:
    """What follows an answer about consent (ACASA_AFTER_CONSENT): it holds at once, wherever it matters."""
    written: list[bytes] = []
    for path in settings.ACASA_AFTER_CONSENT:
        written += import_string(path)(actor, desk)
    return written


def reasons_against(act: str, actor: Actor, desk: Desk) -> list[str]:
    """Why this act may not be done now, in the colleague's language, from ACASA_GATES; empty when it may.

    Acts: "close", "close:" and a reason's code, "stage:" and a stage's code, "return", "reunification", "care_change".
    """
    return [reason for path in settings.ACASA_GATES for reason in import_string(path)(act, actor, desk)]


def require(act: str, actor: Actor, desk: Desk) -> None:
    """Raises NotYet with the reasons against this act, before anything is written."""
    if reasons := reasons_against(act, actor, desk):
        raise NotYet(reasons)
