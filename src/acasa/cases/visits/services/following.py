"""Follow-up during and after the work, and looking for whom one can't reach. Nothing here costs her anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acasa.cases.presenters import day_words
from acasa.cases.reintegration.services import outcomes as outcome_services
from acasa.cases.services import after, working
from acasa.cases.services.opening import now
from acasa.cases.visits import rules
from acasa.cases.visits.services import common
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import NotYet, Refused
from acasa.people import rules as people
from acasa.vault import folders


def plan(actor: Actor, case_id: UUID, *, days: Sequence[tuple[int, date]]) -> int:
    """Plan follow-ups (months after closure or 0, day), on a closed case too. A day that is there is not planned
    twice. Returns how many are new."""
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, "followup.plan")
        common.need(desk, people.CASEWORK, "followup.plan")
        worker = common.keeper(actor, desk)
        there = {
            record.data["due"]
            for record in desk.case_folder.of_kind("followup")
            if record.data["state"] == "planned"
        }
        written = []
        for months, day in days:
            if day.isoformat() in there:
                continue
            there.add(day.isoformat())
            data = {
                "kind": "followup",
                "due": day.isoformat(),
                "months": months,
                "state": "planned",
                "worker": str(worker.id),
                "worker_name": worker.display_name,
                "obligation": common.due(desk, worker, day),
                "text": ngettext(
                    "Follow-up, %(count)d month after", "Follow-up, %(count)d months after", months
                )
                % {"count": months}
                if months
                else _("Follow-up"),
                **common.by(actor),
            }
            written.append(folders.add(desk.case_folder, people.CASEWORK, data)[1])
        if written:
            folders.note(actor, "followup.plan", case_id, written=written)
    return len(written)


def finish(
    actor: Actor,
    case_id: UUID,
    record_id: UUID,
    *,
    state: str,
    answers: dict[str, str],
    words: str = "",
    outcomes: outcome_services.Answers | None = None,
    on: date | None = None,
) -> bool:
    """Say what became of a follow-up. When she wants no more calls, the later ones go from the day as well.

    `outcomes`: how life goes, told in the same talk (domain to answers), as of the day `on`.
    """
    verb = "followup.finish"
    if state not in rules.FOLLOWUP_RESULTS:
        raise Refused(verb, case_id)
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, verb)
        record = common.find(desk, "followup", record_id, verb)
        if record.data["state"] != "planned":
            return False
        told = {"state": state, "done_at": now(), "done_by": actor.display_name}
        data = {**record.data, **told, "answers": answers, "words": words}
        written = [folders.change(desk.case_folder, record, data, expected_version=record.version)[1]]
        common.done(desk, record.data)
        if state == "done" and outcomes and on:
            more, count = outcome_services.write(
                actor, desk, on=on, moment="between" if desk.case.is_open else "after", answers=outcomes
            )
            written += [*more, *after.changed(actor, desk)] if count else []
        if state == "stopped" or answers.get("contact") == "no":
            told["state"] = "stopped"
            for other in desk.case_folder.of_kind("followup"):
                if other.data["state"] == "planned":
                    changed = {**other.data, **told}
                    written.append(
                        folders.change(desk.case_folder, other, changed, expected_version=other.version)[1]
                    )
                    common.done(desk, other.data)
        written += after.changed(actor, desk)
        folders.note(actor, verb, case_id, written=written)
    return True


def begin_search(actor: Actor, case_id: UUID, *, stop_on: date | None, words: str = "") -> bool:
    """Begin to look for her, in steps. False when a search is under way."""
    verb = "lost.begin"
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, verb)
        common.need(desk, people.CASEWORK, verb)
        if _search(desk) is not None:
            return False
        data: dict[str, Any] = {
            "kind": "lost_contact",
            "state": "looking",
            "attempts": [],
            "stop_on": stop_on.isoformat() if stop_on else "",
            "began_words": words,
            "text": _("Decide whether we go on looking for her"),
            **common.by(actor),
        }
        if stop_on:
            data["obligation"] = common.due(desk, common.keeper(actor, desk), stop_on)
        written = folders.add(desk.case_folder, people.CASEWORK, data)[1]
        folders.note(actor, verb, case_id, written=[written])
    return True


def _search(desk: working.Desk) -> folders.Opened | None:
    for record in desk.case_folder.of_kind("lost_contact"):
        if record.data["state"] == "looking":
            return record
    return None


def try_step(
    actor: Actor, case_id: UUID, *, step: str, result: str, on: date, words: str = "", safe: bool = True
) -> bool:
    """Record where she was looked for. `result`: reached, not_reached, or skipped (not agreed, not safe).

    `safe`: in a way and at an hour that she named as safe; another attempt is kept and never counts. Reached ends the
    search, also one that waits. False when no search is under way any more; NotYet while it waits.
    """
    verb = "lost.try"
    if result not in (rules.REACHED, "not_reached", "skipped"):
        raise Refused(verb, case_id)
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, verb)
        record = _search(desk)
        if record is None:
            return False
        if rules.paused(record.data) and result != rules.REACHED:
            day = {"day": day_words(record.data["paused"]["until"])}
            raise NotYet([_("Looking for her waits until %(day)s. Resume first, if it can't wait.") % day])
        attempt: dict[str, Any] = {
            "step": step,
            "result": result,
            "on": on.isoformat(),
            "words": words,
            **common.by(actor),
        }
        if not safe:
            attempt["safe"] = False
        data = {**record.data, "attempts": [*record.data["attempts"], attempt]}
        if result == rules.REACHED:
            data |= {"state": "found", "paused": None, "done_at": now(), "done_by": actor.display_name}
            common.done(desk, record.data)
        written = [folders.change(desk.case_folder, record, data, expected_version=record.version)[1]]
        folders.note(actor, verb, case_id, written=written)
    return True


def pause_search(actor: Actor, case_id: UUID, *, until: date, reason: str = "") -> bool:
    """Wait with looking for her until a day, on which the worker is asked to go on. False when none is under way,
    or it waits already."""
    verb = "lost.pause"
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, verb)
        record = _search(desk)
        if record is None or rules.paused(record.data):
            return False
        data = {
            **record.data,
            "paused": {"until": until.isoformat(), "reason": reason, **common.by(actor)},
            "text": _("Go on looking for her"),
        }
        if data.get("obligation"):
            common.moved(desk, data, until)
        else:
            data["obligation"] = common.due(desk, common.keeper(actor, desk), until)
        written = folders.change(desk.case_folder, record, data, expected_version=record.version)[1]
        folders.note(actor, verb, case_id, written=[written])
    return True


def resume_search(actor: Actor, case_id: UUID) -> bool:
    """Go on looking for her; what was tried still counts. False when nothing waits."""
    verb = "lost.resume"
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, verb)
        record = _search(desk)
        if record is None or not rules.paused(record.data):
            return False
        waited = {**record.data["paused"], "resumed": common.by(actor)}
        data = {
            **record.data,
            "paused": None,
            "pauses": [*record.data.get("pauses", ()), waited],
            "text": _("Decide whether we go on looking for her"),
        }
        if record.data.get("stop_on"):
            common.moved(desk, record.data, date.fromisoformat(record.data["stop_on"]))
        else:
            common.done(desk, record.data)
            data["obligation"] = ""
        written = folders.change(desk.case_folder, record, data, expected_version=record.version)[1]
        folders.note(actor, verb, case_id, written=[written])
    return True


def end_search(actor: Actor, case_id: UUID, *, words: str = "") -> bool:
    """We stop looking. The case stays as it is, its help too, and she may come back on any day."""
    verb = "lost.end"
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, verb)
        record = _search(desk)
        if record is None:
            return False
        data = {
            **record.data,
            "state": "stopped",
            "paused": None,
            "words": words,
            "done_at": now(),
            "done_by": actor.display_name,
        }
        written = folders.change(desk.case_folder, record, data, expected_version=record.version)[1]
        common.done(desk, record.data)
        folders.note(actor, verb, case_id, written=[written])
    return True
