"""A child's file as one colleague may see it, made from the opened folders without a further statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from acasa.cases.children import rules
from acasa.cases.queries.case import CasePage, case_page
from acasa.core import clock
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened, OpenFolder

# In a child's own file an episode of care is about the child, not about somebody of the family.
SELF = "self"
ALERT = "minor"
# Relations of those of whom an adult's page says that each has a file of its own.
CHILDREN = frozenset({"child", "stepchild", "ward", "grandchild"})


def today() -> date:
    """The organisation's calendar day."""
    return timezone.localtime(clock.now()).date()


@dataclass(frozen=True)
class Child:
    """What is recorded of a child in the child's own file."""

    standing: rules.Standing
    age: Opened | None = None
    guardians: list[Opened] = field(default_factory=list)
    interests: list[Opened] = field(default_factory=list)
    tellings: list[Opened] = field(default_factory=list)
    cares: list[Opened] = field(default_factory=list)
    care_visits: list[Opened] = field(default_factory=list)
    eighteen: Opened | None = None
    notices: list[Opened] = field(default_factory=list)

    @property
    def records(self) -> list[dict[str, Any]]:
        return [one.data for one in self.interests]

    @property
    def told(self) -> set[int]:
        return {int(one.data["number"]) for one in self.tellings}

    @property
    def birthday(self) -> date | None:
        """The eighteenth birthday, where it is known to the day."""
        return self.standing.eighteenth if self.standing.exact else None

    @property
    def holding(self) -> Opened | None:
        return self._found(rules.holding(self.records))

    @property
    def draft(self) -> Opened | None:
        return self._found(rules.being_written(self.records))

    @property
    def assessment(self) -> Opened | None:
        """The newest assessment, finished or not."""
        found = [one for one in self.interests if one.data["what"] == "assessment"]
        return found[-1] if found else None

    @property
    def care(self) -> Opened | None:
        present = rules.present_care([one.data for one in self.cares])
        return next((one for one in self.cares if one.data is present), None)

    @property
    def decided(self) -> list[Opened]:
        """Decided determinations, the newest first."""
        found = [one for one in self.interests if one.data["what"] == "determination"]
        found = [one for one in found if one.data["state"] == "decided"]
        return sorted(found, key=lambda one: -int(one.data["number"]))

    @property
    def emergencies(self) -> list[Opened]:
        """Emergency placements that go on and whose review is open."""
        return [
            one
            for one in self.cares
            if one.data.get("emergency") and not one.data.get("to") and not one.data.get("reviewed_on")
        ]

    def _found(self, data: Any) -> Opened | None:
        return next((one for one in self.interests if one.data is data), None)

    def may_sign(self, on: date) -> list[str]:
        """Why no guardian may sign on a day."""
        return rules.may_sign([one.data for one in self.guardians], on, eighteenth=self.birthday)


def of(case: OpenFolder, person: OpenFolder, on: date | None = None) -> Child:
    """The child of two opened folders, as far as these keys go."""
    age, facts = case.one("age", people.CASEWORK), case.one("case")
    identity = person.one("identity", people.IDENTITY)
    eighteen = case.one("eighteen", people.CASEWORK)
    birth = str(identity.data.get("birth_date") or "") if identity else ""
    standing = rules.standing(
        age=age.data if age else None,
        birth=birth,
        estimated=bool(identity and identity.data.get("birth_estimated")),
        alerted=ALERT in (facts.data.get("alerts", ()) if facts else ()),
        on=on or today(),
    )
    if standing.why == "alert" and eighteen is not None:
        # Without the key to identity: what the colleagues who prepare the birthday know is enough.
        day = date.fromisoformat(eighteen.data["birthday"])
        standing = rules.Standing((on or today()) < day, "birth_date", day, exact=True)
    return Child(
        standing=standing,
        age=age,
        guardians=sorted(case.of_kind("guardian"), key=_since),
        interests=case.of_kind("best_interests"),
        tellings=case.of_kind("best_interests_told"),
        cares=sorted((one for one in case.of_kind("care") if one.data.get("kin") == SELF), key=_since),
        care_visits=case.of_kind("care_visit"),
        eighteen=eighteen,
        notices=case.of_kind("child_notice"),
    )


def _since(record: Opened) -> tuple[bool, str]:
    # What is over first: an end may fall on the day of the next beginning.
    return not record.data.get("to"), str(record.data.get("from") or "")


def of_page(found: CasePage) -> Child:
    return of(found.case_folder, found.person_folder)


def need(actor: Actor, case_id: UUID, verb: str) -> tuple[CasePage, Child]:
    """A case and its child; refused without case work, as if it were not there."""
    found = case_page(actor, case_id)
    if people.CASEWORK not in found.compartments:
        raise Refused(verb, case_id)
    return found, of_page(found)


def need_child(actor: Actor, case_id: UUID, verb: str) -> tuple[CasePage, Child]:
    """The same, of somebody who is a child or whose childhood is on file."""
    found, child = need(actor, case_id, verb)
    if not child.standing.child and not began(child):
        raise Refused(verb, case_id)
    return found, child


def began(child: Child) -> bool:
    """Whether a child's file was ever kept here."""
    return bool(child.guardians or child.interests or child.cares or child.eighteen)


def children_of(found: CasePage) -> list[dict[str, Any]]:
    """Children whom the family's room knows, but for those who are grown up by now."""
    kin = [one.data for one in found.case_folder.of_kind("kin") if not one.data.get("removed")]
    latest = today().year - 19
    return [
        one
        for one in kin
        if one.get("relation") in CHILDREN and int(one.get("birth_year") or latest + 1) > latest
    ]


def record(records: list[Opened], record_id: UUID, verb: str) -> Opened:
    """One of these records, or Refused."""
    for one in records:
        if one.id == record_id:
            return one
    raise Refused(verb, record_id)


def files_of(actor: Actor, case_ids: list[UUID]) -> dict[UUID, OpenFolder]:
    """Folders of cases and persons that the actor can open, without locking anything."""
    return folders.open_many(actor, case_ids)
