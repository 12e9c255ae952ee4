"""What a case holds of screening and determination, as far as the colleague's keys open it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from acasa.cases.children import queries as children
from acasa.cases.models import Draft
from acasa.cases.queries import case as cases
from acasa.cases.queries.case import CasePage
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.identification import library, words
from acasa.identification.library import Published
from acasa.identification.rules import determination as decided
from acasa.people import rules as people
from acasa.vault.folders import Opened, OpenFolder


@dataclass(frozen=True)
class IdentificationFile:
    """Screenings and determinations of one case, the newest first. `child`: whether she or he is one, and `why`."""

    page: CasePage
    child: bool
    why: str
    screenings: list[Opened] = field(default_factory=list)
    determinations: list[Opened] = field(default_factory=list)
    trafficking: Mapping[str, Any] = field(default_factory=dict)

    @property
    def may_write(self) -> bool:
        """On duty one reads; the work stays with the team."""
        return not self.page.visiting

    @property
    def standing(self) -> decided.Standing:
        return decided.standing(record.data for record in self.determinations)

    @property
    def now(self) -> Opened | None:
        """The determination that holds."""
        return self.determinations[0] if self.determinations else None

    @property
    def differs(self) -> bool:
        """Whether the facts of the trafficking say something else than the determination that holds."""
        return self.now is not None and decided.differs(self.now.data, self.trafficking)

    def of_set(self, code: str) -> list[Opened]:
        return [record for record in self.screenings if record.data["set"] == code]

    def screening(self, record_id: UUID, verb: str = "screening.read") -> Opened:
        return self._one(self.screenings, record_id, verb)

    def determination(self, record_id: UUID, verb: str = "determination.save") -> Opened:
        return self._one(self.determinations, record_id, verb)

    def _one(self, records: list[Opened], record_id: UUID, verb: str) -> Opened:
        for record in records:
            if record.id == record_id:
                return record
        raise Refused(verb, self.page.id)

    def may_use(self, published: Published) -> bool:
        """A child is screened by the sets for children; for an adult who was a child then, both may be right."""
        return not self.child or published.shape.for_ != "adult"


def screenings(folder: OpenFolder) -> list[Opened]:
    """Screenings, the newest first."""
    found = folder.of_kind("screening")
    return sorted(found, key=lambda one: (str(one.data["on"]), str(one.data["at"])), reverse=True)


def determinations(folder: OpenFolder) -> list[Opened]:
    """Determinations, the newest by their day first."""
    found = folder.of_kind("determination")
    return sorted(found, key=lambda one: (str(one.data["on"]), str(one.data["at"])), reverse=True)


def of_page(found: CasePage) -> IdentificationFile:
    """From a case page that is open already: no further statement."""
    folder = found.case_folder
    standing = children.of_page(found).standing
    facts = folder.one("trafficking", people.CASEWORK)
    return IdentificationFile(
        found,
        standing.child,
        standing.why,
        screenings(folder),
        determinations(folder),
        facts.data if facts else {},
    )


def file_of(
    actor: Actor, case_id: UUID, verb: str = "identification.read", *, write: bool = False
) -> IdentificationFile:
    """A case's identification for those who hold casework; Refused as for a case that is not there."""
    found = cases.case_page(actor, case_id, verb=verb)
    if people.CASEWORK not in found.compartments or (write and found.visiting):
        raise Refused(verb, case_id)
    return of_page(found)


def published(file: IdentificationFile, code: str, verb: str = "screening.answer") -> Published:
    """A set that may be used for this person, or Refused."""
    found = library.find(code)
    if found is None or not file.may_use(found):
        raise Refused(verb, file.page.id)
    return found


def unfinished(actor: Actor, case_id: UUID) -> dict[str, datetime]:
    """One's own screenings of a case that were begun and not kept: code of the set to when it was saved last."""
    kinds = {words.draft_kind(code): code for code in library.sets()}
    rows = Draft.objects.filter(author_id=actor.user_id, about=case_id, kind__in=kinds)
    return {kinds[kind]: at for kind, at in rows.values_list("kind", "saved_at")}
