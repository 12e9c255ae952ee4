"""The draft of a child's plan: lines as they are being worked out, by several colleagues if need be.

Each line counts its own changes (`rev`): who changes another one disturbs nobody, and who changes the same one sees
both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.childplan import library, rules
from acasa.cases.childplan.services.desk import childs, rewrite, stamp
from acasa.cases.services.working import Desk
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Conflict, Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened

VERB = "childplan.draft"
GONE = {"gone": True}


def draft_record(desk: Desk) -> Opened | None:
    """The case's one draft record, whether it is being worked on or not."""
    return desk.case_folder.one("child_plan_draft", people.CASEWORK)


def open_draft(desk: Desk) -> Opened | None:
    record = draft_record(desk)
    return record if record and record.data.get("open") else None


def versions(desk: Desk) -> list[Mapping[str, Any]]:
    return [record.data for record in desk.case_folder.of_kind("child_plan")]


def standing(desk: Desk) -> dict[str, Any]:
    """Lines and looked-at domains to begin with, and the version that they come from."""
    draft = open_draft(desk)
    if draft:
        return {name: draft.data[name] for name in ("lines", "looked", "base")}
    plan = max(versions(desk), key=lambda item: int(item["number"]), default=None)
    return {
        "lines": rules.lines(plan),
        "looked": dict(plan.get("looked", {})) if plan else {},
        "base": int(plan["number"]) if plan else 0,
    }


def write_draft(actor: Actor, desk: Desk, now: Mapping[str, Any], *, is_open: bool = True) -> bytes:
    """The draft as it now stands; returns the audit's bytes."""
    data = {"kind": "child_plan_draft", "open": is_open, **now, **stamp(actor)}
    record = draft_record(desk)
    if record is None:
        return folders.add(desk.case_folder, people.CASEWORK, data)[1]
    return rewrite(desk, record, data)


def save_line(actor: Actor, case_id: UUID, *, line_id: str, data: Mapping[str, Any], rev: int) -> str:
    """Add a line (rev 0) or change one; returns its id. Raises Conflict if it was changed or taken out meanwhile."""
    if data["domain"] not in library.domains():
        raise Refused(VERB, case_id)
    with scope.scoped(actor.org_id):
        desk = childs(actor, case_id, VERB)
        now = standing(desk)
        former = rules.line_of(now, line_id) if line_id else None
        if rev and former is None:
            raise Conflict(GONE, dict(data), 0)
        if rev and former is not None and int(former.get("rev", 1)) != rev:
            raise Conflict(dict(former), dict(data), int(former.get("rev", 1)))
        before = former or {"id": rules.new_id([*versions(desk), now]), "outcome": "", "obligation": ""}
        line = rules.settled({**before, **data}, before=former)
        line |= {"rev": int(before.get("rev", 0)) + 1, "by_name": actor.display_name}
        _place(now, [line])
        folders.note(actor, VERB, case_id, written=[write_draft(actor, desk, now)])
    return str(line["id"])


def _place(now: dict[str, Any], new: Sequence[rules.Line]) -> None:
    """Put lines in. A domain that has a line is no longer one at which nothing is needed."""
    for line in new:
        now["lines"] = rules.with_line(now["lines"], line)
        now["looked"] = {name: said for name, said in now["looked"].items() if name != line["domain"]}


def begin_from(
    actor: Actor, case_id: UUID, *, template: str, chosen: Sequence[str], language: str, today: date
) -> int:
    """Copy the chosen lines of a template into the draft, in this language; returns how many.

    A line that stands there already from the same template is not copied twice.
    """
    found = library.template(template)
    if found is None:
        raise Refused(VERB, case_id)
    with scope.scoped(actor.org_id):
        desk = childs(actor, case_id, VERB)
        now = standing(desk)
        there = {str(line.get("from", "")) for line in now["lines"]}
        entries = [entry for entry in found.lines if entry["id"] in set(chosen)]
        new = [
            line
            for line in rules.from_template(entries, language, today, source=found.mark)
            if line["from"] not in there
        ]
        if not new:
            return 0
        for line in new:
            line |= {"id": rules.new_id([*versions(desk), now]), "status": rules.OPEN, "outcome": ""}
            line |= {"obligation": "", "rev": 1, "by_name": actor.display_name}
            _place(now, [line])
        folders.note(actor, VERB, case_id, written=[write_draft(actor, desk, now)])
    return len(new)


def take_out(actor: Actor, case_id: UUID, *, line_id: str) -> None:
    """Take a line out of the draft. A second press changes nothing."""
    with scope.scoped(actor.org_id):
        desk = childs(actor, case_id, VERB)
        now = standing(desk)
        left = [line for line in now["lines"] if line["id"] != line_id]
        if left == now["lines"]:
            return
        now["lines"] = left
        folders.note(actor, VERB, case_id, written=[write_draft(actor, desk, now)])


def nothing_needed(actor: Actor, case_id: UUID, *, domain: str, on: str, needed: bool = False) -> None:
    """The team looked at a domain and nothing is needed there now; or (`needed`) it is to be looked at again.

    A domain with lines is left as it is, and so is one that only the child may ask for.
    """
    if domain not in library.domains() or domain in library.opt_in():
        raise Refused(VERB, case_id)
    with scope.scoped(actor.org_id):
        desk = childs(actor, case_id, VERB)
        now = standing(desk)
        if any(line["domain"] == domain for line in now["lines"]) or needed == (domain not in now["looked"]):
            return
        kept = {name: said for name, said in now["looked"].items() if name != domain}
        now["looked"] = kept if needed else {**kept, domain: {"on": on, "by_name": actor.display_name}}
        folders.note(actor, VERB, case_id, written=[write_draft(actor, desk, now)])


def leave(actor: Actor, case_id: UUID) -> None:
    """Put the draft aside: the present version stays as it is."""
    with scope.scoped(actor.org_id):
        desk = childs(actor, case_id, VERB)
        draft = open_draft(desk)
        if draft is None:
            return
        empty = {"lines": [], "looked": {}, "base": draft.data["base"]}
        folders.note(actor, VERB, case_id, written=[write_draft(actor, desk, empty, is_open=False)])
