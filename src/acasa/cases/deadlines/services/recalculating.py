"""All cases anew, after a rule changed or many came in: a part at a time, each in a transaction of its own.

What is left to do is told by the plain rows of `Standing` alone, so it can be left at any point, taken up by
anybody who holds the keys, and done twice without writing anything the second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from acasa.cases import rules
from acasa.cases.deadlines import deriving, library, queries
from acasa.cases.deadlines.rules.packs import Pack
from acasa.cases.deadlines.services import applying
from acasa.cases.models import Case
from acasa.cases.services import cards
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders

# Cases in one transaction: about a second's work, so that others wait no longer than that for one of them.
PART: Final = 500
VERB: Final = "deadlines.recalculate"
_LAYERS: Final = (people.ESSENTIALS, people.IDENTITY, people.CASEWORK, people.LEGAL)


@dataclass(frozen=True)
class Step:
    """What one part did: cases calculated, deadlines written; `last` is where the next part goes on."""

    cases: int
    written: int
    last: UUID | None


def step(actor: Actor, *, after: UUID | None = None, part: int = PART) -> Step:
    """Calculate the next cases that wait; none left is told by `cases` 0."""
    pack = library.present()
    if pack is None:
        raise Refused(VERB)
    with scope.scoped(actor.org_id):
        wanted = queries.waiting(actor, pack, after=after, limit=part)
        if not wanted.ids:
            return Step(0, 0, None)
        # Whoever works on one of them just now is not made to wait, and its case comes in a later part.
        locked = list(
            Case.objects.select_for_update(skip_locked=True).filter(id__in=wanted.ids).order_by("id")
        )
        last = max(wanted.ids)
        if not locked:
            return Step(0, 0, last)
        count = _calculate(actor, pack, locked)
        return Step(len(locked), count, last)


def _calculate(actor: Actor, pack: Pack, cases: list[Case]) -> int:
    on = applying.ground(actor, pack)
    opened = folders.open_many(
        actor, {part for case in cases for part in (case.id, case.person_id)}, among=_LAYERS
    )
    calculated: list[applying.Calculated] = []
    by_reach: dict[frozenset[str], list[UUID]] = {}
    derived: dict[UUID, int] = {}
    rewritten: dict[UUID, int] = {}
    nearest: dict[UUID, str | None] = {}
    for case in cases:
        folder, person = opened.get(case.id), opened.get(case.person_id)
        if folder is None or person is None or folder.visiting:
            continue
        facts = folder.one("case")
        if facts and not rules.belongs(facts.data, person_id=case.person_id, team_id=case.team_id):
            # Its row names another person or team: whoever opens the case is told; nothing is written by it.
            continue
        found = deriving.outlook(
            on.pack, on.calendar, on.today, folder, person, is_open=case.is_open, by=on.by
        )
        if found.changes:
            calculated.append((case, folder, found.changes))
            derived[case.id] = sum(change.record is None for change in found.changes)
            rewritten[case.id] = len(found.changes) - derived[case.id]
            nearest[case.id] = cards.nearest(folder)
        by_reach.setdefault(deriving.held(folder, person), []).append(case.id)
    hands = applying.Hands.of({case.team_id for case, _folder, _changes in calculated})
    written = applying.write(actor, calculated, hands)
    count = len(written)
    moved = [
        (case, folder, opened[case.person_id])
        for case, folder, _changes in calculated
        if cards.nearest(folder) != nearest[case.id]
    ]
    for case_id, told in cards.refresh_courses(actor, moved).items():
        written += told
        rewritten[case_id] += len(told)
    for reach, ids in by_reach.items():
        applying.mark(actor, pack, ids, reach, derived, rewritten)
    if written:
        detail: dict[str, Any] = {"cases": len(calculated), "deadlines": count}
        folders.note(actor, VERB, detail=detail, written=written)
    return count
