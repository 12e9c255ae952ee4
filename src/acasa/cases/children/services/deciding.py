"""Best interests: the assessment, and the determination in versions. What is decided never changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from acasa.cases.children import library, queries, rules, words
from acasa.cases.children.queries import Child
from acasa.cases.children.rules import interests
from acasa.cases.children.services.common import (
    add,
    change,
    child_desk,
    due_again,
    finish,
    settle,
    stamp,
    tell,
)
from acasa.cases.services.working import Desk
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import NotYet, Refused
from acasa.vault.folders import Opened

ASSESSMENT: Final = "child.assessment"
DETERMINATION: Final = "child.determination"


def save_assessment(
    actor: Actor, case_id: UUID, *, data: Mapping[str, Any], version: int, finished: bool
) -> None:
    """Keep the assessment, or finish it: then it stays as it is, and the next one is a new one.

    Raises NotYet if something is missing, Conflict if somebody saved since `version`.
    """
    with scope.scoped(actor.org_id):
        desk, child = child_desk(actor, case_id, ASSESSMENT)
        former = child.assessment
        if former and former.data["state"] == interests.DECIDED:
            former = None
        value = {
            **data,
            "kind": "best_interests",
            "what": "assessment",
            "state": interests.DECIDED if finished else interests.DRAFT,
            "on": queries.today().isoformat(),
            "decision": "",
            "review_on": "",
            **stamp(actor),
        }
        if finished and (missing := interests.against_assessing(data)):
            raise NotYet(words.reasons(missing))
        written = [change(desk, former, value, version) if former else add(desk, value)[1]]
        if finished:
            written.append(tell(actor, desk, "assessed"))
        finish(actor, desk, ASSESSMENT, written)


def begin(actor: Actor, case_id: UUID, *, reason: str = "") -> None:
    """Begin a version; from a decided one it is a reopening, which takes over its panel and options.

    Raises NotYet while one is being written, or before the assessment is finished.
    """
    with scope.scoped(actor.org_id):
        desk, child = child_desk(actor, case_id, DETERMINATION)
        if codes := rules.against_beginning(child.records):
            raise NotYet(words.reasons(codes))
        former = child.holding
        number = 1 + max((int(one.get("number", 0)) for one in child.records), default=0)
        value = {
            "kind": "best_interests",
            "what": "determination",
            "state": interests.DRAFT,
            "number": number,
            "panel": former.data["panel"] if former else [],
            "options": former.data["options"] if former else [],
            "reopened_why": reason,
            **stamp(actor),
        }
        written = [add(desk, value)[1]]
        if former:
            written.append(tell(actor, desk, "reopened", name=str(former.data["number"]), words=reason))
        finish(actor, desk, "child.reopen" if former else DETERMINATION, written)


def put_aside(actor: Actor, case_id: UUID) -> None:
    """The version is not written any further; what was decided before holds again. A second press does nothing."""
    with scope.scoped(actor.org_id):
        desk, child = child_desk(actor, case_id, DETERMINATION)
        if child.draft is None:
            return
        value = {**child.draft.data, "state": "put_aside", **stamp(actor)}
        finish(actor, desk, DETERMINATION, [change(desk, child.draft, value)])


def _draft(child: Child, verb: str, case_id: UUID) -> Opened:
    if child.draft is None:
        raise Refused(verb, case_id)
    return child.draft


def add_member(actor: Actor, case_id: UUID, *, member: Mapping[str, Any]) -> None:
    """Somebody sits on the panel."""
    with scope.scoped(actor.org_id):
        desk, child = child_desk(actor, case_id, DETERMINATION)
        draft = _draft(child, DETERMINATION, case_id)
        taken = [int(str(one["id"])[1:]) for one in draft.data["panel"]]
        panel = [*draft.data["panel"], {**member, "id": f"m{1 + max(taken, default=0)}"}]
        _write(actor, desk, draft, {"panel": panel})


def remove_member(actor: Actor, case_id: UUID, *, member_id: str) -> None:
    """Somebody does not sit on the panel. A second press changes nothing."""
    with scope.scoped(actor.org_id):
        desk, child = child_desk(actor, case_id, DETERMINATION)
        draft = _draft(child, DETERMINATION, case_id)
        panel = [one for one in draft.data["panel"] if one["id"] != member_id]
        if panel != draft.data["panel"]:
            _write(actor, desk, draft, {"panel": panel})


def weigh(actor: Actor, case_id: UUID, *, option: Mapping[str, Any], version: int) -> None:
    """An option with what speaks for and against it, its risks and the child's view. Raises Conflict."""
    with scope.scoped(actor.org_id):
        desk, child = child_desk(actor, case_id, DETERMINATION)
        draft = _draft(child, DETERMINATION, case_id)
        others = [one for one in draft.data["options"] if one["code"] != option["code"]]
        _write(actor, desk, draft, {"options": [*others, dict(option)]}, version)


def drop_option(actor: Actor, case_id: UUID, *, code: str) -> None:
    """An option is not weighed. A second press changes nothing."""
    with scope.scoped(actor.org_id):
        desk, child = child_desk(actor, case_id, DETERMINATION)
        draft = _draft(child, DETERMINATION, case_id)
        left = [one for one in draft.data["options"] if one["code"] != code]
        if left != draft.data["options"]:
            _write(actor, desk, draft, {"options": left})


def _write(
    actor: Actor, desk: Desk, draft: Opened, changed: Mapping[str, Any], version: int | None = None
) -> None:
    written = change(desk, draft, {**draft.data, **changed, **stamp(actor)}, version)
    finish(actor, desk, DETERMINATION, [written])


def decide(
    actor: Actor,
    case_id: UUID,
    *,
    decision: str,
    reasons: str,
    dissent: Sequence[Mapping[str, str]],
    on: date,
    review_on: date,
    version: int,
) -> int:
    """The panel has decided; returns the version's number. Dissent stands by name and in its own words.

    Raises NotYet with what is missing, Conflict if somebody changed the draft since it was read.
    """
    verb = "child.decide"
    with scope.scoped(actor.org_id):
        desk, child = child_desk(actor, case_id, verb)
        told = {"decision": decision, "reasons": reasons, "review_on": review_on.isoformat()}
        limits = library.limits()
        if codes := rules.against_deciding(child.records, told, limits, queries.today()):
            raise NotYet(words.reasons(codes))
        draft, former = _draft(child, verb, case_id), child.holding
        if former:
            settle(desk, str(former.data.get("obligation", "")))
        value = {
            **draft.data,
            **told,
            "state": interests.DECIDED,
            "dissent": [dict(one) for one in dissent],
            "on": on.isoformat(),
            "obligation": due_again(actor, desk, "", review_on),
            "text": _("Review the child's best interests"),
            **stamp(actor),
        }
        written = [change(desk, draft, value, version)]
        written.append(tell(actor, desk, "decided", name=str(value["number"]), words=reasons))
        finish(actor, desk, verb, written)
    return int(value["number"])


def tell_child(actor: Actor, case_id: UUID, *, number: int, told: Mapping[str, Any]) -> None:
    """The child was told of a decision: on, how, by, said. Only a decided one can be told."""
    verb = "child.told"
    with scope.scoped(actor.org_id):
        desk, child = child_desk(actor, case_id, verb)
        if not any(int(one.data["number"]) == number for one in child.decided):
            raise Refused(verb, case_id)
        value = {**told, "kind": "best_interests_told", "number": number, **stamp(actor)}
        # Who told the child may be somebody else than who writes it down.
        value["told_by"] = told.get("told_by", "")
        written = [add(desk, value)[1], tell(actor, desk, "told", words=str(told.get("said", "")))]
        finish(actor, desk, verb, written)
