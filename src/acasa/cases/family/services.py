"""Writing a family: persons, episodes of care, how she is drawn, and the way to a file of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from acasa.cases.children import gates
from acasa.cases.family import rules
from acasa.cases.services import after, editing, opening
from acasa.cases.services.opening import NewCase, stamp
from acasa.cases.services.working import Desk, take
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened

ALERT: Final = "guardian_conflict"
# What is noted about a change itself and no part of what was known before.
_NOT_KEPT: Final = ("kind", "at", "by", "by_name")


def _take(actor: Actor, case_id: UUID, verb: str) -> Desk:
    desk = take(actor, case_id, verb)
    if not desk.case_folder.can_open(people.CASEWORK):
        raise Refused(verb, case_id)
    return desk


def find(desk_folder: folders.OpenFolder, kind: str, record_id: UUID, verb: str) -> Opened:
    """A record of this case that was not taken back as a mistake; Refused otherwise."""
    for record in desk_folder.of_kind(kind):
        if record.id == record_id and not record.data.get("removed"):
            return record
    raise Refused(verb, record_id)


def _tell(
    actor: Actor,
    desk: Desk,
    what: str,
    about: Mapping[str, Any],
    *,
    before: Mapping[str, Any] | None = None,
    words: str = "",
) -> bytes:
    """A line of the timeline, with what stood there before: nothing of a family is lost by changing it."""
    event = {
        # The case's own timeline tells what matters to everybody; the rest is history of this room.
        "kind": "family_event" if what in ("conflict", "ended") else "family_change",
        "what": what,
        "name": about.get("name") or about.get("who_name", ""),
        "relation": about.get("relation", ""),
        "words": words,
        **stamp(actor),
    }
    if before is not None:
        event["before"] = {name: value for name, value in before.items() if name not in _NOT_KEPT}
    return folders.add(desk.case_folder, people.CASEWORK, event)[1]


def _alert(actor: Actor, desk: Desk) -> list[bytes]:
    """The alert that the guardian may be involved, in the essentials: whoever opens the case sees it."""
    facts = desk.case_folder.one("case")
    if facts is None or ALERT in facts.data.get("alerts", []):
        return []
    value = {**facts.data, "alerts": [*facts.data.get("alerts", []), ALERT], "by_name": actor.display_name}
    return [folders.change(desk.case_folder, facts, value, expected_version=facts.version)[1]]


def add_kin(actor: Actor, case_id: UUID, *, data: Mapping[str, Any]) -> UUID:
    """Record a person around her. A conflict of interest raises the alert in the same breath."""
    with scope.scoped(actor.org_id):
        desk = _take(actor, case_id, "family.add")
        value = {"kind": "kin", "person": "", "case": "", **data, **stamp(actor)}
        record, first = folders.add(desk.case_folder, people.CASEWORK, value)
        written = [first, _tell(actor, desk, "added", value)]
        if value.get("conflict"):
            written += [*_alert(actor, desk), _tell(actor, desk, "conflict", value)]
        written += after.changed(actor, desk)
        folders.note(actor, "family.add", case_id, written=written)
    return record.id


def change_kin(actor: Actor, case_id: UUID, kin_id: UUID, *, data: Mapping[str, Any], version: int) -> None:
    """Change what is known of a person. Raises Conflict if somebody saved since `version`."""
    with scope.scoped(actor.org_id):
        desk = _take(actor, case_id, "family.change")
        record = find(desk.case_folder, "kin", kin_id, "family.change")
        value = {**record.data, **data, **stamp(actor)}
        written = [folders.change(desk.case_folder, record, value, expected_version=version)[1]]
        written.append(_tell(actor, desk, "changed", value, before=record.data))
        if value.get("conflict") and not record.data.get("conflict"):
            written += [*_alert(actor, desk), _tell(actor, desk, "conflict", value)]
        written += after.changed(actor, desk)
        folders.note(actor, "family.change", case_id, written=written)


def end_kin(actor: Actor, case_id: UUID, kin_id: UUID, *, on: date, words: str, version: int) -> None:
    """A relation is over. The person stays in the picture, as one of former days."""
    data = {"ended_on": on.isoformat(), "ended_words": words}
    _finish(actor, case_id, kin_id, "kin", "ended", data, words, version)


def remove_kin(actor: Actor, case_id: UUID, kin_id: UUID, *, words: str, version: int) -> None:
    """It was a mistake: out of the picture, and kept in the history."""
    _finish(
        actor, case_id, kin_id, "kin", "removed", {"removed": True, "removed_words": words}, words, version
    )


def _finish(
    actor: Actor,
    case_id: UUID,
    record_id: UUID,
    kind: str,
    what: str,
    data: dict[str, Any],
    words: str,
    version: int,
) -> None:
    verb = "family.end" if what == "ended" else "family.remove"
    with scope.scoped(actor.org_id):
        desk = _take(actor, case_id, verb)
        record = find(desk.case_folder, kind, record_id, verb)
        value = {**record.data, **data, **stamp(actor)}
        written = [folders.change(desk.case_folder, record, value, expected_version=version)[1]]
        written.append(_tell(actor, desk, what, value, before=record.data, words=words))
        written += after.changed(actor, desk)
        folders.note(actor, verb, case_id, written=written)


def warn_in_box(actor: Actor, case_id: UUID, *, name: str) -> bool:
    """Write whom nobody may tell into the box that stands above every page. False if it stands there already."""
    with scope.scoped(actor.org_id):
        desk = _take(actor, case_id, "essentials.change")
        essentials = desk.person_folder.one("essentials")
        if essentials is None or not name:
            return False
        told = str(essentials.data.get("must_not_know", ""))
        if name.casefold() in told.casefold():
            return False
        both = f"{told.rstrip('. ')}; {name}" if told else name
        editing.set_essentials(actor, case_id, data={"must_not_know": both[:500]}, version=essentials.version)
    return True


def add_care(actor: Actor, case_id: UUID, child_id: UUID, *, data: Mapping[str, Any]) -> UUID:
    """Record who cared for a child, from when to when.

    Raises NotYet if it moves a child with a file of its own, and that file does not allow it yet.
    """
    with scope.scoped(actor.org_id):
        desk = _take(actor, case_id, "family.care")
        child = find(desk.case_folder, "kin", child_id, "family.care")
        parent = rules.cared_by_parent(child.data, data)
        gates.require_for_kin(actor, rules.cases_of(child.data), new=data, parent=parent)
        value = {"kind": "care", **data, "kin": str(child_id), **stamp(actor)}
        record, first = folders.add(desk.case_folder, people.CASEWORK, value)
        written = [first, _tell(actor, desk, "care", child.data, words=str(value.get("who_name", "")))]
        folders.note(actor, "family.care", case_id, written=written)
    return record.id


def change_care(actor: Actor, case_id: UUID, care_id: UUID, *, data: Mapping[str, Any], version: int) -> None:
    """Change an episode of care. Raises Conflict if somebody saved since `version`, NotYet as adding does."""
    with scope.scoped(actor.org_id):
        desk = _take(actor, case_id, "family.care")
        record = find(desk.case_folder, "care", care_id, "family.care")
        of = next((one for one in desk.case_folder.of_kind("kin") if str(one.id) == record.data["kin"]), None)
        if of is None:
            # An episode of the child's own file is changed in that file's room, not here.
            raise Refused("family.care", care_id)
        parent = rules.cared_by_parent(of.data, data)
        gates.require_for_kin(actor, rules.cases_of(of.data), new=data, former=record.data, parent=parent)
        value = {**record.data, **data, **stamp(actor)}
        written = [folders.change(desk.case_folder, record, value, expected_version=version)[1]]
        written.append(_tell(actor, desk, "care_changed", value, before=record.data))
        folders.note(actor, "family.care", case_id, written=written)


def remove_care(actor: Actor, case_id: UUID, care_id: UUID, *, version: int) -> None:
    """The episode was a mistake."""
    _finish(actor, case_id, care_id, "care", "care_removed", {"removed": True}, "", version)


def set_sign(actor: Actor, case_id: UUID, *, gender: str) -> None:
    """How she herself is drawn."""
    with scope.scoped(actor.org_id):
        desk = _take(actor, case_id, "family.sign")
        record = desk.case_folder.one("family")
        value = {"kind": "family", "gender": gender, **stamp(actor)}
        if record is None:
            written = folders.add(desk.case_folder, people.CASEWORK, value)[1]
        else:
            written = folders.change(desk.case_folder, record, value, expected_version=record.version)[1]
        folders.note(actor, "family.sign", case_id, written=[written])


def open_case_for(
    actor: Actor,
    case_id: UUID,
    kin_id: UUID,
    *,
    team_id: UUID,
    working_name: str,
    she_is: str,
    name_there: str,
    worker_id: UUID | None = None,
    deputy_id: UUID | None = None,
) -> UUID:
    """A case of their own for somebody of the family: own person, own folder, own keys, in a team of the actor's.

    `she_is` and `name_there`: her relation as the new file says it, and how she is called there.
    """
    with scope.scoped(actor.org_id):
        desk = _take(actor, case_id, "family.open")
        kin = find(desk.case_folder, "kin", kin_id, "family.open")
        identity: dict[str, Any] = {}
        if kin.data.get("birth_year"):
            identity = {"birth_date": str(kin.data["birth_year"]), "birth_estimated": True}
        if kin.data.get("gender"):
            identity["gender"] = kin.data["gender"]
        new = NewCase(essentials={"working_name": working_name}, identity=identity)
        made = opening.open_case(actor, team_id=team_id, new=new, worker_id=worker_id, deputy_id=deputy_id)
        _link(actor, desk, kin, _take(actor, made.id, "family.open"), she_is=she_is, name_there=name_there)
        if kin.data.get("gender"):
            set_sign(actor, made.id, gender=str(kin.data["gender"]))
    return made.id


def link_case(
    actor: Actor, case_id: UUID, kin_id: UUID, *, other_id: UUID, she_is: str, name_there: str
) -> None:
    """Link somebody of the family with the case that exists already. Both must be open to the actor."""
    with scope.scoped(actor.org_id):
        if case_id == other_id:
            raise Refused("family.link", other_id)
        # In one order whoever asks, so that two who link at once queue up.
        desks = {each: _take(actor, each, "family.link") for each in sorted((case_id, other_id))}
        here, there = desks[case_id], desks[other_id]
        if here.case.person_id == there.case.person_id:
            raise Refused("family.link", other_id)
        kin = find(here.case_folder, "kin", kin_id, "family.link")
        _link(actor, here, kin, there, she_is=she_is, name_there=name_there)


def _link(actor: Actor, here: Desk, kin: Opened, there: Desk, *, she_is: str, name_there: str) -> None:
    """Write each case's id, sealed, into the other's folder."""
    value = {
        **rules.with_case(kin.data, person=str(there.case.person_id), case=str(there.case.id)),
        **stamp(actor),
    }
    written = [folders.change(here.case_folder, kin, value, expected_version=kin.version)[1]]
    # Told as any other change is: whoever can't open the other file learns no more from it.
    written.append(_tell(actor, here, "linked", value, before=kin.data))
    folders.note(actor, "family.link", here.case.id, written=written)
    before: Mapping[str, Any] | None = None
    back = next((one for one in there.case_folder.of_kind("kin") if _same(one, she_is, here.case.id)), None)
    ids = {"person": str(here.case.person_id), "case": str(here.case.id)}
    if back is None:
        value = {
            "kind": "kin",
            "relation": she_is,
            "name": name_there,
            "gender": "",
            "household": False,
            "significant": False,
            "parental_rights": "unknown",
            **stamp(actor),
        }
        value = rules.with_case(value, **ids)
        written = [folders.add(there.case_folder, people.CASEWORK, value)[1]]
    else:
        before = back.data
        value = {**rules.with_case(back.data, **ids), **stamp(actor)}
        written = [folders.change(there.case_folder, back, value, expected_version=back.version)[1]]
    written.append(_tell(actor, there, "linked", value, before=before))
    folders.note(actor, "family.link", there.case.id, written=written)


def _same(record: Opened, relation: str, case_id: UUID) -> bool:
    """Whether a record of the other file is the same person: linked already, or the one of this relation so far."""
    data = record.data
    if data.get("removed"):
        return False
    linked = rules.cases_of(data)
    return str(case_id) in linked or (
        not linked and data.get("relation") == relation and not data.get("ended_on")
    )


def unlink_case(actor: Actor, case_id: UUID, kin_id: UUID, *, other_id: UUID) -> None:
    """The link was a mistake: taken out of both folders. Needs both, as linking did."""
    with scope.scoped(actor.org_id):
        desks = {each: _take(actor, each, "family.unlink") for each in sorted((case_id, other_id))}
        kin = find(desks[case_id].case_folder, "kin", kin_id, "family.unlink")
        if str(other_id) not in rules.cases_of(kin.data):
            raise Refused("family.unlink", other_id)
        for desk, other in ((desks[case_id], other_id), (desks[other_id], case_id)):
            written = []
            for record in desk.case_folder.of_kind("kin"):
                if str(other) in rules.cases_of(record.data):
                    value = {**rules.without_case(record.data, str(other)), **stamp(actor)}
                    written.append(
                        folders.change(desk.case_folder, record, value, expected_version=record.version)[1]
                    )
                    written.append(_tell(actor, desk, "unlinked", value, before=record.data))
            folders.note(actor, "family.unlink", desk.case.id, written=written)
