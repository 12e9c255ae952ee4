"""Handing cases over: all that were chosen, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from acasa.cases.models import Case
from acasa.cases.services import working
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.vault import folders


def hand_over(
    actor: Actor, *, team_id: UUID, worker_id: UUID, to: UUID, case_ids: Sequence[UUID], words: str = ""
) -> int:
    """Give these cases of one colleague to another of the same team; returns how many.

    Those that somebody else gave away or closed meanwhile stay as they are. Raises Refused as `working.assign` does.
    """
    if to == worker_id:
        raise Refused("case.assign", to)
    with scope.scoped(actor.org_id):
        # In one order for all, so that two who hand over at once don't wait for each other for ever.
        theirs = (
            Case.objects.filter(id__in=case_ids, team_id=team_id, worker_id=worker_id, is_open=True)
            .order_by("id")
            .values_list("id", flat=True)
        )
        given = list(theirs)
        for case_id in given:
            working.assign(actor, case_id, worker_id=to, words=words)
    return len(given)


def printed(actor: Actor, case_ids: Sequence[UUID], *, to_pdf: Callable[[], bytes]) -> bytes:
    """Set a pack in memory and record of each case that it was printed. Returns the PDF, which is stored nowhere.

    The cases are those of `queries.pack`, which refuses whoever may not.
    """
    with scope.scoped(actor.org_id):
        pdf = to_pdf()
        for case_id in case_ids:
            folders.note(actor, "handover.print", case_id)
    return pdf
