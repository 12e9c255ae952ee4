"""That somebody printed a blank questionnaire is recorded."""

from __future__ import annotations

from acasa.core import scope
from acasa.core.actor import Actor
from acasa.vault import folders


def printed_blank(actor: Actor) -> None:
    """Nothing of anybody is on it."""
    with scope.scoped(actor.org_id):
        folders.note(actor, "interview.blank", actor.user_id)
