"""What follows in a child's file when something else of the case changes."""

from __future__ import annotations

from typing import Any

from acasa.cases.children import library, queries, rules
from acasa.cases.children.rules import guardians
from acasa.cases.children.services.common import alerts, change, child_of, stamp
from acasa.cases.services import cards
from acasa.core.actor import Actor
from acasa.people import rules as people


def follow(actor: Actor, desk: Any) -> list[bytes]:
    """What another room says holds here too: a day of birth, a mark, an end. Nothing is written if nothing differs."""
    child = child_of(desk)
    written = _known_to_all(actor, desk, child.standing)
    if not child.guardians or not desk.case_folder.can_open(people.CASEWORK):
        return written
    kin = {str(one.id): one.data for one in desk.case_folder.of_kind("kin")}
    for record in child.guardians:
        person = kin.get(str(record.data.get("kin")), {})
        state = rules.conflict(record.data["answers"], library.questions())
        if person.get("conflict"):
            state = guardians.worse(state, guardians.POSSIBLE)
        until = str(record.data.get("to") or "") or str(person.get("ended_on") or "")
        if (state, until) != (record.data["conflict"], record.data.get("to") or ""):
            written.append(
                change(desk, record, {**record.data, "conflict": state, "to": until, **stamp(actor)})
            )
    return written


def _known_to_all(actor: Actor, desk: Any, standing: rules.Standing) -> list[bytes]:
    """The alert of a child: whoever has no key to the date of birth must not take the child for an adult."""
    # Without casework an age that was looked at stays unseen: then only a whole date of birth says it.
    sure = standing.exact or desk.case_folder.can_open(people.CASEWORK)
    if not standing.child or standing.why == "alert" or not sure:
        return []
    written = alerts(actor, desk, raised=[queries.ALERT])
    if written:
        # It stands on the cards, which were written before.
        folders = desk.case_folder, desk.person_folder
        written += cards.refresh(actor, desk.case, *folders, (people.ESSENTIALS,))
    return written
