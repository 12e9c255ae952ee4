"""Approvals as a case's records tell them: the one place that says whether something is approved.

An approval names the records it is of with their versions; what is approved is calculated from them each time.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from acasa.cases.team import rules
from acasa.vault.folders import Opened, OpenFolder

# What an assessment is made of.
ASSESSED = ("need", "challenge", "risk", "best_interests")


def records_of(folder: OpenFolder, what: str) -> list[Opened]:
    """Requests about one thing, the oldest first."""
    return [record for record in folder.of_kind("approval") if record.data.get("what") == what]


def present_plan(folder: OpenFolder) -> Opened | None:
    """The version that holds."""
    return max(folder.of_kind("plan"), key=lambda plan: int(plan.data["number"]), default=None)


def subject(folder: OpenFolder, what: str, *, worker: UUID, is_open: bool) -> rules.Subject:
    """What would be approved as it now stands, and whose it is."""
    if what == rules.PLAN:
        plan = present_plan(folder)
        if plan is None:
            return rules.Subject(what)
        # A version of a plan is fixed when it is made; what becomes of its actions does not change what was agreed.
        parts: rules.Parts = ((str(plan.id), int(plan.data["number"])),)
        return rules.Subject(what, parts, frozenset({str(plan.data.get("by", ""))}))
    if what == rules.ASSESSMENT:
        records = [record for kind in ASSESSED for record in folder.of_kind(kind)]
        writers = {str(record.data.get("by", "")) for record in records}
        parts = tuple(sorted((str(record.id), record.version) for record in records))
        # Where several wrote, each is checked by the others; where one wrote all, it is that one's own.
        return rules.Subject(what, parts, frozenset(writers if len(writers) == 1 else ()))
    course = folder.one("course")
    if course is None or not is_open:
        return rules.Subject(what)
    return rules.Subject(what, ((str(course.id), course.version),), accompanied(folder) | {str(worker)})


def accompanied(folder: OpenFolder) -> frozenset[str]:
    """Everybody to whom the case was ever given, and who opened it and then gave it away: its work is theirs.

    A supervisor who only shared cases out did none of it, and may approve.
    """
    events = [record.data for record in folder.of_kind("event")]
    given = [data for data in events if data.get("what") == "assigned"]
    theirs = {str(data.get("to_id", "")) for data in given}
    opened = {str(data.get("by", "")) for data in events if data.get("what") == "opened"}
    theirs |= opened & {str(data.get("by", "")) for data in given[:1]}
    return frozenset(theirs - {""})


def request(record: Opened) -> rules.Request:
    """A record as the rules know it."""
    data = record.data
    parts = tuple((str(part), int(version)) for part, version in data.get("parts", ()))
    return rules.Request(parts, data["state"], data.get("asked_by", ""), data.get("decided_by", ""))


def standing(folder: OpenFolder, what: str, *, worker: UUID, is_open: bool) -> str:
    """How something of a case stands: one of rules.STANDINGS."""
    requests = [request(record) for record in records_of(folder, what)]
    return rules.standing(requests, subject(folder, what, worker=worker, is_open=is_open))


def of_plan(folder: OpenFolder, plan: Opened) -> dict[str, Any]:
    """Who approved this version of a plan, and when; empty if nobody did."""
    for record in records_of(folder, rules.PLAN):
        if record.data["state"] == rules.APPROVED and request(record).parts[0][0] == str(plan.id):
            return {"by_name": record.data["decided_by_name"], "at": record.data["done_at"]}
    # Versions that were approved before there were requests say it themselves.
    return dict(plan.data.get("approved") or {})
