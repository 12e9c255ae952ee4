"""The plan itself: making a version, looking at a line again, what came of it, what the child and a guardian say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.childplan import library, rules
from acasa.cases.childplan.services.desk import childs, present, rewrite, stamp, tell
from acasa.cases.childplan.services.drafting import open_draft, standing, versions, write_draft
from acasa.cases.childplan.words import look_again_words, review_words
from acasa.cases.models import Obligation
from acasa.cases.plan.services import dues
from acasa.cases.services import after
from acasa.cases.services.working import Desk
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Conflict, Refused
from acasa.people import rules as people
from acasa.vault import folders


def make_version(
    actor: Actor, case_id: UUID, *, on: date, review_on: date | None, reason: str = "", version: int
) -> int | None:
    """Turn the draft into a version with the next number; what is due in it stands on the day from now on.

    `version` is the draft as its author saw it: Conflict if somebody changed it since. None if there is no draft
    (somebody was faster).
    """
    verb = "childplan.version"
    with scope.scoped(actor.org_id):
        desk = childs(actor, case_id, verb)
        draft = open_draft(desk)
        if draft is None or not (draft.data["lines"] or draft.data["looked"]):
            return None
        if draft.version != version:
            raise Conflict(draft.data, {}, draft.version)
        former = max(versions(desk), key=lambda item: int(item["number"]), default=None)
        number = int(former["number"]) + 1 if former else 1
        review = review_on.isoformat() if review_on else ""
        again = {line["id"]: look_again_words(line) for line in rules.lines(draft.data)}
        before = {
            "goals": rules.as_goals(rules.lines(former), {}),
            "review_obligation": former["review_obligation"] if former else "",
        }
        goals, review_obligation, words = dues.keep(
            actor,
            desk,
            goals=rules.as_goals(rules.lines(draft.data), again),
            review_on=review,
            review_words=review_words(),
            former=before,
        )
        data = {
            "kind": "child_plan",
            "number": number,
            "on": on.isoformat(),
            "lines": rules.with_obligations(rules.lines(draft.data), goals),
            "looked": draft.data["looked"],
            "review_on": review,
            "review_obligation": review_obligation,
            "reason": reason,
            "dues": words,
            "signed": [],
            "answers": [],
            **stamp(actor),
        }
        empty = {"lines": [], "looked": {}, "base": number}
        written = [
            folders.add(desk.case_folder, people.CASEWORK, data)[1],
            write_draft(actor, desk, empty, is_open=False),
        ]
        written += after.changed(actor, desk)
        folders.note(actor, verb, case_id, written=written)
    return number


def answer(actor: Actor, case_id: UUID, *, who: str, data: Mapping[str, Any], number: int, rev: int) -> None:
    """What the child or a guardian says to the present version, each in their own way. Each answer is recorded alike.

    `rev` counts the answers of the one who speaks. Conflict if a colleague recorded another one since, or if there is
    a newer version than they were shown.
    """
    verb = "childplan.answer"
    if who not in (rules.CHILD, rules.GUARDIAN) or data.get("answer") not in rules.ANSWERS:
        raise Refused(verb, case_id)
    with scope.scoped(actor.org_id):
        desk = childs(actor, case_id, verb)
        record = present(desk, verb)
        former = rules.answer_of(record.data, who)
        if int(former.get("rev", 0)) != rev or int(record.data["number"]) != number:
            current = {**former, "by_name": former.get("by_name", record.data["by_name"])}
            raise Conflict(current, dict(data), int(former.get("rev", 0)))
        said = {**data, "who": who, "rev": rev + 1, **stamp(actor)}
        written = [
            rewrite(desk, record, {**record.data, "answers": [*record.data.get("answers", ()), said]}),
            tell(
                actor,
                desk,
                "answer",
                who=who,
                answer=data["answer"],
                number=number,
                text=str(data.get("words", "")),
            ),
        ]
        folders.note(actor, verb, case_id, written=written)


def look_again(
    actor: Actor,
    case_id: UUID,
    line_id: str,
    *,
    data: Mapping[str, Any],
    due: date | None,
    review_on: date | None,
    level: str = "",
    on: date,
    rev: int,
) -> None:
    """What became of a line of the present version: its `status` and `outcome`, what the child says to it now, how it
    goes in its domain, and when it is looked at next. The day follows; the draft learns it too.

    Raises Conflict if a colleague said something else of it since `rev`.
    """
    verb = "childplan.look"
    if data["status"] not in rules.STATUS or (level and level not in library.steps()):
        raise Refused(verb, case_id)
    with scope.scoped(actor.org_id):
        desk = childs(actor, case_id, verb)
        record = present(desk, verb)
        former = rules.line_of(record.data, line_id)
        if former is None:
            raise Refused(verb, case_id)
        said = {**data, "review_on": review_on.isoformat() if review_on and data["status"] == "open" else ""}
        if due is not None:
            said["due"] = due.isoformat()
        if int(former.get("rev", 1)) != rev:
            raise Conflict(dict(former), said, int(former.get("rev", 1)))
        line = rules.settled({**former, **said})
        line |= {"rev": rev + 1, "by_name": actor.display_name, "done_at": stamp(actor)["at"]}
        dues.settle(line, desk.case.id)
        line["review_obligation"] = _next_look(actor, desk, line, former)
        words = {
            key: text
            for key, text in record.data.get("dues", {}).items()
            if key != former.get("review_obligation")
        }
        if line["review_obligation"]:
            words[line["review_obligation"]] = look_again_words(line)
        kept = rules.with_line(rules.lines(record.data), line)
        written = [rewrite(desk, record, {**record.data, "lines": kept, "dues": words})]
        written += _follow(actor, desk, line)
        if level:
            seen = {"kind": "child_progress", "domain": line["domain"], "line": line_id, "level": level}
            seen |= {"on": on.isoformat(), "words": str(data.get("outcome", "")), **stamp(actor)}
            written.append(folders.add(desk.case_folder, people.CASEWORK, seen)[1])
        written.append(
            tell(
                actor,
                desk,
                f"line_{line['status']}",
                line=rules.title(line),
                domain=line["domain"],
                level=level,
                text=str(line.get("outcome", "")),
            )
        )
        written += after.changed(actor, desk)
        folders.note(actor, verb, case_id, written=written)


def _next_look(actor: Actor, desk: Desk, line: rules.Line, former: rules.Line) -> str:
    """The obligation of looking at a line again: kept while its day stands; else done, and a new one if set."""
    known = str(former.get("review_obligation", ""))
    day = line["review_on"]
    row = Obligation.objects.filter(id=known, case_id=desk.case.id).first() if known else None
    if row and not row.is_done:
        if day == former.get("review_on"):
            return known
        # Looked at: that one is done. The next is another.
        row.is_done = True
        row.save(update_fields=["is_done"])
    return dues.again(actor, desk, date.fromisoformat(day)) if day else ""


def _follow(actor: Actor, desk: Desk, line: rules.Line) -> list[bytes]:
    """The draft's copy of a line takes over what became of it; its own `rev` stays, what is typed there holds."""
    if open_draft(desk) is None:
        return []
    now = standing(desk)
    copy = rules.line_of(now, line["id"])
    if copy is None:
        return []
    taken = ("status", "outcome", "due", "review_on", "child_view", "child_view_how", "obligation")
    both = {name: line[name] for name in (*taken, "review_obligation") if name in line}
    now["lines"] = rules.with_line(now["lines"], {**copy, **both})
    return [write_draft(actor, desk, now)]


def reviewed(actor: Actor, case_id: UUID, *, on: date | None) -> None:
    """The whole plan was looked at with the child and stays: the review is done, and falls due again on `on`."""
    verb = "childplan.review"
    with scope.scoped(actor.org_id):
        desk = childs(actor, case_id, verb)
        record = present(desk, verb)
        former = str(record.data.get("review_obligation", ""))
        dues.settle({"obligation": former, "status": "done"}, desk.case.id)
        words = {key: text for key, text in record.data.get("dues", {}).items() if key != former}
        data = {**record.data, "review_on": "", "review_obligation": "", "dues": words}
        if on is not None:
            again = dues.again(actor, desk, on)
            data |= {"review_on": on.isoformat(), "review_obligation": again}
            words[again] = review_words()
        written = [
            rewrite(desk, record, data),
            tell(actor, desk, "reviewed", number=record.data["number"], text=""),
        ]
        written += after.changed(actor, desk)
        folders.note(actor, verb, case_id, written=written)
