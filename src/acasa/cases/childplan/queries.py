"""A child's plan and school, as far as the colleague's keys open them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.childplan import library, rules
from acasa.cases.children import queries as children
from acasa.cases.plan.queries import helpers
from acasa.cases.queries import case as cases
from acasa.cases.queries.case import CasePage
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault.folders import Opened, OpenFolder

__all__ = ["ChildFile", "child_file", "has_room", "helpers", "of_page"]


@dataclass(frozen=True)
class ChildFile:
    """The plan of one child. `draft` is what is being worked on; None when nobody does."""

    page: CasePage
    versions: list[Opened]
    draft: Opened | None
    schools: list[Opened]
    school_notes: list[Opened]
    school_told: list[Opened]
    progress: list[Opened]

    @property
    def plan(self) -> Opened | None:
        """The present version."""
        return self.versions[-1] if self.versions else None

    @property
    def next(self) -> Mapping[str, Any] | None:
        """What the next version would hold as it stands: the draft, or the present version."""
        return self.draft.data if self.draft else self.plan.data if self.plan else None

    @property
    def next_number(self) -> int:
        return int(self.plan.data["number"]) + 1 if self.plan else 1

    def version(self, number: str) -> Mapping[str, Any] | None:
        """A version by its number, or the draft by its name."""
        if number == "draft":
            return self.draft.data if self.draft else None
        return next((item.data for item in self.versions if str(item.data["number"]) == number), None)

    def guardians(self, today: date) -> list[rules.Guardian]:
        """Who stands for the child, and whether they may sign."""
        return guardians_of(self.page.case_folder, self.page.person_folder, today)

    def points(self) -> dict[str, list[rules.Point]]:
        """How it went, by domain."""
        told = [record.data for record in self.progress]
        return rules.progress(told, library.steps(), library.domains())


def guardians_of(case: OpenFolder, person: OpenFolder, today: date) -> list[rules.Guardian]:
    """From folders that are open."""
    appointed = [(str(record.id), record.data) for record in case.of_kind("guardian")]
    kin = [(str(record.id), record.data) for record in case.of_kind("kin")]
    return rules.guardians(appointed, kin, today, eighteenth=children.of(case, person, today).birthday)


def has_room(found: CasePage) -> bool:
    """Whether this case has a child's plan: the person is a child, or a plan or a school stands from when they were."""
    if people.CASEWORK not in found.compartments:
        return False
    return (
        rules.is_child(found.facts.get("alerts", ()), {})
        or any(found.case_folder.of_kind(kind) for kind in ("child_plan", "school"))
        or rules.is_child((), found.known)
    )


def of_page(found: CasePage) -> ChildFile:
    """From a case page that is open already: no further statement."""
    folder = found.case_folder
    versions = sorted(folder.of_kind("child_plan"), key=lambda record: int(record.data["number"]))
    draft = next((item for item in folder.of_kind("child_plan_draft") if item.data.get("open")), None)
    schools = {str(record.id): record for record in folder.of_kind("school")}
    order = rules.schools((name, record.data) for name, record in schools.items())
    return ChildFile(
        found,
        versions,
        draft,
        [schools[name] for name, _data in order],
        sorted(folder.of_kind("school_note"), key=lambda record: str(record.data["on"]), reverse=True),
        folder.of_kind("school_told"),
        folder.of_kind("child_progress"),
    )


def child_file(actor: Actor, case_id: UUID, verb: str = "childplan.read") -> ChildFile:
    """A child's plan; Refused without casework or for somebody who is no child, as for a case that is not there."""
    found = cases.case_page(actor, case_id, verb=verb)
    if not has_room(found):
        raise Refused(verb, case_id)
    return of_page(found)
