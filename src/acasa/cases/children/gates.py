"""What must be decided before a child is returned, brought back to the family or moved to other care.

See docs/adr/0014-gates-for-children.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from acasa.cases.children import library, queries, rules, words
from acasa.cases.models import Case
from acasa.core.actor import Actor
from acasa.core.errors import NotYet
from acasa.people import rules as people
from acasa.vault.folders import OpenFolder


def gate(act: str, actor: Actor, desk: Any) -> list[str]:
    """Reasons against an act, for ACASA_GATES."""
    return words.reasons(against(act, desk.case_folder, desk.person_folder))


def against(act: str, case: OpenFolder, person: OpenFolder) -> list[str]:
    """Codes of the reasons against an act, as these folders stand today."""
    if act not in rules.ACTS and act != "close":
        return []
    child = queries.of(case, person)
    if act == "close":
        return ["emergency_open"] if child.emergencies else []
    if child.standing.child and not case.can_open(people.CASEWORK):
        return ["no_key"]
    return rules.against(
        act,
        child=child.standing.child,
        records=child.records,
        told=child.told,
        allows=library.allows(),
        on=queries.today(),
    )


def require_for_kin(
    actor: Actor,
    cases: list[str],
    *,
    new: Mapping[str, Any],
    former: Mapping[str, Any] | None = None,
    parent: bool = False,
) -> None:
    """For an episode of care that is recorded in a relative's file: the child's own file must allow the change.

    `cases`: files of the child; `parent`: who cares is its parent. A file that the actor can't open is neither asked
    nor hinted at: what happens there is recorded there. Raises NotYet.
    """
    ids = [UUID(case) for case in cases]
    persons = (
        dict(Case.objects.filter(id__in=ids, is_open=True).values_list("id", "person_id")) if ids else {}
    )
    if not persons:
        return
    found = queries.files_of(actor, [*persons, *persons.values()])
    for case_id, person_id in persons.items():
        case, person = found.get(case_id), found.get(person_id)
        told = case.one("case") if case else None
        if case is None or person is None or told is None:
            continue
        opened_on = str(told.data.get("opened_on") or "")
        if not rules.changes_care(new, opened_on=opened_on, former=former):
            continue
        if codes := against("reunification" if parent else "care_change", case, person):
            raise NotYet([*words.reasons(codes), str(words.IN_OWN_FILE)])
